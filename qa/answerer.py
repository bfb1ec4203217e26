"""Answers one question from the passages that were found for it: reads them, judges the spans, chooses what is quoted."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from index.documents import Document, Hit, Passage
from index.encoder import Encoder
from index.engine import cores
from index.lines import CELL
from qa.answers import Answer, apart
from qa.columns import asked_cells
from qa.confidence import Calibrator, features
from qa.disagreement import about_the_same, disagree, heading, the_same_in_translation
from qa.edges import clause
from qa.labels import labelled, labelled_value, of_another_label, whole_value
from qa.lists import enumeration, lettered, listed
from qa.page_questions import asked_part, is_another, may_have_written, signs_as_another
from qa.question_form import is_asked_there, is_of_another_number
from qa.question_types import MEASURED, NAMES, Kind, fits, kind, may_want_several, wants_reason, wants_several
from qa.reader import Reader
from qa.replies import first_sentence, replies
from qa.rows import beside, cell_of_label, named_cell, of_another_cell
from qa.spans import Span, without_overlaps

# Reading stops at a span of this confidence. Of 596 questions on the article and on twenty other documents together, two
# had a surer answer in a later passage (eight with 0.5). 4.4 of five passages are read.
SURE = 0.7
NEARLY = 4.0  # log-odds below the best span; a closer one also answers a question in the plural (measured on PIAF)
# Confidence in a cell, a column or a label that the question names: 46 of 47 cells were right in 215 questions of our own,
# and 70 of 71 of all three in 216 more, most of which the rules were made with.
NAMED_CELL = 0.85
HINTED_CELL = 0.5  # in one of whose column's head only a part is named; 12 of 13
ASKED_THERE = 0.9  # confidence in the reply to the same question in the text
# Characters around a passage in which a label's names are looked for (those present, and in attendance), and before it in
# which the text may ask what the passage replies to.
NEAR = 1_000
# Log-odds in favour of the document that the conversation is about, among answers above the threshold. Of 240
# questions on the document of the question before 49 % are answered rightly among 514 documents, 25 without any
# preference; on another document 26.
SAME_DOCUMENT = 0.5
_OPENS_MORE = re.compile(r":\s*$|\s\|\s")  # a list, a table
_SAID_OF = re.compile(  # the verb after the subject
    r"\s+(?:ne\b|n['’]|s['’]|se\b|est\b|sont\b|était|a\b|ont\b|aura|ser(?:a|ont)\b|doi(?:t|vent)\b|peu(?:t|vent)\b|coûte"
    r"|is\b|are\b|was\b|were\b|will\b|must\b|should\b|can(?:not)?\b|may\b|has\b|have\b|do(?:es)?\b|costs?\b)"
)


@dataclass(frozen=True)
class Answerer:
    """Quotes the span that answers.

    Attributes:
        threshold: lowest confidence of an answer that is shown.
        documents: those of the passages, by id.
        encoder: compares what a French and an English sentence say.
    """

    reader: Reader
    calibrator: Calibrator
    threshold: float
    documents: Mapping[str, Document]
    encoder: Encoder

    def answer(
        self,
        question: str,
        understood: str,
        language: str,
        hits: Sequence[Hit],
        about: str | None = None,
        besides: Answer | None = None,
    ) -> Answer:
        """Answer with a span of the passages, or say that they do not answer.

        Args:
            question: as it was typed.
            understood: what is read; it stands alone and is well formed.
            language: ISO 639-1 code of the question.
            hits: the passages, best first.
            about: id of a document that is preferred.
            besides: an answer that is left out.
        """
        ranked = []
        for span, confidence in self._read(understood, [hit.passage for hit in hits]):
            passage = hits[span.passage].passage
            at = (passage.start + span.start, passage.start + span.end)
            answer = Answer.quoting(question, language, self.documents[passage.document], *at, confidence)
            if besides is None or not answer.overlaps(besides):
                ranked.append((span, answer))
        ranked.sort(key=lambda pair: self._preference(pair[1], about), reverse=True)
        candidates = apart([answer for _, answer in ranked])
        if not candidates or candidates[0].confidence < self.threshold:
            return not_answered(question, language, candidates, hits, self.documents)
        best, *also = self._quoted(understood, ranked, hits[ranked[0][0].passage].passage)
        others = apart([best, *also, *candidates[1:]])[1 + len(also) :]
        disagrees = [] if also or wants_several(understood) else self._disagreeing(understood, best, others)
        return replace(best, alternatives=tuple(others), also=tuple(also), disagrees=tuple(disagrees))

    def _quoted(self, question: str, ranked: Sequence[tuple[Span, Answer]], passage: Passage) -> list[Answer]:
        """The first of ``ranked`` as it is quoted, then what answers beside it, in document order.

        Args:
            passage: that of the first.
        """
        (_, best), *_ = ranked
        also: list[Answer] = []
        if wants_several(question):
            best, *also = _several(ranked)
        elif (may_want_several(question) and not _is_said_of(best)) or (
            kind(question) is None and lettered(*_located(best))
        ):
            best, *also = _items(best) or [best]
        names = self._labelled(question, passage, NEAR)
        if best.start in [start for start, _ in names]:
            best, *also = (best.moved(*name) for name in names)
        text, start, end, *_ = _located(best)
        cells = [best.moved(*cell) for cell in beside(question, text, start, end)]
        also = sorted(apart([best, *also, *cells])[1:], key=lambda other: other.start or 0)
        if wants_reason(question):
            best = _with_its_clause(best)
        return [best, *also]

    def _preference(self, answer: Answer, about: str | None) -> tuple[bool, float]:
        """What answers are sorted by: those above the threshold first, then their log-odds."""
        sure = min(max(answer.confidence, 1e-9), 1 - 1e-9)
        same = answer.document is not None and answer.document.id == about
        return answer.confidence >= self.threshold, math.log(sure / (1 - sure)) + SAME_DOCUMENT * same

    def _read(self, question: str, passages: Sequence[Passage]) -> list[tuple[Span, float]]:
        """The spans with their confidences, the surest first.

        The passages come best first. Unless the answers of several are to be compared, reading stops at a ``SURE`` span.
        """
        compared = kind(question) is not None and not wants_several(question)
        ranked: list[tuple[Span, float]] = []
        texts = [passage.text for passage in passages]
        first = len(texts) if compared else 1
        for count in range(first, len(texts) + 1):
            if count > first and not (count - first - 1) % cores():  # read ahead, one for each core: no slower
                self.reader.read(question, texts[count - 1 : count - 1 + cores()])
            read = self.reader.read(question, texts[:count])
            read = [self._for_label(question, passages[span.passage], span) for span in read]
            read = [span for span in read if self._may_answer(question, passages[span.passage], span)]
            spans = without_overlaps(read, len(read))  # a cell may have been found both by itself and for its label
            seen = features(question, spans, texts[:count])
            sure = [self.calibrator.probability(row) for row in seen]
            judged = list(zip(spans, sure, strict=True))
            further = [*self._cells(question, passages[:count]), *self._replies(question, passages[:count], judged)]
            ranked = sorted([*judged, *further], key=lambda pair: -pair[1])
            if ranked and ranked[0][1] >= max(SURE, self.threshold):
                break
        return ranked

    def _may_answer(self, question: str, passage: Passage, span: Span) -> bool:
        """Whether the span may answer.

        It may not if it stands where the text asks the question itself, in a sentence on another lot, version or the like, in another cell of a table than is asked about,
        where nothing tells that it wrote the page whose author is asked for, signed for another office than the one that is
        asked for, or if it is no number or time where one is asked for. The last is told in French and English texts only:
        the words for numbers are known in these languages.
        """
        spoken_of = (question, passage.text, span.start, span.end)
        if is_asked_there(*spoken_of) or is_of_another_number(*spoken_of):
            return False
        wanted, document = kind(question), self.documents[passage.document]
        at = passage.start + span.start, passage.start + span.end
        if asked_part(question) == "author" and not is_another(question, document.text):
            roles = {part.kind for part in document.parts if part.start < at[1] and at[0] < part.end}
            if not roles & {"author", "signatory"} and (
                "title" in roles or not may_have_written(question, document.text, *at)
            ):
                return False
        if wanted is Kind.PERSON and signs_as_another(question, document.text, *at):
            return False
        if wanted in MEASURED and document.language in ("fr", "en") and fits(span.text, wanted) < 0:
            return False
        value = labelled_value(question, document.text, passage.start, passage.end)
        if of_another_label(question, document.text, value, *at):
            return False
        # The table may begin in an earlier passage.
        return CELL not in passage.text or not of_another_cell(question, document.text, *at)

    def _for_label(self, question: str, passage: Passage, span: Span) -> Span:
        """The span, or the cell that answers yes or no instead of its row's first cell, or the whole value of a label."""
        text, at = self.documents[passage.document].text, (passage.start + span.start, passage.start + span.end)
        if value := labelled_value(question, text, passage.start, passage.end):
            at = whole_value(question, value, *at)
        if CELL in passage.text:
            at = cell_of_label(question, text, *at) or at
        start, end = at
        if end > passage.end:
            return span
        return replace(span, text=text[start:end], start=start - passage.start, end=end - passage.start)

    def _cells(self, question: str, passages: Sequence[Passage]) -> Iterator[tuple[Span, float]]:
        """The table cells that the question names by row and column, the value of the label that it names, and the first of
        the names under a label that it asks for, with their confidences; none if it asks why."""
        if wants_reason(question):
            return
        for i, passage in enumerate(passages):
            text = self.documents[passage.document].text
            for hinted, confidence in ((False, NAMED_CELL), (True, HINTED_CELL)):
                if found := named_cell(question, text, passage.start, passage.end, hinted):
                    start, end = found
                    yield _ruled(text, start, end, passage, i), confidence
                    break
            if value := labelled_value(question, text, passage.start, passage.end):
                yield _ruled(text, *value, passage, i), NAMED_CELL
            names = [name for name in self._labelled(question, passage) if passage.start <= name[0] < passage.end]
            for start, end in names[:1]:
                if fits(text[start:end], kind(question)) >= 0:
                    yield _ruled(text, start, end, passage, i), NAMED_CELL

    def _replies(
        self, question: str, passages: Sequence[Passage], judged: Sequence[tuple[Span, float]]
    ) -> Iterator[tuple[Span, float]]:
        """What answers where the text asks the question itself: a sure span of the reply, or its first sentence."""
        for i, passage in enumerate(passages):
            text = self.documents[passage.document].text
            own = [(span, sure) for span, sure in judged if span.passage == i and sure >= SURE]
            for first, last in replies(question, text, max(0, passage.start - NEAR), passage.end):
                inside = next((pair for pair in own if first <= passage.start + pair[0].start < last), None)
                if inside:
                    yield inside[0], max(inside[1], ASKED_THERE)
                    continue
                start, end = first_sentence(text, first, last)
                if passage.start <= start < end <= passage.end and not _OPENS_MORE.search(text, start, end):
                    yield _ruled(text, start, end, passage, i), ASKED_THERE

    def _labelled(self, question: str, passage: Passage, near: int = 0) -> list[tuple[int, int]]:
        """The names in and ``near`` the passage under a label that the question asks for, if it may ask for persons; else
        the cells of a table that it asks for."""
        if kind(question) not in (Kind.PERSON, None) and not wants_several(question):
            return []
        text = self.documents[passage.document].text
        around = max(0, passage.start - near), passage.end + near
        return labelled(question, text, *around) or asked_cells(question, text, *around)

    def _disagreeing(self, question: str, best: Answer, others: Sequence[Answer]) -> list[Answer]:
        """The others above the threshold that give another number or date, or, in another document, another name.

        Within one document several people often do much the same, so other names are no contradiction.
        """
        wanted = kind(question)
        if wanted is None:
            return []
        return [
            other
            for other in others
            if other.confidence >= self.threshold
            and (not best.shares_document(other) if wanted in NAMES else other.quote != best.quote)
            and disagree(wanted, best.text or "", other.text or "")
            and self._about_the_same(question, best, other)
        ]

    def _about_the_same(self, question: str, best: Answer, other: Answer) -> bool:
        """Compare the sentences by their words in one language, by their vectors in French and English.

        Names are not compared across languages: "Germany" and "Allemagne" would look like two.
        """
        assert best.document is not None and other.document is not None
        languages = {best.document.language, other.document.language}
        said = (best.quote or "", best.text or "", other.quote or "", other.text or "")
        if len(languages) == 1:
            over = [
                heading(answer.document.text, answer.quote_start or 0) for answer in (best, other) if answer.document
            ]
            return about_the_same(question, *said, headings=(over[0], over[1]))
        translated = languages == {"fr", "en"} and kind(question) not in NAMES
        return translated and the_same_in_translation(self.encoder.passages, *said)


