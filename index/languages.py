"""The language of a text, by py3langid (offline, pure Python)."""

from __future__ import annotations

import re
from functools import cache
from threading import Lock
from typing import Any

_KNOWN = ("fr", "en", "es", "it", "de", "pt", "ro", "nl", "ar")
_LEAD = 6.0  # log-probability by which another language must beat French and English, the usual languages of questions
_ENOUGH = 5_000  # characters
_LOADING = Lock()
# Words that open a question in one language only. They name a wrong language for none of the 72,000 questions of PIAF,
# SQuAD, SquadShifts, XQuAD, SQuAD-it and FaQuAD. They decide 88 % of the French and 89 % of the English questions,
# which then skip loading py3langid (0.5 s).
_OPENING = re.compile(
    r"\W*(?:(?P<en>(?:(?:at|by|for|from|in|of|on|to|with)\s)?(?:what|who|whom|whose|which|when|where|why|how)|did|does)"
    r"|(?P<fr>(?!.*\b(?:di|che|chi|è|del|della|in|nel|una|molt[ei]|quant[ei])\b)"  # "in quel", "qui" are Italian too
    r"(?:(?:d['’]|(?:à|de|depuis|en)\s)?(?:combien|où|quand)|comment|pourquoi|qu['’]est|est-ce|.{0,9}\bqu(?:i|oi|els?|elles?)"
    r"|que\b.*(?:\b(?:est|sont|était|étaient|été|du|des|une)|-(?:t-)?(?:il|elle|on)s?))))\b",
    re.IGNORECASE,
)


def question_language(question: str) -> str:
    """The language that the opening words of the question belong to, else that of ``detect_language``.

    >>> question_language("Where was it?"), question_language("À qui est-il ?"), question_language("Perché è nato?")
    ('en', 'fr', 'it')
    """
    opening = _OPENING.match(question)
    return opening.lastgroup if opening and opening.lastgroup else detect_language(question)


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; French if it has no letters.

    >>> detect_language("Combien d'emplois ?"), detect_language("How many jobs?"), detect_language("Quand ?")
    ('fr', 'en', 'fr')
    """
    clean = text[:_ENOUGH].encode("utf-8", "replace").decode("utf-8")
    if not any(c.isalpha() for c in clean):
        return "fr"
    with _LOADING:  # a second thread must not use it half loaded
        identifier = _identifier()
    ranked = [(str(language), float(score)) for language, score in identifier.rank(clean)]
    best, top = ranked[0]
    for language, score in ranked:
        if language in ("fr", "en") and score >= top - _LEAD:  # equal if no letters of the text tell: "Hi"
            return language
    return best


@cache
def _identifier() -> Any:
    import py3langid

    py3langid.set_languages(list(_KNOWN))
    return py3langid
