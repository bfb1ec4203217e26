"""Reads the lines of a PDF, with superscript and subscript numbers, and each table row on one line."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import groupby
from math import atan2, hypot, pi
from pathlib import Path
from typing import Any
from unicodedata import normalize

from index.errors import DocumentError
from index.extract import ENCRYPTED, TOO_LARGE, Extract, clean, lowered, raised
from index.lines import CELL
from index.printed import RIGHT_ANGLE, Line, one_text

_SHOWS_TEXT = re.compile(rb"T[jJ]|['\"]|Do")  # the operators Tj, TJ, ' and ", or Do, which may draw a form with text
_PIECES = 1_000_000  # of a document; few pages have a thousand, but forms that draw each other can say anything
_BLANKS = re.compile(r"[ \t\n]+")
# Computer Modern, whose accents are letters of their own, drawn over another; not its fonts for programs and formulas.
_TEX = re.compile(r"\+CM(?!TT|MI|SY|EX)[A-Z]+\d")
_ACCENTS = {"´": "\u0301", "`": "\u0300", "ˆ": "\u0302", "¨": "\u0308", "˜": "\u0303", "¸": "\u0327"}
_ACCENTED = re.compile(rf"(?P<accent>[{''.join(_ACCENTS)}])(?P<letter>[^\W\d_])")
# A capital drawn large over several lines, but "A", "I", "O" and "Y", which are words.
_INITIAL = re.compile(r"[«“\"]?\s?[B-HJ-NP-XZÇÉÈÊ]")
_GOES_ON = re.compile(r"['’]?[^\W\d_A-ZÀ-Þ]")
_HIDDEN = 0b100010  # flags of a note or a field that is not shown
# A line that may be the row of a table: two numbers after something else.
_NUMBERS = re.compile(r"\S.*\s\d[\d.,\s]*\s[\d(–-]")
_WIDE = re.compile(r" {2,}")
_ROWS, _CELLS = 3, 3  # at least, of a table
_LABEL = re.compile(r"\W*|\d[\d.]*[.)]?|\w[.)]")  # before a heading or list item: "•", "2.1", "a)"


def read_pdf(path: Path) -> Extract:
    """The text, the offset of each page, and the metadata. A page that cannot be read is empty.

    Raises:
        DocumentError: the file is encrypted and cannot be opened, or draws text without end.
        Exception: whatever pypdf raises for a damaged file, or for the first page if no page can be read.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it logs a warning for each repair
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:  # AES, and the package cryptography is missing
        raise DocumentError(ENCRYPTED) from error
    if locked:
        raise DocumentError(ENCRYPTED)
    pages: list[list[Line]] = []
    failed: list[Exception] = []
    budget = iter(range(_PIECES))
    for page in reader.pages:
        try:
            pages.append(_rows(_with_fields(_with_cells(_lines(_pieces(page, budget)), page), page)))
        except DocumentError:
            raise
        except Exception as error:  # one damaged or too large page must not lose the others
            failed.append(error)
            pages.append([])
    if failed and len(failed) == len(pages):
        raise failed[0]
    return Extract(*one_text(pages), *(_said(reader, key) for key in ("/Title", "/Author")))


def _said(reader: Any, key: str) -> tuple[str, ...]:
    with suppress(Exception):  # whatever pypdf raises for missing or damaged metadata
        return (clean(str(reader.metadata[key])),)
    return ()


def _pieces(page: Any, budget: Iterator[int]) -> list[Line]:
    """The text of a page from pypdf, split where the font or the line changes; each piece takes one of the budget."""
    pieces: list[Line] = []
    said: list[str] = []
    rise = shown = 0.0
    forms: list[Sequence[float]] = [(1, 0, 0, 1, 0, 0)]  # where the forms that are being drawn lie on the page

    def before(operator: bytes, operands: Sequence[Any], cm: Sequence[float], _: Any) -> None:
        nonlocal rise, shown
        if operator == b"Ts" and operands and isinstance(operands[0], int | float):
            rise = operands[0]
        elif operator in (b"Tj", b"TJ"):
            shown = rise
        elif operator == b"Do":
            forms.append(_within(cm, forms[-1]))

    def after(operator: bytes, *_: Any) -> None:
        if operator == b"Do":
            forms.pop()

    def keep(text: str, cm: Sequence[float], tm: Sequence[float], font: Any, size: float) -> None:
        _spend(budget)
        right, up, _, _, x, y = _within(_within(tm, cm), forms[-1])  # direction of the line, and its start
        scale = hypot(right, up) or 1
        along, across = (x * right + y * up) / scale, (y * right - x * up) / scale
        turn = round(atan2(up, right) * 2 * RIGHT_ANGLE / pi) % (2 * RIGHT_ANGLE)  # mirrored letters belong to a line
        said.append(text)
        text = _accented(text) if font and _TEX.search(str(font.get("/BaseFont"))) else text
        pieces.append(Line(text, size * scale, along, across + shown * scale, turn))

    contents = page.get_contents()
    # Skips drawings without text: one can have millions of operators.
    if contents is None or not _SHOWS_TEXT.search(contents.get_data()):
        return []
    text = page.extract_text(visitor_operand_before=before, visitor_operand_after=after, visitor_text=keep)
    _spend(budget)  # pypdf goes on after an error in a form
    return pieces if "".join(said) == text else [Line(text)]


def _spend(budget: Iterator[int]) -> None:
    if next(budget, None) is None:
        raise DocumentError(TOO_LARGE)