def _ruled(text: str, start: int, end: int, passage: Passage, number: int) -> Span:
    """A span of the passage, the ``number``-th that was read, that a rule found and not the reader: it has no scores."""
    return Span(text[start:end], start - passage.start, end - passage.start, 0.0, 0.0, number)


def _with_its_clause(answer: Answer) -> Answer:
    """Extend an answer to why or how to its clause: "pour …", not the bare noun."""
    return answer.moved(*clause(*_located(answer)))


def _several(ranked: Sequence[tuple[Span, Answer]]) -> list[Answer]:
    """The best answer, then the others in document order: the items of its list, or the spans of its passage that the
    reader scores nearly as high."""
    best, answer = ranked[0]
    if items := _items(answer):
        return items
    also = [
        other
        for span, other in ranked[1:]
        if span.passage == best.passage and span.margin > max(0.0, best.margin - NEARLY)
    ]
    return apart([answer, *sorted(also, key=lambda other: other.start or 0)])


def _is_said_of(answer: Answer) -> bool:
    """Whether its sentence goes on to say something of the answer: "La carte est gratuite" is no item to bring."""
    text, _, end, *_ = _located(answer)
    return bool(_SAID_OF.match(text, end))


def _items(answer: Answer) -> list[Answer]:
    """The item of a list that the answer begins, then the others in document order; none if it begins none."""
    text, start, end, *_ = located = _located(answer)
    items = listed(text, start, end) or enumeration(*located)
    first = [item for item in items if item[0] < end and start < item[1]][:1]
    return [answer.moved(*item) for item in dict.fromkeys([*first, *items])]


