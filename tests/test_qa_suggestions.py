"""Suggested questions: any text gives none or good ones, and what is suggested is answered."""

from __future__ import annotations

import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.loaders import article
from index.tables import Documents
from qa.answers import Answer
from qa.followups import leans_back
from qa.suggestions import MAX_QUESTION, MAX_TRIED, candidates, suggestions
from ui.examples import Examples

pieces = st.sampled_from(
    ["« Été »", "“Safe Crossing”", "M. Jean Dupont", ", Ada Diop, a dit", " said Jane Roe", " ont été", "en mai 2026",
     "on 3 June 1999", "on May 3, 2099", "lundi 1er mars 1871", "Le pont", " a été bâti en 2008", "The gate was opened by", ". ", "\n", " ", "\u00a0", "\u202e", "\ud800", "😀", "?", "«", "“"]
)  # fmt: skip
odd = st.lists(st.one_of(pieces, st.text(max_size=5)), max_size=25).map("".join)


def document(text: str, language: str = "fr") -> Document:
    return Document("d", "D", text, "d.txt", language)


@given(odd, st.sampled_from(["fr", "en", "es"]), st.sampled_from(["fr", "en"]))
def test_any_text_gives_short_questions_each_once(text: str, written: str, language: str) -> None:
    questions = candidates(document(text, written), language)
    assert len(set(questions)) == len(questions)
    for question in questions:
        assert question.endswith(" ?" if language == "fr" else "?") and len(question) <= MAX_QUESTION
        assert question.splitlines() == [question] and "  " not in question
        assert not leans_back(question)  # or it would mean something else in the middle of a conversation
    assert questions == candidates(document(text, written), language)


@pytest.mark.parametrize(
    ("text", "language", "asked"),
    [
        ("Le maire, Jean Dupont, a parlé.", "fr", ["Qui est Jean Dupont ?"]),
        ("“We tried,” said Margaret Okafor.", "en", ["Who is Margaret Okafor?"]),
        ("La société, Dell Technologies, a ouvert.", "fr", []),
        ("Le projet « Graines » avance.", "fr", ["Qu’est-ce que « Graines » ?"]),
        ("« Nous avons tout essayé hier soir », dit-il.", "fr", []),
        ("Le pont a été construit en 2008.", "fr", ["Quand a été construit le pont ?", "Que s’est-il passé en 2008 ?"]),
        ("The gate will be opened by the king.", "en", ["Who will the gate be opened by?"]),
        ("Il coûte 25 euros, pèse 3 tonnes et dure 12 mois.", "fr", []),
        ("En 2024, la serre a brûlé.", "fr", ["Que s’est-il passé en 2024 ?"]),
        ("Le sommet s'est tenu le 9 décembre 2025.", "fr", ["Que s’est-il passé le 9 décembre 2025 ?"]),
        ("Il ouvre mardi 1er mai 2099.", "fr", ["Que se passe-t-il le 1er mai 2099 ?"]),
        ("It opens on May 3, 2099.", "en", ["What happens on 3 May 2099?"]),
        ("Il ouvrira en 2099, le 3 mai.", "fr", []),  # nobody would ask what happens in a year to come
        ("Il a couru le 2000 mètres du 2024.", "fr", []),
        ("The camera was invented in 1888.", "en", ["When was the camera invented?", "What happened in 1888?"]),
        ("The bridge was closed by noon.", "en", []),
        ("The rule took effect and will be reviewed in May 2099.", "en", []),
        ("Le pont qui menait au port fut détruit en 2099.", "fr", []),
        ("Room 12 needs cleaning.", "en", []),
        ("", "fr", []),
        ("bonjour tout le monde, il fait beau", "fr", []),
        ("1 2 3\n4 5 6", "en", []),
    ],
)
def test_what_a_sentence_is_asked(text: str, language: str, asked: list[str]) -> None:
    assert candidates(document(text, language), language) == asked


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_first_three_differ_in_kind(language: str) -> None:
    assert len({question.split()[0] for question in candidates(article(), language)[:3]}) >= 2


