"""The HTML around the conversation: header, text, notices. Pure functions."""

from __future__ import annotations

import json
from collections.abc import Sequence
from html import escape

from index.documents import Document
from qa.answers import Answer
from ui.render import document_html, file_of
from ui.texts import GRADIO, TEXTS


def header_html(language: str) -> str:
    """The name, what extrait does, and the language switch."""
    words = TEXTS[language]
    buttons = "".join(
        f"<button type='button' data-act='language' data-value='{code}' lang='{code}' "
        f"aria-pressed='{str(code == language).lower()}'>{name}</button>"
        for code, name in (("fr", "Français"), ("en", "English"))
    )
    return (
        f"<header lang='{language}' data-language='{language}' data-conversation='{words['conversation']}' "
        f"data-gradio='{escape(json.dumps(GRADIO[language]))}'>"
        f"<div><h1>extrait</h1><p>{words['lead']}</p></div>"
        f"<div role='group' aria-label='{words['language']}'>{buttons}"
        f"<button type='button' class='drawer' data-act='drawer'>{words['open_text']}</button></div></header>"
    )


def source_html(document: Document | None, language: str, answer: Answer | None = None) -> str:
    """The title and the text, with the quotes of ``answer`` marked, and the button that closes the text on a phone."""
    words = TEXTS[language]
    close = f"<button type='button' class='drawer' data-act='drawer'>{words['close_text']}</button>"
    if document is None:
        return f"{close}<p>{words['empty']}</p>"
    file = f" <small>{escape(file_of(document))}</small>" if file_of(document) else ""
    title = f"<h2 class='title' lang='{escape(document.language)}'>{escape(document.title)}{file}</h2>"
    return close + title + document_html(document, answer)


def notice_html(lines: Sequence[str], problems: Sequence[str] = ()) -> str:
    """Messages about documents, a paragraph each; ``problems`` look like such."""
    told = "".join(f"<p role='status'>{escape(line)}</p>" for line in lines)
    return told + "".join(f"<p role='status' class='problem'>{escape(line)}</p>" for line in problems)


def hint_html(language: str) -> str:
    """Which files can be added; that they can be dropped, where there is a mouse (style.css)."""
    words = TEXTS[language]
    return f"<p role='status'>{words['add_hint']} <span class='drop'>{words['drop_hint']}</span></p>"


def progress_html(text: str, done: float, total: int) -> str:
    """A progress bar: ``done`` is the number of files done, plus the share of the current one."""
    label = f"{min(int(done) + 1, total)} / {total}"
    return f"{notice_html([text])}<progress value='{done:.3f}' max='{total}' aria-label='{label}'></progress>"
