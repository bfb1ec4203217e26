"""The lines of a PDF as they stand on its pages: numbers raised and lowered, rows of tables on one line."""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from math import hypot
from pathlib import Path
from typing import Any

from index.errors import DocumentError
from index.plain import Extract, clean, lowered, raised
from index.sheets import Line, one_text

ENCRYPTED = "encrypted; save it without its password / chiffré ; enregistrez-le sans mot de passe."
_SHOWS_TEXT = re.compile(rb"T[jJ]|['\"]|Do")  # itself, or by a form that it draws
_BLANKS = re.compile(r"[ \t\n]+")
_LABEL = re.compile(r"\W*|\d[\d.]*[.)]?|\w[.)]")  # of a heading or an item of a list


def read_pdf(path: Path) -> Extract:
    """The text, and where each page starts in it. A page that cannot be read is empty.

    Raises:
        DocumentError: it asks for a password.
        Exception: whatever pypdf raises for a damaged file, or for all of its pages.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns line by line of what it repairs
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:  # AES, and the package cryptography is not there
        raise DocumentError(ENCRYPTED) from error
    if locked:
        raise DocumentError(ENCRYPTED)
    pages: list[list[Line]] = []
    failed: list[Exception] = []
    for page in reader.pages:
        try:
            pages.append(_rows(_lines(_pieces(page))))
        except Exception as error:  # one page, too heavy or damaged, must not cost the others
            failed.append(error)
            pages.append([])
    if failed and len(failed) == len(pages):
        raise failed[0]
    return Extract(*one_text(pages), *(_said(reader, key) for key in ("/Title", "/Author")))


def _said(reader: Any, key: str) -> tuple[str, ...]:
    with suppress(Exception):  # whatever pypdf raises where the document says nothing about itself
        return (clean(str(reader.metadata[key])),)
    return ()


def _pieces(page: Any) -> list[Line]:
    """The text of a page as pypdf has it, cut where the font or the line changes."""
    pieces: list[Line] = []
    rise = shown = 0.0

    def note_rise(operator: bytes, operands: Sequence[Any], *_: Any) -> None:
        nonlocal rise, shown
        if operator == b"Ts" and operands and isinstance(operands[0], int | float):
            rise = operands[0]
        elif operator in (b"Tj", b"TJ"):
            shown = rise

    def keep(text: str, cm: Sequence[float], tm: Sequence[float], _: Any, size: float) -> None:
        x, y = tm[4] * cm[0] + tm[5] * cm[2] + cm[4], tm[4] * cm[1] + tm[5] * cm[3] + cm[5]
        right, up = tm[0] * cm[0] + tm[1] * cm[2], tm[0] * cm[1] + tm[1] * cm[3]  # where the line goes
        scale = hypot(right, up) or 1
        along, across = (x * right + y * up) / scale, (y * right - x * up) / scale
        pieces.append(Line(text, size * scale, along, across + shown * scale))

    contents = page.get_contents()
    # A drawing alone can have millions of operators.
    if contents is None or not _SHOWS_TEXT.search(contents.get_data()):
        return []
    text = page.extract_text(visitor_operand_before=note_rise, visitor_text=keep)
    return pieces if "".join(piece.text for piece in pieces) == text else [Line(text)]


def _lines(pieces: Sequence[Line]) -> list[Line]:
    """The lines of a page, in which a number above or below the others is raised or lowered."""
    lines: list[list[Line]] = [[]]
    for piece in pieces:
        first, *others = piece.text.split("\n")
        lines[-1].append(replace(piece, text=first))
        lines += ([replace(piece, text=text)] for text in others)
    return [_line(line) for line in lines]


def _line(pieces: Sequence[Line]) -> Line:
    """Its pieces as one; what is smaller than its neighbour is raised where it is higher, lowered where it is lower."""
    seen = [piece for piece in pieces if piece.text.strip()]
    if not seen:
        return Line("")
    beside = max(seen[:2], key=lambda piece: piece.size)
    text = ""
    for piece in pieces:
        height = piece.across - beside.across
        if not piece.text.strip() or piece.size > 0.95 * beside.size or abs(height) < 0.05 * beside.size:
            text += piece.text
            beside = piece if piece.text.strip() else beside
        else:
            text += raised(piece.text) if height > 0 else lowered(piece.text)
    text = text.strip()
    soft = "\u00ad" if text.endswith("\u00ad") else ""
    return replace(seen[0], text=_BLANKS.sub(" ", clean(text)).strip() + soft, size=beside.size, across=beside.across)


def _rows(lines: Sequence[Line]) -> list[Line]:
    """The lines, of which those side by side are the cells of a row, or a label and what it stands before."""
    rows: list[Line] = []
    for line in lines:
        before = rows[-1] if rows else Line("")
        level = abs(line.across - before.across) < 0.1 * line.size
        if before.text and line.text and level and line.along > before.along:
            between = " " if _LABEL.fullmatch(before.text) else " | "
            rows[-1] = replace(line, text=f"{before.text}{between}{line.text}")
        else:
            rows.append(line)
    return rows