@pytest.mark.parametrize(
    "text", ["d’Aa-" * 6_000, "".join(f"« Graine {i} » " for i in range(6_000)), "Mme Aa" + "-a" * 20_000]
)
def test_no_text_takes_long(text: str) -> None:
    """The server answers nobody else meanwhile."""
    began = time.process_time()
    candidates(document(text), "fr")
    assert time.process_time() - began < 2  # seconds; it takes a fifth of one


def test_furniture_is_not_asked_about() -> None:
    text = "Le projet « Graines » avance."
    assert not candidates(replace(document(text), furniture=((0, len(text)),)), "fr")


class Echo:
    """Answers with the sentence that holds ``known``, whatever was asked, and counts."""

    def __init__(self, text: str | None, quote: str, found: Document, confidence: float = 0.9) -> None:
        self.answer = Answer("?", text, quote, 0, 1, 0, len(quote), found, confidence, "fr")
        self.asked = 0

    def ask(self, question: str) -> Answer:
        self.asked += 1
        return self.answer


MANY = document(" ".join(f"Le projet « Graine {i} » avance." for i in range(20)))


@pytest.mark.parametrize(
    ("text", "quote", "found", "count", "given_"),
    [
        ("x", MANY.text, MANY, 3, 3),
        (None, MANY.text, MANY, 3, 0),  # not answered
        ("x", "beside the point", MANY, 3, 0),
        ("x", MANY.text, replace(MANY, id="other"), 3, 0),
        ("x", MANY.text, MANY, 0, 0),
    ],
)
def test_only_what_is_answered_from_its_own_words(
    text: str | None, quote: str, found: Document, count: int, given_: int
) -> None:
    echo: Any = Echo(text, quote, found)
    assert len(list(filter(None, suggestions(echo, [MANY], "fr", count)))) == given_
    assert echo.asked <= MAX_TRIED


def test_an_unsure_answer_makes_no_example() -> None:
    echo: Any = Echo("x", MANY.text, MANY, 0.6)
    assert not any(suggestions(echo, [MANY], "fr"))


def test_nothing_is_asked_about_twice_in_two_languages() -> None:
    few = document(
        "Le projet « Graines » avance. Le projet « Étoiles » avance aussi. Le projet « Vagues » attend. À « Mer » !"
    )
    echo: Any = Echo("x", few.text, few)
    echo.retriever = SimpleNamespace(index=SimpleNamespace(documents=Documents.of([few])))
    echo.documents = {"d": few}
    *_, found = Examples().find(echo, "fr")
    assert found is not None and len(found) == 4
    assert {text.translate({ord(mark): "»" for mark in "«“”"}).split("»")[1].strip() for _, text in found} == {
        "Graines", "Étoiles", "Vagues", "Mer",
    }  # fmt: skip


def test_several_documents_take_turns() -> None:
    texts = ("Le projet « Graines » avance.", "Le projet « Étoiles » avance.", "Rien.", "Le projet « Vagues » avance.")
    several = [replace(document(text), id=text) for text in texts]

    class Honest:
        def ask(self, question: str) -> Answer:
            found = next(d for d in several if question.split("«")[1][1:5] in d.text)
            return Answer("?", "x", found.text, 0, 1, 0, len(found.text), found, 0.9, "fr")

    honest: Any = Honest()
    assert [*suggestions(honest, several, "fr")] == [
        "Qu’est-ce que « Graines » ?", "Qu’est-ce que « Étoiles » ?", "Qu’est-ce que « Vagues » ?",
    ]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_articles_suggestions_are_answered(assistant: Any, language: str) -> None:
    found = list(filter(None, suggestions(assistant, [article()], language)))
    assert len(found) == 3
    assert all(assistant.ask(question).text for question in found)
