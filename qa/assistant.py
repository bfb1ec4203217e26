"""The whole path of a question: retrieve passages, read them, judge the spans, answer."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from index.documents import Document, Hit, Passage
from index.encoder import Encoder
from index.engine import cores
from index.errors import IndexFolderError, QuestionError
from index.languages import question_language
from index.lines import CELL
from index.loaders import article
from index.store import Index
from index.words import INNER_NAME
from qa.answers import Answer, apart
from qa.confidence import Calibrator, features
from qa.courtesy import asked_last, is_chat
from qa.disagreement import about_the_same, disagree, heading, the_same_in_translation
from qa.edges import clause, without_stop
from qa.lists import enumeration, labelled, listed
from qa.page_questions import CONFIDENCE, asked_part, is_another, may_have_written
from qa.question_form import as_spelt_in, is_asked_there, only_repeats, well_formed, without_names
from qa.question_types import MEASURED, NAMES, Kind, fits, kind, may_want_several, wants_reason, wants_several
from qa.reader import Reader
from qa.retriever import Retriever
from qa.rows import beside, cell_of_label, named_cell, of_another_cell
from qa.spans import Span, without_overlaps

MAX_QUESTION = 2_000  # characters
TOP_K = 5  # passages that are read
# Reading stops at a span of this confidence. Of 596 questions on the article and on twenty other documents together, two
# had a surer answer in a later passage (eight with 0.5). 4.4 of five passages are read.
SURE = 0.7
HEAD = 200  # characters of a document's beginning that say what all of it is about, if its title names nothing
NEARLY = 4.0  # log-odds below the best span; a closer one also answers a question in the plural (measured on PIAF)
NAMED_CELL = 0.8  # confidence in a cell named by row and column; 46 of 47 were right in 215 questions of our own
HINTED_CELL = 0.5  # in one of whose column's head only a part is named; 12 of 13
NEAR = 1_000  # characters around a passage in which a label's names are looked for: those present, and in attendance
_JOINED = re.compile(r"\b(?:et|and)\b|,|\?.", re.IGNORECASE)  # what joins two questions
_SAID_OF = re.compile(  # the verb after the subject
    r"\s+(?:ne\b|n['’]|s['’]|se\b|est\b|sont\b|était|a\b|ont\b|aura|ser(?:a|ont)\b|doi(?:t|vent)\b|peu(?:t|vent)\b|coûte"
    r"|is\b|are\b|was\b|were\b|will\b|must\b|should\b|can(?:not)?\b|may\b|has\b|have\b|do(?:es)?\b|costs?\b)"
)
MEMORY = 3  # earlier questions that can tell what this one means
# Log-odds in favour of the document that the conversation is about, among answers above the threshold. With it, 49 % of
# 240 questions on the document of the question before are answered rightly among 514 documents, 25 without; on another
# document 25 in both cases.
SAME_DOCUMENT = 1.0


@dataclass(frozen=True)
class Assistant:
    """Answers questions about the documents of one index; keeps no state of any user.

    ``threshold`` is the lowest confidence of an answer that is shown.
    """

    retriever: Retriever
    reader: Reader
    calibrator: Calibrator
    threshold: float

    @classmethod
    def load(
        cls, index: Path | str | None = None, *, reader: Path | str | None = None, threshold: float | None = None
    ) -> Assistant:
        """Open an index built by ``extrait index``; without one, the article that comes with the package.

        Args:
            index: folder of the index.
            reader: a question-answering model in place of the one that comes with extrait (folder or hub name).
            threshold: confidence in [0, 1] from which an answer is shown; the fitted one if not given.

        Raises:
            IndexFolderError: the folder is missing, damaged or built for another encoder or version.
            ModelError: a model could not be loaded.
        """
        if index is None:
            encoder = Encoder.load()
            opened = _article_index(encoder)
        else:
            name = Index.manifest_encoder(Path(index))
            encoder = Encoder.load(None if name == "default" else name)
            opened = Index.open(Path(index), encoder)
        return cls._of(opened, encoder, Reader.load(reader), threshold)

    @classmethod
    def over(cls, documents: Sequence[Document]) -> Assistant:
        """Index ``documents`` in memory and answer about them."""
        encoder = Encoder.load()
        return cls._of(Index.build(documents, encoder), encoder, Reader.load(), None)

    @classmethod
    def _of(cls, index: Index, encoder: Encoder, reader: Reader, threshold: float | None) -> Assistant:
        calibrator = Calibrator.load()
        chosen = calibrator.threshold if threshold is None else threshold
        return cls(Retriever(index, encoder), reader, calibrator, chosen)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents that are searched, by id."""
        return self.retriever.index.documents

    def ask(self, question: str, history: Sequence[str | Answer] = (), top_k: int = TOP_K) -> Answer:
        """Answer with a span of the documents, or say that they do not answer.

        If the message asks several questions, the answer to the first one has those to the others (``Answer.then``).

        Args:
            question: in French or English (other languages work less well).
            history: earlier questions or answers of the conversation, oldest first.
            top_k: how many passages are read.

        Raises:
            QuestionError: the question is empty, has no word, or has more than 2,000 characters; or ``top_k`` is below 1.
        """
        *_, answer = self.stream(question, history, top_k)
        assert isinstance(answer, Answer)
        return answer

    def stream(self, question: str, history: Sequence[str | Answer] = (), top_k: int = TOP_K) -> Iterator[str | Answer]:
        """``ask`` step by step, to show progress or to stop in between.

        Yields ``"searching"`` before the documents are searched, ``"reading"`` before the reader runs, then the answer.
        Takes the arguments of ``ask``, and raises its errors when the first value is fetched.
        """
        check_question(question)
        if top_k < 1:
            raise QuestionError("top_k is a whole number from 1 on / top_k est un entier à partir de 1.")
        asked = well_formed(question)
        parts = _parts(asked)
        if len(parts) == 1:
            yield from self._steps(question, asked, history, top_k)
            return
        yield "searching"
        yield "reading"
        each = self._ask_each(question, parts, history, top_k)
        *_, answer = [each] if each else self._steps(question, asked, history, top_k)
        yield answer

    def _steps(self, question: str, asked: str, history: Sequence[str | Answer], top_k: int) -> Iterator[str | Answer]:
        """``stream`` for a message that asks one question.

        Args:
            question: as it was typed.
            asked: well formed.
        """
        yield "searching"
        language = question_language(asked)
        unread = (
            _not_answered(question, language, [], [], self.documents)
            if is_chat(question)
            else self._named_by_the_page(question, asked, language, history)
        )
        if unread:
            yield "reading"
            yield unread
            return
        about = self._talked_of(history)
        answer: Answer | None = None
        for meant, besides in self._readings(asked, language, history):
            found = [self._found(reading, language, top_k, about) for reading in meant]
            if answer is None:
                yield "reading"
            answers = [
                replace(
                    self._answer(question, spelt, language, hits, about, besides),
                    understood=None if reading == asked else reading,
                )
                for reading, (spelt, hits) in zip(meant, found, strict=True)
            ]
            best = max(answers, key=lambda answer: answer.confidence)
            answer = max((answer or best, best), key=lambda answer: (answer.text is not None, answer.confidence))
            if answer.confidence >= SURE:
                break
            named = self._of_named_document(question, *found[0], language, top_k)
            if named and named.confidence > answer.confidence:
                answer = named
        assert answer is not None
        if answer.text is None and (last := _asked_alone(asked, language)):  # "Je suis journaliste. Où …"
            spelt, hits = self._found(last, language, top_k, about)
            second = replace(self._answer(question, spelt, language, hits, about), understood=last)
            answer = max(answer, second, key=lambda answer: answer.confidence)
        yield answer

    def _found(self, question: str, language: str, top_k: int, about: str | None) -> tuple[str, list[Hit]]:
        """The question, spelt as the passages spell its words, and the passages."""
        hits = self.retriever.retrieve(question, language, top_k, about)
        return as_spelt_in((hit.passage.text for hit in hits), question, language), hits

    def _ask_each(
        self, question: str, parts: Sequence[str], history: Sequence[str | Answer], top_k: int
    ) -> Answer | None:
        """Answer the ``parts`` of a message, each in the light of those before it; None if none is answered.

        A part with the same answer as one before it ("How long has it been open? Since when?") is left out.
        """
        answers: list[Answer] = []
        for part in parts:
            answers.append(self.ask(part, [*history, *answers], top_k))
        first, *others = answers
        if all(answer.text is None for answer in answers):
            return None
        spans = [(each.document, each.start, each.end) for each in answers]
        then = [other for i, other in enumerate(others, 1) if other.text is None or spans[i] not in spans[:i]]
        return replace(first, question=question, understood=first.understood or parts[0], then=tuple(then))

    def _readings(
        self, question: str, language: str, history: Sequence[str | Answer]
    ) -> Iterator[tuple[list[str], Answer | None]]:
        """What the question may mean, likeliest first: after the turn before it, then after one before that.

        Only a pronoun looks that far back, and first to where it finds a meaning. If it finds none, the question before is
        put in front, and its answer, which that question would get again, is given as well.
        """
        earlier = [turn for turn in history if _is_question(turn)]
        if not earlier:
            yield [question], None
            return
        from qa.followups import finds_meaning, has_pronoun, leans_back, readings  # many patterns

        if not leans_back(question):
            yield [question], None
            return
        far = MEMORY if has_pronoun(question) else 1
        turns = [self._before(earlier[:count]) for count in range(len(earlier), max(0, len(earlier) - far), -1)]
        asked = [(turn, well_formed(turn.understood or turn.question, turn.language)) for turn in turns]
        said = [(as_spelt_in([turn.quote or ""], before, turn.language), turn.text) for turn, before in asked]
        found = [turn for turn in said if finds_meaning(question, *turn)]
        for before, answer in found[:2] or said[:1]:
            meant = readings(question, before, answer)
            alone = list(dict.fromkeys(well_formed(reading, language) for reading in meant))
            yield alone, None if found else turns[0]

    def _before(self, history: Sequence[str | Answer]) -> Answer:
        """The last answer of the conversation; its question is asked again if only that was kept."""
        last = history[-1]
        answer = last if isinstance(last, Answer) else self.ask(last, history[-1 - MEMORY : -1])
        return (answer, *answer.then)[-1]

    def _of_named_document(
        self, question: str, understood: str, hits: Sequence[Hit], language: str, top_k: int
    ) -> Answer | None:
        """The answer of a document that the question names ("le budget de Saint-Aubin"), in passages that do not.

        The names are left out of the question, because the reader would take such a passage for one on another thing.
        It must be ``SURE`` then, since it may be: with names of two towns in a title, a passage may speak of the other.
        """
        for document in dict.fromkeys(self.documents[hit.passage.document] for hit in hits):
            bare = without_names(understood, _subject(document))
            if bare != understood:
                found = self.retriever.retrieve(bare, language, top_k, document.id)
                there = [hit for hit in found if hit.passage.document == document.id]
                silent = [hit for hit in there if without_names(understood, hit.passage.text) == understood]
                answer = self._answer(question, bare, language, silent, document.id)
                return replace(answer, understood=bare) if answer.confidence >= max(SURE, self.threshold) else None
        return None

    def _talked_of(self, history: Sequence[str | Answer]) -> str | None:
        """The id of the document that answered last, if there are several."""
        earlier = [turn for turn in history if _is_question(turn)] if len(self.documents) > 1 else []
        for count in range(len(earlier), max(0, len(earlier) - MEMORY), -1):
            before = self._before(earlier[:count])
            if before.text is not None and before.document is not None:
                return before.document.id if before.document.id in self.documents else None
        return None

    def _answer(
        self,
        question: str,
        understood: str,
        language: str,
        hits: Sequence[Hit],
        about: str | None,
        besides: Answer | None = None,
    ) -> Answer:
        """The answer in the passages, that of the document ``about`` preferred, ``besides`` left out."""
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
            return _not_answered(question, language, candidates, hits, self.documents)
        best, *also = candidates[:1]
        if wants_several(understood):
            best, *also = _several(ranked)
        elif may_want_several(understood):
            best, *also = (not _is_said_of(best) and _items(best)) or [best]
        names = self._labelled(understood, hits[ranked[0][0].passage].passage, NEAR)
        if best.start in [start for start, _ in names]:
            best, *also = (best.moved(*name) for name in names)
        text, start, end, *_ = _located(best)
        beside_it = [best.moved(*cell) for cell in beside(understood, text, start, end)]
        also = sorted(apart([best, *also, *beside_it])[1:], key=lambda other: other.start or 0)
        if wants_reason(understood):
            best = _with_its_clause(best)
        elif only_repeats(understood, best.text or ""):
            best = _going_on(understood, best)
        others = apart([best, *also, *candidates[1:]])[1 + len(also) :]
        disagrees = [] if also or wants_several(understood) else self._disagreeing(understood, best, others)
        return replace(best, alternatives=tuple(others), also=tuple(also), disagrees=tuple(disagrees))

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
            cells = self._cells(question, passages[:count])
            ranked = sorted([*zip(spans, sure, strict=True), *cells], key=lambda pair: -pair[1])
            if ranked and ranked[0][1] >= max(SURE, self.threshold):
                break
        return ranked

    def _may_answer(self, question: str, passage: Passage, span: Span) -> bool:
        """Whether the span may answer.

        It may not if it stands where the text asks the question itself, in another cell of a table than is asked about,
        where nothing tells that it wrote the page whose author is asked for, or if it is no number or time where one is
        asked for. The last is told in French and English texts only: the words for numbers are known in these languages.
        """
        if is_asked_there(question, passage.text, span.start, span.end):
            return False
        wanted, document = kind(question), self.documents[passage.document]
        if asked_part(question) == "author" and not is_another(question, document.text):
            at = passage.start + span.start, passage.start + span.end
            roles = {part.kind for part in document.parts if part.start < at[1] and at[0] < part.end}
            if "author" not in roles and ("title" in roles or not may_have_written(question, document.text, *at)):
                return False
        if wanted in MEASURED and document.language in ("fr", "en") and fits(span.text, wanted) < 0:
            return False
        if CELL not in passage.text:
            return True
        at = passage.start + span.start, passage.start + span.end
        return not of_another_cell(question, document.text, *at)  # the table may begin in an earlier passage

    def _for_label(self, question: str, passage: Passage, span: Span) -> Span:
        """The span, or the cell that answers yes or no instead of its row's first cell."""
        if CELL not in passage.text:
            return span
        text = self.documents[passage.document].text
        cell = cell_of_label(question, text, passage.start + span.start, passage.start + span.end)
        if cell is None or cell[1] > passage.end:
            return span
        start, end = cell
        return replace(span, text=text[start:end], start=start - passage.start, end=end - passage.start)

    def _cells(self, question: str, passages: Sequence[Passage]) -> Iterator[tuple[Span, float]]:
        """The table cells that the question names by row and column, and the first of the names under a label that it
        asks for, with their confidences; none if it asks why."""
        if wants_reason(question):
            return
        for i, passage in enumerate(passages):
            text = self.documents[passage.document].text
            for hinted, confidence in ((False, NAMED_CELL), (True, HINTED_CELL)):
                if found := named_cell(question, text, passage.start, passage.end, hinted):
                    start, end = found
                    yield Span(text[start:end], start - passage.start, end - passage.start, 0.0, 0.0, i), confidence
                    break
            for start, end in self._labelled(question, passage)[:1]:
                if fits(text[start:end], kind(question)) >= 0:
                    yield Span(text[start:end], start - passage.start, end - passage.start, 0.0, 0.0, i), NAMED_CELL

    def _labelled(self, question: str, passage: Passage, near: int = 0) -> list[tuple[int, int]]:
        """The names in and ``near`` the passage under a label that the question asks for, if it asks for persons."""
        if kind(question) is not Kind.PERSON and not wants_several(question):
            return []
        text = self.documents[passage.document].text
        return labelled(question, text, max(0, passage.start - near), passage.end + near)

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
        return translated and the_same_in_translation(self.retriever.encoder.passages, *said)

    def _named_by_the_page(
        self, question: str, asked: str, language: str, history: Sequence[str | Answer]
    ) -> Answer | None:
        """Title, section, author or date, if the question asks for one and it is clear of which document.

        Args:
            question: as it was typed.
            asked: well formed.
        """
        before = history[-1] if history else None
        last = before.document if isinstance(before, Answer) else None
        document = next(iter(self.documents.values())) if len(self.documents) == 1 else last
        wanted = asked_part(asked, before.question if isinstance(before, Answer) else before)
        if wanted is None or document is None or is_another(asked, document.text):
            return None
        parts = [part for part in document.parts if part.kind == wanted]
        answers = [Answer.quoting(question, language, document, part.start, part.end, CONFIDENCE) for part in parts]
        return replace(answers[0], alternatives=tuple(answers[1:])) if answers else None


