"""The values that everything else passes around: frozen, comparable, ready for JSON."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, slots=True)
class Part:
    """The role of ``document.text[start:end]``: "title", "section", "author", "signatory" or "date"."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Document:
    """A text and where it came from. Offsets anywhere in extrait are Unicode code points into ``text``, end exclusive.

    Attributes:
        id: unique in an index, stable for the same source.
        title: for display.
        text: cleaned once, when loaded; never changed afterwards.
        source: file name or address.
        language: ISO 639-1 code of the text.
        pages: for PDF, the offset at which each page starts; empty otherwise.
        furniture: (start, end) of text that is not content (menus, repeated headlines): never in a passage.
        parts: headline, section, authors and date, where the text is laid out as a page.
    """

    id: str
    title: str
    text: str
    source: str
    language: str
    pages: tuple[int, ...] = ()
    furniture: tuple[tuple[int, int], ...] = ()
    parts: tuple[Part, ...] = ()

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the text in UTF-8, in hexadecimal."""
        return hashlib.sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def content(self) -> str:
        """What its passages and their vectors depend on."""
        return f"{self.language} {self.furniture} {self.text}"

    @cached_property
    def content_hash(self) -> int:
        """``short_hash`` of ``content``."""
        return short_hash(self.content)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of a document: ``text == document.text[start:end]``, always."""

    document: str  # Document.id
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """A retrieved passage. ``position`` is its number in the index.

    ``score`` is the fused score (higher is better, comparable within one question only); ``dense`` is a cosine in
    [-1, 1]; ``terms`` is a BM25 score, 0 or more.
    """

    position: int
    passage: Passage
    score: float
    dense: float
    terms: float


def short_hash(text: str) -> int:
    """The first 8 bytes of the SHA-256 of ``text`` in UTF-8."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "little")


def whole_characters(text: str) -> str:
    r"""``text`` with surrogate pairs joined and lone surrogates, which UTF-8 cannot encode, replaced by U+FFFD.

    >>> whole_characters("\ud83d Qui ?"), whole_characters("\ud83d\ude00 Qui ?")
    ('� Qui ?', '😀 Qui ?')
    """
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
