"""What the user gets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from index.documents import Document


@dataclass(frozen=True)
class Answer:
    """A span of a document, or the news that the documents do not answer.

    Attributes:
        question: as it was asked.
        text: the span, ``document.text[start:end]``; None where the source does not answer.
        quote: the whole sentence(s) around the span, ``document.text[quote_start:quote_end]``. Where nothing
            answers, the nearest passage: where the best candidate stands, but no answer.
        start, end: offsets of ``text`` in the document; None where the source does not answer.
        document: where it was found; None only where there was nothing to search.
        confidence: calibrated probability in [0, 1] that ``text`` is right (also given where it was too low).
        language: ISO 639-1 code of the question.
        alternatives: further answers, best first.
        understood: the question as it was read in the light of the conversation; None where it stands alone.
        also: where a question asks for several things, the other spans that answer, in document order.
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

    def to_dict(self) -> dict[str, Any]:
        """JSON-ready; what the command line prints with ``--json``. ``document`` becomes id, title, source, digest."""
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
            "also": [answer.to_dict() for answer in self.also],
            "alternatives": [answer.to_dict() for answer in self.alternatives],
        }
