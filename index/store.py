"""The index: documents, passages, vectors and terms, in memory or as one folder."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import folders, nearest
from index.chunking import split
from index.documents import Document
from index.encoder import Encoder
from index.errors import IndexFolderError
from index.layout import FORMAT, LAYOUT, Built, UnreadableError, check_place, read_manifest, writing
from index.tables import Documents, Lines, Passages, mapped, write_lines, write_rows
from index.terms import Terms

_BATCH = 16
Told = Callable[[float], object]


class Index:
    """Everything that retrieval needs. The parts are aligned: row i of the vectors is passage i.

    Attributes:
        documents: by id.
        passages: all of them, in document order.
        vectors: unit vectors, (passages, dimensions).
        terms: BM25 over the passages.
        built: how the vectors were made.
    """

    def __init__(
        self,
        documents: Documents,
        passages: Passages,
        vectors: NDArray[np.float32],
        terms: Terms,
        built: Built,
        cells: nearest.Cells | None = None,
    ) -> None:
        if not len(passages) == len(vectors) == len(terms.lengths):
            raise ValueError(f"{len(passages)} passages, {len(vectors)} vectors, {len(terms.lengths)} in the terms")
        self.documents, self.passages, self.vectors, self.terms = documents, passages, vectors, terms
        self.built = built
        self._cells, self._all = cells, nearest.All(vectors)

    @classmethod
    def build(
        cls,
        documents: Sequence[Document],
        encoder: Encoder,
        holders: Callable[[Document], Iterable[Index]] = lambda _: (),
        told: Told | None = None,
    ) -> Index:
        """Split, encode and count the words of ``documents``, in memory; shows a progress bar on a terminal.

        Args:
            holders: gives the indexes of the same encoder that may hold a document; one whose content they hold, under
                any name, is neither split nor encoded again.
            told: called with the share of the new passages that are encoded, in (0, 1], as it grows.
        """
        rows: list[tuple[int, int, int]] = []
        taken: list[tuple[slice, NDArray[np.float32]]] = []  # rows, and their vectors
        for number, document in enumerate(documents):
            same = next(filter(None, (index._of_same(document) for index in holders(document))), None)
            if same is None:
                rows += [(number, p.start, p.end) for p in split(document, encoder.count_tokens)]
                continue
            spans, known = same
            taken.append((slice(len(rows), len(rows) + len(spans)), known.copy()))  # a view would keep its file open
            rows += [(number, start, end) for start, end in spans.tolist()]
        texts = [documents[number].text[start:end] for number, start, end in rows]
        vectors = np.zeros((len(rows), encoder.dimensions), np.float32)
        new = np.ones(len(rows), bool)
        for place, known in taken:
            vectors[place] = known
            new[place] = False
        _encode(texts, vectors, np.flatnonzero(new), encoder, told)
        table = Documents.of(documents)
        terms = Terms.build(texts, [documents[number].language for number, _, _ in rows])
        passages = Passages(np.array(rows, np.int32).reshape(-1, 3), table)
        return cls(table, passages, vectors, terms, Built.by(encoder))

    @classmethod
    def joined(cls, indexes: Sequence[Index]) -> Index:
        """One index of all that ``indexes`` hold (at least one), in their order. Nothing is encoded or counted again.

        Raises:
            IndexFolderError: built with different encoders, two of them hold a document of the same id, or the disk is full.
        """
        if len(indexes) == 1:
            return indexes[0]
        try:
            with tempfile.TemporaryDirectory(prefix="extrait-") as folder:
                write_joined(lambda: iter(indexes), Path(folder))
                return cls.mapped(Path(folder))  # stays mapped after the folder is deleted
        except OSError as error:
            raise IndexFolderError(
                f"The temporary folder could not be written ({error.strerror or error}); free some space, or point TMPDIR "
                "to another one / écriture impossible ; libérez de la place, ou donnez par TMPDIR un autre dossier."
            ) from error

    def only(self, id: str) -> Index:
        """The index of one of its documents. Nothing is encoded again.

        Raises:
            KeyError: no document has this id.
        """
        number = self.documents.number(id)
        document, rows = self.documents.at(number), self.passages.of(number)
        table = self.passages.table[rows.start : rows.stop].copy()
        table[:, 0] = 0
        documents = Documents.of([document])
        texts = [document.text[start:end] for _, start, end in table.tolist()]
        terms = Terms.build(texts, [document.language] * len(texts))
        return Index(documents, Passages(table, documents), self.vectors[rows.start : rows.stop], terms, self.built)

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Index:
        """Open what ``save`` wrote; its large files are memory-mapped, and read only where a question needs them.

        Raises:
            UnreadableError: ``folder`` cannot be read.
            IndexFolderError: it is no index, is damaged, has another format, or was built with another encoder.
        """
        manifest = read_manifest(folder)
        built = manifest["encoder"]
        if built["digest"] != encoder.digest:
            raise IndexFolderError(
                f"{folder} was built with {built['name']} ({built['dimensions']} dimensions), opened with "
                f"{encoder.name} ({encoder.dimensions}); rebuild it with `extrait index` / "
                "fait avec un autre encodeur ; refaites l’index avec cette commande."
            )
        try:
            if (damaged := folders.damaged_file(folder, manifest)) is None:
                return cls.mapped(folder)
        except (FileNotFoundError, ValueError):  # the manifest lacks a file, or the folder is deleted meanwhile
            damaged = folders.MANIFEST
        except OSError as error:
            raise UnreadableError(
                f"{folder} cannot be read ({error.strerror or error}); try again / illisible ; réessayez."
            ) from error
        raise IndexFolderError(
            f"{folder / damaged} is damaged or missing; rebuild it with `extrait index` / "
            "abîmé ou absent ; refaites l’index avec cette commande."
        )

    @classmethod
    def mapped(cls, folder: Path) -> Index:
        """Open a folder that is known to be intact, without the checks of ``open``."""
        documents = Documents(Lines(folder / LAYOUT.documents), mapped(folder / LAYOUT.hashes))
        return cls(
            documents,
            Passages(mapped(folder / LAYOUT.passages), documents),
            mapped(folder / LAYOUT.vectors),
            Terms.load(folder / LAYOUT.terms),
            Built(**read_manifest(folder)["encoder"]),
            nearest.Cells(folder / LAYOUT.cells) if (folder / LAYOUT.cells).is_file() else None,
        )

    @staticmethod
    def manifest_encoder(folder: Path) -> str:
        """Name of the encoder that the index was built with, "default" for the one that comes with extrait."""
        return str(read_manifest(folder)["encoder"]["name"])

    def save(self, folder: Path) -> None:
        """Write the index into a temporary folder, which then replaces ``folder``.

        Raises:
            IndexFolderError: ``folder`` exists and is no index, or cannot be written.
        """
        with writing(folder):
            check_place(folder)
            with folders.written_beside(folder) as new:
                write_joined(lambda: iter([self]), new)

    @cached_property
    def languages(self) -> Sequence[str]:
        """ISO 639-1 code of each passage."""
        return [self.terms.languages[code] for code in self.terms.codes.tolist()]

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` passages nearest to ``vector`` as (position, inner product), best first; fewer if there are fewer.

        Exact below ``nearest.FROM`` passages; above, it misses at most one in a hundred of the ten nearest.
        """
        count = min(k, len(self.vectors))
        if count <= 0:
            return []
        vector = np.ascontiguousarray(vector, np.float32)
        if self._cells is None:
            return self._all.search(vector, count)
        near = np.sort(self._cells.near(vector, max(k, nearest.CANDIDATES)))
        scores = self.vectors[near] @ vector
        return [(int(near[i]), float(scores[i])) for i in best(scores, k)]

    def _of_same(self, document: Document) -> tuple[NDArray[np.int32], NDArray[np.float32]] | None:
        """Starts and ends of the passages of a document with this content, and their vectors; None if there is none."""
        if (number := self.documents.like(document)) is None:
            return None
        rows = self.passages.of(number)
        return self.passages.table[rows.start : rows.stop, 1:], self.vectors[rows.start : rows.stop]


