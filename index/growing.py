"""``extrait index``: indexes any number of documents into one folder, a batch at a time.

Each finished batch is a sealed index in ``OUT.part/``, named by a hash of its content, so that a killed run resumes
where it stopped. At the end all batches are joined in ``OUT.part/``, and the result then replaces OUT. Documents that
OUT or a leftover batch already holds under the same encoder are not encoded again.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from index import chunking, folders
from index.documents import Document
from index.encoder import Encoder
from index.errors import IndexFolderError
from index.layout import FORMAT, UnreadableError, check_place, writing
from index.store import Index, write_joined
from index.tables import Documents

Holders = Callable[[Document], Iterable[Index]]
BATCH = 400_000  # characters, some 700 passages: the most work that a killed run loses
_LOCK = ".lock"
_JOINED = "joined"
_OURS = re.compile(rf"part-[0-9a-f]{{32}}|\.part-[0-9a-f]{{32}}-new-.*|{_JOINED}(-old)?")  # folders


def grow(documents: Iterable[Document], encoder: Encoder, out: Path) -> Index:
    """Write the index of ``documents`` to ``out`` and open it; only one batch at a time is in memory.

    Called again after a kill, it encodes only what was not finished; if ``out`` is an index of the same encoder, only
    what changed.

    Raises:
        IndexFolderError: ``out`` exists and is no index, cannot be written, or is being written by another process; or
            a finished batch cannot be read.
    """
    out = out.resolve()  # Path(".") has no name, from which that of the folder beside it is made
    with writing(out):
        check_place(out)
        parts = out.with_name(f"{out.name}.part")
        if parts.exists() and not (parts.is_dir() and all(_is_ours(path) for path in parts.iterdir())):
            raise IndexFolderError(
                f"{parts} is in the way, and is not of an index; move it or give another --out / "
                "cela gêne, et n’est pas d’un index ; déplacez-le ou donnez un autre --out."
            )
        parts.mkdir(parents=True, exist_ok=True)
        try:
            with FileLock(parts / _LOCK, timeout=0):
                holders = _holders(out, parts, encoder)
                batches = [_part(batch, encoder, holders, parts) for batch in _batches(documents)]
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


def _is_ours(path: Path) -> bool:
    return path.name == _LOCK or (_OURS.fullmatch(path.name) is not None and path.is_dir())


def _batches(documents: Iterable[Document]) -> Iterator[Sequence[Document]]:
    """Yield at least one batch; the last one may be empty."""
    batch: list[Document] = []
    size = 0
    for document in documents:
        batch.append(document)
        size += len(document.text)
        if size >= BATCH:
            yield batch
            batch, size = [], 0
    yield batch


def _holders(out: Path, parts: Path, encoder: Encoder) -> Holders:
    """What gives the indexes that may hold a document: OUT, and a leftover batch.

    There may be thousands of these, of megabytes each, so each is opened only when it is asked for.
    """
    old = _opened(out, encoder)
    left: dict[int, Path] = {}  # by hash of the content
    for part in sorted(parts.glob("part-*")):
        if index := _opened(part, encoder):
            left |= dict.fromkeys(index.documents.hashes[:, 1].tolist(), part)

    def holders(document: Document) -> Iterator[Index]:
        if old:
            yield old
        if part := left.get(document.content_hash):
            yield Index.mapped(part)

    return holders


def _part(batch: Sequence[Document], encoder: Encoder, holders: Holders, parts: Path) -> Path:
    """Return the folder of this batch, after building it if it is missing or damaged."""
    lines = Documents.of(batch).lines
    facts = f"{FORMAT} {chunking.VERSION} {encoder.digest}".encode()
    folder = parts / f"part-{hashlib.sha256(b' '.join([facts, *lines])).hexdigest()[:32]}"
    if not _opened(folder, encoder):
        shutil.rmtree(folder, ignore_errors=True)
        Index.build(batch, encoder, holders).save(folder)
    return folder


def _opened(folder: Path, encoder: Encoder) -> Index | None:
    """The index in ``folder``; None unless it is intact, of this encoder, and split by the current ``chunking.VERSION``.

    Raises:
        UnreadableError: it cannot be read now, so that nobody knows whether it is intact.
    """
    try:
        index = Index.open(folder, encoder)
    except UnreadableError:
        raise
    except IndexFolderError:
        return None
    return index if index.built.cut == chunking.VERSION else None
