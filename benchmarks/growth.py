"""Size and speed of an index of 10^3 to 10^6 passages: ``python benchmarks/growth.py --data DIR``.

Passages are paragraphs of the question files with some words changed, twenty a document. Their vectors are random but
distributed like those of the default encoder (a common direction, a spectrum that decays, neighbours), since encoding
a million passages would take hours. Splitting is left out too; the product's code does everything else: counting words,
writing, joining, opening, searching. Each size is searched by a process of its own. Prints a Markdown table, and writes
a plot to ``--plot``. Linux only.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import random
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.documents import Document
from index.layout import LAYOUT, Built
from index.store import Index, best, write_joined
from index.tables import Documents, Passages, mapped
from index.terms import Terms
from qa.retriever import POOL, Retriever
from qa.squad import read_squad

DIMENSIONS = 384
PART, PER_DOCUMENT, PER_CLUSTER = 5_000, 20, 50  # passages
QUESTIONS = 200
COLUMNS = (
    "passages", "build, s", "bytes a passage", "open, ms", "memory of its own, MB", "mapped, MB",
    "vectors p50 / p95, ms", "BM25 p50 / p95, ms", "both p50 / p95, ms", "recall@10",
)  # fmt: skip
FILES = ("piaf-fr-train", "piaf-fr-dev", "xquad-en")
# Chosen to be as hard to search as 2,000 paragraphs of the files and 300 questions under the default encoder: searching
# 2, 4, 8, 16 and 32 of 88 cells finds 52, 66, 79, 90 and 98 % of the ten nearest there, 50, 67, 83, 95 and 99 % here.
MEAN, DECAY, APART, ASKED = 0.86, 10.0, 0.5, 0.75


@dataclass(frozen=True)
class Row:
    """The measurements of one size: seconds, bytes a passage, megabytes, milliseconds."""

    passages: int
    build: float
    bytes: float
    open_ms: float
    own_mb: float
    mapped_mb: float
    vectors_p50: float
    vectors_p95: float
    terms_p50: float
    terms_p95: float
    both_p50: float
    both_p95: float
    recall: float


def main() -> None:
    """Measure every size and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--folder", type=Path, help="where to write (6 GB); a temporary one if not given")
    parser.add_argument("--plot", type=Path, help="write a plot, as its suffix says")
    options = parser.parse_args()
    rows = []
    print(f"| {' | '.join(COLUMNS)} |\n|{'--:|' * len(COLUMNS)}")
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            seconds = build(size, Path(folder), *paragraphs(options.data))
            with multiprocessing.get_context("spawn").Pool(1) as pool:
                row = pool.apply(measured, (Path(folder) / "index", seconds, questions(options.data)))
        rows.append(row)
        print(shown(row), flush=True)
    if options.plot:
        plot(rows, options.plot)


def paragraphs(data: Path) -> tuple[list[str], list[str]]:
    """The distinct paragraphs of the files, and their languages."""
    found = {
        q.context: "en" if name.endswith("en") else "fr" for name in FILES for q in read_squad(data / f"{name}.json.gz")
    }
    return list(found), list(found.values())


def questions(data: Path) -> list[str]:
    """Some French questions."""
    asked = [q.text for q in read_squad(data / "piaf-fr-dev.json.gz")]
    return random.Random(1).sample(asked, QUESTIONS)


def build(size: int, folder: Path, texts: Sequence[str], languages: Sequence[str]) -> float:
    """Write ``folder / "index"`` with ``size`` passages; return the seconds that the product's code took."""
    shape, chosen = Shape(size), random.Random(0)
    parts, seconds = [], 0.0
    for start in range(0, size, PART):
        rows, documents, passages, codes = [], [], [], []
        for first in range(start, min(start + PART, size), PER_DOCUMENT):
            source = chosen.randrange(len(texts))
            cut = [changed(texts[source], chosen) for _ in range(min(PER_DOCUMENT, size - first))]
            at = 0
            for text in cut:
                rows.append((len(documents), at, at + len(text)))
                at += len(text) + 2
            passages += cut
            codes += [languages[source]] * len(cut)
            name = f"{first}.txt"
            documents.append(Document(name, name, "\n\n".join(cut), name, languages[source]))
        vectors = shape.passages(start, len(rows))
        began = time.perf_counter()
        table = Documents.of(documents)
        built = Built("random", "random", DIMENSIONS, 0)
        part = Index(table, Passages(np.array(rows, np.int32), table), vectors, Terms.build(passages, codes), built)
        part.save(folder / f"{start}")
        seconds += time.perf_counter() - began
        parts.append(folder / f"{start}")
    began = time.perf_counter()
    (folder / "index").mkdir()
    write_joined(lambda: (Index.mapped(part) for part in parts), folder / "index")
    seconds += time.perf_counter() - began
    for part_folder in parts:
        shutil.rmtree(part_folder)
    return seconds


def changed(text: str, chosen: random.Random) -> str:
    """A stretch of ``text``, with one word in ten replaced by one of 10^5 made-up words, the first more often."""
    words = text[: chosen.randrange(400, 800)].split(" ")
    for i in range(0, len(words), 10):
        words[i] = f"mot{int(10 ** (5 * chosen.random()))}"
    return " ".join(words)


