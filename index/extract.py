"""What the readers of all kinds of files have in common: what they return, write and refuse."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass

from index.documents import whole_characters
from index.errors import DocumentError

ENCRYPTED = "encrypted; save it without its password / chiffré ; enregistrez-le sans mot de passe."
TOO_LARGE = "too large once unpacked; split it / trop grand une fois décompressé ; divisez-le."
MAX_UNPACKED = 200_000_000  # bytes; a docx of a few kilobytes can unpack to gigabytes
MAX_XML = 50_000_000  # bytes of XML; parsed, it takes up to forty times as much memory
# What XML begins with; "L" is "<" in EBCDIC.
_XML = re.compile(rb"[<L\s]|\xef\xbb\xbf|\xff\xfe|\xfe\xff|\0[<\s]|\0\0(?:\0[<\s]|\xfe\xff)")
LABEL = 120  # characters; a longer cell of a table is no label, and is not repeated
MERGED = 10  # columns; more merged cells beside each other are no labels, and a hostile file could have thousands
_UNSEEN = dict.fromkeys("\u00ad\u200b\u2060\ufeff")
_LIGATURES = {"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"}
_CLEAN = str.maketrans({**_UNSEEN, **_LIGATURES})
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


def clean(text: str) -> str:
    """Unify line ends, and replace NUL and lone surrogates, which JSON or a browser would change.

    Soft hyphens and zero-width spaces are removed, and ligatures written as letters: a word must be found as it is typed.

    >>> clean("Un\\r\\nport\\0\\ud83d\\ude00 \\ud83d, en\\ufb01n.")
    'Un\\nport 😀 \ufffd, enfin.'
    """
    text = whole_characters(text).replace("\r\n", "\n").replace("\r", "\n").replace("\0", " ").replace("\u00ad\n", "")
    return text.translate(_CLEAN)


def check_unpacked(archive: zipfile.ZipFile) -> None:
    """Raise DocumentError if an Office document would take too much memory."""
    members = {member.filename: member for member in archive.infolist()}.values()
    xml = [member for member in members if _XML.match(archive.open(member).read(4))]
    if sum(member.file_size for member in members) > MAX_UNPACKED or sum(one.file_size for one in xml) > MAX_XML:
        raise DocumentError(TOO_LARGE)
