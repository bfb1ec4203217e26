"""Reads files into documents. The text is cleaned here, before offsets exist, and never changes afterwards."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from index.documents import Document, whole_characters
from index.errors import DocumentError
from index.extract import Extract
from index.inside import check_inside
from index.languages import detect_language
from index.page import furniture, parts

ARTICLE = "innovate-with-data-2025"
SUFFIXES = ".csv", ".docx", ".htm", ".html", ".md", ".odt", ".pdf", ".txt"
MAX_BYTES = 100_000_000

_EMPTY = "empty: nothing to index / vide : rien à indexer."
_SCANNED = "scanned, without text: run OCR on it first / numérisé, sans texte : passez-le d’abord à l’OCR."


@dataclass(frozen=True)
class Found:
    """What was found below some paths.

    Attributes:
        files: the files to read, by real path: (the folder that their ids are relative to, the file as it was found).
        closed: an error for each folder that cannot be opened.
        others: the number of files of other types, by suffix.
    """

    files: dict[str, tuple[Path, Path]]
    closed: list[OSError]
    others: Counter[str]

    def __len__(self) -> int:
        """The number of documents and errors that ``load_each`` yields."""
        return len(self.files) + len(self.closed)

    @property
    def left_out(self) -> str | None:
        """One line, in English and French, that counts the files of other types; None without any."""
        if not self.others:
            return None
        kinds = ", ".join(f"{kind or '?'} {count}" for kind, count in self.others.most_common(5))
        more = ", …" if len(self.others) > 5 else ""
        count = self.others.total()
        if count == 1:
            return f"1 file of another kind is left out / fichier d’un autre type laissé de côté : {kinds}"
        return f"{count} files of other kinds are left out / fichiers d’autres types laissés de côté : {kinds}{more}"


def article() -> Document:
    """The article that comes with extrait, its text unchanged."""
    text = files("index").joinpath("article", f"{ARTICLE}.txt").read_text(encoding="utf-8")
    return of_text(text, ARTICLE, f"{ARTICLE}.txt", "fr")


def of_text(text: str, name: str, source: str, language: str) -> Document:
    """A document of a text that is not cleaned, with the parts that its lines show; ``name`` is its id, and its title if
    they show none."""
    return _document(name, name, Extract(text), source, language)


def find(paths: Sequence[Path]) -> Found:
    """Look for files to read; a file that is found several times counts once."""
    found = Found({}, [], Counter())
    for path in paths:
        if not path.is_dir():
            found.files.setdefault(os.path.realpath(path), (path.parent, path))
            continue
        for file in sorted(_below(path, found.closed)):
            if (suffix := file.suffix.lower()) in SUFFIXES:
                found.files.setdefault(os.path.realpath(file), (path, file))
            else:
                found.others[suffix] += 1
    return found


def load_each(found: Found) -> Iterator[Document | DocumentError]:
    """Read the files found, those below a folder in order of name; yield an error for each one that cannot be read."""
    seen = set()
    for error in found.closed:
        yield DocumentError(
            f"{error.filename}: this folder cannot be read ({error.strerror}); check its rights / "
            "dossier illisible ; vérifiez ses droits."
        )
    for place, (root, file) in found.files.items():
        try:
            document = replace(load(file), id=whole_characters(file.relative_to(root).as_posix()))
        except DocumentError as unread:
            yield unread
            continue
        if document.id in seen:
            digest = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()
            document = replace(document, id=f"{document.id}-{digest[:8]}")
        seen.add(document.id)
        yield document


def load(path: Path, name: str | None = None) -> Document:
    """Read one file.

    Args:
        path: the file to read.
        name: the user's name for the file, if not ``path``; its suffix decides the type, and messages show it.

    Raises:
        DocumentError: missing, empty, too large, of another type, encrypted, scanned, or damaged; the message is one
            line that begins with the name, in English and French.
    """
    given = whole_characters(str(path) if name is None else name)  # a name that is no UTF-8 has lone surrogates
    shown = Path(" ".join(given.splitlines()))  # errors are one line
    kind = shown.suffix.lower()
    try:
        extract = _read(path, kind)
    except DocumentError as error:
        raise DocumentError(f"{shown}: {error}") from error
    except OSError as error:
        what = error.strerror or error
        raise DocumentError(
            f"{shown}: cannot be read ({what}); check the name / illisible ; vérifiez le nom."
        ) from error
    except Exception as error:  # the extractors raise errors of any type for a damaged file
        said = str(error).replace(str(path), shown.name)
        what = said.splitlines()[0][:80] if said else type(error).__name__
        raise DocumentError(
            f"{shown}: damaged or mislabelled ({what}); open it and save it again / "
            "abîmé ou mal nommé ; ouvrez-le et enregistrez-le de nouveau."
        ) from error
    return _document(shown.name, shown.stem, extract, str(shown), detect_language(extract.text))


def pages_without_text(document: Document) -> str | None:
    """One line, in English and French, that names the pages of a PDF without text; None if all have some.

    >>> pages_without_text(Document("d", "T", "Un.\\n\\n\\n\\n\\n\\nTrois.", "d.pdf", "fr", (0, 5, 7, 9)))
    'd.pdf: no text on page 2, 3 (scanned?); the rest is indexed / pas de texte page 2, 3 (numérisée ?) ; le reste est indexé.'
    """
    bare = [
        str(number)
        for number, (start, end) in enumerate(pairwise((*document.pages, len(document.text))), 1)
        if not any(character.isalnum() for character in document.text[start:end])
    ]
    if not bare:
        return None
    shown = ", ".join(bare[:20]) + (", …" if len(bare) > 20 else "")
    return (
        f"{document.source}: no text on page {shown} (scanned?); the rest is indexed / "
        f"pas de texte page {shown} (numérisée ?) ; le reste est indexé."
    )


def _read(path: Path, kind: str) -> Extract:
    size = path.stat().st_size
    if kind not in SUFFIXES:
        kinds = ", ".join(SUFFIXES)
        raise DocumentError(f"{kind or 'no suffix'} is not read; give {kinds} / format non lu ; donnez {kinds}.")
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise DocumentError(f"more than {limit} MB; split it / plus de {limit} Mo ; divisez-le.")
    if size == 0:
        raise DocumentError(_EMPTY)
    check_inside(path, kind)
    extract = _extracted(path, kind)
    if not any(character.isalnum() for character in extract.text):
        raise DocumentError(_SCANNED if kind == ".pdf" else _EMPTY)
    return extract


def _extracted(path: Path, kind: str) -> Extract:
    """Imports only what reads this kind: no question needs any of it."""
    if kind == ".pdf":
        from index.pdf import read_pdf

        return read_pdf(path)
    if kind == ".docx":
        from index.word import read_docx

        return read_docx(path)
    if kind == ".odt":
        from index.odt import read_odt

        return read_odt(path)
    if kind in (".html", ".htm"):
        from index.web import read_html

        return read_html(path.read_bytes())
    if kind == ".csv":
        from index.sheet import read_csv

        return read_csv(path.read_bytes())
    if kind == ".md":
        from index.markdown import read_markdown

        return read_markdown(path.read_bytes())
    from index.prose import read_text

    return read_text(path.read_bytes())


def _document(id: str, name: str, extract: Extract, source: str, language: str) -> Document:
    """Build the document and find the parts of its page; ``name`` is the title if the text shows none."""
    text = extract.text
    found = parts(text, extract.titles, extract.authors)
    title = next((text[part.start : part.end] for part in found if part.kind == "title"), name)
    return Document(id, title, text, source, language, extract.pages, furniture(text), found)


def _below(folder: Path, closed: list[OSError]) -> Iterator[Path]:
    """Yield the files below a folder that are not hidden; enter each folder once, targets of symbolic links last."""
    waiting, seen = [folder], set()
    while waiting:
        for place, folders, names in os.walk(waiting.pop(0), onerror=closed.append):
            real = os.path.realpath(place)
            folders[:] = () if real in seen else sorted(name for name in folders if not name.startswith("."))
            if real not in seen:
                seen.add(real)
                yield from (Path(place, name) for name in names if not name.startswith("."))
            waiting += [Path(place, name) for name in folders if Path(place, name).is_symlink()]
