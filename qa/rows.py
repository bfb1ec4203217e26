"""Tables, which the loaders write as lines: "Brest | 139 000 | 98 400"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.extract import LABEL
from index.lines import CELL
from index.words import content_words
from qa.lists import Line, block, line_around, lines_beside
from qa.question_types import QUANTITIES, kind

_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[\s|:-]+")  # under the head of a Markdown table
_MOST = 500  # rows that are looked at on each side
_IN_BRACKETS = re.compile(r"\([^()]*\)")  # a unit: "Voyages (millions)"
_OF_SEVERAL = re.compile(  # compares cells, or is answered by yes or no
    r"\b(?:plus|moins|autant|davantage|more|less|fewer|most|least|than|pourcentage|percentage|différence|difference)\b"
    r"|^\W*(?:est-ce|is|are|was|were|did|do|does|has|have|had)\b"
    r"|^(?!.*\b(?:qu\w+|combien|où|quand|comment)\b).*-(?:ils?|elles?|on)\b",
    re.IGNORECASE,
)
_OTHER_ROWS = re.compile(r"\b(?:avant|après|depuis|before|after|since)\b", re.IGNORECASE)  # than the year that it names
_YEAR_OR_CODE = re.compile(r"\b(?:(?P<letters>[A-Z]{1,3})-?\d[\w-]*|(?:1[5-9]|20)\d\d(?:[/–-]\d\d)?)\b")


@dataclass(frozen=True)
class _Table:
    """The rows of a table, its head first, and which rows and columns (by their number) a question names.

    ``lacks`` is whether it names a year or a code that the table does not have, but has others.
    """

    rows: list[Line]
    named: list[Line]
    columns: list[int]
    lacks: bool


def of_another_cell(question: str, text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is in another row or column of its table than the question names.

    A row is named if the question has all words of its first cell, a column if it has all words of its head, which is
    the cell in the first row. A quantity is not in the name of a row or column ("Farine T80").

    >>> table = "Ville | Habitants | Prêts\\nBrest | 139 000 | 98 400\\nLannion | 20 012 | 310 000"
    >>> spans = [(table.index(cell), table.index(cell) + len(cell)) for cell in ("139 000", "310 000", "20 012")]
    >>> [of_another_cell("Combien d'habitants à Lannion ?", table, *span) for span in spans]
    [True, True, False]
    """
    table = _table(question, text, line_around(text, start))
    if table is None:
        return False
    own = [row for row in table.rows if row[0] < end and start < row[1]]
    if not own:  # in the line under the head
        return True
    if table.named and not _OTHER_ROWS.search(question) and not any(row in table.named for row in own):
        return True
    cells, column, in_head = _cells(text, own[0]), text.count(CELL, own[0][0], start), own[0] == table.rows[0]
    if in_head:  # of two columns, the first row may hold a value: "Prix | 14 €"
        return table.lacks or (len(cells) > 2 and kind(question) in QUANTITIES)
    if not column:  # it names the rows, and answers "Quelle ville … ?"
        return kind(question) in QUANTITIES and any(character.isalpha() for character in cells[0])
    alike = len(cells) == len(_cells(text, table.rows[0]))
    return table.lacks or bool(alike and table.columns and column not in table.columns)


def named_cell(question: str, text: str, start: int, end: int) -> Line | None:
    """The first cell in ``[start, end)`` whose row and column are the only ones of its table that the question names.

    >>> table = "Ville | Habitants | Prêts\\nBrest | 139 000 | 98 400\\nLannion | 20 012 | 310 000"
    >>> table[slice(*named_cell("Combien de prêts à Brest ?", table, 0, len(table)))]
    '98 400'
    """
    if _OF_SEVERAL.search(question) or _OTHER_ROWS.search(question):
        return None
    found = text.find(CELL, start, end)
    while found >= 0:
        line = line_around(text, found)
        table = _table(question, text, line)
        found = text.find(CELL, max(line[1], table.rows[-1][1] if table else 0), end)
        if table and len(table.named) == len(table.columns) == 1:
            cells, column = _cells(text, table.named[0]), table.columns[0]
            at = table.named[0][0] + sum(len(cell) + len(CELL) for cell in cells[:column])
            if (
                len(cells) == len(_cells(text, table.rows[0]))
                and (cell := cells[column].rstrip(" |"))
                and start <= at < end
            ):
                return at, at + len(cell)
    return None


def names_of(text: str, at: int) -> tuple[str, str] | None:
    """What the row and the column of the cell at ``at`` are called; None where no head is known, or ``at`` is in it.

    A head is underlined (Markdown); or it has no quantity, which the cell has, and the table has three columns or more.

    >>> table = "Ville | Habitants | Prêts\\nBrest | 139 000 | 98 400\\nLannion | 20 012 | 310 000"
    >>> names_of(table, table.index("310")), names_of(table, table.index("Lannion"))
    (('Lannion', 'Prêts'), None)
    """
    own = line_around(text, at)
    table, column = _table("", text, own), text.count(CELL, own[0], at)
    if table is None or not column or own not in table.rows[1:]:
        return None
    first, cells = table.rows[0], _cells(text, own)
    head = [cell.strip(" |") for cell in _cells(text, first)]
    goes_on = any(_is_row(text, line) for line in lines_beside(text, first, -1, 1))
    if goes_on or len(head) != len(cells) or not 0 < len(head[column]) <= LABEL:
        return None
    underlined = _RULE.fullmatch(text, *line_around(text, first[1] + 1))
    quantities = _DIGIT.search(cells[column]) and not _DIGIT.search(_YEAR_OR_CODE.sub("", " ".join(head)))
    return (cells[0].strip(" |"), head[column]) if underlined or (len(head) > 2 and quantities) else None


@lru_cache(64)  # many spans of a question are in one line
def _table(question: str, text: str, own: Line) -> _Table | None:
    """The table that the line ``own`` is in; None outside of a table."""
    if not _is_row(text, own):
        return None
    lines = block(text, own, lambda line: _is_row(text, line), _MOST)
    rows = [row for row in lines if not _RULE.fullmatch(text, *row)]
    if not rows:
        return None
    asked = set(content_words(question))
    names = {row: _name(_cells(text, row)[0]) for row in rows[1:]}
    found = [row for row, name in names.items() if name and name <= asked]
    named = [row for row in found if not any(names[row] < names[other] for other in found)]  # "Pain", "Pain complet"
    columns = [i for i, cell in enumerate(_cells(text, rows[0])) if i and _name(cell) and _name(cell) <= asked]
    labels = _years_and_codes(" ".join([text[slice(*rows[0])], *(_cells(text, row)[0] for row in rows[1:])]))
    return _Table(rows, named, columns, _lacks(labels, _years_and_codes(question)))


def _years_and_codes(text: str) -> dict[str, str]:
    """The years ("2023", "2021/22") and codes ("K3-7") in a text, with the letters that they begin with."""
    return {found.group(): found["letters"] or "" for found in _YEAR_OR_CODE.finditer(text)}


def _lacks(labels: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    alike = [label for label, letters in labels.items() if letters in asked.values()]
    return len(alike) > 1 and not any(label in labels for label in asked)


def _cells(text: str, row: Line) -> list[str]:
    return text[slice(*row)].split(CELL)


def _is_row(text: str, line: Line) -> bool:
    return text.find(CELL, *line) >= 0 or ("|" in text[slice(*line)] and bool(_RULE.fullmatch(text, *line)))


@lru_cache(4096)  # every question looks at the names of all rows
def _name(cell: str) -> frozenset[str]:
    return frozenset(content_words(_IN_BRACKETS.sub(" ", cell)) or content_words(cell))
