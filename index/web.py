"""Reads the text of a web page, in the paragraphs that a browser shows."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import takewhile
from typing import TYPE_CHECKING

from index.decoding import decoded
from index.extract import LABEL, MERGED, Extract, clean, lowered, raised
from index.items import BULLET, below, numbered, whole_number
from index.lines import CELL
from index.prose import rejoined

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
_NOT_MEANT = "utf", "idna", "punycode", "unicode", "raw"
# Elements that are never content.
_BESIDE = (
    "script, style, noscript, template, nav, aside, button, select, textarea, svg, canvas, audio, video, iframe, "
    "object, del, s, strike, rt, rp, annotation, annotation-xml, header:not(article *, main *), footer:not(article *, main *)"
)
# Not content either, unless it is most of the page: some pages are one form, or were saved behind an open banner.
_MAYBE_BESIDE = (
    'form, dialog:not([open]), [hidden]:not([hidden="until-found"], [role="tabpanel"]), [style*="display:none" i], '
    '[style*="display: none" i], [aria-hidden="true"], [role="navigation"], [role="banner"], [role="contentinfo"], '
    '[role="dialog"], [id="comments"], [class~="comments"], '
    + "".join(
        f'[id^="{platform}" i], ' for platform in ("axeptio", "cmpbox", "didomi", "onetrust", "qc-cmp", "tarteaucitron")
    )
    + '[class~="fr-consent-banner"], '
    + ", ".join(f'[{name}*="cookie" i][{name}*="{kind}" i]' for name in ("id", "class") for kind in ("ban", "consent"))
)
# Elements that begin and end a paragraph.
_OTHER_BLOCKS = (
    "address, article, aside, blockquote, caption, center, details, dialog, div, dl, fieldset, "
    "figcaption, figure, footer, h1, h2, h3, h4, h5, h6, header, hgroup, hr, legend, main, p, pre, search, "
    "section, summary, table, tbody, tfoot, thead, tr"
)
_LISTS = "ol", "ul", "menu", "dir"
_ITEMS = ", ".join((*_LISTS, "li"))
_BLOCKS = f"{_OTHER_BLOCKS}, {_ITEMS}"
_CELLS = "td, th, dt, dd"
_CONTENT = "article:not(article *)", "main:not(main *)"
_NESTED = 3  # blocks in each other around the text of a cell
# Of MathML the second, and where both are set the third, is raised. Not ":nth-child(2)": lexbor counts the siblings of
# every element of the page for it, and a page of 40,000 paragraphs takes 20 seconds.
_RAISED = "sup, msup > :first-child + *, msubsup > :first-child + * + *"
_LOWERED = "sub, msub > :first-child + *, msubsup > :first-child + *"
_SITE = re.compile(r"\s[-–—|·]\s[^-–—|·]*\Z")  # the name of the site, after the title
_PARAGRAPH, _NEW_LINE = "\u2029", "\u2028"  # Unicode's paragraph and line separators
# Before and after an item, and after its marker: characters that no text may hold.
_ENTER, _LEAVE, _MARKED = "\ufdd0", "\ufdd1", "\ufdd2"
_EDGES = re.compile(f"([{_ENTER}{_LEAVE}])")


def read_html(data: bytes) -> Extract:
    """Read a web page."""
    return read_page(clean(decoded(data, _declared(data))))


def read_page(written: str) -> Extract:
    """The text of the articles in ``written``, which is HTML, else of the main part, else of the whole page."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(written)
    _remove_beside(page)
    _write_small(page)
    titles = [*(node.text() for node in page.css("h1")), *_said(page, 'meta[property="og:title"]')]
    titles += [title for node in page.css("title") for title in (node.text(), _SITE.sub("", node.text()))]
    authors = _said(page, 'meta[name="author"]')
    _write_markers(page)
    _write_rows(page)
    for node in page.css("pre"):
        _keep_lines(node)
    for node in page.css("br"):
        node.insert_before(_NEW_LINE)
    for node in page.css(f"{_BLOCKS}, {_CELLS}"):
        node.insert_before(_PARAGRAPH)
        node.insert_after(_PARAGRAPH)
    articles, mains, body = (
        _paragraphs(_PARAGRAPH.join(node.text() for node in page.css(part))) for part in (*_CONTENT, "body")
    )
    # Articles that are at most half of the text are cards that link to other pages.
    text = clean(articles if 2 * len(articles) > len(mains or body) else mains or body)
    return Extract(text, titles=tuple(titles), authors=tuple(authors))


def _remove_beside(page: LexborHTMLParser) -> None:
    """Remove the elements that are not content."""
    for node in page.css(_BESIDE):
        node.decompose()
    # Kept if it holds the page's title, or a formula: MathML is hidden in favour of its image.
    beside = [node for node in page.css(_MAYBE_BESIDE) if not node.css_first("math, h1")]
    if page.body and 2 * sum(len(node.text()) for node in _outermost(beside)) < len(page.body.text()):
        for node in beside:
            node.decompose()


