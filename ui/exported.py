"""Reads a conversation exported as Markdown, for ``extrait verify``: what ui/export.py wrote, nothing else."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from index.errors import DocumentError, unreadable
from index.loaders import ARTICLE, article

_CITATION = re.compile(
    r"— .*(?:sur|of|page)[ \u00a0]\d+(?P<spans>(?: \\?\[\d+\\?:\d+\\?\])+), [^,(]*\(\d+ %\), (?P<source>.*), "
    r"SHA-256 `(?P<digest>[0-9a-f]{64})`"
)
_SPAN = re.compile(r"(\d+)\\?:(\d+)")
_WRITTEN = re.compile(r"\\(?P<mark>.)|&#(?P<code>\d{1,7});|(?P<bold>\*\*)|(?P<plain>.)", re.DOTALL)


def quoted_in(file: Path) -> list[dict[str, Any]]:
    """Every quoted span of an export, in file order, in the same form as ``qa.verify.quoted``.

    Raises:
        DocumentError: the file cannot be read, or quotes nothing that extrait wrote.
    """
    try:
        lines = [line for line in file.read_text(encoding="utf-8").split("\n") if line]
        rows = _rows(lines, "en" if lines and lines[0].endswith("with extrait") else "fr")
    except OSError as error:
        raise unreadable(file, error) from error
    except ValueError:
        rows = []
    if not rows:
        raise DocumentError(
            f"{file} holds no answers of extrait; give an exported conversation as it was written / "
            "aucune réponse d’extrait ; donnez une conversation exportée, telle quelle."
        )
    return rows


def _rows(lines: list[str], language: str) -> list[dict[str, Any]]:
    rows, question, own = [], "", article()
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line.startswith("## "):
            question, _ = _read(line[3:])
        if not line.startswith("> ") or not (citation := _CITATION.fullmatch(following)):
            continue
        quote, bold = _read(line[2:])
        source, _ = _read(citation["source"])
        spans = [(int(start), int(end)) for start, end in _SPAN.findall(citation["spans"])]
        begin = spans[0][0] - bold
        document = {"id": ARTICLE if source == own.source else source, "source": source, "sha256": citation["digest"]}
        for start, end in spans:
            if not 0 <= begin <= start < end <= begin + len(quote):
                raise ValueError("the offsets lie outside of the quote")
            rows.append(
                {
                    "question": question, "language": language, "text": quote[start - begin : end - begin],
                    "start": start, "end": end, "quote": quote, "quote_start": begin,
                    "quote_end": begin + len(quote), "document": document,
                }
            )  # fmt: skip
    return rows


def _read(written: str) -> tuple[str, int]:
    """The text without its escapes, and the offset at which its first bold begins."""
    text, bold = "", None
    for part in _WRITTEN.finditer(written):
        if part["bold"]:
            bold = len(text) if bold is None else bold
        elif part["code"]:
            text += chr(int(part["code"]))
        else:
            text += part["mark"] or part["plain"]
    return text, bold or 0
