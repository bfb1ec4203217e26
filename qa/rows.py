"""Tables, which the loaders write as lines: "Brest | 139 000 | 98 400"."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import groupby

from index.terms import content_words

_LINE = re.compile(r".*\w.*")  # skips the line of dashes under the head of a Markdown table
_CELL = " | "


def of_another_cell(question: str, text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is in another row or column of its table than the question names.

    A row is named if the question has all words of its first cell, a column if it has all words of its head, which is
    the cell in the first row.

    >>> table = "Ville | Habitants | Prêts\\nBrest | 139 000 | 98 400\\nLannion | 20 012 | 310 000"
    >>> spans = [(table.index(cell), table.index(cell) + len(cell)) for cell in ("139 000", "310 000", "20 012")]
    >>> [of_another_cell("Combien d'habitants à Lannion ?", table, *span) for span in spans]
    [True, True, False]
    """
    rows = _table_around(text, start)
    if not rows:
        return False
    asked, own = set(content_words(question)), [row for row in rows if row.start() < end and start < row.end()]
    named = [row for row in rows[1:] if _is_named(row.group().split(_CELL)[0], asked)]
    if named and not any(row in named for row in own):
        return True
    head, cells = (row.group().split(_CELL) for row in (rows[0], own[0]))
    columns = [i for i, cell in enumerate(head) if i and _is_named(cell, asked)]
    column = text.count(_CELL, own[0].start(), start)  # column 0 names the rows, and answers "Quelle ville … ?"
    return bool(own[0] is not rows[0] and column and columns and column not in columns and len(head) == len(cells))


def _table_around(text: str, at: int) -> list[re.Match[str]]:
    """The rows of the table that ``at`` lies in; none outside of a table."""
    if _CELL not in text:
        return []
    for is_table, lines in groupby(_LINE.finditer(text), lambda line: _CELL in line.group()):
        rows = list(lines)
        if is_table and rows[0].start() <= at < rows[-1].end():
            return rows
    return []


def _is_named(cell: str, asked: Collection[str]) -> bool:
    words = content_words(cell)
    return bool(words) and all(word in asked for word in words)
