"""Lines that the edge of the paper broke, made paragraphs again: a sentence must not end there."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Sequence
from itertools import pairwise
from statistics import median

_NO_WORD = re.compile(r"\W+")
_HYPHENS = "-", "\u2010", "\u00ad"
_ITEM = re.compile(r"(?P<dash>[-–—])\s|[•▪◦*]\s|(?P<number>\d{1,4})[.)]\s|[a-z]\)\s")
_THOUSANDS = re.compile(
    r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)|(?<!\d)\d\d(?:[ \u00a0\u202f.]\d\d){4}(?!\d)"
)
# Three numbers in a row, looked for from the first: from each, a line of a million digits would take hours.
_TABULAR = re.compile(r"(?<![\d.,%\s])[.,%\s]*(?:\d[\d.,%\s]*\s){3}")
_ROW = re.compile(r"\D\s\d[\d.,%\s]{4,}$")
_ROW_END = 40  # characters; looked for in all of a long line, it would take hours


def words_of(text: str) -> set[str]:
    """Its words in lower case."""
    return set(_NO_WORD.split(text.casefold())) - {""}


def widths(lines: Sequence[str]) -> list[int]:
    """How long a line can be at each place, in characters, as those tell that were broken: the next begins in lower case.

    Where wide lines end and narrow ones begin (a note, a column), it is as long as the narrow ones.

    >>> widths(["Le pont est long de", "cent mètres.", "Il est", "haut."])
    [19, 19, 19, 19]
    """
    broken = [i for i, (before, line) in enumerate(pairwise(lines)) if before and line[:1].islower()]
    if not broken:
        return [max(map(len, lines), default=0)] * len(lines)
    usual = median(len(lines[i]) for i in broken)
    broken = [i for i in broken if 2 * len(lines[i]) >= usual]  # the others only look so: names, what a program wrote
    near = (
        (broken[max(0, place - 3) : place], broken[place : place + 3])
        for place in (bisect_left(broken, i) for i in range(len(lines)))
    )
    return [min(max(len(lines[i]) for i in side) for side in sides if side) for sides in near]


def is_full(before: str, line: str, width: int) -> bool:
    """Whether ``line`` begins with a word that had no room in ``before``; in print, letters are not of one width."""
    return len(before) >= 0.7 * width and len(before) + 1 + len(line.split(" ", 1)[0]) >= 0.8 * width


def marks(lines: Sequence[str]) -> Counter[str]:
    """The dashes and numbers that could begin the items of lists."""
    found = (_ITEM.match(line) for line in lines)
    return Counter(match["dash"] or match["number"] for match in found if match and (match["dash"] or match["number"]))


def is_item(before: str, line: str, marks: Counter[str]) -> bool:
    """Whether ``line`` begins an item of a list.

    In the middle of a sentence, it does only where there is another one: "en / 1987. Le maire" is no item.

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
    """Whether the two are rows of a table; a large number or one of a telephone is one number.

    >>> is_row("Une aide de 1 250 000", "euros"), is_row("Recettes 12 400 13 500 14 600", "Taxes 1 200 300 400")
    (False, True)
    """
    both = f"{before} {line}"
    return bool(_ROW.search(before[-_ROW_END:]) and _ROW.search(line[-_ROW_END:])) or bool(
        _TABULAR.search(_THOUSANDS.sub("0", both))
    )


def glued(before: str, line: str, words: Collection[str] = (), soft: str = "\u00ad") -> str:
    """``before``, and what parts it from ``line`` where both are one.

    A hyphen at its end stays, unless it is one of the ``soft`` ones or parts one of ``words`` (in lower case).

    >>> glued("cent", "mètres"), glued("peut-", "être"), glued("démo-", "cratique", {"démocratique"})
    ('cent ', 'peut-', 'démo')
    """
    if not before.endswith(_HYPHENS) or (before[-2:-1].isspace() and not line[:1].isdigit()):
        return f"{before} "
    if before.endswith(tuple(soft)) or _in_one_word(before[:-1], line).casefold() in words:
        return before[:-1]
    return before


def _in_one_word(before: str, after: str) -> str:
    """What stands on both sides of a hyphen; nothing where one side is no word."""
    halves = _NO_WORD.split(before)[-1], _NO_WORD.split(after, 1)[0]
    return "".join(halves) if all(half.isalpha() for half in halves) else ""
