"""Tells by its first bytes what a file is, and refuses one whose suffix says something else."""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError
from index.extract import ENCRYPTED


@dataclass(frozen=True, slots=True)
class _Type:
    """A type of file: its first bytes (lower case, white space skipped) or, for what is zipped, bytes that show it;
    its names, and the suffixes it may have."""

    magic: bytes
    english: str
    french: str
    suffixes: tuple[str, ...] = ()


_ARCHIVE = _Type(b"pk\x03\x04", "an archive", "une archive")
_OLD_OFFICE = _Type(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document", "un ancien document Office")
_GIF = _Type(b"gif8", "an image", "une image")
_TYPES = (
    _Type(b"%pdf-", "a PDF", "un PDF", (".pdf",)),
    _ARCHIVE,
    _OLD_OFFICE,
    _Type(b"{\\rtf", "a rich text (RTF)", "un texte enrichi (RTF)"),
    _Type(b"\x89png", "an image", "une image"),
    _Type(b"\xff\xd8\xff", "an image", "une image"),
    _GIF,
    _Type(b"<!doctype html", "a web page", "une page web", (".html", ".htm")),
    _Type(b"<html", "a web page", "une page web", (".html", ".htm")),
)
_OPEN_DOCUMENTS = (  # their archives begin with their type
    _Type(
        b"mimetypeapplication/vnd.oasis.opendocument.text", "an OpenDocument text", "un texte OpenDocument", (".odt",)
    ),
    _Type(b"mimetypeapplication/vnd.oasis.opendocument.", "another OpenDocument file", "un autre fichier OpenDocument"),
)
_WORD = _Type(b"word/document.xml", "a Word document", "un document Word", (".docx",))
_TEXT = _Type(b"", "a text", "un texte", (".txt", ".md", ".csv"))


def check_inside(path: Path, suffix: str) -> None:
    """Raise DocumentError if the file is encrypted by Word, or of another type than its ``suffix`` says."""
    inside = _inside(path, suffix)
    if inside is None or suffix in inside.suffixes:
        return
    if suffix == ".docx" and inside is _OLD_OFFICE and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
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


def _inside(path: Path, suffix: str) -> _Type | None:
    """The type that the file shows; None if it shows none, or one that the reader for ``suffix`` can judge better."""
    with path.open("rb") as file:
        head = file.read(4096)
    binary = b"\0" in head
    if suffix == ".pdf" and b"%PDF-" in head[:1024]:  # the format allows other bytes before the header
        return None
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    inside = next((known for known in _TYPES if start.startswith(known.magic)), None)
    if inside is None and suffix == ".pdf" and not binary:
        return _TEXT
    if inside is _GIF and suffix in _TEXT.suffixes and not binary:
        return None  # a text about the format
    if inside is not _ARCHIVE:
        return inside
    if found := next((known for known in _OPEN_DOCUMENTS if known.magic in head), None):
        return found
    if suffix == ".docx":
        return None
    if _WORD.magic in path.read_bytes():
        return _WORD
    return None if suffix == ".odt" else _ARCHIVE
