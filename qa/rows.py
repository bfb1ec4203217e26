"""Tables, which the loaders write as lines: "Brest | 139 000 | 98 400"."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import takewhile

from index.terms import content_words
from qa.lists import Line, line_around, lines_beside

_CELL = " | "
_RULE = re.compile(r"[\s|:-]+")  # under the head of a Markdown table
_MOST = 500  # rows that are looked at on each side


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
    asked, own = set(content_words(question)), [row for row in rows if row[0] < end and start < row[1]]
    named = [row for row in rows[1:] if _is_named(text[slice(*row)].split(_CELL)[0], asked)]
    if named and not any(row in named for row in own):
        return True
    head, cells = (text[slice(*row)].split(_CELL) for row in (rows[0], own[0]))
    columns = [i for i, cell in enumerate(head) if i and _is_named(cell, asked)]
    column = text.count(_CELL, own[0][0], start)  # column 0 names the rows, and answers "Quelle ville … ?"
    return bool(own[0] != rows[0] and column and columns and column not in columns and len(head) == len(cells))


def _table_around(text: str, at: int) -> list[Line]:
    """The rows of the table that ``at`` is in; none outside of a table."""
    own = line_around(text, at)
    if not _is_row(text, own):
        return []
    before, after = (
        list(takewhile(lambda line: _is_row(text, line), lines_beside(text, own, step, _MOST))) for step in (-1, 1)
    )
    return [row for row in (*reversed(before), own, *after) if not _RULE.fullmatch(text, *row)]


def _is_row(text: str, line: Line) -> bool:
    return text.find(_CELL, *line) >= 0 or ("|" in text[slice(*line)] and bool(_RULE.fullmatch(text, *line)))


def _is_named(cell: str, asked: Collection[str]) -> bool:
    words = content_words(cell)
    return bool(words) and all(word in asked for word in words)
