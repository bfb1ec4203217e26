"""Takes a message apart that asks several questions: "Où et quand a-t-il eu lieu ?", "Who founded it, and why?"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.languages import question_language
from index.words import AUXILIARY
from qa.grammar import ASKED, END, IN_PLACE, OPENING, capitalised, contracted
from qa.question_types import kind

_MOST = 4  # questions of one message: each is searched and read for itself
_AND = r",?\s+(?:et|and)\s+"
_JOINT = re.compile(  # between two questions
    rf"(?P<closed>\s*\?+\s+)(?:(?:et|mais|and|but)\s+)?|{_AND}(?:(?:aussi|also|puis|then)\s+)?|(?P<listed>,\s+)",
    re.IGNORECASE,
)
_TOGETHER = re.compile(rf"{_AND}|,\s+", re.IGNORECASE)  # between question words
_WHETHER = re.compile(  # begins a question for yes or no
    rf"{OPENING.pattern}|\s*(?:est-ce\s+qu|(?:[\w’'-]+\s+){{0,4}}[\w-]+-(?:t-)?(?:ils?|elles?)\b)", re.IGNORECASE
)
# What follows one of these may belong to its clause: "la ville où il est né et où il est mort".
_SUBORDINATES = re.compile(
    r"\b(?:qui|que|quoi|dont|où|quand|comment|pourquoi|combien|lequel|quel(?:le)?s?|si|entre|who|whom|whose|what|which|when|where"
    r"|why|how|that|if|whether|between)\b|\bqu['’]",
    re.IGNORECASE,
)
_AUXILIARY = rf"(?:{AUXILIARY}|may|might|to)"  # "where to go"
_CLAUSE = re.compile(  # "when a final inspection is passed"; not "when was it passed", "how soon was it"
    rf"(?:when|where|why|how(?! (?:many|much)\b)(?: \w+(?= {_AUXILIARY}\b))?+)\s+(?!{_AUXILIARY}\b)\w", re.IGNORECASE
)
_QUOTED = re.compile(r"«[^»]*»|“[^”]*”|\"[^\"]*\"|\([^)]*\)")
_PAIRS = [  # "Quelle est la date et le lieu de la réunion ?"; not "How many men and women": often one number
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(Quel(?:le)?s? (?:est|sont|était|étaient) )((?:le |la |l['’])[\w-]+) et ((?:le |la |l['’])[\w-]+)( (?:de |du |des |d['’]).+)",
        r"(What(?:['’]s| is| are| was| were) the )([\w-]+) and (?:the )?([\w-]+)( (?:of|for) .+)",
    )
]
_PLURAL = re.compile(r"(?<=quel)s|(?<=quelle)s|\b(?:sont|étaient|are|were)\b", re.IGNORECASE)
_OF_ONE = {"sont": "est", "étaient": "était", "are": "is", "were": "was"}


def questions_in(question: str) -> list[str]:
    """The questions of a well-formed message, in order; the message alone if it asks one.

    A part may lean on the one before it, as a follow-up does.

    >>> questions_in("Où et quand le salon a-t-il lieu ?")
    ['Où le salon a-t-il lieu ?', 'Quand le salon a-t-il lieu ?']
    >>> questions_in("Who founded the museum and when?"), questions_in("Qui a écrit et dessiné la carte ?")
    (['Who founded the museum?', 'When?'], ['Qui a écrit et dessiné la carte ?'])
    """
    end = " ?" if question_language(question) == "fr" else "?"
    found = [capitalised(part.strip(" ,")) for part in _apart(question.rstrip(END))]
    return [part + end for part in found] if 1 < len(found) <= _MOST else [question]


def _apart(text: str) -> list[str]:
    words, rest = _question_words(text)
    if len({word.lower() for word in words}) > 1:
        first, *others = _apart(words[0] + rest)  # "Où et quand a-t-il lieu, et combien de places y a-t-il"
        return [word + first.removeprefix(words[0]) for word in words] + others
    if parts := _by_nouns(text) or _by_words_at_the_end(text):
        return parts
    for joint in _joints(text):
        left, right = text[: joint.start()], text[joint.end() :]
        if _are_two(left, right, joint):
            return [left, *_apart(right)]
    return [text]


def _question_words(text: str) -> tuple[list[str], str]:
    """The question words that begin the text together ("À quelle date et dans quelle ville"), and what follows."""
    words, at = [], 0
    while (asked := ASKED.match(text[at:])) and not (
        asked["what"] or asked["wh"].lower().startswith(("entre ", "between "))
    ):
        words.append(asked["wh"].strip())
        after = at + asked.end("wh")
        if not (joint := _TOGETHER.match(text, after)):
            return words, text[after:]
        at = joint.end()
    return [], text


def _by_nouns(text: str) -> list[str]:
    """One question for each of two nouns, if one of them is a number, a date, a place…"""
    for pattern in _PAIRS:
        if found := pattern.fullmatch(text):
            head, one, two, rest = found.groups()
            head = _PLURAL.sub(lambda word: _OF_ONE.get(word[0], ""), head)
            parts = [contracted(head + noun) + rest for noun in (one, two)]
            return parts if any(map(kind, parts)) else []
    return []


def _by_words_at_the_end(text: str) -> list[str]:
    """ "Ça a lieu où et quand", "C'est à quelle heure et dans quelle salle"."""
    *_, joint = [None, *_joints(text)]
    if joint is None or joint["closed"] or joint["listed"]:
        return []
    left, right = text[: joint.start()], text[joint.end() :]
    words, rest = _question_words(right)
    place = _asked_at_the_end(left)
    return [left, f"{left[: place.start()]} {right}"] if words and not rest and place else []


def _joints(text: str) -> Iterator[re.Match[str]]:
    """The places where one question may end and another begin, none in quotation marks or brackets."""
    quoted = [found.span() for found in _QUOTED.finditer(text)]
    for joint in _JOINT.finditer(text):
        if not any(start <= joint.start() < end for start, end in quoted):
            yield joint


def _are_two(left: str, right: str, joint: re.Match[str]) -> bool:
    """Whether both sides of the joint are questions."""
    words, rest = _question_words(right)
    bare = bool(words) and not rest
    if joint["listed"] and not (
        bare and len(words) > 1
    ):  # ", which …" is a clause, ", in what month" the same question
        return False
    first, then = ASKED.match(left), ASKED.match(right)
    begins = first or (None if bare else _WHETHER.match(left))  # "Is there a café, and when?" asks one thing
    if joint["closed"]:
        return bool((begins or _asked_at_the_end(left)) and (then or _WHETHER.match(right)))
    if then is None:
        return bool(_asked_at_the_end(left) and _asked_at_the_end(right))
    if begins is None or not (of := left[begins.end() :].strip()) or _SUBORDINATES.search(of):
        return False
    return bare or not _CLAUSE.match(right)


def _asked_at_the_end(text: str) -> re.Match[str] | None:
    """The question word of "Ça coûte combien"."""
    place = None if ASKED.match(text) else IN_PLACE.search(text)
    return place if place and place.end() == len(text) else None
