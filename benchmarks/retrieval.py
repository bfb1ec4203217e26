"""Does the question find its paragraph: ``python benchmarks/retrieval.py --data DIR``.

French questions of piaf-fr-dev among all paragraphs of the file, and again with all of piaf-fr-train's as distractors;
English questions of XQuAD among Spanish, and among Romanian paragraphs. Recall@1, @5, @20 and mean reciprocal rank of
the vectors' weight in the fusion (0 is BM25 alone, 1 the vectors alone), of reciprocal rank fusion ("rrf", Cormack,
2009), and of what the product does in the end: the fusion's best passages are read, and the most confident goes first
("read"). Reading is slow, so "read" and its own "fused" line are measured on a sample.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import tqdm
from numpy.typing import NDArray

from index.documents import Hit, Passage
from index.encoder import Encoder
from index.terms import Terms
from qa.confidence import Calibrator, features
from qa.reader import Reader
from qa.retriever import OTHER_LANGUAGE, SAME_LANGUAGE, fuse
from qa.squad import Question, read_squad

WEIGHTS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0)
READ = 5  # passages, as in Assistant.ask
Ranks = NDArray[np.int64]


def main() -> None:
    """Measure and print a table for each set."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--sample", type=int, default=400, help="questions that are read (default %(default)s)")
    options = parser.parse_args()
    encoder, reader, calibrator = Encoder.load(), Reader.load(), Calibrator.load()
    dev, train = (read_squad(options.data / f"piaf-fr-{part}.json.gz") for part in ("dev", "train"))
    english = {q.id: q.text for q in read_squad(options.data / "xquad-en.json.gz")}
    sets = {
        "piaf-fr-dev, its paragraphs": ("fr", "fr", dev, paragraphs(dev)),
        "piaf-fr-dev, piaf-fr-train's paragraphs as well": ("fr", "fr", dev, paragraphs([*dev, *train])),
    }
    for language in ("es", "ro"):
        questions = read_squad(options.data / f"xquad-{language}.json.gz")
        sets[f"XQuAD, English questions, {language}"] = ("en", language, questions, paragraphs(questions))
    for name, (asked, language, questions, contexts) in sets.items():
        print(f"\n{name}: {len(questions)} questions, {len(contexts)} paragraphs")
        texts = [english[q.id] if asked == "en" else q.text for q in questions]
        gold = np.array([contexts.index(q.context) for q in questions])
        dense = encoder.queries(texts) @ encoder.passages(contexts).T
        terms_of = Terms.build(contexts, [language] * len(contexts))
        terms = np.stack([terms_of.scores(text) for text in texts])
        print("  weight  recall@1  recall@5  recall@20    MRR")
        for weight in WEIGHTS:
            fused = np.stack([fuse(d, t, weight) for d, t in zip(dense, terms, strict=True)])
            row(f"{weight:.2f}", places(fused)[np.arange(len(gold)), gold])
        row("rrf", places(1 / (60 + places(dense)) + 1 / (60 + places(terms)))[np.arange(len(gold)), gold])
        used = SAME_LANGUAGE if asked == language else OTHER_LANGUAGE
        some = random.Random(0).sample(range(len(questions)), min(options.sample, len(questions)))
        fused_ranks, read_ranks, began = [], [], time.perf_counter()
        for i in tqdm.tqdm(some, disable=None):
            fused = fuse(dense[i], terms[i], used)
            order = np.argsort(-fused, kind="stable")
            hits = [
                Hit(int(j), Passage("", 0, len(contexts[j]), contexts[j]), fused[j], dense[i, j], terms[i, j])
                for j in order[:READ]
            ]
            first = reread(texts[i], hits, reader, calibrator)
            reordered = [*first, *(int(j) for j in order[READ:])]
            fused_ranks.append(list(order).index(gold[i]) + 1)
            read_ranks.append(reordered.index(gold[i]) + 1)
        row("fused", np.array(fused_ranks))
        row("read", np.array(read_ranks))
        print(f"  {len(some)} questions read, {1000 * (time.perf_counter() - began) / len(some):.0f} ms each")


def paragraphs(questions: Sequence[Question]) -> list[str]:
    """The different paragraphs, in order."""
    return list(dict.fromkeys(q.context for q in questions))


def reread(question: str, hits: Sequence[Hit], reader: Reader, calibrator: Calibrator) -> list[int]:
    """The positions of ``hits`` by the confidence of their best span; what has none comes last."""
    passages = [hit.passage.text for hit in hits]
    spans = reader.read(question, passages)
    best = dict.fromkeys(range(len(hits)), -1.0)
    for span, seen in zip(spans, features(question, spans, passages), strict=True):
        best[span.passage] = max(best[span.passage], calibrator.probability(seen))
    return [hits[i].position for i in sorted(best, key=lambda i: -best[i])]


def places(scores: NDArray[np.floating]) -> Ranks:
    """The place of every column in its row, 1 for the highest score."""
    return np.asarray(np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1) + 1)


def row(name: str, ranks: Ranks) -> None:
    """One line of the table."""
    recall = "  ".join(f"{100 * (ranks <= k).mean():8.1f}" for k in (1, 5, 20))
    print(f"  {name:>6}  {recall}   {(1 / ranks).mean():.3f}", flush=True)


if __name__ == "__main__":
    main()
