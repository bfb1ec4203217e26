"""Search in a large index: FAISS cells (inverted lists) of vectors in 8 bits, memory-mapped.

Only the cells nearest to a question are looked at, so the cost grows slower than the number of passages. What is found
are candidates; the store ranks them by their exact vectors.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

FROM = 50_000  # passages; below, every vector is looked at: exact, and fast enough (benchmarks/growth.py)
PROBES = 32  # cells that are looked at in each file
_FILE = 250_000  # passages in one file, since FAISS holds what it writes in memory: 100 MB
_PER_CELL = 50  # vectors that the centre of a cell is trained on
_BLOCK = 20_000  # vectors that are read at once


def write(vectors: NDArray[np.float32], folder: Path) -> None:
    """Sort unit vectors (passages, dimensions) into cells and write these into an existing folder."""
    import faiss

    passages, dimensions = vectors.shape
    cells = int(2 * passages**0.5)
    trained = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dimensions), dimensions, cells, faiss.ScalarQuantizer.QT_8bit, faiss.METRIC_INNER_PRODUCT
    )
    sample = np.random.default_rng(0).choice(passages, min(passages, _PER_CELL * cells), replace=False)
    trained.train(np.ascontiguousarray(vectors[np.sort(sample)]))
    for first in range(0, passages, _FILE):
        last = min(first + _FILE, passages)
        index = faiss.clone_index(trained)
        for start in range(first, last, _BLOCK):
            rows = np.ascontiguousarray(vectors[start : min(start + _BLOCK, last)])
            index.add_with_ids(rows, np.arange(start, start + len(rows)))
        faiss.write_index(index, str(folder / f"{first // _FILE:03}.faiss"))


class Cells:
    """What ``write`` wrote, memory-mapped: only the lists that a question needs are read."""

    def __init__(self, folder: Path) -> None:
        import faiss

        files = sorted(folder.glob("*.faiss"))
        self._files: list[Any] = [faiss.read_index(str(file), faiss.IO_FLAG_MMAP) for file in files]

    def near(self, vector: NDArray[np.float32], k: int, probes: int | None = None) -> NDArray[np.int64]:
        """Positions of the ``k`` vectors nearest to ``vector`` (dimensions,) that each file finds, in no order."""
        import faiss

        nprobe = PROBES if probes is None else probes
        parameters = faiss.SearchParametersIVF(nprobe=nprobe)  # type: ignore[call-arg]
        found = [index.search(vector[None, :], k, params=parameters)[1][0] for index in self._files]
        positions = np.concatenate(found)
        return np.asarray(positions[positions >= 0], np.int64)
