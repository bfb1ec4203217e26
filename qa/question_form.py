"""Normalises a question for the models, and recognises sentences of a text that ask it themselves."""

from __future__ import annotations

import re
import unicodedata

from index.chunking import sentence_around
from index.languages import question_language
from index.terms import content_words

_SHOUTED = 3  # least words of a question typed in capitals; fewer may be a name
_MOST = 0.7  # share of the question's words that a sentence must have to ask it
_TELLS = re.compile(  # a question that tells something
    r"\W*(?:(?:le )?(?:saviez|savez)-vous qu|did you know\b(?! (?:what|when|where|who|how|why)))", re.IGNORECASE
)


def well_formed(question: str, language: str | None = None) -> str:
    """The question with plain spaces, a capital and one question mark, as in the reader's training data.

    A question that has them is unchanged.

    Args:
        language: ISO 639-1 code, if known.

    >>> well_formed("combien  de\\nquais"), well_formed("how many quays ??"), well_formed("WHERE IS THE PORT?")
    ('Combien de quais ?', 'How many quays?', 'Where is the port?')
    """
    text = " ".join(unicodedata.normalize("NFC", question).split())
    if text.isupper() and len(text.rstrip(" ?").split()) >= _SHOUTED:
        text = text.lower()
    if not text[1:2].isupper():  # "iPhone"
        text = text[:1].upper() + text[1:]
    bare = text.rstrip(" ?")
    if bare == text and not text[-1:].isalnum():  # it ends in another mark
        return text
    code = question_language(text) if language is None else language
    return bare + (" ?" if code == "fr" else "?")


def is_asked_there(question: str, text: str, start: int, end: int) -> bool:
    """Whether the sentence around ``[start, end)`` asks this question itself, as in an interview; it cannot answer it.

    >>> faq = "Combien coûte l'inscription ? Elle coûte 20 €."
    >>> [is_asked_there("Combien coûte une inscription ?", faq, *span) for span in ((14, 27), (41, 45))]
    [True, False]
    """
    if "?" not in text:
        return False
    first, last = sentence_around(text, start, end)
    if not text[first:last].rstrip(' \u00a0\u202f»”"').endswith("?"):
        return False
    if _TELLS.match(text, first, last):
        return False
    asked, said = ({word[:5] for word in content_words(each)} for each in (question, text[first:last]))
    return bool(asked) and len(asked & said) >= _MOST * len(asked)
