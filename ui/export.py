"""Writes a conversation as a file and a quote as text to paste: pure functions, the quotes verbatim."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from importlib.metadata import version

from qa.answers import Answer
from ui.render import by_quote, confidence, in_marks, label, quote_parts, unanswered, within
from ui.texts import TEXTS

_WORDS = {
    "fr": {"title": "Conversation avec extrait", "disagrees": "Le texte dit autre chose ailleurs\u00a0:"},
    "en": {"title": "Conversation with extrait", "disagrees": "Elsewhere the text says something else:"},
}
# What Markdown may interpret: marks, links, entities, addresses and (GitHub's) emoji anywhere, and marks that begin a line.
_ACTIVE = re.compile(r"[\\`*_<~@$#{}]|\[(?=[\[^])|\](?=[(\[:])|&(?=#?\w+;)|:(?=//|[\w+-]+:)|(?<=\w)\.(?=[^\W\d_])")
_BEGINS = re.compile(r"\d{1,9}(?P<after>[.)])(?=\s|$)|(?P<mark>[-+=:>])")
_INSIDE = " \u00a0\u202f"  # white space that stays as it is inside a line


def to_json(answers: Sequence[Answer], at: datetime) -> str:
    """The conversation for programs, and for ``extrait verify``.

    Args:
        at: when it was exported.
    """
    rows = [answer.to_dict() for answer in answers]
    content = {"extrait": version("extrait"), "exported": at.isoformat(timespec="seconds"), "answers": rows}
    # In ASCII: a lone surrogate of a document can be escaped in JSON, but not encoded in UTF-8.
    return json.dumps(content, indent=2) + "\n"


def to_markdown(answers: Sequence[Answer | str], at: datetime, language: str) -> str:
    """The conversation for people, and for ``extrait verify`` (ui/exported.py).

    Each question, the quotes with their spans in bold, and their places. No text of a document or a question is
    interpreted as Markdown or HTML; rendered, each character is the source's (except NUL, other control characters and
    lone surrogates, which Markdown does not have).

    Args:
        answers: in the place of one whose document is no longer there, its question.
        at: when it was exported.
        language: of the words around the quotes, "fr" or "en".
    """
    blocks = [f"# {_WORDS[language]['title']}", at.isoformat(sep=" ", timespec="minutes")]
    for answer in answers:
        blocks += _answer_blocks(answer, language)
    return "\n\n".join(blocks) + "\n"


def reference(answer: Answer, language: str) -> str:
    """The quote with its reference, to paste elsewhere: « … » (title · file, paragraph 8 of 20 [start:end]).

    One line for each quote if several things were asked for; a sentence that says so if nothing answers.
    """
    if answer.text is None:
        return unanswered(answer, language)
    return "\n".join(_reference(spans, language) for spans in by_quote(answer))


def _reference(spans: Sequence[Answer], language: str) -> str:
    document = spans[0].document
    assert document is not None
    return f"{in_marks(spans[0].quote or '', language)} ({label(document)}, {_within(spans, language)})"


def _answer_blocks(answer: Answer | str, language: str) -> list[str]:
    words = TEXTS[language]
    if isinstance(answer, str):
        return [f"## {escape(answer)}", escape(words["gone"])]
    blocks = [f"## {escape(answer.question)}"]
    if answer.understood:
        blocks.append(escape(words["understood"].format(question=answer.understood)))
    if answer.text is None:
        return [*blocks, escape(unanswered(answer, language))]
    for spans in by_quote(answer):
        blocks += _quote_blocks(spans, language)
    if answer.disagrees:
        blocks.append(escape(_WORDS[language]["disagrees"]))
    for other in answer.disagrees:
        blocks += _quote_blocks([other], language)
    return blocks


def _quote_blocks(spans: Sequence[Answer], language: str) -> list[str]:
    document, sure = spans[0].document, confidence(spans[0].confidence, language)
    assert document is not None
    place = f"{document.title}, {_within(spans, language)}"
    source = f"{escape(document.source)}, SHA-256 `{document.digest}`"
    return [f"> {_marked(spans)}", f"— {escape(place)}, {escape(sure)}, {source}"]


def _within(spans: Sequence[Answer], language: str) -> str:
    first = spans[0]
    assert first.document is not None and first.start is not None
    offsets = " ".join(f"[{span.start}:{span.end}]" for span in spans)
    return f"{within(first.document, [first.start], language)} {offsets}"


def _marked(spans: Sequence[Answer]) -> str:
    """The quote in Markdown, its spans in bold."""
    quote, parts = spans[0].quote or "", quote_parts(spans)
    written, at = _escaped(quote), 0
    around = f" {quote} "
    bold = [False] * (len(quote) + 2)  # padded by one on each side
    for text, marked in parts:
        bold[at + 1 : at + 1 + len(text)] = [marked] * len(text)
        at += len(text)
    for i, character in enumerate(quote):
        edge = not (bold[i] and bold[i + 2])
        inside = [around[beside] for beside in (i, i + 2) if bold[beside]]
        # Asterisks may not mean bold with white space inside them, or with punctuation inside and a letter outside. Such
        # a character is written as an entity, which counts as punctuation: beside that they always do.
        if (
            (character.isspace() and edge)
            if bold[i + 1]
            else not (_is_apart(character) or all(map(str.isalnum, inside)))
        ):
            written[i] = _entity(character)
        if bold[i + 1] and not bold[i]:
            written[i] = "**" + written[i]
        if bold[i + 1] and not bold[i + 2]:
            written[i] += "**"
    return "".join(written)


def _is_apart(character: str) -> bool:
    """Whether asterisks may stand between ``character`` and any other."""
    return character.isspace() or unicodedata.category(character).startswith("P")


def escape(text: str) -> str:
    """``text`` as Markdown that renders as its characters and nothing else, on one line.

    >>> print(escape("1. [x](http://a.b) & *c*"))
    1\\. [x\\](http\\://a\\.b) & \\*c\\*
    """
    return "".join(_escaped(text))


def _escaped(text: str) -> list[str]:
    """Each character of ``text`` as written in Markdown."""
    marks = {mark.start() for mark in _ACTIVE.finditer(text)}
    if begins := _BEGINS.match(text):
        marks.add(begins.start(begins.lastgroup or 0))
    last = len(text) - 1
    return [
        _entity(c) if "\ud800" <= c <= "\udfff" or (c.isspace() and (c not in _INSIDE or i in (0, last)))
        else f"\\{c}" if i in marks else c
        for i, c in enumerate(text)
    ]  # fmt: skip


def _entity(character: str) -> str:
    return f"&#{ord(character)};"
