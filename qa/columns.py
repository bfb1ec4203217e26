"""The cells of a column that a question in the plural asks for: "Quels lots … ?", "Which houses are in Stell?"."""

from __future__ import annotations

import re

from index.lines import Line, lines_beside
from index.words import content_words
from qa.lists import MOST
from qa.question_types import wants_several
from qa.rows import (
    COMPARES,
    LIGHT,
    OTHER_ROWS,
    above,
    asked_words,
    cells_of,
    has_rule,
    name_words,
    places,
    rows_around,
    tables,
)

_EXCLUDES = re.compile(
    r"\b(?:ne|n['’]\w+|pas|non|sans|sauf|aucune?s?|jamais|not|no|without|except|never|other|autres)\b|n['’]t\b",
    re.IGNORECASE,
)
_NOUN = re.compile(  # the first plural; in French the first word will do
    r"\b(?:which|what)\s(?:(?:are|were)\s)?(?:the\s)?(?:[\w-]+\s){0,2}?(?P<noun>[\w-]+s)\b", re.IGNORECASE
)  # fmt: skip
_VERB = re.compile(r"\W*quel(?:le)?s \w+ (\w+ent) ", re.IGNORECASE)  # before a value: "Quels clubs jouent à Mende ?"
_TITLES = name_words("Intitulé Titre Nom Libellé Désignation Title Name")  # heads of what a table lists
_Words = frozenset[str]


def asked_cells(question: str, text: str, start: int, end: int) -> list[Line]:
    """The cells of the column that a question in the plural asks for, in the first table from ``start`` to ``end`` that has it.

    Its head, or the line with a colon above the table, has the noun of the question. All other words must be those of a
    cell, which chooses its rows, or stand above the table.

    >>> table = "Houses in 2025\\n\\nHouse | City | Rooms\\nAnchor | Hull | 48\\nPier | Ely | 31\\nInn | Ely | 9"
    >>> [table[slice(*cell)] for cell in asked_cells("Which houses are in Ely?", table, 0, len(table))]
    ['Pier', 'Inn']
    """
    if not wants_several(question) or any(how.search(question) for how in (COMPARES, OTHER_ROWS, _EXCLUDES)):
        return []
    found = _NOUN.search(question)
    noun = name_words(found["noun"] if found else next(iter(content_words(question)), ""))
    verb = _VERB.match(question)
    for line in tables(text, start, end) if noun else ():
        rows = rows_around(text, line)
        column, chosen = _chosen(noun, asked_words(question) - noun, name_words(verb[1] if verb else ""), text, rows)
        cells: dict[str, Line] = {}
        for at, to in (places(text, row)[column] for row in chosen):
            cells.setdefault(text[at:to], (at, to))
        cells.pop("", None)
        if 0 < len(cells) <= MOST:
            return list(cells.values())
    return []


def _chosen(noun: _Words, rest: _Words, verb: _Words, text: str, rows: list[Line]) -> tuple[int, list[Line]]:
    """The column that ``noun`` names, and the rows that the other words of the question choose; no row where one of them
    is not understood, other than a ``verb`` beside a value."""
    head, *body = ([name_words(cell) for cell in cells_of(text, row)] for row in rows)
    opening = text[slice(*next(lines_beside(text, rows[0], -1, 1), (0, 0)))]
    about = name_words(" ".join(above(text, rows[0])))
    named, titles = ([i for i, cell in enumerate(head) if words & cell] for words in (noun, _TITLES))
    introduced = opening.rstrip().endswith(":") and noun <= name_words(opening)
    if not (columns := named or (titles if noun <= about else []) or ([0] if introduced else [])):
        return 0, []
    column, listed = columns[0], bool(named) or introduced
    if len(head) < 3 and not has_rule(text, rows[0]) and (not named or re.search(r"\d", text[slice(*rows[0])])):
        return 0, []  # the first row may be no head
    kept, by, left = _with_values(rest - LIGHT, head, [row if len(row) == len(head) else [] for row in body], column)
    left -= about | verb if by else about
    heads = frozenset[str]().union(*(cell for i, cell in enumerate(head) if i != column))
    if left & heads or not (listed or by):  # "Which houses have parking?": it may be "none"
        return 0, []
    return column, [rows[1 + i] for i in kept if left <= frozenset[str]().union(*body[i])]


def _with_values(
    rest: _Words, head: list[_Words], body: list[list[_Words]], column: int
) -> tuple[list[int], bool, _Words]:
    """The rows that have the values that the words name, whether they name one, and the words that name none.

    A number is a value only where the head of its column is named, too.
    """
    values = [
        {
            i: row[j]
            for i, row in enumerate(body)
            if row and row[j] and row[j] <= rest and (cell & rest or not _is_number(row[j]))
        }
        if j != column
        else {}
        for j, cell in enumerate(head)
    ]
    under = [j for j, found in enumerate(values) if found and head[j] & rest] or [
        j for j, found in enumerate(values) if found
    ]
    kept = [i for i, row in enumerate(body) if row and all(i in values[j] for j in under)]
    return (
        kept,
        bool(under),
        rest.difference(*(values[j][i] for j in under for i in values[j]), *(head[j] for j in under)),
    )


def _is_number(words: _Words) -> bool:
    return all(word.isdigit() for word in words)
