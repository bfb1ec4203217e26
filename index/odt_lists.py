"""The markers of the lists of an OpenDocument text, which holds how each list counts instead of its numbers.

Elements and attributes are those of OpenDocument 1.3, part 3, 5.3 and 16.30.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from index.items import Markers, bullet, lineage, numbered, whole_number

_TEXT, _STYLE = (f"{{urn:oasis:names:tc:opendocument:xmlns:{name}:1.0}}" for name in ("text", "style"))
_LIST, _ITEM, _HEADER = f"{_TEXT}list", f"{_TEXT}list-item", f"{_TEXT}list-header"
_PARAGRAPH, _HEADING = f"{_TEXT}p", f"{_TEXT}h"
_LEVELS = tuple(f"{_TEXT}list-level-style-{kind}" for kind in ("bullet", "number", "image"))


def markers(body: Any, styles: Mapping[str, Any], lists: Iterable[Any]) -> Markers:
    """The markers of the paragraphs in lists; headings have none.

    Args:
        body: the text.
        styles: ``style:style`` elements by name.
        lists: ``text:list-style`` elements.
    """
    levels = {
        (style.get(f"{_STYLE}name"), whole_number(level.get(f"{_TEXT}level"), 0)): level
        for style in lists
        for level in style.iter(*_LEVELS)
    }
    deleted = {found for gone in body.iter(f"{_TEXT}tracked-changes") for found in gone.iter(_LIST)}
    outermost = (found for found in body.iter(_LIST) if found.getparent().tag not in (_ITEM, _HEADER))
    marked = _Marked(levels, styles)
    for found in outermost:
        if found not in deleted:
            marked.add(found)
    return marked.found


def inherited(name: str | None, styles: Mapping[str, Any]) -> Iterator[Any]:
    """Yield the style of this name and those that it inherits from."""
    return lineage(name, styles, lambda style: style.get(f"{_STYLE}parent-style-name"))


@dataclass
class _Marked:
    levels: Mapping[tuple[str, int], Any]
    styles: Mapping[str, Any]
    found: Markers = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)  # by a list's name or its style's, then by level

    def add(self, outermost: Any) -> None:
        """Mark the paragraphs of a list that is in no other."""
        style = outermost.get(f"{_TEXT}style-name") or self._of_first_paragraph(outermost)
        before = outermost.get(f"{_TEXT}continue-list") or (style if _goes_on(outermost) else "")
        counted = self.counts.get(before, {})
        self._mark(outermost, style, 1, counted)
        for name in (style, outermost.get("{http://www.w3.org/XML/1998/namespace}id")):
            if name:
                self.counts[name] = counted

    def _mark(self, found: Any, style: str, depth: int, counted: dict[int, int]) -> None:
        style = found.get(f"{_TEXT}style-name") or style
        level = self.levels.get((style, depth))
        for child in found.iterchildren(_ITEM, _HEADER):
            first = child.tag == _ITEM
            for inside in child:
                if inside.tag == _LIST:
                    if not _goes_on(inside):
                        counted.pop(depth + 1, None)
                    self._mark(inside, style, depth + 1, counted)
                elif inside.tag == _HEADING:
                    first = False
                elif inside.tag == _PARAGRAPH and level is not None and "".join(inside.itertext()).strip():
                    marker = ""
                    if first:
                        start = child.get(f"{_TEXT}start-value")
                        before = counted.get(depth, whole_number(level.get(f"{_TEXT}start-value"), 1) - 1)
                        counted[depth] = before + 1 if start is None else whole_number(start, 1)
                        for deeper in [other for other in counted if other > depth]:
                            del counted[deeper]
                        marker = _marker(level, counted[depth])
                    if marker or not first:
                        self.found[inside] = (marker, depth - 1 if marker else depth)
                    first = False

    def _of_first_paragraph(self, found: Any) -> str:
        paragraph = next(found.iter(_PARAGRAPH), None)
        name = None if paragraph is None else paragraph.get(f"{_TEXT}style-name")
        said = (style.get(f"{_STYLE}list-style-name") for style in inherited(name, self.styles))
        return next(filter(None, said), "")


def _marker(level: Any, number: int) -> str:
    if level.tag != _LEVELS[1]:
        return bullet(level.get(f"{_TEXT}bullet-char") or "")
    around = "".join(level.get(f"{_STYLE}num-{side}") or "" for side in ("prefix", "suffix"))
    kind = level.get(f"{_STYLE}num-format")
    return numbered(number, kind) if kind and not any(letter.isalpha() for letter in around) else ""


def _goes_on(found: Any) -> bool:
    return bool(found.get(f"{_TEXT}continue-numbering") == "true")
