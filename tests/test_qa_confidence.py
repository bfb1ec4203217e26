"""Confidence: features that a person can compute, and a fit that finds what was planted."""

from __future__ import annotations

import random

import pytest

from qa.confidence import Calibrator, Features, best_threshold, features, fit
from qa.spans import Span


def test_features_by_hand() -> None:
    spans = [Span("a", 0, 1, 5.0, 1.0, 0), Span("b", 0, 1, 4.0, 3.0, 1), Span("c", 0, 1, -99.0, 0.0, 1)]
    second = pytest.approx(0.6931, abs=1e-4)
    assert features(spans) == [Features(4.0, 3.0, 0.0), Features(1.0, -3.0, second), Features(-99.0, -10.0, second)]
    assert features(spans[:1]) == [Features(4.0, 10.0, 0.0)]
    assert features([]) == []


def test_the_fit_orders_what_was_planted() -> None:
    chance = random.Random(0)
    seen = [Features(chance.gauss(0, 3), chance.gauss(0, 1), chance.random()) for _ in range(400)]
    right = [chance.random() < (0.9 if f.margin > 0 else 0.1) for f in seen]
    calibrator = Calibrator(*fit(seen, right), threshold=0.5)
    assert calibrator.probability(Features(6, 0, 0.5)) > 0.85
    assert calibrator.probability(Features(-6, 0, 0.5)) < 0.15
    assert calibrator.probability(Features(1e9, 0, 0)) == pytest.approx(1.0)


def test_the_threshold_parts_what_can_be_parted() -> None:
    sure = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]
    threshold = best_threshold(sure, [1.0, 1.0, 1.0, 0.0, 0.0, 0.0], [True, True, True, False, False, False])
    assert 0.3 < threshold <= 0.7


def test_the_calibrator_that_comes_along_is_sound() -> None:
    calibrator = Calibrator.load()
    assert calibrator.weights.margin > 0
    assert 0 < calibrator.threshold < 1