def best(scores: NDArray[np.float32], k: int, above: float = -np.inf) -> NDArray[np.int64]:
    """Positions of the ``k`` highest scores (fewer where fewer exceed ``above``), highest first, then by position.

    >>> best(np.array([1, 3, 2, 3, 0], "f"), 3).tolist(), best(np.array([0, 1], "f"), 2, above=0).tolist()
    ([1, 3, 2], [1])
    """
    some = np.flatnonzero(scores > above)
    if 0 < k < len(some):
        some = some[scores[some] >= np.partition(scores[some], -k)[-k]]
    return some[np.argsort(-scores[some], kind="stable")[:k]]


def write_joined(parts: Callable[[], Iterator[Index]], folder: Path) -> None:
    """Write one index of all that ``parts`` (at least one) hold, in their order, into an empty folder.

    Only one part at a time is in memory.

    Args:
        parts: called several times; gives the same indexes each time.

    Raises:
        IndexFolderError: built with different encoders, or two of them hold a document of the same id.
    """
    built = sorted({part.built for part in parts()}, key=lambda built: built.cut)
    if len({one.digest for one in built}) > 1:
        raise IndexFolderError(
            f"An index of {built[-1].name} cannot join one of {built[0].name}; rebuild one of them / "
            "ces index ont deux encodeurs ; refaites l’un d’eux."
        )
    sizes = [(len(part.documents), len(part.passages)) for part in parts()]
    documents, passages = (sum(column) for column in zip(*sizes, strict=True))
    write_lines(folder / LAYOUT.documents, (line for part in parts() for line in part.documents.lines))
    write_rows(folder / LAYOUT.hashes, (documents, 2), np.uint64, (part.documents.hashes for part in parts()))
    if len(np.unique(mapped(folder / LAYOUT.hashes)[:, 0])) < documents:
        raise IndexFolderError(
            "Two of the indexes hold the same document; leave one of them out / "
            "deux des index ont un même document ; retirez-en un."
        )
    before = np.cumsum([0, *(size for size, _ in sizes)])
    numbered = (part.passages.table + np.array([n, 0, 0], np.int32) for n, part in zip(before, parts(), strict=False))
    write_rows(folder / LAYOUT.passages, (passages, 3), np.int32, numbered)
    vectors = (passages, built[0].dimensions)
    write_rows(folder / LAYOUT.vectors, vectors, np.float32, (part.vectors for part in parts()))
    (folder / LAYOUT.terms).mkdir()
    Terms.join(lambda: (part.terms for part in parts()), folder / LAYOUT.terms)
    if passages >= nearest.FROM:
        nearest.write_cells(mapped(folder / LAYOUT.vectors), folder / LAYOUT.cells)
    folders.seal(folder, {"format": FORMAT, "encoder": asdict(built[0]), "documents": documents, "passages": passages})


def _encode(
    texts: Sequence[str],
    vectors: NDArray[np.float32],
    rows: NDArray[np.int64],
    encoder: Encoder,
    told: Told | None,
) -> None:
    """Encode the texts of ``rows`` into the same rows of ``vectors``."""
    import tqdm

    order = sorted(rows.tolist(), key=lambda i: len(texts[i]))  # similar lengths together: little padding
    with tqdm.tqdm(total=len(order), desc="Encoding", unit="passage", disable=None, leave=False) as bar:
        for at in range(0, len(order), _BATCH):
            some = order[at : at + _BATCH]
            vectors[some] = encoder.passages([texts[i] for i in some])
            bar.update(len(some))
            if told:
                told((at + len(some)) / len(order))
