"""The chat window: wiring between Gradio and the assistant."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr

from index.errors import ExtraitError
from qa.answers import Answer
from qa.assistant import Assistant
from ui.render import answer_html, document_html, question_html
from ui.texts import EXAMPLES, TEXTS, language_of

STATIC = Path(str(files("ui").joinpath("static")))
Turn = dict[str, Any]
# Answers are drawn after Gradio has scrolled its chat: the last one is brought into view once it has its height.
SHOW_ANSWER = """() => setTimeout(() => {
    const log = document.querySelector('#chat [role=log]');
    if (log) log.scrollTop = log.scrollHeight;
}, 150)"""
# Scrolls the text beside the conversation, never the page.
SHOW_QUOTE = """() => {
    const quote = document.querySelector('#source :is(.sentence, .nearest)'), box = quote?.closest('.source');
    if (box) box.scrollTop += quote.getBoundingClientRect().top - box.getBoundingClientRect().top - box.clientHeight / 3;
}"""


def build(assistant: Assistant) -> Any:
    """The page: conversation on the left, the text on the right."""
    first = next(iter(assistant.documents.values()), None)
    source_html = document_html(first) if first else ""

    def respond(question: str, turns: list[Turn], asked: list[Answer]) -> tuple[Any, ...]:
        question = question.strip()
        try:
            answer = assistant.ask(question, history=asked)
        except ExtraitError as error:
            gr.Warning(str(error), title="")
            return question, turns, asked, gr.skip()
        # gr.HTML inside the chat: what ui.render escaped is shown as it is; the chat itself would parse it as Markdown
        # and drop whatever looks like a tag.
        turns = [
            *turns,
            {"role": "user", "content": gr.HTML(question_html(question))},
            {"role": "assistant", "content": gr.HTML(answer_html(answer))},
        ]
        shown = document_html(answer.document, answer) if answer.document else gr.skip()
        return "", turns, [*asked, replace(answer, alternatives=())], shown

    def localise(request: gr.Request) -> tuple[Any, ...]:
        language = language_of(request.headers.get("accept-language"))
        words = TEXTS[language]
        return (
            _lead(language),
            gr.update(placeholder=words["ask"]),
            gr.update(value=words["send"]),
            gr.update(value=words["clear"]),
            *(gr.update(value=text) for text in EXAMPLES[language]),
        )

    with gr.Blocks(title="extrait") as page:
        asked = gr.State([])
        lead = gr.HTML(_lead("fr"))
        with gr.Row():
            with gr.Column(scale=3):
                chat = gr.Chatbot(
                    show_label=False, height=520, render_markdown=False, sanitize_html=True, elem_id="chat", buttons=[]
                )
                question = gr.Textbox(
                    show_label=False, placeholder=TEXTS["fr"]["ask"], autofocus=True, elem_id="question"
                )
                with gr.Row():
                    send = gr.Button(TEXTS["fr"]["send"], variant="primary", elem_id="send")
                    clear = gr.Button(TEXTS["fr"]["clear"], elem_id="clear")
                examples = [gr.Button(text, size="sm", elem_classes="example") for text in EXAMPLES["fr"]]
            with gr.Column(scale=2):
                source = gr.HTML(source_html, elem_id="source")
        inputs, outputs = [question, chat, asked], [question, chat, asked, source]
        gr.on([send.click, question.submit], respond, inputs, outputs, api_name="ask")
        for example in examples:
            example.click(respond, [example, chat, asked], outputs, api_visibility="private")
        gr.on([clear.click, chat.clear], lambda: ("", [], [], source_html), None, outputs, api_visibility="private")
        page.load(localise, None, [lead, question, send, clear, *examples], api_visibility="private")
        chat.change(None, None, None, js=SHOW_ANSWER)
        source.change(None, None, None, js=SHOW_QUOTE)
    return page


def launch(assistant: Assistant, host: str, port: int | None, *, open_browser: bool = True, block: bool = True) -> str:
    """Serve the page and, on a desktop, open it; returns its address."""
    page = build(assistant)
    try:
        _, address, _ = page.launch(
            server_name=host,
            server_port=port,
            inbrowser=open_browser,
            share=False,
            quiet=True,
            prevent_thread_lock=True,
            footer_links=[],
            favicon_path=str(STATIC / "favicon.svg"),
            css=(STATIC / "style.css").read_text(encoding="utf-8"),
            theme=gr.themes.Base(font=["Georgia", "serif"], font_mono=["monospace"]),
        )
    except OSError as error:
        raise ExtraitError(f"Port {port} on {host} cannot be used ({error}): give another --port.") from error
    print(f"extrait: {address}")
    if block:
        page.block_thread()
    return str(address)


def _lead(language: str) -> str:
    return f"<header lang='{language}'><h1>extrait</h1><p>{TEXTS[language]['lead']}</p></header>"
