"""Questions about the page itself ("Who wrote this?"): its layout answers them, not its prose, so no model is used."""

from __future__ import annotations

import re

from index.words import content_words, fold

CONFIDENCE = 0.95  # a rule has no logit; below 1, because the first line of a text may not be its title
_PAGE = {"article", "texte", "papier", "document", "page", "rapport", "text", "paper", "piece", "story", "report"}
_CALLED = {"appelle", "nomme", "called"}
_NAMES = {  # folded, as content_words gives them
    "title": {"titre", "title", "titled", "headline", "intitule", "intitulee"},
    "section": {"rubrique", "section"},
    "author": {
        "auteur", "auteure", "autrice", "auteurs", "autrices", "ecrit", "redige", "redacteur", "redactrice", "journaliste",
        "journalistes", "author", "authors", "authored", "wrote", "written", "writer", "journalist", "journalists", "byline",
    },
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
_SUBJECT = re.compile(  # its title says what a page is about
    r"\W*(?:(?:et|mais|and|but) )?(?:(?:de quoi (?:parle|traite) |c['’]est quoi |(?:quel est |c['’]est quoi )?le (?:sujet|thème) d(?:e )?)"
    r"(?:ce |cet |cette |le |la |l['’]|u )(?P<fr>\w+)|de quoi (?:[çc]a parle|s['’]agit-il)|[çc]a parle de quoi"
    r"|what(?:['’]s| is) (?:the (?:subject|topic) of (?:this|the) (?P<of>\w+)|(?:this|the) (?P<en>\w+) about|this about))\W*",
    re.IGNORECASE,
)
_IT = re.compile(r"\bit\b|\bl['’]a\b|\ben est\b", re.IGNORECASE)
_OF = re.compile(  # the noun after "of": content_words lacks "thèse", because it folds to the English "these"
    r"\b(?:d(?:e|u|es)|of)\s+(?:(?:l[ae]|c(?:e|et|ette)|the|this)\s+|l['’])?(?!it\b|this\b)(\w+)", re.IGNORECASE
)
_MENTIONED = re.compile(r"\b(?:une?|an?|autre|another)\s(?:[\w-]+\s)?(rapport|report|paper)\b", re.IGNORECASE)
_THIS = re.compile(r"\b(?:ce|cet|cette|this)\b", re.IGNORECASE)


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
    >>> asked_part("When was this written?"), asked_part("Quel est le titre de la thèse ?")
    (None, None)
    """
    if _ABOUT_ELSE.search(question) or (before and _IT.search(question) and not asked_part(before)):
        return None
    subject = _SUBJECT.fullmatch(question)
    if subject and fold(next(filter(None, subject.groups()), "page")) in _PAGE:
        return "title"
    words = set(content_words(question))
    about = words.union(map(fold, _OF.findall(question)))
    for kind, names in _NAMES.items():
        if words & names and about <= names | _BESIDE:
            return kind
    return "title" if words & _CALLED and words & _PAGE and about <= _BESIDE else None


def is_mentioned(question: str, text: str) -> bool:
    """Whether the text speaks of "a report", so that "the report" in the question is that one and not the page.

    >>> is_mentioned("Who wrote the report?", "A report blames the port."), is_mentioned("Who wrote it?", "A report …")
    (True, False)
    """
    words = set() if _THIS.search(question) else set(content_words(question))
    return bool(words & _PAGE) and any(fold(noun) in words for noun in _MENTIONED.findall(text))
