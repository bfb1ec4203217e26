"""Finds the title or the author in a single line of a page's head."""

from __future__ import annotations

import re

from index.words import DAYS, MONTHS, MONTHS_SHORT, UPPER

_MONTHS = f"{MONTHS}|{MONTHS_SHORT}"
_DAYS = rf"{DAYS}|mon|tue|wed|thu|fri|sat|sun"
_ON = (  # "le lundi 3 juin 2023", "June 3rd, 2023"
    rf"(?:(?:le|on|the) )?(?P<day>(?:(?:{_DAYS})\.?,? )?"
    rf"(?:\d{{1,2}}(?:er|st|nd|rd|th)? (?:{_MONTHS})\.?|(?:{_MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?),? \d{{4}})\b"
)
_STATED = "publié|paru|posté|published|posted|issued"
_DAY = (  # "Publié le lundi 3 juin 2023", "Lannion, le 3 juin 2023", "June 3rd, 2023"
    rf"(?:(?:date|{_STATED}|mis à jour|modifié|updated)\W+|[^\W\d][\w’' -]{{1,30}}, )?{_ON}"
)
_DATE = re.compile(rf"{_DAY}.{{0,30}}", re.IGNORECASE)
_DATED = re.compile(rf"{_DAY}\W+", re.IGNORECASE)
_PLACE = rf"{UPPER}[\w’'-]*(?: (?:{UPPER}[\w’'-]*|sur|en|de|la|le|les|du))*"
# "Publié le 3 juin 2023", "Fait à Lannion, le 3 juin 2023", "HULL, 3 June 2023 –"; a date alone may be that of an event.
_DATELINE = re.compile(
    rf"(?:(?i:{_STATED}|for immediate release|pour diffusion immédiate)\W+|(?:(?i:fait|signé) à )?{_PLACE}, (?=le )"
    rf"|(?i:done at) {_PLACE}, |{_PLACE}, (?=[\w ,.]{{8,40}} [–—-]\s)|(?i:fait|signé) (?=le )|(?i:date) ?: "
    r"|(?i:arrêté|décret|circulaire|décision|délibération|ordonnance)(?: [\w./°-]+){0,2} du )"  # "Arrêté n° 12 du 3 juin 2025"
    rf"(?i:{_ON})(?=\W*$|\s[–—-]\s|\s?[|·(]|,? (?:à|at|par|by|mis|modifié|updated|relati\w+|portant|fixant)\b)"
)
_DATED_BESIDE = re.compile(rf"\W*(?!mis|modifié|updated){_DAY}", re.IGNORECASE)
_MASTHEAD = re.compile(rf".*\s[-–—|·•]\s(?:le )?(?:{_DAYS}),? [^,]{{4,20}}\d{{4}}", re.IGNORECASE)
_LABEL = re.compile(
    r"\W*(?:communiqué(?: de presse)?|press release|for immediate release|pour diffusion immédiate"
    r"|obituar(?:y|ies)|nécrologie|[ée]ditorial|opinion|tribune)\W*",
    re.IGNORECASE,
)
_DECIDED = "arrêtés?|décrets?|délibération|circulaire|instruction|décision|ordonnance|loi|avis|note"
_NUMBERED = (
    rf"(?:{_DECIDED})\b[^.;]{{0,60}}?\b(?:n[°os]|du \d|relati\w+|portant|fixant|modifiant)"  # "Arrêté du 3 juin 2025"
)
_ACT = re.compile(
    rf"(?:compte[- ]rendu|procès[- ]verbal|arrêté|décret|délibération|ordre du jour|minutes|agenda|official report|(?:first|second|third) reading|case no)\b"
    rf"|{_NUMBERED}|.{{3,80}} v\.? .{{3,80}}",
    re.IGNORECASE,
)
_LONG_ACT = re.compile(rf"{_NUMBERED}.*[^.;,:]", re.IGNORECASE)
_LONGEST_ACT = 400  # characters
_LETTERHEAD = re.compile(  # an office, or a journal of such acts
    r"(?:république|ministère|préfecture|mairie|ville de|commune|communauté de|région|département|académie|université"
    r"|direction|secrétariat|journal officiel|jorf|bulletin officiel|ministry|department|office of|in the .*court"
    r"|house of|city of|parliament)\b",
    re.IGNORECASE,
)
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
_NAMES = rf"{_NAME}(?:(?: (?:in|from|à|en) {_PLACE})?(?:, | et | and | & ){_NAME})*"
_BY = r"(?i:(?:écrit |rédigé |(?:propos )?recueillis? |texte |written |interview )?(?:par|by)\s+|(?:authors?|auteure?s?|autrices?|from)\s*:\s+)"
# "Par Ada Diop et Bo Li, le 3 juin". A single word must end the line: not "Par Saint-Malo, la route est belle".
_BYLINE = re.compile(
    rf"{_BY}[\"']?(?P<said>{_NAMES}(?=[\"']?\s*(?:$|[,;:|<(/·•–—-]|\d|(?:le|à|en|pour|avec|publié|on|at|for|in)\b))|{UPPER}[\w.’'-]*$)"
)
_WORD_OF_NAME = rf"{UPPER}(?:\.(?:-?{UPPER}\.)*|[\w’'-]*)"  # without the full stop of its sentence
_IN_PROSE = rf"(?:(?:Mme|Mlle|M\.|Mrs?\.?|Ms\.?|Dr\.?) )?{_WORD_OF_NAME}(?: (?:{_WORD_OF_NAME}|de|du|des|la|le|el|al|ben|van|von)){{1,4}}"
# In an interview, also after its subject: "Entretien avec Bo Li. Propos recueillis par Ada Diop."
_RECORDED = re.compile(
    r"(?:(?:^|(?<=[.!?»(] )|(?<=\())(?i:(?:propos )?recueillis? par|interview by)"
    r"|^(?i:rédact(?:eur|rice)s?\s?:|(?:compte[- ]rendu |procès[- ]verbal )?rédigé par|(?:minutes )?(?:drafted|taken|written) by)\s?:?)"
    rf" (?P<said>{_IN_PROSE}(?:(?:, | et | and | & ){_IN_PROSE})*)"
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
    if (_DATE.fullmatch(line) and not is_act(line)) or byline(line):
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


def recorder(line: str) -> Span | None:
    """The span of who recorded an interview, or wrote minutes, in a line of prose that names him, else None.

    >>> line = "Entretien avec Bo Li. Propos recueillis par Ada Diop, le 6 mai."
    >>> line[slice(*recorder(line))], recorder("Par Ada Diop, tout va.")
    ('Ada Diop', None)
    """
    found = _RECORDED.search(line)
    return found.span("said") if found else None


def dateline(line: str) -> Span | None:
    """The span of the day on which a line says that its page was written, published or signed, else None.

    >>> [line[slice(*dateline(line))] for line in ("Fait à Nevers, le 11 juin 2025", "Par Ada Diop, publié le 3 juin 2023")]
    ['11 juin 2025', '3 juin 2023']
    >>> dateline("Samedi 3 juin 2023"), dateline("Mis à jour le 3 juin 2023")
    (None, None)
    """
    start, end = _bare(line, (0, len(line)))
    found = _DATELINE.match(line, start, end)
    if found is None and (by := byline(line) or recorder(line)):
        found = _DATED_BESIDE.match(line, start, by[0]) or _DATED_BESIDE.match(line, by[1], end)
    return found.span("day") if found else None


def is_masthead(line: str) -> bool:
    """Whether ``line`` ends in a day of the week and a date, as that of a newspaper does.

    >>> is_masthead("Le Journal du Centre - Mardi 18 mars 2025"), is_masthead("Le port, mardi 18 mars 2025")
    (True, False)
    """
    return bool(_MASTHEAD.fullmatch(line))


def is_label(line: str) -> bool:
    """Whether ``line`` only says what kind of page this is ("PRESS RELEASE")."""
    return bool(_LABEL.fullmatch(line))


def is_act(line: str) -> bool:
    """Whether ``line`` begins with what an office issues ("Compte rendu du conseil"), or names the parties of a case."""
    return bool(_ACT.match(line))


def is_long_title(line: str) -> bool:
    """Whether ``line`` is the title of a law or the like, which may be as long as prose.

    >>> is_long_title("Arrêté du 3 juin 2025 relatif à l'indemnité"), is_long_title("Arrêté le 3 juin, il nie.")
    (True, False)
    """
    return len(line) <= _LONGEST_ACT and bool(_LONG_ACT.fullmatch(line))


def is_letterhead(line: str) -> bool:
    """Whether ``line`` is all in capitals, or begins with the name of an office: the title may stand below it."""
    return line.isupper() or bool(_LETTERHEAD.match(line))


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
