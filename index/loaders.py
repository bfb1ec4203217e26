"""Files to documents. All cleaning happens here, before offsets exist; afterwards the text never changes."""

from __future__ import annotations

import codecs
import hashlib
import logging
import os
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from importlib.resources import files
from itertools import pairwise
from pathlib import Path

from index.documents import Document, whole_characters
from index.errors import DocumentError
from index.languages import detect_language
from index.page import furniture, parts
from index.word import read_docx

_ITEM = re.compile(r"[-–—•▪◦*]\s|\d+[.)]\s|[a-z]\)\s")
# Three numbers in a row, looked for from the first: from each, a line of a million digits would take hours.
_TABULAR = re.compile(r"(?<![\d.,%\s])[.,%\s]*(?:\d[\d.,%\s]*\s){3}")

_NO_WORD = re.compile(r"\W+")
_HYPHENS = "-", "\u2010", "\u00ad"

# The longer first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)

# What is no text of a web page, and what begins and ends a paragraph in one.
_BESIDE = (
    "script, style, noscript, template, nav, aside, button, select, textarea, svg, canvas, audio, video, iframe, "
    "object, header:not(article *, main *), footer:not(article *, main *)"
)
_BLOCKS = (
    "address, article, aside, blockquote, caption, center, dd, details, dialog, dir, div, dl, dt, fieldset, "
    "figcaption, figure, footer, h1, h2, h3, h4, h5, h6, header, hgroup, hr, legend, li, main, menu, ol, p, pre, search, "
    "section, summary, table, tbody, td, tfoot, th, thead, tr, ul"
)
_PARAGRAPH, _NEW_LINE = "\u2029", "\u2028"  # Unicode has them for just this
Extract = tuple[str, tuple[int, ...]]

ARTICLE = "innovate-with-data-2025"
MAX_BYTES = 100_000_000


_EMPTY = "empty: nothing to index / vide : rien à indexer."
_SCANNED = "scanned, without text: run OCR on it first / numérisé, sans texte : passez-le d’abord à l’OCR."
_ENCRYPTED = "encrypted; save it without its password / chiffré ; enregistrez-le sans mot de passe."
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True, slots=True)
class _Inside:
    """What first bytes show (in lower case, white space skipped), and the suffixes that promise it."""

    magic: bytes
    english: str
    french: str
    suffixes: tuple[str, ...] = ()


_INSIDE = (
    _Inside(b"%pdf-", "a PDF", "un PDF", (".pdf",)),
    _Inside(b"pk\x03\x04", "a Word document", "un document Word", (".docx",)),
    _Inside(_OLE, "an old Office document", "un ancien document Office"),
    _Inside(b"{\\rtf", "a rich text (RTF)", "un texte enrichi (RTF)"),
    _Inside(b"\x89png", "an image", "une image"),
    _Inside(b"\xff\xd8\xff", "an image", "une image"),
    _Inside(b"gif8", "an image", "une image"),
    _Inside(b"<!doctype html", "a web page", "une page web", (".html", ".htm")),
    _Inside(b"<html", "a web page", "une page web", (".html", ".htm")),
)
_ARCHIVE = _Inside(b"", "an archive", "une archive")
_TEXT = _Inside(b"", "a text", "un texte", (".txt", ".md"))


def article() -> Document:
    """The article that comes with extrait, its text unchanged."""
    text = files("index").joinpath("article", f"{ARTICLE}.txt").read_text(encoding="utf-8")
    return _document(ARTICLE, ARTICLE, text, f"{ARTICLE}.txt", "fr")


def load_each(paths: Sequence[Path]) -> Iterator[Document | DocumentError]:
    """Read files and folders (all that is below them, by name), one at a time; what cannot be read comes as its error.

    The same file comes once.
    """
    seen = set()
    for place, (root, file) in _each(paths).items():
        try:
            document = replace(load(file), id=file.relative_to(root).as_posix())
        except DocumentError as error:
            yield error
            continue
        if document.id in seen:
            digest = hashlib.sha256(place.encode("utf-8", "surrogateescape")).hexdigest()
            document = replace(document, id=f"{document.id}-{digest[:8]}")
        seen.add(document.id)
        yield document


def count_files(paths: Sequence[Path]) -> int:
    """How many files ``load_each`` looks at."""
    return len(_each(paths))


