"""SQuAD 2.0 files: the format of the training data, of evaluation files, and of other people's benchmarks."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path

from index.errors import DocumentError, unreadable


@dataclass(frozen=True, slots=True)
class Gold:
    """An acceptable answer: ``context[start : start + len(text)] == text``."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the paragraph that it was asked on.

    ``answers`` is empty where the paragraph does not answer. ``language`` and ``kind`` are None where the file does
    not say; ``history`` holds the earlier questions of the conversation, oldest first.
    """

    id: str
    text: str
    context: str
    answers: tuple[Gold, ...]
    title: str = ""
    language: str | None = None
    kind: str | None = None
    history: tuple[str, ...] = ()


def read_squad(path: Path) -> list[Question]:
    """The questions of a SQuAD file (``.json`` or ``.json.gz``), in file order.

    Raises:
        DocumentError: the file is missing, is not SQuAD JSON, or an answer is not where it says.
    """
    try:
        opened = gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8")
        with opened as file:
            data = json.load(file)["data"]
        return [
            _question(qa, paragraph["context"], article.get("title") or "")
            for article in data
            for paragraph in article["paragraphs"]
            for qa in paragraph["qas"]
        ]
    except OSError as error:
        raise unreadable(path, error) from error
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError, EOFError, zlib.error) as error:
        raise DocumentError(
            f"{path} is not SQuAD 2.0 JSON ({type(error).__name__}: {error}); "
            'it needs {"data": [{"title", "paragraphs": [{"context", "qas": [{"id", "question", "answers"}]}]}]} / '
            "ce n’est pas du JSON de SQuAD 2.0 ; il lui faut cette forme."
        ) from error


def _question(qa: dict[str, object], context: str, title: str) -> Question:
    answers = tuple(Gold(a["text"], a["answer_start"]) for a in qa.get("answers") or ())  # type: ignore[attr-defined]
    for gold in answers:
        if not context.startswith(gold.text, gold.start):
            raise ValueError(f"question {qa['id']}: {gold.text!r} is not at {gold.start}")
    return Question(
        id=str(qa["id"]),
        text=str(qa["question"]),
        context=context,
        answers=answers,
        title=title,
        language=qa.get("language"),  # type: ignore[arg-type]
        kind=qa.get("kind"),  # type: ignore[arg-type]
        history=tuple(qa.get("history") or ()),  # type: ignore[arg-type]
    )
