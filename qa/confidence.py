"""The confidence of an answer: a probability fitted on held-out questions (logistic regression, Platt 1999)."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib.resources import files

from index.chunking import sentence_spans
from index.words import INNER_NAME, beginning, content_words, fold
from qa.question_types import fits, kind, wants_several
from qa.spans import Span, together

FILE = "confidence.json"
_WORD = re.compile(r"\w+")
_sentences = lru_cache(512)(sentence_spans)  # cached: a passage has many spans and questions
_NAME_OR_NUMBER = re.compile(rf"{INNER_NAME}|\d+")


@dataclass(frozen=True, slots=True)
class Features:
    """The features of a span that the calibrator uses.

    Attributes:
        margin: reader's log-odds of the span against "no answer" in its window.
        lead: margin over the best other span (negative if another is better), clipped to [-10, 10].
        rank: log of the passage's place among those read, 0 for the first.
        missing: number of names and numbers of the question that are not in the passage.
        elsewhere: number of words of the question that are in the passage, but not in the span's sentence, which may
            thus speak of another thing.
        fits: 1 if the span looks like what was asked for (a number, a date, …), -1 if not, 0 if that is unknown.

    Not used: the cosine of question and passage, the share of the question's words that the passage has, and whether
    both are in one language. They separate better on the questions they were fitted on, which repeat the paragraph's
    words, and worse on others: fitted on French questions and tried on English ones over Spanish and Romanian, the
    calibration error rose from 0.07 to 0.16 with the first two.
    """

    margin: float
    lead: float
    rank: float
    missing: float
    elsewhere: float
    fits: float


@dataclass(frozen=True, slots=True)
class Calibrator:
    """``sigmoid(bias + weights · features)``; answers are shown from ``threshold`` on."""

    weights: Features
    bias: float
    threshold: float

    @classmethod
    def load(cls) -> Calibrator:
        """The calibrator fitted for the reader that comes with extrait."""
        stored = json.loads(files("qa").joinpath("reader_model", FILE).read_text(encoding="utf-8"))
        return cls(Features(**stored["weights"]), stored["bias"], stored["threshold"])

    def to_json(self) -> str:
        """The content of the file that ``load`` reads."""
        return json.dumps(asdict(self), indent=2) + "\n"

    def probability(self, features: Features) -> float:
        """Probability in [0, 1] that the span is right."""
        logit: float = self.bias + sum(
            getattr(self.weights, name) * getattr(features, name) for name in Features.__slots__
        )
        return 0.5 * (1 + math.tanh(0.5 * logit))


def features(question: str, spans: Sequence[Span], passages: Sequence[str]) -> list[Features]:
    """The features of each span.

    Where several answers are wanted, they share the reader's probability: the best span of a passage gets that of all.

    Args:
        passages: the passages read, in the retriever's order; ``spans[i].passage`` is an index into them.
    """
    if wants_several(question):
        spans = together(spans)
    wanted = kind(question)
    named = [beginning(fold(name)) for name in _NAME_OR_NUMBER.findall(question)]
    asked = {beginning(word) for word in content_words(question)}
    words = [_beginnings(passage) for passage in passages]
    best = sorted((span.margin for span in spans), reverse=True)[:2]
    result = []
    for span in spans:
        other = best[1:] if span.margin == best[0] else best[:1]
        lead = span.margin - other[0] if other else 10.0
        result.append(
            Features(
                margin=span.margin,
                lead=max(-10.0, min(10.0, lead)),
                rank=math.log1p(span.passage),
                missing=sum(name not in words[span.passage] for name in named),
                elsewhere=len((asked & words[span.passage]) - _beginnings(_sentence(passages[span.passage], span))),
                fits=fits(span.text, wanted),
            )
        )
    return result


def _sentence(passage: str, span: Span) -> str:
    """The sentences that the span touches."""
    return " ".join(passage[s:e] for s, e in _sentences(passage) if s < span.end and e > span.start)


@lru_cache(1024)
def _beginnings(text: str) -> frozenset[str]:
    """The beginnings of all words of ``text``; cached, because each passage and sentence comes many times."""
    return frozenset(map(beginning, _WORD.findall(fold(text))))
