"""The words of passages: BM25 (Robertson and Zaragoza, 2009; bm25s, Lù, 2024) with Snowball stems."""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_SNOWBALL = {
    "fr": "french", "en": "english", "es": "spanish", "it": "italian", "de": "german", "pt": "portuguese",
    "ro": "romanian", "nl": "dutch", "ar": "arabic",
}  # fmt: skip
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu|quoiqu)'(?=\w)")
_WORD = re.compile(r"\w+")
UPPER = r"[^\W\d_a-zß-öø-ÿ]"  # a capital letter, for patterns; re has no class of its own
_ASKING = ("combien", "comment", "pourquoi", "quand", "quel", "quelle", "quels", "quelles", "où")  # not in bm25s's list


class Terms:
    """BM25 over the stemmed words of passages, each passage in its own language."""

    def __init__(self, model: Any, languages: Sequence[str]) -> None:
        self._model = model
        self._languages = sorted(set(languages))
        self._mask = {language: np.array([other == language for other in languages]) for language in self._languages}
        self._all = list(languages)

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Terms:
        """Count the words of ``texts``; ``languages`` holds the ISO 639-1 code of each."""
        import bm25s

        logging.getLogger("bm25s").setLevel(logging.WARNING)  # it says at every index that it builds one
        model = bm25s.BM25(backend="numpy", csc_backend="numpy", auto_compile=False)
        words = [_stems(text, language) for text, language in zip(texts, languages, strict=True)]
        words = words or [[""]]  # bm25s divides by the number of passages
        vocabulary = {word: i for i, word in enumerate(sorted({w for passage in words for w in passage} | {""}))}
        model.index(([[vocabulary[w] for w in passage] for passage in words], vocabulary), show_progress=False)
        return cls(model, languages)

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 score of every passage, 0 or more; the question is stemmed in the passage's language."""
        scores = np.zeros(len(self._all), np.float32)
        vocabulary = self._model.vocab_dict
        for language in self._languages:
            words = _stems(question, language)
            known = [vocabulary[w] for w in [w for w in words if w not in _stop(language)] or words if w in vocabulary]
            if known:
                mask = self._mask[language]
                scores[mask] = self._model.get_scores_from_ids(known)[mask]
        return scores

    def save(self, folder: Path) -> None:
        """Write everything that ``load`` needs into an existing folder."""
        self._model.save(folder, show_progress=False)
        (folder / "languages.json").write_text(json.dumps(self._all), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Terms:
        """What ``save`` wrote."""
        import bm25s

        model = bm25s.BM25.load(folder, show_progress=False)
        return cls(model, json.loads((folder / "languages.json").read_text(encoding="utf-8")))


def fold(text: str) -> str:
    """Lower case, without accents, one apostrophe; elided words apart.

    >>> fold("L’École qu'elle a créée")
    'ecole elle a creee'
    """
    text = _ELISION.sub("", text.casefold().replace("’", "'"))
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))


def content_words(text: str) -> list[str]:
    """The folded words of a question in French or English, function and question words left out.

    >>> content_words("Quel est le titre de l’École ?")
    ['titre', 'ecole']
    """
    return [word for word in _stems(text, "") if word not in _stop("")]


def _stems(text: str, language: str) -> list[str]:
    # Snowball knows the accents of its language, so they are folded after stemming.
    words = _WORD.findall(_ELISION.sub("", unicodedata.normalize("NFC", text).casefold().replace("’", "'")))
    stemmer = _stemmer(language)
    clean = [w.encode("utf-8", "replace").decode("utf-8") for w in words]
    return [fold(stem) for stem in (stemmer.stemWords(clean) if stemmer else clean)]


@cache
def _stop(language: str) -> frozenset[str]:
    """Function words of French and English, the languages of questions, as the stemmer of ``language`` leaves them."""
    from bm25s.stopwords import STOPWORDS_EN_PLUS, STOPWORDS_FRENCH

    words = (*STOPWORDS_FRENCH, *STOPWORDS_EN_PLUS, *_ASKING)
    return frozenset(stem for word in words for stem in _stems(word, language))


@cache
def _stemmer(language: str) -> Any:
    import Stemmer

    return Stemmer.Stemmer(_SNOWBALL[language]) if language in _SNOWBALL else None
