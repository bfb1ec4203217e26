"""How much work a question is, in counts that no busy machine can blur: model calls, tokens, bytes written."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from index import engine
from qa.answerer import SURE
from qa.assistant import TOP_K, Assistant
from qa.reader import WINDOW

pytestmark = pytest.mark.slow
QUESTIONS = ("Qui organise l'événement ?", "Which ministry took part?", "Combien de talents seront formés par an ?")
ROOT = Path(__file__).parent.parent
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


def test_each_text_is_tokenised_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assistant = Assistant.load()
    tokens, texts = assistant.reader._tokens, set()
    monkeypatch.setattr(assistant.reader, "_tokens", lambda text: (texts.add(text), tokens(text))[1])
    for question in (*QUESTIONS, *(f"{question} Et où ?" for question in QUESTIONS)):
        assistant.ask(question, top_k=10)
    assert len(texts) > 8 + len(QUESTIONS)
    assert tokens.cache_info().misses == len(texts)


@pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="only Linux counts written bytes")
def test_a_question_writes_nothing(assistant: Any) -> None:
    """In a process of its own: the counter is that of all threads, those of other tests' servers too."""
    code = f"""
from pathlib import Path
from qa import Assistant
assistant = Assistant.load()
written = lambda: [line for line in Path("/proc/self/io").read_text().splitlines() if line.startswith("write_bytes")]
assistant.ask({QUESTIONS[1]!r})
before = written()
assistant.ask({QUESTIONS[2]!r})
print(len(before), written() == before)
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "1 True\n", done.stderr


def test_opening_writes_nothing_and_encodes_nothing(calls: list[int]) -> None:
    Assistant.load()  # the article's index is made once
    calls.clear()
    Assistant.load()
    assert calls == []
