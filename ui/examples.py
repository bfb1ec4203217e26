"""Example questions, found after the page is shown."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import islice

from qa.assistant import Assistant
from qa.suggestions import MAX_TRIED, suggestions

OWN, OTHER = 3, 1  # questions in the language of the interface, and in the other one
KEPT = 256  # choices of documents whose examples are remembered


class Examples:
    """Finds examples for a choice of documents, and remembers them for all users who make the same choice."""

    def __init__(self) -> None:
        self._found: dict[tuple[str, str], list[tuple[str, str]]] = {}

    def find(self, assistant: Assistant, language: str) -> Iterator[list[tuple[str, str]] | None]:
        """Yield None after each question that was tried, so that the caller can stop, then the examples as (language,
        question)."""
        hashes = assistant.retriever.index.documents.hashes  # reading very many documents would take seconds
        key = (sha256(hashes.tobytes()).hexdigest(), language)
        if key not in self._found:
            questions, told = [], set[str]()
            documents = list(islice(assistant.documents.values(), MAX_TRIED))
            other = "en" if language == "fr" else "fr"
            # One in the window's language before anything else; then the other one, for which few may be left.
            for spoken, count in ((language, 1), (other, OTHER), (language, OWN - 1)):
                for found in suggestions(assistant, documents, spoken, count, told):
                    questions += [(spoken, found)] if found else []
                    yield None
            questions.sort(key=lambda asked: asked[0] != language)
            while len(self._found) >= KEPT:
                del self._found[next(iter(self._found))]
            self._found[key] = questions
        yield self._found[key]
