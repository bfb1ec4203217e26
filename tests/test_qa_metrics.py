"""The metrics against the official SQuAD 2.0 definitions, derived here a second time, and against known values."""

from __future__ import annotations

import doctest
import re
import string
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa import metrics


def official_tokens(text: str) -> list[str]:
    """Lower, strip ASCII punctuation, blank the articles, split: in the official order."""
    text = text.lower().translate(str.maketrans("", "", string.punctuation))
    return re.sub(r"\b(a|an|the)\b", " ", text).split()


def official(prediction: str, golds: list[str]) -> tuple[int, float]:
    """Best exact match and best F1 over the golds that have a word left; [""] where none has."""
    kept = [gold for gold in golds if official_tokens(gold)] or [""]
    exacts, f1s = [], []
    got = official_tokens(prediction)
    for gold in kept:
        wanted = official_tokens(gold)
        exacts.append(int(" ".join(got) == " ".join(wanted)))
        same = sum(min(n, Counter(wanted)[word]) for word, n in Counter(got).items())
        if not got or not wanted:
            f1s.append(float(got == wanted))
        elif same == 0:
            f1s.append(0.0)
        else:
            precision, recall = same / len(got), same / len(wanted)
            f1s.append(2 * precision * recall / (precision + recall))
    return max(exacts), max(f1s)


@pytest.mark.parametrize(
    ("prediction", "golds", "exact", "f1"),
    [
        ("the Eiffel Tower", ["Eiffel Tower."], 1, 1.0),
        ("Eiffel", ["Eiffel Tower"], 0, 2 / 3),
        ("tower tower", ["tower"], 0, 2 / 3),
        ("in 1990", ["1990", "the year 1990"], 0, 2 / 3),
        ("red", ["blue", "red car", "RED"], 1, 1.0),
        ("", [], 1, 1.0),
        ("anything", [], 0, 0.0),
        ("", ["something"], 0, 0.0),
        ("the", [], 1, 1.0),  # nothing is left of it
        ("", ["the"], 1, 1.0),  # a gold that nothing is left of is none
        ("x", ["the", "x"], 1, 1.0),
    ],
)
def test_known_values(prediction: str, golds: list[str], exact: int, f1: float) -> None:
    assert official(prediction, golds) == pytest.approx((exact, f1))
    assert metrics.exact(prediction, golds) == exact
    assert metrics.f1(prediction, golds) == pytest.approx(f1)


words = st.lists(
    st.sampled_from(["the", "A", "an", "red", "Red,", "car", "sea", "then", "-", "l'eau", "é", " "]), max_size=5
)


@given(words, st.lists(words, max_size=3))
def test_agrees_with_the_official_definitions(prediction: list[str], golds: list[list[str]]) -> None:
    text, wanted = " ".join(prediction), [" ".join(gold) for gold in golds]
    exact, f1 = official(text, wanted)
    assert metrics.exact(text, wanted) == exact
    assert metrics.f1(text, wanted) == pytest.approx(f1)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("L’Université des Sciences", "université sciences"),
        ("l'eau et l’air", "eau et air"),
        ("« moteur de productivité »", "moteur de productivité"),
        ("aux sociétés de gestion", "sociétés de gestion"),
        (
            "le port, la gare, les quais, du sel, des lacs, au sud, un pont, une île",
            "port gare quais sel lacs sud pont île",
        ),
        ("d’ici 2030", "ici 2030"),
        ("qu’une offre", "offre"),
        ("aujourd’hui", "aujourdhui"),
        ("près de 2,5 milliards", "près de 25 milliards"),
        ("the Smart Campus", "smart campus"),
        ("Lahoucine", "lahoucine"),
    ],
)
def test_french_articles_elisions_and_quotation_marks_go(text: str, left: str) -> None:
    assert metrics.normalize(text, "fr") == left


def test_french_rules_are_for_french_only() -> None:
    assert metrics.exact("le chat", ["chat"], "fr") == 1.0
    assert metrics.exact("le chat", ["chat"], "en") == 0.0
    assert metrics.raw_exact("le chat", ["chat"]) == 0.0


def test_bootstrap_is_repeatable_and_as_wide_as_theory_says() -> None:
    values = [0.0, 1.0] * 200
    low, high = metrics.bootstrap_interval(values) or (0.0, 0.0)
    assert (low, high) == metrics.bootstrap_interval(values)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.01)  # standard error: sqrt(0.25 / 400)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.01)
    assert metrics.bootstrap_interval([]) is None


def test_ranks() -> None:
    ranks = [1, 2, None, 5]
    assert [metrics.recall_at(ranks, k) for k in (1, 2, 5)] == [0.25, 0.5, 0.75]
    assert metrics.mrr(ranks) == pytest.approx((1 + 1 / 2 + 1 / 5) / 4)
    assert metrics.mrr([]) is None


def test_calibration_error() -> None:
    # bins of 0.1: [0.1 -> 0 of 1], [0.95, 1.0 -> 1 of 2]
    assert metrics.ece([0.1, 0.95, 1.0], [False, True, False]) == pytest.approx((0.1 + 2 * (0.975 - 0.5)) / 3)
    assert metrics.ece([], []) is None


def test_no_answer() -> None:
    refused, impossible = [True, True, True, False, False], [True, False, True, True, False]
    assert metrics.no_answer_scores(refused, impossible) == pytest.approx((2 / 3, 2 / 3, 2 / 3))
    assert metrics.no_answer_scores([False], [True]) == (0.0, 0.0, 0.0)
    assert metrics.no_answer_scores([True], [False]) is None


def test_doctests() -> None:
    result = doctest.testmod(metrics)
    assert result.attempted > 10
    assert result.failed == 0
