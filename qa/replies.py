"""Finds the reply to a question that the text asks itself, as a page of frequent questions or an interview does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.chunking import sentence_around
from index.words import beginning, content_words, fold
from qa.edges import without_stop
from qa.lists import after_marker

# Matching starts only where a sentence does: from each of its letters, it took 2.5 to 60 times as long.
_QUESTION = re.compile(r"(?<![^\n.!?])[^\n.!?]{6,200}\?[\s»”\"*_]*")
_NEXT = re.compile(r"\n\s*#|\n[^\n]*\?")  # a heading, or another question
_LONGEST = 1_000  # characters of a reply
_ALIKE = 0.75  # of the content words of two questions that ask the same stand in both
_LIGHT = {beginning(word) for word in ("trouve", "situe", "faire", "peut", "puis", "dois", "faut", "located", "find")}
_WORDS = re.compile(r"\b(?:qui|quoi|quand|ou|combien|comment|pourquoi|who|whom|what|when|where|why|how|which)\b|\bquel")


def replies(question: str, text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where ``text`` replies to the question that it asks itself between ``start`` and ``end``.

    >>> faq = "Comment s'inscrire ? À la mairie. Combien coûte l'inscription ? Elle coûte 20 €."
    >>> [faq[slice(*reply)] for reply in replies("combien coute l'inscription", faq, 0, len(faq))]
    ['Elle coûte 20 €.']
    """
    for asked in _QUESTION.finditer(text, start, end) if "?" in text[start:end] else ():
        if _are_alike(question, asked.group()):
            last = min(len(text), asked.end() + _LONGEST)
            following = _NEXT.search(text, asked.end() - 1, last)
            yield asked.end(), following.start() if following else last


def first_sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence that a reply begins with, without its full stop and the letter of who speaks."""
    _, last = sentence_around(text, start, start + 1)
    start, last = without_stop(text, start, min(last, end))
    return after_marker(text, start, last), last


def _are_alike(one: str, other: str) -> bool:
    """Whether two questions ask the same in nearly the same words."""
    asked, said = ({beginning(word) for word in content_words(each)} - _LIGHT for each in (one, other))
    same = bool(asked) and len(asked & said) >= _ALIKE * len(asked | said)
    return same and set(_WORDS.findall(fold(one))) == set(_WORDS.findall(fold(other)))
