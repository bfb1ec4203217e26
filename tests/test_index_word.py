"""Word documents: what Word shows, as it shows it."""

from __future__ import annotations

import re
import time
import zipfile
from pathlib import Path

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from index.documents import Part
from index.errors import DocumentError
from index.extract import check_unpacked
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


def test_without_the_style_of_a_title_a_paragraph_without_a_style_is_none(tmp_path: Path) -> None:
    document = docx.Document()
    document.styles["Title"].delete()
    document.add_heading("Les ports", 1)
    document.add_paragraph("Le port est ouvert.")
    document.save(str(tmp_path / "a.docx"))
    assert read_docx(tmp_path / "a.docx").titles[:-1] == ()
    assert load(tmp_path / "a.docx").title == "Les ports"


def test_a_word_document_is_read_as_word_shows_it(tmp_path: Path) -> None:

    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'

    def control(content: str, kind: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    blocks = [
        f"<w:p>{run('Le ')}<w:ins>{run('nouveau ')}<w:del>{run('beau ', 'delText')}</w:del></w:ins>"
        f"<w:del>{run('vieux ', 'delText')}</w:del><w:moveFrom>{run('loin ')}</w:moveFrom>"
        f"{control(run('port '))}<w:smartTag>{run('de Fès')}</w:smartTag></w:p>",
        control(f"<w:p>{run('Signé par ')}{control(run('Ada Diop'))}</w:p>"),
        control(f"<w:p>{run('Cliquez ici.')}</w:p>", "<w:showingPlcHdr/>"),
        control(f"<w:p>{run('Chapitre 1 … 3')}</w:p>", contents),
        f"<w:p><w:moveTo>{run('Fin')}</w:moveTo></w:p>",
    ]
    document = docx.Document()
    for block in blocks:
        made = parse_xml(f"<w:body {nsdecls('w')}>{block}</w:body>")
        for element in list(made):
            document.element.body.insert(len(document.element.body) - 1, element)
    table = document.add_table(3, 3)
    for row, values in zip(table.rows, (["2024", "120", "120"], ["2025", "", "Total"], ["", "", ""]), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 1).merge(table.cell(1, 2))
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").text.split("\n\n") == [
        "Le nouveau port de Fès",
        "Signé par Ada Diop",
        "Fin",
        "2024 | 120 | 120",
        "2025 | Total",
    ]


