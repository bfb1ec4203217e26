"""Reads SQuAD 2.0 files: training data, evaluation files, and public benchmarks."""

from __future__ import annotations

import gzip
import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.errors import DocumentError, unreadable


@dataclass(frozen=True, slots=True)
class Gold:
    """An acceptable answer: ``context[start : start + len(text)] == text``."""

    text: str
    start: int


@dataclass(frozen=True, slots=True)
class Question:
    """One question with the paragraph that it was asked on.

    ``answers`` is empty if the paragraph does not answer. ``language`` and ``kind`` are None if the file does not give
    them; ``history`` holds the earlier questions of the conversation, oldest first.
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
        DocumentError: the file is missing, is not SQuAD JSON, or an answer is not at its offset.
    """
    try:
        opened: Any = (gzip.open if path.suffix == ".gz" else open)(path, "rt", encoding="utf-8-sig")
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


def _question(qa: dict[str, Any], context: str, title: str) -> Question:
    """Raise TypeError for a value of the wrong type, or ValueError for an answer that is not at its offset."""
    history = qa.get("history") or []
    answers = [gold for gold in qa.get("answers") or [] if gold["text"] != ""]  # as SQuAD's own script does
    texts = [context, qa["question"], *history, *(gold["text"] for gold in answers)]
    named = [value for key in ("language", "kind") if (value := qa.get(key)) is not None]
    if not isinstance(history, list) or not all(isinstance(value, str) for value in [*texts, *named]):
        raise TypeError(f"question {qa['id']}: context, question, answers, history, language and kind are texts")
    for gold in answers:
        start = gold["answer_start"]
        if start < 0 or not context.startswith(gold["text"], start):
            raise ValueError(f"question {qa['id']}: {gold['text']!r} is not at {start}")
    return Question(
        id=str(qa["id"]),
        text=qa["question"],
        context=context,
        answers=tuple(Gold(gold["text"], gold["answer_start"]) for gold in answers),
        title=title,
        language=qa.get("language"),
        kind=qa.get("kind"),
        history=tuple(history),
    )
