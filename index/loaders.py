"""Reads files into documents. The text is cleaned here, before offsets exist, and never changes afterwards."""

from __future__ import annotations

import codecs
import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path

from index.documents import Document, whole_characters
from index.errors import DocumentError
from index.languages import detect_language
from index.odt import read_odt
from index.page import furniture, parts
from index.pdf import ENCRYPTED, read_pdf
from index.plain import Extract
from index.prose import read_markdown, read_text
from index.web import read_html
from index.word import read_docx

ARTICLE = "innovate-with-data-2025"
MAX_BYTES = 100_000_000


_EMPTY = "empty: nothing to index / vide : rien à indexer."
_SCANNED = "scanned, without text: run OCR on it first / numérisé, sans texte : passez-le d’abord à l’OCR."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class _Inside:
    """A type of file: its first bytes (lower case, white space skipped) or, for what is zipped, bytes that show it;
    its names, and the suffixes it may have."""

    magic: bytes
    english: str
    french: str
    suffixes: tuple[str, ...] = ()


_ARCHIVE = _Inside(b"pk\x03\x04", "an archive", "une archive")
_INSIDE = (
    _Inside(b"%pdf-", "a PDF", "un PDF", (".pdf",)),
    _ARCHIVE,
    _Inside(_OLE, "an old Office document", "un ancien document Office"),
    _Inside(b"{\\rtf", "a rich text (RTF)", "un texte enrichi (RTF)"),
    _Inside(b"\x89png", "an image", "une image"),
    _Inside(b"\xff\xd8\xff", "an image", "une image"),
    _Inside(b"gif8", "an image", "une image"),
    _Inside(b"<!doctype html", "a web page", "une page web", (".html", ".htm")),
    _Inside(b"<html", "a web page", "une page web", (".html", ".htm")),
)
_OPEN_DOCUMENTS = (  # their archives begin with their type
    _Inside(
        b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text", "un texte OpenDocument", (".odt",)
    ),
    _Inside(
        b"mimetypeapplication/vnd.oasis.opendocument.", "another OpenDocument file", "un autre fichier OpenDocument"
    ),
)
_WORD = _Inside(b"word/document.xml", "a Word document", "un document Word", (".docx",))
_TEXT = _Inside(b"", "a text", "un texte", (".txt", ".md"))


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
        return (
            f"{self.others.total()} files of other kinds are left out / "
            f"fichiers d’autres types laissés de côté : {kinds}{more}"
        )


def article() -> Document:
    """The article that comes with extrait, its text unchanged."""
    text = files("index").joinpath("article", f"{ARTICLE}.txt").read_text(encoding="utf-8")
    return _document(ARTICLE, ARTICLE, Extract(text), f"{ARTICLE}.txt", "fr")


def find(paths: Sequence[Path]) -> Found:
    """Look for files to read; a file that is found several times counts once."""
    found = Found({}, [], Counter())
    for path in paths:
        root = path if path.is_dir() else path.parent
        for file in sorted(_below(path, found.closed)) if path.is_dir() else [path]:
            if path.is_dir() and file.suffix.lower() not in _READERS:
                found.others[file.suffix.lower()] += 1
            else:
                found.files.setdefault(os.path.realpath(file), (root, file))
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
    said = whole_characters(str(path) if name is None else name)  # a name that is no UTF-8 has lone surrogates
    shown = Path(" ".join(said.splitlines()))  # errors are one line
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
    ends = (*document.pages[1:], len(document.text))
    bare = (
        [
            str(number)
            for number, (start, end) in enumerate(zip(document.pages, ends, strict=True), 1)
            if not any(character.isalnum() for character in document.text[start:end])
        ]
        if document.pages
        else []
    )
    if not bare:
        return None
    shown = ", ".join(bare[:20]) + (", …" if len(bare) > 20 else "")
    return (
        f"{document.source}: no text on page {shown} (scanned?); the rest is indexed / "
        f"pas de texte page {shown} (numérisée ?) ; le reste est indexé."
    )


def _read(path: Path, kind: str) -> Extract:
    size = path.stat().st_size
    if kind not in _READERS:
        kinds = ", ".join(sorted(_READERS))
        raise DocumentError(f"{kind or 'no suffix'} is not read; give {kinds} / format non lu ; donnez {kinds}.")
    if size > MAX_BYTES:
        limit = MAX_BYTES // 1_000_000
        raise DocumentError(f"more than {limit} MB; split it / plus de {limit} Mo ; divisez-le.")
    if size == 0:
        raise DocumentError(_EMPTY)
    _check_inside(path, kind)
    extract = _READERS[kind](path)
    if not any(character.isalnum() for character in extract.text):
        raise DocumentError(_SCANNED if kind == ".pdf" else _EMPTY)
    return extract


def _document(id: str, name: str, extract: Extract, source: str, language: str) -> Document:
    """Build the document and find the parts of its page; ``name`` is the title if the text shows none."""
    text = extract.text
    found = parts(text, extract.titles, extract.authors)
    title = next((text[part.start : part.end] for part in found if part.kind == "title"), name)
    return Document(id, title, text, source, language, extract.pages, furniture(text), found)


def _check_inside(path: Path, kind: str) -> None:
    """Raise DocumentError if the first bytes show another type of file than the suffix ``kind``."""
    with path.open("rb") as file:
        head = file.read(4096)
    if kind == ".pdf" and b"%PDF-" in head[:1024]:  # the format allows other bytes before the header
        return
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    inside = next((known for known in _INSIDE if start.startswith(known.magic)), None)
    if inside is None and kind == ".pdf" and b"\0" not in head:
        inside = _TEXT
    if inside is _ARCHIVE:
        inside = next((known for known in _OPEN_DOCUMENTS if known.magic in head), _ARCHIVE)
    if inside is _ARCHIVE and kind == ".docx":  # if it is none, its reader says so
        return
    if inside is _ARCHIVE and _WORD.magic in path.read_bytes():
        inside = _WORD
    if inside is _ARCHIVE and kind == ".odt":
        return
    if inside is None or kind in inside.suffixes:
        return
    if kind in _TEXT.suffixes and inside.magic == b"gif8" and b"\0" not in head:
        return  # a text about the format
    if kind == ".docx" and inside.magic == _OLE and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise DocumentError(ENCRYPTED)  # Word stores password-protected documents in an OLE file
    if inside.suffixes:
        do, faites = f"give it the suffix {inside.suffixes[0]}", f"donnez-lui le suffixe {inside.suffixes[0]}"
    elif inside is _ARCHIVE:
        do, faites = "unpack it", "décompressez-la"
    else:
        do, faites = "save its text as .docx, .pdf or .txt", "enregistrez-en le texte en .docx, .pdf ou .txt"
    raise DocumentError(
        f"mislabelled, {inside.english} inside; {do} / mal nommé, {inside.french} à l’intérieur ; {faites}."
    )


_READERS: dict[str, Callable[[Path], Extract]] = {
    ".txt": lambda path: read_text(path.read_bytes()),
    ".md": lambda path: read_markdown(path.read_bytes()),
    ".html": lambda path: read_html(path.read_bytes()),
    ".htm": lambda path: read_html(path.read_bytes()),
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".odt": read_odt,
}


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
