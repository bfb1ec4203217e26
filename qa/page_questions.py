"""Questions about the page itself ("Who wrote this?"): its layout answers them, not its prose, so no model reads."""

from __future__ import annotations

from index.terms import content_words

CONFIDENCE = 0.95  # a rule has no logit; short of certain, since the first line of a text need not be its title
_NAMES = {  # folded, as content_words gives them
    "title": {"titre", "title", "titled", "headline", "intitule", "intitulee"},
    "section": {"rubrique", "section"},
    "author": {
        "auteur", "auteure", "autrice", "auteurs", "ecrit", "redige", "redacteur", "redactrice", "journaliste",
        "author", "authors", "wrote", "written", "writer", "journalist", "byline",
    },
}  # fmt: skip
_BESIDE = {
    "article", "texte", "papier", "document", "page", "nom", "classe", "publie", "cet", "cette", "donne", "donnez", "dis",
    "text", "piece", "story", "name", "filed", "published", "tell", "give",
}  # fmt: skip


def asked_part(question: str) -> str | None:
    """The kind of ``Part`` that the question is about, where it is about nothing else.

    >>> asked_part("Quel est le titre de l'article ?"), asked_part("Who wrote this?")
    ('title', 'author')
    >>> asked_part("Quel est le titre de M. Saoud ?"), asked_part("Who wrote the report on jobs?")
    (None, None)
    """
    words = set(content_words(question))
    for kind, names in _NAMES.items():
        if words & names and words <= names | _BESIDE:
            return kind
    return None
