"""Retrieves the passages for a question, by meaning (vectors) and by words (BM25) together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from index.documents import Hit
from index.encoder import Encoder
from index.store import Index, best

POOL = 200  # candidates of each of the two rankings
QUESTIONS = 256  # number of question vectors cached
# Weight of the vectors in the fused score, if question and passage share their language, and if they do not.
# Chosen on piaf-fr-dev and on English questions over Spanish and Romanian XQuAD paragraphs: benchmarks/retrieval.py.
SAME_LANGUAGE, OTHER_LANGUAGE = 0.8, 0.95
# Added to the fused score, in standard deviations, of passages of the document that a conversation is about: a little more
# than two passages that are alone can differ by. Alone, 2.0 found the passage of the next question on the same of 514
# held-out documents for 84 % instead of 42 (by the encoder's base, without its adapter).
SAME_DOCUMENT = 2.1
BEST = 2  # passages that are among the ``k`` best whatever their document


@dataclass(frozen=True)
class Retriever:
    """Fuses two rankings by a weighted sum of standardised scores, the weight chosen by language."""

    index: Index
    encoder: Encoder

    @cached_property
    def _vector(self) -> Callable[[str], NDArray[np.float32]]:
        """Encodes a question; the vectors of the last ones are cached."""
        return lru_cache(QUESTIONS)(lambda question: self.encoder.queries([question])[0])

    def retrieve(self, question: str, language: str, k: int, about: str | None = None) -> list[Hit]:
        """The ``k`` best passages, best first (fewer if the index has fewer).

        Args:
            question: as asked.
            language: ISO 639-1 code of the question.
            k: 1 or more; ``top_k`` of ``Assistant.ask``.
            about: id of a document that is preferred.
        """
        vector = self._vector(question)
        nearest = [position for position, _ in self.index.search(vector, POOL)]
        if not nearest:
            return []
        terms = self.index.terms.scores(question)
        wordiest = best(terms, POOL, above=0)
        own = self.index.passages.of(self.index.documents.number(about)) if about else range(0)
        pool = np.union1d(np.union1d(nearest, wordiest), np.array(own, np.int64))
        dense = self.index.vectors[pool] @ vector
        same = np.array([self.index.languages[i] == language for i in pool])
        score = fuse(dense, terms[pool], np.where(same, SAME_LANGUAGE, OTHER_LANGUAGE))
        order = np.argsort(-score, kind="stable")[:k]
        if about:
            best_of_all = order[:BEST]
            preferred = np.argsort(-score - SAME_DOCUMENT * ((pool >= own.start) & (pool < own.stop)), kind="stable")[
                :k
            ]
            others = best_of_all[~np.isin(best_of_all, preferred)]
            order = np.concatenate([preferred[: k - len(others)], others])
        return [
            Hit(
                int(pool[i]),
                self.index.passages[int(pool[i])],
                float(score[i]),
                float(dense[i]),
                float(terms[pool[i]]),
            )
            for i in order
        ]


def fuse(
    dense: NDArray[np.float32], terms: NDArray[np.float32], weight: NDArray[np.float64] | float
) -> NDArray[np.float64]:
    """Weighted sum of both scores, each standardised over the candidates.

    >>> dense, terms = np.array([1, 2, 3], "f"), np.array([5, 0, 0], "f")
    >>> int(fuse(dense, terms, 0.3).argmax()), int(fuse(dense, terms, 0.9).argmax())
    (0, 2)
    """
    return np.asarray(weight * _standardise(dense) + (1 - weight) * _standardise(terms))


def _standardise(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    spread = float(scores.std())
    centred = scores.astype(np.float64) - scores.mean()
    return np.asarray(centred / spread if spread > 0 else centred)
