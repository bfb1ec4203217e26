"""Joins printed pages, given as lines with their positions, into one text of paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise, takewhile
from math import inf
from statistics import median

from index.lines import glued, is_full, is_item, is_row, marks, widths, words_of

_NUMBER = re.compile(r"\d{1,6}")
_LETTER, _WORD = re.compile(r"[^\W\d_]"), re.compile(r"[^\W\d_]{2,}")
_PAGE = ("page", "p.", "feuille", "folio")
_ENDS = re.compile(r".*[.!?…:;][\s»”\"')\]]*", re.DOTALL)
_SHORT = 120  # characters; running heads are not longer
_APART = 1.4  # times the usual line spacing; a superscript widens it by a third
_YEARS = 1800  # from here on a number is a year, not a page
_SHORTEST = 40  # characters; a shorter line does not go on with a capital on the next page
_HEADS = 3  # lines; more repeated lines than that are content
_STAMP = 20  # characters; a shorter line that runs upwards is a label
RIGHT_ANGLE = 6  # in steps of 15°; lines that are one step apart may be those of a page that was scanned askew


@dataclass(frozen=True, slots=True)
class Line:
    """A line or a piece of one: its font size, where it begins along its direction, its height across it, and that
    direction in steps of 15°: 0 or 180 degrees are 0, upwards and downwards are ``RIGHT_ANGLE``."""

    text: str
    size: float = 0
    along: float = 0
    across: float = 0
    turn: int = 0


def one_text(pages: Sequence[Sequence[Line]]) -> tuple[str, tuple[int, ...]]:
    """Join all pages, without running heads and page numbers; return the text and the offset of each page.

    A sentence that a page break splits is joined. Watermarks and stamps end the last page that they are on.
    """
    turns = Counter[int]()
    for line in chain.from_iterable(pages):
        turns[line.turn] += len(line.text)
    parted = [_parted(page, max(turns, key=turns.__getitem__, default=0)) for page in pages]
    texts, said = list(_spaced(_without_furniture([flowing for flowing, _ in parted]))), set[str]()
    for i, (_, stamps) in reversed(list(enumerate(parted))):
        new = [text for text in dict.fromkeys(line.text for line in stamps) if text not in said]
        texts[i] = "\n\n".join(filter(None, [texts[i], *new]))
        said.update(new)
    return _joined(texts)


def _parted(page: Sequence[Line], usual: int) -> tuple[list[Line], list[Line]]:
    """The text of a page, and what does not run in the ``usual`` direction: a slanted watermark, an imprint in the
    margin.

    Short lines and many lines at a right angle to the text are labels of a chart, a table or a landscape page, and stay.
    """
    few = sum(abs(line.turn - usual) == RIGHT_ANGLE for line in page if line.text) <= _HEADS
    flowing: list[Line] = []
    stamps: list[Line] = []
    for line in page:
        turn = abs(line.turn - usual)
        turn = min(turn, 2 * RIGHT_ANGLE - turn)
        stays = not line.text or turn <= 1 or (turn == RIGHT_ANGLE and not (few and len(line.text) >= _STAMP))
        (flowing if stays else stamps).append(line)
    return flowing, stamps


def _without_furniture(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Remove running heads, running feet and page numbers."""
    sizes = Counter[int]()
    for line in chain.from_iterable(pages):
        sizes[round(line.size)] += len(line.text)
    usual = max(sizes, key=sizes.__getitem__, default=0)
    for direction in (1, -1):
        turned = [[line for line in page if line.text][::direction] for page in pages][::direction]
        pages = [page[::direction] for page in _without_heads(turned, usual, direction)][::direction]
    return [list(page) for page in pages]


def _without_heads(pages: Sequence[list[Line]], usual: int, direction: int) -> Iterator[list[Line]]:
    """Drop the first lines that most pages share. One copy of what no other line says is kept, but of lines that
    count pages, as "Rapport 2024 - Page 7/40", none."""
    first = 0 if direction > 0 else len(pages) - 1
    keys = [[set(_keys(line, abs(first - i), usual)) for line in page[: _HEADS + 1]] for i, page in enumerate(pages)]
    times = Counter(key for page in keys for key in set().union(*page))
    most = {key for key, count in times.items() if 2 * count > len(pages) and count > (2 if key[1:] == (usual,) else 1)}
    heads = [len(list(takewhile(lambda of_line: of_line & most, of_page))) for of_page in keys]
    heads = [n if n <= _HEADS and n < len(page) else 0 for n, page in zip(heads, pages, strict=True)]
    said = "\n".join(line.text.casefold() for n, page in zip(heads, pages, strict=True) for line in page[n:])
    tried = set[str]()  # looking for a head in a whole book takes milliseconds
    for n, page, of_page in zip(heads, pages, keys, strict=True):
        kept = []
        for line, of_line in zip(page[:n], of_page, strict=False):
            text = line.text.casefold()
            if text in tried or any(len(key) == 3 for key in of_line & most):  # a page number
                continue
            tried.add(text)
            if text not in said:
                said += f"\n{text}"
                kept.append(line)
        yield [*kept, *page[n:]]