def load(path: Path, name: str | None = None) -> Document:
    """Read one file.

    Args:
        path: where it lies.
        name: what its owner calls it, where that is not the path: its suffix tells the kind, messages show it.

    Raises:
        DocumentError: missing, empty, too large, of another kind, encrypted, scanned, or damaged; one line that begins
            with the name, in English and French.
    """
    shown = Path(" ".join((str(path) if name is None else name).splitlines()))  # errors are one line
    kind = shown.suffix.lower()
    try:
        text, pages = _read(path, kind)
    except DocumentError as error:
        raise DocumentError(f"{shown}: {error}") from error
    except OSError as error:
        what = error.strerror or error
        raise DocumentError(
            f"{shown}: cannot be read ({what}); check the name / illisible ; vérifiez le nom."
        ) from error
    except Exception as error:  # the extractors raise whatever a damaged file makes them
        said = str(error).replace(str(path), shown.name)
        what = said.splitlines()[0][:80] if said else type(error).__name__
        raise DocumentError(
            f"{shown}: damaged or mislabelled ({what}); open it and save it again / "
            "abîmé ou mal nommé ; ouvrez-le et enregistrez-le de nouveau."
        ) from error
    return _document(shown.name, shown.stem, text, str(shown), detect_language(text), pages)


def pages_without_text(document: Document) -> str | None:
    """One line, in English and French, that names the pages of a PDF where there is nothing to search; None where all
    have text.

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
    text, pages = _READERS[kind](path)
    if not any(character.isalnum() for character in text):
        raise DocumentError(_SCANNED if kind == ".pdf" else _EMPTY)
    return text, pages


def _document(id: str, name: str, text: str, source: str, language: str, pages: tuple[int, ...] = ()) -> Document:
    """The text read as a page; ``name`` is its title where it shows none."""
    found = parts(text)
    title = next((text[part.start : part.end] for part in found if part.kind == "title"), name)
    return Document(id, title, text, source, language, pages, furniture(text), found)


def _check_inside(path: Path, kind: str) -> None:
    """Refuse what its first bytes show to be something else than ``kind``."""
    with path.open("rb") as file:
        head = file.read(4096)
    if kind == ".pdf" and b"%PDF-" in head[:1024]:  # the format allows some bytes before it
        return
    start = head.removeprefix(codecs.BOM_UTF8).lstrip().lower()
    inside = next((known for known in _INSIDE if start.startswith(known.magic)), None)
    if inside is None and kind == ".pdf" and b"\0" not in head:
        inside = _TEXT
    if inside is None or kind in inside.suffixes:
        return
    if inside.suffixes == (".docx",) and b"word/document.xml" not in path.read_bytes():
        inside = _ARCHIVE
    if kind == ".docx" and inside.magic == _OLE and "EncryptedPackage".encode("utf-16-le") in path.read_bytes():
        raise DocumentError(_ENCRYPTED)  # Word wraps what has a password in the old format
    if inside.suffixes:
        do, faites = f"give it the suffix {inside.suffixes[0]}", f"donnez-lui le suffixe {inside.suffixes[0]}"
    elif inside is _ARCHIVE:
        do, faites = "unpack it", "décompressez-la"
    else:
        do, faites = "save its text as .docx, .pdf or .txt", "enregistrez-en le texte en .docx, .pdf ou .txt"
    raise DocumentError(
        f"mislabelled, {inside.english} inside; {do} / mal nommé, {inside.french} à l’intérieur ; {faites}."
    )


def _read_text(path: Path) -> Extract:
    return _clean(_decoded(path.read_bytes())), ()


def _decoded(data: bytes, otherwise: str = "cp1252") -> str:
    """By its byte order mark, or as UTF-8, or ``otherwise``."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:4096]:
        raise DocumentError(
            "a binary file with the name of a text; give the original / "
            "fichier binaire sous le nom d’un texte ; donnez l’original."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
        wrong, beyond_ascii = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
        if 2 * wrong >= beyond_ascii:  # it is not UTF-8 with a broken character, but something else
            text = data.decode(otherwise, "replace")
    return text


def _declared(page: bytes) -> str:
    """The encoding that a web page says it has; what calls itself Latin 1 is Windows' (WHATWG's Encoding Standard)."""
    found = _CHARSET.search(page[:2048])
    name = found[1].decode("ascii").lower() if found else ""
    with suppress(LookupError):
        "".encode(name)  # unlike codecs.lookup, only for text
        return "cp1252" if codecs.lookup(name).name in ("iso8859-1", "ascii", "utf-8") else name
    return "cp1252"


def _read_html(path: Path) -> Extract:
    from selectolax.lexbor import LexborHTMLParser

    data = path.read_bytes()
    page = LexborHTMLParser(_clean(_decoded(data, _declared(data))))
    for node in page.css(_BESIDE):
        node.decompose()
    whole = len(page.body.text()) if page.body else 0
    for node in page.css("form"):
        if 2 * len(node.text()) < whole:  # else it is the page that stands in a form
            node.decompose()
    for node in page.css("br"):
        node.insert_before(_NEW_LINE)
    for node in page.css(_BLOCKS):
        node.insert_before(_PARAGRAPH)
        node.insert_after(_PARAGRAPH)
    articles, mains, body = (
        _paragraphs(_PARAGRAPH.join(node.text() for node in page.css(part)))
        for part in ("article:not(article *)", "main:not(main *)", "body")
    )
    # Where articles are the smaller part of what is there to read, they are cards that lead elsewhere.
    return articles if 2 * len(articles) > len(mains or body) else mains or body, ()


def _paragraphs(text: str) -> str:
    """A text in which only ``_PARAGRAPH`` and ``_NEW_LINE`` break lines, as plain text.

    >>> _paragraphs("Un \\n titre\\u2029 \\u20291, rue\\u2028Paris ")
    'Un titre\\n\\n1, rue\\nParis'
    """
    paragraphs = (
        "\n".join(" ".join(line.split()) for line in paragraph.split(_NEW_LINE)).strip()
        for paragraph in text.split(_PARAGRAPH)
    )
    return "\n\n".join(filter(None, paragraphs))


def _read_pdf(path: Path) -> Extract:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns line by line of what it repairs
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:  # AES, and the package cryptography is not there
        raise DocumentError(_ENCRYPTED) from error
    if locked:
        raise DocumentError(_ENCRYPTED)
    extracted = [_clean(page.extract_text()) for page in reader.pages]
    words = set(_NO_WORD.split("\n".join(extracted).casefold())) - {""}
    pages = [_unwrapped(page, words) for page in extracted]
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 2
    return "\n\n".join(pages), tuple(starts)


def _unwrapped(page: str, words: Collection[str] = ()) -> str:
    """Paragraphs on one line: a PDF breaks lines where the paper ends, and a sentence must not end there.

    A hyphen there stays, unless it is a soft one or parts one of ``words`` (in lower case).

    >>> _unwrapped("Un titre\\nLe pont de la ville est long de\\nquatre cents mètres et\\nhaut.\\n- Un point")
    'Un titre\\nLe pont de la ville est long de quatre cents mètres et haut.\\n- Un point'
    >>> _unwrapped("Il est peut-\\nêtre démo-\\ncratique.", {"démocratique"})
    'Il est peut-être démocratique.'
    """
    lines = [line.strip() for line in page.strip().split("\n")]
    full = 0.7 * max(map(len, lines))
    text = lines[:1]
    for before, line in pairwise(lines):
        prose = len(before) >= full and not _TABULAR.search(before + line) and not _ITEM.match(line)
        if not (before and line and (prose or line[:1].islower())):
            text.append("\n")
        elif not before.endswith(_HYPHENS) or (before[-2:-1].isspace() and not line[:1].isdigit()):
            text.append(" ")
        elif before.endswith("\u00ad") or _in_one_word(before[:-1], line).casefold() in words:
            text[-1] = before[:-1]
        text.append(line)
    return "".join(text)


def _in_one_word(before: str, after: str) -> str:
    """What stands on both sides of a hyphen; nothing where one side is no word."""
    halves = _NO_WORD.split(before)[-1], _NO_WORD.split(after, 1)[0]
    return "".join(halves) if all(half.isalpha() for half in halves) else ""


def _read_docx(path: Path) -> Extract:
    return _clean(read_docx(path)), ()


_READERS: dict[str, Callable[[Path], Extract]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}


def _each(paths: Sequence[Path]) -> dict[str, tuple[Path, Path]]:
    """By where it really lies, each file once: the folder or file it was found under, and the file."""
    found: dict[str, tuple[Path, Path]] = {}
    for path in paths:
        root = path if path.is_dir() else path.parent
        for file in _files(path):
            found.setdefault(os.path.realpath(file), (root, file))
    return found


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    below = (p for p in path.rglob("*") if p.suffix.lower() in _READERS and p.is_file())
    return sorted(p for p in below if not any(part.startswith(".") for part in p.relative_to(path).parts))


def _clean(text: str) -> str:
    """Line ends of one kind, and no character that JSON or a browser takes otherwise: NUL, half of a surrogate pair.

    >>> _clean("Un\\r\\nport\\0\\ud83d\\ude00 \\ud83d.")
    'Un\\nport 😀 \ufffd.'
    """
    return whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ")
