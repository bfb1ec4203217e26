"""Words of French and English: folded, stemmed, without function words, and as patterns."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_SNOWBALL = {
    "fr": "french", "en": "english", "es": "spanish", "it": "italian", "de": "german", "pt": "portuguese",
    "ro": "romanian", "nl": "dutch", "ar": "arabic",
}  # fmt: skip
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")
_WORD = re.compile(r"\w+")
MONTHS_FR = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
MONTHS_EN = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAYS_EN = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
# For patterns, in French and English. The short months need a day or year beside them: "sept" is seven.
MONTHS, DAYS = "|".join(MONTHS_FR + MONTHS_EN), "|".join(DAYS_FR + DAYS_EN)
MONTHS_SHORT = "janv|févr?|avr|juil|sept|oct|nov|déc|jan|feb|mar|apr|jun|jul|aug|sep|dec"
# A capital letter of today's Latin, Greek or Cyrillic alphabets, for patterns: re has no class for it. As ranges where
# capitals lie together: it stands in so many patterns that all 430 letters took a tenth of the time to start.
UPPER = "[A-ZÀ-ÖØ-Þ" + "".join(filter(str.isupper, map(chr, range(0x100, 0x17F)))) + "ȘȚΆΈ-ΏΑ-ΫЀ-Я]"
AUXILIARY = "did|does|do|is|are|was|were|will|has|have|had|can|could|should|would|must"  # English
LEADING = (  # a preposition; "a" for "à" only before a name
    rf"(?:(?:à partir de|au bout de|à|(?-i:a(?=\s{UPPER}))|au|aux|après|auprès de|avant|avec|chez|contre|d['’]après|d['’]ici"
    r"|dans|de|d['’]|depuis|dès|devant|en|entre|jusqu['’](?:à|au|en)|par|pendant|pour|sans|selon|sous|sur|vers|about|according to|after|at|before|between|by"
    r"|during|for|from|in|of|on|since|to|under|until|with|within|without)\s?(?<=[\s'’]))"
)
INNER_NAME = rf"(?<!^)(?<![.?!«“\"] )\b{UPPER}\w+"  # a capital that begins no sentence


def fold(text: str) -> str:
    """``text`` in lower case, without accents and elided words (``l'``, ``qu'``), apostrophes straight.

    >>> fold("L’École qu'elle a créée")
    'ecole elle a creee'
    """
    text = _ELISION.sub("", text.casefold().replace("’", "'"))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def beginning(word: str) -> str:
    """Enough of a folded word to match its other forms: "maroc" for "marocaine"."""
    return word[:5]


def content_words(text: str) -> list[str]:
    """The folded words of a question in French or English, function and question words left out.

    >>> content_words("Quel est le titre de l’École ?")
    ['titre', 'ecole']
    """
    return [word for word in stems(text, "") if word not in stop_words("")]


def stems(text: str, language: str) -> list[str]:
    """The folded stems of all words of ``text``; whole words if there is no stemmer for ``language``."""
    # Snowball needs the accents of its language, so they are removed after stemming.
    words = _WORD.findall(_ELISION.sub("", unicodedata.normalize("NFC", text).casefold().replace("’", "'")))
    return [stem(word, language) for word in words]


@lru_cache(100_000)
def stem(word: str, language: str) -> str:
    """The folded stem of a word."""
    stemmer = _stemmer(language)
    return fold(stemmer.stemWord(word) if stemmer else word)


@cache
def stop_words(language: str) -> frozenset[str]:
    """Function words of French and English, the languages of questions, stemmed for ``language``."""
    lines = files("index").joinpath("stop_words.txt").read_text(encoding="utf-8").splitlines()
    words = [word for line in lines if not line.startswith("#") for word in line.split()]
    return frozenset(stem for word in words for stem in stems(word, language))


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(_SNOWBALL[language]) if language in _SNOWBALL else None
