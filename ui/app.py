"""The chat window: wiring between Gradio and the assistant."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api as gr_api

from index.documents import Document, whole_characters
from index.errors import ExtraitError, QuestionError
from index.loaders import pages_without_text
from index.shelf import safe_name
from qa.assistant import MAX_QUESTION, TOP_K, check_question
from ui.asked import Asked
from ui.browsers import Browsers, kept_conversations
from ui.conversation import (
    PENDING,
    Conversation,
    Turn,
    chosen_quote,
    examples_html,
    history_html,
    question_html,
    restored,
    turn_html,
    turn_number,
    turns_of,
)
from ui.examples import Examples
from ui.export import to_json, to_markdown
from ui.frame import header_html, hint_html, notice_html, progress_html, source_html
from ui.judging import judged
from ui.layout import Layout
from ui.session import Page, Session, new_conversation
from ui.sources import ALL, Sources
from ui.texts import TEXTS, language_of, of_both

_LOG = logging.getLogger(__name__)
STATIC = Path(str(files("ui").joinpath("static")))
# Seconds. Uploads are deleted ten minutes after they came, not as soon as they are read: all who send the same file share
# one copy.
LOOKED_AT_EVERY, UPLOADS_KEPT = 60, 600
Update = dict[Any, Any]


class Window:
    """The page and its event handlers, which return the changes by component.

    The state of a user is in ``Page``, in ``Browsers`` and in the browser itself.
    """

    def __init__(self, sources: Sources, verdicts: Path) -> None:
        """Lay the page out and wire it.

        Args:
            verdicts: the evaluation file that thumbs are written to.
        """
        self.sources, self.verdicts = sources, verdicts
        self._examples = Examples()
        self._browsers = Browsers()
        self._wanted: dict[str, object] = {}  # by conversation: marks its current search for examples
        with gr.Blocks(title="extrait", delete_cache=(LOOKED_AT_EVERY, UPLOADS_KEPT)) as self.page:
            self.on = Layout()
            self._wire()

    def _wire(self) -> None:
        hidden: Any = {"api_visibility": "private", "show_progress": "hidden"}
        both, tools, parts = [self.on.session, self.on.store], self.on.tools, self.on.parts
        loading = self.page.load(self._start, [self.on.store], parts, **hidden)
        gr.on(
            [self.on.send.click, self.on.question.submit], self._respond, [self.on.question, *both], parts,
            js="(...given) => window.extrait.sent(given.slice(0, 3))",
            trigger_mode="always_last", **hidden,  # the last question asked during an answer is not lost
        )  # fmt: skip
        tools["retry"].click(self._again, both, parts, **hidden)
        self.on.stop.click(self._stopped, both, parts, **hidden)
        changes = [
            loading,
            tools["undo"].click(self._undo, both, parts, **hidden),
            tools["clear"].click(self._clear, both, parts, **hidden),
            self.on.chosen.input(self._choose, [self.on.chosen, *both], parts, **hidden),
            self.on.add.upload(self._upload, [self.on.add, *both], parts, concurrency_limit=4, **hidden),
            self.on.remove.click(self._withdraw, both, parts, **hidden),
            self.on.bridge.click(self._act, both, parts, trigger_mode="multiple", **hidden),
        ]
        for change in changes:  # a new search may be needed while an outdated one runs
            change.then(self._suggest, [self.on.session], [self.on.examples], concurrency_limit=None, **hidden)
        for name, export in (("export_markdown", self._export_markdown), ("export_json", self._export_json)):
            tools[name].click(export, both, [self.on.saved], **hidden).then(
                None, [self.on.saved], None, js="file => window.extrait.save(file)"
            )
        gr_api(self.ask, api_name="ask")

    def _everything(self, page: Page, before: Any) -> Update:
        """Update the whole page and what the browser keeps."""
        page.gone = False
        return {**self._shown(page.now), **self._listed(page), **self._with_store(page, before)}

    def _conversed(self, page: Page, before: Any, had: Conversation) -> Update:
        """Update the conversation, which was ``had``, on the page and in what the browser keeps."""
        return {**self._with_store(page, before, had), **self._chat(page.now)}

    def _chat(self, now: Session) -> Update:
        """Update the conversation on the page, and whether there is anything to undo, ask again or export."""
        words, some = TEXTS[now.language], bool(now.conversation.turns)
        tools = {
            tool: gr.update(value=words[name], interactive=some or name == "clear")
            for name, tool in self.on.tools.items()
        }
        return {self.on.chat: _messages(now), **tools}

    def _shown(self, now: Session) -> Update:
        """Update the whole page except the list of documents and what the browser keeps."""
        words = TEXTS[now.language]
        documents = self.sources.documents(now.token)
        running = any(turn.state in PENDING for turn in now.conversation.turns)
        return {
            self.on.header: header_html(now.language),
            **self._chat(now),
            self.on.examples: "",
            self.on.question: gr.update(placeholder=words["ask"], label=words["ask"]),
            self.on.send: gr.update(value=words["send"], visible=not running),
            self.on.stop: gr.update(value=words["stop"], visible=running),
            self.on.add: gr.update(label=words["add"]),
            self.on.remove: gr.update(value=words["remove"], visible=now.chosen in documents.own),
            self.on.notice: hint_html(now.language),
            **self._text(now),
        }

    def _listed(self, page: Page) -> Update:
        """Update the list of documents that can be asked about."""
        now, words = page.now, TEXTS[page.now.language]
        documents = self.sources.documents(now.token)
        page.listed = len(documents)
        choices = self.sources.listed(documents, now.chosen)
        unlisted = len(documents) - len(choices)
        label = words["some_documents"].format(count=unlisted) if unlisted else words["documents"]
        if len(documents) > 1:
            choices.insert(0, (words["all"].format(count=len(documents)), ALL))
        value = now.chosen if now.chosen in documents else choices[0][1] if choices else None
        return {self.on.chosen: gr.update(choices=choices, value=value, label=label)}

    def _text(self, now: Session) -> Update:
        """Update the text: mark what the last answer quotes, unless another document is chosen."""
        documents, answer = self.sources.documents(now.token), now.conversation.marked
        quoted = answer.document if answer else None
        if quoted and quoted.id in documents and (now.chosen not in documents or now.chosen == quoted.id):
            return {self.on.source: source_html(quoted, now.language, answer)}
        return {self.on.source: source_html(_first(documents, now.chosen), now.language)}

    def _not_gone(self, page: Page) -> Update:
        """Take the notice away that the document of an answer is gone: it is about no other answer."""
        if not page.gone:
            return {}
        page.gone = False
        return {self.on.notice: hint_html(page.now.language)}

    def _with_store(self, page: Page, before: Any, had: Conversation | None = None) -> Update:
        page.now, new = self._browsers.keep(page.now, before, had)
        listed = history_html(new["conversations"], page.now.conversation.id, page.now.language)
        return {self.on.session: page, self.on.store: new, self.on.history: listed}

    def _opened(self, before: Any, language: str | None = None) -> Page:
        """Restore a page from what the browser keeps: a new page, or one that the server has lost (after a restart, or
        an hour after it lost contact with the browser)."""
        token = str(before.get("token", "")) if isinstance(before, dict) else ""
        kept = self._browsers.kept(token, before)
        row = kept if isinstance(kept, dict) else {}
        try:
            documents = self.sources.documents(token)
        except ExtraitError:  # a new browser, or an altered storage
            token = secrets.token_hex(16)
            documents = self.sources.documents(token)
        last = next((restored(kept_row, documents) for kept_row in kept_conversations(row)[-1:]), None)
        language = str(row.get("language") or language)
        chosen = str(row.get("chosen", ALL))
        return Page(Session(token, language if language in TEXTS else "en", chosen, last or new_conversation()))

    def _start(self, before: Any, request: gr.Request) -> Iterator[Update]:
        page = self._opened(before, language_of(request.headers.get("accept-language")))
        linked = dict(request.query_params)
        document = linked.get("document", page.now.chosen)
        here = document in self.sources.documents(page.now.token)
        if "document" in linked and here:
            page.now = replace(page.now, chosen=document)
        if "q" in linked:
            page.now = replace(page.now, conversation=new_conversation())
        shown = self._everything(page, before)
        if not here and "document" in linked:
            shown[self.on.notice] = notice_html([TEXTS[page.now.language]["elsewhere"]])
        yield shown
        if "q" in linked:
            yield from self._respond(linked["q"], page, before)

    def _respond(self, text: str, page: Page | None, before: Any) -> Iterator[Update]:
        page = page or self._opened(before)
        if not text.strip():  # for example Enter pressed twice
            yield self._nothing
            return
        now, whole, text = page.now, page.now.conversation, whole_characters(text).strip()
        self._wanted.pop(whole.id, None)  # a question comes before the search for examples
        try:
            check_question(text)  # before what an edited question replaces goes
            if whole.edited is not None:
                page.now = now.before(whole.edited)
            had, number = page.now.conversation, len(page.now.conversation.turns)
            history = had.answers_from(self.sources.documents(now.token))
            for step in self.sources.over(now.token, now.chosen).stream(text, history=history):
                turns = [Turn(text, None, step)] if isinstance(step, str) else turns_of(text, step)
                if not all(page.put(at, turn, had) for at, turn in enumerate(turns, number)):
                    break  # the question was withdrawn, or another conversation opened
                if isinstance(step, str):
                    page.now, _ = self._browsers.keep(page.now, before, whole)  # for a reload meanwhile
                    had = page.now.conversation
                    yield {
                        **self._chat(page.now), self.on.examples: "",
                        self.on.send: gr.update(visible=False), self.on.stop: gr.update(visible=True),
                    }  # fmt: skip
                else:
                    yield {
                        self.on.source: source_html(step.document, page.now.language, step)
                        if step.document
                        else gr.skip(),
                        **self._conversed(page, before, whole),
                        **(self._listed(page) if len(self.sources.documents(now.token)) != page.listed else {}),
                        **self._not_gone(page),
                        **self._idle,
                    }
                    return  # a second value right after it would keep the browser from storing this one
        except Exception as error:
            gr.Warning(_wrong(error, text, TEXTS[page.now.language]), title="")
            page.stop()
            yield {self.on.question: text, **self._chat(page.now)}
        yield self._idle

    def _stopped(self, page: Page | None, before: Any) -> Update:
        page = page or self._opened(before)
        page.stop()
        return {**self._chat(page.now), **self._idle}

    def _suggest(self, page: Page | None) -> Iterator[Update]:
        """Show example questions; stop between two tries if the user asks a question or a newer search has started."""
        if page is None or page.now.conversation.turns or not self.sources.documents(page.now.token):
            yield {self.on.examples: ""}
            return
        now = page.now
        mine = self._wanted[now.conversation.id] = object()
        try:
            for found in self._examples.find(self.sources.over(now.token, now.chosen), now.language):
                yield {self.on.examples: gr.skip() if found is None else examples_html(found, now.language)}
                if self._wanted.get(now.conversation.id) is not mine:
                    return
        finally:
            if self._wanted.get(now.conversation.id) is mine:
                del self._wanted[now.conversation.id]

    def _again(self, page: Page | None, before: Any) -> Iterator[Update]:
        page = page or self._opened(before)
        turns = page.now.conversation.turns
        if not turns:
            yield self._nothing
            return
        last = page.now.conversation.last
        page.now = page.now.before(last)
        yield from self._respond(turns[last].question, page, before)

    def _undo(self, page: Page | None, before: Any) -> Update:
        page = page or self._opened(before)
        had = page.now.conversation
        page.now = page.now.before(had.last)
        return {**self._conversed(page, before, had), **self._text(page.now), **self._not_gone(page)}

    def _clear(self, page: Page | None, before: Any) -> Update:
        page = page or self._opened(before)
        page.now = replace(page.now, conversation=new_conversation())
        return {**self._everything(page, before), self.on.question: ""}

    def _choose(self, id: str, page: Page | None, before: Any) -> Update:
        page = page or self._opened(before)
        page.now = replace(page.now, chosen=id)
        return self._everything(page, before)

    def _upload(self, files: list[tuple[str, str]], page: Page | None, before: Any) -> Iterator[Update]:
        page = page or self._opened(before)
        now = page.now
        words = TEXTS[now.language]
        added: list[Document] = []
        problems: list[str] = []
        files = list(dict.fromkeys(files))
        for at, (path, sent_as) in enumerate(files):
            name = safe_name(sent_as)
            try:
                for step in self.sources.add(now.token, Path(path), name):
                    if isinstance(step, Document):
                        added.append(step)
                        problems.append(of_both(pages_without_text(step) or "", name, now.language))
                    else:
                        said = words["indexing"].format(name=name)
                        yield {self.on.notice: progress_html(said, at + step, len(files))}
            except ExtraitError as error:
                problems.append(of_both(str(error), name, now.language))
        told = []
        if added:
            one = len(added) == 1
            told = [words["added_one" if one else "added"].format(names=", ".join(each.source for each in added))]
            page.now = replace(page.now, chosen=added[0].id if one else ALL)
        said = notice_html(told, list(filter(None, problems)))
        yield {**self._everything(page, before), self.on.notice: said}

    def _withdraw(self, page: Page | None, before: Any) -> Update:
        page = page or self._opened(before)
        own = self.sources.shelf(page.now.token)
        document = own.documents.get(page.now.chosen)
        if document is None:  # another tab removed it
            page.now = replace(page.now, chosen=ALL)
            return self._everything(page, before)
        own.remove(document.id)
        turns = page.now.conversation.turns
        unanswered = next((turn.question for turn in turns[-1:] if turn.state in PENDING), gr.skip())
        page.stop()
        page.now = replace(page.now, chosen=ALL)
        said = notice_html([TEXTS[page.now.language]["removed"].format(name=document.source)])
        return {**self._everything(page, before), self.on.notice: said, self.on.question: unanswered}

    def _export_markdown(self, page: Page | None, before: Any) -> dict[str, str]:
        page, at = page or self._opened(before), datetime.now().astimezone()
        return _file(at, "md", to_markdown(page.now.conversation.told, at, page.now.language))

    def _export_json(self, page: Page | None, before: Any) -> dict[str, str]:
        page, at = page or self._opened(before), datetime.now().astimezone()
        return _file(at, "json", to_json(page.now.conversation.answers, at))

    def _act(self, page: Page | None, before: Any, event: gr.EventData) -> Update:
        """Handle a button of an answer or a list, as sent by static/page.js. Nothing in the event is trusted."""
        page = page or self._opened(before)
        data = {name: str(value)[:MAX_QUESTION] for name, value in event._data.items()}
        now, had = page.now, page.now.conversation
        act, number = data.get("act"), turn_number(had, data.get("turn", ""))
        if act == "language" and data.get("value") in TEXTS:
            page.now = replace(now, language=data["value"], conversation=had.without_notes)
            return self._everything(page, before)
        if act == "show" and (quote := chosen_quote(had, data.get("which", ""))):
            if quote.document and quote.document.id not in self.sources.documents(now.token):
                page.gone = True
                return {self.on.notice: notice_html([TEXTS[now.language]["gone"]])}
            return {self.on.source: source_html(quote.document, now.language, quote), **self._not_gone(page)}
        if act == "edit":  # without a number: no longer
            page.now = replace(now, conversation=replace(had, edited=number))
            question = gr.skip() if number is None else had.turns[number].question
            return {self.on.session: page, **self._chat(page.now), self.on.question: question}
        if act in ("right", "mark", "none") and number is not None:
            turn = self._judged(now, number, data)
            page.now = page.now.with_turn(number, turn) if page.now.conversation.id == had.id else page.now
            return self._conversed(page, before, had)
        if act == "open":
            rows = kept_conversations(self._browsers.kept(now.token, before))
            found = next((row for row in rows if row["id"] == data.get("id")), None)
            opened = restored(found, self.sources.documents(now.token))
            page.now = replace(now, conversation=opened or had)
            return self._everything(page, before)
        if act == "forget":
            self._browsers.forget(now.token, before, data.get("id", ""))
            page.now = replace(now, conversation=new_conversation()) if had.id == data.get("id") else now
            return self._everything(page, before)
        return self._nothing

    @property
    def _idle(self) -> Update:
        """Update the buttons: nothing is being answered."""
        return {self.on.send: gr.update(visible=True), self.on.stop: gr.update(visible=False)}

    @property
    def _nothing(self) -> Update:
        """Change nothing; Gradio requires at least one component."""
        return {self.on.notice: gr.skip()}

    def _judged(self, now: Session, number: int, data: dict[str, str]) -> Turn:
        document = _first(self.sources.documents(now.token), data.get("document", now.chosen))
        turns = now.conversation.turns
        if document is None:
            return turns[number]
        history = [earlier.question for earlier in turns[:number]]
        return judged(turns[number], data, document, history, self.verdicts, now.language)

    def ask(self, question: str, history: list[str] | None = None, top_k: int = TOP_K) -> dict[str, Any]:
        """Answer a question, in French or English, with an exact quote of the documents, or say that no sure
        answer was found. The quote stands at document.text[start:end]; `citations` gives the same in the common shape. If several
        questions are asked, `then` has the answers to the others.

        Args:
            question: the question.
            history: earlier questions of the conversation, oldest first.
            top_k: how many passages are read, from 1 to 50; anything else is an error.
        """
        try:
            return Asked.of(question, history, top_k).answer(self.sources.assistant)
        except ExtraitError as error:
            raise gr.Error(str(error), print_exception=False) from error  # no traceback in the terminal


def _wrong(error: Exception, question: str, words: Mapping[str, str]) -> str:
    """What is said of a question that could not be answered; logs what nobody raised on purpose."""
    if isinstance(error, QuestionError):
        return words["too_long"].format(most=MAX_QUESTION) if len(question) > MAX_QUESTION else words["wordless"]
    if isinstance(error, ExtraitError):
        return str(error)
    _LOG.error("A question could not be answered", exc_info=error)
    return words["failed"]


def _first(documents: Mapping[str, Document], id: str) -> Document | None:
    return documents.get(id) or next(iter(documents.values()), None)


def _messages(now: Session) -> list[dict[str, Any]]:
    """The messages as gr.HTML, which shows escaped text as it is; the chat itself would parse it as Markdown and drop
    whatever looks like a tag."""
    rows = []
    for number, turn in enumerate(now.conversation.turns):
        edited = number == now.conversation.edited
        rows.append({"role": "user", "content": gr.HTML(question_html(turn, number, now.language, edited))})
        rows.append({"role": "assistant", "content": gr.HTML(turn_html(turn, number, now.language))})
    return rows


def _file(at: datetime, suffix: str, content: str) -> dict[str, str]:
    return {"name": f"extrait-{at:%Y-%m-%d-%H%M}.{suffix}", "content": content}
