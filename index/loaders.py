"""Files to documents. All cleaning happens here, before offsets exist; afterwards the text never changes."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

from index.documents import Document
from index.errors import DocumentError
from index.languages import detect_language
from index.page import furniture, parts

ARTICLE = "innovate-with-data-2025"
MAX_BYTES = 100_000_000


def article() -> Document:
    """The article that comes with extrait, its text unchanged."""
    text = files("index").joinpath("article", f"{ARTICLE}.txt").read_text(encoding="utf-8")
    return _document(ARTICLE, ARTICLE, text, f"{ARTICLE}.txt", "fr")


def load_all(paths: Sequence[Path]) -> tuple[list[Document], list[DocumentError]]:
    """Read files and folders (all that is below them, by name); what cannot be read is reported, the rest is kept."""
    documents: dict[str, Document] = {}
    errors = []
    for path in paths:
        root = path if path.is_dir() else path.parent
        for file in _files(path):
            try:
                document = replace(load(file), id=file.relative_to(root).as_posix())
            except DocumentError as error:
                errors.append(error)
                continue
            if document.id in documents:
                place = hashlib.sha256(str(file.resolve()).encode("utf-8", "surrogateescape")).hexdigest()[:8]
                document = replace(document, id=f"{document.id}-{place}")
            documents[document.id] = document
    return list(documents.values()), errors


def load(path: Path) -> Document:
    """Read one file.

    Raises:
        DocumentError: missing, empty, too large, of another kind, encrypted, scanned, or damaged.
    """
    kind = path.suffix.lower()
    try:
        size = path.stat().st_size
        if kind not in _READERS:
            raise DocumentError(f"{path}: {kind or 'no suffix'} is not read; give {', '.join(sorted(_READERS))}.")
        if size > MAX_BYTES:
            raise DocumentError(f"{path}: more than {MAX_BYTES // 1_000_000} MB; split it.")
        text, pages = _READERS[kind](path)
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror or error}); check the name.") from error
    except DocumentError:
        raise
    except Exception as error:  # the extractors raise whatever a damaged file makes them
        what = str(error).splitlines()[0][:80] if str(error) else type(error).__name__
        raise DocumentError(f"{path}: damaged or mislabelled ({what}); open it and save it again.") from error
    if not text.strip():
        advice = "scanned, without text: run OCR on it first" if kind == ".pdf" else "empty: nothing to index"
        raise DocumentError(f"{path}: {advice}.")
    return _document(path.name, path.stem, text, str(path), detect_language(text), pages)


def _document(id: str, name: str, text: str, source: str, language: str, pages: tuple[int, ...] = ()) -> Document:
    """The text read as a page; ``name`` is its title where it shows none."""
    found = parts(text)
    title = next((text[part.start : part.end] for part in found if part.kind == "title"), name)
    return Document(id, title, text, source, language, pages, furniture(text), found)


Extract = tuple[str, tuple[int, ...]]


def _read_text(path: Path) -> Extract:
    data = path.read_bytes()
    if b"\0" in data[:4096]:
        raise DocumentError(f"{path}: a binary file with the name of a text; give the original.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252", "replace")
    return _lines(text), ()


def _read_html(path: Path) -> Extract:
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(_read_text(path)[0])
    for node in page.css("script, style, noscript, nav, header, footer, aside, form, template"):
        node.decompose()
    body = page.css_first("article") or page.css_first("main") or page.body
    blocks = "p, li, h1, h2, h3, h4, h5, h6, blockquote, td, th, pre, figcaption"
    texts = [re.sub(r"\s+", " ", node.text()).strip() for node in body.css(blocks)] if body else []
    return "\n\n".join(text for text in texts if text) or (_lines(body.text()) if body else ""), ()


def _read_pdf(path: Path) -> Extract:
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns line by line of what it repairs
    reader = pypdf.PdfReader(path)
    if reader.is_encrypted and not reader.decrypt(""):
        raise DocumentError(f"{path}: encrypted; save it without its password.")
    pages = [_lines(page.extract_text()) for page in reader.pages]
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 2
    return "\n\n".join(pages), tuple(starts)


def _read_docx(path: Path) -> Extract:
    import docx

    document: Any = docx.Document(str(path))
    texts = []
    for block in document.iter_inner_content():
        if hasattr(block, "rows"):
            texts += [" | ".join(dict.fromkeys(cell.text.strip() for cell in row.cells)) for row in block.rows]
        else:
            texts.append(block.text)
    return _lines("\n\n".join(text for text in texts if text.strip())), ()


_READERS: dict[str, Callable[[Path], Extract]] = {
    ".txt": _read_text,
    ".md": _read_text,
    ".html": _read_html,
    ".htm": _read_html,
    ".pdf": _read_pdf,
    ".docx": _read_docx,
}


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    below = (p for p in path.rglob("*") if p.suffix.lower() in _READERS and p.is_file())
    return sorted(p for p in below if not any(part.startswith(".") for part in p.relative_to(path).parts))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
