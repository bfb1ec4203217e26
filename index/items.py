"""The marker that a reader sees before an item of a list, which the file itself does not hold as text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

# By paragraph: its marker, which is "" but for the first of an item, and how many items it is in.
Markers = dict[Any, tuple[str, int]]
BULLET = "•"
_DASHES = "-–—"  # a word processor makes lists of dialogues, too
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_MOST_TENS = 3
_DEEPEST = 8
_STEP = "  "


def numbered(number: int, kind: str = "1") -> str:
    """The marker of an item of a numbered list; ``kind`` is "1", "a", "A", "i" or "I", as in HTML and OpenDocument.

    Letters get a bracket: "A." may be an initial.

    >>> numbered(4), numbered(2, "a"), numbered(14, "I")
    ('4.', 'b)', 'XIV)')
    """
    small = ""
    if kind in ("a", "A") and 1 <= number <= 26:
        small = chr(ord("a") + number - 1)
    elif kind in ("i", "I") and 1 <= number < 10 * (_MOST_TENS + 1):
        small = "x" * (number // 10) + _ROMAN[number % 10]
    if not small:
        return f"{number}."
    return f"{small if kind.islower() else small.upper()})"


def bullet(shown: str) -> str:
    """The marker of an item whose bullet is ``shown``, often a character that only a font of symbols has."""
    return shown if shown and shown in _DASHES else BULLET


def item(text: str, marker: str, depth: int = 0) -> str:
    """The text of an item behind its marker, below the text of the ``depth`` items that it is in.

    >>> item("un prêt\\nou un don", "2.", 1)
    '  2. un prêt\\n    ou un don'
    """
    return f"{_STEP * min(depth, _DEEPEST)}{marker} {below(text.lstrip(), depth + 1).lstrip()}"


def below(text: str, depth: int) -> str:
    """The lines of ``text`` as they stand within ``depth`` items."""
    return re.sub(r"^(?=.)", _STEP * min(depth, _DEEPEST), text, flags=re.MULTILINE)


def whole_number(said: str | None, otherwise: int) -> int:
    """The number of up to four digits that an attribute begins with; ``otherwise`` if there is none.

    >>> whole_number(" -3", 1), whole_number("12345", 1), whole_number(None, 1)
    (-3, 1, 1)
    """
    found = re.match(r"\s*(-?\d{1,4})(?!\d)", said or "")
    return int(found[1]) if found else otherwise


def lineage(name: str | None, styles: Mapping[str, Any], parent: Callable[[Any], str | None]) -> Iterator[Any]:
    """Yield a style and those that it inherits from, which may go round in a circle."""
    seen = set[str]()
    while name and name in styles and name not in seen:
        yield styles[name]
        seen.add(name)
        name = parent(styles[name])
