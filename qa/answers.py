"""The answer to a question, as users and programs get it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.chunking import sentence_around
from index.documents import Document

MOST_CHARACTERS, MOST_OTHERS = 10_000, 100  # limits of from_dict: of a text, answers beside one
_BESIDE = "also", "disagrees", "alternatives"


@dataclass(frozen=True)
class Answer:
    """A span of a document, or the result that the documents do not answer.

    Attributes:
        question: as it was asked.
        text: the span, ``document.text[start:end]``; None if not answered.
        quote: the whole sentence(s) around the span, ``document.text[quote_start:quote_end]``. If not answered, the
            nearest passage: that of the best candidate, if there is one.
        start, end: offsets of ``text`` in the document; None if not answered.
        document: the document with the span or passage; None if there was nothing to search, or, after thanks, nothing to
            look for.
        confidence: calibrated probability in [0, 1] that ``text`` is right; if not answered, of the best candidate.
        language: ISO 639-1 code of the question.
        alternatives: further answers, best first.
        understood: the question rewritten from the conversation before it; None if it stands alone.
        also: the other spans that answer, in document order, if the question asks for several things, or names the row of
            a table but not which of its columns.
        disagrees: if it asks for one number, date or name, answers from other places with another one, most confident
            first; each is among ``alternatives`` as well.
        then: if the message asks several questions, the answers to the others, in their order.
    """

    question: str
    text: str | None
    quote: str | None
    start: int | None
    end: int | None
    quote_start: int | None
    quote_end: int | None
    document: Document | None
    confidence: float
    language: str
    alternatives: tuple[Answer, ...] = ()
    understood: str | None = None
    also: tuple[Answer, ...] = ()
    disagrees: tuple[Answer, ...] = ()
    then: tuple[Answer, ...] = ()

    @classmethod
    def quoting(
        cls, question: str, language: str, document: Document, start: int, end: int, confidence: float
    ) -> Answer:
        """The span ``[start, end)`` of ``document`` as an answer, with the sentences around it as its quote."""
        quote_start, quote_end = sentence_around(document.text, start, end, document.language)
        return cls(
            question=question,
            text=document.text[start:end],
            quote=document.text[quote_start:quote_end],
            start=start,
            end=end,
            quote_start=quote_start,
            quote_end=quote_end,
            document=document,
            confidence=confidence,
            language=language,
        )

    def moved(self, start: int, end: int) -> Answer:
        """The answer with another span of its document, and the quote around that one."""
        assert self.document is not None
        return Answer.quoting(self.question, self.language, self.document, start, end, self.confidence)

    def shares_document(self, other: Answer) -> bool:
        """Compare ids: the same document may be two objects, if it was read twice."""
        return self.document is not None and other.document is not None and self.document.id == other.document.id

    def overlaps(self, other: Answer) -> bool:
        """Whether both are answered and share a character of one document."""
        if self.start is None or self.end is None or other.start is None or other.end is None:
            return False
        return self.shares_document(other) and self.start < other.end and other.start < self.end

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready, as printed with ``--json``. ``document`` becomes id, title, source, language and digest.

        ``citations`` has one entry for ``text`` and one for each of ``also``, in document order; it is empty if not
        answered. Its format is that of Anthropic's citations (``char_location``: 0-based code points, end exclusive).
        An answer quotes one document, so ``document_index`` is always 0; each of ``then`` has citations of its own.
        """
        document = self.document and {
            "id": self.document.id,
            "title": self.document.title,
            "source": self.document.source,
            "language": self.document.language,
            "sha256": self.document.digest,
        }
        return {
            "question": self.question,
            "understood": self.understood,
            "answered": self.text is not None,
            "text": self.text,
            "quote": self.quote,
            "start": self.start,
            "end": self.end,
            "quote_start": self.quote_start,
            "quote_end": self.quote_end,
            "document": document,
            "confidence": round(self.confidence, 4),
            "language": self.language,
            "citations": self._citations(),
            "also": [answer.to_dict() for answer in self.also],
            "disagrees": [answer.to_dict() for answer in self.disagrees],
            "alternatives": [answer.to_dict() for answer in self.alternatives],
            "then": [answer.to_dict() for answer in self.then],
        }

    @classmethod
    def from_dict(cls, row: object, documents: Mapping[str, Document]) -> Answer | None:
        """Rebuild the answer of ``to_dict`` from a source that anybody may have changed (a browser's storage).

        None if ``row`` is not such an answer, its document is not among ``documents`` (by id) or has another digest, or
        a text or quote is not at its offsets. The same holds for each of ``then``, whose own ``then`` is dropped, and of
        ``also``, ``disagrees`` and ``alternatives``, whose own lists are dropped. Never raises. Only the quotes are
        verified: the question and the confidence are accepted if their types and sizes are right.
        """
        try:
            return _rebuilt(row, documents, (*_BESIDE, "then"))
        except ValueError:
            return None

    def _citations(self) -> list[dict[str, Any]]:
        if self.text is None:
            return []
        return [
            {
                "type": "char_location",
                "cited_text": answer.text,
                "document_index": 0,
                "document_title": answer.document and answer.document.title,
                "start_char_index": answer.start,
                "end_char_index": answer.end,
            }
            for answer in sorted((self, *self.also), key=lambda answer: answer.start or 0)
        ]


