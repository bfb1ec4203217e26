"""Reads the text of an OpenDocument text (LibreOffice), in the order and with the words that LibreOffice shows.

Elements and attributes are those of OpenDocument 1.3 (OASIS, 2021).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.extract import ENCRYPTED, LABEL, MERGED, Extract, check_unpacked, clean, lowered, raised
from index.items import Markers, below, item
from index.lines import CELL
from index.odt_lists import inherited, markers

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_SPACES = {
    **{name: f"{_ODF}{name}:1.0" for name in ("office", "text", "table", "style", "meta")},
    "draw": f"{_ODF}drawing:1.0",
    "svg": f"{_ODF}svg-compatible:1.0",
    "dc": "http://purl.org/dc/elements/1.1/",
}
_PREFIXES = {space: prefix for prefix, space in _SPACES.items()}
# Not part of the text: deletions, comments, forms, directories, phonetic guides, placeholders, scripts, names of pictures.
_GONE = {
    "text:tracked-changes", "office:annotation", "office:forms", "text:table-of-content", "text:illustration-index",
    "text:table-index", "text:object-index", "text:user-index", "text:alphabetical-index", "text:ruby-text",
    "text:placeholder", "text:script", "svg:title", "svg:desc",
}  # fmt: skip
_COLUMNS = 64  # LibreOffice fills a sheet's last columns by one empty cell that is repeated thousands of times
_BLANKS = 100  # in one element; a hostile document could ask for a billion
_WHITE = re.compile(r"[ \t\r\n]+")  # no-break spaces stay


@dataclass(frozen=True, slots=True)
class _Styles:
    """Names of styles that hide their text, that raise or lower it, and that are of a title; and the markers of lists."""

    hidden: frozenset[str]
    small: dict[str, Callable[[str], str]]
    titles: frozenset[str]
    marked: Markers


def read_odt(path: Path) -> Extract:
    """Paragraphs and table rows, separated by blank lines; notes and text boxes follow the paragraph that they are in.

    Raises:
        DocumentError: encrypted, or too large once unpacked.
        Exception: whatever zipfile and lxml raise for a damaged file.
    """
    with zipfile.ZipFile(path) as archive:
        check_unpacked(archive)
        if "encryption-data" in archive.read("META-INF/manifest.xml").decode("utf-8", "replace"):
            raise DocumentError(ENCRYPTED)
        content, styles, meta = (_part(archive, name) for name in ("content.xml", "styles.xml", "meta.xml"))
    (body,) = _found(content, "//office:body/office:text")
    named = [*_found(styles, "//office:styles/style:style"), *_found(content, "//style:style")]
    lists = [*_found(styles, "//office:styles/text:list-style"), *_found(content, "//text:list-style")]
    known = _styles(body, {style.get(_tag("style:name")): style for style in named}, lists)
    lines = _found(body, ".//text:p[not(ancestor::text:tracked-changes)] | .//text:h")
    titles = [text for line in lines if _style(line) in known.titles and (text := _line(line, known, []).strip())]
    return Extract(
        clean("\n\n".join(text for text in _blocks(body, known) if text.strip())),
        titles=(*titles[:1], *_texts(meta, "//dc:title")),
        authors=tuple(_texts(meta, "//meta:initial-creator")),
    )


def _part(archive: zipfile.ZipFile, name: str) -> Any:
    from lxml import etree

    data = archive.read(name) if name in archive.namelist() else b"<none/>"
    parser = etree.XMLParser(remove_comments=True, remove_pis=True, collect_ids=False)  # LibreOffice repeats ids
    return etree.fromstring(data, parser)


def _styles(body: Any, named: dict[str, Any], lists: list[Any]) -> _Styles:
    hidden, small, titles = set(), dict[str, Callable[[str], str]](), {"Title"}
    for name in named:
        said: dict[str, str] = {}
        for style in reversed(list(inherited(name, named))):
            for properties in _found(style, "style:text-properties"):
                said |= properties.attrib
            if style.get(_tag("style:parent-style-name")) == "Title":
                titles.add(name)
        if said.get(_tag("text:display")) == "none":
            hidden.add(name)
        position = said.get(_tag("style:text-position"), "").split(" ")[0]
        if position.startswith(("sub", "-")):
            small[name] = lowered
        elif position not in ("", "0%"):
            small[name] = raised
    return _Styles(frozenset(hidden), small, frozenset(titles), markers(body, named, lists))


def _blocks(element: Any, styles: _Styles) -> Iterator[str]:
    """Yield the paragraphs and table rows of ``element``: of the document, a section, a list, a note, a cell, …"""
    for child in element:
        kind = _kind(child)
        if _is_gone(child, styles):
            continue
        if kind in ("text:p", "text:h"):
            apart: list[Any] = []
            yield _in_its_list(child, _line(child, styles, apart).rstrip(), styles)
            for note_or_box in apart:
                yield from _aside(note_or_box, styles)
        elif kind == "table:table":
            yield from _rows(child, styles)
        else:
            yield from _blocks(child, styles)


def _in_its_list(paragraph: Any, text: str, styles: _Styles) -> str:
    """The text of a paragraph as it stands in its list, if it is in one."""
    marker, depth = styles.marked.get(paragraph, ("", 0))
    return item(text, marker, depth) if marker and text.strip() else below(text, depth)


def _line(element: Any, styles: _Styles, apart: list[Any]) -> str:
    """The text of a paragraph; the notes and text boxes in it are added to ``apart``."""
    begins = _WHITE.sub(" ", element.text or "")
    pieces = [begins if _kind(element) == "text:span" else begins.lstrip(" ")]
    for child in element:
        pieces += [_inside(child, styles, apart), _WHITE.sub(" ", child.tail or "")]
    small = styles.small.get(_style(element)) if _kind(element) == "text:span" else None
    text = "".join(pieces)
    return small(text) if small else text


def _inside(element: Any, styles: _Styles, apart: list[Any]) -> str:
    """What an element shows within its line."""
    kind = _kind(element)
    if _is_gone(element, styles):
        return ""
    if kind == "text:s":
        return " " * min(int(element.get(_tag("text:c"), 1)), _BLANKS)
    if kind in ("text:tab", "text:line-break"):
        return "\t" if kind == "text:tab" else "\n"
    if kind == "text:note" or _is_box(element):
        apart.append(element)
        return ""
    return _line(element, styles, apart)


def _aside(element: Any, styles: _Styles) -> Iterator[str]:
    """Yield the paragraphs of a text box, or of a note with its number before them."""
    if _kind(element) != "text:note":
        yield from _blocks(element, styles)
        return
    number = raised("".join(_texts(element, "text:note-citation")))
    for body in _found(element, "text:note-body"):
        for i, text in enumerate(_blocks(body, styles)):
            yield text if i else f"{number} {text}"


def _rows(table: Any, styles: _Styles) -> Iterator[str]:
    """Yield the cells of each row that are not empty; a short cell that is merged vertically is repeated in every row."""
    above: dict[int, tuple[str, int]] = {}  # text of each column's merged cell, and for how many more rows it goes on
    for row in table.iter(_tag("table:table-row")):
        if next(row.iterancestors(_tag("table:table"))) is not table:
            continue
        cells, column = [], 0
        for cell in _found(row, "table:table-cell | table:covered-table-cell"):
            text, rows = "", 1
            if _kind(cell) == "table:table-cell":
                lines = "\n".join(_blocks(cell, styles)).split("\n")
                text = "\n".join(line for line in lines if line.strip())
                rows = int(cell.get(_tag("table:number-rows-spanned"), 1))
            repeated = int(cell.get(_tag("table:number-columns-repeated"), 1))
            for at in range(column, column + min(repeated, _COLUMNS)):
                shown, more = above.pop(at, (text, rows))
                if more > 1 and len(shown) <= LABEL:
                    above[at] = shown, more - 1
                cells.append(shown)
                text = text if len(text) * repeated <= LABEL else ""
            column += repeated
        if len(above) > MERGED:
            above = {}
        if any(cells):
            yield CELL.join(filter(None, cells))


def _is_box(element: Any) -> bool:
    """Whether it is a text box or a shape with text."""
    kind = _kind(element)
    return kind == "draw:text-box" or (kind.startswith("draw:") and bool(_found(element, "text:p | text:list")))


def _is_gone(element: Any, styles: _Styles) -> bool:
    return (
        _kind(element) in _GONE
        or _style(element) in styles.hidden
        or element.get(_tag("text:display")) == "none"
        or element.get(_tag("text:is-hidden")) == "true"
    )


def _style(element: Any) -> str:
    return str(element.get(_tag("text:style-name"), ""))


def _kind(element: Any) -> str:
    """The name of an element with its usual prefix, as ``text:p``; empty if it is of another format."""
    space, _, name = element.tag[1:].partition("}")
    return f"{_PREFIXES[space]}:{name}" if space in _PREFIXES else ""


def _tag(name: str) -> str:
    prefix, _, local = name.partition(":")
    return f"{{{_SPACES[prefix]}}}{local}"


def _texts(element: Any, path: str) -> list[str]:
    return ["".join(found.itertext()) for found in _found(element, path)]


def _found(element: Any, path: str) -> list[Any]:
    found: list[Any] = element.xpath(path, namespaces=_SPACES)
    return found
