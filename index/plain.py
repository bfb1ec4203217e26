"""Bytes to plain text, cleaned."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.documents import whole_characters
from index.errors import DocumentError

# The longer first: the mark of UTF-32 begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
_SMALL = re.compile(r"[\s,]*[+\-−]?\d[\d\s,]*(?:[+\-−]\s*)?")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")


@dataclass(frozen=True, slots=True)
class Extract:
    """What is read out of a file: its text, where its pages start, and what it says its title and authors are."""

    text: str
    pages: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def raised(text: str) -> str:
    """What stands above the line: numbers as Unicode has them there, since "4" and "3" must not read "43".

    >>> raised("3"), raised("2+"), raised("er"), raised("[1]")
    ('³', '²⁺', 'er', '[1]')
    """
    return text.translate(_RAISED) if _SMALL.fullmatch(text) else text


def lowered(text: str) -> str:
    """The same for what stands below the line."""
    return text.translate(_LOWERED) if _SMALL.fullmatch(text) else text


def decoded(data: bytes, otherwise: str = "cp1252") -> str:
    """By its byte order mark, or as UTF-8, or ``otherwise``."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:4096]:
        raise DocumentError(
            "a binary file with the name of a text; give the original / "
            "fichier binaire sous le nom d’un texte ; donnez l’original."
        )
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
        wrong, beyond_ascii = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
        if 2 * wrong >= beyond_ascii:  # it is not UTF-8 with a broken character, but something else
            text = data.decode(otherwise, "replace")
    return text


def clean(text: str) -> str:
    """Line ends of one kind, and no character that JSON or a browser takes otherwise: NUL, half of a surrogate pair.

    Nor what may stand unseen in the middle of a word, so that nobody finds it: soft hyphens, spaces without width.

    >>> clean("Un\\r\\nport\\0\\ud83d\\ude00 \\ud83d.")
    'Un\\nport 😀 \ufffd.'
    """
    text = whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").replace("\u00ad\n", "")
    return text.translate(_UNSEEN)
