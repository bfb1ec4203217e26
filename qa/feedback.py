"""Records the verdicts of users as an evaluation file: each becomes a question of ``extrait eval``."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from filelock import FileLock

from index.documents import Document
from index.errors import DocumentError, unwritable
from index.folders import write_text
from qa.squad import read_squad


def record(
    path: Path,
    question: str,
    language: str,
    document: Document,
    gold: tuple[int, int] | None,
    history: Sequence[str] = (),
) -> Path | None:
    """Write one verdict into ``path``, a SQuAD 2.0 file (created if missing).

    The file holds the whole text of the document, and only its owner may read it. ``gold`` is the span of the answer for
    a thumb up; for a thumb down, the span that the user marked as right, or None for "the text does not say". A verdict
    replaces an earlier one on the same question, document and history.

    Args:
        language: ISO 639-1 code of the question.
        document: the document that was asked about; its whole text is the context.
        gold: (start, end) of the right answer in ``document.text``; None if the document does not answer.
        history: the questions before it, oldest first.

    Returns:
        The new name of a file at ``path`` that was not SQuAD and was moved aside; None if there was none.

    Raises:
        ValueError: ``gold`` is not a span of the document.
        DocumentError: ``path`` cannot be written.
    """
    if gold is not None and not 0 <= gold[0] < gold[1] <= len(document.text):
        raise ValueError(f"{gold} is no span of {document.id}, which has {len(document.text)} characters")
    row = {
        "id": _id(question, document, history),
        "question": question,
        "language": language,
        "history": list(history),
        "is_impossible": gold is None,
        "answers": [] if gold is None else [{"text": document.text[slice(*gold)], "answer_start": gold[0]}],
    }
    try:
        with FileLock(path.with_name(f".{path.name}.lock")):
            aside = _move_aside(path) if path.exists() and not _is_squad(path) else None
            data = json.loads(path.read_text(encoding="utf-8-sig"))["data"] if path.exists() else []
            _put(data, document, row)
            _write(path, data)
            return aside
    except OSError as error:
        raise unwritable(path, error) from error


def withdraw(path: Path, question: str, document: Document, history: Sequence[str] = ()) -> None:
    """Take a verdict out of ``path`` again, and with the last one on it the text of the document.

    Args:
        question, document, history: as ``record`` took them.

    Raises:
        DocumentError: ``path`` cannot be written.
    """
    id = _id(question, document, history)
    try:
        with FileLock(path.with_name(f".{path.name}.lock")):
            if not path.exists() or not _is_squad(path):
                return
            data = json.loads(path.read_text(encoding="utf-8-sig"))["data"]
            for article in data:
                for paragraph in article["paragraphs"]:
                    paragraph["qas"] = [qa for qa in paragraph["qas"] if qa["id"] != id]
                article["paragraphs"] = [paragraph for paragraph in article["paragraphs"] if paragraph["qas"]]
            _write(path, [article for article in data if article["paragraphs"]])
    except OSError as error:
        raise unwritable(path, error) from error


def _id(question: str, document: Document, history: Sequence[str]) -> str:
    key = json.dumps([question, list(history), document.digest])
    return hashlib.sha256(key.encode()).hexdigest()[:16]


def _write(path: Path, data: list[dict[str, Any]]) -> None:
    write_text(path, json.dumps({"version": "2.0", "data": data}, indent=1) + "\n", 0o600)


def _put(data: list[dict[str, Any]], document: Document, row: dict[str, Any]) -> None:
    """Add ``row`` to the paragraph of its document, or replace the one with its id."""
    paragraphs = (paragraph for article in data for paragraph in article["paragraphs"])
    paragraph = next((p for p in paragraphs if p["context"] == document.text), None)
    if paragraph is None:
        paragraph = {"context": document.text, "qas": []}
        data.append({"title": document.title, "paragraphs": [paragraph]})
    same = [i for i, qa in enumerate(paragraph["qas"]) if qa["id"] == row["id"]]
    if same:
        paragraph["qas"][same[0]] = row
    else:
        paragraph["qas"].append(row)


def _is_squad(path: Path) -> bool:
    path.read_bytes()  # raises OSError: a file that cannot be read is not damaged
    try:
        read_squad(path)
    except DocumentError:
        return False
    return True


def _move_aside(path: Path) -> Path:
    taken = (path.with_name(f"{path.stem}-damaged-{n}{path.suffix}") for n in itertools.count(1))
    free = next(place for place in taken if not place.exists())
    path.rename(free)
    return free
