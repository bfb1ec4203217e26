"""What one browser session may ask about: the documents that all share, and its own."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property
from itertools import chain, islice
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

from index.documents import Document
from index.shelf import Shelf
from index.store import Index
from qa.assistant import Assistant
from qa.retriever import Retriever

ALL = ""  # the choice of every document
KEPT = 32  # joined indexes and shelves in memory
LISTED = 1_000  # shared documents to choose from; all are searched
Key = TypeVar("Key")
Kept = TypeVar("Kept")


class Askable(Mapping[str, Document]):
    """The documents that all share, then a session's own, by id. A shared one is read when it is asked for: there may
    be very many."""

    def __init__(self, shared: Mapping[str, Document], own: Mapping[str, Document]) -> None:
        self.shared, self.own = shared, own

    def __getitem__(self, id: str) -> Document:
        return self.own[id] if id in self.own else self.shared[id]

    def __iter__(self) -> Iterator[str]:
        return chain(self.shared, self.own)

    def __len__(self) -> int:
        return len(self.shared) + len(self.own)


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
        encoder = self.assistant.retriever.encoder
        return _recent(self._shelves, token, lambda: Shelf.open(self._root, token, encoder))

    def add(self, token: str, path: Path, name: str) -> Iterator[float | Document]:
        """Put a file on the session's shelf: the share of it that is encoded, from 0 on as it grows, then the document.

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
        """All that the session may ask about."""
        return Askable(self.assistant.documents, self.shelf(token).documents)

    def listed(self, documents: Askable, chosen: str) -> list[tuple[str, str]]:
        """Titles and ids to choose from: the first ``LISTED`` shared documents, ``chosen``, and the session's own."""
        rows = dict(self._shared_titles)
        if chosen in documents:
            rows.setdefault(chosen, documents[chosen].title)
        rows |= {id: document.title for id, document in documents.own.items()}
        return [(title, id) for id, title in rows.items()]

    @cached_property
    def _shared_titles(self) -> dict[str, str]:
        return {document.id: document.title for document in islice(self.assistant.documents.values(), LISTED)}

    def over(self, token: str, chosen: str) -> Assistant:
        """The assistant over the document ``chosen``, or over all (also where that one is no longer there)."""
        shared, own = self.assistant.documents, self.shelf(token).documents
        if chosen in own:
            return self._with(self.shelf(token).index([chosen]))
        if chosen in shared and len(shared) + len(own) > 1:
            only = _recent(self._indexes, (chosen,), lambda: self.assistant.retriever.index.only(chosen))
            return self._with(only)
        if not own:
            return self.assistant
        indexes = [self.assistant.retriever.index, self.shelf(token).index()]
        return self._with(_recent(self._indexes, (ALL, *own), lambda: Index.joined(indexes)))

    def _with(self, index: Index) -> Assistant:
        return replace(self.assistant, retriever=Retriever(index, self.assistant.retriever.encoder))


def _recent(memory: OrderedDict[Key, Kept], key: Key, make: Callable[[], Kept]) -> Kept:
    """What ``memory`` holds under ``key``, made where it is not there; the ``KEPT`` last used stay."""
    found = memory.pop(key, None)  # another thread may look for it meanwhile, and makes it again
    memory[key] = kept = make() if found is None else found
    while len(memory) > KEPT:
        memory.popitem(last=False)
    return kept