def check_question(question: str) -> None:
    """Refuse a question that cannot be answered.

    Raises:
        QuestionError: the question is empty, has no word, or has more than 2,000 characters.
    """
    if len(question) > MAX_QUESTION:
        raise QuestionError(
            f"La question est trop longue / The question is too long: {len(question):,} characters, {MAX_QUESTION:,} at most."
        )
    if not any(character.isalnum() for character in question):
        raise QuestionError("Posez une question avec des mots / Please ask a question with words in it.")


def _is_question(turn: str | Answer) -> bool:
    """Whether a turn of the conversation can be what a later question leans on."""
    question = turn.question if isinstance(turn, Answer) else turn
    try:
        check_question(question)
    except QuestionError:
        return False
    return not is_chat(question)


def _subject(document: Document) -> str:
    """What a document says of what all of it is about: its title, with its beginning if the title has no name."""
    return document.title if re.search(INNER_NAME, document.title) else f"{document.title} {document.text[:HEAD]}"


def _parts(asked: str) -> list[str]:
    """The questions of a message."""
    if not _JOINED.search(asked):
        return [asked]
    from qa.compound import questions_in  # many patterns, which most questions do not need

    return questions_in(asked)


def _asked_alone(message: str, language: str) -> str | None:
    """The question that ends a message, if it can be understood without what is said before it."""
    last = asked_last(message)
    if last is None:
        return None
    from qa.followups import leans_back

    question = well_formed(last, language)
    return None if leans_back(question) else question