def test_text_boxes_nested_tables_and_notes_of_a_word_document_are_read(tmp_path: Path) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as OpcPart

    def shown(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    def box(*lines: str) -> str:
        boxed = f"<w:txbxContent>{''.join(f'<w:p>{shown(line)}</w:p>' for line in lines)}</w:txbxContent>"
        return (
            '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice><w:drawing>{boxed}</w:drawing></mc:Choice><mc:Fallback><w:pict>{boxed}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    def noted(kind: str, id: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'

    document = docx.Document()
    body = document.element.body
    paragraph = f"{shown('Le port')}{box('À retenir :', '40 ports')}{box('Et 2 phares')}{shown(' de Fès')}"
    body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{paragraph}</w:p>"))
    paragraph = f"{shown('Il coûte')}{noted('footnote', 2)}{shown(' cher.')}{noted('footnote', 1)}{noted('endnote', 1)}"
    body.insert(1, parse_xml(f"<w:p {nsdecls('w')}>{paragraph}</w:p>"))
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "Budget"
    inner = outer.cell(0, 1).add_table(1, 2)
    for cell, value in zip(inner.rows[0].cells, ("2024", "120"), strict=True):
        cell.text = value
    for kind, text in (("footnote", "Selon le <w:del>vieux</w:del>ministère."), ("endnote", "Loi du 3 mai.")):
        words = text.replace("<w:del>", "</w:t></w:r><w:del><w:r><w:delText>")
        words = words.replace("</w:del>", "</w:delText></w:r></w:del><w:r><w:t>")
        notes = (
            f"<w:{kind}s {nsdecls('w')}><w:{kind} w:type='separator' w:id='0'><w:p>{shown('—')}</w:p></w:{kind}>"
            f"<w:{kind} w:id='1'><w:p>{shown(words)}</w:p></w:{kind}>"
            f"<w:{kind} w:id='2'><w:tbl><w:tr><w:tc><w:p>{shown('Claire Durand')}</w:p></w:tc></w:tr></w:tbl></w:{kind}>"
            f"</w:{kind}s>"
        )
        name = PackURI(f"/word/{kind}s.xml")
        kind_of_part = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
        part = OpcPart(name, kind_of_part, notes.encode(), document.part.package)
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").text.split("\n\n") == [
        "Le port de Fès",
        "À retenir :",
        "40 ports",
        "Et 2 phares",
        "Il coûte cher.",
        "¹ Loi du 3 mai.",
        "¹ Claire Durand",
        "² Selon le ministère.",
        "Budget | 2024\n120",
    ]
    assert load(tmp_path / "a.docx").parts == (Part("title", 0, 14),)  # no note is the author


def test_cells_merged_downwards_stand_in_every_row(tmp_path: Path) -> None:
    from docx.oxml import OxmlElement

    document = docx.Document()
    table = document.add_table(1_500, 2)
    rows = table._tbl.tr_lst
    for number, row in enumerate(rows):
        for cell, value in zip(row.tc_lst, ("Ports", str(number)), strict=True):
            cell.p_lst[0].add_r().text = value if number == 0 or value != "Ports" else ""
        row.tc_lst[0].vMerge = "continue" if number else "restart"
    first = OxmlElement("w:tr")  # that goes on from nothing, and has a cell fewer
    rows[0].addprevious(first)
    first.append(OxmlElement("w:tc"))
    first.tc_lst[0].append(OxmlElement("w:p"))
    first.tc_lst[0].vMerge = "continue"
    document.save(str(tmp_path / "a.docx"))
    began = time.process_time()
    lines = load(tmp_path / "a.docx").text.split("\n\n")
    assert lines == [f"Ports | {number}" for number in range(1_500)]
    assert time.process_time() - began < 5  # hours, where each row looks up to the first


def test_a_long_text_in_a_merged_cell_stands_in_its_first_row_only(tmp_path: Path) -> None:
    long = "Le port est ouvert. " * 7
    document = docx.Document()
    table = document.add_table(3, 2)
    for row, (merged, value) in zip(table._tbl.tr_lst, ((long, "a"), ("", "b"), ("", "c")), strict=True):
        row.tc_lst[0].p_lst[0].add_r().text, row.tc_lst[1].p_lst[0].add_r().text = merged, value
        row.tc_lst[0].vMerge = "restart" if merged else "continue"
    document.save(str(tmp_path / "a.docx"))
    assert read_docx(tmp_path / "a.docx").text.split("\n\n") == [f"{long.strip()} | a", "b", "c"]


@pytest.mark.parametrize("name", ["word/_rels/document.xml.rels", "word/document.png"])
def test_xml_counts_as_such_whatever_its_name(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.extract.MAX_XML", 100)
    with zipfile.ZipFile(tmp_path / "a.docx", "w") as archive:
        archive.writestr("word/media/image1.png", b"\x89PNG" + bytes(200))
        check_unpacked(archive)
        archive.writestr(name, "<r>" + " " * 200)
        with pytest.raises(DocumentError, match="too large once unpacked"):
            check_unpacked(archive)


def test_a_note_part_that_is_empty_loses_nothing_else(tmp_path: Path) -> None:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as OpcPart

    document = docx.Document()
    document.add_paragraph("Le port est ouvert.")
    part = OpcPart(PackURI("/word/footnotes.xml"), "application/xml", b"", document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").text == "Le port est ouvert."


def listed(path: Path, numbering: str, paragraphs: list[tuple[str, str]], styles: str = "") -> Path:
    """A document of paragraphs with these properties, and a part that says how lists count."""
    document = docx.Document()
    root = document.part.numbering_part.element
    for old in list(root):
        root.remove(old)
    for parent, made in ((root, numbering), (document.styles.element, styles)):
        for element in list(parse_xml(f"<w:body {nsdecls('w')}>{made}</w:body>")):
            parent.append(element)
    for properties, text in reversed(paragraphs):
        made = f"<w:p {nsdecls('w')}><w:pPr>{properties}</w:pPr>{text}</w:p>"
        document.element.body.insert(0, parse_xml(made))
    document.save(str(path))
    return path


def levels(*levels: tuple[str, str, str]) -> str:
    return "".join(
        f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{shown}"/></w:lvl>'
        for depth, (kind, shown, more) in enumerate(levels)
    )


def kept(number: int, inside: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{inside}</w:abstractNum>'


def used(number: int, kept: int, changed: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{kept}"/>{changed}</w:num>'


def at(number: int, depth: int = 0) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'


NESTED = levels(("decimal", "%1.", ""), ("lowerLetter", "%2)", ""), ("bullet", "\uf0b7", ""), ("lowerRoman", "%4.", ""))
NUMBERING = (
    kept(0, NESTED)
    + kept(1, levels(("bullet", "–", ""), ("decimal", "Article %2", ""), ("none", "", ""), ("decimal", "", "")))
    + kept(2, levels(("decimal", "%1.", '<w:pStyle w:val="Step"/>'), ("decimal", "%1.%2", '<w:pStyle w:val="Part"/>')))
    + kept(3, '<w:numStyleLink w:val="Steps"/>')
    + used(1, 0)
    + used(2, 0, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>')
    + used(3, 1)
    + used(4, 2)
    + used(5, 0, f'<w:lvlOverride w:ilvl="0">{levels(("upperRoman", "(%1)", ""))}</w:lvlOverride>')
    + used(6, 3)
    + used(7, 9)
)
STEPS = (
    '<w:style w:type="paragraph" w:styleId="Step"><w:pPr><w:numPr><w:numId w:val="4"/></w:numPr></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="Part"><w:basedOn w:val="Step"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Loop"><w:basedOn w:val="Loop"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Head"><w:basedOn w:val="Step"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="numbering" w:styleId="Steps"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
)


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


@pytest.mark.parametrize(
    ("paragraphs", "text"),
    [
        ([(at(1), "Un"), (at(1, 1), "a"), (at(1, 1), "b"), (at(1, 2), "puce"), ("", "Hors"), (at(1), "Deux"), (at(1, 1), "c")],
         ["1. Un", "  a) a", "  b) b", "    • puce", "Hors", "2. Deux", "  a) c"]),
        ([(at(1), "Un"), (at(2), "Cinq"), (at(2), "Six"), (at(1), "Sept"), (at(1, 3), "i"), (at(1, 3), "ii")],
         ["1. Un", "5. Cinq", "6. Six", "7. Sept", "      i) i", "      ii) ii"]),
        ([(at(3), "Bonjour"), (at(3, 1), "Objet"), (at(3, 2), "Rien"), (at(3, 3), "Vide"), (at(5), "Un"), (at(9), "Perdu")],
         ["– Bonjour", "Objet", "Rien", "Vide", "I) Un", "Perdu"]),
        ([(style("Step"), "Un"), (style("Part"), "Partie"), (style("Head"), "Titre"), (style("Step"), "Deux"),
          (style("Step") + at(0), "Sans"), (style("Loop"), "Boucle"), (style("Step"), "Trois")],
         ["1. Un", "  1. Partie", "Titre", "2. Deux", "Sans", "Boucle", "3. Trois"]),
        ([(at(6), "Un"), (at(6, 1), "a"), (at(7), "Perdu"), (at(1, 8), "Bas")], ["1. Un", "  a) a", "Perdu", "Bas"]),
        ([(at(1), ""), (at(1), "Un\nou deux"), (at(1), "Trois")], ["1. Un\n  ou deux", "2. Trois"]),
    ],
    ids=["levels", "restarts", "bullets and words", "styles", "a list of a style", "no text"],
)  # fmt: skip
def test_an_item_of_a_list_has_the_marker_that_word_shows(
    paragraphs: list[tuple[str, str]], text: list[str], tmp_path: Path
) -> None:
    broken = "</w:t><w:br/><w:t>"
    shown = [(said, f"<w:r><w:t>{words}</w:t></w:r>".replace("\n", broken)) for said, words in paragraphs]
    assert read_docx(listed(tmp_path / "a.docx", NUMBERING, shown, STEPS)).text.split("\n\n") == text


def test_a_list_in_a_cell_keeps_its_markers_and_a_document_may_have_no_lists(tmp_path: Path) -> None:
    document = docx.Document()
    first, second = document.add_table(1, 2).rows[0].cells
    first.text, second.text = "Lundi", "repas"
    second.paragraphs[0].style = "List Bullet"
    second.add_paragraph("pain", "List Bullet")
    document.save(str(tmp_path / "a.docx"))
    assert read_docx(tmp_path / "a.docx").text == "Lundi | • repas\n• pain"
    with zipfile.ZipFile(tmp_path / "a.docx") as whole, zipfile.ZipFile(tmp_path / "b.docx", "w") as without:
        for name in set(whole.namelist()) - {"word/numbering.xml"}:
            data = whole.read(name)
            if name == "word/_rels/document.xml.rels":
                data = re.sub(rb"<Relationship [^>]*numbering[^>]*>", b"", data)
            without.writestr(name, data)
    assert read_docx(tmp_path / "b.docx").text == "Lundi | repas\npain"
