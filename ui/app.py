"""The chat window: wiring between Gradio and the assistant."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api as gr_api

from index.documents import Document
from index.errors import ExtraitError
from qa import feedback
from qa.answers import Answer
from qa.suggestions import suggestions
from ui.conversation import (
    MOST_KEPT,
    Conversation,
    Turn,
    examples_html,
    history_html,
    question_html,
    restored,
    stored,
    turn_html,
)
from ui.export import to_json, to_markdown
from ui.render import code_points, document_html
from ui.sources import ALL, Sources
from ui.texts import TEXTS, language_of

STATIC = Path(str(files("ui").joinpath("static")))
# Passes what is done with our buttons (static/page.js) to the server.
LISTEN = "document.addEventListener('extrait', event => trigger('click', event.detail))"
Update = dict[Any, Any]


@dataclass(frozen=True)
class Session:
    """What the server knows of one open page.

    Attributes:
        token: names the browser's shelf.
        chosen: id of the document that is asked about, or ``ALL``.
    """

    token: str
    language: str
    chosen: str
    conversation: Conversation


def build(sources: Sources, verdicts: Path) -> Any:
    """The page: conversation on the left, the text on the right.

    Args:
        verdicts: the evaluation file that thumbs are written to.
    """
    french = TEXTS["fr"]
    with gr.Blocks(title="extrait") as page:
        session = gr.State(None)
        # Kept in this browser only; the key is no secret, Gradio wants one to encrypt with.
        store = gr.BrowserState(None, storage_key="extrait", secret="extrait")
        header = gr.HTML(_header("fr"))
        with gr.Row(elem_id="columns"):
            with gr.Column(scale=3, min_width=300):
                chat = gr.Chatbot(
                    show_label=False, height=520, render_markdown=False, elem_id="chat", buttons=[], layout="panel"
                )
                examples = gr.HTML("", elem_id="examples")
                with gr.Row(elem_id="asking"):
                    question = gr.Textbox(
                        show_label=False, label=french["ask"], placeholder=french["ask"],
                        elem_id="question", scale=5, container=False,
                    )  # fmt: skip
                    send = gr.Button(french["send"], variant="primary", elem_id="send", scale=1, min_width=110)
                    stop = gr.Button(french["stop"], elem_id="stop", scale=1, min_width=110, visible=False)
                with gr.Row(elem_id="tools"):
                    names = ("retry", "undo", "clear", "export_markdown", "export_json")
                    tools = {
                        name: gr.Button(french[name], size="sm", elem_id=name.replace("_", "-"), min_width=60)
                        for name in names
                    }
                history = gr.HTML("", elem_id="history")
            with gr.Column(scale=2, min_width=300, elem_id="text"):
                chosen = gr.Dropdown([], label=french["documents"], filterable=False, elem_id="chosen")
                with gr.Row():
                    add = gr.UploadButton(french["add"], file_count="multiple", size="sm", elem_id="add", min_width=60)
                    remove = gr.Button(french["remove"], size="sm", elem_id="remove", visible=False, min_width=60)
                notice = gr.HTML("", elem_id="notice")
                source = gr.HTML("", elem_id="source")
        bridge = gr.HTML("", js_on_load=LISTEN, elem_id="bridge")
        saved = gr.JSON(visible="hidden", elem_id="saved")

        @lru_cache(maxsize=256)
        def suggested(token: str, document: str, language: str) -> tuple[str, ...]:
            over = sources.over(token, document)
            return tuple(suggestions(over, over.documents[document], language)) if document in over.documents else ()

        def shown(now: Session) -> Update:
            """The whole page as it is for ``now``, but for what the browser keeps."""
            words = TEXTS[now.language]
            documents = sources.documents(now.token)
            choices = [(document.title, id) for id, document in documents.items()]
            if len(documents) > 1:
                choices.insert(0, (words["all"].format(count=len(documents)), ALL))
            value = now.chosen if now.chosen in documents else choices[0][1] if choices else None
            return {
                session: now,
                header: _header(now.language),
                chat: _messages(now),
                question: gr.update(placeholder=words["ask"], label=words["ask"]),
                send: gr.update(value=words["send"], visible=True),
                stop: gr.update(value=words["stop"], visible=False),
                **{tool: gr.update(value=words[name]) for name, tool in tools.items()},
                chosen: gr.update(choices=choices, value=value, label=words["documents"]),
                add: gr.update(label=words["add"]),
                remove: gr.update(value=words["remove"], visible=now.chosen in sources.shelf(now.token).documents),
                source: _source(_first(documents, value), now.language),
            }

        def kept(now: Session, before: Any) -> dict[str, Any]:
            """What the browser keeps after this."""
            rows = _rows(before)
            if now.conversation.turns:
                rows = [row for row in rows if row["id"] != now.conversation.id] + [stored(now.conversation)]
            conversations = rows[-MOST_KEPT:]
            return {"token": now.token, "language": now.language, "chosen": now.chosen, "conversations": conversations}

        def with_store(now: Session, before: Any) -> Update:
            new = kept(now, before)
            listed = history_html(new["conversations"], now.conversation.id, now.language)
            return {session: now, store: new, history: listed}

        def start(before: Any, request: gr.Request) -> Iterator[Update]:
            row = before if isinstance(before, dict) else {}
            token = str(row.get("token", ""))
            try:
                documents = sources.documents(token)
            except ExtraitError:  # a new browser, or a storage that somebody wrote to
                token = secrets.token_hex(16)
                documents = sources.documents(token)
            language = row.get("language") or language_of(request.headers.get("accept-language"))
            wanted = str(row.get("chosen", ALL))
            linked = dict(request.query_params)
            if linked.get("document") in documents:
                wanted = linked["document"]
            last = next((restored(kept_row, documents) for kept_row in _rows(row)[-1:]), None)
            conversation = last if last and "q" not in linked else _new()
            now = Session(token, language if language in TEXTS else "en", wanted, conversation)
            yield {**shown(now), **with_store(now, before)}
            if "q" in linked:
                yield from respond(linked["q"], now, kept(now, before))

        def respond(text: str, now: Session, before: Any) -> Iterator[Update]:
            text, number = text.strip(), len(now.conversation.turns)
            words = TEXTS[now.language]
            try:
                for step in sources.over(now.token, now.chosen).stream(text, history=now.conversation.answers):
                    if isinstance(step, str):
                        asked = _with(now, number, Turn(text, None, step))
                        yield {
                            chat: _messages(asked), question: "", examples: "",
                            session: _with(now, number, Turn(text, None, "stopped")),
                            send: gr.update(visible=False), stop: gr.update(visible=True),
                        }  # fmt: skip
                    else:
                        done = _with(now, number, Turn(text, step))
                        shown_in = _source(step.document, now.language, step) if step.document else gr.skip()
                        yield {
                            chat: _messages(done), source: shown_in,
                            send: gr.update(visible=True), stop: gr.update(value=words["stop"], visible=False),
                            **with_store(done, before),
                        }  # fmt: skip
            except ExtraitError as error:
                gr.Warning(str(error), title="")
                yield {question: text, send: gr.update(visible=True), stop: gr.update(visible=False)}

        def stopped(now: Session) -> Update:
            return {chat: _messages(now), send: gr.update(visible=True), stop: gr.update(visible=False)}

        def suggest(now: Session) -> Update:
            if now.conversation.turns:
                return {examples: ""}
            first = _first(sources.documents(now.token), now.chosen)
            if first is None:
                return {examples: ""}
            other = "en" if now.language == "fr" else "fr"
            asked = [(now.language, text) for text in suggested(now.token, first.id, now.language)]
            asked += [(other, text) for text in suggested(now.token, first.id, other)[:1]]
            return {examples: examples_html(asked, now.language)}

        def again(now: Session, before: Any) -> Iterator[Update]:
            if not now.conversation.turns:
                yield {session: now}
                return
            last = len(now.conversation.turns) - 1
            asked = now.conversation.turns[last].question
            yield from respond(asked, replace(now, conversation=now.conversation.before(last)), before)

        def undo(now: Session, before: Any) -> Update:
            conversation = now.conversation.before(max(0, len(now.conversation.turns) - 1))
            now = replace(now, conversation=conversation)
            rows = [row for row in _rows(before) if row["id"] != conversation.id]
            return {chat: _messages(now), **with_store(now, {**(before or {}), "conversations": rows})}

        def clear(now: Session, before: Any) -> Update:
            now = replace(now, conversation=_new())
            return {**shown(now), **with_store(now, before), question: "", notice: ""}

        def choose(id: str, now: Session, before: Any) -> Update:
            now = replace(now, chosen=id or ALL)
            return {**shown(now), **with_store(now, before), notice: ""}

        def act(now: Session, before: Any, event: gr.EventData) -> Update:
            return _Acts(sources, verdicts, now, event._data).update(
                shown, with_store, before, chat=chat, question=question, source=source
            ) or {session: now}

        def upload(paths: list[str], now: Session, before: Any) -> Iterator[Update]:
            words, added, lines = TEXTS[now.language], [], []
            for at, path in enumerate(paths):
                name = Path(path).name
                yield {notice: _progress(words["indexing"].format(name=name), at, len(paths))}
                try:
                    added.append(sources.shelf(now.token).add(Path(path), name))
                except ExtraitError as error:
                    lines.append(str(error))
                finally:
                    Path(path).unlink(missing_ok=True)  # the shelf keeps the text, nobody keeps the file
            if added:
                lines.insert(0, words["added"].format(names=", ".join(document.source for document in added)))
                now = replace(now, chosen=added[0].id if len(added) == 1 else ALL, conversation=_new())
            yield {**shown(now), **with_store(now, before), notice: _notice(lines)}

        def withdraw(now: Session, before: Any) -> Update:
            own = sources.shelf(now.token)
            document = own.documents.get(now.chosen)
            if document is None:
                return {session: now}
            own.remove(document.id)
            now = replace(now, chosen=ALL, conversation=_new())
            said = _notice([TEXTS[now.language]["removed"].format(name=document.source)])
            return {**shown(now), **with_store(now, before), notice: said}

        def export(now: Session, kind: str) -> dict[str, str]:
            at, answers = datetime.now().astimezone(), now.conversation.answers
            content = to_json(answers, at) if kind == "json" else to_markdown(answers, at, now.language)
            return {"name": f"extrait-{at:%Y-%m-%d-%H%M}.{kind}", "content": content}

        def ask(question: str, history: list[str] | None = None, top_k: int = 5) -> dict[str, Any]:
            """Answer a question, in French or English, with an exact quote of the documents, or say that they do not
            answer. The quote stands at document.text[start:end]; `citations` gives the same in the common shape.

            Args:
                question: the question.
                history: earlier questions of the conversation, oldest first.
                top_k: how many passages are read.
            """
            try:
                return sources.assistant.ask(question, history or [], top_k).to_dict()
            except ExtraitError as error:
                raise gr.Error(str(error)) from error

        page_parts = [
            session, store, header, chat, examples, question, send, stop, *tools.values(), history, chosen, add, remove,
            notice, source,
        ]  # fmt: skip
        hidden: Any = {"api_visibility": "private", "show_progress": "hidden"}
        both = [session, store]
        loading = page.load(start, [store], page_parts, **hidden)
        asking = gr.on([send.click, question.submit], respond, [question, *both], page_parts, **hidden)
        repeating = tools["retry"].click(again, both, page_parts, **hidden)
        stop.click(stopped, [session], page_parts, cancels=[asking, repeating, loading], **hidden)
        changes = [
            loading,
            tools["undo"].click(undo, both, page_parts, **hidden),
            tools["clear"].click(clear, both, page_parts, **hidden),
            chosen.input(choose, [chosen, *both], page_parts, **hidden),
            add.upload(upload, [add, *both], page_parts, **hidden),
            remove.click(withdraw, both, page_parts, **hidden),
            bridge.click(act, both, page_parts, **hidden),
        ]
        for change in changes:
            change.then(suggest, [session], [examples], **hidden)
        for name, kind in (("export_markdown", "md"), ("export_json", "json")):
            tools[name].click(lambda now, kind=kind: export(now, kind), [session], [saved], **hidden).then(
                None, [saved], None, js="file => window.extrait.save(file)"
            )
        gr_api(ask, api_name="ask")
    return page


class _Acts:
    """What the buttons inside answers and lists do: ``data`` is what static/page.js sent, so nothing in it is believed."""

    def __init__(self, sources: Sources, verdicts: Path, now: Session, data: dict[str, Any]) -> None:
        self.sources, self.verdicts, self.now = sources, verdicts, now
        self.data = {name: str(value) for name, value in data.items()}

    def update(self, shown: Any, with_store: Any, before: Any, **parts: Any) -> Update:
        now, data, turns = self.now, self.data, self.now.conversation.turns
        match data.get("act"):
            case "language" if data.get("value") in TEXTS:
                now = replace(now, language=data["value"])
                return {**shown(now), **with_store(now, before)}
            case "show" if quote := self._quote():
                return {parts["source"]: _source(quote.document, now.language, quote)}
            case "edit" if (turn := self._turn()) is not None:
                now = replace(now, conversation=now.conversation.before(turn))
                return {
                    **with_store(now, before),
                    parts["chat"]: _messages(now),
                    parts["question"]: turns[turn].question,
                }
            case "right" | "mark" | "none" if (turn := self._turn()) is not None and turns[turn].answer:
                now = _with(now, turn, self._judged(turn, turns[turn]))
                return {**with_store(now, before), parts["chat"]: _messages(now)}
            case "open" | "forget" as what:
                rows = [row for row in _rows(before) if row["id"] != data.get("id")]
                found = [row for row in _rows(before) if row["id"] == data.get("id")]
                gone = what == "forget" and now.conversation.id == data.get("id")
                opened = restored(found[0], self.sources.documents(now.token)) if found and what == "open" else None
                now = replace(now, conversation=opened or (_new() if gone else now.conversation))
                left = {**(before or {}), "conversations": rows} if what == "forget" else before
                return {**shown(now), **with_store(now, left)}
        return {}

    def _turn(self) -> int | None:
        number = self.data.get("turn", "")
        return int(number) if number.isdecimal() and int(number) < len(self.now.conversation.turns) else None

    def _quote(self) -> Answer | None:
        """The answer that was chosen: "2", or "2-alternatives-0"."""
        number, _, rest = self.data.get("which", "").partition("-")
        self.data["turn"] = number
        turn = self._turn()
        answer = self.now.conversation.turns[turn].answer if turn is not None else None
        kind, _, at = rest.partition("-")
        if answer is None or kind not in ("alternatives", "disagrees"):
            return answer
        others: tuple[Answer, ...] = getattr(answer, kind)
        return others[int(at)] if at.isdecimal() and int(at) < len(others) else answer

    def _judged(self, number: int, turn: Turn) -> Turn:
        """The turn with the user's verdict, written to the evaluation file."""
        answer, words = turn.answer, TEXTS[self.now.language]
        document = self._document()
        if answer is None or document is None:
            return turn
        gold: tuple[int, int] | None = None
        right = self.data["act"] == "right"
        if right and answer.document and answer.start is not None and answer.end is not None:
            document, gold = answer.document, (answer.start, answer.end)
        if self.data["act"] == "mark":
            gold = self._marked(document)
            if gold is None:
                return replace(turn, note=words["not_there"])
        history = [earlier.question for earlier in self.now.conversation.turns[:number]]
        self.verdicts.parent.mkdir(parents=True, exist_ok=True)
        try:
            feedback.record(self.verdicts, turn.question, answer.language, document, gold, history)
        except ExtraitError as error:
            return replace(turn, note=str(error))
        return replace(turn, verdict="right" if right else "wrong", note=words["noted"].format(path=self.verdicts))

    def _document(self) -> Document | None:
        documents = self.sources.documents(self.now.token)
        return _first(documents, self.data.get("document", self.now.chosen))

    def _marked(self, document: Document) -> tuple[int, int] | None:
        """What the user selected in the text (UTF-16 units) or wrote; None where it is not in the text."""
        first, last = self.data.get("start", ""), self.data.get("end", "")
        if first.isdecimal() and last.isdecimal() and first != last:
            start, end = code_points(document.text, int(first)), code_points(document.text, int(last))
            return (start, end) if start < end <= len(document.text) else None
        written = self.data.get("text", "").strip()
        at = document.text.find(written) if written else -1
        return (at, at + len(written)) if at >= 0 else None


