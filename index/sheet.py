"""Reads tables that a spreadsheet or a database wrote as text (.csv)."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import takewhile

from index.decoding import decoded
from index.extract import Extract, clean
from index.lines import CELL

_DELIMITERS = ";\t,|"
_FIRST = 20  # lines
_DECLARED = re.compile(r"sep=(?P<delimiter>[;\t,|])")  # how Excel is told the delimiter, in a line of its own


def read_csv(data: bytes) -> Extract:
    """Each row on one line, its cells as those of any table; lines above the table, which have one cell, stay so.

    The delimiter is the one that most of the first lines have equally often, because a decimal comma is in no head.
    """
    text = clean(decoded(data))
    first, _, rest = text.partition("\n")
    declared = _DECLARED.fullmatch(first)
    rows = _rows(rest, declared["delimiter"]) if declared else _rows(text, _delimiter(text))
    above = list(takewhile(lambda row: sum(map(bool, row)) < 2, rows))
    lines = ["".join(row) for row in above]
    table = "\n".join(CELL.join(row) for row in rows[len(above) :])
    return Extract("\n\n".join(filter(None, ("\n".join(lines), table))), titles=tuple(lines[:1] if table else ()))


def _delimiter(text: str) -> str:
    lines = text.split("\n", _FIRST)[:_FIRST]

    def regular(delimiter: str) -> tuple[int, int]:
        """The number of lines with the usual number of delimiters, and that number."""
        counts = Counter(count for line in lines if (count := line.count(delimiter)))
        return max(((times, count) for count, times in counts.items()), default=(0, 0))

    return max(_DELIMITERS, key=regular)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """The rows that say something, white space in each cell unified."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    rows = ([" ".join(cell.split()) for cell in row] for row in reader)
    return [row for row in rows if any(row)]
