"""The text of a web page, in the paragraphs that a browser shows."""

from __future__ import annotations

import codecs
import re
from contextlib import suppress

from index.plain import clean, decoded

_CHARSET = re.compile(rb"(?:charset|encoding)\s*=\s*[\"']?([\w.:-]+)", re.IGNORECASE)
# What is no text of a web page, and what begins and ends a paragraph in one.
_BESIDE = (
    "script, style, noscript, template, nav, aside, button, select, textarea, svg, canvas, audio, video, iframe, "
    "object, header:not(article *, main *), footer:not(article *, main *)"
)
_BLOCKS = (
    "address, article, aside, blockquote, caption, center, dd, details, dialog, dir, div, dl, dt, fieldset, "
    "figcaption, figure, footer, h1, h2, h3, h4, h5, h6, header, hgroup, hr, legend, li, main, menu, ol, p, pre, search, "
    "section, summary, table, tbody, td, tfoot, th, thead, tr, ul"
)
_PARAGRAPH, _NEW_LINE = "\u2029", "\u2028"  # Unicode has them for just this


def read_html(data: bytes) -> str:
    """What there is to read: the article, else the main part, else the whole page."""
    from selectolax.lexbor import LexborHTMLParser

    page = LexborHTMLParser(clean(decoded(data, _declared(data))))
    for node in page.css(_BESIDE):
        node.decompose()
    whole = len(page.body.text()) if page.body else 0
    for node in page.css("form"):
        if 2 * len(node.text()) < whole:  # else it is the page that stands in a form
            node.decompose()
    for node in page.css("br"):
        node.insert_before(_NEW_LINE)
    for node in page.css(_BLOCKS):
        node.insert_before(_PARAGRAPH)
        node.insert_after(_PARAGRAPH)
    articles, mains, body = (
        _paragraphs(_PARAGRAPH.join(node.text() for node in page.css(part)))
        for part in ("article:not(article *)", "main:not(main *)", "body")
    )
    # Where articles are the smaller part of what is there to read, they are cards that lead elsewhere.
    return articles if 2 * len(articles) > len(mains or body) else mains or body


def _paragraphs(text: str) -> str:
    """A text in which only ``_PARAGRAPH`` and ``_NEW_LINE`` break lines, as plain text.

    >>> _paragraphs("Un \\n titre\\u2029 \\u20291, rue\\u2028Paris ")
    'Un titre\\n\\n1, rue\\nParis'
    """
    paragraphs = (
        "\n".join(" ".join(line.split()) for line in paragraph.split(_NEW_LINE)).strip()
        for paragraph in text.split(_PARAGRAPH)
    )
    return "\n\n".join(filter(None, paragraphs))


def _declared(page: bytes) -> str:
    """The encoding that a web page says it has; what calls itself Latin 1 is Windows' (WHATWG's Encoding Standard)."""
    found = _CHARSET.search(page[:2048])
    name = found[1].decode("ascii").lower() if found else ""
    with suppress(LookupError):
        "".encode(name)  # unlike codecs.lookup, only for text
        return "cp1252" if codecs.lookup(name).name in ("iso8859-1", "ascii", "utf-8") else name
    return "cp1252"
