"""An answer as JSON and back: what holds comes back whole, what does not is no answer."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from qa.answers import Answer

TEXT = "Le pont mesure 670 m. La gare a 12 quais, dit M. Bo\u00a0Li 👩\u200d👧. \ud800"
DOCUMENT = Document("d", "Le port", TEXT, "d.txt", "fr")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@st.composite
def answers(draw: st.DrawFn, beside: bool = True, answered: bool = False) -> Answer:
    cuts = sorted(draw(st.lists(st.integers(0, len(TEXT)), min_size=4, max_size=4, unique=True)))
    quote_start, start, end, quote_end = cuts
    silent = not answered and draw(st.booleans())
    answer = Answer(
        question=draw(st.text(max_size=20)),
        text=None if silent else TEXT[start:end],
        quote=TEXT[quote_start:quote_end],
        start=None if silent else start,
        end=None if silent else end,
        quote_start=quote_start,
        quote_end=quote_end,
        document=DOCUMENT,
        confidence=round(draw(st.floats(0, 1)), 4),
        language="fr",
        understood=draw(st.none() | st.text(max_size=20)),
    )
    if not beside:
        return answer
    others = st.lists(answers(beside=False, answered=True), max_size=2).map(tuple)
    few = () if silent else draw(others)
    then = draw(st.lists(answers(beside=False), max_size=2).map(tuple))
    return replace(answer, also=few, disagrees=few[:1], alternatives=draw(others), then=then)


@given(answers())
def test_what_was_written_comes_back(answer: Answer) -> None:
    row = json.loads(json.dumps(answer.to_dict()))
    assert Answer.from_dict(row, {"d": DOCUMENT}) == answer
    assert Answer.from_dict(row, {}) is None
    assert Answer.from_dict(row, {"d": replace(DOCUMENT, text=TEXT + " ")}) is None


@given(answers(), st.data())
def test_what_was_tampered_with_proves_nothing(answer: Answer, data: st.DataObject) -> None:
    row: dict[str, Any] = answer.to_dict()
    name = data.draw(st.sampled_from(sorted(row)))
    row[name] = data.draw(JSON)
    back = Answer.from_dict(row, {"d": DOCUMENT})
    for found in (back, *back.also, *back.disagrees, *back.alternatives, *back.then) if back else ():
        assert found is not None and found.document is DOCUMENT
        assert found.text is None or TEXT[found.start : found.end] == found.text
        assert found.quote is None or TEXT[found.quote_start : found.quote_end] == found.quote


@given(JSON)
def test_anything_else_is_no_answer(row: object) -> None:
    assert Answer.from_dict(row, {"d": DOCUMENT}) is None


def _row(**changed: object) -> dict[str, Any]:
    return {**Answer("?", "670 m", TEXT[:21], 15, 20, 0, 21, DOCUMENT, 0.5, "fr").to_dict(), **changed}


SILENT = {"text": None, "start": None, "end": None}


@pytest.mark.parametrize(
    "changed",
    [
        {"start": -5},
        {"start": True},
        {"start": 15.0},
        {"end": 10**30},
        {"text": "680 m"},
        {"text": None},
        {"text": None, "start": None},
        {**SILENT, "quote": "", "quote_start": 3, "quote_end": 3},
        {**SILENT, "also": [_row()]},
        {"quote": None, "quote_start": None, "quote_end": None},
        {"quote": TEXT[16:], "quote_start": 16, "quote_end": len(TEXT)},
        {"confidence": float("nan")},
        {"confidence": True},
        {"confidence": -0.5},
        {"question": "x" * 10_001},
        {"question": []},
        {"understood": 3},
        {"document": {"id": [], "sha256": DOCUMENT.digest}},
        {"also": [{}] * 101},
        {"also": [_row()] * 101},
        {"then": [{}]},
        {"then": [_row()] * 101},
        {"then": 3},
        {"alternatives": [None]},
    ],
)
def test_one_thing_that_does_not_hold_is_enough(changed: dict[str, object]) -> None:
    assert Answer.from_dict(_row(), {"d": DOCUMENT}) is not None
    assert Answer.from_dict(_row(**changed), {"d": DOCUMENT}) is None


def test_what_quotes_nothing_needs_no_document() -> None:
    nothing = {**SILENT, "quote": None, "quote_start": None, "quote_end": None, "document": None}
    back = Answer.from_dict(_row(**nothing), {"d": DOCUMENT})
    assert back is not None and back.document is None and back.text is None


def test_nesting_without_end_is_not_followed() -> None:
    row = _row()
    for _ in range(5_000):
        row = _row(alternatives=[row])
    back = Answer.from_dict(row, {"d": DOCUMENT})
    assert back is not None and back.alternatives[0].alternatives == ()


def test_citations_are_those_that_are_shown_in_document_order() -> None:
    first, second = (
        Answer("?", TEXT[a:b], TEXT, a, b, 0, len(TEXT), DOCUMENT, 0.5, "fr") for a, b in ((15, 20), (32, 40))
    )
    row = replace(second, also=(first,)).to_dict()
    assert row["citations"] == [
        {
            "type": "char_location",
            "cited_text": TEXT[a:b],
            "document_index": 0,
            "document_title": "Le port",
            "start_char_index": a,
            "end_char_index": b,
        }
        for a, b in ((15, 20), (32, 40))
    ]
    silent = replace(second, text=None, start=None, end=None).to_dict()
    assert (row["answered"], silent["answered"], silent["citations"]) == (True, False, [])
