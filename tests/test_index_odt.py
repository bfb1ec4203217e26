"""OpenDocument texts: what LibreOffice shows, as it shows it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from index.documents import Part
from index.errors import DocumentError
from index.loaders import load
from index.odt import read_odt
from tests.test_index_documents import docx_bytes

ODF = "urn:oasis:names:tc:opendocument:xmlns:"
NAMES = " ".join(
    f'xmlns:{prefix}="{ODF}{prefix}:1.0"' for prefix in ("office", "text", "table", "style", "meta", "manifest")
)
NAMES += (
    f' xmlns:draw="{ODF}drawing:1.0" xmlns:svg="{ODF}svg-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
STYLES = "".join(
    f'<style:style style:name="{name}" style:family="text"><style:text-properties {said}/></style:style>'
    for name, said in {
        "up": 'style:text-position="super 58%"',
        "down": 'style:text-position="-33% 58%"',
        "level": 'style:text-position="0% 100%"',
        "no": 'text:display="none"',
    }.items()
)
STYLES += "".join(
    f'<style:style style:name="{name}" style:parent-style-name="{parent}" style:family="paragraph"/>'
    for name, parent in {"P1": "Heading", "Heading": "Title", "upper": "up", "hidden": "no", "loop": "loop"}.items()
)
STYLES += (
    "<text:list-style style:name='Steps'><text:list-level-style-number text:level='1' style:num-format='1'/>"
    "<text:list-level-style-bullet text:level='2' text:bullet-char='\uf0b7'/></text:list-style>"
    "<text:list-style style:name='Odd'><text:list-level-style-number text:level='1' style:num-format='A' text:start-value='3'/>"
    "<text:list-level-style-number text:level='2' style:num-format=''/></text:list-style>"
    "<text:list-style style:name='Words'><text:list-level-style-number text:level='1' style:num-prefix='Article ' style:num-format='1'/>"
    "<text:list-level-style-image text:level='2'/></text:list-style>"
    "<style:style style:name='Step' style:family='paragraph' style:list-style-name='Steps'/>"
    "<style:style style:name='Part' style:family='paragraph' style:parent-style-name='Step'/>"
)
MIME = "application/vnd.oasis.opendocument.text"


def odt(path: Path, body: str, meta: str = "", manifest: str = "") -> Path:
    """A document as LibreOffice writes it, but for parts that hold no text."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", MIME)
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMES}><office:automatic-styles>{STYLES}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml", f"<office:document-meta {NAMES}><office:meta>{meta}</office:meta></office:document-meta>"
        )
        archive.writestr("META-INF/manifest.xml", f"<manifest:manifest {NAMES}>{manifest}</manifest:manifest>")
    return path


def span(style: str, text: str) -> str:
    return f'<text:span text:style-name="{style}">{text}</text:span>'


def note(number: str, text: str) -> str:
    body = f"<text:note-body><text:p>{text}</text:p></text:note-body>"
    return f"<text:note><text:note-citation>{number}</text:note-citation>{body}</text:note>"


def rows(*rows: str) -> str:
    return f"<table:table>{''.join(f'<table:table-row>{row}</table:table-row>' for row in rows)}</table:table>"


def cell(content: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{content}</text:p></table:table-cell>"


COVERED = "<table:covered-table-cell/>"


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"312{span('up', '4')} m{span('up', '2')} de CO{span('down', '2')}", "312⁴ m² de CO₂"),
        (f"Le XXI{span('up', 'e')}, {span('level', '14')} ans", "Le XXIe, 14 ans"),
        (f"Un m{span('upper', '3')}{span('hidden', ' caché')}{span('loop', ' vu')}", "Un m³ vu"),
        ("<text:s text:c='4'/>return 1\n ", "    return 1"),
        (f"Il coûte 14 €. {span('no', 'Caché.')}Vu.", "Il coûte 14 €. Vu."),
        ("Un\n   deux<text:s text:c='2'/>trois<text:tab/>quatre<text:line-break/>cinq", "Un deux  trois\tquatre\ncinq"),
        ("14\u202f000\u00a0€<!-- à vérifier -->", "14\u202f000\u00a0€"),
        ("Un <office:annotation><text:p>Vrai ?</text:p></office:annotation>port.", "Un port."),
        ("<text:ruby><text:ruby-base>漢</text:ruby-base><text:ruby-text>kan</text:ruby-text></text:ruby>", "漢"),
        ("Vu <text:hidden-text text:is-hidden='true'>pas</text:hidden-text>hier.", "Vu hier."),
        ("Le <text:a>site</text:a> du <text:bookmark-start/>port<text:bookmark-end/>.", "Le site du port."),
        ("Vu.<draw:frame><svg:desc>Un phare</svg:desc><draw:image/></draw:frame>", "Vu."),
    ],
)
def test_a_paragraph_has_the_words_that_libreoffice_shows(inside: str, text: str, tmp_path: Path) -> None:
    assert read_odt(odt(tmp_path / "a.odt", f"<text:p>{inside}</text:p>")).text == text