def _with_its_clause(answer: Answer) -> Answer:
    """Extend an answer to why or how to its clause: "pour …", not the bare noun."""
    return answer.moved(*clause(*_located(answer)))


def _going_on(question: str, answer: Answer) -> Answer:
    """Extend an answer that only repeats the question to its sentence or row, or move it to the sentence after that."""
    text, _, _, start, end = _located(answer)
    if only_repeats(question, text[start:end]):
        after = end + len(text[end:]) - len(text[end:].lstrip())
        following = answer.moved(after, after + 1) if after < len(text) else answer
        *_, start, end = _located(following)
    if not (row := text[start:end].strip("| ")):
        return answer
    start = text.index(row, start)
    return answer.moved(*without_stop(text, start, start + len(row)))


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


def _not_answered(
    question: str, language: str, candidates: Sequence[Answer], hits: Sequence[Hit], documents: Mapping[str, Document]
) -> Answer:
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


def _article_index(encoder: Encoder) -> Index:
    """The index of the article from the user's cache, where it is built if missing or outdated; in memory if nothing
    can be written."""
    folder, document = user_cache_path("extrait") / "article-index", article()
    index = _opened(folder, encoder, document)
    if index is not None:  # no lock is needed, and it could not be written in a read-only cache
        return index
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(folder.with_suffix(".lock")):
            if (index := _opened(folder, encoder, document)) is not None:
                return index
            Index.build([document], encoder).save(folder)
            return Index.open(folder, encoder)
    except (OSError, IndexFolderError):
        return Index.build([document], encoder)


def _opened(folder: Path, encoder: Encoder, document: Document) -> Index | None:
    """The index in ``folder``; None if there is none, or not of this ``document``."""
    try:
        index = Index.open(folder, encoder)
    except IndexFolderError:
        return None
    return index if index.documents.get(document.id) == document else None
