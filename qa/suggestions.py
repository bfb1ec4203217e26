"""Makes example questions from the words of any document by patterns, and keeps those that are answered."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.documents import Document
from index.words import DAYS, MONTHS_EN, MONTHS_FR, UPPER
from qa.assistant import Assistant
from qa.followups import leans_back

MAX_QUESTION = 80  # characters
MAX_TRIED = 8  # questions put to the assistant in one call, about a twentieth of a second each
_SURE = 0.7  # confidence from which an answer makes an example: "Who is Jean Petit?" got the next name in a list
_READ = 200_000  # characters of a document, some 100 pages
_KINDS = ("person", "event", "name", "date")  # the most telling first
_SPACE = "[ \u00a0\u202f]"


@dataclass(frozen=True, slots=True)
class _Question:
    """A question, its kind (one of ``_KINDS``), the words of the text ``about`` which it asks, and their offset."""

    text: str
    kind: str
    about: str
    at: int


def candidates(document: Document, language: str) -> list[str]:
    """Questions in ``language`` ("fr" or "en") that the document may answer, each once, of at most 80 characters.

    The first ones are of different kinds and from different places. If the document is in another language, only
    things that need no translation are asked about: names and dates.

    >>> text = "La gare « Été » ouvre. Elle a été bâtie par Mme Ada Diop en mai 1987."
    >>> document = Document("d", "D", text, "d.txt", "fr")
    >>> candidates(document, "fr")[:3]
    ['Qui est Ada Diop ?', 'Qu’est-ce que « Été » ?', 'Que s’est-il passé en mai 1987 ?']
    >>> candidates(document, "en")[:3]
    ['Who is Ada Diop?', 'What is “Été”?', 'What happened in May 1987?']
    """
    return [question.text for question in _spread(document, language)]


def suggestions(
    assistant: Assistant, documents: Sequence[Document], language: str, count: int = 3, told: set[str] | None = None
) -> Iterator[str | None]:
    """Yield the first ``count`` candidates that ``assistant`` answers by the words that they were made of; often fewer.

    Yields None for each other candidate that was tried, so that the caller can stop at any time. At most 8 documents
    take turns, and at most 8 questions are asked.

    Args:
        told: the words that earlier questions were made of: no question is made of them again. Those of the questions
            that are yielded are added.
    """
    left, told = count, set() if told is None else told
    rows = (row for row in _in_turns(documents[:MAX_TRIED], language) if row[1].about not in told)
    for document, question in itertools.islice(rows, MAX_TRIED):
        if not left:
            return
        answer = assistant.ask(question.text)
        found = answer.document is not None and answer.document.id == document.id
        # An answer from elsewhere in the text would be a poor example.
        good = (
            answer.confidence >= _SURE and answer.text is not None and found and question.about in (answer.quote or "")
        )
        if good:
            left -= 1
            told.add(question.about)
        yield question.text if good else None


def _in_turns(documents: Sequence[Document], language: str) -> Iterator[tuple[Document, _Question]]:
    """Yield each document's best question, then each one's second, …; no question twice."""
    rows = [[(d, q) for q in _spread(d, language)[:MAX_TRIED]] for d in documents]
    seen: set[str] = set()
    for document, question in filter(None, itertools.chain.from_iterable(itertools.zip_longest(*rows))):
        if question.text not in seen:
            seen.add(question.text)
            yield document, question


def _spread(document: Document, language: str) -> list[_Question]:
    """The questions: kinds in turn, and of each the nearest to the beginning, the middle, the first quarter, …"""
    questions = _questions(document, language)
    left = {kind: [q for q in questions if q.kind == kind] for kind in _KINDS}
    ordered: list[_Question] = []
    while any(left.values()):
        for rows in filter(None, left.values()):
            target = len(document.text) * _fraction(len(ordered))
            after = bisect_left(rows, target, key=lambda q: q.at)
            both = range(max(0, after - 1), min(after + 1, len(rows)))
            ordered.append(rows.pop(min(both, key=lambda i: abs(rows[i].at - target))))
    return ordered


def _fraction(n: int) -> float:
    """Number ``n`` of 0, 1/2, 1/4, 3/4, 1/8, …, in which each halves a gap between earlier ones.

    >>> [_fraction(n) for n in range(5)]
    [0.0, 0.5, 0.25, 0.75, 0.125]
    """
    return sum(((n >> bit & 1) / (2 << bit) for bit in range(n.bit_length())), 0.0)


def _questions(document: Document, language: str) -> list[_Question]:
    """The questions of all patterns, each in document order, none twice, and none that needs another one before it."""
    text = document.text[:_READ]
    found: dict[str, _Question] = {}
    for pattern in _PATTERNS:
        for question in pattern(text, document.language, language):
            skipped = any(start <= question.at < end for start, end in document.furniture)
            if not skipped and len(question.text) <= MAX_QUESTION and not leans_back(question.text):
                found.setdefault(question.text, question)
    return list(found.values())


# At most 40 letters: from each capital of one endless word, the search would go to its end (quadratic time).
_NAME_WORD = rf"(?:{UPPER}(?=[\w’'-]{{0,40}}[a-zß-öø-ÿ])[\w’'-]{{1,40}})"
_FULL_NAME = rf"{_NAME_WORD}(?:{_SPACE}(?:{_NAME_WORD}|{UPPER}\.|de|van|von|bin|ben|al)){{0,3}}{_SPACE}{_NAME_WORD}"
_HONORIFIC = r"(?:M\.|Mme|Mlle|Mr\.?|Mrs\.?|Ms\.?|Dr\.?|Pr\.?|Prof\.?|Sir|Lady)"
_SAYS = (
    r"(?:a (?:déclaré|annoncé|expliqué|souligné|rappelé|précisé|affirmé|ouvert|fondé|créé|écrit|signé|insisté|estimé)"
    r"|déclare|explique|affirme|estime|said|says|told|explained|announced|founded|added|argued|wrote|designed|invented)"
)
_PERSON = re.compile(  # "Mme Ada Diop", ", Ada Diop, a", "Ada Diop a déclaré", "selon Ada Diop", "Ada Diop, qui"
    rf"(?<![\w-]){_HONORIFIC}{_SPACE}(?P<titled>{_FULL_NAME})(?![\w-])"
    rf"|,{_SPACE}(?P<apposed>{_FULL_NAME}),{_SPACE}(?:a|est|était|avait|has|is|was|had|{_SAYS}){_SPACE}"
    rf"|(?<![\w-])(?P<speaking>{_FULL_NAME}){_SPACE}{_SAYS}(?!\w)"
    rf"|(?<!\w)(?:{_SAYS}|[Ss]elon|[Aa]ccording to){_SPACE}(?P<spoken>{_FULL_NAME})(?![\w-])"
    rf"|(?<![\w-])(?P<described>{_FULL_NAME}),?{_SPACE}(?:qui|who){_SPACE}"
)
_NO_PERSON = re.compile(
    r"(?i:université|university|société|company|groupe|group|institut|technolog|the |le |la |les |l['’])"
)


def _people(text: str, _: str, language: str) -> Iterator[_Question]:
    for match in _PERSON.finditer(text):
        group = str(match.lastgroup)
        name = _one_line(match[group])
        if not _NO_PERSON.search(name):
            asked = f"Qui est {name} ?" if language == "fr" else f"Who is {name}?"
            yield _Question(asked, "person", match[group], match.start(group))


_QUOTED = re.compile(
    rf"«{_SPACE}?(?P<fr>{UPPER}[^«»“”\".,;:!?\n]{{1,38}}?){_SPACE}?»|“(?P<en>{UPPER}[^«»“”\".,;:!?\n]{{1,38}})”"
    rf"|(?<!\w)\"(?P<plain>{UPPER}[^«»“”\".,;:!?\n]{{1,38}})\"(?!\w)"
)


def _quoted_names(text: str, _: str, language: str) -> Iterator[_Question]:
    for match in _QUOTED.finditer(text):
        group = str(match.lastgroup)
        name = _one_line(match[group])
        if len(name.split()) <= 4:  # longer quotes are speech
            asked = f"Qu’est-ce que « {name} » ?" if language == "fr" else f"What is “{name}”?"
            yield _Question(asked, "name", match[group], match.start())


_IN_ENGLISH = {french: english.capitalize() for french, english in zip(MONTHS_FR, MONTHS_EN, strict=True)}
_IN_FRENCH = {english: french for french, english in _IN_ENGLISH.items()}
_MONTH = "|".join([*_IN_ENGLISH, *_IN_FRENCH])
_DATE = re.compile(  # "le 3 mai 1987", "on May 3, 1987", "en mai 1987", "in 1987"
    rf"(?<!\w)(?:[EeIi]n|(?:le|du|[Oo]n|(?i:{DAYS}))(?!{_SPACE}\d{{4}})){_SPACE}"
    rf"(?:(?:(?P<day>\d?\d)(?:er)?{_SPACE})?(?P<month>{_MONTH}){_SPACE}(?:(?P<day2>\d?\d),?{_SPACE})?)?"
    r"(?P<year>(?:1[5-9]|20)\d\d)(?![\w-])"
)


def _dates(text: str, _: str, language: str) -> Iterator[_Question]:
    """Only with a year, which tells whether it is past; what is to come needs a day, or there is too much of it."""
    for match in _DATE.finditer(text):
        day, month, year = match["day"] or match["day2"], match["month"], match["year"]
        past = int(year) < date.today().year
        if not (past or day):
            continue
        if language == "fr":
            when = ["1er" if day == "1" else day, _IN_FRENCH.get(month, month), year]
            verb = "s’est-il passé" if past else "se passe-t-il"
            asked = f"Que {verb} {'le' if day else 'en'} {' '.join(filter(None, when))} ?"
        else:
            when = [day, _IN_ENGLISH.get(month, month), year]
            asked = f"What {'happened' if past else 'happens'} {'on' if day else 'in'} {' '.join(filter(None, when))}?"
        yield _Question(asked, "date", match.group(), match.start())


_PASSIVE = {
    "fr": re.compile(
        rf"(?:^|(?<=[.!?»\n]{_SPACE})|(?<=\n))(?P<subject>(?:Le{_SPACE}|La{_SPACE}|L[’'])(?:(?!\b(?:et|qui)\b)[^,;:.!?()«»\n]){{3,40}}?){_SPACE}"
        rf"(?P<verb>(?:a été|sera|fut){_SPACE}[a-zà-ÿ]+(?:ée?|ie?|ue?|ite?|rte?|ise?))(?P<rest>{_SPACE}[^;:.!?()\n]*)",
    ),
    "en": re.compile(
        rf"(?:^|(?<=[.!?”\n]{_SPACE})|(?<=\n))(?P<subject>The{_SPACE}(?:(?!\b(?:and|who|that)\b)[^,;:.!?()“”\n]){{3,40}}?){_SPACE}"
        rf"(?P<verb>(?:was|will be){_SPACE}[a-z]+(?:ed|en|ilt|ld|wn|id|un|ung|ound|de))(?P<rest>{_SPACE}[^;:.!?()\n]*)",
    ),
}
_WHEN = re.compile(r"\b(?:en|in|le|on|since|depuis)[ \u00a0](?:\w+[ \u00a0])?(?:\w+[ \u00a0])?\d{4}\b")
_BY = re.compile(rf"^[ \u00a0](?:par|by)\b(?![ \u00a0](?:\d|(?:noon|midnight|mesure|{_MONTH})\b))")


def _events(text: str, written: str, language: str) -> Iterator[_Question]:
    """From "Le pont a été bâti en 2008" make "Quand a été bâti le pont ?", or "Par qui …" if it says by whom."""
    if written != language:
        return
    for match in _PASSIVE[language].finditer(text):
        by, when = _BY.search(match["rest"]), _WHEN.search(match["rest"])
        if not (by or when):
            continue
        subject = _one_line(match["subject"][:1].lower() + match["subject"][1:])
        verb = _one_line(match["verb"])
        first, _, others = verb.partition(" ")
        if language == "fr":
            asked = f"{'Par qui' if by else 'Quand'} {verb} {subject} ?"
        else:
            asked = f"Who {first} {subject} {others} by?" if by else f"When {first} {subject} {others}?"
        yield _Question(asked, "event", match["subject"], match.start("subject"))


def _one_line(text: str) -> str:
    return " ".join(text.split())


_PATTERNS: tuple[Callable[[str, str, str], Iterator[_Question]], ...] = (_people, _events, _quoted_names, _dates)
