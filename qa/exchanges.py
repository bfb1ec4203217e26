"""Near misses and their counterparts: two things of a passage change places, in the question, in the passage or in both.

Where one of them is changed, all that the question names is there, yet the passage says it of something else; where both
are, the answer stands. So the reader learns what is said of what, and not that an odd question has no answer
(counterfactual data, Kaushik et al., 2020; entities of the passage put into the question, Gautam et al., 2023).
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.chunking import sentence_spans
from index.encoder import Encoder
from index.terms import UPPER, content_words, stem
from qa.squad import Gold, Question

MOST = 2  # exchanges to a question
NEAREST = 3  # of the things that could be put in for another, by the encoder; one of them is
_CAPITALISED = rf"{UPPER}\w+(?:-\w+|['’](?!s\b)\w+)*"
_NAME = re.compile(
    rf"(?<=[\w,;(] ){_CAPITALISED}(?: (?:(?:de|du|des|of|the|van|von) )?{_CAPITALISED})*(?! {UPPER}\.|\+)|{UPPER}{{2,}}"
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_NOUN = re.compile(
    r"\b((?i:l['’]|(?:la|les?|d[ue]s?|une?|aux?|the|an?|of|cette|ce) ))([^\W\d_A-Z]{4,})(?= ?[,.;:?!)»]| ([^\W\d_]+))"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question about ``one`` thing of its context, and the ``other`` that is put in for it."""

    question: Question
    one: str
    other: str

    def of_other(self) -> Question:
        """Asked about the other: a near miss."""
        text = self._swapped(self.question.text)
        return replace(self.question, id=f"{self._id}-asked", text=text, answers=(), kind="near-miss")

    def moved(self) -> Question:
        """The context says it of the other: a near miss."""
        return replace(self.both(), id=f"{self._id}-said", text=self.question.text, answers=(), kind="near-miss")

    def both(self) -> Question:
        """Question and context speak of the other: answered as before."""
        context, gold = self.question.context, self.question.answers[0]
        before = self._swapped(context[: gold.start])
        context = before + gold.text + self._swapped(context[gold.start + len(gold.text) :])
        answers = (Gold(gold.text, len(before)),)
        text = self._swapped(self.question.text)
        return replace(self.question, id=f"{self._id}-both", text=text, context=context, answers=answers)

    @property
    def _id(self) -> str:
        return f"{self.question.id}-{self.one}-{self.other}"

    def _swapped(self, text: str) -> str:
        places = {self.one: self.other, self.other: self.one}
        return re.sub(rf"\b(?:{'|'.join(map(re.escape, places))})\b", lambda match: places[match[0]], text)


def exchanges(questions: Sequence[Question], language: str, encoder: Encoder, chance: random.Random) -> list[Exchange]:
    """Up to ``MOST`` for each question that names what its context names too, beside others of the kind.

    Args:
        questions: answerable; they and their contexts are in ``language``.
    """
    found = [(question, pairs) for question in questions if (pairs := _pairs(question, language))]
    names = sorted({name for _, pairs in found for one, others in pairs.items() for name in (one, *others)})
    vectors = dict(zip(names, encoder.queries(names), strict=True))
    rows = []
    for question, pairs in found:
        for one in chance.sample(sorted(pairs), min(MOST, len(pairs))):
            others = sorted(pairs[one], key=lambda other: float(np.dot(vectors[other], vectors[one])))
            rows.append(Exchange(question, one, chance.choice(others[-NEAREST:])))
    return rows


def _pairs(question: Question, language: str) -> dict[str, list[str]]:
    """What can be put in, for each thing that question and context name; nothing of the answer."""
    asked, said = _things(question.text), _things(question.context)
    answer = _stems(question.answers[0].text, language)
    taken = answer | _stems(question.text, language)
    pairs = {}
    for kind, ones in asked.items():
        for one in sorted(ones & said[kind]):
            if _stems(one, language) & answer:
                continue
            others = [
                other
                for other in sorted(said[kind] - ones)
                if not _stems(other, language) & taken and not _may_answer(question, one, other, language)
            ]
            if others:
                pairs[one] = others
    return pairs


def _may_answer(question: Question, one: str, other: str, language: str) -> bool:
    """Whether a sentence beside the answer's says of the other what is asked: it has a word of the question."""
    asked = _stems(question.text, language) - _stems(one, language)
    gold = question.answers[0].start
    sentences = (question.context[s:e] for s, e in sentence_spans(question.context) if not s <= gold < e)
    return any(other in sentence and asked & _stems(sentence, language) for sentence in sentences)


def _stems(text: str, language: str) -> set[str]:
    return {stem(word, language) for word in content_words(text)}


def _things(text: str) -> dict[str, set[str]]:
    """Names, years, and nouns by their determiner: those with the same one are of the same gender and number, mostly."""
    things: dict[str, set[str]] = defaultdict(set)
    things["name"] = {name for name in _NAME.findall(text) if content_words(name)}
    things["year"] = set(_YEAR.findall(text))
    for determiner, noun, following in _NOUN.findall(text):
        if content_words(noun) and not content_words(following):
            things[f"{determiner.casefold()}{noun[-1]}" if noun[-1] == "s" else determiner.casefold()].add(noun)
    return things
