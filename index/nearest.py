"""Finds the vectors nearest to a question's by FAISS: a small index compares all of them, a large one some cells.

Cells are inverted lists of vectors, each quantised to four bits a pair of dimensions, about a hundred bytes. Only the
cells nearest to a question are searched. What they give are candidates, which the store ranks by their exact vectors.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Chosen by benchmarks/growth.py. Below FROM every vector is compared: exact, and a few milliseconds.
FROM = 50_000  # passages
PROBES = 9.0  # times the root of the number of cells are searched: a third of them for 10^5 passages, a fifth for 10^6
CANDIDATES = 3_000
_PER_CELL = 50  # training vectors for each cell
_BLOCK = 20_000  # vectors read at once


def write_cells(vectors: NDArray[np.float32], path: Path) -> None:
    """Sort unit vectors (passages, dimensions) into cells, and write these to ``path``."""
    import faiss

    passages, dimensions = vectors.shape
    cells = int(2 * passages**0.5)
    # For unit vectors, L2 order equals inner-product order, whatever the length of the question's vector.
    pairs = dimensions // 2 if dimensions % 2 == 0 else dimensions
    centres = faiss.IndexFlatL2(dimensions)
    index = faiss.IndexIVFPQFastScan(centres, dimensions, cells, pairs, 4, faiss.METRIC_L2)
    index.cp.niter = 10
    sample = np.random.default_rng(0).choice(passages, min(passages, _PER_CELL * cells), replace=False)
    index.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    for start in range(0, passages, _BLOCK):
        index.add(np.ascontiguousarray(vectors[start : start + _BLOCK]))
    try:
        faiss.write_index(index, str(path))
    except RuntimeError as error:  # for example a full disk
        raise OSError(str(error)) from error


class All:
    """A FAISS index that compares all of ``vectors`` (passages, dimensions); built at the first search."""

    def __init__(self, vectors: NDArray[np.float32]) -> None:
        self._vectors = vectors

    @cached_property
    def _index(self) -> Any:
        import faiss

        index = faiss.IndexFlatIP(self._vectors.shape[1])
        index.add(np.ascontiguousarray(self._vectors))
        return index

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` (at most all) nearest to ``vector`` (dimensions,) as (position, inner product), best first."""
        scores, positions = self._index.search(vector[None], k)
        return list(zip(positions[0].tolist(), scores[0].tolist(), strict=True))


class Cells:
    """What ``write_cells`` wrote. The file is mapped at once, so it may be replaced, and read at the first search."""

    def __init__(self, path: Path) -> None:
        self._written = np.memmap(path, np.uint8, mode="r")

    @cached_property
    def _index(self) -> Any:
        import faiss

        return faiss.deserialize_index(self._written)

    def near(self, vector: NDArray[np.float32], k: int) -> NDArray[np.int64]:
        """Positions of approximately the ``k`` vectors nearest to ``vector`` (dimensions,), unordered."""
        import faiss

        probes = max(1, int(PROBES * self._index.nlist**0.5))
        parameters = faiss.IVFSearchParameters(nprobe=probes)  # type: ignore[call-arg]
        found = self._index.search(vector[None, :], k, params=parameters)[1][0]
        return np.asarray(found[found >= 0], np.int64)
