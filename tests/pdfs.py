"""PDF files for tests."""

from __future__ import annotations

import io
from collections.abc import Sequence

from pypdf import PdfWriter


def pdf(*pages: Sequence[str]) -> bytes:
    """A PDF of these lines."""
    return drawn(*("".join(f"({line}) Tj T* " for line in lines) for lines in pages))


def drawn(*pages: str) -> bytes:
    """A PDF of what these operators draw in one block of text a page, written by hand: pypdf writes no text."""
    contents = []
    for page in pages:
        block = f"BT /F 11 Tf 14 TL 60 700 Td {page} ET".encode("cp1252")
        contents.append(b"<</Length %d>>stream\n%b\nendstream" % (len(block), block))
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(pages)))
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Kids[{kids}]/Count {len(pages)}>>".encode(),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for i, content in enumerate(contents):
        page = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 R>>>>/Contents {5 + 2 * i} 0 R>>"
        )
        objects += [page.encode(), content]
    data, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    end = f"trailer<</Size {size}/Root 1 0 R>>\nstartxref\n{len(data)}\n%%EOF"
    return data + f"xref\n0 {size}\n0000000000 65535 f \n{table}{end}".encode()


def locked_pdf(algorithm: str) -> bytes:
    """A PDF that asks for a password."""
    writer, buffer = PdfWriter(io.BytesIO(pdf(["Secret."]))), io.BytesIO()
    writer.encrypt("x", algorithm=algorithm)
    writer.write(buffer)
    return buffer.getvalue()
