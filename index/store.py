"""The index: documents, passages, vectors (FAISS) and terms, in memory or as one folder."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import tqdm
from numpy.typing import NDArray

from index import folders
from index.chunking import split
from index.documents import Document, Part, Passage
from index.encoder import Encoder
from index.errors import IndexFolderError
from index.terms import Terms

FORMAT = 3


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of an index folder, beside its manifest."""

    vectors: str = "vectors.faiss"
    documents: str = "documents.json"
    passages: str = "passages.json"
    terms: str = "terms"


LAYOUT = Layout()


class Index:
    """Everything that retrieval needs. The parts are aligned: row i of the vectors is passage i."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def build(cls, documents: Sequence[Document], encoder: Encoder) -> Index:
        """Split, encode and count the words of ``documents``; a progress bar on a terminal."""
        passages = [
            passage
            for document in tqdm.tqdm(documents, desc="Reading", unit="document", disable=None, leave=False)
            for passage in split(document, encoder.count_tokens)
        ]
        texts = [passage.text for passage in passages]
        vectors = np.zeros((len(texts), encoder.dimensions), np.float32)
        with tqdm.tqdm(total=len(texts), desc="Encoding", unit="passage", disable=None, leave=False) as bar:
            order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # like lengths together: no padding
            for at in range(0, len(order), 32):
                rows = order[at : at + 32]
                vectors[rows] = encoder.passages([texts[i] for i in rows])
                bar.update(len(rows))
        return cls._of(documents, passages, vectors, (encoder.name, encoder.digest, encoder.dimensions))

    @classmethod
    def joined(cls, indexes: Sequence[Index]) -> Index:
        """One index of all that ``indexes`` hold (at least one), in their order. Nothing is encoded again; words are
        counted anew, since BM25 weighs them over all passages.

        Raises:
            IndexFolderError: built with different encoders, or two of them hold a document of the same id.
        """
        first = indexes[0]
        for index in indexes:
            if index._encoder[1] != first._encoder[1]:
                raise IndexFolderError(
                    f"An index of {index._encoder[0]} cannot join one of {first._encoder[0]}: rebuild one of them."
                )
        documents = [document for index in indexes for document in index.documents.values()]
        if len({document.id for document in documents}) < len(documents):
            raise IndexFolderError("Two of the indexes hold the same document: leave one of them out.")
        passages = [passage for index in indexes for passage in index.passages]
        return cls._of(documents, passages, np.vstack([index.vectors for index in indexes]), first._encoder)

    def only(self, id: str) -> Index:
        """The index of one of its documents. Nothing is encoded again.

        Raises:
            KeyError: no document has this id.
        """
        document = self.documents[id]
        rows = [i for i, passage in enumerate(self.passages) if passage.document == id]
        return self._of([document], [self.passages[i] for i in rows], self.vectors[rows], self._encoder)

    @classmethod
    def _of(
        cls,
        documents: Iterable[Document],
        passages: Sequence[Passage],
        vectors: NDArray[np.float32],
        encoder: tuple[str, str, int],
    ) -> Index:
        by_id = {document.id: document for document in documents}
        languages = [by_id[passage.document].language for passage in passages]
        index = cls(Path())
        index.__dict__.update(  # finished parts take the place of the lazy ones below
            documents=by_id,
            passages=passages,
            languages=languages,
            terms=Terms.build([passage.text for passage in passages], languages),
            _faiss=_flat(vectors),
            _encoder=encoder,
        )
        return index

    @classmethod
    def open(cls, folder: Path, encoder: Encoder) -> Index:
        """Open what ``save`` wrote; its parts are read when they are first used.

        Raises:
            IndexFolderError: no index there, damaged, of another format, or built with another encoder.
        """
        manifest = _manifest(folder)
        built = manifest["encoder"]
        if built["digest"] != encoder.digest:
            raise IndexFolderError(
                f"{folder} was built with {built['name']} ({built['dimensions']} dimensions), opened with "
                f"{encoder.name} ({encoder.dimensions}): rebuild it with `extrait index`."
            )
        if damaged := folders.damaged_file(folder, manifest):
            raise IndexFolderError(f"{folder / damaged} is damaged or missing: rebuild it with `extrait index`.")
        return cls(folder)

    @staticmethod
    def manifest_encoder(folder: Path) -> str:
        """Name of the encoder that the index was built with, "default" for the one that comes with extrait."""
        return str(_manifest(folder)["encoder"]["name"])

    def save(self, folder: Path) -> None:
        """Write the index beside ``folder``, then swap it in.

        Raises:
            IndexFolderError: ``folder`` is something else than an index, or cannot be written.
        """
        if (
            folder.exists()
            and not (folder / folders.MANIFEST).is_file()
            and (not folder.is_dir() or any(folder.iterdir()))
        ):
            raise IndexFolderError(f"{folder} exists and is not an index: give another --out.")
        import faiss

        name, digest, dimensions = self._encoder
        try:
            with folders.written_beside(folder) as new:
                faiss.write_index(self._faiss, str(new / LAYOUT.vectors))
                (new / LAYOUT.terms).mkdir()
                self.terms.save(new / LAYOUT.terms)
                _write_json(new / LAYOUT.documents, [asdict(document) for document in self.documents.values()])
                _write_json(new / LAYOUT.passages, [(p.document, p.start, p.end) for p in self.passages])
                facts = {
                    "format": FORMAT,
                    "encoder": {"name": name, "digest": digest, "dimensions": dimensions},
                    "documents": len(self.documents),
                    "passages": len(self.passages),
                }
                folders.seal(new, facts)
        except (OSError, RuntimeError) as error:
            what = getattr(error, "strerror", None) or str(error).splitlines()[0]
            raise IndexFolderError(
                f"{folder} could not be written ({what}): free some space or give another --out."
            ) from error

    @cached_property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id."""
        stored = json.loads((self._folder / LAYOUT.documents).read_text(encoding="utf-8"))
        return {row["id"]: _document(row) for row in stored}

    @cached_property
    def passages(self) -> Sequence[Passage]:
        """All passages, in document order."""
        rows = json.loads((self._folder / LAYOUT.passages).read_text(encoding="utf-8"))
        return [Passage(name, start, end, self.documents[name].text[start:end]) for name, start, end in rows]

    @cached_property
    def languages(self) -> Sequence[str]:
        """ISO 639-1 code of each passage."""
        return [self.documents[passage.document].language for passage in self.passages]

    @cached_property
    def terms(self) -> Terms:
        """BM25 over the passages."""
        return Terms.load(self._folder / LAYOUT.terms)

    @cached_property
    def _encoder(self) -> tuple[str, str, int]:
        """Name, digest and dimensions."""
        built = _manifest(self._folder)["encoder"]
        return str(built["name"]), str(built["digest"]), int(built["dimensions"])

    @cached_property
    def _faiss(self) -> Any:
        import faiss

        return faiss.read_index(str(self._folder / LAYOUT.vectors))

    @cached_property
    def vectors(self) -> NDArray[np.float32]:
        """Unit vectors, (passages, dimensions)."""
        return np.asarray(self._faiss.reconstruct_n(0, self._faiss.ntotal)).reshape(-1, self._faiss.d)

    def search(self, vector: NDArray[np.float32], k: int) -> list[tuple[int, float]]:
        """The ``k`` passages nearest to ``vector`` as (position, inner product), best first; fewer if there are fewer."""
        k = min(k, self._faiss.ntotal)
        if k <= 0:
            return []
        scores, positions = self._faiss.search(np.ascontiguousarray(vector[None, :], np.float32), k)
        return [(int(i), float(s)) for i, s in zip(positions[0], scores[0], strict=True)]


def _flat(vectors: NDArray[np.float32]) -> Any:
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


def _manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / folders.MANIFEST).read_text(encoding="utf-8"))
        version, _ = manifest["format"], manifest["encoder"]["digest"]
    except FileNotFoundError as error:
        raise IndexFolderError(
            f"{folder} is not an index: build one with `extrait index PATH --out {folder}`."
        ) from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexFolderError(
            f"{folder / folders.MANIFEST} is damaged: rebuild the index with `extrait index`."
        ) from error
    if version != FORMAT:
        raise IndexFolderError(
            f"{folder} has format {version}, this extrait reads {FORMAT}: rebuild it with `extrait index`."
        )
    return manifest


def _document(row: dict[str, Any]) -> Document:
    row["pages"] = tuple(row["pages"])
    row["furniture"] = tuple((start, end) for start, end in row["furniture"])
    row["parts"] = tuple(Part(**part) for part in row["parts"])
    return Document(**row)


def _write_json(path: Path, content: object) -> None:
    path.write_text(json.dumps(content, indent=1, ensure_ascii=True), encoding="utf-8")
