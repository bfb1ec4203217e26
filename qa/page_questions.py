"""Questions about the page itself ("Who wrote this?"): its layout answers them, not its prose, so no model is used."""

from __future__ import annotations

import re
from functools import lru_cache

from index.chunking import sentence_around
from index.lines import line_around
from index.page import SHORT
from index.words import beginning, content_words, fold

CONFIDENCE = 0.95  # a rule has no logit; below 1, because the first line of a text may not be its title
_SIGNED = {"signe", "signee", "signed", "signataire"}
_WITH_BYLINE = {
    "article", "papier", "piece", "story", "portrait", "interview", "entretien", "obituary", "necrologie", "column",
    "chronique", "editorial", "edito", "tribune", "review", "reportage",
}  # fmt: skip
_ACTS = (  # what a text may only tell of, and how one begins that is itself such a thing
    ({"communique", "press", "presse", "release", "statement"}, r"communiqu[ée]|press release|statement|for immediate release"),
    ({"arrete", "order"}, r"(?s:arr[êe]t[ée]\b.*\nvu\b)|(?s:vu\b.*\narr[êe]te(?:nt)?\s*:)"),
    ({"decret", "decree"}, r"(?s:d[ée]cret\b.*\nvu\b)"),
    ({"compte", "rendu", "proces", "verbal", "minutes"}, r"compte[- ]rendu|proc[èe]s[- ]verbal|minutes"),
    ({"circulaire", "circular"}, r"circula(?:ire|r)"), ({"deliberation"}, r"d[ée]lib[ée]ration"), ({"convention"}, r"convention"),
    ({"note", "memo"}, r"note|memo"),
    ({"letter", "email", "mail", "lettre", "courrier", "courriel"},
     r"(?:from|de|subject|objet)\s*:|(?:dear|hello|hi|chère?s?|bonjour|madame|monsieur|mesdames)\b[^.?\n]{0,60}[,!]$"),
)  # fmt: skip
_ISSUED: set[str] = set().union(*(words for words, _ in _ACTS))
_PAGE = _WITH_BYLINE.union(
    {"texte", "document", "page", "rapport", "depeche", "text", "paper", "report", "message", "service"}, _ISSUED
)
_TOP = 1_000  # characters in which an act says what it is, and of what
_OF_WHICH = re.compile(  # "la circulaire sur le télétravail", "l'arrêté du 3 juin"
    r"\b(?P<page>circulaire|arrêté|décret|délibération|note(?: de service)?|compte[- ]rendu|procès[- ]verbal|rapport|convention"
    r"|communiqué(?: de presse)?|article|press release|report|memo|order|minutes|statement|circular)\s(?P<topic>\w[^?]*\w)",
    re.IGNORECASE,
)
_CALLED = {"appelle", "nomme", "called"}
_NAMES = {  # folded, as content_words gives them
    "title": {"titre", "title", "titled", "headline", "intitule", "intitulee"},
    "section": {"rubrique", "section"},
    "author": {
        "auteur", "auteure", "autrice", "auteurs", "autrices", "ecrit", "redige", "redacteur", "redactrice", "journaliste",
        "journalistes", "author", "authors", "authored", "wrote", "written", "writer", "journalist", "journalists", "byline",
    } | _SIGNED,
}  # fmt: skip
_BESIDE = _PAGE | _CALLED | {
    "nom", "classe", "publie", "ca", "cet", "cette", "donne", "donnez", "dis", "name", "filed", "published", "tell", "give",
}  # fmt: skip
_ABOUT_ELSE = re.compile(  # asks when, where, why, for whom or what was written, or for somebody's title
    r"\b(?:quand|où|pourquoi|combien|comment(?! (?:s['’]|se )(?:appel|intitul|nomm)[^?]*)|when|where|why|how"
    r"|(?:pour|à) qui|(?:for|to) whom|son|sa|ses|leurs?|(?<!-)ils?|(?<!-)elles?|his|her|its|their|he|she|they)\b"
    r"|\bfor\W*$|^\W*qu['’](?:est-il|a)\b|^\W*what (?:is|was)\b(?!.*\b(?:who|whom|by)\b).*\bwritten\b",
    re.IGNORECASE,
)
_NOUN = r"(?:\w+|compte[- ]rendu|procès[- ]verbal|communiqué de presse|press release)"
_THE = r"(?:ce |cet |cette |le |la |l['’]|du )"
_DATE = re.compile(  # "De quand date ce texte ?", "When was it published?"
    rf"\W*(?:(?:et|mais|and|but) )?(?:(?:de quand|quand) (?:date|est daté)e? {_THE}(?P<fr>{_NOUN})"
    rf"|(?:(?:quelle est |c['’]est quoi )?la )?date (?:de (?:publication|parution|signature) )?(?:d['’e] ?)?{_THE}(?P<of>{_NOUN})"
    rf"|quand (?:est-ce qu(?:e |['’]))?{_THE}(?P<was>{_NOUN}) (?:a(?:-t-(?:il|elle))? été|est(?:-(?:il|elle))?) (?:écrit|rédigé|publié|paru|signé)e?"
    rf"|quand (?:a été |est )(?:écrit|rédigé|publié|paru|signé)e? {_THE}(?P<after>{_NOUN})"
    rf"|when (?:was )?(?:it|this|(?:this|the) (?P<en>{_NOUN}))(?: was)? (?:written|published|issued|signed|dated)"
    rf"|(?:what is )?the date of (?:this|the) (?P<en_of>{_NOUN}))\W*",
    re.IGNORECASE,
)
_SUBJECT = re.compile(  # its title says what a page is about
    r"\W*(?:(?:et|mais|and|but) )?(?:(?:de quoi (?:parle|traite) |c['’]est quoi |(?:quel est |c['’]est quoi )?le (?:sujet|thème) d(?:e )?)"
    rf"(?:ce |cet |cette |le |la |l['’]|u )(?P<fr>{_NOUN})|de quoi (?:[çc]a parle|s['’]agit-il)|[çc]a parle de quoi"
    rf"|what(?:['’]s| is) (?:the (?:subject|topic) of (?:this|the) (?P<of>{_NOUN})|(?:this|the) (?P<en>{_NOUN}) about|this about))\W*",
    re.IGNORECASE,
)
_IT = re.compile(r"\bit\b|\bl['’]a\b|\ben est\b", re.IGNORECASE)
_OF = re.compile(  # the noun after "of": content_words lacks "thèse", because it folds to the English "these"
    r"\b(?:d(?:e|u|es)|of)\s+(?:(?:l[ae]|c(?:e|et|ette)|the|this)\s+|l['’])?(?!it\b|this\b)(\w+)", re.IGNORECASE
)
_MENTIONED = re.compile(
    r"\b(?:une?|an?|autre|another)\s(?:[\w-]+\s)?(rapport|report|paper|note|dépêche|portrait|interview|entretien|obituary"
    r"|nécrologie|column|chronique|[ée]ditorial|tribune|review|reportage)\b",
    re.IGNORECASE,
)
_WRITES = re.compile(  # who wrote, said in prose
    r"^(?:De|From)\b|\b(?:écri[tv]\w*|rapporteu\w+|rédig\w*|rédact\w*|journalist\w*|auteure?s?|autrices?|recueilli\w*|wrote|written|writer|author\w*)\b",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"\bsign(?:é|at|ed\b)", re.IGNORECASE)
