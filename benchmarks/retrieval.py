"""How well questions find their paragraphs: ``python benchmarks/retrieval.py --data DIR``.

Questions of piaf-fr-dev, in French and in English, among all paragraphs of the file, and again with all of
piaf-fr-train's as distractors; English questions of XQuAD among Spanish, and among Romanian paragraphs. Recall@1, @5,
@20 and mean reciprocal rank for each weight of the vectors in the fusion (0 is BM25 alone, 1 the vectors alone), for
reciprocal rank fusion ("rrf", Cormack, 2009), and for what the product does in the end: the fusion's best passages are read, and the most confident
goes first ("read"). Reading is slow, so "read" and its own "fused" line are measured on a sample of questions that
training never saw.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tqdm
from numpy.typing import NDArray

from index.documents import Hit, Passage
from index.encoder import Encoder
from index.terms import Terms
from qa.assistant import TOP_K
from qa.confidence import Calibrator, features
from qa.reader import Reader
from qa.retriever import OTHER_LANGUAGE, SAME_LANGUAGE, fuse
from qa.squad import Question, read_squad
from qa.training.split import in_english, load_split

WEIGHTS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
Ranks = NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """Questions whose paragraphs are to be found; ``unseen``: numbers of those that the reader was not trained on."""

    name: str
    asked: str
    language: str
    texts: Sequence[str]
    gold: Sequence[int]
    contexts: Sequence[str]
    unseen: Sequence[int]


def main() -> None:
    """Measure and print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--sample", type=int, default=400, help="questions that are read (default %(default)s)")
    options = parser.parse_args()
    encoder, reader, calibrator = Encoder.load(), Reader.load(), Calibrator.load()
    for task in tasks(options.data):
        measure(task, options.sample, encoder, reader, calibrator)


def tasks(data: Path) -> Iterator[Task]:
    """Yield the tasks to measure."""
    dev, train = (read_squad(data / f"piaf-fr-{part}.json.gz") for part in ("dev", "train"))
    for name, contexts in {
        "piaf-fr-dev, its paragraphs": paragraphs(dev),
        "piaf-fr-dev, piaf-fr-train's paragraphs as well": paragraphs([*dev, *train]),
    }.items():
        gold = [contexts.index(q.context) for q in dev]
        yield Task(name, "fr", "fr", [q.text for q in dev], gold, contexts, range(len(dev)))
        asked = [q.text for q in in_english(dev)]
        yield Task(f"{name}, in English", "en", "fr", asked, gold, contexts, range(len(dev)))
    english = {q.id: q.text for q in read_squad(data / "xquad-en.json.gz")}
    held = load_split(data).held
    for language in ("es", "ro"):
        questions = read_squad(data / f"xquad-{language}.json.gz")
        contexts = paragraphs(questions)
        gold = [contexts.index(q.context) for q in questions]
        ids = {q.id for q in held[f"en-{language}"]}
        unseen = [i for i, q in enumerate(questions) if q.id in ids]
        name = f"XQuAD, English questions, {language}"
        yield Task(name, "en", language, [english[q.id] for q in questions], gold, contexts, unseen)


def measure(task: Task, sample: int, encoder: Encoder, reader: Reader, calibrator: Calibrator) -> None:
    """Print the table of one task."""
    print(f"\n{task.name}: {len(task.texts)} questions, {len(task.contexts)} paragraphs")
    print("  weight  recall@1  recall@5  recall@20    MRR")
    gold = np.array(task.gold)
    dense = encoder.queries(task.texts) @ encoder.passages(task.contexts).T
    terms_of = Terms.build(task.contexts, [task.language] * len(task.contexts))
    terms = np.stack([terms_of.scores(text) for text in task.texts])
    for weight in WEIGHTS:
        fused = np.stack([fuse(d, t, weight) for d, t in zip(dense, terms, strict=True)])
        row(f"{weight:.2f}", found(fused, gold))
    row("rrf", found(1 / (60 + places(dense)) + 1 / (60 + places(terms)), gold))
    used = SAME_LANGUAGE if task.asked == task.language else OTHER_LANGUAGE
    some = random.Random(0).sample(list(task.unseen), min(sample, len(task.unseen)))
    fused_ranks, read_ranks, began = [], [], time.perf_counter()
    for i in tqdm.tqdm(some, disable=None):
        scores = fuse(dense[i], terms[i], used)
        order = [int(j) for j in np.argsort(-scores, kind="stable")]
        hits = [
            Hit(j, Passage("", 0, len(task.contexts[j]), task.contexts[j]), scores[j], dense[i, j], terms[i, j])
            for j in order[:TOP_K]
        ]
        fused_ranks.append(order.index(gold[i]) + 1)
        reordered = [*reread(task.texts[i], hits, reader, calibrator), *order[TOP_K:]]
        read_ranks.append(reordered.index(gold[i]) + 1)
    row("fused", np.array(fused_ranks))
    row("read", np.array(read_ranks))
    print(f"  {len(some)} questions read, {1000 * (time.perf_counter() - began) / len(some):.0f} ms each", flush=True)


def paragraphs(questions: Sequence[Question]) -> list[str]:
    """The distinct paragraphs, in order."""
    return list(dict.fromkeys(q.context for q in questions))


def reread(question: str, hits: Sequence[Hit], reader: Reader, calibrator: Calibrator) -> list[int]:
    """The positions of ``hits``, by the confidence of their best span; those without a span come last."""
    passages = [hit.passage.text for hit in hits]
    spans = reader.read(question, passages)
    best = dict.fromkeys(range(len(hits)), -1.0)
    for span, seen in zip(spans, features(question, spans, passages), strict=True):
        best[span.passage] = max(best[span.passage], calibrator.probability(seen))
    return [hits[i].position for i in sorted(best, key=lambda i: -best[i])]


def places(scores: NDArray[np.floating]) -> Ranks:
    """The rank of every column in its row, 1 for the highest score."""
    return np.asarray(np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1) + 1)


def found(scores: NDArray[np.floating], gold: Sequence[int] | Ranks) -> Ranks:
    """The rank of each row's gold column."""
    return np.asarray(places(scores)[np.arange(len(gold)), gold])


def row(name: str, ranks: Ranks) -> None:
    """One line of the table."""
    recall = "  ".join(f"{100 * (ranks <= k).mean():8.1f}" for k in (1, 5, 20))
    print(f"  {name:>6}  {recall}   {(1 / ranks).mean():.3f}", flush=True)


if __name__ == "__main__":
    main()