def test_lists_sections_notes_and_boxes_are_read_in_order_and_what_is_hidden_is_not(tmp_path: Path) -> None:
    box = "<draw:frame><draw:text-box><text:p>À retenir</text:p></draw:text-box></draw:frame>"
    box += f"<draw:frame><draw:text-box>{rows(cell('Jour') + cell('Prix'))}</draw:text-box></draw:frame>"
    shape = "<draw:custom-shape><text:list xml:id='l'><text:list-item><text:p>40 ports</text:p></text:list-item></text:list>"
    shape += "</draw:custom-shape>"
    body = (
        "<text:tracked-changes><text:deletion><text:p>vieux</text:p></text:deletion></text:tracked-changes>"
        "<text:table-of-content><text:p>Ports … 3</text:p></text:table-of-content>"
        "<text:h>Ports</text:h>"
        f"<text:p>Il coûte{note('1', 'Selon le maire.')} cher{note('2', 'Loi du 3 mai.')}.{box}{shape}</text:p>"
        "<text:list xml:id='l'><text:list-item><text:p>Un</text:p><text:list><text:list-item><text:p>Deux</text:p>"
        "</text:list-item></text:list></text:list-item></text:list>"
        "<text:section><text:p>Trois</text:p></text:section>"
        "<text:section text:display='none'><text:p>Caché</text:p></text:section>"
    )
    assert read_odt(odt(tmp_path / "a.odt", body)).text.split("\n\n") == [
        "Ports", "Il coûte cher.", "¹ Selon le maire.", "² Loi du 3 mai.", "À retenir", "Jour | Prix", "40 ports", "Un", "Deux", "Trois",
    ]  # fmt: skip


def items(*items: str, attributes: str = "text:style-name='Steps'") -> str:
    inside = (item if item.startswith("<text:list-") else f"<text:list-item>{item}</text:list-item>" for item in items)
    return f"<text:list {attributes}>{''.join(inside)}</text:list>"


def said(text: str, style: str = "") -> str:
    return f"<text:p text:style-name='{style}'>{text}</text:p>"


GOES_ON = "text:style-name='Steps' text:continue-numbering='true'"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (items(said("Un") + items(said("a"), said("b"), attributes=""), said("Deux<text:line-break/>ou trois") + said("Il est long."))
         + said("Hors") + items(said("Trois"), attributes=GOES_ON) + items(said("Un")),
         ["1. Un", "  • a", "  • b", "2. Deux\n  ou trois", "  Il est long.", "Hors", "3. Trois", "1. Un"]),
        (items(said("Un"), attributes="xml:id='l1' text:style-name='Steps'") + items(said("A"), attributes="text:style-name='Odd'")
         + items(said("Deux"), "<text:list-item text:start-value='7'><text:p>Sept</text:p></text:list-item>", said(""), said("Huit"),
                 attributes="text:continue-list='l1' text:style-name='Steps'"),
         ["1. Un", "C) A", "2. Deux", "7. Sept", "8. Huit"]),
        (items("<text:list-header><text:p>Lots</text:p></text:list-header>", "<text:h>Titre</text:h>", items(said("a"), attributes=""), said("Un")),
         ["  Lots", "Titre", "  • a", "1. Un"]),
        (items(said("Objet") + items(said("a"), attributes=""), attributes="text:style-name='Words'")
         + items(said("A") + items(said("Rien"), attributes=""), attributes="text:style-name='Odd'"),
         ["Objet", "  • a", "C) A", "Rien"]),
        (items(said("Un", "Part"), said("Deux", "Part"), attributes="") + items(said("Nu", "loop"), attributes=""),
         ["1. Un", "2. Deux", "Nu"]),
        ("<text:tracked-changes><text:deletion>" + items(said("Vieux")) + "</text:deletion></text:tracked-changes>"
         + items(said("Un"), attributes=GOES_ON), ["1. Un"]),
        (rows(cell("Lundi") + f"<table:table-cell>{items(said('repas'), said('pain'))}</table:table-cell>"),
         ["Lundi | 1. repas\n2. pain"]),
    ],
    ids=["levels", "numbers", "no markers", "words", "a style of paragraphs", "deleted", "a cell"],
)  # fmt: skip
def test_an_item_of_a_list_has_the_marker_that_libreoffice_shows(body: str, text: list[str], tmp_path: Path) -> None:
    assert read_odt(odt(tmp_path / "a.odt", body)).text.split("\n\n") == text


