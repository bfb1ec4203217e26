"""The whole path of a question: what it means, passages that may answer it, the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from platformdirs import user_cache_path

from index.documents import Document, Hit
from index.encoder import DEFAULT, Encoder
from index.errors import IndexFolderError, QuestionError
from index.languages import question_language
from index.loaders import article
from index.store import Index
from index.words import INNER_NAME
from qa.answerer import SURE, Answerer, not_answered
from qa.answers import Answer, apart
from qa.confidence import Calibrator
from qa.courtesy import asked_last, is_chat
from qa.page_questions import CONFIDENCE, asked_part, asks_who_signed, begins_with, is_another, of_which
from qa.question_form import as_spelt_in, well_formed, without_names
from qa.reader import Reader
from qa.retriever import Retriever
from qa.rows import HEAD

MAX_QUESTION = 2_000  # characters
TOP_K = 5  # passages that are read; with eight no more of 596 unseen questions and the article's are answered rightly
_JOINED = re.compile(r"\b(?:et|and)\b|,|\?.", re.IGNORECASE)  # what joins two questions
# Highest confidence in what is said of a name that only the document's title has: of nine such answers six were right.
OF_THE_TITLE = 0.75
CERTAIN = 0.9  # a meaning from before the last turn is taken from here on where the last one gives an answer, too
MEMORY = 3  # earlier questions that can tell what this one means


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a question may mean after one turn of the conversation.

    Attributes:
        readings: likeliest first.
        besides: an answer that is not given again.
        far: whether that turn was not the last one; then only a sure answer is taken, since it may be about something else.
    """

    readings: list[str]
    besides: Answer | None = None
    far: bool = False


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
        name = DEFAULT if index is None else Index.manifest_encoder(Path(index))
        encoder = Encoder.load(None if name == DEFAULT else name)
        read_by = Reader.load(reader)  # its engine loads while the index is opened
        opened = _article_index(encoder) if index is None else Index.open(Path(index), encoder)
        return cls._of(opened, encoder, read_by, threshold)

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

    @property
    def _answerer(self) -> Answerer:
        return Answerer(self.reader, self.calibrator, self.threshold, self.documents, self.retriever.encoder)

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
        if is_chat(question):
            yield "reading"
            yield not_answered(question, language, [], [], self.documents)
            return
        leans = bool(history) and _leans_back(asked)
        yield "reading"  # earlier questions first, if only their text was kept
        turns = self._turns(history) if leans or len(self.documents) > 1 else []
        about = self._talked_of(turns)
        if named_by_it := self._named_by_the_page(question, asked, language, turns, about):
            yield named_by_it
            return
        answer = None
        for meant in self._meanings(asked, language, turns if leans else []):
            found = [self._found(reading, language, top_k, about) for reading in meant.readings]
            best = self._best(question, asked, meant, language, found, about)
            if best.text is None and about:  # it may be about another document
                found = [self._found(reading, language, top_k, None) for reading in meant.readings]
                best = self._best(question, asked, meant, language, found, None)
            if meant.far and (best.text is None or best.confidence < (CERTAIN if answer and answer.text else SURE)):
                continue
            answer = max(answer, best, key=lambda each: each.confidence) if answer and not meant.far else best
            if answer.confidence >= CERTAIN:
                break
            if answer.confidence < SURE:
                named = self._of_named_document(question, *found[0], language, top_k)
                if named and named.confidence > answer.confidence:
                    answer = named
        assert answer is not None
        if answer.text is None and (last := _asked_alone(asked, language)):  # "Je suis journaliste. Où …"
            spelt, hits = self._found(last, language, top_k, about)
            second = replace(self._answerer.answer(question, spelt, language, hits, about), understood=last)
            answer = max(answer, second, key=lambda answer: answer.confidence)
        yield answer

    def _best(
        self,
        question: str,
        asked: str,
        meant: _Meaning,
        language: str,
        found: Sequence[tuple[str, Sequence[Hit]]],
        about: str | None,
    ) -> Answer:
        """The surest answer to one of the readings, for each of which ``_found`` gave passages."""
        answers = [
            replace(
                self._answerer.answer(question, spelt, language, hits, about, meant.besides),
                understood=None if reading == asked else reading,
            )
            for reading, (spelt, hits) in zip(meant.readings, found, strict=True)
        ]
        return max(answers, key=lambda answer: answer.confidence)

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

    def _turns(self, history: Sequence[str | Answer]) -> list[Answer]:
        """The last answers of the conversation; those of which only the question was kept are asked again."""
        turns: list[Answer] = []
        for turn in [turn for turn in history if _is_question(turn)][-MEMORY:]:
            answer = turn if isinstance(turn, Answer) else self.ask(turn, turns)
            turns.append((answer, *answer.then)[-1])
        return turns

    def _meanings(self, question: str, language: str, turns: Sequence[Answer]) -> Iterator[_Meaning]:
        """What the question may mean after the turn before it, then after one before that; itself without any turn.

        Only a pronoun looks that far back. If it finds no meaning in the turn before, that question is put in front of it
        last of all, and its answer, which that question would get again, is left out.
        """
        if not turns:
            yield _Meaning([question])
            return
        from qa.followups import finds_meaning, has_pronoun, readings  # many patterns

        def meant(before: str, answer: str | None) -> list[str]:
            read = (well_formed(reading, language) for reading in readings(question, before, answer))
            return list(dict.fromkeys(read))

        seen = turns[::-1] if has_pronoun(question) else turns[-1:]
        asked = [(turn, well_formed(turn.understood or turn.question, turn.language)) for turn in seen]
        last, *farther = [(as_spelt_in([turn.quote or ""], said, turn.language), turn.text) for turn, said in asked]
        found = finds_meaning(question, *last)
        if found:
            yield _Meaning(meant(*last))
        for turn in [turn for turn in farther if finds_meaning(question, *turn)][:1]:
            yield _Meaning(meant(*turn), far=True)
        if not found:
            yield _Meaning(meant(*last), besides=seen[0])

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
                answer = self._answerer.answer(question, bare, language, silent, document.id)
                sure = min(answer.confidence, OF_THE_TITLE)
                return replace(answer, understood=bare, confidence=sure) if sure >= max(SURE, self.threshold) else None
        return None

    def _talked_of(self, turns: Sequence[Answer]) -> str | None:
        """The id of the document that answered last, if there are several."""
        answered = [turn.document.id for turn in turns if turn.text is not None and turn.document]
        return answered[-1] if len(self.documents) > 1 and answered and answered[-1] in self.documents else None

    def _named_by_the_page(
        self, question: str, asked: str, language: str, turns: Sequence[Answer], about: str | None
    ) -> Answer | None:
        """Title, section, authors or date, if the question asks for one and it is clear of which document.

        Args:
            question: as it was typed.
            asked: well formed.
            about: id of the document that the conversation is about, if there are several.
        """
        if (meant := self._part_meant(asked, language, turns[-1].question if turns else None, about)) is None:
            return None
        page, wanted, document = meant

        def quoted(kind: str) -> list[Answer]:
            parts = [part for part in document.parts if part.kind == kind]
            return [Answer.quoting(question, language, document, part.start, part.end, CONFIDENCE) for part in parts]

        named = quoted(wanted)
        if wanted == "author" and (signed := quoted("signatory")):
            return replace(
                signed[0], also=tuple(signed[1:]), alternatives=tuple(apart([*signed, *named])[len(signed) :])
            )
        return replace(named[0], alternatives=tuple(named[1:])) if named and not asks_who_signed(page) else None

    def _part_meant(
        self, asked: str, language: str, before: str | None, about: str | None
    ) -> tuple[str, str, Document] | None:
        """The question without the topic of the page, the kind of part it asks for, and the document.

        That is the one whose head has the topic ("la circulaire sur …"); without a topic the only one, or that which is
        talked ``about``.
        """
        page, wanted, topic = asked, asked_part(asked, before), ""
        if wanted is None:
            page, topic = of_which(asked)
            wanted = asked_part(page, before) if topic else None
        if wanted is None:
            return None
        if topic:
            hits = self.retriever.retrieve(asked, language, TOP_K)
            found = dict.fromkeys(self.documents[hit.passage.document] for hit in hits)
            candidates = [each for each in found if begins_with(topic, each.text, each.title)]
        elif about:
            candidates = [self.documents[about]]
        else:
            candidates = list(self.documents.values()) if len(self.documents) == 1 else []
        meant = [document for document in candidates if not is_another(page, document.text)]
        return (page, wanted, meant[0]) if len(meant) == 1 else None


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


def _leans_back(question: str) -> bool:
    """Whether the question can only be understood with the one before it."""
    from qa.followups import leans_back  # many patterns, which a first question does not need

    return leans_back(question)


def _asked_alone(message: str, language: str) -> str | None:
    """The question that ends a message, if it can be understood without what is said before it."""
    last = asked_last(message)
    if last is None:
        return None
    question = well_formed(last, language)
    return None if _leans_back(question) else question


def _article_index(encoder: Encoder) -> Index:
    """The index of the article from the user's cache, where it is built if missing or outdated; in memory if nothing
    can be written."""
    folder, document = user_cache_path("extrait") / "article-index", article()
    index = _opened(folder, encoder, document)
    if index is not None:  # no lock is needed, and it could not be written in a read-only cache
        return index
    from filelock import FileLock

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
