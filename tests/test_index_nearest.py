"""A large index is searched cell by cell: nearly as exact, and looking at few vectors."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index import nearest
from index.documents import Document
from index.layout import LAYOUT
from index.store import Index
from tests.growing import CountingEncoder


def clustered(count: int, dimensions: int, seed: int = 0) -> np.ndarray:
    """Unit vectors around a hundredth as many centres."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((count // 100, dimensions), dtype=np.float32)
    spread = random.standard_normal((count, dimensions), dtype=np.float32)
    vectors = centres[random.integers(0, len(centres), count)] + 0.7 * spread
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_cells_find_what_a_full_scan_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vectors = clustered(5_000, 32)
    nearest.write_cells(vectors, tmp_path / "cells")
    opened = nearest.Cells(tmp_path / "cells")
    found = 0
    for query in vectors[::100]:
        near = opened.near(query * 3, 100)  # not normalised on purpose
        assert len(set(near.tolist())) == len(near) == 100
        found += len(set(near.tolist()) & set(np.argsort(-(vectors @ query))[:10].tolist()))
    assert found >= 0.99 * 10 * len(vectors[::100])
    monkeypatch.setattr(nearest, "PROBES", 0.0)
    assert len(opened.near(vectors[0], 5_000)) < 1_000  # one cell


def test_a_large_index_has_cells_and_exact_scores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "FROM", 300)
    encoder = CountingEncoder(tmp_path / "log")
    texts = [f"{'chat' * (i % 7)} numéro {i * 7919} dort." for i in range(400)]
    Index.build([Document(str(i), "", t, "", "fr") for i, t in enumerate(texts)], encoder).save(tmp_path / "index")
    index = Index.open(tmp_path / "index", encoder)
    assert (tmp_path / "index" / LAYOUT.cells).is_file()
    query = encoder.passages([texts[7]])[0]
    found = index.search(query, 10)
    np.testing.assert_allclose([s for _, s in found], (index.vectors @ query)[[i for i, _ in found]], rtol=1e-5)
    np.testing.assert_allclose([s for _, s in found], np.sort(index.vectors @ query)[::-1][:10], rtol=1e-5)
    assert len(index.search(query, 10)) == 10 and index.search(query, 0) == []
    Index.build([Document("1", "", "Le chat dort.", "", "fr")], encoder).save(tmp_path / "small")
    assert not (tmp_path / "small" / LAYOUT.cells).exists()


def test_what_is_joined_is_searched_though_its_files_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nearest, "FROM", 300)
    encoder = CountingEncoder(tmp_path / "log")
    parts = [
        Index.build([Document(f"{n}-{i}", "", f"Le chat {i * 7919} dort.", "", "fr") for i in range(200)], encoder)
        for n in range(2)
    ]
    joined = Index.joined(parts)
    query = parts[1].vectors[7]
    assert joined._cells is not None
    assert [place for place, _ in joined.search(query, 1)] == [int((joined.vectors @ query).argmax())]


def test_what_cannot_be_written_is_told_from_a_bug(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file or directory"):
        nearest.write_cells(clustered(400, 8), tmp_path / "missing" / "cells")
    with pytest.raises(RuntimeError):
        nearest.write_cells(clustered(400, 8)[:0], tmp_path / "cells")
