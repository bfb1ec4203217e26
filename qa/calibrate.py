"""Fit the confidence of the reader: ``python -m qa.calibrate --data DIR --out FILE``.

Uses articles that training never saw. Questions are put to their own article, as a user would, and to all articles
together; to their own article without the passages that hold the answer (a near miss), and to another article
(off-topic). SQuAD 2.0's unanswerable questions are near misses too, and so are held-out questions changed to ask about
another thing of their paragraph, and half of our own questions. Of all these, some are left out again
so that three in five are answerable: a confidence is only right for a mixture like the one it was fitted on. "Right" is
F1 of 0.5 or more. The threshold is chosen and the printed figures are measured by cross-validation in five folds, with
calibrators that did not see the question's article; the calibrator that is written is fitted on all questions.
"""

from __future__ import annotations

import argparse
import random
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import tqdm
from numpy.typing import NDArray

from index.documents import Document, Hit
from index.encoder import Encoder
from index.errors import ExtraitError
from index.folders import write_text
from index.store import Index
from qa.assistant import TOP_K
from qa.confidence import Calibrator, Features, features
from qa.metrics import RIGHT, ece, f1
from qa.reader import Reader
from qa.retriever import Retriever
from qa.squad import Question
from qa.training.exchanges import exchanges
from qa.training.mixture import held_on_french
from qa.training.split import Split, load_split
from qa.training.translation import questions_in_english

CANDIDATES = 5  # best spans of a question, of which one is chosen
RESAMPLES = 501  # of the questions, for the threshold
KINDS = ("answerable", "near-miss", "off-topic")
ANSWERABLE = 0.6  # share of what people ask that their document answers: a guess, 0.6 to 0.7 in sets written by hand


@dataclass(frozen=True, slots=True)
class Judged:
    """The best spans for one question: the features and F1 of each, and the kind of the question."""

    seen: tuple[Features, ...]
    f1s: tuple[float, ...]
    kind: str
    languages: str
    article: str

    @property
    def answerable(self) -> bool:
        """Whether the passages held the answer."""
        return self.kind == "answerable"


@dataclass(frozen=True, slots=True)
class Chosen:
    """The most confident span.

    The product would show it, but for the few that it leaves out by rules (``Answerer._may_answer``) or takes from a table.
    """

    confidence: float
    f1: float

    @property
    def right(self) -> bool:
        """Whether the span counts as a right answer."""
        return self.f1 >= RIGHT


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m qa.calibrate``."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.calibrate", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--limit", type=int, default=400, help="questions of each pair of languages (default %(default)s)"
    )
    options = parser.parse_args(argv)
    try:
        calibrate(options.data, options.out, options.limit, options.seed)
    except ExtraitError as error:
        raise SystemExit(f"extrait: {error}") from error


