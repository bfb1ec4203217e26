"""What an index folder looks like from outside: its files, its format, its manifest."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from index import folders
from index.chunking import VERSION
from index.encoder import Encoder
from index.errors import IndexFolderError

FORMAT = 4


@dataclass(frozen=True, slots=True)
class Layout:
    """The files of an index folder, beside its manifest."""

    vectors: str = "vectors.npy"  # float32 (passages, dimensions)
    cells: str = "cells.faiss"  # only where there are many passages
    documents: str = "documents.jsonl"
    hashes: str = "hashes.npy"
    passages: str = "passages.npy"
    terms: str = "terms"


LAYOUT = Layout()
_TERMS = ("words.bin", "words.npy", "starts.npy", "lengths.npy", "codes.npy", "languages.json", "postings.npy")


class UnreadableError(IndexFolderError):
    """An index folder that may be whole, but that the system does not let be read now."""


@dataclass(frozen=True)
class Built:
    """How the vectors were made: by which encoder, from passages split by which ``chunking.VERSION``."""

    name: str
    digest: str
    dimensions: int
    cut: int

    @classmethod
    def by(cls, encoder: Encoder) -> Built:
        """For vectors made by ``encoder`` with the current ``chunking.VERSION``."""
        return cls(encoder.name, encoder.digest, encoder.dimensions, VERSION)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Read the manifest of an index folder.

    Raises:
        UnreadableError: the folder cannot be read.
        IndexFolderError: it is no index, is damaged, or has another format.
    """
    try:
        manifest: dict[str, Any] = json.loads((folder / folders.MANIFEST).read_text(encoding="utf-8"))
        version = manifest["format"]
        if version == FORMAT:
            _check_types(Built(**manifest["encoder"]), manifest["files"])
    except (FileNotFoundError, NotADirectoryError) as error:
        # A path that exists is taken for documents, a missing one for the name of an index.
        paths = f"{folder} --out INDEX" if folder.exists() else f"PATH --out {folder}"
        raise IndexFolderError(
            f"{folder} is not an index; build one with `extrait index {paths}` / "
            "ce n’est pas un index ; faites-en un avec cette commande."
        ) from error
    except OSError as error:
        raise UnreadableError(
            f"{folder} cannot be read ({error.strerror or error}); check the name / illisible ; vérifiez le nom."
        ) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise IndexFolderError(
            f"{folder / folders.MANIFEST} is damaged; rebuild the index with `extrait index` / "
            "abîmé ; refaites l’index avec cette commande."
        ) from error
    if version != FORMAT:
        raise IndexFolderError(
            f"{folder} has format {version}, this extrait reads {FORMAT}; rebuild it with `extrait index` / "
            "format d’une autre version ; refaites l’index avec cette commande."
        )
    return manifest


def _check_types(built: Built, files: Mapping[str, Mapping[str, Any]]) -> None:
    """Raise TypeError for a value of the wrong type; a missing key or a value that is no mapping raises its own."""
    words = [built.name, built.digest, *(facts["sha256"] for facts in files.values())]
    numbers = [built.dimensions, built.cut, *(facts["bytes"] for facts in files.values())]
    if not all(isinstance(word, str) for word in words) or not all(isinstance(number, int) for number in numbers):
        raise TypeError("names and digests are words, sizes are numbers")


def check_place(folder: Path) -> None:
    """Refuse to write over anything but an index or an empty folder.

    Raises:
        IndexFolderError: ``folder`` is a file, a mounted disk, or a folder that holds anything that no index has.
        OSError: its name is too long, or permission is denied.
    """
    if folder.exists() and (not folder.is_dir() or not _is_index(folder)):
        raise IndexFolderError(
            f"{folder} exists and is not an index; give another --out / "
            "ce dossier existe et n’est pas un index ; donnez un autre --out."
        )
    if folder.is_mount():  # which cannot be renamed; said before the work
        raise IndexFolderError(
            f"{folder} is the root of a disk; give a folder in it as --out / "
            "c’est la racine d’un disque ; donnez par --out un dossier qui s’y trouve."
        )


def _is_index(folder: Path) -> bool:
    """Whether every file belongs to an index: named by this format or by the manifest there. An empty folder counts."""
    ours = {*asdict(LAYOUT).values(), str(Path(LAYOUT.documents).with_suffix(".npy")), folders.MANIFEST}
    ours |= {f"{LAYOUT.terms}/{name}" for name in _TERMS} | _listed(folder)
    there = set()
    for path in folder.rglob("*"):  # stops at the first foreign file: the folder may hold a whole disk
        if path.is_file() and path.name != ".DS_Store":
            there.add(name := path.relative_to(folder).as_posix())
            if name not in ours:
                return False
    return {folders.MANIFEST} < there if there else not any(folder.iterdir())


def _listed(folder: Path) -> set[str]:
    """The files that an index of any format lists in its manifest; none for a manifest of something else."""
    try:
        manifest = json.loads((folder / folders.MANIFEST).read_text(encoding="utf-8"))
        if not {"format", "encoder"} <= manifest.keys():
            return set()
        return {name for name, facts in manifest["files"].items() if facts["sha256"]}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):  # the index may be damaged
        return set()


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Turn an OSError of the block that writes ``folder`` into one line for the user.

    Raises:
        IndexFolderError: for example no space or no permission.
    """
    try:
        yield
    except OSError as error:
        what = error.strerror or " ".join(str(error).split()) or type(error).__name__
        raise IndexFolderError(
            f"{folder} could not be written ({what}); free some space or give another --out / "
            "n’a pas pu être écrit ; libérez de la place ou donnez un autre --out."
        ) from error
