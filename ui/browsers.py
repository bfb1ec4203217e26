"""What each browser keeps, as the server last sent it: each tab has a copy and does not see what another one wrote."""

from __future__ import annotations

from threading import Lock
from typing import Any

from ui.conversation import Conversation
from ui.session import Session, kept_by_browser, kept_conversations

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
        """Call ``kept_by_browser`` on the last state and remember the new one."""
        with self._lock:
            now, new = kept_by_browser(now, self._kept.pop(now.token, copy), had)
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
