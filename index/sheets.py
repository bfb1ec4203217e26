"""Joins printed pages, given as lines with their positions, into one text of paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from math import inf
from statistics import median

from index.lines import glued, is_full, is_item, is_row, marks, widths, words_of

_NUMBER = re.compile(r"\d{1,6}")
_ENDS = re.compile(r".*[.!?…:;][\s»”\"')\]]*", re.DOTALL)
_SHORT = 120  # characters; running heads are not longer
_APART = 1.4  # times the usual line spacing; a superscript widens it by a third
_HEADS = 3  # lines; more repeated lines than that are content


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a piece of one: its font size, where it begins along its direction, and its height across it."""

    text: str
    size: float = 0
    along: float = 0
    across: float = 0


def one_text(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Join all pages, without running heads and page numbers; return the text and the offset of each page.

    A sentence that a page break splits is joined.
    """
    return _joined(list(_spaced(_without_furniture(pages))))


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Remove running heads, running feet and page numbers."""
    for direction in (1, -1):
        turned = [[line for line in page if line.text][::direction] for page in pages]
        pages = [page[::direction] for page in _without_heads(turned)]
    return [list(page) for page in pages]


def _without_heads(pages: Sequence[list[Line]]) -> Iterator[list[Line]]:
    enough = 2 if len(pages) < 5 else 3
    keys = [[set(_keys(line, number)) for line in page[: _HEADS + 1]] for number, page in enumerate(pages)]
    times = Counter(key for page in keys for key in set().union(*page))
    for page, of_page in zip(pages, keys, strict=True):
        heads = len(list(takewhile(lambda of_line: any(times[key] >= enough for key in of_line), of_page)))
        yield page[heads:] if heads <= _HEADS and heads < len(page) else page


def _keys(line: Line, number: int) -> Iterator[tuple[object, ...]]:
    """Yield keys that a running head shares with those of other pages: its text, or its text around a page number.

    The font size is part of the key: a title is larger than the running head that repeats it.
    """
    if len(line.text) > _SHORT:
        return
    text, size = line.text.casefold(), round(line.size)
    if any(character.isalpha() for character in text):
        yield text, size
    for found in _NUMBER.finditer(text):
        yield text[: found.start()], int(found[0]) - number, text[found.end() :], size


def _spaced(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Yield each page as text, with a blank line for any space between lines that is larger than usual."""
    gaps = [[(before.across - line.across) / (line.size or 1) for before, line in pairwise(page)] for page in pages]
    usual = median([gap for page in gaps for gap in page if 0 < gap < 3] or [inf])
    for page, between in zip(pages, gaps, strict=True):
        text = page[0].text if page else ""
        for line, gap in zip(page[1:], between, strict=True):
            apart = gap > _APART * usual and not line.text[:1].islower()
            text += ("\n\n" if apart else "\n") + line.text
        yield text


def _joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    words = words_of("\n".join(pages))
    within = any("\u2010" in line[:-1] for page in pages for line in page.split("\n"))
    soft = "\u00ad" if within else "\u00ad\u2010"
    texts: list[str] = []
    last = ""  # last line of the page before
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
    """Whether ``lines`` continue a sentence of the page before, which is ``text`` and ends in the line ``last``."""
    if not last or not lines[0] or _ENDS.fullmatch(last[-9:]) or is_item(last, lines[0], marks(lines)):
        return False
    prose = len(text) - text.rfind("\n") - 1 > len(last)  # its last paragraph has several lines
    return lines[0][:1].islower() or (prose and is_full(lines[0], "", widths(lines)[0]))


def unwrapped(page: str, words: Collection[str] = (), soft: str = "\u00ad") -> str:
    """Put each paragraph on one line: a PDF breaks lines at the margin. For ``words`` and ``soft`` see ``glued``.

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
