"""Exchanges: what changes places, what stays, and that the answer keeps its place."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.squad import Gold, Question
from qa.training.exchanges import Exchange, _pairs, exchanges

CONTEXT = (
    "En 1998, Julie Martin fonde Solarex à Lyon, rue de la gare. Son concurrent Helion a son siège près de la mairie. "
    "Tous deux négocient depuis 2021."
)


def asked(text: str, gold: str, context: str = CONTEXT) -> Question:
    return Question("q", text, context, (Gold(gold, context.index(gold)),))


def test_what_was_asked_about_and_another_of_its_kind() -> None:
    assert _pairs(asked("Qui a fondé la société Solarex ?", "Julie Martin"), "fr") == {"Solarex": ["Helion", "Lyon"]}
    assert _pairs(asked("Que font les deux depuis 2021 ?", "négocient"), "fr") == {"2021": ["1998"]}
    assert _pairs(asked("Qui se trouve à côté de la mairie ?", "Helion"), "fr") == {"mairie": ["gare"]}


def test_nothing_of_the_answer_is_exchanged() -> None:
    assert _pairs(asked("Qui est Martin ?", "Julie Martin"), "fr") == {}
    assert "Lyon" not in _pairs(asked("Où est la société Solarex ?", "à Lyon"), "fr")["Solarex"]


def test_what_may_be_said_of_the_other_too_is_no_near_miss() -> None:
    both = "À Lyon, Solarex emploie 450 personnes. Un peu plus loin, Helion emploie 80 personnes. Le groupe Ardent observe."
    assert _pairs(asked("Combien de personnes la société Solarex emploie-t-elle ?", "450", both), "fr") == {
        "Solarex": ["Ardent", "Lyon"]
    }


def test_one_of_both_is_changed_or_both_are() -> None:
    exchange = Exchange(asked("Qui a fondé Solarex ?", "Julie Martin"), "Solarex", "Helion")
    other, moved, both = exchange.of_other(), exchange.moved(), exchange.both()
    assert (other.text, other.context, other.answers) == ("Qui a fondé Helion ?", CONTEXT, ())
    assert (moved.text, moved.answers) == ("Qui a fondé Solarex ?", ())
    assert "Julie Martin fonde Helion" in moved.context and "concurrent Solarex" in moved.context
    assert (both.text, both.context) == (other.text, moved.context)
    assert {other.kind, moved.kind} == {"near-miss"} and both.kind is None
    assert len({exchange.question.id, other.id, moved.id, both.id}) == 4


WORDS = st.lists(st.sampled_from(["Rome", "Romeo", "le port", "1931", ",", ".", "de", "rome"]), max_size=12)


@given(WORDS, WORDS, WORDS)
def test_the_answer_keeps_its_letters_and_back_again_is_as_it_was(
    ask: list[str], left: list[str], right: list[str]
) -> None:
    before = " ".join([*left, ""])
    question = Question("q", " ".join(ask), f"{before}le maire {' '.join(right)}", (Gold("le maire", len(before)),))
    both = Exchange(question, "Rome", "le port").both()
    (gold,) = both.answers
    assert both.context[gold.start : gold.start + len(gold.text)] == gold.text == "le maire"
    back = Exchange(both, "Rome", "le port").both()
    assert (back.text, back.context, back.answers) == (question.text, question.context, question.answers)


@pytest.mark.slow
def test_what_is_put_in_is_of_the_nearest() -> None:
    from index.encoder import Encoder

    rows = exchanges(
        [asked("Qui a fondé la société Solarex ?", "Julie Martin")], "fr", Encoder.load(), random.Random(0)
    )
    assert [(row.one, row.question.id) for row in rows] == [("Solarex", "q")] and rows[0].other in {"Helion", "Lyon"}
    assert exchanges([asked("Qui ?", "Julie Martin")], "fr", Encoder.load(), random.Random(0)) == []
