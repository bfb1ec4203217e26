"""``extrait verify``: whether saved quotes still stand in their original documents."""

from __future__ import annotations

import difflib
import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from itertools import islice, takewhile
from pathlib import Path
from typing import Any

from index.chunking import sentence_spans
from index.documents import Document
from index.errors import DocumentError, unreadable
from index.loaders import ARTICLE, SUFFIXES, article, load
from index.shelf import safe_name

LIKE = 0.6  # share of words in common, in order, from which a sentence may be the changed quote
Row = Mapping[str, Any]  # an answer as ``Answer.to_dict`` writes it


class Verdict(StrEnum):
    """What became of a quote."""

    HOLDS = "holds"  # text and quote are at their offsets
    MOVED = "moved"  # verbatim, at other offsets
    CHANGED = "changed"  # no longer verbatim, but a similar sentence is there
    GONE = "gone"  # no readable original, or nothing similar in it


@dataclass(frozen=True, slots=True)
class Check:
    """One quoted span against its original.

    Attributes:
        start, end: the saved offsets.
        found: (start, end) in the original: of the span if it holds or moved (the occurrence nearest to where it was),
            of the sentence most similar to its quote if it changed; None if it is gone.
        nearest: the most similar sentence if the quote changed, else None.
        respaced: whether that sentence has all characters of the quote, but other spaces.
        unique: whether the quote stands in the original exactly once.
        same_document: whether the original has the digest of the quoted document; None if none could be read.
        source: where the quoted document was, as saved; of one that was added in the window only its name.
        original: the file that was checked; None if none could be read.
        outside: whether that one is none of the files and folders that were given.
        unread: why an existing original cannot be read, else None.
    """

    question: str
    language: str
    text: str
    start: int
    end: int
    verdict: Verdict
    found: tuple[int, int] | None
    nearest: str | None
    unique: bool
    same_document: bool | None
    source: str
    original: str | None
    outside: bool = False
    unread: str | None = None
    respaced: bool = False


def check(row: Row, document: Document | None) -> Check:
    """Compare a saved answer with its original.

    Args:
        row: an answer of ``quoted``.
        document: the original; None if there is none.
    """
    verdict, found, nearest, unique = Verdict.GONE, None, None, False
    if document is not None:
        text, quote = document.text, row["quote"]
        into, past = row["start"] - row["quote_start"], row["end"] - row["quote_start"]  # the span inside the quote
        consistent = (
            0 <= into < past <= len(quote) == row["quote_end"] - row["quote_start"] and quote[into:past] == row["text"]
        )
        at = [match.start() for match in re.finditer(re.escape(quote), text)] if consistent else []
        unique = len(at) == 1
        if at:
            begin = min(at, key=lambda place: abs(place - row["quote_start"]))
            verdict = Verdict.HOLDS if begin == row["quote_start"] else Verdict.MOVED
            found = (begin + into, begin + past)
        elif found := _nearest(quote, document):
            verdict, nearest = Verdict.CHANGED, text[slice(*found)]
    return Check(
        question=row["question"],
        language=row["language"],
        text=row["text"],
        start=row["start"],
        end=row["end"],
        verdict=verdict,
        found=found,
        nearest=nearest,
        unique=unique,
        same_document=None if document is None else document.digest == row["document"].get("sha256"),
        source=str(row["document"].get("source")),
        original=None if document is None else document.source,
        respaced=nearest is not None and nearest.split() == row["quote"].split(),
    )


def _nearest(quote: str, document: Document) -> tuple[int, int] | None:
    """The sentence most similar to the quote, by words in the same order, if at least ``LIKE``; the first of equals."""
    asked, best, found = quote.split(), LIKE, None
    counted = Counter(asked)
    for start, end in sentence_spans(document.text, document.language):
        words = document.text[start:end].split()
        # A cheap upper bound of the ratio rules out most sentences of a long document.
        if 2 * (counted & Counter(words)).total() >= best * (len(asked) + len(words)):
            alike = difflib.SequenceMatcher(None, asked, words, autojunk=False).ratio()
            if alike > best or (alike == best and found is None):
                best, found = alike, (start, end)
    return found


def verify(rows: Sequence[Row], paths: Sequence[Path] = ()) -> list[Check]:
    """Check the saved answers, in order.

    Args:
        rows: the answers of ``quoted``.
        paths: files and folders where originals are searched by name, then by digest, before the saved path is tried.

    Raises:
        DocumentError: one of ``paths`` is missing.
    """
    for path in paths:
        try:
            path.stat()
        except OSError as error:
            raise unreadable(path, error) from error
    files = [found for path in paths for found in (sorted(path.rglob("*")) if path.is_dir() else [path])]
    digest_of = cache(_digest)
    originals: dict[tuple[str, ...], tuple[list[Document | DocumentError], bool]] = {}
    checks = []
    for row in rows:
        id, source, digest = key = tuple(str(row["document"].get(name)) for name in ("id", "source", "sha256"))
        if key not in originals:
            originals[key] = _originals(id, source, files, (path for path in files if digest_of(path) == digest))
        found, outside = originals[key]
        checks.append(replace(_best(row, found), outside=outside and bool(paths)))
    return checks