def _accented(text: str) -> str:
    """Put each accent that stands before a letter over it.

    >>> _accented("th´eor`eme fran¸cais, ˆx")
    'théorème français, ˆx'
    """

    def one(found: re.Match[str]) -> str:
        letter = normalize("NFC", found["letter"].replace("ı", "i") + _ACCENTS[found["accent"]])
        return letter if len(letter) == 1 else found[0]

    return _ACCENTED.sub(one, text)


def _within(inner: Sequence[float], outer: Sequence[float]) -> list[float]:
    """The matrix that applies ``inner`` and then ``outer``."""
    (a, b, c, d, e, f), (right, up, left, down, x, y) = inner, outer
    columns = (right, left, x), (up, down, y)
    return [p * m + q * n + z * o for p, q, z in ((a, b, 0), (c, d, 0), (e, f, 1)) for m, n, o in columns]


def _lines(pieces: Sequence[Line]) -> list[Line]:
    """The lines of a page, with superscript and subscript numbers."""
    lines: list[list[Line]] = [[]]
    turn: int | None = None  # of the last line, once it has text
    for piece in pieces:
        first, *others = piece.text.split("\n")
        if first.strip():
            if turn not in (None, piece.turn):
                lines.append([])
            turn = piece.turn
        lines[-1].append(replace(piece, text=first))
        lines += ([replace(piece, text=text)] for text in others)
        if others:
            turn = piece.turn if others[-1].strip() else None
    return [_line(line) for line in lines]


def _with_cells(lines: Sequence[Line], page: Any) -> list[Line]:
    """The lines with the cells of tables apart, where several lines, one below another, have as many of them with numbers.

    pypdf knows where a word stands only in its layout of a page, which takes as long again.
    """
    if sum(bool(_NUMBERS.match(line.text)) for line in lines) < _ROWS:
        return list(lines)
    laid_out = ""
    with suppress(Exception):  # whatever pypdf raises: the lines are read already
        laid_out = page.extract_text(extraction_mode="layout", layout_mode_space_vertically=False)
    cells = [_WIDE.split(clean(line).strip()) for line in laid_out.split("\n")]
    rows: dict[str, str] = {}
    for count, group in groupby(cells, key=len):
        table = list(group)
        digits = sum(any(character.isdigit() for cell in row[1:] for character in cell) for row in table)
        if count >= _CELLS and len(table) >= _ROWS and 2 * digits > len(table):
            rows.update(("".join("".join(row).split()), CELL.join(row)) for row in table)
    return [replace(line, text=rows.get("".join(line.text.split()), line.text)) for line in lines]


def _with_fields(lines: Sequence[Line], page: Any) -> list[Line]:
    """The lines of a page and what is filled in on it, each entry after the line that it stands beside, else below."""
    filled = list(lines)
    for text, (left, low, right, high) in _entries(page):
        above = [i for i, line in enumerate(filled) if line.text and line.across > low and line.along < right]
        label = min(above, key=lambda i: (max(filled[i].across, high), -filled[i].along), default=len(filled) - 1)
        beside = above and filled[label].across <= high
        entry = Line(text, filled[label].size if filled else 0, left, filled[label].across if beside else low)
        filled.insert(label + 1, entry)
    return filled


def _entries(page: Any) -> Iterator[tuple[str, list[float]]]:
    """Yield the text and the rectangle of each form field and of each text that a reader laid on the page."""
    for reference in page.annotations or ():
        with suppress(Exception):  # a damaged note must not lose its page
            note = reference.get_object()
            kind = note.get("/Subtype")
            if kind not in ("/FreeText", "/Widget") or note.get("/F", 0) & _HIDDEN:
                continue
            field = kind == "/Widget" and note.get_inherited("/FT") in ("/Tx", "/Ch")
            said = note.get_inherited("/V") if field else note["/Contents"]
            if isinstance(said, str) and (text := " ".join(clean(said).split())):
                yield text, [float(place) for place in note["/Rect"]]


def _line(pieces: Sequence[Line]) -> Line:
    """Join the pieces of a line; a smaller piece above or below its neighbour becomes superscript or subscript."""
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
    """Join lines at the same height: table cells by " | ", a label and its text, or words drawn apart, by a space.

    A large initial is joined to the rest of its word.
    """
    rows: list[Line] = []
    last = Line("")
    for line in lines:
        before = rows[-1] if rows else Line("")
        level = abs(line.across - before.across) < 0.1 * line.size
        beside = before.text and line.text and line.along > before.along
        if beside and level:
            near = line.along - before.along < (_ems(last.text) + 0.6) * line.size
            between = " " if near or _LABEL.fullmatch(before.text) else CELL
            rows[-1] = replace(line, text=f"{before.text}{between}{line.text}")
        elif beside and _opens(before, line):
            rows[-1] = replace(line, text=f"{before.text}{line.text}")
        else:
            rows.append(line)
        last = line
    return rows


def _opens(before: Line, line: Line) -> bool:
    """Whether ``before`` is a large initial that hangs down beside ``line``, which is the rest of its word."""
    hangs = before.size > 1.5 * line.size and 0 < line.across - before.across < before.size
    return hangs and bool(_INITIAL.fullmatch(before.text) and _GOES_ON.match(line.text))


def _ems(text: str) -> float:
    """About how wide ``text`` is, in font sizes."""
    return sum(
        0.28 if c in "fijlrtI .,;:'!|()[]-’" else 0.85 if c in "mwMW@%—…" else 0.68 if c.isupper() else 0.53
        for c in text
    )
