"""The lines of a text: which are around a place, and how to rejoin those that were broken at the margin, so that sentences
do not end there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise, takewhile

CELL = " | "  # between the cells of a row
Line = tuple[int, int]  # start and end, without the line break
_NO_WORD = re.compile(r"\W+")
_HYPHENS = "-", "\u2010", "\u00ad"
_ITEM = re.compile(r"(?P<dash>[-–—])\s|[•▪◦*+]\s|(?P<number>\d{1,4})[.)°]\s|[a-z]\)\s")
_THOUSANDS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|(?<!\d)\d\d(?:[ \u00a0\u202f.]\d\d){4}(?!\d)"
)
# Three numbers in a row. Matching starts only at the first: from each of a million digits, it would take hours.
_TABULAR = re.compile(r"(?<![\d.,%\s])[.,%\s]*(?:\d[\d.,%\s]*\s){3}")
_ROW = re.compile(r"\D\s\d[\d.,%\s]{4,}$")
_ROW_END = 40  # characters searched by _ROW; a very long line would take hours


def words_of(text: str) -> set[str]:
    """The words of ``text`` in lower case."""
    return set(_NO_WORD.split(text.casefold())) - {""}


def widths(lines: Sequence[str]) -> list[int]:
    """The maximum length of a line at each place, in characters: that of nearby broken lines.

    A line counts as broken if the next one begins in lower case. Between wide lines and narrow ones (a note, a column),
    the narrow ones count.

    >>> widths(["Le pont est long de", "cent mètres.", "Il est", "haut."])
    [19, 19, 19, 19]
    """
    broken = [i for i, (before, line) in enumerate(pairwise(lines)) if before and line[:1].islower()]
    if not broken:
        return [max(map(len, lines), default=0)] * len(lines)
    from statistics import median

    usual = median(len(lines[i]) for i in broken)
    broken = [i for i in broken if 2 * len(lines[i]) >= usual]  # others only look broken: names, output of programs
    near = (
        (broken[max(0, place - 3) : place], broken[place : place + 3])
        for place in (bisect_left(broken, i) for i in range(len(lines)))
    )
    return [min(max(len(lines[i]) for i in side) for side in sides if side) for sides in near]


def is_full(before: str, line: str, width: int) -> bool:
    """Whether the first word of ``line`` had no room in ``before``; tolerant, because the width of letters varies."""
    return len(before) >= 0.7 * width and len(before) + 1 + len(line.split(" ", 1)[0]) >= 0.8 * width


def marks(lines: Sequence[str]) -> Counter[str]:
    """Count the dashes and numbers that could begin list items."""
    found = (_ITEM.match(line) for line in lines)
    return Counter(match["dash"] or match["number"] for match in found if match and (match["dash"] or match["number"]))


def is_item(before: str, line: str, marks: Counter[str]) -> bool:
    """Whether ``line`` begins a list item.

    Within a sentence, a number or dash does so only if ``marks`` has another: "en / 1987. Le maire" is not one.

    >>> is_item("Il est né en", "1987. Le maire", Counter(["1987"])), is_item("Le port", "2. La mer", Counter("12"))
    (False, True)
    """
    match = _ITEM.match(line)
    if not match or not (before[-1:].isalnum() or before.endswith(",")):
        return bool(match)
    if match["number"]:
        number = int(match["number"])
        return bool(marks[str(number - 1)] or marks[str(number + 1)])
    return not match["dash"] or marks[match["dash"]] > 1


def is_row(before: str, line: str) -> bool:
    """Whether both lines are rows of a table; digit groups of a large or a telephone number count as one number.

    >>> is_row("Une aide de 1 250 000", "euros"), is_row("Recettes 12 400 13 500 14 600", "Taxes 1 200 300 400")
    (False, True)
    """
    if CELL in before and CELL in line:
        return True
    if _ROW.search(before[-_ROW_END:]) and _ROW.search(line[-_ROW_END:]):
        return True
    return bool(_TABULAR.search(_THOUSANDS.sub("0", f"{before} {line}")))


def glued(before: str, line: str, words: Collection[str] = (), soft: str = "\u00ad") -> str:
    """Return ``before`` as it stands in front of ``line`` on one line: with a space, or with or without its hyphen.

    A hyphen at its end stays, unless it is one of ``soft`` or splits one of ``words`` (in lower case).

    >>> glued("cent", "mètres"), glued("peut-", "être"), glued("démo-", "cratique", {"démocratique"})
    ('cent ', 'peut-', 'démo')
    """
    if not before.endswith(_HYPHENS) or (before[-2:-1].isspace() and not line[:1].isdigit()):
        return f"{before} "
    if before.endswith(tuple(soft)) or _in_one_word(before[:-1], line).casefold() in words:
        return before[:-1]
    return before


def _in_one_word(before: str, after: str) -> str:
    """The two halves around a hyphen as one word; "" if one of them is not a word."""
    halves = _NO_WORD.split(before)[-1], _NO_WORD.split(after, 1)[0]
    return "".join(halves) if all(half.isalpha() for half in halves) else ""


def line_around(text: str, start: int, end: int | None = None) -> Line:
    """The line that ``start`` is in, or all from it to the line that ``end`` is in."""
    return text.rfind("\n", 0, start) + 1, line_end(text, start if end is None else end)


def line_end(text: str, at: int) -> int:
    newline = text.find("\n", at)
    return len(text) if newline < 0 else newline


def block(text: str, own: Line, goes_on: Callable[[Line], bool], most: int) -> list[Line]:
    """The line ``own`` with those before and after it, up to ``most`` on each side, as far as ``goes_on`` holds."""
    before, after = (list(takewhile(goes_on, lines_beside(text, own, step, most))) for step in (-1, 1))
    return [*reversed(before), own, *after]


def lines_beside(text: str, line: Line, step: int, most: int) -> Iterator[Line]:
    """Up to ``most`` lines before (``step`` -1) or after (1) ``line``, nearest first, over one blank line at a time."""
    blank = False
    while most > 0:
        at = line[0] - 1 if step < 0 else line[1] + 1
        if not 0 <= at <= len(text):
            return
        line = line_around(text, at)
        if text[slice(*line)].strip():
            blank, most = False, most - 1
            yield line
        elif blank:
            return
        else:
            blank = True
