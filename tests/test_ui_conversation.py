"""What a browser keeps of a conversation, and what comes back from it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from qa.answers import Answer
from ui.conversation import Conversation, Turn, chosen_quote, restored, stored, turn_html
from ui.frame import selected

DOCUMENT = Document("d", "T", "Le pont 😀 mesure 33 m. Il est en fer.", "d.txt", "fr")
ANSWER = Answer("Combien ?", "33 m", "Le pont 😀 mesure 33 m.", 17, 21, 0, 22, DOCUMENT, 0.9, "fr")
CONVERSATION = Conversation("c", (Turn("Combien ?", ANSWER, verdict="right"), Turn("Quand ?", None, "stopped")))


def test_a_conversation_comes_back_as_it_was() -> None:
    kept = json.loads(json.dumps(stored(CONVERSATION)))
    assert restored(kept, {"d": DOCUMENT}) == CONVERSATION


def test_an_answer_whose_document_changed_is_gone() -> None:
    back = restored(stored(CONVERSATION), {"d": replace(DOCUMENT, text="Un autre texte.")})
    assert back is not None and [turn.state for turn in back.turns] == ["gone", "stopped"]
    assert "n’est plus là" in turn_html(back.turns[0], 0, "fr")


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["id", "turns", "question", "answer", "verdict", "state"]), inner, max_size=6)
    ),
)


@given(JSON)
def test_nothing_in_a_browser_is_believed(row: object) -> None:
    back = restored(row, {"d": DOCUMENT})
    assert back is None or not back.answers


@pytest.mark.parametrize(
    ("which", "text"),
    [
        ("0", "33 m"),
        ("0-alternatives-0", "fer"),
        ("0-alternatives-9", "33 m"),
        ("0-evil-0", "33 m"),
        ("7", None),
        ("", None),
    ],
)
def test_a_button_names_a_quote(which: str, text: str | None) -> None:
    other = replace(ANSWER, text="fer", start=33, end=36, quote="Il est en fer.", quote_start=23, quote_end=37)
    chosen = chosen_quote(Conversation("c", (Turn("?", replace(ANSWER, alternatives=(other,))),)), which)
    assert (chosen and chosen.text) == text


@given(st.text(max_size=30), st.data())
def test_a_selection_in_utf_16_units_is_a_span_of_code_points(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    units = {
        name: str(len(text[:at].encode("utf-16-le", "surrogatepass")) // 2)
        for name, at in (("start", start), ("end", end))
    }
    assert selected(replace(DOCUMENT, text=text), units) == ((start, end) if start < end else None)


def test_words_that_are_not_in_the_text_are_no_selection() -> None:
    assert selected(DOCUMENT, {"text": "33 m"}) == (17, 21)
    assert selected(DOCUMENT, {"text": "34 m"}) is None and selected(DOCUMENT, {}) is None
