"""``extrait index``: documents of any number into an index folder, a batch at a time.

A finished batch is a sealed index of its own in ``OUT.part/``, named by what it holds, so that a run that was killed is
taken up where it stopped; all are joined in the end, beside OUT, and take its place at once. What OUT, or a batch that
was left behind, already holds under the same encoder is not encoded again.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from index import chunking, folders
from index.documents import Document
from index.encoder import Encoder
from index.errors import IndexFolderError
from index.layout import FORMAT, check_place, writing
from index.store import Index, write_joined
from index.tables import Documents

BATCH = 400_000  # characters, some 700 passages: what a kill can cost
_JOINED = "joined"
_OURS = re.compile(rf"\.lock\Z|\.?part-|{_JOINED}")


def grow(documents: Iterable[Document], encoder: Encoder, out: Path) -> Index:
    """Write the index of ``documents`` to ``out`` and open it; one batch at a time is in memory.

    The same call again, after a kill, encodes only what was not finished; over an index of ``encoder``, only what
    changed.

    Raises:
        IndexFolderError: ``out`` is something else than an index, cannot be written, or is being written by another.
    """
    out = out.resolve()  # "." has no name to put a folder beside
    with writing(out):
        check_place(out)
        parts = out.with_name(f"{out.name}.part")
        if parts.exists() and not (parts.is_dir() and all(_OURS.match(path.name) for path in parts.iterdir())):
            raise IndexFolderError(
                f"{parts} is in the way, and is not of an index; move it or give another --out / "
                "cela gêne, et n’est pas d’un index ; déplacez-le ou donnez un autre --out."
            )
        parts.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(parts / ".lock", timeout=0):
                known = [*_opened([out], encoder), *_opened(sorted(parts.glob("part-*")), encoder)]
                batches = [_part(batch, encoder, known, parts) for batch in _batches(documents)]
                new = parts / _JOINED
                shutil.rmtree(new, ignore_errors=True)
                new.mkdir()
                write_joined(lambda: (Index.mapped(batch) for batch in batches), new)
                folders.swap(new, out)
                shutil.rmtree(parts, ignore_errors=True)
        except Timeout:
            raise IndexFolderError(
                f"{out} is being written by another `extrait index`; wait for it / "
                "un autre `extrait index` y écrit ; attendez qu’il finisse."
            ) from None
    return Index.open(out, encoder)


def _batches(documents: Iterable[Document]) -> Iterator[Sequence[Document]]:
    """One at least, even of nothing."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _part(batch: Sequence[Document], encoder: Encoder, known: Sequence[Index], parts: Path) -> Path:
    """The folder of this batch: the one that is there, or a new one."""
    lines = Documents.of(batch).lines
    facts = f"{FORMAT} {chunking.VERSION} {encoder.digest}".encode()
    folder = parts / f"part-{hashlib.sha256(b' '.join([facts, *lines])).hexdigest()[:32]}"
    if not list(_opened([folder], encoder)):
        shutil.rmtree(folder, ignore_errors=True)
        Index.build(batch, encoder, known).save(folder)
    return folder


def _opened(found: Iterable[Path], encoder: Encoder) -> Iterator[Index]:
    """Those that are whole, of this encoder, and cut as documents are cut now."""
    for folder in found:
        try:
            index = Index.open(folder, encoder)
        except IndexFolderError:
            continue
        if index.built.cut == chunking.VERSION:
            yield index
