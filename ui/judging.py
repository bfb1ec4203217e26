"""Writes a user's verdict on an answer, and what was selected as the right one, into a file for ``extrait eval``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from index.documents import Document
from index.errors import ExtraitError
from qa import feedback
from ui.conversation import Turn
from ui.texts import TEXTS

_APOSTROPHES, _QUOTES = "'’‘ʼ", '"“”„«»'


def judged(
    turn: Turn, data: Mapping[str, str], document: Document, history: Sequence[str], path: Path, language: str
) -> Turn:
    """Write the user's verdict to the file ``path``; return the turn with the verdict and a note about it. "right" a second
    time takes the verdict back.

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
    if right:
        document = answer.document or document
        if answer.start is not None and answer.end is not None:
            gold = answer.start, answer.end
    if data["act"] == "mark":
        gold = selected(document, data)
        if gold is None:
            return replace(turn, note=words["not_there" if data.get("text", "").strip() else "nothing_marked"])
    try:
        if right and turn.verdict == "right":
            feedback.withdraw(path, turn.question, document, history)
            return replace(turn, verdict="", note=words["withdrawn"])
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = feedback.record(path, turn.question, answer.language, document, gold, history)
    except (ExtraitError, OSError):
        return replace(turn, note=words["unwritten"].format(path=path))
    note = words["noted"]
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
    found = re.search(re.escape(written), document.text) or re.search(_however_typed(written), document.text)
    return found.span() if written and found else None


def _however_typed(written: str) -> str:
    """A pattern for the words, whatever the style of their apostrophes, quotation marks and spaces.

    >>> bool(re.fullmatch(_however_typed("l'IA à 3 000"), "l’IA à 3\u202f000"))
    True
    """
    beside = r"\s{0,2}"
    alike = {
        " ": r"\s+",
        **dict.fromkeys(_APOSTROPHES, f"[{_APOSTROPHES}]"),
        **dict.fromkeys(_QUOTES, f"{beside}[{_QUOTES}]{beside}"),
    }
    close = re.sub(rf" ?([{_QUOTES}]) ?", r"\1", " ".join(written.split()))
    pattern = "".join(alike.get(character, re.escape(character)) for character in close)
    return pattern.removeprefix(beside).removesuffix(beside)


def _code_points(text: str, units: int) -> int:
    """Convert an offset in UTF-16 units, as browsers count, to code points; past the end, the end.

    >>> _code_points("a😀b", 3), _code_points("a😀b", 4)
    (2, 3)
    """
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "replace"))
