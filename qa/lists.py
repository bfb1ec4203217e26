"""Finds the items of the list that a span belongs to, in a sentence or in bulleted lines.

Pure functions from a text and the offsets of a span to the offsets of all items.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice, takewhile

from index.lines import CELL, Line, line_around, lines_beside
from qa.edges import LONGEST, without_stop

MOST = 30  # items; a longer list is no answer
_MOST_LINES = 120  # on each side of an item: those of other items and what stands below them
_SEMICOLON, _COMMA = re.compile(r";\s+"), re.compile(r",\s+")
_AND = re.compile(r"(?:(?<=\s)(?:et|ou|and)|(?<=[^\s,;:]\s)or)\s+")  # "or" after a comma may be French gold
_BEFORE_ITEM = re.compile(r"\s*(?:(?:et|ou|and|or)\s+)?(?:\w\)\s+|\d°\s*)?")
_AFTER_ITEM = re.compile(r"(?:(?<![^\s,])(?:et|ou|and|etc)|(?<=[\s,])or)$")
_STOPS = " \t\u00a0\u202f;,.!?…"
_ARTICLE = re.compile(r"(?:[ld]['’]|(?:les?|la|une?|des|du|the|an?)\s+)?")
_TOGETHER = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|«[^«»]*»|“[^“”]*”|\"[^\"]*\"|\b(?:entre|between)\s[^,;]{1,60}?\s(?:et|and)\s"
)
MARKER = r"(?:[-–—•*·▪◦]|\d{1,3}[.)°]|(?:[A-Za-z]|[ivx]{2,7}|[IVX]{2,7})\))"  # before the items of a list
_LETTERED = re.compile(r"\(([a-z]|\d|[ivx]{1,4})\)\s+")  # within a sentence
_IN_ORDER = ("abcdefghij", "123456789", ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"))
_SPEAKER = re.compile(r"[ \t]*[A-Z]{1,2}\s?:[ \t]+(?=\S)")  # "Q: ", "A: " in an interview
_LINE_ITEM = re.compile(rf"[ \t]*({MARKER})[ \t]+(?=\S)")


def enumeration(
    text: str, start: int, end: int, sentence_start: int, sentence_end: int, least: int = 3
) -> list[tuple[int, int]]:
    """The items of a list after a colon ("… : one, two and three"), if the span starts at the start of one of them.

    Empty if the list has fewer than ``least`` items. Items with letters, "(a) one and (b) two", need no colon.

    >>> text = "Trois buts : créer un port, former des marins et vendre du poisson."
    >>> [text[slice(*item)] for item in enumeration(text, 13, 26, 0, len(text))]
    ['créer un port', 'former des marins', 'vendre du poisson']
    """
    if items := lettered(text, start, end, sentence_start, sentence_end):
        return items
    # Do not split inside brackets, quotation marks or "entre … et …", unless the span starts inside one.
    sentence = text[:sentence_start] + _TOGETHER.sub(
        lambda mark: mark.group() if mark.start() < start - sentence_start < mark.end() else "_" * len(mark.group()),
        text[sentence_start:sentence_end],
    )
    colon = sentence.rfind(": ", sentence_start, start)
    items = _items(sentence, colon + 2, sentence_end, start, least) if colon >= 0 else []
    return items if len(items) >= least and _begins_one(text, start, end, items) else []


def lettered(text: str, start: int, end: int, sentence_start: int, sentence_end: int) -> list[tuple[int, int]]:
    """The items of a list in a sentence that have letters or numbers, if the span starts at one or runs over a letter.

    >>> text = "It wants that (a) docks open, (b) boats sail, and (c) nets dry."
    >>> [text[slice(*item)] for item in lettered(text, 9, 29, 0, len(text))]
    ['docks open', 'boats sail', 'nets dry']
    """
    marks = list(_LETTERED.finditer(text, sentence_start, sentence_end))
    names = [mark[1] for mark in marks]
    if len(marks) < 2 or not any(names == list(order[: len(names)]) for order in _IN_ORDER):
        return []
    edges = [*(mark.start() for mark in marks[1:]), sentence_end]
    items = [_trimmed(text, mark.end(), edge) for mark, edge in zip(marks, edges, strict=True)]
    over = any(start <= mark.start() and mark.end() < end for mark in marks)
    return items if all(a < b for a, b in items) and (over or _begins_one(text, start, end, items)) else []


def _items(sentence: str, first: int, last: int, at: int, least: int) -> list[tuple[int, int]]:
    """Split at semicolons if they make enough items; else, around ``at``, at commas and the last "and", which ends the list."""
    parts = _parts(_SEMICOLON, sentence, first, last)
    if len(parts) < max(2, least):
        parts = _parts(_COMMA, sentence, *next(part for part in parts if at <= part[1]))
        ands = [i for i, part in enumerate(parts) if _AND.search(sentence, *part)]
        # "Lille, Gand et Metz, toutes en France", but not "chaud et sec, frais et humide, tempéré" or "… doux et gris".
        if 0 < len(ands) < len(parts) and ands[-1] > 0 and (len(ands) == 1 or ands[-1] == len(parts) - 1):
            *parts, final = parts[: ands[-1] + 1]
            parts += _parts(_AND, sentence, *final, most=1)
    items = [_trimmed(sentence, a, b) for a, b in parts]
    return [(a, b) for a, b in items if a < b]


def _parts(
    between: re.Pattern[str], sentence: str, first: int, last: int, most: int | None = None
) -> list[tuple[int, int]]:
    cuts = [mark.span() for mark in islice(between.finditer(sentence, first, last), most)]
    edges = [first, *(at for cut in cuts for at in cut), last]
    return list(zip(edges[::2], edges[1::2], strict=True))


def listed(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The lines with the same kind of marker ("-", "2.", "b)") as the span's line, without their markers.

    What is indented below an item, text or another list, is passed over. Empty if the span does not start its line, or
    if a sentence ends right before lines with dashes, as before a dialogue.

    >>> text = "Il faut :\\n- une copie ;\\n- un timbre."
    >>> [text[slice(*item)] for item in listed(text, 12, 21)]
    ['une copie', 'un timbre']
    """
    own = _in_cell(text, line_around(text, start), start)
    if not (marker := _marker(text, *own)):
        return []
    depth = _indent(text, own)

    def goes_on(line: Line) -> bool:
        return _indent(text, line) > depth or (_marker(text, *line) == marker and _indent(text, line) == depth)

    before, after = (list(takewhile(goes_on, _beside_in_cell(text, own, step))) for step in (-1, 1))
    lines = [line for line in (*reversed(before), own, *after) if _indent(text, line) == depth]
    above = next(_beside_in_cell(text, lines[0], -1), None)
    trimmed = [_trimmed(text, mark.end(), b) for a, b in lines if (mark := _LINE_ITEM.match(text, a, b))]
    items = [(a, b) for a, b in trimmed if a < b]
    said = marker in "-–—" and above is not None and text[slice(*above)].rstrip().endswith((".", "!", "?", "…", "»"))
    short = len(items) <= MOST and all(b - a <= LONGEST for a, b in items)
    return items if len(items) > 1 and not said and short and _begins_one(text, start, end, items) else []


