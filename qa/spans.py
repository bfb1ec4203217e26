"""Turns logits into spans: pure array and string functions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

MAX_TOKENS = 40  # of a span


@dataclass(frozen=True, slots=True)
class Span:
    """A possible answer inside one passage: ``passages[passage][start:end] == text``.

    ``score`` and ``null_score`` are sums of two logits of the same window. Only their difference compares across
    windows and passages: it is the log-odds of this span against "this passage does not answer".
    """

    text: str
    start: int
    end: int
    score: float
    null_score: float
    passage: int

    @property
    def margin(self) -> float:
        """``score - null_score``: above 0, the reader prefers the span to no answer."""
        return self.score - self.null_score

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character of the same passage."""
        return self.passage == other.passage and self.start < other.end and other.start < self.end


def best_token_spans(
    start: NDArray[np.float32], end: NDArray[np.float32], first: int, last: int, n: int, max_tokens: int = MAX_TOKENS
) -> list[tuple[int, int, float]]:
    """The ``n`` best (first token, last token, score) with both ends in ``[first, last]``, best first.

    Exact: every pair with the end at or after the start, at most ``max_tokens`` long, is scored (Devlin et al., 2019).

    >>> best_token_spans(np.array([0, 1, 3, 0], "f"), np.array([0, 4, 2, 1], "f"), 1, 3, 2)
    [(1, 1, 5.0), (2, 2, 5.0)]
    """
    if last < first:
        return []
    # Padded with -inf for spans that would end after the last token.
    ends = np.full(last - first + max_tokens, -np.inf, np.float32)
    ends[: last - first + 1] = end[first : last + 1]
    scores = (start[first : last + 1, None] + sliding_window_view(ends, max_tokens)).ravel()
    some = min(n, len(scores))
    least = np.partition(scores, -some)[-some]
    possible = np.flatnonzero((scores >= least) & np.isfinite(scores))
    order = possible[np.argsort(-scores[possible], kind="stable")[:n]]
    firsts, lengths = first + order // max_tokens, order % max_tokens
    return list(zip(firsts.tolist(), (firsts + lengths).tolist(), scores[order].tolist(), strict=True))


def without_overlaps(spans: Iterable[Span], n: int) -> list[Span]:
    """The ``n`` best spans by margin, best first, without any that overlaps a better one; the earlier wins ties."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda s: (-s.margin, s.passage, s.start, s.end)):
        if len(kept) == n:
            break
        if not any(span.overlaps(other) for other in kept):
            kept.append(span)
    return kept


def together(spans: Sequence[Span]) -> list[Span]:
    """The spans; the best of each passage has the log-odds that any of the passage's spans answers.

    >>> [round(span.margin, 3) for span in together([Span("un", 0, 2, 1.0, 1.0, 0), Span("deux", 3, 7, 1.0, 1.0, 0)])]
    [0.693, 0.0]
    """
    best: dict[int, Span] = {}
    for span in sorted(spans, key=lambda span: -span.margin):
        best.setdefault(span.passage, span)

    def odds(passage: int) -> float:
        return float(np.logaddexp.reduce([span.margin for span in spans if span.passage == passage]))

    return [
        replace(span, score=span.null_score + odds(span.passage)) if span is best[span.passage] else span
        for span in spans
    ]
