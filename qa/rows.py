"""Tables, which the loaders write as lines: "Brest | 139 000 | 98 400"."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from index.extract import LABEL
from index.lines import CELL, Line, block, line_around, lines_beside
from index.words import (
    DAYS_EN,
    DAYS_FR,
    INNER_NAME,
    MONTHS_EN,
    MONTHS_FR,
    beginning,
    content_words,
    fold,
    stem,
    stop_words,
)
from qa.disagreement import heading
from qa.question_types import OPENS, QUANTITIES, Kind, fits, kind

_DIGIT = re.compile(r"\d")
_RULE = re.compile(r"[\s|:-]+")  # under the head of a Markdown table
_MOST = 500  # rows that are looked at on each side
_SHORT = 12  # words; a cell of so few is quoted whole
_WORD = re.compile(r"\w+")
_BESIDES = re.compile(r"\([^()]*\)|, (?=[a-zà-ÿ]).*")  # beside a name: "Voyages (millions)", "Colour copy, per page"
_COMPLEMENT = re.compile(r"\b(?:de|des|du|en|par|pour|of|in|per|for)\b|\bd['’]")
_LETTER = re.compile(r"(?<![\w'’])[A-Z](?![\w'’])")  # "Ligne C"
_DIGITS = re.compile(r"[\d.,\s]+")
COMPARES = re.compile(
    r"\b(?:plus|moins|autant|davantage|more|less|fewer|most|least|than|pourcentage|percentage|différence|difference)\b",
    re.IGNORECASE,
)
_YES_OR_NO = re.compile(
    r"^\W*(?:est-ce|is|are|was|were|did|do|does|has|have|had|can|could|may|must|should|will|would)\b"
    r"|^(?!.*\b(?:qu\w*|combien|où|quand|comment|pourquoi|lequel|laquelle)\b).*-(?:ils?|elles?|on)\b",
    re.IGNORECASE,
)
_TAKES_PLACE = re.compile(rf"{OPENS}|\by a-t-il\b|\b(?:is|are) there\b", re.IGNORECASE)
OTHER_ROWS = re.compile(r"\b(?:avant|après|depuis|before|after|since)\b", re.IGNORECASE)  # than the year that it names
_HAPPENS = re.compile(r"\b(?:a|ont|eu|aura|auront|avait|avoir)(?:-t-(?:il|elle|on)s?)? lieu\b", re.IGNORECASE)
_THING = re.compile(  # of which a quantity is asked for
    r"\b(?:combien(?: y [\w-]+)? d(?:e |['’])|how many |(?:quel(?:le)?s?|what|which) (?:(?:est|était|sera|fut|sont|étaient|is|are|was|were) )?"
    r"(?:the |l[ea]s? |l['’])?(?:(?:nombre|montant|total|number|amount) (?:d(?:e|es|u) |d['’]|of )(?:l[ae] |l['’]|the )?)?)"
    r"(?P<thing>[\w-]+(?: [\w-]+)?)", re.IGNORECASE
)  # fmt: skip
_HEADS = {
    wanted: re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for wanted, words in {
        Kind.DATE: "dates?|jours?|échéances?|quand|days?|when|deadlines?",
        Kind.DURATION: "durées?|duration|length",
        Kind.PLACE: "lieux?|villes?|communes?|sites?|salles?|adresses?|où|places?|venues?|locations?|city|towns?|where|rooms?|address",
        Kind.MONEY: "prix|tarifs?|montants?|coûts?|prices?|costs?|fees?|fares?|amounts?",
        Kind.TIME: "horaires?|heures?|hours?|times?",
    }.items()
}
HEAD = 200  # characters of a text that tell what all of it is about
_YEAR_OR_CODE = re.compile(r"\b(?:(?P<letters>[A-Z]{1,3})-?\d[\w-]*|(?:1[5-9]|20)\d\d(?:[/–-]\d\d)?)\b")


@dataclass(frozen=True)
class _Table:
    """The rows of a table, its head first, and which rows and columns (by their number) a question names.

    ``sure`` is whether it has all words of the columns' heads, ``lacks`` whether it names a year or a code that the table
    does not have, but has others. ``above`` is what the table is about: what names its rows, and what stands above it;
    ``beginning`` is that of the text.
    """

    rows: list[Line]
    named: list[Line]
    columns: list[int]
    sure: bool
    lacks: bool
    above: str
    beginning: str


def of_another_cell(question: str, text: str, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is in another row or column of its table than the question names.

    A row is named if the question has all words of its first cell, a column if it has all words of its head, which is
    the cell in the first row, or one that no other head has. A quantity is not in the name of a row or column ("Farine
    T80"), nor is what the question says itself, nor an answer to "Is … ?". No value is of a name that begins a row elsewhere
    and is not said of this one, nor a quantity of what is not said of it.

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
    if table.named and not OTHER_ROWS.search(question) and not any(row in table.named for row in own):
        return True
    cells, column, in_head = cells_of(text, own[0]), text.count(CELL, own[0][0], start), own[0] == table.rows[0]
    if not column or (in_head and len(cells) > 2):
        said = {beginning(word) for word in name_words(text[start:end])}
        if said <= {beginning(word) for word in name_words(question)} or _YES_OR_NO.search(question):
            return True
    if in_head:  # of two columns, the first row may hold a value: "Prix | 14 €"
        return table.lacks or len(cells) > 2
    if not column:  # it names the rows, and answers "Quelle ville … ?"
        return kind(question) in QUANTITIES and any(character.isalpha() for character in cells[0])
    alike = len(cells) == len(cells_of(text, table.rows[0]))
    if table.lacks or (alike and table.columns and column not in table.columns):
        return True
    about = _said_of(text, table, own[0], column)
    unsure = not table.sure and len(cells) > 2 and names_of(text, start) is not None
    return _names_another_row(question, text, about) or (
        unsure and asks_for_something_else(question, text[start:end], about, bool(table.named))
    )


def named_cell(question: str, text: str, start: int, end: int, hinted: bool = False) -> Line | None:
    """The first cell in ``[start, end)`` whose row and column are the only ones of its table that the question names.

    If ``hinted``, a column of whose head the question has only a word will do.

    >>> table = "Ville | Habitants | Prêts\\nBrest | 139 000 | 98 400\\nLannion | 20 012 | 310 000"
    >>> table[slice(*named_cell("Combien de prêts à Brest ?", table, 0, len(table)))]
    '98 400'
    """
    if COMPARES.search(question) or OTHER_ROWS.search(question):
        return None
    for line in tables(text, start, end):
        table = _table(question, text, line)
        if table and (table.sure or hinted) and len(table.named) == len(table.columns) == 1:
            cells = places(text, table.named[0])
            at, to = cells[min(table.columns[0], len(cells) - 1)]
            alike = len(cells) == len(cells_of(text, table.rows[0]))
            said = _said_of(text, table, table.named[0], table.columns[0])
            if (
                alike
                and start <= at < end
                and may_be_meant(question, text[at:to])
                and not _unsaid(question, f"{said} {table.beginning}")
                and (table.sure or not asks_for_something_else(question, text[at:to], said))
            ):
                return at, to
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
    first, cells = table.rows[0], cells_of(text, own)
    head = [cell.strip(" |") for cell in cells_of(text, first)]
    goes_on = any(_is_row(text, line) for line in lines_beside(text, first, -1, 1))
    if goes_on or len(head) != len(cells) or not 0 < len(head[column]) <= LABEL:
        return None
    underlined = has_rule(text, first)
    quantities = _DIGIT.search(cells[column]) and not _DIGIT.search(_YEAR_OR_CODE.sub("", " ".join(head)))
    return (cells[0].strip(" |"), head[column]) if underlined or (len(head) > 2 and quantities) else None


def whole_cell(text: str, start: int, end: int) -> Line:
    """The short cell of a table that ``[start, end)`` is in, unless it is the first of its row; else ``[start, end)``.

    >>> table = "Usage | Particuliers\\nArrosage | Interdit de 9 h à 20 h"
    >>> table[slice(*whole_cell(table, table.index("9 h"), len(table)))]
    'Interdit de 9 h à 20 h'
    """
    row = line_around(text, start)
    alone = len(block(text, row, lambda line: _is_row(text, line), 1)) == 1  # "Publié le 3 mai | Sport", no table
    if not alone and text.find(CELL, row[0], start) >= 0:
        cell = next(((a, b) for a, b in places(text, row) if a <= start and end <= b), (start, end))
        if len(_WORD.findall(text, *cell)) <= _SHORT:
            return cell
    return start, end


def cell_of_label(question: str, text: str, start: int, end: int) -> Line | None:
    """For a question answered by yes or no: the cell of the row, if ``[start, end)`` is in the first cell of one.

    >>> table = "Usage | Règle\\nRemplissage des piscines | Interdit"
    >>> table[slice(*cell_of_label("Peut-on remplir sa piscine ?", table, 14, 38))]
    'Interdit'
    """
    own = line_around(text, start)
    if not _YES_OR_NO.search(question) or COMPARES.search(question) or text.find(CELL, own[0], start) >= 0:
        return None
    table = _table(question, text, own)
    if table is None or own == table.rows[0]:
        return None
    cells = places(text, own)
    column = table.columns[0] if len(table.columns) == 1 else 1
    at, to = cells[min(column, len(cells) - 1)]
    return (at, to) if at < to and may_be_meant(question, text[at:to]) else None


def beside(question: str, text: str, start: int, end: int) -> list[Line]:
    """The other cells of the row of ``[start, end)`` that may be meant, if the question names no column.

    They say something else, in a column where another row has the same words or unit ("fermé", "€"), or of another year.

    >>> table = "Formule | Plein tarif | Tarif réduit | Durée\\nAdulte | 6 € | 4 € | 1 h"
    >>> [table[slice(*cell)] for cell in beside("Combien pour un adulte ?", table, table.index("6 €"), len(table) - 12)]
    ['4 €']
    """
    own = line_around(text, start)
    table = _table(question, text, own)
    column = text.count(CELL, own[0], start)
    if table is None or table.columns or own == table.rows[0] or not column:
        return []
    rows = [cells_of(text, row) for row in table.rows]
    rows = [cells for cells in rows if len(cells) == len(rows[0])]
    looks = [_looks(cells) for cells in zip(*rows, strict=True)]
    found = places(text, own)
    if len(found) != len(looks):
        return []
    alike = {text[a:b]: (a, b) for i, (a, b) in enumerate(found) if i and looks[i] & looks[column]}
    alike.pop(text[slice(*found[column])], None)
    return [cell for said, cell in alike.items() if may_be_meant(question, said)]


def _said_of(text: str, table: _Table, row: Line, column: int) -> str:
    """The row of a cell and those that the question names, the head of its column, and what its table is about."""
    heads, rows = cells_of(text, table.rows[0]), [text[slice(*line)] for line in (row, *table.named)]
    return " ".join([*rows, heads[min(column, len(heads) - 1)], table.above, ""])


def _unsaid(question: str, said: str) -> list[str]:
    """The names, years and codes of the question that ``said`` lacks."""
    names = [*re.findall(INNER_NAME, question), *_years_and_codes(question)]
    return [name for name in names if not name_words(name) <= name_words(said)]


def _names_another_row(question: str, text: str, said: str) -> bool:
    """Whether the question names a row, of whatever table, by a name that ``said`` lacks."""
    unsaid = name_words(" ".join(_unsaid(question, said)))
    return bool(unsaid) and any(name & unsaid and name <= asked_words(question) for name in _names_of_rows(text))


@lru_cache(8)
def _names_of_rows(text: str) -> frozenset[frozenset[str]]:
    cells = (line.split(CELL)[0] for line in text.split("\n") if CELL in line)
    return frozenset(_name(cell) for cell in cells)


def asks_for_something_else(question: str, cell: str, said: str, row_is_named: bool = False) -> bool:
    """Whether a quantity is asked for of something that is not in what is ``said`` of a cell: "combien d'apprentis", "pèse"."""
    words, wanted = name_words(said), kind(question)
    if wanted not in QUANTITIES:
        return False
    if found := _THING.search(question):
        thing = name_words(found["thing"]) - LIGHT
        return bool(thing) and not thing & (words | _ANY)
    if wanted is Kind.MONEY:  # a bare number is a sum where something says so
        return fits(f"{cell} {said}", wanted) < 1 and not _HEADS[wanted].search(said)
    verb = wanted is Kind.NUMBER and re.match(r"\W*combien\b", question, re.IGNORECASE)
    return bool(verb) and row_is_named and not asked_words(question) <= words | LIGHT


def _looks(column: Sequence[str]) -> set[str]:
    """What the cells of a column, its head first, look like without their digits; nothing but digits is no look."""
    head, *cells = (cell.strip(" |") for cell in column)
    looks = {_DIGITS.sub(" ", cell).strip(" –—-").casefold() for cell in cells} - {""}
    return looks | {"year"} if _YEAR_OR_CODE.fullmatch(head) else looks


def may_be_meant(question: str, cell: str) -> bool:
    """Whether a cell can answer: no number answers yes or no, or when; a bare time says only when something is open."""
    if _YES_OR_NO.search(question) and re.search(r"\d", cell):
        return fits(cell, Kind.TIME) > 0 and bool(re.search(r"[^\W\d_]{3}", cell) or _TAKES_PLACE.search(question))
    wanted = kind(question)
    if wanted is Kind.DATE and not any(character.isalpha() for character in cell):
        return bool(_YEAR_OR_CODE.fullmatch(cell)) or fits(cell, Kind.TIME) > 0
    return bool(cell) and fits(cell, wanted) >= 0


def tables(text: str, start: int, end: int) -> Iterator[Line]:
    """A line of each table between ``start`` and ``end``."""
    found = text.find(CELL, start, end)
    while found >= 0:
        line = line_around(text, found)
        rows = rows_around(text, line)
        yield line
        found = text.find(CELL, max(line[1], rows[-1][1] if rows else 0), end)


def rows_around(text: str, own: Line) -> list[Line]:
    """The rows of the table that the line ``own`` is in, its head first; none outside of a table."""
    if not _is_row(text, own):
        return []
    lines = block(text, own, lambda line: _is_row(text, line), _MOST)
    return [row for row in lines if not _RULE.fullmatch(text, *row)]


def has_rule(text: str, head: Line) -> bool:
    """Whether the row ``head`` is underlined, as in Markdown."""
    return bool(_RULE.fullmatch(text, *line_around(text, head[1] + 1)))


def above(text: str, first: Line) -> tuple[str, str]:
    """What stands above the table whose first row is ``first``: its heading and two lines, and how the text begins."""
    lines = [text[slice(*line)] for line in lines_beside(text, first, -1, 2)]
    return " ".join([heading(text, first[0]), *lines]), text[: min(HEAD, first[0])]


@lru_cache(64)  # many spans of a question are in one line
def _table(question: str, text: str, own: Line) -> _Table | None:
    """The table that the line ``own`` is in; None outside of a table."""
    if not (rows := rows_around(text, own)):
        return None
    asked = asked_words(question)
    names = [cells_of(text, row)[0] for row in rows[1:]]
    found = _fullest([i for i, name in enumerate(names) if _is_named(name, asked)], names, asked)
    named = [rows[1 + i] for i in found]
    first, *heads = cells_of(text, rows[0])
    hints = asked.difference(*(name_words(names[i]) for i in found))
    columns, sure = _columns(heads, asked, hints)
    near, beginning = above(text, rows[0])
    if not columns and named and hints <= LIGHT | name_words(f"{first} {near} {beginning}"):
        columns = _of_kind(heads, kind(question))
    labels = _years_and_codes(" ".join([text[slice(*rows[0])], *names]))
    return _Table(rows, named, columns, sure, _lacks(labels, _years_and_codes(question)), f"{first} {near}", beginning)


def _columns(heads: Sequence[str], asked: frozenset[str], hints: frozenset[str]) -> tuple[list[int], bool]:
    """The columns, by their number, whose heads the question has, and whether it has all words of them.

    Else those with a word that it has, one of no other head and of no complement: "vacances" of "Vacances scolaires".
    """
    full = [i for i, head in enumerate(heads) if _is_named(head, asked) and hints & _name(head)]
    count = Counter(word for head in heads for word in name_words(head))
    own = frozenset(word for word in hints if count[word] == 1)
    hinted = [i for i, head in enumerate(heads) if i not in full and own & name_words(_main(head))]
    found = _fullest([*full, *hinted], heads, asked)
    sure = [i for i in found if i in full]
    return [i + 1 for i in sure or found], bool(sure)


def _of_kind(heads: Sequence[str], wanted: Kind | None) -> list[int]:
    """The only column, by its number, whose head is of the kind that the question asks for: "Dates" for "when"."""
    looks = _HEADS.get(wanted) if wanted else None
    found = [i + 1 for i, head in enumerate(heads) if looks and looks.search(_main(head))]
    return found if len(found) == 1 else []


def _main(head: str) -> str:
    """What the head of a column says before its complement."""
    return _COMPLEMENT.split(_BESIDES.sub(" ", head))[0]


def _is_named(cell: str, asked: frozenset[str]) -> bool:
    return bool(_name(cell)) and _name(cell) <= asked


def _fullest(found: Sequence[int], cells: Sequence[str], asked: frozenset[str]) -> list[int]:
    """Those of the cells found of which no other has the same words of the question and more: "Pain", "Pain complet"."""
    words = {i: name_words(cells[i]) & asked for i in found}
    return [i for i in found if not any(words[i] < other for other in words.values())]


def _years_and_codes(text: str) -> dict[str, str]:
    """The years ("2023", "2021/22") and codes ("K3-7") in a text, with the letters that they begin with."""
    return {found.group(): found["letters"] or "" for found in _YEAR_OR_CODE.finditer(text)}


def _lacks(labels: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    alike = [label for label, letters in labels.items() if letters in asked.values()]
    return len(alike) > 1 and not any(label in labels for label in asked)


def cells_of(text: str, row: Line) -> list[str]:
    return text[slice(*row)].split(CELL)


def _is_row(text: str, line: Line) -> bool:
    return text.find(CELL, *line) >= 0 or ("|" in text[slice(*line)] and bool(_RULE.fullmatch(text, *line)))


def places(text: str, row: Line) -> list[Line]:
    """The cells of a row, without the bars that Markdown puts at its ends."""
    found, at = [], row[0]
    for cell in cells_of(text, row):
        kept = cell.strip(" |")
        start = at + (cell.index(kept) if kept else 0)
        found.append((start, start + len(kept)))
        at += len(cell) + len(CELL)
    return found


@lru_cache(4096)  # every question looks at the names of all rows
def _name(cell: str) -> frozenset[str]:
    return name_words(_BESIDES.sub(" ", cell)) or name_words(cell)


def asked_words(question: str) -> frozenset[str]:
    """The stems of the words of a question; "a lieu" names no place."""
    return name_words(_HAPPENS.sub(" ", question))


@lru_cache(4096)
def name_words(text: str) -> frozenset[str]:
    """The stems of the words of a name or question, days and months in French, and letters that are names."""
    letters = {letter for letter in _LETTER.findall(text) if letter.casefold() in stop_words("")}
    return frozenset({_CALENDAR.get(word, word) for word in map(_stem, content_words(text))} | letters)


def _stem(word: str) -> str:
    return stem(stem(word, "en"), "fr")


_CALENDAR = {
    _stem(fold(english)): _stem(fold(french))
    for english, french in zip(DAYS_EN + MONTHS_EN, DAYS_FR + MONTHS_FR, strict=True)
}
# The verbs of a question that say no more than its question word or noun does: "Quand a lieu …", "Which … are offered?"
LIGHT = name_words(
    "tenir tient tiennent tiendra déroule déroulent déroulera prévu prévue proposé proposée propose organisé organisée suivant"
    " existant existe disponible offert compris comprend compte concerne concernent trouve situé commence débute dure durent coûte"
    " coûtent paie vaut liste différent take place held hold scheduled planned start begin last cost located available offered proposed"
    " exist receive received list there different much many"
)
# What may be counted or paid without being called so in a table.
_ANY = name_words(
    "numéro personnes gens people persons fois times prix coût tarif price cost fee fare montant somme amount nombre number total heures hours"
    " pourcentage percentage part share temps time durée duration jours days euros dollars pounds argent money"
)
