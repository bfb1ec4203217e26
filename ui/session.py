"""One open page: its state on the server."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace

from ui.conversation import PENDING, Conversation, Turn


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
        gone: whether the notice says that the document of an answer is gone.
    """

    def __init__(self, now: Session) -> None:
        self.now = now
        self.listed = 0
        self.gone = False

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
