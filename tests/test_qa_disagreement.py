"""Values that differ, and sentences that speak of the same thing."""

from __future__ import annotations

import pytest

from qa.disagreement import about_the_same, disagree
from qa.question_types import Kind


@pytest.mark.parametrize(
    ("kind", "first", "second", "differ"),
    [
        (Kind.NUMBER, "240 000 emplois", "240,000", False),
        (Kind.NUMBER, "240\u202f000", "250 000 emplois", True),
        (Kind.NUMBER, "2,5 millions", "2 500 000", False),
        (Kind.NUMBER, "2.5 billion", "3 milliards", True),
        (Kind.NUMBER, "100 milliards de dirhams", "100 millions de dirhams", True),
        (Kind.NUMBER, "45 millions d'euros", "$50 million", False),
        (Kind.NUMBER, "45 millions d'euros", "€50bn", True),
        (Kind.NUMBER, "3 Mds€", "€3bn", False),
        (Kind.NUMBER, "douze quais", "twelve", False),
        (Kind.NUMBER, "12 quais", "treize bateaux", False),
        (Kind.NUMBER, "12 %", "12 000", False),
        (Kind.NUMBER, "12 %", "14 %", True),
        (Kind.NUMBER, "670 m", "2 km", False),
        (Kind.NUMBER, "de 700 à 3 000", "800", False),
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
        ("The bridge of Rouen is 690 metres long.", "690 metres", False),  # a limit: not seen across languages
    ],
)
def test_the_same_thing(second: str, span: str, same: bool) -> None:
    first = "Le pont de Rouen mesure 670 mètres."
    assert about_the_same("Combien mesure le pont de Rouen ?", first, "670 mètres", second, span) is same
