"""Documents and passages as tables, memory-mapped where they are large; each row is parsed when it is asked for."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, TypeVar, overload
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from index.documents import Document, Part, Passage, short_hash

Row = TypeVar("Row")
_SMALL = 1_000_000  # bytes; below, a file is read: a mapped one stays open, and a process may open some 1,000


class _Rows(Sequence[Row], ABC):
    """A sequence whose items are made when they are asked for."""

    @overload
    def __getitem__(self, i: int) -> Row: ...
    @overload
    def __getitem__(self, i: slice) -> Sequence[Row]: ...
    def __getitem__(self, i: int | slice) -> Row | Sequence[Row]:
        places = range(len(self))[i]
        return [self._row(place) for place in places] if isinstance(places, range) else self._row(places)

    @abstractmethod
    def _row(self, i: int) -> Row:
        """Item number ``i``, 0 or more."""


class Lines(_Rows[bytes]):
    """The lines of a file that ``write_lines`` wrote, without their ends."""

    def __init__(self, path: Path) -> None:
        self._ends = mapped(path.with_suffix(".npy"))
        self._data = np.fromfile(path, np.uint8) if _is_small(path) else np.memmap(path, np.uint8, "r")

    def __len__(self) -> int:
        return len(self._ends)

    def _row(self, i: int) -> bytes:
        start = int(self._ends[i - 1]) if i else 0
        return self._data[start : int(self._ends[i]) - 1].tobytes()


def write_lines(path: Path, lines: Iterable[bytes]) -> None:
    """Write ``lines`` to ``path``, and the offset of each one's end to the same name with ``.npy``."""
    ends, at = array("q"), 0
    with path.open("wb") as file:
        for line in lines:
            at += file.write(line + b"\n")
            ends.append(at)
    np.save(path.with_suffix(".npy"), np.array(ends, np.int64))


def write_rows(path: Path, shape: tuple[int, ...], dtype: Any, arrays: Iterable[NDArray[Any]]) -> None:
    """Write the rows of ``arrays``, one array after another, as one ``.npy`` file of ``shape``."""
    with path.open("wb") as file:
        facts = {"descr": np.lib.format.dtype_to_descr(np.dtype(dtype)), "fortran_order": False, "shape": shape}
        np.lib.format.write_array_header_1_0(file, facts)
        for rows in arrays:
            file.write(np.ascontiguousarray(rows, dtype).data)


def mapped(path: Path) -> NDArray[Any]:
    """The array of a ``.npy`` file, memory-mapped unless it is small."""
    return np.asarray(np.load(path, mmap_mode=None if _is_small(path) else "r", allow_pickle=False))


def _is_small(path: Path) -> bool:
    return path.stat().st_size < _SMALL


class Documents(Mapping[str, Document]):
    """Documents by id, in order. Each is a line of JSON, parsed when it is asked for."""

    __hash__ = object.__hash__

    def __init__(self, lines: Sequence[bytes], hashes: NDArray[np.uint64]) -> None:
        """``hashes``: (documents, 2), the hashes of the id and of the content that passages and vectors depend on."""
        self.lines = lines
        self.hashes = hashes

    @classmethod
    def of(cls, documents: Iterable[Document]) -> Documents:
        """The table of ``documents``, whose ids must differ."""
        kept = list(documents)
        hashes = [(short_hash(document.id), document.content_hash) for document in kept]
        return cls([_line(document) for document in kept], np.array(hashes, np.uint64).reshape(-1, 2))

    def __len__(self) -> int:
        return len(self.hashes)

    def __iter__(self) -> Iterator[str]:
        return (self.at(i).id for i in range(len(self)))

    def __getitem__(self, id: str) -> Document:
        return self.at(self.number(id))

    def at(self, i: int) -> Document:
        """Document number ``i``."""
        return _document(ref(self), i)

    def number(self, id: str) -> int:
        """The number of the document with this id.

        Raises:
            KeyError: no document has this id.
        """
        for i in self._rows(0, short_hash(id)):
            if self.at(i).id == id:
                return i
        raise KeyError(id)

    def like(self, document: Document) -> int | None:
        """The number of a document with the same text, language and furniture, whatever its id; None without one."""
        return next((i for i in self._rows(1, document.content_hash) if self.at(i).content == document.content), None)

    def _rows(self, column: int, key: int) -> list[int]:
        hashes, order = self._sorted[column]
        first, last = (np.searchsorted(hashes, np.uint64(key), side) for side in ("left", "right"))
        return [int(i) for i in order[first:last]]

    @cached_property
    def _sorted(self) -> list[tuple[NDArray[np.uint64], NDArray[np.int64]]]:
        orders = [np.argsort(column, kind="stable") for column in self.hashes.T]
        return [(column[order], order) for column, order in zip(self.hashes.T, orders, strict=True)]


class Passages(_Rows[Passage]):
    """Passages in document order. Each is cut from its document when it is asked for."""

    def __init__(self, table: NDArray[np.int32], documents: Documents) -> None:
        """``table``: (passages, 3), number of the document, start, end."""
        self.table = table
        self._documents = documents

    def __len__(self) -> int:
        return len(self.table)

    def _row(self, i: int) -> Passage:
        number, start, end = (int(x) for x in self.table[i])
        document = self._documents.at(number)
        return Passage(document.id, start, end, document.text[start:end])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Passages) and list(self) == list(other)

    def of(self, number: int) -> range:
        """The numbers of the passages of document ``number``."""
        first, last = (bisect_left(range(len(self)), n, key=lambda i: self.table[i, 0]) for n in (number, number + 1))
        return range(first, last)


def _line(document: Document) -> bytes:
    return json.dumps(asdict(document), ensure_ascii=True, separators=(",", ":")).encode()


@lru_cache(32)
def _document(documents: ref[Documents], i: int) -> Document:
    """Found by the table's identity and the number: a line read from disk is new each time, and long to compare.

    What is kept does not keep the table, which holds a file open.
    """
    table = documents()
    assert table is not None
    row = json.loads(table.lines[i])
    row["pages"] = tuple(row["pages"])
    row["furniture"] = tuple((start, end) for start, end in row["furniture"])
    row["parts"] = tuple(Part(**part) for part in row["parts"])
    return Document(**row)