class Shape:
    """Random vectors that are distributed like real ones."""

    def __init__(self, size: int) -> None:
        self._scale = (1 / (1 + np.arange(DIMENSIONS) / DECAY)).astype(np.float32)
        self._scale *= (1 - MEAN**2) ** 0.5 / np.linalg.norm(self._scale)
        self._centres = np.random.default_rng(0).standard_normal((max(1, size // PER_CLUSTER), DIMENSIONS), np.float32)

    def passages(self, start: int, count: int) -> NDArray[np.float32]:
        """Unit vectors (count, dimensions), the same for the same ``start``."""
        chosen = np.random.default_rng((1, start))
        centres = self._centres[chosen.integers(0, len(self._centres), count)]
        return self._unit(centres, chosen.standard_normal((count, DIMENSIONS), np.float32), APART)

    def asked(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Unit vectors of questions whose passages are some of ``vectors``."""
        chosen = np.random.default_rng(2)
        mean = np.eye(1, DIMENSIONS, DIMENSIONS - 1, dtype=np.float32) * MEAN
        near = (vectors[np.sort(chosen.choice(len(vectors), QUESTIONS))] - mean) / self._scale
        return self._unit(near, chosen.standard_normal(near.shape, np.float32), ASKED)

    def _unit(self, at: NDArray[np.float32], noise: NDArray[np.float32], share: float) -> NDArray[np.float32]:
        vectors = ((1 - share) ** 0.5 * at + share**0.5 * noise) * self._scale
        vectors[:, -1] += MEAN
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), np.float32)


class Given:
    """An encoder that has the vectors already."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self.vectors = iter(vectors)

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The next vector."""
        return next(self.vectors)[None, :]


def measured(folder: Path, build: float, texts: Sequence[str]) -> Row:
    """Open the index and search it, in a process that does nothing else."""
    manifest = json.loads((folder / "manifest.json").read_text())
    size, kept = manifest["passages"], sum(file["bytes"] for file in manifest["files"].values())
    vectors = Shape(size).asked(mapped(folder / LAYOUT.vectors))
    before, began = resident(), time.perf_counter()
    index = Index.mapped(folder)
    opened = 1000 * (time.perf_counter() - began)
    index.search(vectors[0], POOL), index.terms.scores(texts[0])
    retriever = Retriever(index, Given(np.concatenate([vectors[:1], vectors])))  # type: ignore[arg-type]
    retriever.retrieve(texts[0], "fr", 10)  # the work that is done only once
    near = timed(lambda i: index.search(vectors[i], POOL))
    words = timed(lambda i: best(index.terms.scores(texts[i]), POOL, above=0))
    both = timed(lambda i: retriever.retrieve(texts[i], "fr", 10))
    after = resident()
    return Row(
        size, build, kept / size, opened, after["RssAnon"] - before["RssAnon"], after["RssFile"] - before["RssFile"],
        *near, *words, *both, recall(index, vectors),
    )  # fmt: skip


def timed(call: Any) -> tuple[float, float]:
    """Milliseconds of one call for each question, p50 and p95."""
    taken = []
    for i in range(QUESTIONS):
        began = time.perf_counter()
        call(i)
        taken.append(1000 * (time.perf_counter() - began))
    return float(np.percentile(taken, 50)), float(np.percentile(taken, 95))


def recall(index: Index, vectors: NDArray[np.float32]) -> float:
    """Share of the ten nearest by a full scan that the search finds."""
    scores = np.concatenate([block @ vectors.T for block in blocks(index.vectors)])
    exact = np.argpartition(-scores, 10, axis=0)[:10].T
    found = [{i for i, _ in index.search(vector, POOL)[:10]} for vector in vectors]
    return sum(len(f & set(e.tolist())) for f, e in zip(found, exact, strict=True)) / (10 * len(vectors))


def blocks(vectors: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    """Some rows at a time."""
    return (vectors[at : at + 50_000] for at in range(0, len(vectors), 50_000))


def resident() -> dict[str, float]:
    """Megabytes of this process in memory: its own, and of mapped files."""
    status = Path("/proc/self/status").read_text()
    return {name: int(kb) / 1024 for name, kb in re.findall(r"(Rss\w+):\s+(\d+) kB", status)}


def shown(row: Row) -> str:
    """A line of the table."""
    pairs = ((row.vectors_p50, row.vectors_p95), (row.terms_p50, row.terms_p95), (row.both_p50, row.both_p95))
    times = " | ".join(f"{p50:.1f} / {p95:.1f}" for p50, p95 in pairs)
    return (
        f"| {row.passages:,} | {row.build:.1f} | {row.bytes:,.0f} | {row.open_ms:.0f} | {row.own_mb:.0f} | "
        f"{row.mapped_mb:.0f} | {times} | {row.recall:.3f} |"
    )


def plot(rows: Sequence[Row], path: Path) -> None:
    """Search times, build time and memory over the number of passages, all logarithmic."""
    import matplotlib

    matplotlib.use("svg" if path.suffix == ".svg" else "agg")
    matplotlib.rcParams["svg.hashsalt"] = "growth"
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(1, 3, figsize=(12, 3.6), layout="constrained")
    table = {name: [asdict(row)[name] for row in rows] for name in asdict(rows[0])}
    for name, label in (("vectors_p50", "vectors"), ("terms_p50", "BM25"), ("both_p50", "both")):
        axes[0].loglog(table["passages"], table[name], "o-", label=label)
    axes[1].loglog(table["passages"], table["build"], "o-", label="build, without encoding")
    axes[2].loglog(table["passages"], table["own_mb"], "o-", label="its own")
    axes[2].loglog(table["passages"], table["mapped_mb"], "o-", label="mapped from files")
    axes[2].loglog(table["passages"], np.multiply(table["bytes"], table["passages"]) / 1e6, "k:", label="on disk")
    for axis, title in zip(axes, ("search, p50, ms", "seconds", "MB"), strict=True):
        axis.set(title=title, xlabel="passages")
        axis.legend()
        axis.grid(alpha=0.3)
    figure.savefig(path, metadata={"Date": None} if path.suffix == ".svg" else None)


if __name__ == "__main__":
    main()
