"""Answers to HTML and to terminal text: pure functions; all text of users and documents is escaped."""

from __future__ import annotations

import bisect
import re
from html import escape

from index.documents import Document
from qa.answers import Answer
from ui.texts import TEXTS, language_of

_MARKS = {"fr": ("«\u00a0", "\u00a0»"), "en": ("“", "”")}
_PARAGRAPH = re.compile(r"[^\n]+")


def answer_html(answer: Answer, language: str | None = None) -> str:
    """The answer as a quotation with its span marked, its place and its confidence.

    Args:
        language: of the words around the quote; the question's if not given.
    """
    shown = language_of(answer.language if language is None else language)
    words = TEXTS[shown]
    if answer.text is None:
        parts = [f"<p class='silent'>{words['silent']}</p>"]
        if answer.quote is not None and answer.document is not None and answer.quote_start is not None:
            parts.append(
                f"<details><summary>{words['nearest']}</summary>"
                f"<blockquote class='nearest'>{escape(answer.quote)}</blockquote>"
                f"<p class='place'>{escape(place(answer.document, answer.quote_start, shown))}</p></details>"
            )
        return f"<div class='answer' lang='{shown}'>{''.join(parts)}</div>"
    assert answer.document is not None and answer.start is not None
    left, right = _MARKS[shown]
    return (
        f"<div class='answer' lang='{shown}'><blockquote lang='{escape(answer.document.language)}'>"
        f"<span aria-hidden='true'>{left}</span>{quote_html(answer)}<span aria-hidden='true'>{right}</span></blockquote>"
        f"<p class='place'>{escape(place(answer.document, answer.start, shown))} · {confidence(answer.confidence, shown)}</p></div>"
    )


def question_html(question: str) -> str:
    """The question as it was typed."""
    return f"<p class='question'>{escape(question)}</p>"


def quote_html(answer: Answer) -> str:
    """The quote, escaped, with the span in ``<mark>``; empty where there is none."""
    if answer.quote is None or answer.start is None or answer.end is None or answer.quote_start is None:
        return escape(answer.quote or "")
    start, end = answer.start - answer.quote_start, answer.end - answer.quote_start
    quote = answer.quote
    return f"{escape(quote[:start])}<mark>{escape(quote[start:end])}</mark>{escape(quote[end:])}"


def document_html(document: Document, answer: Answer | None = None) -> str:
    """The whole text; the sentence of ``answer`` is marked in it, or the nearest passage where nothing answers."""
    text, inside = document.text, ""
    start = end = len(text)
    if answer is not None and answer.document == document and answer.quote_start is not None:
        assert answer.quote_end is not None
        start, end = answer.quote_start, answer.quote_end
        inside = f"<span class='{'nearest' if answer.text is None else 'sentence'}'>{quote_html(answer)}</span>"
    return (
        f"<article class='source' lang='{escape(document.language)}'>"
        f"{escape(text[:start])}{inside}{escape(text[end:])}</article>"
    )


def place(document: Document, offset: int, language: str) -> str:
    """Where ``offset`` is: document title and page, or paragraph, counted from 1.

    >>> place(Document("d", "T", "Un.\\n\\nDeux.", "d.txt", "fr"), 6, "fr")
    'T, paragraphe 2 sur 2'
    """
    words = TEXTS[language]
    if document.pages:
        where = words["page"].format(n=bisect.bisect_right(document.pages, offset))
    else:
        starts = [m.start() for m in _PARAGRAPH.finditer(document.text) if m.group().strip()]
        where = words["place"].format(n=max(1, bisect.bisect_right(starts, offset)), total=len(starts))
    return f"{document.title}, {where}"


def confidence(probability: float, language: str) -> str:
    """A probability in words and percent.

    >>> confidence(0.93, "en"), confidence(0.4, "fr")
    ('almost certain (93 %)', 'incertain (40 %)')
    """
    word = "sure" if probability >= 0.85 else "likely" if probability >= 0.6 else "doubtful"
    return f"{TEXTS[language][word]} ({round(100 * probability)} %)"
