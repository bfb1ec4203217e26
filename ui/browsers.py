"""What each browser keeps, as the server last sent it: each tab has a copy and does not see what another one wrote."""

from __future__ import annotations

from dataclasses import replace
from threading import Lock
from typing import Any

from ui.conversation import MOST_KEPT, Conversation, restored, stored
from ui.session import Session, new_conversation

KEPT = 100  # browsers that are remembered


class Browsers:
    """Keeps, by the browser's token, the last state that the server sent.

    A tab's copy may be stale and is used only when the server has none: after a restart, or after ``KEPT`` other
    browsers.
    """

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}  # oldest first
        self._lock = Lock()

    def kept(self, token: str, copy: object) -> object:
        """The last state of the browser, else ``copy``.

        Args:
            copy: the state that a tab sent, which may be anything.
        """
        with self._lock:
            return self._kept.get(token, copy)

    def keep(self, now: Session, copy: object, had: Conversation | None = None) -> tuple[Session, dict[str, Any]]:
        """Return what ``_kept_after`` makes of the last state, and remember it."""
        with self._lock:
            now, new = _kept_after(now, self._kept.pop(now.token, copy), had)
            self._kept[now.token] = new
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return now, new

    def forget(self, token: str, copy: object, id: str) -> None:
        """Remove the conversation ``id`` from the last state."""
        with self._lock:
            before = self._kept.get(token, copy)
            rows = [row for row in kept_conversations(before) if row["id"] != id]
            self._kept[token] = {**(before if isinstance(before, dict) else {}), "conversations": rows}


def _kept_after(now: Session, before: object, had: Conversation | None = None) -> tuple[Session, dict[str, Any]]:
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
