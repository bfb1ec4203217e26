"""Confidence: features that a person can compute."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest

from qa.confidence import FILE, Calibrator, Features, features
from qa.spans import Span


def test_features_by_hand() -> None:
    passages = ["Le port de Fès reçoit 40 bateaux marocains.", "Fès"]
    spans = [Span("40 bateaux", 22, 32, 5.0, 1.0, 0), Span("Fès", 0, 3, 4.0, 3.0, 1), Span("Le", 0, 2, -99.0, 0.0, 0)]
    question = "How many Moroccan boats does Fès have in 2031?"
    second = pytest.approx(0.6931, abs=1e-4)
    assert features(question, spans, passages) == [
        Features(
            margin=4.0, lead=3.0, rank=0.0, missing=2, elsewhere=0, fits=1
        ),  # Moroccan (in French it has one c) and 2031
        Features(margin=1.0, lead=-3.0, rank=second, missing=2, elsewhere=0, fits=-1),
        Features(margin=-99.0, lead=-10.0, rank=0.0, missing=2, elsewhere=0, fits=-1),
    ]
    assert features(question, spans[:1], passages)[0].lead == 10.0
    assert features(question, [replace(spans[0], score=99.0), spans[1]], passages)[0].lead == 10.0
    assert features(question, [], passages) == []


def test_a_capital_makes_a_name_only_inside_a_sentence_and_at_the_start_of_a_word() -> None:
    span = Span("Le", 0, 2, 0.0, 0.0, 0)
    question = "La gare est loin. Quand l’iPort ferme-t-il à Fès ?"
    assert features(question, [span], ["Le port ferme."])[0].missing == 1


def test_what_the_passage_says_beside_the_sentence_is_counted() -> None:
    passage = "Le musée est dirigé par Anne Kerbrat. Il se trouve près de la gare, rénovée en 2019."
    director = Span("Anne Kerbrat", 24, 36, 5.0, 1.0, 0)
    elsewhere = [
        features(question, [director], [passage])[0].elsewhere
        for question in (
            "Qui dirige le musée ?",
            "Qui dirige la gare ?",
            "Qui dirige la gare rénovée ?",
            "Qui a peint ?",
        )
    ]
    assert elsewhere == [0, 1, 2, 0]


def test_the_calibrator_that_comes_along_is_sound() -> None:
    calibrator = Calibrator.load()
    assert calibrator.to_json() == files("qa").joinpath("reader_model", FILE).read_text(encoding="utf-8")
    assert calibrator.weights.margin > 0
    assert 0 < calibrator.threshold < 1
