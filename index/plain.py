"""Decodes bytes to plain text, and cleans it."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from index.documents import whole_characters
from index.errors import DocumentError

# UTF-32 first, because its little-endian mark begins with that of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
_UNSEEN = dict.fromkeys("\u00ad\u200b\u2060\ufeff")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_CLEAN = str.maketrans({**_UNSEEN, **_LIGATURES})
TOO_LARGE = "too large once unpacked; split it / trop grand une fois décompressé ; divisez-le."
LABEL = 120  # characters; a longer cell of a table is no label, and is not repeated
_LEGACY = "cp1252", "mac_roman", "cp850"  # of Windows, of the Mac before 2001, of DOS
_ACCENTED = re.compile("(?<=[a-z])[àâäáãåæçéèêëîïíìñôöóòõøœùûüúÿßšž]")
_SMALL = re.compile(r"[\s,]*[+\-−]?\d[\d\s,]*(?:[+\-−]\s*)?")
_RAISED = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")
_LOWERED = str.maketrans("0123456789+-−", "₀₁₂₃₄₅₆₇₈₉₊₋₋")


@dataclass(frozen=True, slots=True)
class Extract:
    """What was read from a file: its text, the offset of each page, and the titles and authors that it declares."""

    text: str
    pages: tuple[int, ...] = ()
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()


def raised(text: str) -> str:
    """Superscript text: numbers in Unicode superscripts, so that 4³ does not read "43"; other text unchanged.

    >>> raised("3"), raised("2+"), raised("er"), raised("[1]")
    ('³', '²⁺', 'er', '[1]')
    """
    return text.translate(_RAISED) if _SMALL.fullmatch(text) else text


def lowered(text: str) -> str:
    """Subscript text: numbers in Unicode subscripts, other text unchanged."""
    return text.translate(_LOWERED) if _SMALL.fullmatch(text) else text


def decoded(data: bytes, otherwise: str | None = None) -> str:
    """Decode by the byte order mark, else as UTF-8, else as ``otherwise``, else as what gives words with accents."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:4096]:
        return _without_mark(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("utf-8-sig", "replace")
        wrong, beyond_ascii = text.count("\ufffd"), len(text) - len(text.encode("ascii", "ignore"))
        if 2 * wrong >= beyond_ascii:  # another encoding, not UTF-8 with a few broken characters
            texts = (data.decode(encoding, "replace") for encoding in ([otherwise] if otherwise else _LEGACY))
            text = max(texts, key=lambda text: len(_ACCENTED.findall(text)))
    return text


def _without_mark(data: bytes) -> str:
    """Decode UTF-16 without a byte order mark: every other byte is mostly 0, and none of the others is.

    Raises:
        DocumentError: it is no text.
    """
    even, odd = data[:4096:2], data[1:4096:2]
    for encoding, high, low in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        if len(data) % 2 == 0 and 2 * high.count(0) > len(high) and 0 not in low:
            return data.decode(encoding, "replace")
    raise DocumentError(
        "a binary file with the name of a text; give the original / "
        "fichier binaire sous le nom d’un texte ; donnez l’original."
    )


def clean(text: str) -> str:
    """Unify line ends, and replace NUL and lone surrogates, which JSON or a browser would change.

    Soft hyphens and zero-width spaces are removed, and ligatures written as letters: a word must be found as it is typed.

    >>> clean("Un\\r\\nport\\0\\ud83d\\ude00 \\ud83d, en\\ufb01n.")
    'Un\\nport 😀 \ufffd, enfin.'
    """
    text = whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").replace("\u00ad\n", "")
    return text.translate(_CLEAN)