_NO_SIGNATURE = re.compile(
    r"contact|presse?\b|media|@|\d\d[ .-]\d\d|\bavec\b|\bwith\b|présent|absent|apolog|attend", re.IGNORECASE
)
_WHO = re.compile(r"\W*(?:qui|who)\b", re.IGNORECASE)
_THIS = re.compile(r"\b(?:ce|cet|cette|this)\b", re.IGNORECASE)
_OFFICE = re.compile(
    r"\W*(?:qui (?:est|était)|who(?:['’]s| is| was))\s+(?:(?:le|la|the)\s+|l['’])(?P<office>[^?]+)", re.IGNORECASE
)
_SIGNATORY = {"signa", "auteu", "autho"}  # beginnings: "signataire", "auteur", "author"


@lru_cache(64)
def asked_part(question: str, before: str | None = None) -> str | None:
    """The kind of ``Part`` that the question asks for; None if it is about anything else.

    Args:
        before: the previous question; if that one is about anything else, "it" does not mean the page.

    >>> asked_part("Quel est le titre de l'article ?"), asked_part("Who wrote this?")
    ('title', 'author')
    >>> asked_part("De quoi parle ce texte ?"), asked_part("De quoi parle l'article 5 ?")
    ('title', None)
    >>> asked_part("Quel est le titre de M. Saoud ?"), asked_part("Who wrote the report on jobs?")
    (None, None)
    >>> asked_part("When was this published?"), asked_part("Quel est le titre de la thèse ?")
    ('date', None)
    """
    if before and _IT.search(question) and not asked_part(before):
        return None
    words = set(content_words(question))
    if words & _SIGNED and not words & (_WITH_BYLINE | _ISSUED):  # a text may tell of an agreement that was signed
        return "author" if not before and asks_who_signed(question) else None
    for kind, pattern in (("date", _DATE), ("title", _SUBJECT)):
        found = pattern.fullmatch(question)
        if found and _PAGE.issuperset(re.findall(r"(?!de\b)\b\w+", fold(next(filter(None, found.groups()), "page")))):
            return kind
    if _ABOUT_ELSE.search(question):
        return None
    about = words.union(map(fold, _OF.findall(question)))
    for kind, names in _NAMES.items():
        if words & names and about <= names | _BESIDE:
            return kind
    return "title" if words & _CALLED and words & _PAGE and about <= _BESIDE else None


