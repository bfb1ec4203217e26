"""Decodes the bytes of a text of unknown encoding."""

from __future__ import annotations

import codecs
import re

from index.errors import DocumentError

# Byte order marks. UTF-32 first, because its little-endian mark begins with that of UTF-16.
_MARKS = {
    "utf-32": (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE),
    "utf-16": (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE),
}
_LEGACY = "cp1252", "mac_roman", "cp850"  # of Windows, of the Mac before 2001, of DOS
_ACCENTED = re.compile("(?<=[a-z])[àâäáãåæçéèêëîïíìñôöóòõøœùûüúÿßšž]")


def decoded(data: bytes, otherwise: str | None = None) -> str:
    """Decode by the byte order mark, else as UTF-8, else as ``otherwise``, else as what gives words with accents."""
    for encoding, marks in _MARKS.items():
        if data.startswith(marks):
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