def _best(row: Row, originals: Sequence[Document | DocumentError]) -> Check:
    """The check against an original with the same digest, else the one with the best verdict."""
    checks = [
        replace(check(row, None), unread=str(original)) if isinstance(original, DocumentError) else check(row, original)
        for original in originals
    ]
    rank = list(Verdict).index
    return min(checks, key=lambda done: (not done.same_document, rank(done.verdict)), default=check(row, None))


def quoted(file: Path) -> list[Row]:
    """Every answer of ``file`` that has a text, followed by its ``also``, ``disagrees`` and ``then``, in file order.

    Raises:
        DocumentError: the file cannot be read, or holds no answer.
    """
    try:
        data = json.loads(file.read_text(encoding="utf-8-sig"))  # some editors and shells write a byte order mark
        if isinstance(data, dict):
            data = data.get("answers", [data])
        answers = list(data)
        rows = [row for answer in answers for row in _beside(answer)]
    except OSError as error:
        raise unreadable(file, error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise DocumentError(
            f"{file} holds no answers of extrait; give what `extrait ask --json` printed, or an exported conversation / "
            "aucune réponse d’extrait ; donnez ce que cette commande a écrit, ou une conversation exportée."
        ) from error
    if not answers:
        raise DocumentError(
            f"{file} holds no answer; give a file with one in it / "
            "ne contient aucune réponse ; donnez un fichier qui en contient une."
        )
    return rows


def _beside(answer: Any) -> Iterator[Row]:
    for row in (answer, *answer.get("also", ()), *answer.get("disagrees", ())):
        if not isinstance(row["question"], str) or not isinstance(row["language"], str):
            raise TypeError("a question and its language are words")
        if row["text"] is None:
            continue
        places = [row[name] for name in ("start", "end", "quote_start", "quote_end")]
        if not all(type(place) is int and place >= 0 for place in places) or not isinstance(row["document"], dict):
            raise TypeError("offsets are numbers, a document is a record")
        if not (isinstance(row["text"], str) and isinstance(row["quote"], str) and row["text"] and row["quote"]):
            raise TypeError("a quote is words")
        yield row
    for then in answer.get("then", ()):
        yield from _beside(then)


def _originals(
    id: str, source: str, files: Sequence[Path], same: Iterable[Path]
) -> tuple[list[Document | DocumentError], bool]:
    """The documents that may be the original, or the errors of reading them; and whether they are none of ``files``.

    These are the ``files`` with its name whose folders match most of its path, else the first of ``same``, which have its
    text, else the file at its saved path; after that the article that comes with extrait, if the id is the article's.
    """
    place = Path(source)
    named = _named(place.name, files)
    alike = [_in_common(place, path.absolute()) for path in named]
    most = max(alike, default=0)
    nearest = [path for path, count in zip(named, alike, strict=True) if count == most]
    if given := nearest or list(islice(same, 1)):
        return [_read(path) for path in given], False
    found = [_read(path) for path in _where_it_was(place)]
    return [*found, article()] if id == ARTICLE else found, True


def _read(path: Path) -> Document | DocumentError:
    try:
        return load(path)
    except DocumentError as error:
        return error


def _digest(path: Path) -> str | None:
    """The digest of the document in a file; None if there is none."""
    found = _read(path) if path.suffix.lower() in SUFFIXES and _is_file(path) else None
    return found.digest if isinstance(found, Document) else None


def _where_it_was(source: Path) -> list[Path]:
    """The file ``source``, else the files beside it that may have its name."""
    if _is_file(source):
        return [source]
    try:
        return _named(source.name, source.parent.iterdir())
    except (OSError, ValueError):  # no such folder, or not a valid path
        return []


def _named(name: str, paths: Iterable[Path]) -> list[Path]:
    """The files whose name is ``name`` as the window saves names, by ``safe_name``."""
    shown = safe_name(name)
    return [path for path in paths if safe_name(path.name) == shown and _is_file(path)]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # the name is too long, or permission is denied
        return False


def _in_common(one: Path, other: Path) -> int:
    """The number of equal path components, counted from the end."""
    pairs = zip(reversed(one.parts), reversed(other.parts), strict=False)
    return sum(1 for _ in takewhile(lambda pair: safe_name(pair[0]) == safe_name(pair[1]), pairs))