def test_cells_merged_downwards_stand_in_every_row(tmp_path: Path) -> None:
    table = rows(
        cell("Jour") + cell("Prix", "table:number-columns-spanned='2'") + COVERED,
        cell("Lundi") + cell("9 €", "table:number-rows-spanned='2'") + cell("<text:line-break/> <text:line-break/>2 h"),
        cell("Mardi") + COVERED + cell(""),
        cell("") + cell(""),
        f"<table:table-cell>{rows(cell('a') + cell('b'))}</table:table-cell>{cell('c')}",
    )
    twice = cell("V", "table:number-rows-spanned='2' table:number-columns-repeated='2'")
    again = "<table:covered-table-cell table:number-columns-repeated='2'/>"
    last = cell("", "table:number-columns-repeated='16384'")
    table += rows(twice + cell("r1") + last, again + cell("r2") + last, cell("s"))
    assert read_odt(odt(tmp_path / "a.odt", table)).text.split("\n\n") == [
        "Jour | Prix", "Lundi | 9 € | 2 h", "Mardi | 9 €", "a | b | c", "V | V | r1", "V | V | r2", "s",
    ]  # fmt: skip


def test_a_small_document_does_not_grow_without_limit(tmp_path: Path) -> None:
    long, short = "Le port est ouvert. " * 7, "Un quai de la ville"
    many = cell(short, "table:number-rows-spanned='999'") * 20
    covered = "<table:covered-table-cell table:number-columns-repeated='20'/>" + cell("")
    body = "<text:p>Le<text:s text:c='1000000'/>port</text:p>"
    body += rows(cell(long, "table:number-rows-spanned='999'") + cell("a"), COVERED + cell("b"))
    body += rows(cell(long, "table:number-columns-repeated='64'"))
    body += rows(cell(short, "table:number-columns-repeated='64'"))
    body += rows(many, covered, cell("c"))
    assert read_odt(odt(tmp_path / "a.odt", body)).text.split("\n\n") == [
        f"Le{' ' * 100}port", f"{long}| a", "b", long.strip(), short, " | ".join([short] * 20), "c",
    ]  # fmt: skip


def test_the_style_of_a_title_and_the_author_count_where_the_text_has_them(tmp_path: Path) -> None:
    body = (
        "<text:tracked-changes><text:deletion><text:p text:style-name='P1'>Ancien</text:p></text:deletion>"
        "</text:tracked-changes><text:p>Ville de Fès</text:p><text:p text:style-name='Title'/>"
        "<text:h text:style-name='P1'>Le nouveau port</text:h><text:p>Signé par Ada Diop</text:p><text:p>Fin.</text:p>"
    )
    meta = "<dc:title>Modèle</dc:title><meta:initial-creator>Ada Diop</meta:initial-creator>"
    document = load(odt(tmp_path / "a.odt", body, meta))
    assert document.title == "Le nouveau port"
    assert Part("title", 14, 29) in document.parts
    assert [document.text[part.start : part.end] for part in document.parts if part.kind == "author"] == ["Ada Diop"]


def test_an_encrypted_document_is_told_from_a_damaged_one(tmp_path: Path) -> None:
    path = odt(tmp_path / "a.odt", "<text:p>Un.</text:p>", manifest="<manifest:encryption-data/>")
    with pytest.raises(DocumentError, match=r"a\.odt: encrypted; save it without its password"):
        load(path)
    (tmp_path / "b.odt").write_bytes(path.read_bytes()[:300])
    with pytest.raises(DocumentError, match=r"b\.odt: damaged"):
        load(tmp_path / "b.odt")


def test_a_document_with_another_suffix_is_named(tmp_path: Path) -> None:
    path = odt(tmp_path / "a.odt", "<text:p>Un.</text:p>")
    for name in ("a.docx", "a.txt"):
        with pytest.raises(DocumentError, match=r"mislabelled, an OpenDocument text inside; give it the suffix \.odt"):
            load(path, name)
    path.write_bytes(path.read_bytes().replace(MIME.encode(), b"application/vnd.oasis.opendocument.type"))
    with pytest.raises(DocumentError, match=r"another OpenDocument file inside; save its text as \.docx"):
        load(path)


def test_a_word_document_with_an_opendocument_text_in_it_is_a_word_document(tmp_path: Path) -> None:
    path = odt(tmp_path / "a.odt", "<text:p>Un.</text:p>")
    (tmp_path / "b.docx").write_bytes(docx_bytes())
    with zipfile.ZipFile(tmp_path / "b.docx", "a") as archive:
        archive.write(path, "word/embeddings/a.odt")
    assert load(tmp_path / "b.docx").text == "Un accord a été signé."
    with pytest.raises(DocumentError, match=r"mislabelled, a Word document inside; give it the suffix \.docx"):
        load(tmp_path / "b.docx", "b.odt")
