"""The text of a PDF, page by page, its lines joined to paragraphs."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection
from itertools import pairwise
from pathlib import Path

from index.errors import DocumentError
from index.plain import clean

ENCRYPTED = "encrypted; save it without its password / chiffré ; enregistrez-le sans mot de passe."
_ITEM = re.compile(r"[-–—•▪◦*]\s|\d+[.)]\s|[a-z]\)\s")
# Three numbers in a row, looked for from the first: from each, a line of a million digits would take hours.
_TABULAR = re.compile(r"(?<![\d.,%\s])[.,%\s]*(?:\d[\d.,%\s]*\s){3}")

_NO_WORD = re.compile(r"\W+")
_HYPHENS = "-", "\u2010", "\u00ad"


def read_pdf(path: Path) -> tuple[str, tuple[int, ...]]:
    """The text, and where each page starts in it.

    Raises:
        DocumentError: it asks for a password.
        Exception: whatever pypdf raises for a damaged file.
    """
    import pypdf

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it warns line by line of what it repairs
    try:
        reader = pypdf.PdfReader(path)
        locked = reader.is_encrypted and not reader.decrypt("")
    except pypdf.errors.DependencyError as error:  # AES, and the package cryptography is not there
        raise DocumentError(ENCRYPTED) from error
    if locked:
        raise DocumentError(ENCRYPTED)
    extracted = [page.extract_text() for page in reader.pages]
    words = set(_NO_WORD.split("\n".join(extracted).casefold())) - {""}
    pages = [clean(unwrapped(page, words)) for page in extracted]
    starts, at = [], 0
    for page in pages:
        starts.append(at)
        at += len(page) + 2
    return "\n\n".join(pages), tuple(starts)


def unwrapped(page: str, words: Collection[str] = ()) -> str:
    """Paragraphs on one line: a PDF breaks lines where the paper ends, and a sentence must not end there.

    A hyphen there stays, unless it is a soft one or parts one of ``words`` (in lower case).

    >>> unwrapped("Un titre\\nLe pont de la ville est long de\\nquatre cents mètres et\\nhaut.\\n- Un point")
    'Un titre\\nLe pont de la ville est long de quatre cents mètres et haut.\\n- Un point'
    >>> unwrapped("Il est peut-\\nêtre démo-\\ncratique.", {"démocratique"})
    'Il est peut-être démocratique.'
    """
    lines = [line.strip() for line in page.strip().split("\n")]
    full = 0.7 * max(map(len, lines))
    text = lines[:1]
    for before, line in pairwise(lines):
        prose = len(before) >= full and not _TABULAR.search(before + line) and not _ITEM.match(line)
        if not (before and line and (prose or line[:1].islower())):
            text.append("\n")
        elif not before.endswith(_HYPHENS) or (before[-2:-1].isspace() and not line[:1].isdigit()):
            text.append(" ")
        elif before.endswith("\u00ad") or _in_one_word(before[:-1], line).casefold() in words:
            text[-1] = before[:-1]
        text.append(line)
    return "".join(text)


def _in_one_word(before: str, after: str) -> str:
    """What stands on both sides of a hyphen; nothing where one side is no word."""
    halves = _NO_WORD.split(before)[-1], _NO_WORD.split(after, 1)[0]
    return "".join(halves) if all(half.isalpha() for half in halves) else ""
