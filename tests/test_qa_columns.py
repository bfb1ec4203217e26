"""Tables as lists."""

from __future__ import annotations

import pytest

from index.documents import Document
from qa.columns import asked_cells

LOTS = (
    "Marché de nettoyage des sites\n\nLa consultation comprend trois lots :\n\nLot | Intitulé | Site | Montant\n\n"
    "Lot 1 | Locaux | Tour Pascal | 620 €\n\nLot 2 | Vitres | Tous sites | 94 €\n\nLot 3 | Déchets | Tous sites | 620 €\n\n"
    "Les offres sont jugées.\n\nLes critères suivants comptent :\n\nÉlément | Premiers lots | Autres lots\nPrix | 40 % | 50 %\nDélai | 60 % | 50 %"
)
HOUSES = (
    "Houses in 2025\n\n| House | City | Rooms | Breakfast | Parking |\n|---|---|---|---|---|\n| The Anchor | Hull | 48 | included | free |\n"
    "| Pier House | Ely | 31 | £12 | none |\n| The Inn | Ely | 48 | included | free |\n|  | Ely | 2 | included | free |"
)
COURSES = (
    "Plan de formation\n\nIntitulé | Lieu | Dates | Durée\nSecours | Paris | 3 mai | 2 jours\nArchives | Lyon | 9 juin | 1 jour\n"
    "Achats | Paris | 4 mai | 3 jours\nAnnexe"
)

TALKS = "Talks\n\nSpeaker | Title | Room\nMaya Singh | The Salt Road | Hall A\nColin Webb | Radio | Hall B"


@pytest.mark.parametrize(
    ("question", "table", "cells"),
    [
        ("Quels sont les lots du marché de nettoyage ?", LOTS, ["Lot 1", "Lot 2", "Lot 3"]),
        ("Quels lots concernent tous les sites ?", LOTS, ["Lot 2", "Lot 3"]),
        ("Quels sont les montants ?", LOTS, ["620 €", "94 €"]),  # each once
        ("Quels sont les critères ?", LOTS, ["Prix", "Délai"]),  # the line above says so
        ("Quels lots concernent les déchets ?", LOTS, ["Lot 3"]),
        ("Quels lots concernent l'annexe ?", LOTS, []),
        ("Quels lots ne concernent pas tous les sites ?", LOTS, []),
        ("Quels lots coûtent plus de 100 € ?", LOTS, []),
        ("Quel est le montant du lot 2 ?", LOTS, []),
        ("Which houses are in Ely?", HOUSES, ["Pier House", "The Inn"]),
        ("In which cities is breakfast included?", HOUSES, ["Hull", "Ely"]),
        ("Which houses have free parking in Ely?", HOUSES, ["The Inn"]),
        ("Which houses have parking?", HOUSES, []),  # "none" is no parking
        ("Which houses have 48 rooms?", HOUSES, ["The Anchor", "The Inn"]),
        ("Which houses have 48 beds?", HOUSES, []),
        ("Which houses are in Hull or Ely?", HOUSES, ["The Anchor", "Pier House", "The Inn"]),
        ("Which guests were in Ely?", HOUSES, []),
        ("Quelles formations ont lieu à Paris ?", COURSES, ["Secours", "Achats"]),  # the title says what they are
        ("Quelles formations durent 1 jour ?", COURSES, ["Archives"]),
        ("Quelles formations plaisent à Paris ?", COURSES, ["Secours", "Achats"]),
        ("Which talks were in Hall A?", TALKS, ["The Salt Road"]),  # not the speaker
        ("Which talks were in Hall A?", TALKS.replace("Title", "Words"), []),
        ("Quelles formations ont lieu en mai ?", COURSES, []),
        ("Quelles sont les formations ?", COURSES, []),
        ("Quels sont les critères ?", "Critère | Poids\nPrix | 40 %\nDélai | 60 %", ["Prix", "Délai"]),
        ("Quels sont les prix ?", "Les prix :\nPrix | 14 €\nPrêt | 3 €", []),  # no head
    ],
)
def test_the_cells_that_a_question_in_the_plural_asks_for(question: str, table: str, cells: list[str]) -> None:
    assert [table[slice(*cell)] for cell in asked_cells(question, table, 0, len(table))] == cells


def test_a_long_column_is_no_answer() -> None:
    table = "Lot | Prix\n" + "".join(f"Lot {i} | 3 €\n" for i in range(40))
    assert asked_cells("Quels sont les lots ?", table, 0, len(table)) == []
    assert asked_cells("Quels sont les lots ?", table[:200], 0, 200)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("Quels lots concernent tous les sites ?", ["Lot 2", "Lot 3"]),
        ("Quels sont les lots du marché ?", ["Lot 1", "Lot 2", "Lot 3"]),
    ],
)
def test_all_cells_are_quoted_in_their_order(question: str, texts: list[str]) -> None:
    from qa import Assistant

    answer = Assistant.over([Document("t", "Marché de nettoyage", LOTS, "t.docx", "fr")]).ask(question)
    assert sorted(each.text or "" for each in (answer, *answer.also)) == texts
