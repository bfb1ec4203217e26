"""Writes a user's verdict on an answer, and what was selected as the right one, into a file for ``extrait eval``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.documents import Document
from index.errors import ExtraitError
from qa import feedback
from ui.conversation import Turn
from ui.texts import TEXTS


def judged(
    turn: Turn, data: Mapping[str, str], document: Document, history: Sequence[str], path: Path, language: str
) -> Turn:
    """Write the user's verdict to the file ``path``; return the turn with the verdict and a note about it.

    Args:
        data: what the page sent: "act" is "right", "none" (the text does not say) or "mark", with what was selected.
        document: the text beside the conversation, in which the user selects.
        history: the earlier questions.
        language: of the note.
    """
    answer, words, right = turn.answer, TEXTS[language], data["act"] == "right"
    if answer is None:
        return turn
    gold: tuple[int, int] | None = None
    if right and answer.document and answer.start is not None and answer.end is not None:
        document, gold = answer.document, (answer.start, answer.end)
    if data["act"] == "mark":
        gold = selected(document, data)
        if gold is None:
            return replace(turn, note=words["not_there"])
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = feedback.record(path, turn.question, answer.language, document, gold, history)
    except (ExtraitError, OSError):
        return replace(turn, note=words["unwritten"].format(path=path))
    note = words["noted"].format(path=path)
    if aside:
        note += " " + words["aside"].format(path=aside)
    return replace(turn, verdict="right" if right else "wrong", note=note)


def selected(document: Document, data: Mapping[str, str]) -> tuple[int, int] | None:
    """(start, end) of what the user selected in the text ("start" and "end" in UTF-16 units) or wrote ("text"); None
    where that is not in the text."""
    first, last = data.get("start", ""), data.get("end", "")
    if first.isdecimal() and last.isdecimal() and first != last:
        start, end = _code_points(document.text, int(first)), _code_points(document.text, int(last))
        return (start, end) if start < end else None
    written = data.get("text", "").strip()
    at = document.text.find(written) if written else -1
    return (at, at + len(written)) if at >= 0 else None


def _code_points(text: str, units: int) -> int:
    """Convert an offset in UTF-16 units, as browsers count, to code points; past the end, the end.

    >>> _code_points("a😀b", 3), _code_points("a😀b", 4)
    (2, 3)
    """
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace"))
