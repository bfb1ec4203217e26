"""Finds the parts of a newspaper page: headline, section, author, and the furniture that is not content."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import pairwise, takewhile

from index.documents import Part
from index.headlines import (
    Span,
    byline,
    dateline,
    is_act,
    is_greeting,
    is_heading,
    is_label,
    is_letterhead,
    is_long_title,
    is_masthead,
    is_name,
    keyed_title,
    recorder,
    title,
)

SHORT = 120  # characters: headlines, names and furniture are short, prose is not
_BEGIN = 6  # lines below the head in which a page may say who recorded it
_END = 6  # lines in which a page may be dated at its end
_SIGNED = 12  # lines in which it may be signed: by several, each with an office
_OFFICE = re.compile(r"(?:(?:l[ea]s?|pour|the|for)\s|l['’])[^.;!?]{2,80}|[^.;!?]{2,40},", re.IGNORECASE)
_SIGNED_BY = re.compile(r"(?:signé|signed)\s?:\s", re.IGNORECASE)
_ENCLOSED = re.compile(
    r"(?:p\.?-?j\.?|pièces? jointes?|copies?|annexes?|ampliations?|cc|enc(?:losures?|l)?\.?|appendix)(?!\w)[^:.]{0,20}:",
    re.IGNORECASE,
)
_TOP = 1_000  # characters in which the author that the file names must stand
_LINE = re.compile(r"[^\n]+")
_SUBSCRIPTION = re.compile(
    r"\b(premium|abonn\w+|accès illimité|sans publicité|newsletter|subscribe\w*|sign in|se connecter)\b", re.IGNORECASE
)
_SAYS = re.compile(r"[-–—•*]\s|.*[.!?…][\s»”\"')]*$")  # an item of a list, or a sentence
_KEY = re.compile(r"[\w-]+:")  # YAML
_Line = tuple[int, int, str]  # start, end, and the text of the line
_Likely = tuple[_Line, Span]  # a line, and the title in it


def parts(text: str, titles: Sequence[str] = (), authors: Sequence[str] = ()) -> tuple[Part, ...]:
    """The parts that a question can name; authors come most reliable first: a signature before a byline.

    Args:
        titles: titles in the file's metadata, best first; one is used if it is a line of the text.
        authors: authors in the file's metadata; one is used if it is a person's name near the beginning of the text.

    >>> page = "Titre long\\n\\nSport\\n\\nTitre long\\n\\nPar LNT\\n\\n" + "Un match de plus. " * 9 + "\\n\\nAda Diop"
    >>> [(part.kind, page[part.start:part.end]) for part in parts(page)]
    [('title', 'Titre long'), ('section', 'Sport'), ('author', 'Ada Diop'), ('author', 'LNT')]
    """
    front, lines = _parted(text)
    at = _body(lines)
    head, body, rest = (lines[:at], lines[at : at + 1], lines[at + 1 :]) if at is not None else ([], [], [])
    footer, twice = set(_footer(rest)), _twice(_titles(head))
    content = [row for row in rest if row[:2] not in footer]
    unenclosed = _without_enclosures(content)
    found = [
        *[*_said_titles(lines, titles), *_title(head, front)][:1],
        *(Part("section", *lines[i][:2]) for i in range(1, len(head)) if _is_section(lines, i, twice)),
        *_said_authors(text, authors),
        *_signatories(unenclosed),
        *_signature(unenclosed),
        *_saying("author", byline, (*front, *head)),
        *_saying("author", recorder, (*head, *body, *content[:_BEGIN], *content[-1:])),
        *_saying("date", dateline, (*front, *head, *body, *content[-_END:])),
    ]
    kept: dict[tuple[str, str], Part] = {}
    for part in found:
        kept.setdefault((part.kind, text[part.start : part.end]), part)
    return tuple(kept.values())


def furniture(text: str) -> tuple[tuple[int, int], ...]:
    """The (start, end) of each line of a newspaper page that is not content.

    These are, in the head, the repeated headline and caption, a one-word line between two headlines (the section), and
    at the end the lines that advertise a subscription. A text without prose has none.

    >>> page = "Titre long\\n\\nSport\\n\\nTitre long\\n\\nPar X\\n\\nCorps du texte.\\n\\nAccès illimité Premium"
    >>> [page[start:end] for start, end in furniture(page)]
    ['Sport', 'Titre long', 'Accès illimité Premium']
    """
    _, lines = _parted(text)
    body = _body(lines)
    if body is None:
        return ()
    skipped, seen, twice = [], set[str](), _twice(_titles(lines[:body]))
    for i, (start, end, line) in enumerate(lines[:body]):
        if (line in twice and line in seen) or _is_section(lines, i, twice):
            skipped.append((start, end))
        seen.add(line)
    return (*skipped, *_footer(lines[body + 1 :]))


def is_prose(line: str) -> bool:
    """Whether ``line`` is too long for the head of a page, or ends as a sentence does."""
    return line.endswith(".") or (len(line) > SHORT and not is_long_title(line))


def _parted(text: str) -> tuple[list[_Line], list[_Line]]:
    """Return the lines of YAML front matter, and all other lines; without blank lines and white space around lines."""
    lines = []
    for match in _LINE.finditer(text):
        if line := match.group().strip():
            start = match.end() - len(match.group().lstrip())
            lines.append((start, start + len(line), line))
    rules = [i for i, (_, _, line) in enumerate(lines) if line == "---"][:2]
    front = len(rules) == 2 and rules[0] == 0 and _KEY.match(lines[1][2])
    return (lines[1 : rules[1]], lines[rules[1] + 1 :]) if front else ([], lines)


def _body(lines: Sequence[_Line]) -> int | None:
    """Index of the first line of prose; the lines before it are the head. None without prose."""
    return next((i for i, (_, _, line) in enumerate(lines) if is_prose(line)), None)


def _title(head: Sequence[_Line], front: Sequence[_Line]) -> Iterator[Part]:
    """The longest repeated opening line (the caption is shorter), else the first heading, keyed or likely title."""
    rows = [(row, at) for row in takewhile(lambda row: not is_greeting(row[2]), head) if (at := title(row[2]))]
    acts = [(row, at) for row in head if is_act(row[2]) and (at := title(row[2]))]
    keyed = [(row, at) for row in (*front, *head) if (at := keyed_title(row[2]))]
    twice, headings = _twice(_titles(head)), [row for row in rows if is_heading(row[0][2])]
    headlines = sorted((row for row in rows if row[0][2] in twice), key=lambda row: -len(row[0][2]))
    signed = next((start for start, _, line in head if byline(line)), None)
    for (start, _, _), (a, b) in [*headlines, *headings, *keyed, *_below_masthead(rows, acts, signed)][:1]:
        yield Part("title", start + a, start + b)


def _below_masthead(rows: Sequence[_Likely], acts: Sequence[_Likely], signed: int | None) -> Sequence[_Likely]:
    """The likely titles without what stands above the title: "PRESS RELEASE", an office, the masthead of a newspaper.

    Args:
        acts: the titles of what an office issues, also below the greeting or the addressees.
        signed: where the byline starts.
    """
    rows = [row for row in rows if not is_label(row[0][2])] or rows
    if not rows:
        return rows
    top = rows[0][0][2]
    if is_letterhead(top):
        return acts or rows
    if signed is not None and is_masthead(top):  # below it, a section in one or two words
        return [row for row in rows[1:] if row[0][0] < signed and len(row[0][2].split()) > 2] or rows
    return rows


def _saying(kind: str, what: Callable[[str], Span | None], lines: Iterable[_Line]) -> Iterator[Part]:
    return (Part(kind, start + at[0], start + at[1]) for start, _, line in lines if (at := what(line)))


def _said_titles(lines: Sequence[_Line], titles: Sequence[str]) -> Iterator[Part]:
    places = {" ".join(line.split()).casefold(): (start, end) for start, end, line in reversed(lines)}
    for said in titles:
        if place := places.get(" ".join(said.split()).casefold()):
            yield Part("title", *place)


def _said_authors(text: str, authors: Sequence[str]) -> Iterator[Part]:
    for said in authors:
        start = text.find(said, 0, _TOP)
        if start >= 0 and is_name(said):
            yield Part("author", start, start + len(said))


def _signature(lines: Sequence[_Line]) -> list[Part]:
    """The last line, or in a mail the first line after a line of two dashes, if it is a name."""
    rules = [i for i, (_, _, line) in enumerate(lines) if line == "--"]
    last = lines[rules[-1] + 1 :][:1] if rules else lines[-1:]
    return [Part("author", start, end) for start, end, line in last if is_name(line)]


def _signatories(lines: Sequence[_Line]) -> Iterator[Part]:
    """The names in the last lines that stand below an office ("La présidente,", "Le chef du service") or after "Signé :"."""
    for (_, _, office), (_, end, line) in pairwise(lines[-_SIGNED:]):
        marked = _SIGNED_BY.match(line)
        name = line[marked.end() :] if marked else line
        if is_name(name) and (marked or _OFFICE.fullmatch(office)):
            yield Part("signatory", end - len(name), end)


def _without_enclosures(lines: Sequence[_Line]) -> Sequence[_Line]:
    """The lines before "Copie à :", "P.-J. :" and the like at the end."""
    at = next((i for i in range(-min(_SIGNED, len(lines)), 0) if _ENCLOSED.match(lines[i][2])), None)
    return lines[:at]


def _titles(head: Sequence[_Line]) -> list[_Line]:
    """The lines that could be a title: a line without letters and digits is only a rule."""
    return [row for row in head if any(character.isalnum() for character in row[2])]


def _twice(head: Sequence[_Line]) -> set[str]:
    """The lines that the page opens with and repeats: the headline, and a caption before or after it."""
    times = Counter(line for _, _, line in head)
    return set(takewhile(lambda line: times[line] > 1, (line for _, _, line in head)))


def _is_section(lines: Sequence[_Line], i: int, twice: set[str]) -> bool:
    between = 0 < i < len(lines) - 1 and lines[i - 1][2] == lines[i + 1][2] and lines[i - 1][2] in twice
    return between and len(lines[i][2].split()) == 1


def _footer(lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """The lines at the end that advertise a subscription, and at most one short line below them.

    Sentences and list items are content, and a line with a digit does not advertise.
    """
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