def of_which(question: str) -> tuple[str, str]:
    """The question about a page, and what it says that this page is about; the latter is empty if it says nothing.

    >>> of_which("Qui a signé la circulaire sur le télétravail ?")
    ('Qui a signé la circulaire ?', 'sur le télétravail')
    """
    found = _OF_WHICH.search(question)
    if found is None or not content_words(found["topic"]):
        return question, ""
    return question[: found.end("page")] + question[found.end("topic") :], found["topic"]


def asks_who_signed(question: str) -> bool:
    """Whether the question asks for the signature of a page and says nothing of which: "Qui l'a signé ?"."""
    return bool(_WHO.match(question)) and set(content_words(question)) <= _SIGNED


def begins_with(topic: str, text: str, title: str) -> bool:
    """Whether the head of a page has all words of ``topic``, and its title the numbers: others are dates of older pages.

    >>> [begins_with(topic, "Note du 3 mai\\nÉcoles : voir celle de 2017", "Note du 3 mai") for topic in ("écoles", "2017")]
    [True, False]
    """
    there = {beginning(word) for word in re.findall(r"\w+", fold(text[:_TOP]))}
    numbers = set(re.findall(r"\d+", topic))
    return numbers <= set(re.findall(r"\d+", title)) and all(
        beginning(word) in there for word in content_words(topic) if not word.isdigit()
    )


@lru_cache(64)
def is_another(question: str, text: str) -> bool:
    """Whether "the report" in the question is one that the text speaks of, and not the page.

    >>> is_another("Who wrote the report?", "A report blames the port."), is_another("Who wrote it?", "A report …")
    (True, False)
    >>> act = "Arrêté municipal\\nVu le décret, …"
    >>> is_another("Qui a signé l'arrêté ?", act), is_another("Qui a signé le décret ?", act)
    (False, True)
    """
    words = set(content_words(question))
    for names, begins in _ACTS:
        if words & names:
            opened = re.search(rf"^\W*(?:{begins})", text[: 3 * _TOP], re.IGNORECASE | re.MULTILINE)
            return not (opened or re.search(rf"\bprésente? (?:{begins})", text, re.IGNORECASE))
    if _THIS.search(question):
        return False
    return bool(words & _PAGE) and any(fold(noun) in words for noun in _MENTIONED.findall(text))


def signs_as_another(question: str, text: str, start: int, end: int) -> bool:
    """Whether a name signs for another office than the question asks for: "Le secrétaire général, / Ada Diop".

    >>> text = "Pour la ministre,\\nLe secrétaire général,\\nAda Diop"
    >>> [signs_as_another(f"Qui est {office} ?", text, 41, 49) for office in ("la ministre", "le secrétaire général")]
    [True, False]
    """
    asked = _OFFICE.match(question)
    first, last = line_around(text, start, end)
    title = text[:first].rstrip().rpartition("\n")[2]
    if not asked or not title.endswith(",") or text[first:last].strip(" *_") != text[start:end]:
        return False
    wanted, signed = ({beginning(word) for word in content_words(each)} for each in (asked["office"], title))
    return not wanted & (signed | _SIGNATORY)


def may_have_written(question: str, text: str, start: int, end: int) -> bool:
    """Whether a name may be the author's: its sentence speaks of writing (or of signing, if that is asked), or it stands in a
    short line that begins or ends the text and tells nobody whom to contact.

    >>> text = "Note\\nLe port, dit Bo Li, est ouvert.\\nAda Diop, juriste\\nContact : Cy Roy"
    >>> [may_have_written("Who wrote this?", text, text.index(name), text.index(name) + 5) for name in ("Bo", "Ada", "Cy")]
    [False, True, False]
    """
    says = _SIGNS if _SIGNED & set(content_words(question)) else _WRITES
    if says.search(text, *sentence_around(text, start, end)):
        return True
    first, last = line_around(text, start, end)
    before, after = (len(re.findall(r"\S[^\n]*", part)) for part in (text[:first][-_TOP:], text[last:][:_TOP]))
    short = last - first <= SHORT and not text[first:last].endswith(".")
    return short and min(before, after) < 2 and not _NO_SIGNATURE.search(text, first, last)