def _located(answer: Answer) -> tuple[str, int, int, int, int]:
    """The document's text, the offsets of the span, and those of its quote."""
    assert answer.document is not None and answer.start is not None and answer.end is not None
    assert answer.quote_start is not None and answer.quote_end is not None
    return answer.document.text, answer.start, answer.end, answer.quote_start, answer.quote_end


def not_answered(
    question: str, language: str, candidates: Sequence[Answer], hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Answer:
    """The result that the documents do not answer, with the passage that is nearest to an answer."""
    nearest = _nearest(candidates, hits)
    return Answer(
        question=question,
        text=None,
        quote=nearest.text if nearest else None,
        start=None,
        end=None,
        quote_start=nearest.start if nearest else None,
        quote_end=nearest.end if nearest else None,
        document=documents[nearest.document] if nearest else None,
        confidence=candidates[0].confidence if candidates else 0.0,
        language=language,
        alternatives=tuple(candidates),
    )


def _nearest(candidates: Sequence[Answer], hits: Sequence[Hit]) -> Passage | None:
    """The passage of the best candidate, else the first hit, which may be a mere name or headline."""
    at = (candidates[0].document, candidates[0].start) if candidates else (None, None)
    for passage in (hit.passage for hit in hits):
        if at[0] and at[1] is not None and at[0].id == passage.document and passage.start <= at[1] < passage.end:
            return passage
    return hits[0].passage if hits else None
