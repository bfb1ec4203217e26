"""What a question asks for: a number, a date, a person or a place; one thing or several; a fact or a reason."""

from __future__ import annotations

import re
from enum import StrEnum

from index.terms import UPPER


class Kind(StrEnum):
    """The kind of span that answers."""

    NUMBER = "number"
    DATE = "date"
    PERSON = "person"
    PLACE = "place"


# Conjunction and preposition before the question word: "Et dans", "And for".
_LEAD = r"^\W*(?:(?:et|mais|and|but)\b[\s,]*)?(?:(?:à|a|au|aux|avec|chez|dans|de|d['’]|depuis|en|par|pour|sous|sur|vers|about|at|by|for|from|in|on|since|to|until|with)\s?)?"
_KINDS = {
    Kind.NUMBER: re.compile(
        _LEAD + r"(?:combien\b|how (?:many|much|far|tall|high|long|old|big|large)\b|quel(?:le)? (?:âge|pourcentage|nombre|montant|"
        r"distance|superficie|taille|hauteur|longueur|somme|part|prix|température)\b|(?:what|which) (?:percentage|number|amount|share|"
        r"price|distance|age)\b)", re.I
    ),
    Kind.DATE: re.compile(
        _LEAD + r"(?:quand\b|when\b|quel(?:le)?s? (?:date|année|jour|mois|siècle|époque|période)s?\b|(?:what|which) (?:date|year|day|month|"
        r"century|period)\b)", re.I
    ),
    Kind.PERSON: re.compile(_LEAD + r"(?:qui\b(?! est-ce qu)|who(?:m|se)?\b)", re.I),
    Kind.PLACE: re.compile(
        _LEAD + r"(?:où\b|where\b|quel(?:le)?s? (?:ville|pays|lieu|endroit|région|continent|capitale)s?\b|(?:what|which) (?:city|town|country|"
        r"place|region|continent)\b)", re.I
    ),
}  # fmt: skip
_NUMBER_WORD = re.compile(
    r"\d|\b(?:un|une|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|quinze|vingt|trente|cent|mille|millions?|milliards?"
    r"|moitié|tiers|quart|plusieurs|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|hundred"
    r"|thousand|billions?|half|third|quarter|dozen|several|dizaines?|centaines?|milliers)\b",
    re.I,
)
_DATE_WORD = re.compile(
    r"\b\d{3,4}\b|\b(?:janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|january|february|march"
    r"|april|may|june|july|august|september|october|november|december|lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday"
    r"|tuesday|wednesday|thursday|friday|saturday|sunday|siècle|century|année|years?|ans|jours?|days?|mois|months?|hier|demain"
    r"|enero|febrero|marzo|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno"
    r"|luglio|settembre|ottobre|dicembre|ianuarie|februarie|martie|aprilie|iunie|iulie|octombrie|noiembrie|decembrie"
    r"|siglo|secolo|secolul)\b|\d(?:e|th|st|nd|rd)\b",
    re.I,
)
_CAPITAL = re.compile(UPPER)
_FEW = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_SEVERAL = re.compile(  # "Quels accords ?", "Cite les ports", "What are the…", "Which agreements were signed?"
    _LEAD + r"(?:quels\b|quelles\b|lesquel(?:le)?s\b|qui (?:sont|étaient|furent|seront)\b|who (?:are|were)\b|(?:what|which) (?:are|were|"
    + _FEW + r")\b|(?:cite|nomme|énumère|énumére|liste|donne)[rz]?(?:[- ]moi)?+ (?!(?:le|la(?! liste)|une?)\b|l['’])"
    r"|(?:list|quelle est la liste)\b|give (?:me |us )?(?:the|a) list\b|name (?:the|" + _FEW + r")\b"
    r"|(?:what|which)(?: (?!(?:in|are|were|is|was|has|have|does|do|did|can|will)\b)[\w-]+){1,3}(?<![sui])s "
    r"(?:are|were|do|did|have|had|will|can|could|would|should|must|may|took|made|won|came|went|\w{3,}ed)\b)", re.I
)  # fmt: skip
_REASON = re.compile(  # "Pourquoi", "How did", "What is the reason"; not "How is it called?", "How many"
    _LEAD + r"(?:pourquoi\b|why\b|comment\b(?![^?]*(?:nomm|appel|intitul|traduit|dit-on))|how (?:did|does|do|is|are|was|were|has|have|can"
    r"|could|will|would|to|come)\b(?![^?]*\b(?:called|named|known|titled))|dans quel but|à quelle fin|for what (?:purpose|reason)"
    r"|pour quel(?:le)?s? (?:raison|motif)s?|quelle (?:est|était|fut) la (?:raison|cause)|what (?:is|was) the (?:reason|cause)"
    r"|à cause de quoi|de quelle (?:façon|manière)|par quels? moyens?)\b", re.I
)  # fmt: skip


def kind(question: str) -> Kind | None:
    """The kind of span that answers, by the question's first words; None if they do not tell.

    >>> kind("Quel plan ?"), kind("How many jobs?")
    (None, <Kind.NUMBER: 'number'>)
    """
    return next((name for name, pattern in _KINDS.items() if pattern.search(question)), None)


def fits(span: str, wanted: Kind | None) -> int:
    """1 if ``span`` looks like the wanted kind, -1 if not, 0 if no kind is wanted.

    >>> fits("le 9 décembre", Kind.DATE), fits("Rabat", Kind.NUMBER), fits("Rabat", None)
    (1, -1, 0)
    """
    if wanted is None:
        return 0
    pattern = {Kind.NUMBER: _NUMBER_WORD, Kind.DATE: _DATE_WORD, Kind.PERSON: _CAPITAL, Kind.PLACE: _CAPITAL}[wanted]
    return 1 if pattern.search(span) else -1


def wants_several(question: str) -> bool:
    """Whether the question asks for several things.

    >>> wants_several("Quels accords ?"), wants_several("Which agreements were signed?"), wants_several("Qui parle ?")
    (True, True, False)
    """
    return bool(_SEVERAL.search(question))


def wants_reason(question: str) -> bool:
    """Whether the question asks why or how.

    >>> wants_reason("Pourquoi ?"), wants_reason("How does it work?"), wants_reason("How many?")
    (True, True, False)
    """
    return bool(_REASON.search(question))
