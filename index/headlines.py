"""What a single line of a page's head says: its title, its author, or neither."""

from __future__ import annotations

import re

from index.terms import UPPER

_MONTHS = (
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre|janv|févr?|avr|juil|sept|oct|nov|déc|"
    "january|february|march|april|may|june|july|august|september|october|november|december|jan|feb|mar|apr|jun|jul|aug|dec"
)
_DAYS = (
    "lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday|sunday|mon|tue|"
    "wed|thu|fri|sat|sun"
)
_DATE = re.compile(
    r"(?:(?:date|publié|paru|posté|mis à jour|modifié|published|posted|updated)\W+|[^\W\d][\w’' -]{1,30}, )?"
    rf"(?:(?:le|on|the) )?(?:(?:{_DAYS})\.?,? )?"
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)? (?:{_MONTHS})\.?|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?),? \d{{4}}\b.{{0,30}}",
    re.IGNORECASE,
)
_MAIL = re.compile(
    r"(?:from|to|cc|bcc|date|sent|reply-to|message-id|received|de|à|envoyé|répondre à)\s*:\s", re.IGNORECASE
)
_GREETING = re.compile(
    r"(?:(?:bonjour|bonsoir|salut|hello|hi|good (?:morning|afternoon|evening)|dear|chère?s?|madame|monsieur|mesdames"
    r"|messieurs)\b[^.?]{0,60}[,!]|bonjour|bonsoir|hello|madame,? monsieur|madame|monsieur)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_PICTURE = re.compile(r"\[?!\[|<")  # Markdown, HTML
_HEADING = re.compile(r"#+\s+(?P<said>.+?)(?:\s+#+)?")
_KEYED = re.compile(r"(?i:title|titre|subject|objet)\s*:\s+(?P<said>.+)")
_WRAPPED = re.compile(r"(?P<mark>\*{1,3}|_{1,3}|[\"'])(?=\S)(?P<said>.+)(?<=\S)(?P=mark)")

_NAME = rf"{UPPER}[\w.’'-]*(?: (?:{UPPER}[\w.’'-]*|de|du|des|la|le|el|al|ben|van|von)){{1,4}}"
_NAMES = rf"{_NAME}(?:(?:, | et | and | & ){_NAME})*"
_BY = r"(?i:(?:écrit |rédigé |propos recueillis |texte |written )?(?:par|by)\s+|(?:authors?|auteure?s?|autrices?|from)\s*:\s+)"
# A name of one word fills its line, else "Par Saint-Malo, la route est belle" names an author.
_BYLINE = re.compile(
    rf"{_BY}[\"']?(?P<said>{_NAMES}(?=[\"']?\s*(?:$|[,;:|<(/·•–—-]|\d|(?:le|à|pour|avec|publié|on|at|for)\b))|{UPPER}[\w.’'-]*$)"
)
_PERSON = re.compile(_NAME)
# What begins a signature that is no person's: an office, a title.
_OFFICE = re.compile(
    r"(?:l[ea]s?|the|vo(?:tre|s)|no(?:tre|s)|contacts?|service|direction|mairie|ville|commune|région|département|ministère"
    r"|rédaction|presse|agence|société|association|groupe|bureau|cabinet|conseil|fin|sources?|photos?|crédits?)\b",
    re.IGNORECASE,
)

Span = tuple[int, int]


def is_heading(line: str) -> bool:
    """Whether it is a heading of Markdown."""
    return bool(_HEADING.fullmatch(line))


def is_greeting(line: str) -> bool:
    """Whether a letter begins with it: it has no title, then.

    >>> is_greeting("Bonjour Anne,"), is_greeting("Bonjour tristesse")
    (True, False)
    """
    return bool(_GREETING.fullmatch(line))


def keyed_title(line: str) -> Span | None:
    """Where the title stands in a line that says it is one: of YAML, or of the head of a mail or a book.

    >>> line = 'title: "Le port"'
    >>> line[slice(*keyed_title(line))]
    'Le port'
    """
    found = _KEYED.fullmatch(line)
    return _bare(line, found.span("said")) if found else None


def title(line: str) -> Span | None:
    """Where the title stands in a line that could be one; never a number, a date, a byline, the head of a mail.

    >>> line = "## **Le port** ##"
    >>> line[slice(*title(line))], title("Lannion, le 3 juin 2023")
    ('Le port', None)
    """
    if _DATE.fullmatch(line) or _MAIL.match(line) or _PICTURE.match(line) or not _WORD.search(line) or byline(line):
        return None
    found = _HEADING.fullmatch(line)
    return keyed_title(line) or _bare(line, found.span("said") if found else (0, len(line)))


def byline(line: str) -> Span | None:
    """Where the author stands in a line that names one.

    >>> line = "Par Clémence Aubry, publié le 3 juin 2023 à 08h15"
    >>> line[slice(*byline(line))], byline("Par Saint-Malo, la route est belle")
    ('Clémence Aubry', None)
    """
    start, end = _bare(line, (0, len(line)))
    found = _BYLINE.match(line, start, end)
    return found.span("said") if found else None


def is_name(line: str) -> bool:
    """Whether it is the name of a person and nothing else.

    >>> is_name("Jean de La Fontaine"), is_name("Le Maire")
    (True, False)
    """
    return bool(_PERSON.fullmatch(line)) and not _OFFICE.match(line)


def _bare(line: str, span: Span) -> Span:
    """Without the marks of emphasis and quotation around all of it."""
    found = _WRAPPED.fullmatch(line, *span)
    return found.span("said") if found else span