def _with(now: Session, number: int, turn: Turn) -> Session:
    return replace(now, conversation=now.conversation.with_turn(number, turn))


def _new() -> Conversation:
    return Conversation(secrets.token_hex(8))


def _rows(stored_before: Any) -> list[dict[str, Any]]:
    """The conversations that the browser keeps, without what is none."""
    rows = stored_before.get("conversations") if isinstance(stored_before, dict) else None
    return [row for row in rows or [] if (conversation := restored(row, {})) and conversation.turns]


def _first(documents: dict[str, Document], id: str | None) -> Document | None:
    return documents.get(id or ALL) or next(iter(documents.values()), None)


def _messages(now: Session) -> list[dict[str, Any]]:
    """gr.HTML inside the chat: what was escaped is shown as it is; the chat itself would parse it as Markdown and drop
    whatever looks like a tag."""
    rows = []
    for number, turn in enumerate(now.conversation.turns):
        rows.append({"role": "user", "content": gr.HTML(question_html(turn, number, now.language))})
        rows.append({"role": "assistant", "content": gr.HTML(turn_html(turn, number, now.language))})
    return rows


def _header(language: str) -> str:
    words = TEXTS[language]
    buttons = "".join(
        f"<button type='button' data-act='language' data-value='{code}' lang='{code}' aria-pressed='{str(code == language).lower()}'>{name}</button>"
        for code, name in (("fr", "Français"), ("en", "English"))
    )
    return (
        f"<header lang='{language}' data-language='{language}' data-conversation='{words['conversation']}'>"
        f"<div><h1>extrait</h1><p>{words['lead']}</p></div>"
        f"<div role='group' aria-label='{words['language']}'>{buttons}"
        f"<button type='button' class='drawer' data-act='drawer'>{words['open_text']}</button></div></header>"
    )


def _source(document: Document | None, language: str, answer: Answer | None = None) -> str:
    words = TEXTS[language]
    close = f"<button type='button' class='drawer' data-act='drawer'>{words['close_text']}</button>"
    return close + (document_html(document, answer) if document else f"<p>{words['empty']}</p>")


def _notice(lines: list[str]) -> str:
    return "".join(f"<p role='status'>{escape(line)}</p>" for line in lines)


def _progress(text: str, done: int, total: int) -> str:
    return f"{_notice([text])}<progress value='{done}' max='{total}' aria-label='{done + 1} / {total}'></progress>"
