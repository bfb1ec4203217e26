"""Lines that begin with a label."""

from __future__ import annotations

import pytest

from index.documents import Document
from qa.labels import labelled, labelled_value, of_another_label, whole_value

MINUTES = (
    "Présents : Mme Roy (maire), M. Li, adjoint, et Mme Da Silva.\nAbsents excusés : M. Roux, Mme Petit\nAbsent : M. Bo\n"
    "Client : Hôtel des Salines, Li. 60 nappes, PAS blanc, Cheng\nAda Diop : Nous avons un port, un quai\nApologies: Cllr S. Turner, County Cllr B. Ames\nIn attendance:\n\n- Mrs D. Foxley\n- PC Khan\n"
)


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Qui était présent ?", ["Mme Roy (maire)", "M. Li", "Mme Da Silva"]),
        ("Donne-moi la liste des membres présents", ["Mme Roy (maire)", "M. Li", "Mme Da Silva"]),
        ("Qui est excusé ?", ["M. Roux", "Mme Petit"]),
        ("Qui est absent ?", ["M. Roux", "Mme Petit", "M. Bo"]),
        ("Who sent apologies?", ["Cllr S. Turner", "County Cllr B. Ames"]),
        ("Who was in attendance?", ["Mrs D. Foxley", "PC Khan"]),
        ("Who attended?", ["Mme Roy (maire)", "M. Li", "Mme Da Silva", "Mrs D. Foxley", "PC Khan"]),
        ("Qui a présenté le budget ?", []),
        ("Qui est Ada Diop ?", []),
        ("Qui est le client ?", []),
        ("Qui ?", []),
    ],
)
def test_the_names_under_a_label(question: str, names: list[str]) -> None:
    assert [MINUTES[slice(*name)] for name in labelled(question, MINUTES, 0, len(MINUTES))] == names


def test_names_end_before_the_next_label() -> None:
    text = "Présents : Mme Roy, M. Li. Excusé : M. Roux."
    assert [text[slice(*name)] for name in labelled("Qui était présent ?", text, 0, len(text))] == ["Mme Roy", "M. Li"]


@pytest.mark.parametrize(
    ("question", "text", "names"),
    [
        ("Qui était absent ?", "Excusés : Mme Roy (art), M. Li.", ["Mme Roy (art)", "M. Li"]),
        ("Who was absent?", "Apologies: Cllr S. Turner, Cllr B. Ames", ["Cllr S. Turner", "Cllr B. Ames"]),
        ("Who was present?", "In attendance: Mrs D. Foxley, PC Khan", ["Mrs D. Foxley", "PC Khan"]),
        ("Excusés ?", "Excusés : Mme Roy, M. Li.", ["Mme Roy", "M. Li"]),
        ("Qui était absent ?", "Absents : M. Bo, Mme Da\nExcusés : Mme Roy, M. Li", ["M. Bo", "Mme Da"]),
        (
            "Qui était présent ?",
            "Présents : M. Li, maire (chef) ; Mme Roy, élue",
            ["M. Li, maire (chef)", "Mme Roy, élue"],
        ),
    ],
)
def test_a_label_of_another_name_is_meant_where_none_has_the_word(question: str, text: str, names: list[str]) -> None:
    assert [text[slice(*name)] for name in labelled(question, text, 0, len(text))] == names


COUNTS = (
    "Conseil de Brécy\n\nNombre de conseillers en exercice : 41\nPrésents : 33\nPouvoirs : 5\nVotants : 38\n\n"
    "Nombre de membres : 14\nMembres absents : 2\nLieu : Préau\nDate de la fête : 3 mai\nMr Bo: I will.\nObjet : "
    + "un mot, "
    * 12
    + "fin\n"
    "Prochaine réunion : jeudi 12 juin 2025 à 18 h 15. La séance est levée à 20 h."
)


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("Combien de conseillers étaient présents ?", "33"),
        ("Présents ?", "33"),
        ("Combien de pouvoirs ?", "5"),
        ("Combien de conseillers de Brécy sont en exercice ?", "41"),
        ("Combien de membres sont absents ?", "2"),
        ("Quand a lieu la prochaine réunion ?", "jeudi 12 juin 2025 à 18 h 15"),
        ("Combien de membres sont excusés ?", None),  # no label says so
        ("Combien de femmes étaient présentes ?", None),
        ("Combien de votants et de pouvoirs ?", None),  # two labels
        ("Quand y a-t-il des pouvoirs ?", None),  # a number, no date
        ("Y a-t-il des pouvoirs ?", None),  # nor yes or no
        ("Qui est Mr Bo ?", None),
        ("Quel est l'objet ?", None),  # a long value is a sentence
        ("Lieu ?", "Préau"),
        ("Quand est la fête ?", "3 mai"),
        ("Quelle est la date de la fête ?", "3 mai"),
        ("Combien de fêtes ?", None),
        ("Où ?", None),
    ],
)
def test_the_value_of_the_label_that_a_question_names(question: str, value: str | None) -> None:
    found = labelled_value(question, COUNTS, 0, len(COUNTS))
    assert (COUNTS[slice(*found)] if found else None) == value


def test_a_named_label_leaves_the_others_out() -> None:
    question = "Combien de présents ?"
    value = labelled_value(question, COUNTS, 0, len(COUNTS))
    assert value
    places = [COUNTS.index(part) for part in ("33", "41", "38", "Brécy", "La séance")]
    assert [of_another_label(question, COUNTS, value, at, at + 2) for at in places] == [False, True, True, False, True]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Combien de visiteurs sont venus ?", True),  # "Présents : 33" does not say
        ("Combien de personnes sont venues ?", False),
        ("Combien de visiteurs présents le lundi ?", False),
        ("Combien sont venus ?", False),
        ("Qui est venu ?", False),
    ],
)
def test_a_label_does_not_count_what_it_does_not_name(question: str, expected: bool) -> None:
    at = COUNTS.index("33")
    assert of_another_label(question, COUNTS, None, at, at + 2) is expected
    assert not of_another_label(question, COUNTS, None, 0, 7)


def test_a_value_is_quoted_whole_unless_a_time_or_number_is_asked_for() -> None:
    when, hour = "Quand a lieu la prochaine réunion ?", "À quelle heure a lieu la prochaine réunion ?"
    value, at = labelled_value(when, COUNTS, 0, len(COUNTS)), COUNTS.index("18 h 15")
    assert value
    assert whole_value(when, value, at, at + 7) == value
    assert whole_value(hour, value, at, at + 7) == (at, at + 7)
    assert whole_value(when, value, 0, 7) == (0, 7)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Combien de conseillers étaient présents ?", ["33"]),
        ("Quand a lieu la prochaine réunion ?", ["jeudi 12 juin 2025 à 18 h 15"]),
    ],
)
def test_answers_beside_a_label(question: str, texts: list[str]) -> None:
    from qa import Assistant

    answer = Assistant.over([Document("t", "Conseil de Brécy", COUNTS, "t.txt", "fr")]).ask(question)
    assert [answer.text, *(other.text for other in answer.also)] == texts