def apart(answers: Sequence[Answer]) -> list[Answer]:
    """Keep the first of answers that overlap: overlapping passages repeat sentences."""
    kept: list[Answer] = []
    for answer in answers:
        if not any(answer.overlaps(other) for other in kept):
            kept.append(answer)
    return kept


def _rebuilt(row: Any, documents: Mapping[str, Document], lists: Sequence[str]) -> Answer:
    """The answer with those of its ``lists``; one without lists stands beside another, and has a text.

    Raises:
        ValueError: anything in it is wrong.
    """
    match row:
        case {
            "question": str(question), "understood": (str() | None) as understood, "language": str(language),
            "confidence": (int() | float()) as confidence, "document": source,
            "text": text, "start": start, "end": end,
            "quote": quote, "quote_start": quote_start, "quote_end": quote_end,
        } if not isinstance(confidence, bool):  # fmt: skip
            document = _named(source, documents)
        case _:
            raise ValueError
    right = (
        (document is not None or source is text is quote is None)  # thanks were said
        and max(len(question), len(understood or ""), len(language)) <= MOST_CHARACTERS
        and 0 <= confidence <= 1
        and _holds(document, text, start, end)
        and _holds(document, quote, quote_start, quote_end)
        and (lists if text is None else quote is not None and quote_start <= start and end <= quote_end)
    )
    if not right:
        raise ValueError
    others: dict[str, Any] = {}
    for name in lists:
        rows, most = row.get(name, []), 0 if text is None and name in ("also", "disagrees") else MOST_OTHERS
        if not isinstance(rows, list) or len(rows) > most:
            raise ValueError
        others[name] = tuple(_rebuilt(each, documents, _BESIDE if name == "then" else ()) for each in rows)
    return Answer(
        question, text, quote, start, end, quote_start, quote_end, document, float(confidence), language,
        understood=understood, **others,
    )  # fmt: skip


def _named(source: Any, documents: Mapping[str, Document]) -> Document | None:
    match source:
        case {"id": str(id), "sha256": digest} if (found := documents.get(id)) and found.digest == digest:
            return found
    return None


def _holds(document: Document | None, text: Any, start: Any, end: Any) -> bool:
    """Whether ``text`` is at its offsets, or all three are None. By ``type``, because isinstance(True, int) holds."""
    if text is None or document is None:
        return text is start is end is None
    inside = type(start) is type(end) is int and 0 <= start < end <= len(document.text)
    return inside and bool(document.text[start:end] == text)
