"""Rewords French questions: words that they repeat from the passage are replaced by synonyms.

People who have not read a text ask in words of their own; annotators of training questions saw it and repeated its
words. The synonyms are from LibreOffice's thesaurus, which is needed for training only; on Debian:
``apt-get install mythes-fr``.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np

from index.encoder import Encoder
from index.errors import ModelError
from index.words import content_words, stem
from qa.squad import Question

THESAURUS = Path("/usr/share/mythes/th_fr_FR_v2.dat")
TRIES = 12  # random rewordings, of which the one nearest by the encoder is kept
MOST_WORDS = 2  # replaced in a question: a thesaurus does not know which sense is meant
KEPT = 0.75  # share of the questions kept: those nearest to their originals
_WORD = re.compile(r"[^\W\d_]{4,}")


def check() -> None:
    """Raise ModelError if the thesaurus is missing."""
    _thesaurus(THESAURUS)


def reworded(questions: Sequence[Question], encoder: Encoder, chance: random.Random) -> list[Question]:
    """The questions with synonyms for words that they share with their context, or for any one word if they share none.

    Of ``TRIES`` random rewordings, the one whose vector is nearest to the question's is kept. Questions without a word
    that has a synonym are left out, and so are those whose rewording is farthest.
    """
    drawn = [(question, texts) for question in questions if (texts := _draws(question, chance))]
    if not drawn:
        return []
    original = encoder.queries([question.text for question, _ in drawn])
    vectors = encoder.queries([text for _, texts in drawn for text in texts]).reshape(len(drawn), TRIES, -1)
    cosines = np.einsum("qtd,qd->qt", vectors, original)
    nearest, best = cosines.argmax(axis=1), cosines.max(axis=1)
    least = np.quantile(best, 1 - KEPT)
    return [
        replace(question, id=f"{question.id}-reworded", text=texts[nearest[i]])
        for i, (question, texts) in enumerate(drawn)
        if best[i] >= least
    ]


def _draws(question: Question, chance: random.Random) -> list[str]:
    words = {
        word: synonyms
        for word in dict.fromkeys(_WORD.findall(question.text))
        if word.islower() and content_words(word) and (synonyms := _synonyms(word))
    }
    if not words:
        return []
    there = {stem(word, "fr") for word in _WORD.findall(question.context)}
    repeated = [word for word in words if stem(word, "fr") in there]
    chosen = chance.sample(repeated, min(MOST_WORDS, len(repeated))) or [chance.choice(list(words))]
    pattern = re.compile(r"\b(?:" + "|".join(chosen) + r")\b")
    return [
        pattern.sub(lambda match: _inflected(match[0], chance.choice(words[match[0]])), question.text)
        for _ in range(TRIES)
    ]


def _inflected(word: str, synonym: str) -> str:
    """``synonym`` in the plural or as a participle, if ``word`` plainly is one."""
    participle = re.search("ée?s?$", word)
    if participle and synonym.endswith("er"):
        return synonym[:-2] + participle[0]
    return synonym + "s" if word.endswith("s") and synonym[-1] not in "sxzr" else synonym


def _synonyms(word: str) -> list[str]:
    by_word, by_stem = _thesaurus(THESAURUS)
    return by_word.get(word) or by_stem.get(stem(word, "fr"), [])


@cache
def _thesaurus(path: Path) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """The single-word synonyms, by headword and by its stem.

    Raises:
        ModelError: the thesaurus is not installed.
    """
    if not path.exists():
        raise ModelError("The French thesaurus is missing: on Debian, apt-get install mythes-fr.")
    by_word: dict[str, list[str]] = {}
    by_stem: dict[str, list[str]] = defaultdict(list)
    head = ""
    for line in path.read_text(encoding="utf-8").splitlines()[1:]:
        if line.startswith("("):
            words = [word for word in line.split("|")[1:] if re.fullmatch(r"[a-zà-ÿœ]{3,}", word)]
            by_word.setdefault(head, []).extend(words)
            by_stem[stem(head, "fr")] += words
        else:
            head = line.partition("|")[0]
    return by_word, dict(by_stem)
