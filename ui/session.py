"""One open page: what the server knows of it, and what its browser keeps. Frozen values and pure functions."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any

from ui.conversation import MOST_KEPT, Conversation, Turn, restored, stored


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

    def with_turn(self, number: int, turn: Turn) -> Session:
        """The session with another turn at ``number``, or with one more at its end."""
        return replace(self, conversation=self.conversation.with_turn(number, turn))

    def before(self, number: int) -> Session:
        """The session with the conversation up to turn ``number``, without it."""
        return replace(self, conversation=self.conversation.before(number))


def new_conversation() -> Conversation:
    return Conversation(secrets.token_hex(8))


def kept_by_browser(now: Session, before: object) -> dict[str, Any]:
    """What the browser keeps from now on.

    Args:
        before: what it kept until now, which may be anything.
    """
    rows = [row for row in kept_conversations(before) if row["id"] != now.conversation.id]
    if now.conversation.turns:
        rows.append(stored(now.conversation))
    return {
        "token": now.token,
        "language": now.language,
        "chosen": now.chosen,
        "conversations": rows[-MOST_KEPT:],
    }


def kept_conversations(before: object) -> list[dict[str, Any]]:
    """The conversations that the browser keeps, without what is none."""
    rows = before.get("conversations") if isinstance(before, dict) else None
    return [row for row in rows or [] if (conversation := restored(row, {})) and conversation.turns]
