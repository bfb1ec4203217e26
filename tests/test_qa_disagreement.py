"""Values that differ, and sentences that speak of the same thing."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from numpy.typing import NDArray

from qa.disagreement import TRANSLATED, about_the_same, disagree, heading, the_same_in_translation
from qa.question_types import Kind


@pytest.mark.parametrize(
    ("kind", "first", "second", "differ"),
    [
        (Kind.NUMBER, "240 000 emplois", "240,000", False),
        (Kind.NUMBER, "240\u202f000", "250 000 emplois", True),
        (Kind.NUMBER, "2,5 millions", "2 500 000", False),
        (Kind.NUMBER, "2.5 billion", "3 milliards", True),
        (Kind.NUMBER, "100 milliards de dirhams", "100 millions de dirhams", True),
        (Kind.NUMBER, "2 millions de dirhams", "3 million dirhams", True),
        (Kind.NUMBER, "45 millions d'euros", "$50 million", False),
        (Kind.NUMBER, "45 millions d'euros", "€50bn", True),
        (Kind.NUMBER, "3 Mds€", "€3bn", False),
        (Kind.NUMBER, "douze quais", "twelve", False),
        (Kind.NUMBER, "une grue", "1", False),
        (Kind.NUMBER, "2 thousand boats", "2 000", False),
        (Kind.NUMBER, "12 quais", "treize bateaux", False),
        (Kind.NUMBER, "12 %", "12 000", False),
        (Kind.NUMBER, "12 %", "14 %", True),
        (Kind.NUMBER, "670 m", "2 km", False),
        (Kind.NUMBER, "de 700 à 3 000", "800", False),
        (Kind.NUMBER, "2 M€", "2 millions d’euros", False),
        (Kind.NUMBER, "2 M€", "3 millions d’euros", True),
        (Kind.NUMBER, "5 k€", "5000 €", False),
        (Kind.NUMBER, "$2m", "$2 million", False),
        (Kind.NUMBER, "2 M", "2 000 000", False),
        (Kind.NUMBER, "vingt-deux navires", "22 navires", False),
        (Kind.NUMBER, "twenty-two years", "22 years", False),
        (Kind.NUMBER, "soixante et un ans", "61 ans", False),
        (Kind.NUMBER, "deux ou 3 navires", "2 navires", False),
        (Kind.NUMBER, "deux cents", "200", False),
        (Kind.NUMBER, "deux mille", "2 000", False),
        (Kind.NUMBER, "mille deux navires", "1 002 navires", False),
        (Kind.NUMBER, "deux mille milliards", "2 000 milliards", False),
        (Kind.NUMBER, "une centaine", "100", False),
        (Kind.NUMBER, "2 millions et demi", "2,5 millions", False),
        (Kind.NUMBER, "une hauteur de 12 m", "14 m", True),
        (Kind.NUMBER, "12 pour cent", "14 pour cent", True),
        (Kind.NUMBER, "près de 240 000 emplois", "243 512 emplois", False),
        (Kind.NUMBER, "près de 240 000 emplois", "310 000 emplois", True),
        (Kind.NUMBER, "approximately 240 jobs", "250 jobs", False),
        (Kind.NUMBER, "à peu près 240 emplois", "250 emplois", False),
        (Kind.NUMBER, "au moins 200 emplois", "250 emplois", False),
        (Kind.NUMBER, "au moins 200 emplois", "120 emplois", True),
        (Kind.NUMBER, "pas moins de 200 emplois", "120 emplois", True),
        (Kind.NUMBER, "jusqu'à 200 emplois", "120 emplois", False),
        (Kind.NUMBER, "up to 200 jobs", "250 jobs", True),
        (Kind.NUMBER, "no more than 200 jobs", "120 jobs", False),
        (Kind.NUMBER, "more than 1,000 dead", "500 dead", True),
        (Kind.MONEY, "12 € par mois", "144 € par an", False),
        (Kind.MONEY, "12 € par mois", "14 € par mois", True),
        (Kind.MONEY, "10 € par mois", "12 euros per month", True),
        (Kind.DATE, "jusqu'au 12 mai", "jusqu'au 15 mai", True),
        (Kind.DATE, "les années 1980", "les années 1950", True),
        (Kind.DURATION, "jusqu'en 2030", "12 ans", False),
        (Kind.DURATION, "2 semaines", "14", False),
        (Kind.DATE, "du 9 au 12 mai", "le 10 mai", False),
        (Kind.DATE, "entre 2010 et 2015", "en 2012", False),
        (Kind.DATE, "dans les années 1990", "en 1995", False),
        (Kind.DATE, "lundi à Marseille", "en mai", False),
        (Kind.DATE, "un jour de décembre à Juilly", "en déc. 2024", False),
        (Kind.DATE, "il y a sept ans", "en mai", False),
        (Kind.DATE, "le 9 sept 2020", "le 9 octobre 2020", True),
        (Kind.DATE, "le 9 sept. 2020", "9 September 2020", False),
        (Kind.DATE, "sept. 2020", "octobre 2020", True),
        (Kind.DATE, "sept 2020", "octobre 2020", True),
        (Kind.DATE, "le 5 fév. 2020", "February 5, 2020", False),
        (Kind.DATE, "le 9 mai à 10:45", "le 10 mai à 9:45", True),
        (Kind.DATE, "le 9 mai à 10:30", "le 10 mai à 9:30", True),
        (Kind.DATE, "le 9 mai à 10 h 30", "le 10 mai à 9h30", True),
        (Kind.DATE, "le 9 mai, 3e jour", "le 3 mai, 9e jour", True),
        (Kind.DATE, "le 9 mai 1931", "le 31 mai 1931", True),
        (Kind.DATE, "March 12", "March 13", True),
        (Kind.DATE, "March 12", "the 12th of March", False),
        (Kind.DATE, "1er mars", "2 mars", True),
        (Kind.DATE, "12 déc.", "13 déc.", True),
        (Kind.DATE, "Dec 12", "le 12 décembre", False),
        (Kind.DATE, "mar. 5 mai", "le 5 mai", False),
        (Kind.DATE, "Feb 5, 2020", "le 5 févr. 2020", False),
        (Kind.DATE, "le 9 décembre", "December 9, 2025", False),
        (Kind.DATE, "le 9 décembre", "le 10 décembre", True),
        (Kind.DATE, "février", "mars", True),
        (Kind.DATE, "XVIIIe siècle", "1853", False),
        (Kind.PLACE, "en Kabylie", "Kabylie", False),
        (Kind.PLACE, "Paris", "Long Island", True),
        (Kind.PERSON, "la ministre", "Ada Diop", False),
    ],
)
def test_values(kind: Kind, first: str, second: str, differ: bool) -> None:
    assert disagree(kind, first, second) is disagree(kind, second, first) is differ


@pytest.mark.parametrize(
    ("second", "span", "same"),
    [
        ("Le pont de Rouen mesure 690 mètres de long.", "690 mètres", True),
        ("Le pont de Dakar mesure 690 mètres de long.", "690 mètres", False),
        ("Le pont ferme 690 jours.", "690 jours", False),
        ("Rouen compte 690 bancs.", "690 bancs", False),
        ("690 mètres", "690 mètres", False),
        ("The bridge of Rouen is 690 metres long.", "690 metres", False),  # see below
    ],
)
def test_the_same_thing(second: str, span: str, same: bool) -> None:
    first = "Le pont de Rouen mesure 670 mètres."
    assert about_the_same("Combien mesure le pont de Rouen ?", first, "670 mètres", second, span) is same


def test_as_many_words_of_the_question_are_not_the_same_words() -> None:
    school, college = "Le lycée accueille 1 200 élèves.", "Le collège accueille 640 élèves."
    assert not about_the_same("Combien d'élèves accueille le lycée ?", school, "1 200 élèves", college, "640")


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("Le pont de Rouen mesure 670 m.", "Le pont de Dakar mesure 690 m.", False),
        ("Le pont de Rouen mesure 670 m.", "Le pont mesure 690 m.", True),
        ("Le pont mesure 670 m en 1998.", "Le pont mesure 690 m en 2008.", False),
        ("Le pont mesure 670 m en 1998.", "Le pont mesure 690 m en 1998.", True),
        ("Il atteint 670 m.", "690 m", False),  # no words
        ("670 m", "Il atteint 690 m.", False),
    ],
)
def test_names_and_years_speak_against_though_none_was_asked_about(first: str, second: str, same: bool) -> None:
    assert about_the_same("Combien mesure le pont ?", first, "670 m", second, "690 m") is same


@pytest.mark.parametrize(
    ("question", "first", "first_span", "second", "second_span"),
    [
        ("How much are the tickets?", "Tickets: $6, students $4.", "$6", "Tickets: $18, under 25s $10.", "$18"),
        ("How much is it for students?", "Tickets: $6, students $4.", "$4", "Admission: $12; students and over 65s $8.", "$12"),
        ("When did the law come into force?", "La présente loi entre en vigueur le 1er octobre 1992.", "1er octobre 1992",
         "Elle remplace la loi du 14 juin 1968.", "14 juin 1968"),
    ],
)  # fmt: skip
def test_one_word_in_common_is_not_enough(
    question: str, first: str, first_span: str, second: str, second_span: str
) -> None:
    assert not about_the_same(question, first, first_span, second, second_span)


@pytest.mark.parametrize(
    ("headings", "same"),
    [
        (("Film: Mon oncle Antoine", "Concert: The Lachine Quartet"), False),
        (("Film: Mon oncle Antoine", "Film: Mon oncle Antoine"), True),
        (("Film: Mon oncle Antoine", "Tickets"), True),
        (("Introduction", "Histoire du port"), True),
    ],
)
def test_names_in_the_headings_speak_against(headings: tuple[str, str], same: bool) -> None:
    said = ("Tickets: $6, students $4.", "$6", "Tickets: $18, students $10.", "$18")
    assert about_the_same("How much are the tickets?", *said, headings=headings) is same


def test_the_heading_above_a_sentence() -> None:
    text = "# Le port\n\nIl dort.\n\n## Film: Mon oncle\nTickets: 6 €.\n\nQuai | Prix\nNord | 9 €\n"
    found = [heading(text, text.index(said)) for said in ("#", "Il dort", "Tickets", "Nord", "9")]
    assert found == ["", "Le port", "Film: Mon oncle", "Film: Mon oncle", "Film: Mon oncle"]


def test_a_span_is_not_taken_out_of_a_year() -> None:
    first, second = "En 2023, Brest a bâti 3 ponts.", "En 2021, Brest a bâti 2 ponts."
    assert not about_the_same("Combien de ponts Brest a-t-elle bâtis ?", first, "3", second, "2")


@pytest.mark.parametrize(
    ("second", "span", "same"),
    [
        ("The Rouen bridge, opened in 2008, is 690 metres long.", "690 metres", True),
        ("The bridge is 690 metres long.", "690 metres", True),
        ("The Dakar bridge is 690 metres long.", "690 metres", False),  # another name
        ("The Rouen bridge, as of 1998, is 690 metres long.", "690 metres", False),  # another year
        ("The Rouen bridge grew from 670 to 690 metres.", "690 metres", False),  # says both
        ("Rouen: 690 metres", "690 metres", False),  # one word
    ],
)
def test_in_translation_names_and_numbers_speak_against(second: str, span: str, same: bool) -> None:
    def alike(texts: Sequence[str]) -> NDArray[np.float32]:
        assert "670" not in texts[0] and "690" not in texts[1]
        return np.ones((2, 1), np.float32)

    first = "Le pont de Rouen mesure 670 mètres depuis 2008."
    assert the_same_in_translation(alike, first, "670 mètres", second, span) is same


@pytest.mark.parametrize("cosine", [TRANSLATED - 0.01, TRANSLATED + 0.01])
def test_in_translation_sentences_are_near(cosine: float) -> None:
    def encode(texts: Sequence[str]) -> NDArray[np.float32]:
        return np.array([[1, 0], [cosine, (1 - cosine**2) ** 0.5]], np.float32)

    near = the_same_in_translation(
        encode, "Le phare date de 1871.", "1871", "The lighthouse was built in 1884.", "1884"
    )
    assert near is (cosine > TRANSLATED)
