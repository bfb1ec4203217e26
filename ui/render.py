"""Answers to HTML, where all text of users and documents is escaped; places and confidences to plain text. All pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence
from functools import lru_cache
from html import escape
from pathlib import Path

from index.chunking import sentence_around
from index.documents import Document
from index.loaders import ARTICLE
from qa.answers import Answer
from qa.courtesy import is_chat, wants_own_words
from qa.rows import names_of
from ui.texts import TEXTS

_MARKS = {"fr": ("«\u00a0", "\u00a0»"), "en": ("“", "”")}
_OPENING, _CLOSING = tuple('«“„"'), tuple('»”“"')
OTHERS, LEAST = 3, 0.05  # other quotes that are shown, and their least confidence: the rest is noise
_MARKUP = re.compile(r"\*\*|^#{1,6}(?= )|^\|[| \t:-]+$|^\||\|$", re.MULTILINE)  # Markdown's, which is no words
_PARAGRAPH = re.compile(r"[^\n]+")


def answer_html(answer: Answer, language: str, number: int = 0) -> str:
    """The answer in the words of the window's ``language``: the quote with its span marked, its place and confidence;
    other quotes considered; and, if the sources disagree, what the others say.

    Args:
        number: of the turn, for the buttons that show a quote in the text.
    """
    words = TEXTS[language]
    parts = []
    if answer.understood:
        question = f"<span lang='{escape(answer.language)}'>{escape(answer.understood)}</span>"
        parts.append(f"<p class='understood'>{words['understood'].format(question=question)}</p>")
    if answer.text is None:
        parts.append(f"<p class='silent'>{unanswered(answer, language)}</p>")
        if answer.quote is not None and answer.document is not None and answer.quote_start is not None:
            parts.append(
                f"<details open><summary>{words['nearest']}</summary>"
                f"<blockquote class='nearest'{_spoken(answer)}>{quote_html(answer)}</blockquote>"
                f"{_place_html(answer, f'{number}', language)}</details>"
            )
        return f"<div class='answer' lang='{language}'>{''.join(parts)}</div>"
    parts += [_quotation(spans, language) for spans in by_quote(answer)]
    parts.append(_place_html(answer, f"{number}", language))
    if answer.disagrees:
        parts.append(f"<p class='disagree'>{words['disagree']}</p>")
    others = shown_others(answer)
    for at, other in enumerate(answer.disagrees):
        parts += [_quotation([other], language), _place_html(other, f"{number}-disagrees-{at}", language)]
    if others:
        rows = "".join(
            f"<li><span{_spoken(other)}>{quote_html(other)}</span>{_place_html(other, f'{number}-alternatives-{answer.alternatives.index(other)}', language)}</li>"
            for other in others
        )
        summary = words["others"].format(count=len(others))
        parts.append(f"<details class='others'><summary>{summary}</summary><ol>{rows}</ol></details>")
    return f"<div class='answer' lang='{language}'>{''.join(parts)}</div>"


def unanswered(answer: Answer, language: str) -> str:
    """What stands in the place of a quote: that no sure answer was found, which says nothing about the text; or, after
    thanks or a greeting, what to do; or that there are only quotes."""
    chat = "quotes_only" if wants_own_words(answer.question) else "listening"
    return TEXTS[language][chat if is_chat(answer.question) else "silent"]


def shown_others(answer: Answer) -> list[Answer]:
    """The alternatives that are shown as other quotes considered."""
    likely = [other for other in answer.alternatives if other.confidence >= LEAST]
    return [other for other in likely if other not in answer.disagrees][:OTHERS]


def _quotation(spans: Sequence[Answer], language: str) -> str:
    left, right = marks(spans[0].quote or "", language)
    return (
        f"<blockquote{_spoken(spans[0])}><span aria-hidden='true'>{left}</span>"
        f"{quote_html(*spans)}<span aria-hidden='true'>{right}</span></blockquote>"
    )


def marks(quote: str, language: str) -> tuple[str, str]:
    """What is put around a quote: nothing if it has quotation marks of its own.

    >>> marks("Un pont.", "en"), marks('"A bridge."', "en"), marks('"A bridge", she said.', "en")
    (('“', '”'), ('', ''), ('“', '”'))
    """
    return ("", "") if quote.startswith(_OPENING) and quote.endswith(_CLOSING) else _MARKS[language]


def in_marks(quote: str, language: str) -> str:
    """The quote between its quotation marks."""
    left, right = marks(quote, language)
    return f"{left}{quote}{right}"


def _spoken(answer: Answer) -> str:
    """The attribute that gives the language of the quote."""
    return f" lang='{escape(answer.document.language)}'" if answer.document else ""


def _place_html(answer: Answer, which: str, language: str) -> str:
    """The place of the quote, as a button that shows it in the text, and the confidence if it is an answer."""
    sure = "" if answer.text is None else f" <span>{confidence(answer.confidence, language)}</span>"
    return (
        f"<p class='place'><button type='button' data-act='show' data-which='{which}' title='{TEXTS[language]['show']}'>"
        f"{escape(place_of(answer, language))}</button>{sure}</p>"
    )


def by_quote(answer: Answer) -> list[list[Answer]]:
    """The answer and its ``also`` in document order, grouped by quote."""
    quotes: dict[tuple[int | None, int | None], list[Answer]] = {}
    for span in sorted((answer, *answer.also), key=lambda a: a.start or 0):
        quotes.setdefault((span.quote_start, span.quote_end), []).append(span)
    return list(quotes.values())


def quote_html(*spans: Answer) -> str:
    """The quote that ``spans`` share, escaped, with each of them in ``<mark>``; no mark if nothing answers."""
    parts = [(_MARKUP.sub(r"<i>\g<0></i>", escape(text)), marked) for text, marked in quote_parts(spans)]
    return "".join(f"<mark>{text}</mark>" if marked else text for text, marked in parts)


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
    """The whole text, with the quotes of ``answer`` marked, or the nearest passage if nothing answers."""
    text, parts, at = document.text, [], 0
    quotes = by_quote(answer) if answer is not None and answer.document == document else []
    for spans in quotes:
        start, end = spans[0].quote_start, spans[0].quote_end
        if start is None or end is None or start < at:
            continue
        kind = "nearest" if spans[0].text is None else "sentence"
        parts += [escape(text[at:start]), f"<span class='{kind}'>{quote_html(*spans)}</span>"]
        at = end
    return (
        f"<article class='source' tabindex='0' lang='{escape(document.language)}' data-document='{escape(document.id)}' data-at='{quotes[0][0].quote_start if quotes else 0}' "
        f"aria-label='{escape(label(document))}'>{''.join(parts)}{escape(text[at:])}</article>"
    )


def file_of(document: Document) -> str:
    """The name of its file, with the folder if it lies in one below what was indexed; "" where that is the title, and for
    the article that comes along.

    >>> file_of(Document("2024/a.md", "Bilan", "", "/x/2024/a.md", "fr")), file_of(Document("a.md", "a", "", "x/a.md", "fr"))
    ('2024/a.md', '')
    """
    source = Path(document.source)
    name = "/".join(source.parts[-2 if "/" in document.id else -1 :])
    return "" if document.id == ARTICLE or document.title in (name, name.removesuffix(source.suffix)) else name


def label(document: Document) -> str:
    """The title, and the file where the title does not name it: two documents may have one title."""
    return " · ".join(filter(None, [document.title, file_of(document)]))


def place(document: Document, offsets: Sequence[int], language: str) -> str:
    """Where ``offsets`` are: which document, and where in it.

    >>> place(Document("d", "T", "Un.\\n\\nDeux.", "d.txt", "fr"), [6], "fr")
    'T · d.txt, paragraphe 2\\xa0sur\\xa02'
    """
    return f"{label(document)}, {within(document, offsets, language)}"


def place_of(answer: Answer, language: str) -> str:
    """Where all that answers is, else the nearest passage."""
    assert answer.document is not None and answer.quote_start is not None
    starts = [span.start for span in (answer, *answer.also) if span.start is not None]
    return place(answer.document, starts or [answer.quote_start], language)


def within(document: Document, offsets: Sequence[int], language: str) -> str:
    """The pages of ``offsets``, or the paragraphs, counted from 1; in a table before them the row and column that they
    share."""
    starts = document.pages or _paragraphs(document.text)
    numbers = sorted({max(1, bisect.bisect_right(starts, offset)) for offset in offsets})
    kind = ("page" if document.pages else "place") + ("s" if len(numbers) > 1 else "")
    where = TEXTS[language][kind].format(n=_ranges(numbers), total=len(starts))
    names = [_in_table(document, offset, language) for offset in offsets]
    shared = [name for name in names[0] if all(name in others for others in names)]
    return ", ".join([*shared, where])


@lru_cache(32)
def _paragraphs(text: str) -> list[int]:
    """Where the paragraphs start; kept, because each quote of a conversation is placed again at every update."""
    return [found.start() for found in _PARAGRAPH.finditer(text) if found.group().strip()]


def _in_table(document: Document, offset: int, language: str) -> list[str]:
    """The column, before it the row where the sentence around ``offset`` does not begin with it; none outside of tables."""
    words, (row, column) = TEXTS[language], names_of(document.text, offset) or ("", "")
    begins = sentence_around(document.text, offset, offset + 1, document.language)[0] if column else offset
    in_table = [words["column"].format(name=column)] if column else []
    if row not in document.text[begins:offset]:
        in_table.insert(0, words["row"].format(name=row))
    return in_table


def _ranges(numbers: Sequence[int]) -> str:
    """Ascending numbers in few words.

    >>> _ranges([3, 4, 5, 8])
    '3–5, 8'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 1 else f"{run[0]}" for run in runs)


def confidence(probability: float, language: str) -> str:
    """A probability in words and percent.

    >>> confidence(0.93, "en"), confidence(0.4, "fr")
    ('almost certain (93 %)', 'incertain (40 %)')
    """
    word = "sure" if probability >= 0.85 else "likely" if probability >= 0.6 else "doubtful"
    return f"{TEXTS[language][word]} ({round(100 * probability)} %)"
