"""Word documents: what Word shows, as it shows it."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.loaders import load
from index.word import read_docx

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def said(symbols: str) -> str:
    return f"<m:r><m:t>{symbols}</m:t></m:r>"


RAISED, LOWERED = (f'<w:vertAlign w:val="{kind}script"/>' for kind in ("super", "sub"))
RUBY = f"<w:r><w:ruby><w:rt>{run('kan')}</w:rt><w:rubyBase>{run('漢')}</w:rubyBase></w:ruby></w:r>"
SQUARE = f"<m:sSup><m:e>{said('r')}</m:e><m:sup>{said('2')}</m:sup></m:sSup>"
HALF = f"<m:f><m:num>{said('1')}</m:num><m:den>{said('2')}</m:den></m:f>"


@pytest.mark.parametrize(
    ("paragraph", "text"),
    [
        (run("312") + run("4", RAISED) + run(" m") + run("2", RAISED) + run(" de CO") + run("2", LOWERED), "312⁴ m² de CO₂"),
        (run("Le XXI") + run("e", RAISED), "Le XXIe"),
        (run("Il coûte 14 €. ") + run("Caché.", "<w:vanish/>") + run("Vu.", '<w:vanish w:val="0"/>'), "Il coûte 14 €. Vu."),
        (run("Aire : ") + f"<m:oMath>{said('π')}{SQUARE}{said('=')}{HALF}</m:oMath>" + run(" m."), "Aire : πr²=1/2 m."),
        (f"<m:oMathPara><m:oMath>{said('12,5 %')}</m:oMath></m:oMathPara>", "12,5 %"),
        (f'<w:bdo w:val="rtl">{run("Un")}</w:bdo><w:dir w:val="rtl">{run(" deux")}</w:dir>', "Un deux"),
        (RUBY + run(" est un caractère."), "漢 est un caractère."),
        (run("Un.") + '<w:r><w:br w:type="page"/></w:r>' + run("Deux.") + '<w:r><w:br w:type="column"/></w:r>', "Un.\nDeux.\n"),
    ],
)  # fmt: skip
def test_a_paragraph_has_the_words_that_word_shows(paragraph: str, text: str, tmp_path: Path) -> None:
    document = docx.Document()
    document.element.body.insert(0, parse_xml(f"<w:p {nsdecls('w')} {MATH}>{paragraph}</w:p>"))
    document.save(str(tmp_path / "a.docx"))
    assert read_docx(tmp_path / "a.docx").text == text


def test_a_blank_line_in_a_cell_does_not_part_its_row(tmp_path: Path) -> None:
    document = docx.Document()
    for cell, value in zip(document.add_table(1, 2).rows[0].cells, ("Budget\n \nen euros", "120"), strict=True):
        cell.text = value
    document.save(str(tmp_path / "a.docx"))
    assert read_docx(tmp_path / "a.docx").text == "Budget\nen euros | 120"


def test_the_style_of_a_title_and_the_author_that_word_knows_count_where_the_text_has_them(tmp_path: Path) -> None:
    document = docx.Document()
    for line in ("MINISTÈRE DE LA CULTURE", "Anne Morvan"):
        document.add_paragraph(line)
    document.add_heading("Les ports", 0)
    document.add_paragraph("Le port est ouvert.")
    document.core_properties.title, document.core_properties.author = "Autre", "Anne Morvan"
    document.save(str(tmp_path / "a.docx"))
    loaded = load(tmp_path / "a.docx")
    assert [loaded.text[part.start : part.end] for part in loaded.parts] == ["Les ports", "Anne Morvan"]
