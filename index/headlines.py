"""Finds the title or the author in a single line of a page's head."""

from __future__ import annotations

import re

from index.words import DAYS, MONTHS, MONTHS_SHORT, UPPER

_MONTHS = f"{MONTHS}|{MONTHS_SHORT}"
_DAYS = rf"{DAYS}|mon|tue|wed|thu|fri|sat|sun"
_DAY = (  # "Publié le lundi 3 juin 2023", "Lannion, le 3 juin 2023", "June 3rd, 2023"
    r"(?:(?:date|publié|paru|posté|mis à jour|modifié|published|posted|updated)\W+|[^\W\d][\w’' -]{1,30}, )?"
    rf"(?:(?:le|on|the) )?(?:(?:{_DAYS})\.?,? )?"
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)? (?:{_MONTHS})\.?|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?),? \d{{4}}\b"
)
_DATE = re.compile(rf"{_DAY}.{{0,30}}", re.IGNORECASE)
_DATED = re.compile(rf"{_DAY}\W+", re.IGNORECASE)
_MAIL = re.compile(  # mail headers: "From: "
    r"(?:from|to|cc|bcc|date|sent|reply-to|message-id|received|de|à|envoyé|répondre à)\s*:\s", re.IGNORECASE
)
_GREETING = re.compile(  # "Bonjour Anne,", "Madame, Monsieur"
    r"(?:(?:bonjour|bonsoir|salut|hello|hi|good (?:morning|afternoon|evening)|dear|chère?s?|madame|monsieur|mesdames"
    r"|messieurs)\b[^.?]{0,60}[,!]|bonjour|bonsoir|hello|madame,? monsieur|madame|monsieur)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_]{2}")
_PICTURE = re.compile(r"\[?!\[|<")  # Markdown, HTML
_BULLET = re.compile(r"[•▪◦]\s")
_HEADING = re.compile(r"#+\s+(?P<said>.+?)(?:\s+#+)?")
_KEYED = re.compile(r"(?i:title|titre|subject|objet)\s*:\s+(?P<said>.+)")
# "**Le port**", "'Le port'"
_WRAPPED = re.compile(r"(?P<mark>\*{1,3}|_{1,3}|[\"'])(?=\S)(?P<said>.+)(?<=\S)(?P=mark)")

_NAME = rf"{UPPER}[\w.’'-]*(?: (?:{UPPER}[\w.’'-]*|de|du|des|la|le|el|al|ben|van|von)){{1,4}}"
_NAMES = rf"{_NAME}(?:(?:, | et | and | & ){_NAME})*"
_BY = r"(?i:(?:écrit |rédigé |propos recueillis |texte |written )?(?:par|by)\s+|(?:authors?|auteure?s?|autrices?|from)\s*:\s+)"
# "Par Ada Diop et Bo Li, le 3 juin". A single word must end the line: not "Par Saint-Malo, la route est belle".
_BYLINE = re.compile(
    rf"{_BY}[\"']?(?P<said>{_NAMES}(?=[\"']?\s*(?:$|[,;:|<(/·•–—-]|\d|(?:le|à|pour|avec|publié|on|at|for)\b))|{UPPER}[\w.’'-]*$)"
)
_PERSON = re.compile(_NAME)
# First words of a signature that is not a person's: an office, a title.
_OFFICE = re.compile(
    r"(?:l[ea]s?|the|vo(?:tre|s)|no(?:tre|s)|contacts?|service|direction|mairie|ville|commune|région|département|ministère"
    r"|rédaction|presse|agence|société|association|groupe|bureau|cabinet|conseil|fin|sources?|photos?|crédits?)\b",
    re.IGNORECASE,
)

Span = tuple[int, int]


def is_heading(line: str) -> bool:
    """Whether ``line`` is a Markdown heading."""
    return bool(_HEADING.fullmatch(line))


def is_greeting(line: str) -> bool:
    """Whether ``line`` is the greeting of a letter; a letter has no title.

    >>> is_greeting("Bonjour Anne,"), is_greeting("Bonjour tristesse")
    (True, False)
    """
    return bool(_GREETING.fullmatch(line))


def keyed_title(line: str) -> Span | None:
    """The span of a title that a key introduces, in YAML, a mail or a book ("Subject: …"); None without a key.

    >>> line = 'title: "Le port"'
    >>> line[slice(*keyed_title(line))]
    'Le port'
    """
    found = _KEYED.fullmatch(line)
    return _bare(line, found.span("said")) if found and _WORD.search(found["said"]) else None


def title(line: str) -> Span | None:
    """The span of the title in a line that could be one; None for a number, date, byline, mail header, item or image.

    >>> line = "## **Le port** ##"
    >>> line[slice(*title(line))], title("Lannion, le 3 juin 2023")
    ('Le port', None)
    """
    if any(other.match(line) for other in (_MAIL, _PICTURE, _BULLET)) or not _WORD.search(line):
        return None
    if _DATE.fullmatch(line) or byline(line):
        return None
    found = _HEADING.fullmatch(line)
    return keyed_title(line) or _bare(line, found.span("said") if found else (0, len(line)))


def byline(line: str) -> Span | None:
    """The span of the author in a line that names one, else None.

    >>> line = "Par Clémence Aubry, publié le 3 juin 2023 à 08h15"
    >>> line[slice(*byline(line))], byline("Par Saint-Malo, la route est belle")
    ('Clémence Aubry', None)
    """
    start, end = _bare(line, (0, len(line)))
    dated = _DATED.match(line, start, end)
    found = _BYLINE.match(line, dated.end() if dated else start, end)
    return found.span("said") if found else None


def is_name(line: str) -> bool:
    """Whether ``line`` is the name of a person and nothing else.

    >>> is_name("Jean de La Fontaine"), is_name("Le Maire")
    (True, False)
    """
    return bool(_PERSON.fullmatch(line)) and not _OFFICE.match(line)


def _bare(line: str, span: Span) -> Span:
    """The span without emphasis or quotation marks around all of it."""
    found = _WRAPPED.fullmatch(line, *span)
    return found.span("said") if found else span
