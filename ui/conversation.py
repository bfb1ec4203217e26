"""A conversation: its turns, how a browser keeps it, and its HTML. Frozen values and pure functions."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any

from index.documents import Document
from qa.answers import Answer
from qa.assistant import MAX_QUESTION
from qa.courtesy import is_chat
from ui.export import reference
from ui.render import answer_html, shown_others
from ui.texts import TEXTS

MOST_TURNS, MOST_KEPT = 50, 20  # turns of a conversation and conversations that a browser keeps (about 1 kB a turn)
PENDING = "searching", "reading"  # states of a turn that is being answered


@dataclass(frozen=True)
class Turn:
    """One question and its answer.

    Attributes:
        answer: None while the question is being answered, or if there is no answer; ``state`` says which.
        state: "searching", "reading", "stopped", or "gone" if the answer's document is no longer there, or "".
        verdict: the user's verdict on the answer: "right", "wrong" or "".
        note: a message shown under the answer.
        part: whether it is a further question of the message of the turn before it.
    """

    question: str
    answer: Answer | None = None
    state: str = ""
    verdict: str = ""
    note: str = ""
    part: bool = False


@dataclass(frozen=True)
class Conversation:
    """The turns of one conversation.

    Attributes:
        id: unique in its browser.
        edited: the number of the turn whose question is being edited: the next question takes the place of that turn and
            of those after it.
    """

    id: str
    turns: tuple[Turn, ...] = ()
    edited: int | None = None

    @property
    def answers(self) -> list[Answer]:
        """The answers so far, oldest first."""
        return [turn.answer for turn in self.turns if turn.answer is not None]

    @property
    def told(self) -> list[Answer | str]:
        """The answers, and in the place of one whose document is no longer there, its question."""
        return [turn.answer or turn.question for turn in self.turns if turn.answer or turn.state == "gone"]

    @property
    def last(self) -> int:
        """The number of the turn with which the last message begins; 0 if there is none."""
        return max((number for number, turn in enumerate(self.turns) if not turn.part), default=0)

    @property
    def marked(self) -> Answer | None:
        """The answer that is marked in the text: the last one that quotes something and begins what a message is told."""
        told = (turn.answer for turn in reversed(self.turns) if not turn.part)
        return next((answer for answer in told if answer and answer.document), None)

    @property
    def without_notes(self) -> Conversation:
        """The conversation without what was noted under its answers, in the language that the window had."""
        return replace(self, turns=tuple(replace(turn, note="") for turn in self.turns))

    def answers_from(self, documents: Container[str]) -> list[Answer]:
        """The answers that a later question may lean on: none of a document that is not in ``documents``, by id."""
        return [answer for answer in self.answers if answer.document is None or answer.document.id in documents]

    def with_turn(self, number: int, turn: Turn) -> Conversation:
        """The conversation with ``turn`` in the place of turn ``number``, or added at its end."""
        return replace(self, turns=(*self.turns[:number], turn, *self.turns[number + 1 :]))

    def before(self, number: int) -> Conversation:
        """The conversation with only the turns before ``number``."""
        return replace(self, turns=self.turns[:number], edited=None)


def turns_of(question: str, answer: Answer) -> list[Turn]:
    """The turn of a question and its answer, and one for each further question in it."""
    alone = replace(answer, then=())
    return [Turn(question, alone), *(Turn(other.question, other, part=True) for other in answer.then)]


def stored(conversation: Conversation) -> dict[str, Any]:
    """What the browser keeps, JSON-ready: no notes, and of the alternatives, which are most of the bytes, only those
    that are shown with the last turn."""
    turns = []
    for turn in conversation.turns[-MOST_TURNS:]:
        others = shown_others(turn.answer) if turn.answer and turn is conversation.turns[-1] else ()
        answer = turn.answer and replace(turn.answer, alternatives=tuple(others)).to_dict()
        row = {"question": turn.question, "state": turn.state, "verdict": turn.verdict, "answer": answer}
        turns.append({**row, "part": turn.part})
    return {"id": conversation.id, "turns": turns}


def restored(row: object, documents: Mapping[str, Document]) -> Conversation | None:
    """The conversation that ``stored`` wrote; None if ``row`` is none. An answer that no longer holds is "gone"."""
    if not isinstance(row, dict) or not isinstance(row.get("id"), str) or not isinstance(row.get("turns"), list):
        return None
    turns = []
    for kept in row["turns"][-MOST_TURNS:]:
        if isinstance(kept, dict) and isinstance(kept.get("question"), str):
            answer = _restored_answer(kept.get("answer"), documents)
            verdict = kept["verdict"] if kept.get("verdict") in ("right", "wrong") else ""
            state = "" if answer else "stopped" if kept.get("state") in ("stopped", *PENDING) else "gone"
            part = kept.get("part") is True
            turns.append(Turn(kept["question"][:MAX_QUESTION], answer, state, verdict, part=part))
    return Conversation(row["id"], tuple(turns))


def _restored_answer(row: object, documents: Mapping[str, Document]) -> Answer | None:
    if not isinstance(row, dict):
        return None
    alone = {**row, "alternatives": []}  # the document of an alternative may be gone
    return Answer.from_dict(row, documents) or Answer.from_dict(alone, documents)


def turn_number(conversation: Conversation, number: str) -> int | None:
    """The number of a turn, from the text that the page sent; None if there is no such turn."""
    return int(number) if number.isdecimal() and int(number) < len(conversation.turns) else None


def chosen_quote(conversation: Conversation, which: str) -> Answer | None:
    """The answer that a button names: "2" is that of turn 2, "2-alternatives-0" its first alternative."""
    turn, _, beside = which.partition("-")
    number = turn_number(conversation, turn)
    answer = conversation.turns[number].answer if number is not None else None
    kind, _, at = beside.partition("-")
    if answer is None or kind not in ("alternatives", "disagrees"):
        return answer
    others = answer.alternatives if kind == "alternatives" else answer.disagrees
    return others[int(at)] if at.isdecimal() and int(at) < len(others) else answer


def question_html(turn: Turn, number: int, language: str, edited: bool = False) -> str:
    """The question as it was typed, and the button that puts it back into the field; pressed if it is being edited. A
    further question of a message goes with the message."""
    words = TEXTS[language]
    spoken = f" lang='{escape(turn.answer.language)}'" if turn.answer else ""
    if turn.part:
        return f"<h2 class='question part'{spoken}>{escape(turn.question)}</h2>"
    edit = _button(words["edit"], "edit", turn=number, label=f"{words['edit']} – {turn.question}", pressed=edited)
    return f"<h2 class='question'{spoken}>{escape(turn.question)}</h2><p class='actions'>{edit}</p>"


def turn_html(turn: Turn, number: int, language: str) -> str:
    """What is shown under the question: the answer with its buttons, or the state of the search.

    Args:
        language: of the window, and so of all words but those of the question and the quote.
    """
    if turn.answer is None:
        return f"<div class='{'pending' if turn.state in PENDING else 'none'}'>{TEXTS[language][turn.state]}</div>"
    return (
        answer_html(turn.answer, language, number)
        + _actions(turn, turn.answer, number, language)
        + (f"<p class='note' role='status'>{escape(turn.note)}</p>" if turn.note else "")
    )


def _actions(turn: Turn, answer: Answer, number: int, language: str) -> str:
    if is_chat(answer.question):  # it is no answer
        return ""
    words, wrong = TEXTS[language], turn.verdict == "wrong"
    buttons = [
        _button(
            words["link"],
            "link",
            question=answer.understood or answer.question,
            document=answer.document.id if answer.document and not answer.disagrees else "",
        ),
        _button(words["right"], "right", turn=number, pressed=turn.verdict == "right"),
        f"<details class='wrong'{' open' if turn.note in (words['not_there'], words['nothing_marked']) else ''}>"
        f"<summary{' class=chosen' if wrong else ''}>{'✓ ' if wrong else ''}{words['wrong']}</summary>"
        f"<label>{words['mark']}<input type='text' name='right-{number}' autocomplete='off'></label>"
        + _button(words["mark_it"], "mark", turn=number)
        + (_button(words["mark_none"], "none", turn=number) if answer.text is not None else "")
        + "</details>",
    ]
    if answer.text is not None:
        buttons.insert(0, _button(words["copy"], "copy", text=reference(answer, language)))
    return f"<div class='actions' lang='{language}' data-copied='{words['copied']}'>{''.join(buttons)}</div>"


def examples_html(questions: Sequence[tuple[str, str]], language: str) -> str:
    """Buttons that ask the example ``questions``, given as (language, question)."""
    if not questions:
        return ""
    buttons = "".join(
        f"<button type='button' class='example' data-act='ask' data-question='{escape(text)}' lang='{spoken}'>{escape(text)}</button>"
        for spoken, text in questions
    )
    return f"<section class='examples'><h2>{TEXTS[language]['examples']}</h2>{buttons}</section>"


def history_html(kept: Sequence[dict[str, Any]], current: str, language: str) -> str:
    """The conversations that the browser keeps, latest first, each titled by its first question."""
    words = TEXTS[language]
    rows = []
    for row in reversed(kept):
        conversation = restored(row, {})
        if conversation is None or not conversation.turns:
            continue
        title = conversation.turns[0].question[:120]
        here = " aria-current='true'" if row["id"] == current else ""
        rows.append(
            f"<li><button type='button' class='past' data-act='open' data-id='{escape(row['id'])}'{here}>{escape(title)}</button>"
            + _button(words["forget"], "forget", id=row["id"], label=f"{words['forget']} – {title}")
            + "</li>"
        )
    inside = f"<ul>{''.join(rows)}</ul>" if rows else f"<p>{words['no_history']}</p>"
    return f"<details class='history'><summary>{words['history']} ({len(rows)})</summary>{inside}</details>"


def _button(words: str, act: str, /, *, label: str | None = None, pressed: bool | None = None, **data: object) -> str:
    """A button that the page's script handles or passes to the server, with ``data`` in its data-… attributes."""
    attributes = "".join(f" data-{name}='{escape(str(value))}'" for name, value in data.items())
    named = f" aria-label='{escape(label)}'" if label else ""
    state = f" aria-pressed='{str(pressed).lower()}'" if pressed is not None else ""
    return f"<button type='button' data-act='{act}'{attributes}{named}{state}>{escape(words)}</button>"
