"""The markers of the lists of a Word document, which holds how each list counts instead of its numbers.

Elements are those of Office Open XML (ECMA-376, part 1, 17.9).
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache, reduce
from typing import Any

from index.items import Markers, bullet, lineage, numbered, whole_number

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_KINDS = {  # of numbers, as ``index.items`` names them
    "decimal": "1", "decimalZero": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I",
}  # fmt: skip
_BODY = "9"  # the outline level of what is no heading
_LEVEL = re.compile(r"%\d")


@dataclass(frozen=True, slots=True)
class _Said:
    """What a paragraph or a style says of its place: the list, the level in it, and the level as a heading."""

    list: str | None = None
    level: str | None = None
    outline: str | None = None
    style: str | None = None

    def over(self, other: _Said) -> _Said:
        """What holds where it says nothing itself but ``other`` does."""
        return replace(
            self,
            list=other.list if self.list is None else self.list,
            level=other.level if self.level is None else self.level,
            outline=other.outline if self.outline is None else self.outline,
        )


@dataclass(frozen=True, slots=True)
class _Level:
    """How a level of a list counts; ``restart`` is the number that one use of the list begins with."""

    kind: str
    shown: str
    start: int
    style: str | None
    restart: int | None = None

    def marker(self, number: int) -> str:
        """What stands before an item; nothing if that is no number or bullet, but words ("Article 1")."""
        if self.kind == "bullet":
            return bullet(self.shown) if self.shown else ""
        if self.kind not in _KINDS or not _LEVEL.search(self.shown) or any(letter.isalpha() for letter in self.shown):
            return ""
        return numbered(number, _KINDS[self.kind])


def markers(document: Any) -> Markers:
    """The marker of each paragraph with text that is an item of a list; headings have none.

    Paragraphs are counted in the order in which they stand in the body of ``document`` (of python-docx).
    """
    from docx.opc.constants import RELATIONSHIP_TYPE

    parts = [part for part in document.part.rels.values() if part.reltype == RELATIONSHIP_TYPE.NUMBERING]
    root = getattr(parts[0].target_part, "element", None) if parts else None
    return {} if root is None else _Lists(root, document.styles.element).markers(document.element.body)


class _Lists:
    def __init__(self, numbering: Any, styles: Any) -> None:
        self._styles = {style.get(f"{_W}styleId"): style for style in styles.iter(f"{_W}style")}
        self._uses = {each.get(f"{_W}numId"): each for each in numbering.iter(f"{_W}num")}
        self._lists = {each.get(f"{_W}abstractNumId"): each for each in numbering.iter(f"{_W}abstractNum")}
        self._of_style = cache(self._said_by_style)
        self._levels = cache(self._levels_of)

    def markers(self, body: Any) -> Markers:
        found: Markers = {}
        counts: defaultdict[str, dict[int, int]] = defaultdict(dict)  # by list and level
        begun = set[tuple[str, int]]()  # uses of a list, with their level
        for paragraph in body.iter(f"{_W}p"):
            said = self._said_by(paragraph)
            name = said.list or ""
            if name not in self._uses or said.outline not in (None, _BODY) or not _has_text(paragraph):
                continue
            key, levels = self._levels(name)
            styled = [depth for depth, level in levels.items() if level.style and level.style == said.style]
            depth = whole_number(said.level, styled[0] if styled else 0)
            if depth not in levels:
                continue
            level, counted, use = levels[depth], counts[key], (name, depth)
            if level.restart is not None and use not in begun:
                counted[depth] = level.restart
            else:
                counted[depth] = counted.get(depth, level.start - 1) + 1
            begun.add(use)
            counts[key] = {other: number for other, number in counted.items() if other <= depth}
            if marker := level.marker(counted[depth]):
                found[paragraph] = marker, depth
        return found

    def _said_by(self, element: Any) -> _Said:
        """What the properties of a paragraph or a style say, or those of the style that they name."""
        properties = element.find(f"{_W}pPr")
        if properties is None:
            return _Said()
        style = _value(properties, "pStyle")
        name, level = (_value(properties, "numPr", each) for each in ("numId", "ilvl"))
        said = _Said(name, level, _value(properties, "outlineLvl"), style)
        return said.over(self._of_style(style)) if style else said

    def _said_by_style(self, name: str) -> _Said:
        styles = lineage(name, self._styles, lambda style: _value(style, "basedOn"))
        return reduce(_Said.over, map(self._said_by, styles), _Said())

    def _levels_of(self, use: str) -> tuple[str, dict[int, _Level]]:
        """The list that is used, and its levels."""
        key, levels = self._kept(use)
        for changed in self._uses[use].iter(f"{_W}lvlOverride"):
            depth, restart = whole_number(changed.get(f"{_W}ilvl"), 0), _value(changed, "startOverride")
            for level in changed.iter(f"{_W}lvl"):
                levels[depth] = _level(level)
            if depth in levels and restart is not None:
                levels[depth] = replace(levels[depth], restart=whole_number(restart, 1))
        return key, levels

    def _kept(self, use: str, by_style: bool = True) -> tuple[str, dict[int, _Level]]:
        key = _value(self._uses[use], "abstractNumId") or ""
        kept = self._lists.get(key)
        if kept is None:
            return key, {}
        link = _value(kept, "numStyleLink")
        if link in self._styles and by_style:  # the list is that of a style
            other = _value(self._styles[link], "pPr", "numPr", "numId") or ""
            if other in self._uses:
                return self._kept(other, by_style=False)
        return key, {whole_number(level.get(f"{_W}ilvl"), 0): _level(level) for level in kept.iter(f"{_W}lvl")}


def _level(level: Any) -> _Level:
    return _Level(
        _value(level, "numFmt") or "decimal",
        _value(level, "lvlText") or "",
        whole_number(_value(level, "start"), 0),
        _value(level, "pStyle"),
    )


def _has_text(paragraph: Any) -> bool:
    return any((text.text or "").strip() for text in paragraph.iter(f"{_W}t"))


def _value(element: Any, *names: str) -> str | None:
    """The value of a property, which is in one another; None if it is not there."""
    for name in names:
        element = element.find(f"{_W}{name}")
        if element is None:
            return None
    said = element.get(f"{_W}val")
    return None if said is None else str(said)
