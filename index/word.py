"""Reads the text of a Word document, in the order and with the words that Word shows."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from index.extract import LABEL, Extract, check_unpacked, clean, lowered, raised
from index.items import Markers, item
from index.lines import CELL
from index.word_lists import markers

# Not part of the text: deleted, moved or hidden runs, phonetic guides, placeholders of forms, the table of contents.
_DELETED = (
    './/w:del | .//w:moveFrom | .//w:r[w:rPr/w:vanish[not(@w:val="0" or @w:val="false")]] | .//w:rt | '
    './/w:sdt[w:sdtPr/w:showingPlcHdr or w:sdtPr//w:docPartGallery/@w:val="Table of Contents"]'
    "//w:r"
)
# Elements whose content python-docx skips.
_WRAPPERS = " | ".join(
    f".//w:{tag}" for tag in ("ins", "moveTo", "sdt", "sdtContent", "smartTag", "customXml", "fldSimple", "bdo", "dir")
)
_FORMULAS = ".//m:oMathPara | .//m:oMath[not(ancestor::m:oMathPara)]"
_TEXT_BOXES = './/w:txbxContent[not(ancestor::*[local-name()="Fallback"])]'  # Fallback repeats it for old programs
_BLANK_LINES = re.compile(r"\n\s*\n")


def read_docx(path: Path) -> Extract:
    """Paragraphs and table rows, separated by blank lines; a note follows the paragraph that refers to it.

    Raises:
        DocumentError: too large once unpacked.
        Exception: whatever python-docx raises for a damaged file.
    """
    import docx

    with zipfile.ZipFile(path) as archive:
        check_unpacked(archive)
    document: Any = docx.Document(str(path))
    body = document.element.body
    _flatten(body)
    for kind in ("footnote", "endnote"):
        _put_notes(document.part, body, kind)
    title = next((style.style_id for style in document.styles if style.name == "Title"), None)
    marked = markers(document)
    texts: list[str] = []
    for block in document.iter_inner_content():
        texts += _rows(block, marked) if hasattr(block, "rows") else [_shown(block, marked)]
    said = document.core_properties
    titles = [text.text for text in document.paragraphs if title and text.text and text._p.style == title]
    return Extract(
        clean("\n\n".join(text for text in texts if text.strip())),
        titles=(*titles[:1], said.title),
        authors=(said.author,),
    )


def _flatten(content: Any) -> None:
    """Remove what is not text, and move what python-docx would skip to where it finds it."""
    for gone in _found(content, _DELETED):
        gone.getparent().remove(gone)
    for formula in _found(content, _FORMULAS):
        formula.addprevious(_run(_in_one_line(formula)))
    for ruby in _found(content, ".//w:ruby"):
        for text in _found(ruby, ".//w:t"):
            ruby.addprevious(text)
    for kind, small in (("superscript", raised), ("subscript", lowered)):
        for text in _found(content, f'.//w:r[w:rPr/w:vertAlign/@w:val="{kind}"]/w:t'):
            text.text = small(text.text or "")
    for page_break in _found(content, ".//w:br[@w:type]"):
        page_break.attrib.clear()  # now a line break; python-docx drops page and column breaks
    for wrapper in _found(content, _WRAPPERS):
        for inside in list(wrapper):
            wrapper.addprevious(inside)
    for box in reversed(_found(content, _TEXT_BOXES)):
        _put_after(box, list(box))
    for table in _found(content, ".//w:tc//w:tbl"):
        for paragraph in _found(table, ".//w:p"):
            table.addprevious(paragraph)


def _in_one_line(formula: Any) -> str:
    for kind, small in (("sup", raised), ("sub", lowered)):
        for text in _found(formula, f".//m:{kind}//m:t"):
            text.text = small(text.text or "")
    for text in _found(formula, ".//m:den/m:r[1]/m:t[1]"):
        text.text = f"/{text.text}"
    return "".join(text.text or "" for text in _found(formula, ".//m:t"))


def _put_notes(part: Any, body: Any, kind: str) -> None:
    """Put each footnote or endnote after the paragraph that refers to it, with its number."""
    notes = dict(_notes(part, kind))
    references = _found(body, f".//w:{kind}Reference")
    for number, reference in reversed(list(enumerate(references, 1))):
        paragraphs = notes.pop(_attribute(reference, "id"), [])
        if paragraphs:
            paragraphs[0].insert(0, _run(f"{raised(str(number))} "))
        _put_after(reference, paragraphs)


def _notes(part: Any, kind: str) -> Iterator[tuple[str, list[Any]]]:
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.oxml import parse_xml
    from lxml import etree

    for relation in part.rels.values():
        if relation.reltype == getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"):
            with suppress(etree.XMLSyntaxError):  # an empty part
                notes: Any = parse_xml(relation.target_part.blob)
                _flatten(notes)
                for note in notes:
                    yield _attribute(note, "id"), _found(note, ".//w:p")


def _put_after(element: Any, paragraphs: list[Any]) -> None:
    """Insert ``paragraphs`` after the outermost paragraph that contains ``element``."""
    anchor = _found(element, "ancestor::w:p")[0]
    for paragraph in reversed(paragraphs):
        anchor.addnext(paragraph)


def _shown(paragraph: Any, marked: Markers) -> str:
    """The text of a paragraph, behind its marker if it is an item of a list."""
    text, found = str(paragraph.text), marked.get(paragraph._p)
    return item(text, *found) if found else text


def _rows(table: Any, marked: Markers) -> Iterator[str]:
    """Yield the cells of each row that are not empty; a short cell that is merged vertically is repeated in every row.

    ``row.cells`` of python-docx searches the first merged cell again for each row, and fails if there is none.
    """
    from docx.table import _Cell

    above: dict[int, str] = {}
    for row in table._tbl.tr_lst:
        cells, column = [], row.grid_before
        for cell in row.tc_lst:
            goes_on = cell.vMerge == "continue"
            text = above.get(column, "") if goes_on else _text(_Cell(cell, table), marked)
            above[column] = text if len(text) <= LABEL else ""
            cells.append(text)
            column += cell.grid_span
        if any(cells):
            yield CELL.join(filter(None, cells))


def _text(cell: Any, marked: Markers) -> str:
    return _BLANK_LINES.sub("\n", "\n".join(_shown(paragraph, marked) for paragraph in cell.paragraphs).strip())


def _run(text: str) -> Any:
    from docx.oxml import OxmlElement

    run: Any = OxmlElement("w:r")
    run.text = text
    return run


def _attribute(element: Any, name: str) -> str:
    from docx.oxml.ns import qn

    return str(element.get(qn(f"w:{name}")))


def _found(element: Any, path: str) -> list[Any]:
    from docx.oxml.ns import nsmap
    from lxml import etree

    found: list[Any] = etree.XPath(path, namespaces=nsmap)(element)
    return found
