"""Lines that begin with a label: "Présents : Mme Roy, M. Li", "Next meeting: Tuesday 14 October"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from index.chunking import sentence_around
from index.headlines import is_name
from index.lines import Line, line_around
from index.words import content_words
from qa.edges import without_stop
from qa.lists import MARKER, enumeration, listed
from qa.question_types import MEASURED, Kind, fits, kind
from qa.rows import HEAD, LIGHT, asked_words, asks_for_something_else, may_be_meant, name_words

_LABEL = re.compile(
    rf"^[^\w\n]*(?P<label>[^\n:.;,]{{2,40}})\s?:(?: |\W*\n(?=[ \t]*{MARKER}[ \t]))\s*(?:{MARKER}[ \t]+)?", re.MULTILINE
)
_NEXT_LABEL = re.compile(r"\.\s+(?=[^\s.,;:][^\n:.;,]{1,39}\s?:\s)")  # "Présents : M. Roy. Excusé : M. Roux."
_VALUE = re.compile(r"^[^\w\n]*(?P<label>[^\n:.;,|]{2,40}?)[*_]*\s?:[*_]*[ \t\u00a0]+(?=[^\s|])", re.MULTILINE)
_SHORT = 12  # words; a longer value is a sentence
_NOT_IN_LABEL = {  # what a question for names may say besides the label
    "liste", "list", "cite", "citez", "nomme", "nommez", "donne", "donnez", "name", "give", "sent", "reunion", "seance", "conseil",
    "meeting", "membre", "member", "elu", "personne", "people",
}  # fmt: skip
_PRESENT, _ABSENT = {"present", "attendance", "attendee", "attending"}, {"absent", "excuse", "apologie"}
_MEANS = {  # labels for what no label says in the words of the question
    "attended": _PRESENT, "present": _PRESENT, "absent": _ABSENT, "absente": _ABSENT, "missing": _ABSENT, "excuse": _ABSENT,
}  # fmt: skip
_GENERIC = {  # what a label may say besides what the question does
    Kind.NUMBER: name_words("nombre number total"),
    Kind.DATE: name_words("date jour day"),
    Kind.PLACE: name_words("lieu adresse place address venue"),
}


@dataclass(frozen=True)
class _Labelled:
    """A line's label, in stems, and where its value is."""

    label: frozenset[str]
    value: Line


def labelled(question: str, text: str, start: int, end: int) -> list[Line]:
    """The names, between ``start`` and ``end``, in the lines or lists whose label the question asks for; empty if there are fewer than two.

    >>> text = "Présents : Mme Roy (maire), M. Li. Absents : M. Roux, Mme Petit."
    >>> [text[slice(*item)] for item in labelled("Qui était présent ?", text.replace(". A", ".\\nA"), 0, len(text))]
    ['Mme Roy (maire)', 'M. Li']
    """
    asked = _singular(question) - _NOT_IN_LABEL
    return _names(asked, {}, text, start, end) or _names(asked, _MEANS, text, start, end)


def _names(asked: set[str], means: Mapping[str, set[str]], text: str, start: int, end: int) -> list[Line]:
    names: list[Line] = []
    for label in _LABEL.finditer(text, start, end) if asked else ():
        said = _singular(label["label"])
        if not all(word in said or said & means.get(word, set()) for word in asked):
            continue
        at, line = label.end(), line_around(text, label.end())
        other = _NEXT_LABEL.search(text, at, line[1])
        last = other.start() if other else line[1]
        items = listed(text, at, at + 1) or enumeration(text, at, at + 1, line[0], last, 1)
        items = [(a, b) for a, b in items if not text[a].islower()]  # not "maire" in "Mme Roy, maire"
        persons = [item for item in items if is_name(re.split(r" \(|, ", text[slice(*item)])[0])]
        if len(items) < 2 * len(persons):
            names += items
    return names if len(names) > 1 else []


@lru_cache(64)  # many spans of a question are in one passage
def labelled_value(question: str, text: str, start: int, end: int) -> Line | None:
    """The short value, between ``start`` and ``end``, of the only label that the question names.

    The question ends with a word of the label; what it says before that is in other labels ("conseillers"), or in the
    beginning of the text.

    >>> text = "Conseillers en exercice : 41\\nPrésents : 33\\nVotants : 38"
    >>> text[slice(*labelled_value("Combien de conseillers étaient présents ?", text, 0, len(text)))]
    '33'
    """
    asked, wanted = asked_words(question), kind(question)
    if not asked or wanted is Kind.PERSON:
        return None
    generic = _GENERIC.get(wanted, frozenset()) if wanted else frozenset()
    lines = list(_values(text, start, end, generic))
    named = [line for line in lines if line.label and line.label <= asked]
    named = [line for line in named if not any(line.label < other.label & asked for other in lines)]
    if len(named) != 1:
        return None
    label, (at, to) = named[0].label, named[0].value
    known = LIGHT | generic | name_words(text[:HEAD])
    telling = [word for word in map(name_words, content_words(question)) if word & asked and not word <= known - label]
    others = frozenset[str]().union(*(line.label for line in lines))
    if not telling or not telling[-1] <= label or not all(word <= others for word in telling):
        return None
    short = len(re.findall(r"\w+", text[at:to])) <= _SHORT
    return (at, to) if short and fits(text[at:to], wanted) >= 0 and may_be_meant(question, text[at:to]) else None


def whole_value(question: str, value: Line, start: int, end: int) -> Line:
    """The ``value`` of the label that the question names, if ``[start, end)`` is in it and no number or time is asked for."""
    inside = value[0] <= start and end <= value[1]
    return value if inside and kind(question) not in MEASURED else (start, end)


def of_another_label(question: str, text: str, value: Line | None, start: int, end: int) -> bool:
    """Whether ``[start, end)`` is beside a label, and not in the ``value`` of the one that the question names.

    If it names none, whether the label has no word of the question, which asks for a quantity of something else.
    """
    line = line_around(text, start)
    label = _VALUE.match(text, line[0], start + 1)
    if value or not label:
        return bool(value and label) and not (value and value[0] < end and start < value[1])
    said = text[slice(*line)]
    return not name_words(said) & asked_words(question) and asks_for_something_else(question, text[start:end], said)


def _values(text: str, start: int, end: int, generic: frozenset[str]) -> Iterator[_Labelled]:
    for found in _VALUE.finditer(text, start, end):
        at = found.end()
        last = min(sentence_around(text, at, at + 1)[1], line_around(text, at)[1])
        value = without_stop(text, at, at + len(text[at:last].rstrip()))
        label = name_words(found["label"])
        yield _Labelled(label - generic or label, value)


def _singular(text: str) -> set[str]:
    return {word.rstrip("s") for word in content_words(text) if word.isalpha()}
