"""One open page: its state on the server, and what its browser keeps."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from ui.conversation import MOST_KEPT, PENDING, Conversation, Turn, restored, stored


@dataclass(frozen=True)
class Session:
    """The state of one open page.

    Attributes:
        token: names the browser's shelf.
        chosen: id of the document that is asked about, or ``ALL``.
    """

    token: str
    language: str
    chosen: str
    conversation: Conversation

    def with_turn(self, number: int, turn: Turn) -> Session:
        """The session with ``turn`` in the place of turn ``number``, or added at the end."""
        return replace(self, conversation=self.conversation.with_turn(number, turn))

    def before(self, number: int) -> Session:
        """The session with only the turns before ``number``."""
        return replace(self, conversation=self.conversation.before(number))


class Page:
    """One open page. Handlers overlap: each reads and changes ``now``, and none writes back a copy that it took before
    a yield.

    Attributes:
        listed: how many documents the page shows; another tab may have added some since.
    """

    def __init__(self, now: Session) -> None:
        self.now = now
        self.listed = 0

    def put(self, number: int, turn: Turn, had: Conversation) -> bool:
        """Put ``turn`` at ``number`` and return True, if the questions from there on are still those of ``had``."""
        conversation = self.now.conversation
        there, before = conversation.turns[number:], had.turns[number:]
        same = conversation.id == had.id and [each.question for each in there] == [each.question for each in before]
        wanted = same and all(each.state != "stopped" for each in there)
        if wanted:
            self.now = self.now.with_turn(number, turn)
        return wanted

    def stop(self) -> None:
        """Mark the turn that is being answered as stopped."""
        turns = self.now.conversation.turns
        if turns and turns[-1].state in PENDING:
            self.now = self.now.with_turn(len(turns) - 1, Turn(turns[-1].question, None, "stopped"))


def new_conversation() -> Conversation:
    return Conversation(secrets.token_hex(8))


def kept_by_browser(now: Session, before: object, had: Conversation | None = None) -> tuple[Session, dict[str, Any]]:
    """Return the session, and what its browser keeps from now on: the session's conversation is last.

    If another tab continued the same conversation differently, that of this session gets a new id.

    Args:
        before: what the browser kept until now, which may be anything.
        had: the conversation before it changed; None if it did not change: then what is kept of it stays as it is.
    """
    rows = kept_conversations(before)
    there = next((restored(row, {}) for row in rows if row["id"] == now.conversation.id), None)
    changed = had is not None
    if had and there and not (_within(there, had) or _within(there, now.conversation)):
        if _within(now.conversation, there):
            changed = False  # the other tab has all of it, and more
        else:
            now = replace(now, conversation=replace(now.conversation, id=new_conversation().id))
    id = now.conversation.id
    last = [stored(now.conversation)] if changed else [row for row in rows if row["id"] == id]
    kept = [row for row in rows if row["id"] != id] + [row for row in last if row["turns"]]
    return now, {"token": now.token, "language": now.language, "chosen": now.chosen, "conversations": kept[-MOST_KEPT:]}


def kept_conversations(before: object) -> list[dict[str, Any]]:
    """The conversations that the browser keeps, without those that are invalid or empty."""
    rows = before.get("conversations") if isinstance(before, dict) else None
    return [row for row in (rows if isinstance(rows, list) else []) if (found := restored(row, {})) and found.turns]


def _within(part: Conversation, whole: Conversation) -> bool:
    """Whether the questions of ``part`` stand in ``whole``, in a row."""
    asked, others = ([turn.question for turn in conversation.turns] for conversation in (part, whole))
    return any(others[at : at + len(asked)] == asked for at in range(len(others) - len(asked) + 1))
