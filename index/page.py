"""A text read as a newspaper page: headline, section, author, and the furniture that a reader skips."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from index.documents import Part
from index.terms import UPPER

SHORT = 120  # characters: headlines, names and furniture are short, prose is not
_LINE = re.compile(r"[^\n]*\S[^\n]*")
_SUBSCRIPTION = re.compile(
    r"\b(premium|abonn\w+|accès illimité|sans publicité|newsletter|subscribe\w*|sign in|se connecter)\b", re.IGNORECASE
)
_HEADING = re.compile(r"#+\s+")  # Markdown
_BYLINE = re.compile(rf"(?:Par|By)\s+(?={UPPER})")
_NAME = re.compile(rf"{UPPER}[\w.’'-]*(?: (?:{UPPER}[\w.’'-]*|de|du|des|la|le|el|al|ben|van|von)){{1,4}}")


def parts(text: str) -> tuple[Part, ...]:
    """The parts that a reader can ask for by name, in order of trust: a signature comes before a byline.

    >>> page = "Titre long\\n\\nSport\\n\\nTitre long\\n\\nPar LNT\\n\\n" + "Un match de plus. " * 9 + "\\n\\nAda Diop"
    >>> [(part.kind, page[part.start:part.end]) for part in parts(page)]
    [('title', 'Titre long'), ('section', 'Sport'), ('author', 'Ada Diop'), ('author', 'LNT')]
    """
    lines = _lines(text)
    prose = (i for i, (_, _, line) in enumerate(lines) if len(line) > SHORT or line.endswith("."))
    body = next(prose, None)
    if body is None:
        return ()
    head, skipped = lines[:body], set(furniture(text))
    found = []
    # A page says its headline twice, and often a caption too: the headline is the longest of what it repeats.
    times = Counter(line for _, _, line in head)
    titles = [row for row in head if times[row[2]] > 1] or [row for row in head[:1] if not _BYLINE.match(row[2])]
    if titles:
        start, end, line = max(titles, key=lambda row: len(row[2]))
        heading = _HEADING.match(line)
        found.append(Part("title", start + (heading.end() if heading else 0), end))
    found += [Part("section", *lines[i][:2]) for i in range(1, body) if _is_section(lines, i)]
    last = [row for row in lines[body + 1 :] if row[:2] not in skipped][-1:]
    found += [Part("author", start, end) for start, end, line in last if _NAME.fullmatch(line)]
    found += [Part("author", start + mark.end(), end) for start, end, line in head if (mark := _BYLINE.match(line))]
    return tuple(found)


def furniture(text: str) -> tuple[tuple[int, int], ...]:
    """What a reader of a newspaper page skips, as (start, end).

    That is: every repetition of a short line (headline and caption come twice), a one-word line between them (the
    section), and the lines at the end that sell a subscription.

    >>> page = "Titre long\\n\\nSport\\n\\nTitre long\\n\\nPar X\\n\\nCorps du texte.\\n\\nAccès illimité Premium"
    >>> [page[start:end] for start, end in furniture(page)]
    ['Sport', 'Titre long', 'Accès illimité Premium']
    """
    lines = _lines(text)
    skipped, seen = [], set[str]()
    for i, (start, end, line) in enumerate(lines):
        if (line in seen and len(line) <= SHORT) or _is_section(lines, i):
            skipped.append((start, end))
        seen.add(line)
    footer = []
    for i, (start, end, line) in reversed(list(enumerate(lines))):
        if len(line) > SHORT or not (_SUBSCRIPTION.search(line) or i == len(lines) - 1):
            break
        footer.append((start, end, bool(_SUBSCRIPTION.search(line))))
    if any(sells for _, _, sells in footer):
        skipped += [(start, end) for start, end, _ in footer]
    return tuple(sorted(skipped))


def _lines(text: str) -> list[tuple[int, int, str]]:
    """The lines that are not blank: start, end, and what stands there, without white space around it."""
    lines = []
    for match in _LINE.finditer(text):
        line = match.group().strip()
        start = match.start() + match.group().index(line)
        lines.append((start, start + len(line), line))
    return lines


def _is_section(lines: Sequence[tuple[int, int, str]], i: int) -> bool:
    between = 0 < i < len(lines) - 1 and lines[i - 1][2] == lines[i + 1][2]
    return between and len(lines[i][2].split()) == 1
