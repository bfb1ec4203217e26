"""What a question asks for."""

from __future__ import annotations

import pytest

from qa.question_types import Kind, fits, kind, wants_reason, wants_several


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Combien de quais ?", Kind.NUMBER),
        ("Et à quel prix ?", Kind.NUMBER),
        ("How far is it?", Kind.NUMBER),
        ("En quelle année ?", Kind.DATE),
        ("Since when?", Kind.DATE),
        ("Avec qui ?", Kind.PERSON),
        ("Qui est-ce qui parle ?", None),
        ("Whom did they meet?", Kind.PERSON),
        ("Dans quelle ville ?", Kind.PLACE),
        ("Where?", Kind.PLACE),
        ("Que dit-elle ?", None),
    ],
)
def test_kinds(question: str, expected: Kind | None) -> None:
    assert kind(question) == expected


def test_what_a_span_can_be() -> None:
    assert [fits(span, Kind.NUMBER) for span in ("douze", "12", "Rabat")] == [1, 1, -1]
    assert [fits(span, Kind.DATE) for span in ("mardi", "en 1931", "Ada Diop")] == [1, 1, -1]
    assert [fits(span, Kind.PERSON) for span in ("Ada Diop", "12 quais")] == [1, -1]


@pytest.mark.parametrize(
    "question",
    [
        "Quels quais ?",
        "Which boats were sold?",
        "What ideas did she have?",
        "Which campus buildings will open?",
        "Qui sont les élus ?",
        "List the boats",
        "Give me the list of boats",
        "Name three boats",
        "Which two boats were sold?",
        "Which countries took part?",
        "Which boats escaped?",
        "Qui étaient les élus ?",
        "Cite les trois causes",
        "Énumère les quais",
        "Donne-moi la liste des quais",
        "Quelle est la liste des quais ?",
    ],
)
def test_the_plural(question: str) -> None:
    assert wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Quel quai ?",
        "Which boss sold it?",
        "What involves mass?",
        "Qui parle ?",
        "What address did she give?",
        "Which bus will leave?",
        "What business did he run?",
        "Which analysis can help?",
        "Which boss escaped?",
        "Which offer was rejected?",
        "In what process are boats repaired?",
        "Cite le nom du port",
        "Donne-moi l’adresse",
        "Cite moi un port",
        "What do the boats have?",
        "Name your price",
    ],
)
def test_the_singular(question: str) -> None:
    assert not wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Et pourquoi ?",
        "Why not?",
        "Comment marche-t-il ?",
        "How did it end?",
        "How come it closed?",
        "Pour quelles raisons a-t-il fermé ?",
        "Pour quel motif ?",
        "Quelle est la cause du retard ?",
        "À cause de quoi ?",
        "What is the reason for the delay?",
        "De quelle façon ?",
        "Par quel moyen ?",
    ],
)
def test_reasons(question: str) -> None:
    assert wants_reason(question)


@pytest.mark.parametrize("question", ["Comment s’appelle-t-il ?", "How many?", "Combien ?", "Who?", "Quelle cause ?"])
def test_no_reasons(question: str) -> None:
    assert not wants_reason(question)
