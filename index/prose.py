"""Reads plain text, and rejoins lines that a mail program or an editor broke."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from math import inf
from statistics import median_low

from index.decoding import decoded
from index.extract import Extract, clean
from index.lines import glued, is_item, marks, words_of

_FENCE = re.compile(r"\s{0,3}(```|~~~)")
# Quotes, tables, headings, code, links' addresses, records with semicolons, rules, blank lines.
_ASIDE = re.compile(r"\s*[>|<#]|\t|.*\S(?: {3}|\t| \| )|\s*\[[^\]]+\]:\s|[\W_]*$|(?:[^;]+;){3}")
# "Subject: ", a date, or a recital of an order, which has a line of its own.
_KEY = re.compile(
    r"[^\W\d][\w-]*:\s|\d{4}-\d\d-\d\d[ T]|\d\d/\d\d/\d{2,4}\b"
    r"|(?:Vus?|VU|Considérant|CONSIDÉRANT|Attendu|Whereas|WHEREAS|Having regard)\s"
)
_QUOTED = re.compile(r" {0,3}(?!>>> )(?:> ?)+(?!=)")  # not Python's prompt
_COMPARED = re.compile(r" {0,3}> ?\d+(?![.)\d])")  # "> 65 ans", no item of a list
_STOP = re.compile(r"[.!?][\s»”\"')]*$")
_NARROW, _WIDE = 50, 130  # characters; lines broken for a screen have about 60 to 120, most often under 80


def read_text(data: bytes) -> Extract:
    """Read a plain text."""
    return Extract(rejoined(_unquoted(clean(decoded(data)))))


def _unquoted(text: str) -> str:
    """The text without the marks of mail that it quotes, which begins and ends after a blank line.

    >>> _unquoted("Anne :\\n> 1. Le port\\n>> Où ?\\nIci"), _unquoted("> 65 ans : gratuit")
    ('Anne :\\n\\n1. Le port\\n\\nOù ?\\n\\nIci', '> 65 ans : gratuit')
    """
    lines = text.split("\n")
    marks = [_QUOTED.match(line) for line in lines]
    if all(_COMPARED.match(line) for line, mark in zip(lines, marks, strict=True) if mark):
        return text
    shown, depth = list[str](), 0
    for line, mark in zip(lines, marks, strict=True):
        said, level = (line[mark.end() :], mark[0].count(">")) if mark else (line, 0)
        if level != depth and shown and shown[-1].strip() and said.strip():
            shown.append("")
        shown.append(said)
        depth = level
    return "\n".join(shown)


def rejoined(text: str) -> str:
    """Join each line to the one before if that one was broken because the next word had no room.

    Lines that were laid out on purpose stay: code, quotes, tables, lists, verse, addresses.

    >>> long = "Le port de la ville a été bâti par un ingénieur de Brest, puis"
    >>> print(rejoined(f"Le port\\n{long}\\nagrandi par le même.\\n- Un\\n- Deux"))
    Le port
    Le port de la ville a été bâti par un ingénieur de Brest, puis agrandi par le même.
    - Un
    - Deux
    """
    lines = text.split("\n")
    stripped, aside = [line.strip() for line in lines], _aside(lines)
    width, begins = _width(lines, aside), marks(stripped)
    pairs = list(zip(lines, stripped[1:], strict=False))
    words = words_of(text) if "-\n" in text else set()
    full = [width <= len(before) + len(line.split(" ", 1)[0]) and len(before) <= _WIDE for before, line in pairs]
    small = [pairs[i][1][:1].islower() for i in range(len(pairs)) if full[i] and not (aside[i] or aside[i + 1])]
    records = 4 * sum(small) <= len(small)  # lines that were broken mostly go on with a small letter
    pieces, in_item = lines[:1], is_item("", stripped[0], begins)
    for i, (before, line) in enumerate(pairwise(lines), 1):
        indented, lower = line.startswith(" "), stripped[i][:1].islower()
        item = is_item(stripped[i - 1], stripped[i], begins)
        code = line.startswith("    ") and not in_item
        apart = aside[i - 1] or aside[i] or item or code or _KEY.match(line) or before.endswith(("  ", "\\"))
        apart = apart or (lower and bool(_STOP.search(before[-9:])))
        broken = before[-2:-1].isalpha() and before.endswith("-") and lower
        goes_on = full[i - 1] and (lower or not records)
        if not apart and (goes_on or broken or (in_item and indented and lower)):
            pieces[-1] = glued(pieces[-1].rstrip(), stripped[i], words)
            pieces.append(stripped[i])
        else:
            pieces += ["\n", line]
        in_item = item or (in_item and (indented or not apart))
    return "".join(pieces)


def _aside(lines: Sequence[str]) -> list[bool]:
    """Which lines are not prose: fenced code, and what ``_ASIDE`` matches, blank lines included."""
    aside, fence = [], ""
    for line in lines:
        found = _FENCE.match(line)
        aside.append(bool(fence or found or _ASIDE.match(line)))
        if found and fence in ("", found[1]):
            fence = "" if fence else found[1]
    return aside


def _width(lines: Sequence[str], aside: Sequence[bool]) -> float:
    """The maximum length of a line in characters, from lines that were broken; infinite if lines are paragraphs."""
    wide = sum(len(line) > _WIDE for line in lines)
    broken = [
        len(before)
        for i, (before, line) in enumerate(pairwise(lines))
        if not (aside[i] or aside[i + 1])
        and line.strip()[:1].islower()
        and _NARROW <= len(before) <= _WIDE
        and not _STOP.search(before[-9:])
    ]
    return 0.95 * median_low(broken) if broken and 4 * wide <= len(lines) - aside.count(True) else inf
