"""The documents that a browser session may ask about: those that all sessions share, and its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, lru_cache
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue

from index.documents import Document
from index.shelf import Shelf
from index.store import Index
from qa.assistant import Assistant
from qa.retriever import Retriever
from ui.render import label

ALL = ""  # the choice of every document
KEPT = 32  # shelves kept in memory, and as many assistants over some of the documents
LISTED = 1_000  # shared documents to choose from; all are searched


class Askable(Mapping[str, Document]):
    """The shared documents, then a session's own, by id. There may be very many shared ones: each is read when it is
    asked for."""

    def __init__(self, shared: Mapping[str, Document], own: Mapping[str, Document]) -> None:
        self.shared, self.own = shared, own

    def __getitem__(self, id: str) -> Document:
        return self.own[id] if id in self.own else self.shared[id]

    def __iter__(self) -> Iterator[str]:
        return chain(self.shared, self.own)

    def __len__(self) -> int:
        return len(self.shared) + len(self.own)


class Sources:
    """The documents of one assistant, which all sessions share, and a shelf for each session in ``root``."""

    def __init__(self, assistant: Assistant, root: Path) -> None:
        self.assistant = assistant
        self._shelf = lru_cache(KEPT)(lambda token: Shelf.open(root, token, assistant.retriever.encoder))
        self._over = lru_cache(KEPT)(self._made)

    def shelf(self, token: str) -> Shelf:
        """The session's own documents.

        Raises:
            DocumentError: ``token`` is not 32 lowercase hexadecimal digits.
        """
        return self._shelf(token)

    def add(self, token: str, path: Path, name: str) -> Iterator[float | Document]:
        """Put a file on the session's shelf; yield the share that is encoded, from 0 on, and at last the document.

        Takes and raises what ``Shelf.add`` does.
        """
        shares: SimpleQueue[float | None] = SimpleQueue()
        with ThreadPoolExecutor(1) as pool:
            added = pool.submit(self.shelf(token).add, path, name, shares.put)
            added.add_done_callback(lambda _: shares.put(None))
            yield 0.0
            yield from iter(shares.get, None)
            yield added.result()

    def documents(self, token: str) -> Askable:
        """All documents that the session may ask about."""
        return Askable(self.assistant.documents, self.shelf(token).documents)

    def listed(self, documents: Askable, chosen: str) -> list[tuple[str, str]]:
        """Labels and ids to choose from: the first ``LISTED`` shared documents, ``chosen``, and the session's own."""
        rows = dict(self._shared_labels)
        if chosen in documents:
            rows.setdefault(chosen, label(documents[chosen]))
        rows |= {id: label(document) for id, document in documents.own.items()}
        return [(shown, id) for id, shown in rows.items()]

    @cached_property
    def _shared_labels(self) -> dict[str, str]:
        return {document.id: label(document) for document in islice(self.assistant.documents.values(), LISTED)}

    def over(self, token: str, chosen: str) -> Assistant:
        """The assistant over the document ``chosen``, or over all documents (also if that one is no longer there)."""
        shared, own = self.assistant.documents, self.shelf(token).documents
        if chosen in own:
            return self._over(token, chosen, ())
        if chosen in shared and len(shared) + len(own) > 1:
            return self._over("", chosen, ())
        return self._over(token, ALL, tuple(own)) if own else self.assistant

    def _made(self, token: str, chosen: str, own: tuple[str, ...]) -> Assistant:
        """Build the assistant over one document (of the session or, without a token, a shared one), or over the shared
        documents and ``own``."""
        shared = self.assistant.retriever.index
        if chosen == ALL:
            index = Index.joined([shared, self.shelf(token).index(own)])
        else:
            index = self.shelf(token).index([chosen]) if token else shared.only(chosen)
        return replace(self.assistant, retriever=Retriever(index, self.assistant.retriever.encoder))
