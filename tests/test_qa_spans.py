"""Logits to spans, judged by a calculation that a person can follow."""

from __future__ import annotations

import itertools
import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from qa.spans import Span, best_token_spans, together, without_overlaps

logits = arrays(np.float32, 8, elements=st.integers(-5, 5).map(float))


@given(logits, logits, st.integers(1, 7), st.integers(0, 7), st.integers(1, 5), st.integers(1, 40))
def test_best_token_spans_equals_brute_force(start, end, first, last, longest, n):  # type: ignore[no-untyped-def]
    every = [
        (i, j, float(start[i] + end[j]))
        for i, j in itertools.product(range(first, last + 1), repeat=2)
        if i <= j < i + longest
    ]
    every.sort(key=lambda span: (-span[2], span[0], span[1]))
    assert best_token_spans(start, end, first, last, n, longest) == every[:n]


def test_spans_that_overlap_give_way_to_the_better_one() -> None:
    a, b, c = (
        Span("ab", 0, 2, 5.0, 0.0, 0),
        Span("b", 1, 2, 6.0, 2.0, 0),  # better score, lower margin
        Span("b", 1, 2, 3.0, 0.0, 1),  # same place, other passage
    )
    assert without_overlaps([b, c, a], 5) == [a, c]
    assert without_overlaps([b, c, a], 1) == [a]
    assert without_overlaps([], 3) == []


def test_spans_that_touch_do_not_overlap() -> None:
    left, middle, right = (Span("ab", at, at + 2, score, 0.0, 0) for at, score in ((0, 1.0), (2, 2.0), (4, 1.0)))
    assert without_overlaps([right, left, middle], 5) == [middle, left, right]


@given(st.lists(st.tuples(st.integers(0, 2), st.floats(-9, 9)), max_size=8))
def test_the_best_span_of_a_passage_gets_the_odds_of_all(rows: list[tuple[int, float]]) -> None:
    spans = [Span("un", 3 * i, 3 * i + 2, score, 1.0, passage) for i, (passage, score) in enumerate(rows)]
    joined = together(spans)
    assert [replace(span, score=0.0) for span in joined] == [replace(span, score=0.0) for span in spans]
    for passage in {span.passage for span in spans}:
        before, after = ([span.margin for span in each if span.passage == passage] for each in (spans, joined))
        assert sum(one != other for one, other in zip(before, after, strict=True)) <= 1
        assert math.exp(max(after)) == pytest.approx(sum(math.exp(margin) for margin in before))