def _write_small(page: LexborHTMLParser) -> None:
    """Write fractions and what is raised or lowered as plain text."""
    for fraction in page.css("mfrac"):
        _in_one_line(fraction)
    for kind, small in ((_RAISED, raised), (_LOWERED, lowered)):
        for node in reversed(page.css(kind)):  # the innermost first
            if not node.css_first(f"br, {_BLOCKS}"):
                node.replace_with(small(node.text()))


def _write_rows(page: LexborHTMLParser) -> None:
    """Put each row of a table, and each term with its definitions, on one line."""
    for row in page.css("tr"):
        _unwrap_cells(row)
    for group in page.css("thead, tbody, tfoot"):
        _repeat_merged([row for row in group.iter() if row.tag == "tr"])
    for row in page.css("tr"):
        _join(_cells(row))
    for term in page.css("dt"):
        _join([term, *takewhile(lambda node: node.tag == "dd", _after(term))])


def _in_one_line(fraction: LexborNode) -> None:
    """Write "(a+b)/2", and a space after the number before it: "2 1/3"."""
    for number, part in enumerate(fraction.iter()):
        if len(list(part.iter())) > 1:
            part.insert_before("(")
            part.insert_after(")")
        if number:
            part.insert_before("/")
    if (before := fraction.prev) is not None and before.tag == "mn":
        fraction.insert_before(" ")


def _outermost(nodes: Sequence[LexborNode]) -> Iterator[LexborNode]:
    """Yield the nodes that are in no other of ``nodes``."""
    inside, outside = {node.mem_id for node in nodes}, set[int]()
    for node in nodes:
        walked, around = [], node.parent
        while around is not None and not (around.mem_id in inside or around.mem_id in outside):
            walked.append(around.mem_id)
            around = around.parent
        if around is not None and around.mem_id in inside:
            inside.update(walked)
        else:
            outside.update(walked)
            yield node


def _write_markers(page: LexborHTMLParser) -> None:
    lists = ", ".join(_LISTS)
    content = {node.mem_id for part in page.css(", ".join(_CONTENT)) for node in part.css(lists)}
    for node in page.css(lists):
        _mark(node, node.mem_id in content)


def _mark(node: LexborNode, is_content: bool) -> None:
    """Write the markers of a list's items, unless it is a menu: links, outside of an article, that no text announces."""
    items = [child for child in node.iter() if child.tag == "li"]
    if not is_content and all(_is_link(each) for each in items) and not _text_before(node).endswith(":"):
        return
    backwards = "reversed" in node.attributes
    number = whole_number(node.attributes.get("start"), len(items) if backwards else 1)
    for each in items:
        number = whole_number(each.attributes.get("value"), number)
        marker = numbered(number, node.attributes.get("type") or "1") if node.tag == "ol" else BULLET
        if first := _first_text(each):
            first.insert_before(f"{marker}{_MARKED}")
            each.insert_before(_ENTER)
            each.insert_after(_LEAVE)
        number += -1 if backwards else 1


def _is_link(node: LexborNode) -> bool:
    """Whether the text of ``node`` is one link, but for lists in it."""
    while node.tag != "a":
        inside = [
            child
            for child in node.iter(include_text=True)
            if child.tag not in _LISTS and not (child.is_text_node and not child.text().strip())
        ]
        if len(inside) != 1:
            return False
        node = inside[0]
    return True


def _text_before(node: LexborNode) -> str:
    """The text of what stands before ``node`` in its parent."""
    before = node.prev
    while before is not None and (before.is_comment_node or not before.text().strip()):
        before = before.prev
    return before.text().rstrip() if before is not None else ""


def _first_text(node: LexborNode) -> LexborNode | None:
    """The text that an item begins with; None if it begins with a list, a table or an article, or has no text."""
    for inside in node.traverse(include_text=True):
        if inside.tag in (*_LISTS, "table", "dl", "article"):
            return None
        if inside.is_text_node and inside.text().strip():
            return inside
    return None


def _said(page: LexborHTMLParser, selector: str) -> list[str]:
    return [content for node in page.css(selector) if (content := node.attributes.get("content"))]


def _after(node: LexborNode) -> Iterator[LexborNode]:
    """Yield the elements that follow ``node`` in its parent."""
    while (following := node.next) is not None:
        node = following
        if not node.is_text_node and not node.is_comment_node:
            yield node


def _cells(row: LexborNode) -> list[LexborNode]:
    return [cell for cell in row.iter() if cell.tag in ("td", "th")]


def _unwrap_cells(row: LexborNode) -> None:
    """Take away a paragraph that is all of its cell, as word processors write it; not in a row of long texts."""
    cells = _cells(row)
    if sum(len(cell.text()) > LABEL for cell in cells) > 1:
        return
    for cell in cells:
        said, blocks = cell.text().strip(), cell.css("p, div, center")
        for block in blocks if said and len(blocks) <= _NESTED else ():
            if block.text().strip() == said:
                block.unwrap()