def _keys(line: Line, number: int, usual: int) -> Iterator[tuple[object, ...]]:
    """Yield what a running head shares with those of other pages: its text, or its text around a page number.

    A line in larger letters than usual is a title, not a running head.
    """
    if len(line.text) > _SHORT or round(line.size) > usual:
        return
    text = line.text.casefold()
    if _LETTER.search(text):
        yield text, round(line.size)
    for found in _NUMBER.finditer(text):
        before, after = text[: found.start()], text[found.end() :]
        if _counts_pages(before, after) and int(found[0]) < _YEARS:
            yield before, int(found[0]) - number, after


def _counts_pages(before: str, after: str) -> bool:
    """Whether a number between these texts counts pages: "Page 3 / 9", "3", "Rapport annuel de la ville 3", but not
    "Article 3", "le 3 mai"."""
    if before.rstrip().endswith(_PAGE) or after.lstrip().startswith("/"):
        return True
    beside = before + after
    return not _LETTER.search(beside) or (not (before.strip() and after.strip()) and len(_WORD.findall(beside)) > 2)


def _spaced(pages: Sequence[Sequence[Line]]) -> Iterator[str]:
    """Yield each page as text, with a blank line for any space between lines that is larger than usual."""
    gaps = [[(before.across - line.across) / (line.size or 1) for before, line in pairwise(page)] for page in pages]
    usual = median([gap for page in gaps for gap in page if 0 < gap < 3] or [inf])
    for page, between in zip(pages, gaps, strict=True):
        text = page[0].text if page else ""
        for line, gap in zip(page[1:], between, strict=True):
            apart = gap > _APART * usual and not line.text[:1].islower()
            text += ("\n\n" if apart else "\n") + line.text
        yield text


def _joined(pages: Sequence[str]) -> tuple[str, tuple[int, ...]]:
    words = words_of("\n".join(pages))
    within = any("\u2010" in line[:-1] for page in pages for line in page.split("\n"))
    soft = "\u00ad" if within else "\u00ad\u2010"
    texts: list[str] = []
    last = ""  # last line of the page before
    for page in pages:
        lines, text = page.split("\n"), unwrapped(page, words, soft)
        if texts and _goes_on(texts[-1], last, lines):
            texts[-1] = texts[-1].removesuffix(last) + glued(last, lines[0], words, soft)
        elif texts:
            texts[-1] += "\n\n"
        texts.append(text)
        last = lines[-1]
    starts, at = [], 0
    for text in texts:
        starts.append(at)
        at += len(text)
    return "".join(texts), tuple(starts)


def _goes_on(text: str, last: str, lines: Sequence[str]) -> bool:
    """Whether ``lines`` continue a sentence of the page before, which is ``text`` and ends in the line ``last``."""
    if not last or not lines[0] or _ENDS.fullmatch(last[-9:]) or is_item(last, lines[0], marks(lines)):
        return False
    paragraph = len(text) - text.rfind("\n") - 1
    prose = _SHORTEST < len(last) < paragraph  # the last paragraph has several lines
    return lines[0][:1].islower() or (prose and is_full(lines[0], "", widths(lines)[0]))


def unwrapped(page: str, words: Collection[str] = (), soft: str = "\u00ad") -> str:
    """Put each paragraph on one line: a PDF breaks lines at the margin. For ``words`` and ``soft`` see ``glued``.

    >>> unwrapped("Un titre\\nLe pont de la ville est long de\\nquatre cents mètres et\\nhaut.\\n- Un point")
    'Un titre\\nLe pont de la ville est long de quatre cents mètres et haut.\\n- Un point'
    >>> unwrapped("Il est peut-\\nêtre démo-\\ncratique.", {"démocratique"})
    'Il est peut-être démocratique.'
    """
    lines = [line.strip() for line in page.strip().split("\n")]
    text, around, begins = lines[:1], widths(lines), marks(lines)
    for (before, line), width in zip(pairwise(lines), around, strict=False):
        prose = is_full(before, line, width) and not is_row(before, line)
        if before and line and (prose or line[:1].islower()) and not is_item(before, line, begins):
            text[-1] = glued(before, line, words, soft)
        else:
            text.append("\n")
        text.append(line)
    return "".join(text)
