"""Choose the retriever's fusion by measurement: ``python benchmarks/retrieval.py --data DIR``.

Same language: every question of piaf-fr-dev to its paragraph among all paragraphs of the file. Other language: the
English questions of XQuAD to the Spanish and Romanian paragraphs. For each weight of the vectors, recall@1, @5, @20
and mean reciprocal rank; 0 is BM25 alone, 1 is the vectors alone, "rrf" is reciprocal rank fusion (Cormack, 2009).
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index.encoder import Encoder
from index.terms import Terms
from qa.retriever import fuse
from qa.squad import Question, read_squad

WEIGHTS = (0.0, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0)
Ranks = NDArray[np.int64]


def main() -> None:
    """Measure and print two tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    data = parser.parse_args().data
    encoder = Encoder.load()
    print("piaf-fr-dev: French questions, French paragraphs")
    table([measured(read_squad(data / "piaf-fr-dev.json.gz"), "fr", encoder)])
    asked = {q.id: q.text for q in read_squad(data / "xquad-en.json.gz")}
    print("XQuAD: English questions, Spanish and Romanian paragraphs")
    pairs = []
    for language in ("es", "ro"):
        questions = read_squad(data / f"xquad-{language}.json.gz")
        pairs.append(measured(questions, language, encoder, lambda q: asked[q.id]))
    table(pairs)


def measured(
    questions: Sequence[Question], language: str, encoder: Encoder, text: Callable[[Question], str] = lambda q: q.text
) -> dict[str, Ranks]:
    """Rank of each question's paragraph (1 is best), by fusion."""
    contexts = list(dict.fromkeys(q.context for q in questions))
    asked = [text(q) for q in questions]
    gold = np.array([contexts.index(q.context) for q in questions])
    dense = encoder.queries(asked) @ encoder.passages(contexts).T
    bm25 = Terms.build(contexts, [language] * len(contexts))
    terms = np.stack([bm25.scores(question) for question in asked])
    fused = {
        f"{weight:.2f}": np.stack([fuse(d, t, weight) for d, t in zip(dense, terms, strict=True)]) for weight in WEIGHTS
    }
    fused["rrf"] = 1 / (60 + places(dense)) + 1 / (60 + places(terms))
    return {name: places(scores)[np.arange(len(gold)), gold] for name, scores in fused.items()}


def places(scores: NDArray[np.floating]) -> Ranks:
    """The place of every column in its row, 1 for the highest score."""
    return np.asarray(np.argsort(np.argsort(-scores, axis=1, kind="stable"), axis=1) + 1)


def table(parts: Sequence[dict[str, Ranks]]) -> None:
    """One line for each fusion, over all parts together."""
    print("  weight  recall@1  recall@5  recall@20    MRR")
    for name in parts[0]:
        ranks = np.concatenate([part[name] for part in parts])
        recall = "  ".join(f"{100 * (ranks <= k).mean():8.1f}" for k in (1, 5, 20))
        print(f"  {name:>6}  {recall}   {(1 / ranks).mean():.3f}")


if __name__ == "__main__":
    main()