def _repeat_merged(rows: Sequence[LexborNode]) -> None:
    """Put a short cell that is merged downwards into each of its rows: without its label, a row says nothing."""
    above: dict[int, tuple[int, LexborNode | None]] = {}  # by column: in how many more rows, and the cell to repeat
    for row in rows:
        cells = _cells(row)
        if not cells or len(above) > MERGED or any(cell.css_first(_BLOCKS) for cell in cells):
            above = {}
            continue
        column, merged = 0, {}
        for cell in cells:
            while column in above:
                if again := above[column][1]:
                    cell.insert_before(again)
                column += 1
            width, height = _span(cell, "colspan"), _span(cell, "rowspan")
            for place in range(column, column + width) if height > 1 else ():
                merged[place] = height, cell if place == column and len(cell.text()) <= LABEL else None
            column += width
        for again in [above[place][1] for place in sorted(above, reverse=True) if place >= column]:
            if again:
                cells[-1].insert_after(again)
        above = {place: (rows_left - 1, cell) for place, (rows_left, cell) in (above | merged).items() if rows_left > 1}


def _span(cell: LexborNode, way: str) -> int:
    return max(1, min(whole_number((cell.attributes.get(way) or "")[:4], 1), 100))


def _join(cells: Sequence[LexborNode]) -> None:
    """Put a table row on one line, unless a cell contains paragraphs; items of lists behind a label have their own."""
    if not cells or any(cell.css_first(_OTHER_BLOCKS) for cell in cells):
        return
    full = [cell for cell in cells if cell.text().strip()]
    if listing := [cell for cell in full if cell.css_first(_ITEMS)]:
        if full[0] in listing or len(full[0].text()) > LABEL:
            return
        for cell in listing:
            _in_lines(cell)
    cells[0].insert_before(_PARAGRAPH)
    cells[-1].insert_after(_PARAGRAPH)
    for cell in full[1:]:
        cell.insert_before(CELL)
    for cell in cells:
        for line_break in cell.css("br"):
            line_break.replace_with(" ")
        if cell.child is None:  # selectolax leaves an empty element where it is
            cell.decompose()
        else:
            cell.unwrap()


def _in_lines(cell: LexborNode) -> None:
    """Put each item of the lists in a cell on its own line; the first stays beside the label."""
    begins = next((node for node in cell.traverse(include_text=True) if node.tag == "li" or _says(node)), cell)
    for found in cell.css("li"):
        if found.mem_id != begins.mem_id:
            found.insert_before(_NEW_LINE)
    for found in cell.css(_ITEMS):
        if found.tag != "li" and (after := found.next) is not None and _says(after):
            found.insert_after(_NEW_LINE)
    for found in cell.css(_ITEMS):
        if found.child is None:
            found.decompose()
        else:
            found.unwrap()


def _says(node: LexborNode) -> bool:
    return node.is_text_node and bool(_EDGES.sub("", node.text()).strip())


def _keep_lines(pre: LexborNode) -> None:
    """Break the lines of preformatted text, but where only the margin broke a sentence."""
    if len(pre.css(_BLOCKS)) > 1:  # itself is one
        return
    for line_break in pre.css("br"):
        line_break.replace_with("\n")
    text = rejoined(pre.text().strip("\n")).replace("\n", _NEW_LINE)
    pre.replace_with(f"{_PARAGRAPH}{text}{_PARAGRAPH}")


def _paragraphs(text: str) -> str:
    """Plain text of a text in which only ``_PARAGRAPH`` and ``_NEW_LINE`` break lines.

    >>> _paragraphs("Un \\n titre\\u2029 \\u20291, rue\\u2028Paris ")
    'Un titre\\n\\n1, rue\\nParis'
    """
    paragraphs, depth = [], 0
    for paragraph in text.split(_PARAGRAPH):
        lines = []
        for line in paragraph.split(_NEW_LINE):
            shown, within = "", depth
            for part in _EDGES.split(line):
                if part in (_ENTER, _LEAVE):
                    depth = depth + 1 if part == _ENTER else max(0, depth - 1)
                elif part.strip():
                    within, shown = within if shown else depth, f"{shown}{part}"
            said = " ".join(shown.replace(_MARKED, " ").split())
            lines.append(said if CELL in said else below(said, within - (_MARKED in shown)))
        paragraphs.append("\n".join(filter(None, lines) if CELL in paragraph else lines).strip("\n"))
    return "\n\n".join(filter(None, paragraphs))


def _declared(page: bytes) -> str:
    """The encoding that the page declares; Latin 1, none and those of Python alone mean Windows-1252, and UTF-16 means
    UTF-8, which is tried first (WHATWG's Encoding Standard)."""
    found = _CHARSET.search(page[:2048])
    name = found[1].decode("ascii").lower() if found else ""
    with suppress(LookupError, UnicodeError):
        "".encode(name)  # unlike codecs.lookup, only for text
        known = codecs.lookup(name).name
        return "cp1252" if known in ("iso8859-1", "ascii") or known.startswith(_NOT_MEANT) else name
    return "cp1252"
