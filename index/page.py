"""A text read as a newspaper page: headline, section, author, and the furniture that a reader skips."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import takewhile

from index.documents import Part
from index.terms import UPPER

SHORT = 120  # characters: headlines, names and furniture are short, prose is not
_LINE = re.compile(r"[^\n]+")
_SUBSCRIPTION = re.compile(
    r"\b(premium|abonn\w+|accès illimité|sans publicité|newsletter|subscribe\w*|sign in|se connecter)\b", re.IGNORECASE
)
_SAYS = re.compile(r"[-–—•*]\s|.*[.!?…][\s»”\"')]*$")  # an item of a list, or a sentence
_HEADING = re.compile(r"#+\s+")  # Markdown
_KEY = re.compile(r"[\w-]+:")  # YAML
_BYLINE = re.compile(rf"(?:Par|By)\s+(?={UPPER})")
_NAME = re.compile(rf"{UPPER}[\w.’'-]*(?: (?:{UPPER}[\w.’'-]*|de|du|des|la|le|el|al|ben|van|von)){{1,4}}")

_Line = tuple[int, int, str]  # start, end, and what stands there


def parts(text: str) -> tuple[Part, ...]:
    """The parts that a reader can ask for by name, in order of trust: a signature comes before a byline.

    >>> page = "Titre long\\n\\nSport\\n\\nTitre long\\n\\nPar LNT\\n\\n" + "Un match de plus. " * 9 + "\\n\\nAda Diop"
    >>> [(part.kind, page[part.start:part.end]) for part in parts(page)]
    [('title', 'Titre long'), ('section', 'Sport'), ('author', 'Ada Diop'), ('author', 'LNT')]
    """
    lines = _lines(text)
    body = _body(lines)
    if body is None:
        return ()
    head, skipped = _titles(lines[:body]), set(furniture(text))
    twice = _twice(head)
    # Of headline and caption, the headline is the longer.
    titles = [row for row in head if row[2] in twice] or [row for row in head[:1] if not _BYLINE.match(row[2])]
    found = []
    if titles:
        start, end, line = max(titles, key=lambda row: len(row[2]))
        heading = _HEADING.match(line)
        found.append(Part("title", start + (heading.end() if heading else 0), end))
    found += [Part("section", *lines[i][:2]) for i in range(1, body) if _is_section(lines, i, twice)]
    last = [row for row in lines[body + 1 :] if row[:2] not in skipped][-1:]
    found += [Part("author", start, end) for start, end, line in last if _NAME.fullmatch(line)]
    found += [Part("author", start + mark.end(), end) for start, end, line in head if (mark := _BYLINE.match(line))]
    return tuple(found)


def furniture(text: str) -> tuple[tuple[int, int], ...]:
    """What a reader of a newspaper page skips, as (start, end).

    That is: in the head, what the page opens with said again (headline and caption come twice), a one-word line between
    two headlines (the section), and the lines at the end that sell a subscription. Where no prose follows it is no page.

    >>> page = "Titre long\\n\\nSport\\n\\nTitre long\\n\\nPar X\\n\\nCorps du texte.\\n\\nAccès illimité Premium"
    >>> [page[start:end] for start, end in furniture(page)]
    ['Sport', 'Titre long', 'Accès illimité Premium']
    """
    lines = _lines(text)
    body = _body(lines)
    if body is None:
        return ()
    skipped, seen, twice = [], set[str](), _twice(_titles(lines[:body]))
    for i, (start, end, line) in enumerate(lines[:body]):
        if (line in twice and line in seen) or _is_section(lines, i, twice):
            skipped.append((start, end))
        seen.add(line)
    return (*skipped, *_footer(lines[body + 1 :]))


def _lines(text: str) -> list[_Line]:
    """The lines that are not blank, without white space around them, after YAML front matter."""
    lines = []
    for match in _LINE.finditer(text):
        if line := match.group().strip():
            start = match.end() - len(match.group().lstrip())
            lines.append((start, start + len(line), line))
    rules = [i for i, (_, _, line) in enumerate(lines) if line == "---"][:2]
    front = len(rules) == 2 and rules[0] == 0 and _KEY.match(lines[1][2])
    return lines[rules[1] + 1 :] if front else lines


def _body(lines: Sequence[_Line]) -> int | None:
    """Where prose begins; what stands before is the head."""
    return next((i for i, (_, _, line) in enumerate(lines) if len(line) > SHORT or line.endswith(".")), None)


def _titles(head: Sequence[_Line]) -> list[_Line]:
    """Those that could be a title: a ruled line is none."""
    return [row for row in head if any(character.isalnum() for character in row[2])]


def _twice(head: Sequence[_Line]) -> set[str]:
    """The headline of a newspaper page, and a caption before or after it: it opens with them and says them again."""
    times = Counter(line for _, _, line in head)
    return set(takewhile(lambda line: times[line] > 1, (line for _, _, line in head)))


def _is_section(lines: Sequence[_Line], i: int, twice: set[str]) -> bool:
    between = 0 < i < len(lines) - 1 and lines[i - 1][2] == lines[i + 1][2] and lines[i - 1][2] in twice
    return between and len(lines[i][2].split()) == 1


def _footer(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """The lines at the end that sell a subscription, and one below them; a sentence or a number tells, and sells nothing."""
    footer: list[tuple[int, int]] = []
    selling = False
    for start, end, line in reversed(lines):
        if len(line) > SHORT or _SAYS.match(line):
            break
        sells = bool(_SUBSCRIPTION.search(line)) and not any(character.isdigit() for character in line)
        if footer and not sells:
            break
        footer.append((start, end))
        selling |= sells
    return footer[::-1] if selling else []
