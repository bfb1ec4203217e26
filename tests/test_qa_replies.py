"""The reply to a question that the text asks itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from qa import Assistant
from qa.replies import first_sentence, replies

FAQ = """# Bourses

## Quand la bourse est-elle versée ?

En deux fois : 60 % en novembre et le solde en mars.

## La bourse est-elle cumulable avec celle du Crous ?

Oui, dans la limite de 5 000 € par an. Il faut le dire.

## Quel est le montant de la bourse ?

| Échelon | Montant |
|---|---|
| 1 | 2 400 € |

**Who is it for?** For students. Où se trouve l'accueil ? Au rez-de-chaussée.
"""


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("quand la bourse est elle versée", ["En deux fois : 60 % en novembre et le solde en mars."]),
        ("Comment la bourse est-elle versée ?", []),
        ("Quand la bourse est-elle retirée ?", []),
        (
            "Est-ce que la bourse est cumulable avec celle du Crous ?",
            ["Oui, dans la limite de 5 000 € par an. Il faut le dire."],
        ),
        ("Quand ?", []),
        ("Où est l'accueil ?", ["Au rez-de-chaussée."]),
        ("Où est la bourse ?", []),
    ],
)
def test_the_reply_to_a_question_of_the_text(question: str, expected: list[str]) -> None:
    assert [FAQ[slice(*reply)].strip() for reply in replies(question, FAQ, 0, len(FAQ))] == expected


def test_the_first_sentence_of_a_reply() -> None:
    start = FAQ.index("Oui")
    assert FAQ[slice(*first_sentence(FAQ, start, len(FAQ)))] == "Oui, dans la limite de 5 000 € par an"


@given(st.text(max_size=80), st.text(max_size=200), st.integers(0, 200), st.integers(0, 200))
def test_a_reply_stands_in_the_text(question: str, text: str, start: int, end: int) -> None:
    for first, last in replies(question, text, start, end):
        assert 0 < first <= last <= len(text)


@pytest.mark.slow
def test_a_page_of_frequent_questions_answers_its_own() -> None:
    faq = Assistant.over([Document("faq", "Bourses", FAQ, "faq.md", "fr")])
    assert (faq.ask("La bourse est-elle cumulable avec celle du Crous ?").text or "").startswith("Oui, dans la limite")
    assert "Échelon" not in (faq.ask("Quel est le montant de la bourse ?").text or "")
    assert (faq.ask("Quand la bourse est-elle versée ?").text or "").startswith("En deux fois")
