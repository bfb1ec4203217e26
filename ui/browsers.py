"""What each browser keeps, as it was last told: its tabs have a copy each, and none knows what another one wrote."""

from __future__ import annotations

from threading import Lock
from typing import Any

from ui.conversation import Conversation
from ui.session import Session, kept_by_browser, kept_conversations

KEPT = 100  # browsers that are remembered


class Browsers:
    """Remembers it by the browser's token. A change is made to what is remembered, not to the tab's copy, which may be
    old; the copy counts where nothing is: after the server's start, or when many other browsers came since.
    """

    def __init__(self) -> None:
        self._kept: dict[str, object] = {}  # the last one told is the last one
        self._lock = Lock()

    def kept(self, token: str, copy: object) -> object:
        """What the browser keeps.

        Args:
            copy: what a tab has of it, which may be anything.
        """
        with self._lock:
            return self._kept.get(token, copy)

    def keep(self, now: Session, copy: object, had: Conversation | None = None) -> tuple[Session, dict[str, Any]]:
        """``kept_by_browser``, remembered."""
        with self._lock:
            now, new = kept_by_browser(now, self._kept.pop(now.token, copy), had)
            self._kept[now.token] = new
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return now, new

    def forget(self, token: str, copy: object, id: str) -> None:
        """From now on the browser does not keep the conversation ``id``."""
        with self._lock:
            before = self._kept.get(token, copy)
            rows = [row for row in kept_conversations(before) if row["id"] != id]
            self._kept[token] = {**(before if isinstance(before, dict) else {}), "conversations": rows}
