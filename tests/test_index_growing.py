"""`extrait index` on any number of documents: flat memory, taken up after a kill, only what changed encoded again."""

from __future__ import annotations

import gc
import resource
import signal
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from filelock import FileLock

from index import chunking, folders, growing, tables, terms
from index.documents import Document
from index.errors import IndexFolderError
from index.growing import grow
from index.loaders import article
from index.store import Index
from tests.growing import CountingEncoder, documents
from tests.test_index_store import too_many_open

ROOT = Path(__file__).parent.parent


@pytest.fixture
def encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> CountingEncoder:
    monkeypatch.setattr(growing, "BATCH", 2_000)
    return CountingEncoder(tmp_path / "log")


def test_what_grew_in_batches_equals_what_was_built_at_once(encoder: CountingEncoder, tmp_path: Path) -> None:
    grown, built = grow(documents(20), encoder, tmp_path / "out"), Index.build(list(documents(20)), encoder)
    assert (grown.documents, grown.passages, grown.languages) == (built.documents, built.passages, built.languages)
    np.testing.assert_array_equal(grown.vectors, built.vectors)
    for question in ("Le chat numéro 7", "chien", "absent"):
        np.testing.assert_array_equal(grown.terms.scores(question), built.terms.scores(question))
    built.save(tmp_path / "saved")
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in ("out", "saved"))
    assert one == two
    assert sorted(path.name for path in tmp_path.iterdir()) == ["log", "out", "saved"]


def test_a_killed_run_is_taken_up_where_it_stopped(encoder: CountingEncoder, tmp_path: Path) -> None:
    out, log = tmp_path / "out", tmp_path / "killed"
    old = grow(documents(1), encoder, out)
    run = subprocess.Popen([sys.executable, "-m", "tests.growing", out, log], cwd=ROOT)
    killed = CountingEncoder(log)
    while len(killed.encoded()) < 40 and run.poll() is None:
        time.sleep(0.01)
    run.send_signal(signal.SIGKILL)
    assert run.wait() == -signal.SIGKILL
    assert Index.open(out, encoder).documents == old.documents  # as it was, all the time
    parts = [Index.open(part, encoder) for part in (tmp_path / "out.part").glob("part-*")]
    finished = sum(len(part.passages) for part in parts)
    before = len(encoder.encoded())
    grown = grow(documents(20), encoder, out)
    assert len(parts) >= 2
    assert len(encoder.encoded()) - before == len(grown.passages) - finished
    assert grown.documents == Index.build(list(documents(20)), encoder).documents
    assert not (tmp_path / "out.part").exists()


def batches_of_a_killed_run(encoder: CountingEncoder, out: Path, count: int) -> list[Path]:
    def killed() -> Iterator[Document]:
        yield from documents(count)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        grow(killed(), encoder, out)
    return list(out.with_name(f"{out.name}.part").glob("part-*"))


def test_more_batches_than_a_process_may_open_are_taken_up_in_any_order(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "BATCH", 1)
    monkeypatch.setattr(tables, "_SMALL", 1)
    finished = len(batches_of_a_killed_run(encoder, tmp_path / "out", 20))
    before = len(encoder.encoded())
    monkeypatch.setattr(growing, "BATCH", 6_000)
    limits, now = resource.getrlimit(resource.RLIMIT_NOFILE), len(list(Path("/dev/fd").iterdir()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (now + 40, limits[1]))  # an open batch has 11
    try:
        grown = grow(reversed(list(documents(20))), encoder, tmp_path / "out")
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, limits)
    assert finished == 20 and len(grown.documents) == 20
    assert len(encoder.encoded()) == before


