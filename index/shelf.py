"""The documents that users add in the chat window, kept on this machine: one sealed index folder for each."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path

from filelock import FileLock

from index.documents import Document, whole_characters
from index.encoder import Encoder
from index.errors import DocumentError, IndexFolderError
from index.layout import UnreadableError
from index.loaders import load
from index.store import Index, Told

MAX_DOCUMENTS = 200
MAX_TEXT = 2_000_000  # characters, some 1,000 pages: minutes to encode on two cores
MAX_NAME = 100  # characters
_TOKEN = re.compile(r"[0-9a-f]{32}")
_FOLDER = re.compile(r"(?P<number>\d+)-(?P<id>[0-9a-f]{32})")
_LOCK = ".lock"

logger = logging.getLogger(__name__)


class Shelf:
    """The documents that one browser session added, kept in one folder.

    The folder is read again at every call, so that two tabs of a session see the same; a document folder never changes
    in place, so each is opened once. A document folder that is damaged, half-written or of another encoder is left out,
    with a warning in the log.
    """

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._lock = FileLock(folder / _LOCK)  # reentrant: a thread that holds it may take it again
        self._opened: dict[str, Index | None] = {}  # by folder name; None where it cannot be used
        self._joined: tuple[tuple[str, ...], Index] | None = None  # ids and index of the last call

    @classmethod
    def open(cls, root: Path, token: str, encoder: Encoder) -> Shelf:
        """The shelf of the session ``token``, in ``root / token``; that folder is made when a document is added.

        Args:
            token: 32 lowercase hexadecimal digits, chosen by the browser.

        Raises:
            DocumentError: ``token`` is anything else. It names a folder, which must not lie outside of ``root``.
        """
        if not _TOKEN.fullmatch(token):
            raise DocumentError(
                "The browser sent no valid session; reload the page / session inconnue ; rechargez la page."
            )
        return cls(root / token, encoder)

    @property
    def documents(self) -> Mapping[str, Document]:
        """The documents by id, in the order added."""
        return {id: index.documents[id] for id, index in self._indexes().items()}

    def add(self, path: Path, name: str, told: Told | None = None) -> Document:
        """Read, encode and keep one file; if its text is there already, under the same name, that document is returned.

        The text is kept, not the file.

        Args:
            path: the file to read.
            name: the user's name for it. Only its last component is used, made safe; it is the document's ``source``.
            told: called with the share of it that is encoded, in (0, 1], as it grows.

        Raises:
            DocumentError: it cannot be read or kept, is too long, or the shelf is full; one line that begins with the name.
        """
        shown = safe_name(name)
        document = load(path, shown)
        document = replace(document, id=_id(document.digest, shown))
        if len(document.text) > MAX_TEXT:
            raise DocumentError(
                f"{shown}: more than {MAX_TEXT:,} characters; split it / "
                f"plus de {f'{MAX_TEXT:,}'.replace(',', ' ')} caractères ; divisez-le."
            )
        there = self.documents
        if document.id in there:
            return there[document.id]
        if len(there) >= MAX_DOCUMENTS:
            raise DocumentError(
                f"{shown}: {MAX_DOCUMENTS} documents are the most; remove one first / "
                f"pas plus de {MAX_DOCUMENTS} documents ; retirez-en un d’abord."
            )
        index = Index.build([document], self._encoder, told=told)  # outside of the lock: it can take minutes
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with self._lock:
                if document.id not in self.documents:  # another tab may have been faster
                    number = max((int(folder.partition("-")[0]) for folder in self._names()), default=0) + 1
                    self.remove(document.id)  # its folder may be there, but damaged
                    index.save(self._folder / f"{number}-{document.id}")
        except (OSError, IndexFolderError) as error:
            logger.warning("%s", error)  # it names a folder, which the window should not show
            raise DocumentError(
                f"{shown}: could not be kept; free some space and add it again / "
                "n’a pas pu être conservé ; libérez de la place et ajoutez-le de nouveau."
            ) from error
        return document

    def remove(self, id: str) -> None:
        """Delete a document and all that was kept of it; an unknown id is ignored."""
        if not self._folder.is_dir():
            return
        with self._lock:
            for folder, there in self._names().items():
                if there == id:
                    (self._folder / folder).replace(self._folder / f".{folder}-removed")
            self._sweep()

    def index(self, chosen: Collection[str] | None = None) -> Index:
        """One index of all documents, or of the ``chosen`` ids; unknown ids are ignored."""
        indexes = {id: index for id, index in self._indexes().items() if chosen is None or id in chosen}
        if not indexes:
            return Index.build([], self._encoder)
        joined = self._joined
        if joined is None or joined[0] != tuple(indexes):
            self._joined = joined = (tuple(indexes), Index.joined(list(indexes.values())))
        return joined[1]

    def _indexes(self) -> dict[str, Index]:
        """The usable indexes, by document id."""
        if not self._folder.is_dir():
            return {}
        with self._lock:
            names = self._names()
            before, opened = self._opened, dict[str, Index | None]()
            for folder, id in names.items():
                try:
                    opened[folder] = before[folder] if folder in before else self._open(folder, id)
                except IndexFolderError as error:
                    logger.warning("%s", error)
                    if not isinstance(error, UnreadableError):  # which is tried again at the next call
                        opened[folder] = None
            self._opened = opened
        return {names[folder]: index for folder, index in opened.items() if index is not None}

    def _open(self, folder: str, id: str) -> Index:
        index = Index.open(self._folder / folder, self._encoder)
        if list(index.documents) != [id]:
            raise IndexFolderError(f"{self._folder / folder} holds something else / contient autre chose")
        return index

    def _names(self) -> dict[str, str]:
        """The document folders and their ids, in the order added."""
        found = (_FOLDER.fullmatch(path.name) for path in self._folder.iterdir())
        return {name.group(): name["id"] for name in sorted(filter(None, found), key=lambda name: int(name["number"]))}

    def _sweep(self) -> None:
        """Delete what was removed or left by an interrupted call; only under the lock, so that nobody else writes."""
        for path in self._folder.iterdir():
            if path.name.startswith(".") and path.name != _LOCK:
                shutil.rmtree(path, ignore_errors=True)


def safe_name(name: str) -> str:
    """The last component of a file name, made fit to show: one line, no control characters, its suffix kept.

    >>> safe_name("../../x.txt"), safe_name("C:\\\\thèse\\n 😀.pdf"), len(safe_name("x" * 999 + ".docx")), safe_name("..")
    ('x.txt', 'thèse 😀.pdf', 100, '..')
    """
    last = unicodedata.normalize("NFC", re.split(r"[\\/]", whole_characters(name))[-1])
    clean = "".join(c for c in last if c.isprintable() or c.isspace() or c == "\u200d")  # which joins emoji
    shown = " ".join(clean.split())
    if len(shown) > MAX_NAME:
        _, dot, suffix = shown.rpartition(".")
        end = dot + suffix if len(suffix) < 10 else ""
        shown = shown[: MAX_NAME - len(end) - 1] + "…" + end
    return shown or "?"


def _id(digest: str, name: str) -> str:
    return hashlib.sha256(f"{digest} {name}".encode()).hexdigest()[:32]
