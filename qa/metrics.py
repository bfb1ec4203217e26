"""The metrics of an evaluation, as pure functions. Shares are in [0, 1]; ``qa.evaluate`` turns them into percent.

Exact match and F1 are those of the official SQuAD 2.0 script. For French, normalising also drops French articles
and elisions, as FQuAD's script does, and typographic punctuation (« », ’), which is frequent in French.
"""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np

RIGHT = 0.5  # F1 from which an answer counts as right, in calibration too
_ENGLISH_ARTICLES = re.compile(r"\b(a|an|the)\b")
_FRENCH_ARTICLES = re.compile(r"\b(le|la|les|du|des|au|aux|un|une)\b")
_ELISIONS = re.compile(r"\b([ldjcnsmt]|qu)['’]")
_PUNCTUATION = frozenset(string.punctuation)


def normalize(text: str, language: str = "en") -> str:
    """Lower case, no punctuation, no articles, single spaces: what SQuAD compares.

    Args:
        text: an answer.
        language: of the answers (not of the question). For "fr", French articles and elisions are dropped as well.

    >>> normalize("The  Eiffel Tower!")
    'eiffel tower'
    >>> normalize("L’Université des « Assises »", "fr")
    'université assises'
    """
    text = text.lower()
    if language == "fr":
        text = _ELISIONS.sub(" ", text)
        text = "".join(c for c in text if c not in _PUNCTUATION and not unicodedata.category(c).startswith("P"))
        text = _FRENCH_ARTICLES.sub(" ", text)
    else:
        text = "".join(c for c in text if c not in _PUNCTUATION)
    return " ".join(_ENGLISH_ARTICLES.sub(" ", text).split())


def exact(prediction: str, golds: Sequence[str], language: str = "en") -> float:
    """1.0 if the prediction equals one of the golds after normalising. No golds: "" is the right prediction.

    >>> exact("The tower", ["tower", "a big tower"]), exact("tower", []), exact("", [])
    (1.0, 0.0, 1.0)
    """
    wanted = {normalize(gold, language) for gold in _real(golds, language)}
    return float(normalize(prediction, language) in wanted)


def f1(prediction: str, golds: Sequence[str], language: str = "en") -> float:
    """F1 of the words with the best gold, in [0, 1]. No golds: 1.0 for "", else 0.0.

    >>> f1("big red tower", ["the tower", "red tower"])
    0.8
    """
    return max(_f1(normalize(prediction, language), normalize(gold, language)) for gold in _real(golds, language))


def raw_exact(prediction: str, golds: Sequence[str]) -> float:
    """1.0 if the prediction is exactly one of the golds. No golds: "" is the right prediction.

    >>> raw_exact("l’IA", ["l’IA"]), raw_exact("IA", ["l’IA"]), raw_exact("", [])
    (1.0, 0.0, 1.0)
    """
    return float(prediction in (golds or [""]))


def _real(golds: Sequence[str], language: str) -> Sequence[str]:
    """The golds that are not empty once normalised; [""] ("not answered") if none is left, as in SQuAD's script."""
    return [gold for gold in golds if normalize(gold, language)] or [""]


def _f1(prediction: str, gold: str) -> float:
    got, wanted = prediction.split(), gold.split()
    if not got or not wanted:
        return float(got == wanted)
    same = sum((Counter(got) & Counter(wanted)).values())
    return 2 * same / (len(got) + len(wanted))


def mean(values: Sequence[float]) -> float | None:
    """The mean; None without values.

    >>> mean([1, 0]), mean([])
    (0.5, None)
    """
    return sum(values) / len(values) if values else None


def bootstrap_interval(values: Sequence[float]) -> tuple[float, float] | None:
    """95 % percentile interval of the mean of ``values``, the same on every call; None without values.

    >>> bootstrap_interval([1.0, 1.0, 1.0])
    (1.0, 1.0)
    """
    if not values:
        return None
    data = np.asarray(values, dtype=np.float64)
    rng = np.random.default_rng(0)
    means = [float(data[rng.integers(len(data), size=len(data))].mean()) for _ in range(1000)]
    low, high = np.quantile(means, [0.025, 0.975])
    return float(low), float(high)


def recall_at(ranks: Sequence[int | None], k: int) -> float | None:
    """Share of questions whose passage is among the first ``k``. Ranks start at 1; None is "not found".

    >>> recall_at([1, 3, None, 2], 2)
    0.5
    """
    return mean([float(rank is not None and rank <= k) for rank in ranks])


def mrr(ranks: Sequence[int | None]) -> float | None:
    """Mean reciprocal rank; a passage that was not found counts as 0.

    >>> mrr([1, 4, None, 2])
    0.4375
    """
    return mean([0.0 if rank is None else 1 / rank for rank in ranks])


def reliability(
    confidences: Sequence[float], correct: Sequence[bool], bins: int = 10
) -> list[tuple[float, float, int]]:
    """Mean confidence, share correct and size of each non-empty bin; all bins have the same width.

    >>> reliability([0.25, 0.75, 1.0], [False, True, True], bins=2)
    [(0.25, 0.0, 1), (0.875, 1.0, 2)]
    """
    numbers = [min(int(confidence * bins), bins - 1) for confidence in confidences]
    rows = []
    for number in sorted(set(numbers)):
        inside = [i for i, n in enumerate(numbers) if n == number]
        size = len(inside)
        rows.append((sum(confidences[i] for i in inside) / size, sum(correct[i] for i in inside) / size, size))
    return rows


def ece(confidences: Sequence[float], correct: Sequence[bool]) -> float | None:
    """Expected calibration error: the distance of confidence from the share correct, on average over all answers.

    >>> ece([0.5, 0.5, 1.0, 1.0], [True, False, True, False])
    0.25
    """
    rows = reliability(confidences, correct)
    return sum(size * abs(confidence - share) for confidence, share, size in rows) / len(correct) if rows else None


def no_answer_scores(refused: Sequence[bool], impossible: Sequence[bool]) -> tuple[float, float, float] | None:
    """Precision, recall and F1 of "not answered"; None if every question has an answer. 0/0 counts as 0.

    >>> no_answer_scores([True, True, False, False], [True, False, True, False])
    (0.5, 0.5, 0.5)
    """
    if not any(impossible):
        return None
    both = sum(r and i for r, i in zip(refused, impossible, strict=True))
    precision = both / sum(refused) if any(refused) else 0.0
    recall = both / sum(impossible)
    return precision, recall, 2 * precision * recall / (precision + recall) if both else 0.0


def risk_coverage(confidences: Sequence[float], correct: Sequence[bool]) -> list[tuple[float, float]]:
    """(share of questions answered, share of those wrong), answering the most confident first.

    >>> risk_coverage([0.9, 0.1], [True, False])
    [(0.5, 0.0), (1.0, 0.5)]
    """
    order = sorted(range(len(correct)), key=lambda i: -confidences[i])
    points, wrong = [], 0
    for answered, i in enumerate(order, 1):
        wrong += not correct[i]
        points.append((answered / len(order), wrong / answered))
    return points


def percentile(values: Sequence[float], q: float) -> float | None:
    """The ``q``-th percentile, linear between values; None without values.

    >>> percentile([1.0, 2.0, 3.0], 50)
    2.0
    """
    return float(np.percentile(values, q)) if values else None
