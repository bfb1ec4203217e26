"""Fit the confidence of the reader: ``python -m qa.calibrate --data DIR --out FILE``.

On articles that training never saw: questions with their answer among the passages read, the same questions with
every passage that holds the answer taken away (near misses), and SQuAD 2.0's unanswerable ones. "Right" is F1 of 0.5
or more. Five folds: the threshold is chosen and everything printed is measured with probabilities
from calibrators that did not see the question; the one that is written is fitted on all of them.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import tqdm

from index.documents import Document
from index.encoder import Encoder
from index.store import Index
from qa.confidence import Calibrator, Features, best_threshold, features, fit
from qa.evaluate import write_text
from qa.metrics import ece, f1
from qa.mixture import load_split
from qa.reader import Reader
from qa.retriever import Retriever
from qa.squad import Question


@dataclass(frozen=True, slots=True)
class Judged:
    """The best span for one question: what the calibrator sees of it, its F1, and whether there was an answer."""

    seen: Features
    f1: float
    answerable: bool
    kind: str

    @property
    def right(self) -> bool:
        """Whether the span answers."""
        return self.answerable and self.f1 >= 0.5


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m qa.calibrate``."""
    parser = argparse.ArgumentParser(prog="python -m qa.calibrate", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--out", type=Path, required=True, help="the JSON file to write")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--limit", type=int, default=200, help="questions of each kind (default %(default)s)")
    options = parser.parse_args(argv)
    chance = random.Random(options.seed)
    held = load_split(options.data, options.seed).held
    encoder, reader = Encoder.load(), Reader.load()
    judged: list[Judged] = []
    for kind in ("fr-fr", "en-en", "en-es", "en-ro"):
        sample = chance.sample(held[kind], min(options.limit, len(held[kind])))
        asked, language = kind.split("-")
        judged += judge(sample, asked, language, encoder, reader)
    chance.shuffle(judged)
    sure = out_of_fold(judged)
    threshold = best_threshold(sure, [j.f1 for j in judged], [j.answerable for j in judged])
    calibrator = Calibrator(*fit([j.seen for j in judged], [j.right for j in judged]), threshold)
    write_text(options.out, calibrator.to_json())
    report(threshold, sure, judged)


def out_of_fold(judged: Sequence[Judged], folds: int = 5) -> list[float]:
    """For each question the probability by a calibrator that was fitted on the other folds."""
    sure = [0.0] * len(judged)
    for fold in range(folds):
        others = [j for i, j in enumerate(judged) if i % folds != fold]
        calibrator = Calibrator(*fit([j.seen for j in others], [j.right for j in others]), threshold=0.5)
        for i in range(fold, len(judged), folds):
            sure[i] = calibrator.probability(judged[i].seen)
    return sure


def judge(questions: Sequence[Question], asked: str, language: str, encoder: Encoder, reader: Reader) -> list[Judged]:
    """Ask each question over all their paragraphs; each second answerable one again without its answer."""
    contexts = list(dict.fromkeys(q.context for q in questions))
    documents = [Document(str(i), "", text, "", language) for i, text in enumerate(contexts)]
    retriever = Retriever(Index.build(documents, encoder), encoder)
    judged = []
    for i, question in enumerate(tqdm.tqdm(questions, desc=f"Judging {asked} on {language}", disable=None)):
        hits = retriever.retrieve(question.text, asked, 20)
        golds = [gold.text.casefold() for gold in question.answers]
        found = any(gold in hit.passage.text.casefold() for hit in hits[:5] for gold in golds)
        variants = [(hits[:5], found)]
        if question.answers and i % 2:
            without = [h for h in hits if not any(gold in h.passage.text.casefold() for gold in golds)]
            variants.append((without[:5], False))
        for read, answerable in variants:
            spans = reader.read(question.text, [hit.passage.text for hit in read])
            if spans:
                score = f1(spans[0].text, [gold.text for gold in question.answers], language) if answerable else 0.0
                judged.append(Judged(features(spans)[0], score, answerable, f"{asked}-{language}"))
    return judged


def report(threshold: float, sure: Sequence[float], judged: Sequence[Judged]) -> None:
    """Print calibration error, refusals and precision of what is shown."""
    right = [j.right for j in judged]
    print(f"threshold {threshold}, calibration error {ece(sure, right):.3f} on {len(judged)} questions")
    for kind in sorted({j.kind for j in judged}):
        rows = [(s >= threshold, j, r) for s, j, r in zip(sure, judged, right, strict=True) if j.kind == kind]
        shown = [r for s, _, r in rows if s]
        has = [s for s, j, _ in rows if j.answerable]
        none = [not s for s, j, _ in rows if not j.answerable]
        print(
            f"{kind}: {len(rows)} questions, right where shown {_share(shown)}, answered where answerable "
            f"{_share(has)}, refused where not {_share(none)}"
        )


def _share(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.1f} %" if values else "-"


if __name__ == "__main__":
    main()