def _in_cell(text: str, line: Line, at: int) -> Line:
    """The part of a line that is in the same cell of a table as ``at``."""
    before, after = text.rfind(CELL, line[0], at), text.find(CELL, at, line[1])
    return before + len(CELL) if before >= 0 else line[0], after if after >= 0 else line[1]


def _beside_in_cell(text: str, line: Line, step: int) -> Iterator[Line]:
    """The lines before or after ``line``, to where the cell of a table ends that it is in."""
    whole = line_around(text, line[0])
    if line[0] > whole[0] if step < 0 else line[1] < whole[1]:
        return
    for beside in lines_beside(text, whole, step, _MOST_LINES):
        part = _in_cell(text, beside, beside[1] if step < 0 else beside[0])
        yield part
        if part != beside:
            return


def after_marker(text: str, start: int, end: int) -> int:
    """The start of a span, moved over the marker of an item that it begins with; its end if it is no more. A sign is none.
    The same for the letter of who speaks ("A: …").

    >>> text = "2. un prêt"
    >>> text[after_marker(text, 0, len(text)):], after_marker(text, 0, 1)
    ('un prêt', 1)
    """
    line = line_around(text, start)
    mark = _LINE_ITEM.match(text, *_in_cell(text, line, start))
    signed = mark and mark[1] in "-–—" and text[mark.end()].isdigit()
    if (speaker := _SPEAKER.match(text, line[0], end)) and start < speaker.end():
        return speaker.end()
    return min(end, mark.end()) if mark and not signed and start < mark.end() else start


def _begins_one(text: str, start: int, end: int, items: list[tuple[int, int]]) -> bool:
    own = next((a for a, b in items if a < end and start < b), None)
    if own is None:
        return False
    # "prix : 40 %" is one item: its value begins it, too
    return own >= start or bool(_ARTICLE.fullmatch(text, own, start)) or text[own:start].rstrip().endswith(":")


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Cut "and" and "a)" off the start of an item, and punctuation, "and" and "etc." off its end."""
    if before := _BEFORE_ITEM.match(text, start, end):
        start = before.end()
    item = _AFTER_ITEM.sub("", text[start:end].rstrip(_STOPS)).rstrip(_STOPS).rstrip()
    return without_stop(text, start, start + len(item))


def _indent(text: str, line: Line) -> int:
    return len(text[slice(*line)]) - len(text[slice(*line)].lstrip())


def _marker(text: str, start: int, end: int) -> str | None:
    found = _LINE_ITEM.match(text, start, end)
    return re.sub("[a-z]+", "a", re.sub("[A-Z]+", "A", re.sub(r"\d+", "1", found[1]))) if found else None
