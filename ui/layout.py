"""The components of the page and their layout; what they do is in ui/app.py."""

from __future__ import annotations

from typing import Any

import gradio as gr

# Passes the events of our own buttons (static/page.js) to the server.
LISTEN = "document.addEventListener('extrait', event => trigger('click', event.detail))"
TOOLS = ("retry", "undo", "clear", "export_markdown", "export_json")


def _sent(_: gr.UploadButton, files: Any) -> Any:
    """Path and name of each uploaded file."""
    return [(file.path, file.orig_name or file.path) for file in files or ()]


def _picked(_: gr.Dropdown, id: Any) -> str:
    return str(id or "")


# Gradio's own makes an empty file for each upload, which stays, and its paths lack characters of the name: "?", "!", ":".
# Set on the class: an object's own is lost when a session changes its label, and a subclass has a .pyi written beside us.
gr.UploadButton.preprocess = _sent  # type: ignore[assignment, method-assign]
# Gradio's own refuses what it did not offer itself, and a server that was started again has offered nothing yet.
gr.Dropdown.preprocess = _picked  # type: ignore[assignment, method-assign]


class Layout:
    """Conversation on the left, the text on the right; made inside ``gr.Blocks``.

    Nothing is visible until ``header`` has content: before, the browser's language is unknown, and no part has words.
    """

    def __init__(self) -> None:
        self.session = gr.State(None)
        # Kept in this browser only; the key is not secret, Gradio requires one.
        self.store = gr.BrowserState(None, storage_key="extrait", secret="extrait")
        self.header = gr.HTML("")
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=300):
                self._conversation()
            with gr.Column(scale=2, min_width=300, elem_id="text"):
                self._text()
        self.bridge = gr.HTML("", js_on_load=LISTEN, elem_id="bridge")
        self.saved = gr.JSON(visible="hidden", elem_id="saved")

    def _conversation(self) -> None:
        # The window less what stands around the answers; a phone has its own height (style.css).
        self.chat = gr.Chatbot(
            show_label=False, height="max(13rem, calc(100svh - 21.7rem))", render_markdown=False, elem_id="chat", buttons=[], layout="panel",
            autoscroll=False,
        )  # fmt: skip
        self.examples = gr.HTML("", elem_id="examples")
        with gr.Row(elem_id="asking"):
            self.question = gr.Textbox(show_label=False, elem_id="question", scale=5, container=False)
            self.send = gr.Button("", variant="primary", elem_id="send", scale=1, min_width=110)
            self.stop = gr.Button("", elem_id="stop", scale=1, min_width=110, visible=False)
        with gr.Row(elem_id="tools"):
            self.tools = {
                name: gr.Button("", size="sm", elem_id=name.replace("_", "-"), min_width=60) for name in TOOLS
            }
        self.history = gr.HTML("", elem_id="history")

    def _text(self) -> None:
        self.chosen = gr.Dropdown([], filterable=False, elem_id="chosen")
        with gr.Row():
            self.add = gr.UploadButton("", file_count="multiple", size="sm", elem_id="add", min_width=60)
            self.remove = gr.Button("", size="sm", elem_id="remove", visible=False, min_width=60)
        self.notice = gr.HTML("", elem_id="notice")
        self.source = gr.HTML("", elem_id="source")

    @property
    def parts(self) -> list[gr.blocks.Block]:
        """All components that a handler may change."""
        return [
            self.session, self.store, self.header, self.chat, self.examples, self.question, self.send, self.stop,
            *self.tools.values(), self.history, self.chosen, self.add, self.remove, self.notice, self.source,
        ]  # fmt: skip
