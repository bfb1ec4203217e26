"""The language of a text, by py3langid (offline, pure Python)."""

from __future__ import annotations

from functools import cache
from typing import Any

_KNOWN = ("fr", "en", "es", "it", "de", "pt", "ro", "nl", "ar")
_LEAD = 6.0  # log-probability by which another language must beat French and English: short questions are theirs
_ENOUGH = 5_000  # characters


def detect_language(text: str) -> str:
    """ISO 639-1 code of the language of ``text``; French where nothing tells.

    >>> detect_language("Combien d'emplois ?"), detect_language("How many jobs?"), detect_language("Quand ?")
    ('fr', 'en', 'fr')
    """
    clean = text[:_ENOUGH].encode("utf-8", "replace").decode("utf-8")
    if not any(c.isalpha() for c in clean):
        return "fr"
    ranked = [(str(language), float(score)) for language, score in _identifier().rank(clean)]
    best, top = ranked[0]
    for language, score in ranked:
        if language in ("fr", "en") and score > top - _LEAD:
            return language
    return best


@cache
def _identifier() -> Any:
    import py3langid

    py3langid.set_languages(list(_KNOWN))
    return py3langid