def test_a_finished_batch_that_cannot_be_read_now_is_kept(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished = batches_of_a_killed_run(encoder, tmp_path / "out", 8)
    before = len(encoder.encoded())
    with monkeypatch.context() as patch:
        patch.setattr(folders, "digest", too_many_open)
        with pytest.raises(IndexFolderError, match=r"cannot be read \(Too many open files\); try again / illisible"):
            grow(documents(8), encoder, tmp_path / "out")
    assert finished and all(Index.open(part, encoder) for part in finished)
    grown = grow(documents(8), encoder, tmp_path / "out")
    assert len(encoder.encoded()) - before < len(grown.passages) / 2


def test_only_what_changed_is_encoded_again(encoder: CountingEncoder, tmp_path: Path) -> None:
    first = list(documents(10))
    grow(first, encoder, tmp_path / "out")
    before = len(encoder.encoded())
    same = [*first[2:9], replace(first[9], id="moved.txt", title="Moved")]  # without 0 and 1
    changed = replace(first[1], text=first[1].text + "\n\nUne phrase de plus.")
    again = grow([changed, *same], encoder, tmp_path / "out")
    built = Index.build([changed], encoder)
    assert len(encoder.encoded()) - before == 2 * len(built.passages)  # once by grow, once by build
    assert list(again.documents.values()) == [changed, *same]
    np.testing.assert_array_equal(again.vectors, Index.build([changed, *same], encoder).vectors)
    before = len(encoder.encoded())
    grow([changed, *same], encoder, tmp_path / "out")
    assert len(encoder.encoded()) == before


@pytest.mark.parametrize("what", ["encoder", "splitting"])
def test_what_was_made_otherwise_is_made_again(
    what: str, encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = len(grow(documents(3), encoder, tmp_path / "out").passages)
    if what == "encoder":
        monkeypatch.setattr(encoder, "digest", "another")
    else:
        for module in ("chunking", "layout"):
            monkeypatch.setattr(f"index.{module}.VERSION", chunking.VERSION + 1)
    grow(documents(3), encoder, tmp_path / "out")
    assert len(encoder.encoded()) == 2 * made


def test_the_version_of_splitting_goes_up_with_it() -> None:
    cuts = [(p.start, p.end) for p in chunking.split(article(), lambda texts: [len(text) // 4 for text in texts])]
    assert (chunking.VERSION, len(cuts), sum(start * end for start, end in cuts) % 1_000_003) == VERSION_AND_CUTS, (
        "documents are split otherwise than before: raise chunking.VERSION, then write down the new figures"
    )


VERSION_AND_CUTS = (4, 10, 968453)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_documents(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(growing, "BATCH", 60_000)
    monkeypatch.setattr(terms, "_POSTINGS", 10_000)
    monkeypatch.setattr(tables, "_SMALL", 10_000)
    peaks = []
    for count in (6, 60):  # 1 batch, 10 batches
        gc.collect()
        tracemalloc.start()
        grow(documents(count, words=2_000), encoder, tmp_path / str(count))
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0], f"{peaks} bytes for ten times the documents"


def test_one_at_a_time_writes(encoder: CountingEncoder, tmp_path: Path) -> None:
    (tmp_path / "out.part").mkdir()
    with FileLock(tmp_path / "out.part" / ".lock"), pytest.raises(IndexFolderError, match="by another `extrait index`"):
        grow(documents(1), encoder, tmp_path / "out")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years of work")
    with pytest.raises(IndexFolderError, match="is not an index; give another --out"):
        grow(documents(1), encoder, tmp_path / "mine")
    (tmp_path / "file.part").write_text("years of work")
    with pytest.raises(IndexFolderError, match=r"file\.part is in the way"):
        grow(documents(1), encoder, tmp_path / "file")
    (tmp_path / "new.part").mkdir()
    (tmp_path / "new.part" / "thesis.txt").write_text("years of work")
    with pytest.raises(IndexFolderError, match=r"new\.part is in the way"):
        grow(documents(1), encoder, tmp_path / "new")
    assert (tmp_path / "new.part" / "thesis.txt").exists()
    assert not encoder.encoded()


@pytest.mark.parametrize("name", ["part-1.docx", "part-1", "joined.docx", "joined", f"part-{'0' * 32}", ".lock-me"])
def test_a_file_of_mine_that_is_named_like_a_batch_is_left(name: str, encoder: CountingEncoder, tmp_path: Path) -> None:
    mine = tmp_path / "thesis.part" / name
    mine.parent.mkdir()
    mine.write_text("years of work")
    with pytest.raises(IndexFolderError, match=r"thesis\.part is in the way"):
        grow(documents(1), encoder, tmp_path / "thesis")
    assert mine.read_text() == "years of work"


def test_a_folder_of_mine_that_is_named_like_a_batch_is_left(encoder: CountingEncoder, tmp_path: Path) -> None:
    (tmp_path / "thesis.part" / "part-1").mkdir(parents=True)
    with pytest.raises(IndexFolderError, match=r"thesis\.part is in the way"):
        grow(documents(1), encoder, tmp_path / "thesis")
    assert (tmp_path / "thesis.part" / "part-1").exists()


@pytest.mark.parametrize("left", [f"part-{'0' * 32}", f".part-{'0' * 32}-new-x", "joined", "joined-old"])
def test_what_a_killed_run_left_half_written_is_replaced(left: str, encoder: CountingEncoder, tmp_path: Path) -> None:
    (tmp_path / "out.part" / left).mkdir(parents=True)
    (tmp_path / "out.part" / left / "half.npy").write_text("half")
    assert len(grow(documents(1), encoder, tmp_path / "out").documents) == 1
    assert not (tmp_path / "out.part").exists()


@pytest.mark.parametrize("out", ["x" * 300, "x" * 253])
def test_a_name_too_long_is_said_in_a_line(out: str, encoder: CountingEncoder, tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match=r"could not be written \(File name too long\)"):
        grow(documents(1), encoder, tmp_path / out)


def test_a_whole_disk_is_no_index(encoder: CountingEncoder) -> None:
    with pytest.raises(IndexFolderError, match="/ exists and is not an index; give another --out"):
        grow(documents(1), encoder, Path("/"))


def test_a_mounted_disk_is_said_before_the_work(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "is_mount", lambda self: True)
    with pytest.raises(IndexFolderError, match="is the root of a disk; give a folder in it as --out"):
        grow(documents(1), encoder, tmp_path)
    assert not encoder.log.exists()


def test_a_place_that_is_closed_is_said_in_a_line(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", closed)
    with pytest.raises(IndexFolderError, match=r"could not be written \(Permission denied\)"):
        grow(documents(1), encoder, tmp_path)


def test_no_document_is_an_index_too(encoder: CountingEncoder, tmp_path: Path) -> None:
    assert len(grow([], encoder, tmp_path / "out").passages) == 0


def test_the_folder_that_one_is_in_can_become_an_index(
    encoder: CountingEncoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert len(grow(documents(2), encoder, Path()).documents) == 2
    assert len(Index.open(tmp_path / "here", encoder).documents) == 2
