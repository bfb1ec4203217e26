"""Reads Markdown as the web page that it stands for, so that no mark of it is quoted."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from index.decoding import decoded
from index.extract import Extract, clean
from index.headlines import title
from index.page import is_prose
from index.prose import rejoined
from index.web import read_page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_core import StateCore
    from markdown_it.token import Token

_FRONT = re.compile(r"\s*(?P<said>---[ \t]*\n[\w-]+:.*?\n---)[ \t]*(?:\n|\Z)", re.DOTALL)
# Quotes and lists in each other, below which the parser drops the text; and brackets in each other, below which it makes
# no links, and which it reads as often as this.
_DEEPEST, _BRACKETS = 100, 10
# Tags that people write for their looks. In a web page they hold menus, or end the article.
_NO_MENU = re.compile(r"(</?)(?:article|aside|dialog|footer|form|header|main|nav|section)\b", re.IGNORECASE)
# Those whose text nobody reads; without its end, such a tag takes the rest of the text with it.
_TAKES_ALL = re.compile(
    r"<(!--|(?:annotation|audio|button|canvas|iframe|noembed|noframes|noscript|object|plaintext|script|select|style|svg"
    r"|template|textarea|title|video|xmp)\b)",
    re.IGNORECASE,
)


def read_markdown(data: bytes) -> Extract:
    """The text of the page that the Markdown stands for; YAML at its beginning stays as it is."""
    source = clean(decoded(data))
    front = _FRONT.match(source)
    page = read_page(f"<article>{_parser().render(source[front.end() :] if front else source)}</article>")
    text = "\n\n".join(filter(None, (front["said"] if front else "", page.text)))
    return Extract(text, titles=tuple(_in_head(page)), authors=page.authors)


def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"breaks": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    parser.core.ruler.after("block", "rejoin", _rejoin)
    parser.add_render_rule("html_block", _written_tags)
    parser.add_render_rule("html_inline", _written_tags)
    return parser


def _in_head(page: Extract) -> list[str]:
    """The headings above all prose; without one, the text has its title elsewhere."""
    headings = dict.fromkeys(" ".join(said.split()) for said in page.titles)
    head = set(takewhile(lambda line: line in headings or not is_prose(line), page.text.split("\n")))
    return [said for said in headings if said in head and title(said)]


def _rejoin(state: StateCore) -> None:
    """Join the lines of paragraphs that were broken at the margin; other lines stay, as addresses and verse need."""
    state.md.options["maxNesting"] = _BRACKETS  # from here on
    paragraphs: list[tuple[Token, bool]] = []  # with whether it begins an item of a list
    for at, token in enumerate(state.tokens):
        opening = state.tokens[at - 1]
        if opening.type == "heading_open":
            opening.tag = "h1"  # whatever its depth, it may be the title
            token.content = " ".join(token.content.split("\n"))
        elif opening.type == "paragraph_open":
            paragraphs.append((token, state.tokens[at - 2].type == "list_item_open"))
    written = ("- " + token.content.replace("\n", "\n  ") if item else token.content for token, item in paragraphs)
    for (token, item), text in zip(paragraphs, rejoined("\n\n".join(written)).split("\n\n"), strict=False):
        token.content = text[2:].replace("\n  ", "\n") if item else text


def _written_tags(renderer: Any, tokens: Sequence[Token], at: int, options: Any, env: Mapping[str, Any]) -> str:
    """The HTML in the text, without what would hide what a reader of the Markdown sees."""
    written = _NO_MENU.sub(r"\1div", tokens[at].content)
    small = written.lower()
    ends: dict[str, int] = {}  # where each kind of tag ends for the last time

    def shown(tag: re.Match[str]) -> str:
        name = tag[1].lower()
        if name not in ends:
            ends[name] = small.rfind("-->" if name == "!--" else f"</{name}")
        return tag[0] if tag.end() <= ends[name] else f"&lt;{tag[1]}"

    return _TAKES_ALL.sub(shown, written)