def calibrate(data: Path, out: Path, limit: int, seed: int) -> None:
    """Judge up to ``limit`` questions of each pair of languages, write the calibrator to ``out``, print the report.

    Raises:
        ExtraitError: the data or a translator is missing, or ``out`` cannot be written.
    """
    chance = random.Random(seed)
    split = load_split(data)
    out.absolute().parent.mkdir(parents=True, exist_ok=True)
    encoder, reader = Encoder.load(), Reader.load()
    held = {**split.held, "en-fr": held_on_french(split)}
    judged: list[Judged] = []
    for languages in ("fr-fr", "en-fr", "en-en", "en-es", "en-ro"):
        sample = chance.sample(held[languages], min(limit, len(held[languages])))
        judged += judge(sample, held[languages], languages, encoder, reader, chance)
    for languages, questions in asked_of_another(split, limit // 8, encoder, chance).items():
        judged += judge(questions, held[languages], languages, encoder, reader, chance)
    for kind, questions in split.written_held.items():
        sample = chance.sample(questions, min(limit, len(questions)))
        judged += judge(sample, questions, kind, encoder, reader, chance)
    judged = as_asked(judged, chance)
    chosen = out_of_fold(judged)
    threshold = best_threshold([c.confidence for c in chosen], [c.f1 for c in chosen], [j.answerable for j in judged])
    write_text(out, fitted(judged, threshold).to_json())
    report(threshold, chosen, judged)


def asked_of_another(split: Split, count: int, encoder: Encoder, chance: random.Random) -> dict[str, list[Question]]:
    """Near misses: held-out questions, ``count`` of each pair of languages, changed to ask about another thing."""
    english = [question for question in split.held["en-en"] if question.answers]
    found = [
        exchanges(questions, language, encoder, chance)
        for language, questions in (("fr", split.held["fr-fr"]), ("en", english))
    ]
    on_french, on_english = ([row.of_other() for row in chance.sample(rows, min(count, len(rows)))] for rows in found)
    return {"fr-fr": on_french, "en-fr": questions_in_english(on_french, encoder), "en-en": on_english}


def as_asked(judged: Sequence[Judged], chance: random.Random) -> list[Judged]:
    """All that are answerable, and of each pair of languages as many others as people ask (``ANSWERABLE``)."""
    kept = []
    for languages in sorted({row.languages for row in judged}):
        rows = [row for row in judged if row.languages == languages]
        has, lacks = ([row for row in rows if row.answerable == answerable] for answerable in (True, False))
        kept += has + chance.sample(lacks, min(len(lacks), round(len(has) * (1 / ANSWERABLE - 1))))
    return kept


def fitted(judged: Sequence[Judged], threshold: float = 0.5) -> Calibrator:
    """The calibrator fitted on the reader's best span of each question; fitted on all spans, it was less accurate."""
    return Calibrator(*fit([j.seen[0] for j in judged], [j.f1s[0] >= RIGHT for j in judged]), threshold)


def fit(seen: Sequence[Features], right: Sequence[bool]) -> tuple[Features, float]:
    """Weights and bias of the logistic regression, lightly regularised."""
    from sklearn.linear_model import LogisticRegression

    matrix: NDArray[np.float64] = np.array([list(asdict(f).values()) for f in seen])
    scale = matrix.std(axis=0)
    scale[scale == 0] = 1
    model: Any = LogisticRegression(C=10.0, max_iter=1000).fit(matrix / scale, np.array(right))
    return Features(*(float(w) for w in model.coef_[0] / scale)), float(model.intercept_[0])


def out_of_fold(judged: Sequence[Judged], folds: int = 5) -> list[Chosen]:
    """The span chosen for each question by a calibrator fitted on the articles of the other folds."""
    fold = [zlib.crc32(j.article.encode()) % folds for j in judged]
    calibrators = [fitted([j for j, f in zip(judged, fold, strict=True) if f != out]) for out in range(folds)]
    return [choose(row, calibrators[out]) for row, out in zip(judged, fold, strict=True)]


def choose(row: Judged, calibrator: Calibrator) -> Chosen:
    """The most confident span."""
    sure = [calibrator.probability(seen) for seen in row.seen]
    best = max(range(len(sure)), key=sure.__getitem__)
    return Chosen(sure[best], row.f1s[best])


def best_threshold(confidence: Sequence[float], score: Sequence[float], answerable: Sequence[bool]) -> float:
    """The threshold with the best mean over all questions (SQuAD 2.0's best F1, Rajpurkar et al., 2018).

    An answerable question counts its F1 if it is shown, an unanswerable one 1 if it is refused. The median over resamples
    of the questions (bagging, Breiman, 1996): on all questions, many thresholds are equal within chance.

    Args:
        confidence: of the best answer to each question.
        score: its F1, used only if the question is answerable.
        answerable: whether the passages answered it.
    """
    sure, scored, has = np.array(confidence), np.array(score), np.array(answerable)
    percents = np.arange(5, 96)
    shown = sure >= percents[:, None] / 100
    scores = np.where(has, shown * scored, ~shown)
    draws = np.random.default_rng(0).multinomial(len(sure), np.full(len(sure), 1 / len(sure)), RESAMPLES)
    return float(np.median(percents[(draws @ scores.T).argmax(axis=1)])) / 100


def judge(
    sample: Sequence[Question],
    questions: Sequence[Question],
    languages: str,
    encoder: Encoder,
    reader: Reader,
    chance: random.Random,
) -> list[Judged]:
    """Ask each question of ``sample`` in every way of ``_ways``; the paragraphs of all ``questions`` are searched.

    ``languages`` begins with those of question and text ("en-fr").
    """
    asked, language = languages[:2], languages[3:5]
    articles: dict[str, Document] = {}
    for title in dict.fromkeys(q.title for q in questions):
        text = "\n\n".join(dict.fromkeys(q.context for q in questions if q.title == title))
        articles[title] = Document(title, title, text, "", language)
    built = {title: Index.build([document], encoder) for title, document in articles.items()}
    alone = {title: Retriever(index, encoder) for title, index in built.items()}
    together = Retriever(Index.joined(list(built.values())), encoder)
    judged = []
    for i, question in enumerate(tqdm.tqdm(sample, desc=f"Judging {asked} on {language}", disable=None)):
        other = alone[chance.choice([title for title in alone if title != question.title])]
        for kind, hits in _ways(question, asked, alone[question.title], together, other, i):
            passages = [hit.passage.text for hit in hits]
            spans = reader.read(question.text, passages)
            if spans:
                golds = [gold.text for gold in question.answers] if kind == "answerable" else []
                scores = tuple(f1(span.text, golds, language) if golds else 0.0 for span in spans[:CANDIDATES])
                seen = features(question.text, spans, passages)[:CANDIDATES]
                judged.append(Judged(tuple(seen), scores, kind, languages, question.title))
    return judged


def _ways(
    question: Question, asked: str, own: Retriever, together: Retriever, other: Retriever, turn: int
) -> Iterator[tuple[str, list[Hit]]]:
    """Yield the kind and the passages of each way to ask a question.

    All are put to their own article; every second one also to all articles, and to its own without the answer; the
    others also to another article.

    An unanswerable question gets its own paragraph with passages of another article instead, because the rest of its
    own article often answers it.
    """
    golds = [gold.text.casefold() for gold in question.answers]

    def answers(hit: Hit) -> bool:
        return any(gold in hit.passage.text.casefold() for gold in golds)

    elsewhere = other.retrieve(question.text, asked, TOP_K)
    deep = own.retrieve(question.text, asked, 4 * TOP_K)
    if not golds:
        if near := [hit for hit in deep if hit.passage.text in question.context]:
            yield "near-miss", [*near, *elsewhere][:TOP_K]
        if not turn % 2:
            yield "off-topic", elsewhere
        return
    for hits in [deep[:TOP_K], together.retrieve(question.text, asked, TOP_K)] if turn % 2 else [deep[:TOP_K]]:
        yield ("answerable" if any(answers(hit) for hit in hits) else "near-miss"), hits
    if turn % 2:
        without = [hit for hit in deep if not answers(hit)]
        if without:
            yield "near-miss", without[:TOP_K]
    elif not any(answers(hit) for hit in elsewhere):
        yield "off-topic", elsewhere


def report(threshold: float, chosen: Sequence[Chosen], judged: Sequence[Judged]) -> None:
    """Print the calibration error, the shares answered and refused, and the precision of shown answers."""
    print(f"threshold {threshold}, calibration error {_error(chosen):.3f} on {len(judged)} questions")
    for languages in sorted({j.languages for j in judged}):
        rows = [(c, j) for c, j in zip(chosen, judged, strict=True) if j.languages == languages]
        shares = ", ".join(
            f"{'answered' if kind == 'answerable' else 'refused'} {kind} "
            + _share([(c.confidence >= threshold) == j.answerable for c, j in rows if j.kind == kind])
            for kind in KINDS
        )
        shown = [c.right for c, _ in rows if c.confidence >= threshold]
        print(
            f"{languages}: {len(rows)} questions, error {_error([c for c, _ in rows]):.3f}, "
            f"right where shown {_share(shown)}, {shares}"
        )
    for least in (0.8, 0.9):
        for percent in range(5, 100):
            shown = [c.right for c in chosen if c.confidence >= percent / 100]
            if shown and sum(shown) >= least * len(shown):
                answered = [c.confidence >= percent / 100 for c, j in zip(chosen, judged, strict=True) if j.answerable]
                print(f"from {percent} % on {_share(shown)} of what is shown is right, {_share(answered)} answered")
                break


def _error(chosen: Sequence[Chosen]) -> float:
    return ece([c.confidence for c in chosen], [c.right for c in chosen]) or 0.0


def _share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.1f} %" if values else "-"


if __name__ == "__main__":
    main()
