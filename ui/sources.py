"""What one browser session may ask about: the documents that all share, and its own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from index.documents import Document
from index.shelf import Shelf
from index.store import Index
from qa.assistant import Assistant
from qa.retriever import Retriever

ALL = ""  # the choice of every document
KEPT = 32  # joined indexes and shelves in memory


class Sources:
    """Shared documents of one assistant, and a shelf for each session below ``root``."""

    def __init__(self, assistant: Assistant, root: Path) -> None:
        self.assistant = assistant
        self._root = root
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()
        self._indexes: OrderedDict[tuple[str, ...], Index] = OrderedDict()

    def shelf(self, token: str) -> Shelf:
        """The session's own documents.

        Raises:
            DocumentError: ``token`` is not 32 lowercase hexadecimal digits.
        """
        shelf = self._shelves.pop(token, None) or Shelf.open(self._root, token, self.assistant.retriever.encoder)
        self._shelves[token] = shelf
        while len(self._shelves) > KEPT:
            self._shelves.popitem(last=False)
        return shelf

    def documents(self, token: str) -> dict[str, Document]:
        """All that the session may ask about, by id: the shared ones first."""
        return {**self.assistant.documents, **self.shelf(token).documents}

    def over(self, token: str, chosen: str) -> Assistant:
        """The assistant over the document ``chosen``, or over all (also where that one is no longer there)."""
        shared, own = self.assistant.documents, self.shelf(token).documents
        if chosen in own:
            return self._with(self.shelf(token).index([chosen]))
        if chosen in shared and len(shared) + len(own) > 1:
            return self._with(self._kept((chosen,), lambda: self.assistant.retriever.index.only(chosen)))
        if not own:
            return self.assistant
        indexes = [self.assistant.retriever.index, self.shelf(token).index()]
        return self._with(self._kept((ALL, *own), lambda: Index.joined(indexes)))

    def _with(self, index: Index) -> Assistant:
        return replace(self.assistant, retriever=Retriever(index, self.assistant.retriever.encoder))

    def _kept(self, key: tuple[str, ...], build: Callable[[], Index]) -> Index:
        index = self._indexes.pop(key, None) or build()
        self._indexes[key] = index
        while len(self._indexes) > KEPT:
            self._indexes.popitem(last=False)
        return index
