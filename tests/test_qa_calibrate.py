"""Fitting the confidence: it finds what was planted, judges nothing it was fitted on, and the report counts right."""

from __future__ import annotations

import random
from dataclasses import fields, replace
from pathlib import Path

import pytest

from index.documents import Document
from index.encoder import Encoder
from index.store import Index
from qa import calibrate
from qa.calibrate import Chosen, Judged, best_threshold, choose, fit, fitted, out_of_fold, report
from qa.confidence import Calibrator, Features
from qa.retriever import Retriever
from qa.squad import Question

NOTHING = Features(*[0.0] * len(fields(Features)))


def planted(article: str, chance: random.Random) -> Judged:
    margins = (chance.gauss(2, 1), chance.gauss(-2, 1))
    f1s = (float(chance.random() < 0.9), float(chance.random() < 0.1))
    kind = chance.choice(calibrate.KINDS)
    return Judged(
        tuple(replace(NOTHING, margin=margin) for margin in margins),
        f1s if kind == "answerable" else (0.0, 0.0),
        kind,
        "fr-fr",
        article,
    )


def test_the_fit_orders_what_was_planted() -> None:
    chance = random.Random(0)
    seen = [replace(NOTHING, margin=chance.gauss(0, 3), lead=chance.gauss(0, 1)) for _ in range(400)]
    right = [chance.random() < (0.9 if f.margin > 0 else 0.1) for f in seen]
    calibrator = Calibrator(*fit(seen, right), threshold=0.5)
    assert calibrator.probability(replace(NOTHING, margin=6)) > 0.85
    assert calibrator.probability(replace(NOTHING, margin=-6)) < 0.15
    assert calibrator.probability(replace(NOTHING, margin=1e9)) == pytest.approx(1.0)


def test_the_threshold_parts_what_can_be_parted() -> None:
    sure = [0.9, 0.8, 0.7, 0.3, 0.2, 0.1]
    threshold = best_threshold(sure, [1.0, 1.0, 1.0, 0.0, 0.0, 0.0], [True, True, True, False, False, False])
    assert 0.3 < threshold <= 0.7


def test_each_question_counts_the_same_for_the_threshold() -> None:
    sure = [0.3] * 30 + [0.8] * 10 + [0.05] * 60 + [0.4] * 40  # 100 right up to 0.3, 110 above 0.4
    assert 0.4 < best_threshold(sure, [1.0] * 140, [True] * 40 + [False] * 100) <= 0.8
    assert best_threshold(sure[:110], [1.0] * 110, [True] * 40 + [False] * 70) <= 0.3  # 100 and 80


def test_the_most_confident_span_is_chosen() -> None:
    row = Judged((NOTHING, replace(NOTHING, margin=3.0)), (0.2, 0.9), "answerable", "fr-fr", "a")
    calibrator = Calibrator(replace(NOTHING, margin=1.0), 0.0, 0.5)
    assert choose(row, calibrator) == Chosen(pytest.approx(0.9526, abs=1e-4), 0.9)  # type: ignore[arg-type]


def test_no_calibrator_judges_what_it_was_fitted_on(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(0)
    judged = [planted(f"article {i % 12}", chance) for i in range(240)]
    seen: list[set[str]] = []
    real = fitted

    def noted(rows: list[Judged], threshold: float = 0.5) -> Calibrator:
        seen.append({row.article for row in rows})
        return real(rows, threshold)

    monkeypatch.setattr(calibrate, "fitted", noted)
    chosen = out_of_fold(judged)
    every = {row.article for row in judged}
    assert len(chosen) == len(judged) and len(seen) == 5
    assert all(articles < every for articles in seen)
    assert set.intersection(*seen) == set()  # each article is left out once


def test_of_each_pair_of_languages_three_in_five_questions_are_answerable() -> None:
    chance = random.Random(0)
    rows = [
        replace(planted("a", chance), languages=languages, kind=kind)
        for languages, counts in {"fr-fr": (30, 90, 40), "en-fr": (20, 5, 5)}.items()
        for kind, count in zip(calibrate.KINDS, counts, strict=True)
        for _ in range(count)
    ]
    kept = [(row.languages, row.answerable) for row in calibrate.as_asked(rows, random.Random(0))]
    assert {pair: kept.count(pair) for pair in set(kept)} == {
        ("fr-fr", True): 30, ("fr-fr", False): 20, ("en-fr", True): 20, ("en-fr", False): 10
    }  # fmt: skip


def test_the_report_counts(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [Judged((NOTHING,), (f1,), kind, "fr-fr", "a") for f1, kind in
            [(1.0, "answerable"), (0.0, "answerable"), (0.0, "near-miss"), (0.0, "off-topic")]]  # fmt: skip
    report(0.5, [Chosen(0.9, 1.0), Chosen(0.2, 0.0), Chosen(0.6, 0.0), Chosen(0.1, 0.0)], rows)
    printed = capsys.readouterr().out
    assert (
        "right where shown 50.0 %, answered answerable 50.0 %, refused near-miss 0.0 %, refused off-topic 100.0 %"
        in printed
    )
    assert "from 61 % on 100.0 % of what is shown is right, 50.0 % answered" in printed


def test_what_is_missing_is_one_line_and_the_place_is_made_before_the_work(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = ["--data", str(tmp_path), "--out", str(tmp_path / "new" / "confidence.json")]
    with pytest.raises(SystemExit, match=r"^extrait: .*piaf-fr-train.* cannot be read.*$"):
        calibrate.main(command)
    monkeypatch.setattr(calibrate, "load_split", lambda data: None)
    monkeypatch.setattr(calibrate.Encoder, "load", lambda: (tmp_path / "new" / "during").touch())
    with pytest.raises(AttributeError):  # there is no split
        calibrate.main(command)
    assert (tmp_path / "new" / "during").is_file()


@pytest.mark.slow
def test_a_question_that_its_paragraph_does_not_answer_never_meets_the_rest_of_its_article() -> None:
    """Which may answer it: "near-miss" would be wrong."""
    encoder = Encoder.load()
    context = "L’oxygène fut découvert par Priestley. Lavoisier lui donna son nom en 1777."
    article = Document("gaz", "gaz", context + "\n\nLe symbole de l’oxygène est la lettre O.", "", "fr")
    other = Document("ville", "ville", "Rabat est la capitale du Maroc.", "", "fr")
    alone, away = (Retriever(Index.build([document], encoder), encoder) for document in (article, other))
    question = Question("q", "Quel est le symbole de l’oxygène ?", context, (), "gaz")
    for turn in range(2):
        for kind, hits in calibrate._ways(question, "fr", alone, alone, away, turn):
            texts = [hit.passage.text for hit in hits]
            assert kind != "answerable" and not any("lettre O" in text for text in texts)
            assert any("Priestley" in text for text in texts) == (kind == "near-miss")
