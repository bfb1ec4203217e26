"""Answers to HTML and to terminal text: pure functions; all text of users and documents is escaped."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
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
    parts = []
    if answer.understood:
        parts.append(f"<p class='understood'>{escape(words['understood'].format(question=answer.understood))}</p>")
    if answer.text is None:
        parts.append(f"<p class='silent'>{words['silent']}</p>")
        if answer.quote is not None and answer.document is not None and answer.quote_start is not None:
            parts.append(
                f"<details><summary>{words['nearest']}</summary>"
                f"<blockquote class='nearest'>{escape(answer.quote)}</blockquote>"
                f"<p class='place'>{escape(place(answer.document, answer.quote_start, shown))}</p></details>"
            )
        return f"<div class='answer' lang='{shown}'>{''.join(parts)}</div>"
    assert answer.document is not None and answer.start is not None
    left, right = _MARKS[shown]
    parts += [
        f"<blockquote lang='{escape(answer.document.language)}'><span aria-hidden='true'>{left}</span>"
        f"{quote_html(*spans)}<span aria-hidden='true'>{right}</span></blockquote>"
        for spans in by_quote(answer)
    ]
    where = f"{escape(place(answer.document, answer.start, shown))} · {confidence(answer.confidence, shown)}"
    return f"<div class='answer' lang='{shown}'>{''.join(parts)}<p class='place'>{where}</p></div>"


def by_quote(answer: Answer) -> list[list[Answer]]:
    """The answer and those beside it in document order, those of the same quote together."""
    quotes: dict[tuple[int | None, int | None], list[Answer]] = {}
    for span in sorted((answer, *answer.also), key=lambda a: a.start or 0):
        quotes.setdefault((span.quote_start, span.quote_end), []).append(span)
    return list(quotes.values())


def question_html(question: str) -> str:
    """The question as it was typed."""
    return f"<p class='question'>{escape(question)}</p>"


def quote_html(*spans: Answer) -> str:
    """The quote that ``spans`` share, escaped, with each of them in ``<mark>``; without, where nothing answers."""
    return "".join(f"<mark>{escape(text)}</mark>" if marked else escape(text) for text, marked in quote_parts(spans))


def quote_parts(spans: Sequence[Answer]) -> list[tuple[str, bool]]:
    """The quote that ``spans`` share, cut at their edges: each part, and whether it is a span."""
    quote, begin = spans[0].quote or "", spans[0].quote_start or 0
    parts, at = [], 0
    for span in spans:
        if span.start is not None and span.end is not None:
            parts += [(quote[at : span.start - begin], False), (quote[span.start - begin : span.end - begin], True)]
            at = span.end - begin
    return [(text, marked) for text, marked in [*parts, (quote[at:], False)] if text]


def document_html(document: Document, answer: Answer | None = None) -> str:
    """The whole text; the sentences of ``answer`` are marked in it, or the nearest passage where nothing answers."""
    text, parts, at = document.text, [], 0
    quotes = by_quote(answer) if answer is not None and answer.document == document else []
    for spans in quotes:
        start, end = spans[0].quote_start, spans[0].quote_end
        if start is None or end is None or start < at:
            continue
        kind = "nearest" if spans[0].text is None else "sentence"
        parts += [escape(text[at:start]), f"<span class='{kind}'>{quote_html(*spans)}</span>"]
        at = end
    return f"<article class='source' lang='{escape(document.language)}'>{''.join(parts)}{escape(text[at:])}</article>"


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
