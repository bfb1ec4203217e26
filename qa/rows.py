"""Rows of a table, which the loaders write as lines: "Brest | 139 000 | 98 400"."""

from __future__ import annotations

import re

from index.terms import content_words

_LINE = re.compile(r"[^\n]+")
_CELL = " | "


def of_another_row(question: str, text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` stands in a row that the question does not name, while it names another one.

    A row is named where all words of its first cell are in the question. The first row of a table names its columns.

    >>> table = "Ville | Habitants\\nBrest | 139 000\\nLannion | 20 012"
    >>> [of_another_row("Combien d'habitants à Lannion ?", table, *span) for span in ((26, 33), (44, 50))]
    [True, False]
    """
    if _CELL not in text:
        return False
    asked, named, own, before = set(content_words(question)), False, [], ""
    for line in _LINE.finditer(text):
        row = line.group()
        label = set(content_words(row.partition(_CELL)[0]))
        is_named = _CELL in row and _CELL in before and bool(label) and label <= asked
        named |= is_named
        if _CELL in row and line.start() < end and start < line.end():
            own.append(is_named)
        before = row
    return named and bool(own) and not any(own)
