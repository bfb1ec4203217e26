"""The text of a PDF: its lines joined to paragraphs, over the pages, without their running heads and numbers."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile
from math import hypot, inf
from pathlib import Path
from statistics import median
from typing import Any

from index.errors import DocumentError
from index.lines import glued, is_full, is_item, is_row, marks, widths, words_of
from index.plain import Extract, clean, lowered, raised

ENCRYPTED = "encrypted; save it without its password / chiffré ; enregistrez-le sans mot de passe."
_SHOWS_TEXT = re.compile(rb"T[jJ]|['\"]|Do")  # itself, or by a form that it draws
_BLANKS = re.compile(r"[ \t\n]+")
_NUMBER = re.compile(r"\d{1,6}")
_LABEL = re.compile(r"\W*|\d[\d.]*[.)]?|\w[.)]")  # of a heading or an item of a list
_ENDS = re.compile(r".*[.!?…:;][\s»”\"')\]]*", re.DOTALL)
_SHORT = 120  # characters; a running head is no longer
_APART = 1.4  # times the usual space; a raised number needs a third more
_HEADS = 3  # lines; what is more and the same on several pages is what they say


@dataclass(frozen=True, slots=True)
class _Text:
    """A line, or what stands in one font in it: how large it is, where it begins on its line, and how high that is."""

    text: str
    size: float = 0
    along: float = 0
    across: float = 0


def read_pdf(path: Path) -> Extract:
    """The text, and where each page starts in it. A page that cannot be read is empty.

    Raises:
        DocumentError: it asks for a password.
        Exception: whatever pypdf raises for a damaged file, or for all of its pages.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns line by line of what it repairs
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:  # AES, and the package cryptography is not there
        raise DocumentError(ENCRYPTED) from error
    if locked:
        raise DocumentError(ENCRYPTED)
    pages: list[list[_Text]] = []
    failed: list[Exception] = []
    for page in reader.pages:
        try:
            pages.append(_rows(_lines(_pieces(page))))
        except Exception as error:  # one page, too heavy or damaged, must not cost the others
            failed.append(error)
            pages.append([])
    if failed and len(failed) == len(pages):
        raise failed[0]
    text, starts = _joined(list(_spaced(_without_furniture(pages))))
    return Extract(text, starts, *(_said(reader, key) for key in ("/Title", "/Author")))


def _said(reader: Any, key: str) -> tuple[str, ...]:
    with suppress(Exception):  # whatever pypdf raises where the document says nothing about itself
        return (clean(str(reader.metadata[key])),)
    return ()


def _pieces(page: Any) -> list[_Text]:
    """The text of a page as pypdf has it, cut where the font or the line changes."""
    pieces: list[_Text] = []
    rise = shown = 0.0

    def note_rise(operator: bytes, operands: Sequence[Any], *_: Any) -> None:
        nonlocal rise, shown
        if operator == b"Ts" and operands and isinstance(operands[0], int | float):
            rise = operands[0]
        elif operator in (b"Tj", b"TJ"):
            shown = rise

    def keep(text: str, cm: Sequence[float], tm: Sequence[float], _: Any, size: float) -> None:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        right, up = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]  # where the line goes
        scale = hypot(right, up) or 1
        along, across = (x * right + y * up) / scale, (y * right - x * up) / scale
        pieces.append(_Text(text, size * scale, along, across + shown * scale))

    contents = page.get_contents()
    if contents is None or not _SHOWS_TEXT.search(
        contents.get_data()
    ):  # a drawing alone can have millions of operators
        return []
    text = page.extract_text(visitor_operand_before=note_rise, visitor_text=keep)
    return pieces if "".join(piece.text for piece in pieces) == text else [_Text(text)]


