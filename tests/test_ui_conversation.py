"""What a browser keeps of its conversations, in whatever tab they were, and what comes back from it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from qa.answers import Answer
from qa.squad import read_squad
from ui import browsers
from ui.browsers import Browsers
from ui.conversation import (
    MOST_KEPT,
    MOST_TURNS,
    Conversation,
    Turn,
    chosen_quote,
    question_html,
    restored,
    stored,
    turn_html,
    turns_of,
)
from ui.judging import judged, selected
from ui.session import Page, Session
from ui.texts import TEXTS

DOCUMENT = Document("d", "T", "Le pont 😀 mesure 33 m. Il est en fer.", "d.txt", "fr")
ANSWER = Answer("Combien ?", "33 m", "Le pont 😀 mesure 33 m.", 17, 21, 0, 22, DOCUMENT, 0.9, "fr")
CONVERSATION = Conversation("c", (Turn("Combien ?", ANSWER, verdict="right"), Turn("Quand ?", None, "stopped")))


def test_a_conversation_comes_back_as_it_was() -> None:
    kept = json.loads(json.dumps(stored(CONVERSATION)))
    assert restored(kept, {"d": DOCUMENT}) == CONVERSATION


def test_each_question_of_a_message_has_its_turn() -> None:
    turns = turns_of("Combien et quand ?", replace(ANSWER, then=(replace(ANSWER, question="Quand ?"),)))
    further = Turn("Quand ?", replace(ANSWER, question="Quand ?"), part=True)
    assert turns == [Turn("Combien et quand ?", ANSWER), further]
    assert restored(stored(Conversation("c", tuple(turns))), {"d": DOCUMENT}) == Conversation("c", tuple(turns))


def test_a_message_begins_with_its_first_turn_and_that_one_is_marked() -> None:
    further = replace(ANSWER, question="Quand ?", text=None, start=None, end=None)
    turns = turns_of("Combien et quand ?", replace(ANSWER, then=(further,)))
    both = Conversation("c", (Turn("Qui ?", ANSWER), *turns))
    assert both.last == 1 and both.marked == ANSWER and both.before(both.last).turns == (Turn("Qui ?", ANSWER),)
    assert "data-act='edit'" in question_html(turns[0], 1, "fr")
    assert "data-act" not in question_html(turns[1], 2, "fr")  # it is edited with its message
    assert Conversation("c").last == 0 and Conversation("c").marked is None


def test_after_thanks_the_answer_before_stays_marked() -> None:
    thanks = Answer("Merci !", None, None, None, None, None, None, None, 0.0, "fr")
    assert Conversation("c", (Turn("Qui ?", ANSWER), Turn("Merci !", thanks))).marked == ANSWER


def test_the_last_answer_keeps_its_alternatives_while_their_documents_are_there() -> None:
    beside = replace(DOCUMENT, id="beside")
    other = replace(ANSWER, document=beside)
    turn = Turn("Combien ?", replace(ANSWER, alternatives=(other,) * 9))
    kept = stored(Conversation("c", (turn, replace(turn))))
    for documents, count in (({"d": DOCUMENT, "beside": beside}, 3), ({"d": DOCUMENT}, 0)):
        back = restored(kept, documents)
        assert back is not None and [len(answer.alternatives) for answer in back.answers] == [0, count]


def test_there_is_nothing_to_copy_or_judge_under_a_message_that_asks_nothing() -> None:
    thanks = Answer("Thanks!", None, None, None, None, None, None, None, 0.0, "en")
    assert "data-act" not in turn_html(Turn("Thanks!", thanks), 0, "en")
    assert "data-act='none'" not in turn_html(Turn("Who?", replace(thanks, question="Who?")), 0, "en")
    assert "data-act='link'" in turn_html(Turn("Who?", replace(thanks, question="Who?")), 0, "en")


def test_an_answer_whose_document_changed_is_gone() -> None:
    back = restored(stored(CONVERSATION), {"d": replace(DOCUMENT, text="Un autre texte.")})
    assert back is not None and [turn.state for turn in back.turns] == ["gone", "stopped"]
    assert "n’est plus là" in turn_html(back.turns[0], 0, "fr")


def test_a_question_leans_on_no_answer_of_a_removed_document() -> None:
    thanks = Answer("Merci !", None, None, None, None, None, None, None, 0.0, "fr")
    both = Conversation("c", (Turn("Merci !", thanks), Turn("Combien ?", ANSWER)))
    assert both.answers_from({"d": DOCUMENT}) == [thanks, ANSWER] and both.answers_from({}) == [thanks]


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


def test_words_are_found_however_their_apostrophes_quotes_and_spaces_are_typed() -> None:
    text = "Le 3\u202f000e pont, «\u00a0l’Arche\u00a0», est à\nSète. L'Arche."
    for typed, found in (
        ("l'Arche", "l’Arche"),
        ('"l\'Arche"', "«\u00a0l’Arche\u00a0»"),
        ("« l'Arche », est à Sète", "«\u00a0l’Arche\u00a0», est à\nSète"),
        ('pont, "l\'Arche",', "pont, «\u00a0l’Arche\u00a0»,"),
        ("3 000e  pont", "3\u202f000e pont"),
        ("L'Arche", "L'Arche"),  # as it stands there
    ):
        span = selected(replace(DOCUMENT, text=text), {"text": f" {typed} "})
        assert span is not None and text[slice(*span)] == found


def test_a_verdict_of_nothing_asks_for_something_and_a_second_click_takes_one_back(tmp_path: Path) -> None:
    path, turn = tmp_path / "feedback.json", Turn("Combien ?", ANSWER)
    nothing = judged(turn, {"act": "mark", "text": " "}, DOCUMENT, [], path, "fr")
    assert nothing.note == TEXTS["fr"]["nothing_marked"] and "class='wrong' open" in turn_html(nothing, 0, "fr")
    right = judged(turn, {"act": "right"}, DOCUMENT, [], path, "fr")
    assert (right.verdict, len(read_squad(path))) == ("right", 1) and "extrait eval" not in right.note
    back = judged(right, {"act": "right"}, replace(DOCUMENT, id="beside", text="Un autre."), [], path, "fr")
    assert (back.verdict, read_squad(path)) == ("", [])


class Tab:
    """A tab of the browser "t": its own copy of what the browser keeps is as old as what it did last."""

    def __init__(self, browser: Browsers, opens: int | None = None, token: str = "t") -> None:
        self.browser, self.copy = browser, browser.kept(token, None)
        row = self.rows[opens] if opens is not None else None
        self.now = Session(token, "fr", "", restored(row, {}) or Conversation(f"new in {id(self)}"))
        self.does()

    @property
    def rows(self) -> list[dict[str, Any]]:
        return list(self.copy["conversations"]) if isinstance(self.copy, dict) else []

    def does(self, *questions: str, instead_of: int = 0) -> None:
        """Asks, after it took the last turns back; or something else, with nothing."""
        had = self.now.conversation
        turns = (*had.turns[: len(had.turns) - instead_of], *(Turn(question, ANSWER) for question in questions))
        now = replace(self.now, conversation=replace(had, turns=turns))
        self.now, self.copy = self.browser.keep(now, self.copy, had if questions or instead_of else None)

    def asked(self) -> list[str]:
        """What the browser keeps, as the tab was told: the questions of each conversation."""
        return [" ".join(turn["question"] for turn in row["turns"]) for row in self.rows]


def test_two_tabs_lose_nothing_of_each_other() -> None:
    browser = Browsers()
    one, two = Tab(browser), Tab(browser)
    one.does("a")
    two.does("b")
    assert two.asked() == ["a", "b"]
    one.does("c")
    assert one.asked() == ["b", "a c"]
    assert Tab(browser, token="another browser").asked() == []


def test_one_conversation_that_goes_two_ways_in_two_tabs_becomes_two() -> None:
    browser = Browsers()
    one = Tab(browser)
    one.does("a")
    two = Tab(browser, opens=-1)
    one.does("b")
    two.does()  # another language, say: nothing that was said
    assert two.asked() == ["a b"]
    two.does("c")
    assert two.asked() == ["a b", "a c"] and one.now.conversation.id != two.now.conversation.id
    one.does("d")
    two.does("e")
    assert two.asked() == ["a b d", "a c e"]


def test_a_tab_that_falls_behind_takes_nothing_away() -> None:
    browser = Browsers()
    one = Tab(browser)
    one.does("a", "b")
    two = Tab(browser, opens=-1)
    two.does("c")
    one.does(instead_of=1)
    assert one.asked() == ["a b c"]
    three = Tab(browser, opens=-1)
    three.does("d")
    assert three.asked() == ["a b c d"]


def test_in_one_tab_a_conversation_stays_one() -> None:
    tab = Tab(Browsers())
    tab.does("a")
    tab.does("b", instead_of=1)  # edited
    tab.does("b", instead_of=1)  # asked again
    assert tab.asked() == ["b"]
    for number in range(MOST_TURNS + 2):
        tab.does(str(number))
    assert len(tab.rows) == 1 and len(tab.rows[0]["turns"]) == MOST_TURNS
    tab.does(instead_of=MOST_TURNS + 3)
    assert tab.rows == []


def test_what_one_tab_forgets_another_does_not_bring_back() -> None:
    browser = Browsers()
    one = Tab(browser)
    one.does("a")
    two = Tab(browser, opens=-1)
    two.does()
    browser.forget("t", one.copy, one.now.conversation.id)
    two.does()
    assert two.asked() == []
    two.does("b")  # it goes on there
    assert two.asked() == ["a b"]


@pytest.mark.parametrize(
    "copy", [5, "x", [], {"conversations": 5}, {"conversations": "x"}, {"conversations": {"id": 1}}]
)
def test_a_browser_that_keeps_something_odd_keeps_nothing(copy: object) -> None:
    browser = Browsers()
    _, kept = browser.keep(Session("t", "fr", "", CONVERSATION), copy, Conversation("c"))
    assert [row["id"] for row in kept["conversations"]] == ["c"]
    browser.forget("another", copy, "c")


def test_browsers_are_remembered_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browsers, "KEPT", 2)
    browser = Browsers()
    tabs = [Tab(browser, token=token) for token in "abc"]
    for tab in tabs:
        tab.does("x")
    assert [browser.kept(token, "copy") == "copy" for token in "abc"] == [True, False, False]
    tabs[0].does("y")  # by what the tab itself knows
    assert tabs[0].asked() == ["x y"]
    for number in range(MOST_KEPT + 1):
        tabs[0].now = replace(tabs[0].now, conversation=Conversation(str(number)))
        tabs[0].does("z")
    assert len(tabs[0].rows) == MOST_KEPT


def test_an_answer_is_put_only_where_its_question_still_is() -> None:
    had = Conversation("a", (Turn("Où ?", None, "stopped"),))
    page = Page(Session("t", "fr", "", had))
    assert page.put(1, Turn("Quand ?", None, "reading"), had)
    asked = had.with_turn(1, Turn("Quand ?", None, "reading"))
    page.now = replace(page.now, language="en")  # what else was done stays
    assert page.put(1, Turn("Quand ?", None, "stopped"), asked) and page.now.language == "en"
    for left in (had, Conversation("b", asked.turns), had.with_turn(1, Turn("Qui ?"))):
        page.now = replace(page.now, conversation=left)
        assert not page.put(1, Turn("Quand ?", None, "stopped"), asked)
        assert page.now.conversation == left


def test_only_what_is_being_answered_is_stopped() -> None:
    page = Page(Session("t", "fr", "", Conversation("a", (Turn("Où ?", None, "gone"),))))
    page.stop()
    assert page.now.conversation.turns[0].state == "gone"
    page.now = page.now.with_turn(1, Turn("Quand ?", None, "reading"))
    page.stop()
    assert [turn.state for turn in page.now.conversation.turns] == ["gone", "stopped"]
