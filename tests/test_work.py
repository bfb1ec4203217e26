"""How much work a question is, in counts that no busy machine can blur: model calls, tokens, bytes written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index import engine
from qa.assistant import SURE, TOP_K, Assistant
from qa.reader import WINDOW

pytestmark = pytest.mark.slow
QUESTIONS = ("Qui organise l'événement ?", "Which ministry took part?", "Combien de talents seront formés par an ?")
PASSAGE = 160  # tokens, the budget of a passage


@pytest.fixture
def calls(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many tokens each call of a model got; the assistant comes first, or a fresh cache counts its index as well."""
    calls: list[int] = []
    run = engine.Engine.__call__

    def counted(self: engine.Engine, ids: Sequence[int]) -> NDArray[np.float32]:
        calls.append(len(ids))
        return run(self, ids)

    monkeypatch.setattr(engine.Engine, "__call__", counted)
    return calls


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_question_is_encoded_once_and_each_passage_read_once(question: str, calls: list[int]) -> None:
    assistant = Assistant.load()
    assistant.ask(question)
    encoded, *read = calls
    assert encoded <= 30
    assert len(read) == TOP_K  # passages fit one window each
    assert max(read) <= WINDOW
    assert sum(read) <= TOP_K * (PASSAGE + encoded)


@pytest.mark.parametrize(
    ("question", "read"),
    [("Comment s'appelle ce rendez-vous annuel ?", 1), ("What will the smart campus be used for?", 1),
     ("Quand l'architecture nationale du cloud sera-t-elle en service ?", TOP_K)],
)  # fmt: skip
def test_of_a_sure_answer_only_what_could_contradict_it_is_read_as_well(
    question: str, read: int, calls: list[int]
) -> None:
    answer = Assistant.load().ask(question)
    assert answer.confidence >= SURE
    assert len(calls) == 1 + read


def test_a_question_asked_again_runs_no_model(calls: list[int]) -> None:
    assistant = Assistant.load()
    first = assistant.ask(QUESTIONS[0])
    calls.clear()
    assert assistant.ask(QUESTIONS[0]) == first
    assert calls == []


def test_passages_are_tokenised_once() -> None:
    assistant = Assistant.load()
    assistant.ask(QUESTIONS[0])
    assistant.ask(QUESTIONS[0] + " Et où ?")
    again = assistant.reader._tokens.cache_info()
    assert again.hits > 0
    assert again.misses <= len(assistant.retriever.index.passages)


def test_a_question_writes_nothing(assistant: Any) -> None:
    counters = Path("/proc/self/io")
    if not counters.exists():
        pytest.skip("only Linux counts written bytes")
    assistant.ask(QUESTIONS[1])

    def written() -> int:
        return int(dict(line.split(": ") for line in counters.read_text().splitlines())["write_bytes"])

    before = written()
    assistant.ask(QUESTIONS[2])
    assert written() == before


def test_opening_writes_nothing_and_encodes_nothing(calls: list[int]) -> None:
    Assistant.load()  # the article's index is made once
    calls.clear()
    Assistant.load()
    assert calls == []
