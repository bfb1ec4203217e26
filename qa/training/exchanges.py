"""Near misses and their answerable counterparts: two things of a passage are swapped in the question, passage, or both.

If one of the two texts is changed, the passage has all that the question names, but says it of another thing; if both
are, the answer holds. So the reader learns what is said of what, and not that an odd question has no answer
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
from index.words import UPPER, content_words, stem
from qa.squad import Gold, Question

MOST = 2  # exchanges per question
NEAREST = 3  # candidates, by the encoder, of which one is drawn
_CAPITALISED = rf"{UPPER}\w+(?:-\w+|['’](?!s\b)\w+)*"
_NAME = re.compile(
    rf"(?<=[\w,;(] ){_CAPITALISED}(?: (?:(?:de|du|des|of|the|van|von) )?{_CAPITALISED})*(?! {UPPER}\.|\+)|{UPPER}{{2,}}"
)
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_NOUN = re.compile(  # determiner, noun, and the word after it: "la gare", "the station"
    r"\b((?i:l['’]|(?:la|les?|d[ue]s?|une?|aux?|the|an?|of|cette|ce) ))([^\W\d_A-Z]{4,})(?= ?[,.;:?!)»]| ([^\W\d_]+))"
)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question about ``one`` thing of its context, and the ``other`` that replaces it."""

    question: Question
    one: str
    other: str

    def of_other(self) -> Question:
        """The question is changed to ask about the other: a near miss."""
        text = self._swapped(self.question.text)
        return replace(self.question, id=f"{self._id}-asked", text=text, answers=(), kind="near-miss")

    def moved(self) -> Question:
        """The context is changed to speak of the other: a near miss."""
        return replace(self.both(), id=f"{self._id}-said", text=self.question.text, answers=(), kind="near-miss")

    def both(self) -> Question:
        """Question and context are both changed: the answer stays."""
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
    """Up to ``MOST`` exchanges for each question that names a thing of its context, if that has others of the kind.

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
    """For each thing that question and context both name, the things that may replace it; none is of the answer."""
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
    """Whether a sentence without the answer names ``other`` and has a word of the question: it may answer that one."""
    asked = _stems(question.text, language) - _stems(one, language)
    gold = question.answers[0].start
    sentences = (question.context[s:e] for s, e in sentence_spans(question.context) if not s <= gold < e)
    return any(other in sentence and asked & _stems(sentence, language) for sentence in sentences)


def _stems(text: str, language: str) -> set[str]:
    return {stem(word, language) for word in content_words(text)}


def _things(text: str) -> dict[str, set[str]]:
    """Names, years, and nouns by determiner: nouns with the same one mostly have the same gender and number."""
    things: dict[str, set[str]] = defaultdict(set)
    things["name"] = {name for name in _NAME.findall(text) if content_words(name)}
    things["year"] = set(_YEAR.findall(text))
    for determiner, noun, following in _NOUN.findall(text):
        if content_words(noun) and not content_words(following):
            things[determiner.casefold() + ("s" if noun.endswith("s") else "")].add(noun)
    return things