def _lines(pieces: Sequence[_Text]) -> list[_Text]:
    """The lines of a page, in which a number above or below the others is raised or lowered."""
    lines: list[list[_Text]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines += ([replace(piece, text=text)] for text in others)
    return [_line(line) for line in lines]


def _line(pieces: Sequence[_Text]) -> _Text:
    seen = [piece for piece in pieces if piece.text.strip()]
    if not seen:
        return _Text("")
    beside = max(seen[:2], key=lambda piece: piece.size)
    text = ""
    for piece in pieces:
        height = piece.across - beside.across
        if not piece.text.strip() or piece.size > 0.95 * beside.size or abs(height) < 0.05 * beside.size:
            text += piece.text
            beside = piece if piece.text.strip() else beside
        else:
            text += raised(piece.text) if height > 0 else lowered(piece.text)
    text = text.strip()
    soft = "\u00ad" if text.endswith("\u00ad") else ""
    return replace(seen[0], text=_BLANKS.sub(" ", clean(text)).strip() + soft, size=beside.size, across=beside.across)


def _rows(lines: Sequence[_Text]) -> list[_Text]:
    """The lines, of which those side by side are the cells of a row, or a label and what it stands before."""
    rows: list[_Text] = []
    for line in lines:
        before = rows[-1] if rows else _Text("")
        level = abs(line.across - before.across) < 0.1 * line.size
        if before.text and line.text and level and line.along > before.along:
            between = " " if _LABEL.fullmatch(before.text) else " | "
            rows[-1] = replace(line, text=f"{before.text}{between}{line.text}")
        else:
            rows.append(line)
    return rows


def _without_furniture(pages: Sequence[Sequence[_Text]]) -> list[list[_Text]]:
    """Without the first and last lines that several pages have, and without page numbers."""
    for direction in (1, -1):
        turned = [[line for line in page if line.text][::direction] for page in pages]
        pages = [page[::direction] for page in _without_heads(turned)]
    return [list(page) for page in pages]


def _without_heads(pages: Sequence[list[_Text]]) -> Iterator[list[_Text]]:
    enough = 2 if len(pages) < 5 else 3
    keys = [[set(_keys(line, number)) for line in page[: _HEADS + 1]] for number, page in enumerate(pages)]
    times = Counter(key for page in keys for key in set().union(*page))
    for page, of_page in zip(pages, keys, strict=True):
        heads = len(list(takewhile(lambda of_line: any(times[key] >= enough for key in of_line), of_page)))
        yield page[heads:] if heads <= _HEADS and heads < len(page) else page


def _keys(line: _Text, number: int) -> Iterator[tuple[object, ...]]:
    """What a line has in common with the same one of other pages: its words, or all but a number that counts pages.

    Its size too: a title is larger than the running head that says it again.
    """
    if len(line.text) > _SHORT:
        return
    text, size = line.text.casefold(), round(line.size)
    if any(character.isalpha() for character in text):
        yield text, size
    for found in _NUMBER.finditer(text):
        yield text[: found.start()], int(found[0]) - number, text[found.end() :], size


def _spaced(pages: Sequence[Sequence[_Text]]) -> Iterator[str]:
    """Each page as text, with a blank line where there is more space between two lines than is usual."""
    gaps = [[(before.across - line.across) / (line.size or 1) for before, line in pairwise(page)] for page in pages]
    usual = median([gap for page in gaps for gap in page if 0 < gap < 3] or [inf])
    for page, between in zip(pages, gaps, strict=True):
        text = page[0].text if page else ""
        for line, gap in zip(page[1:], between, strict=True):
            apart = gap > _APART * usual and not line.text[:1].islower()
            text += ("\n\n" if apart else "\n") + line.text
        yield text


def _joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    """All pages as one text, and where each starts; a sentence goes on over the page."""
    words = words_of("\n".join(pages))
    within = any("\u2010" in line[:-1] for page in pages for line in page.split("\n"))
    soft = "\u00ad" if within else "\u00ad\u2010"
    texts: list[str] = []
    last = ""  # line of the page before
    for page in pages:
        lines, text = page.split("\n"), unwrapped(page, words, soft)
        if texts and _goes_on(texts[-1], last, lines):
            texts[-1] = texts[-1].removesuffix(last) + glued(last, lines[0], words, soft)
        elif texts:
            texts[-1] += "\n\n"
        texts.append(text)
        last = lines[-1]
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text)
    return "".join(texts), tuple(starts)


def _goes_on(text: str, last: str, lines: Sequence[str]) -> bool:
    """Whether the page that ends in the line ``last`` ends in the middle of a sentence, which ``lines`` go on with."""
    if not last or not lines[0] or _ENDS.fullmatch(last[-9:]) or is_item(last, lines[0], marks(lines)):
        return False
    prose = len(text) - text.rfind("\n") - 1 > len(last)  # its last paragraph is more than a line
    return lines[0][:1].islower() or (prose and is_full(lines[0], "", widths(lines)[0]))


def unwrapped(page: str, words: Collection[str] = (), soft: str = "\u00ad") -> str:
    """Paragraphs on one line: a PDF breaks lines where the paper ends. For ``words`` and ``soft`` see ``glued``.

    >>> unwrapped("Un titre\\nLe pont de la ville est long de\\nquatre cents mètres et\\nhaut.\\n- Un point")
    'Un titre\\nLe pont de la ville est long de quatre cents mètres et haut.\\n- Un point'
    >>> unwrapped("Il est peut-\\nêtre démo-\\ncratique.", {"démocratique"})
    'Il est peut-être démocratique.'
    """
    lines = [line.strip() for line in page.strip().split("\n")]
    text, around, begins = lines[:1], widths(lines), marks(lines)
    for (before, line), width in zip(pairwise(lines), around, strict=False):
        prose = is_full(before, line, width) and not is_row(before, line)
        if before and line and (prose or line[:1].islower()) and not is_item(before, line, begins):
            text[-1] = glued(before, line, words, soft)
        else:
            text.append("\n")
        text.append(line)
    return "".join(text)
