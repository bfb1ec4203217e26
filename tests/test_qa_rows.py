"""Rows of a table, and what is asked about one of them."""

from __future__ import annotations

import pytest

from index.documents import Document
from qa.rows import beside, cell_of_label, named_cell, names_of, of_another_cell, whole_cell

TABLE = (
    "Prêts par commune\n\nCommune | Habitants | Prêts\n\nLannion | 20 012 | 310 000\n\nBrest | 139 000 | 98 400\n\n"
    "Trégastel | 2 400 | 21 050\n\nCes chiffres sont de 2023."
)


@pytest.mark.parametrize(
    ("question", "span", "expected"),
    [
        ("Combien de prêts à Brest ?", "310 000", True),
        ("Combien de prêts à Brest ?", "98 400", False),
        ("Combien de prêts à Brest ?", "2023", False),  # no row
        ("Quelle commune compte 139 000 habitants ?", "Brest", False),  # no row is named, but a column
        ("Combien de prêts à Rennes ?", "310 000", False),
        ("Combien à Lannion et à Brest ?", "20 012", False),
        ("Combien à Lannion et à Brest ?", "2 400", True),
        ("Combien de prêts à Brest ?", "139 000", True),  # another column
        ("Combien de prêts ?", "139 000", True),
        ("Quelle ville a le plus de prêts ?", "Lannion", False),
        ("Combien de prêts à Brest ?", "Habitants", True),
        ("Quels prêts à Brest ?", "Habitants", True),  # another column's head
        ("Quels sont les lots ?", "Habitants", True),  # a head is no answer
        ("Que sait-on de Brest ?", "Brest", True),  # said by the question itself
        ("Les habitants de Brest sont-ils nombreux ?", "Trégastel", True),
        ("Les prêts ont-ils baissé ?", "Lannion", True),  # a name is neither yes nor no
    ],
)
def test_a_span_of_a_row_that_is_not_asked_about(question: str, span: str, expected: bool) -> None:
    start = TABLE.index(span)
    assert of_another_cell(question, TABLE, start, start + len(span)) is expected


def test_a_markdown_table_has_a_rule_under_its_head() -> None:
    table = "| Ville | Prêts | Quais |\n|---|--:|---|\n| Brest | 98 | 4 |\n| Lannion | 31 | 2 |\n\nRien d'autre : 98."
    for value, expected in (("98 |", False), ("4 |", True), ("31", True), ("98.", False)):
        start = table.index(value)
        assert of_another_cell("Combien de prêts à Brest ?", table, start, start + 2) is expected


@pytest.mark.parametrize("rows", ["", "| Brest | Ada Diop |\n", "|  |  |\n"])
def test_a_table_of_a_head_and_rules(rows: str) -> None:
    table = f"Tâches.\n\n| Ville | Maire |\n| ----- | ----- |\n{rows}\nRien."
    rule = table.index("-----")
    for question in ("Qui est le maire de Rennes ?", "Pourquoi ?"):
        assert named_cell(question, table, 0, len(table)) is None
        assert of_another_cell(question, table, rule, rule + 5)
    assert not of_another_cell("Pourquoi ?", "| -- | -- |", 2, 4)  # a drawing, no table


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Quelle commune a plus de prêts que Brest ?", None),
        ("Les prêts de Brest ont-ils baissé ?", None),
        ("Did Brest have loans?", None),
        ("Quel pourcentage de prêts à Brest ?", None),
        ("Combien de prêts à Brest ?", "98 400"),
        ("Combien d'habitants compte Trégastel ?", "2 400"),
        ("Combien de prêts dans la commune de Brest ?", "98 400"),  # the first column names the rows
        ("Combien de prêts à Rennes ?", None),
        ("Combien de prêts à Brest et à Lannion ?", None),  # two rows
        ("Combien d'habitants et de prêts à Brest ?", None),  # two columns
        ("Combien de prêts ?", None),
        ("Qu'a-t-on compté de prêts à Brest ?", "98 400"),
    ],
)
def test_the_cell_of_a_row_and_a_column(question: str, cell: str | None) -> None:
    found = named_cell(question, TABLE, 0, len(TABLE))
    assert (TABLE[slice(*found)] if found else None) == cell
    assert named_cell(question, TABLE, 0, TABLE.index("Lannion")) is None  # not in this passage
    below = named_cell(question, TABLE, TABLE.index("Lannion"), len(TABLE))  # the head is in an earlier one
    assert below == found
    assert named_cell("Combien de prêts à Brest ?", TABLE, TABLE.index("Trégastel"), len(TABLE)) is None


YEARS = (
    "Indicateur | 2019 | 2021 | 2022\n\nVoyages (millions) | 30,1 | 22,4 | 27,9\n\nBus K-2 | 52 | 44 | 49\n\n"
    "Bus K-7 | 12 | 14 | 19"
)


@pytest.mark.parametrize(
    ("question", "span", "expected"),
    [
        ("Combien de voyages en 2020 ?", "30,1", True),  # no such year
        ("Combien de voyages en 2021 ?", "30,1", True),
        ("Combien de voyages en 2021 ?", "22,4", False),
        ("Combien de voyages ?", "30,1", False),
        ("Combien de voyages en 2021, et non en 2020 ?", "22,4", False),
        ("Combien de bus K-3 ?", "12", True),  # no such code
        ("Combien de bus A-3 ?", "12", False),  # no code is of this kind
        ("Combien de bus K-7 en 2019 ?", "K-7", True),  # a quantity is not in the name of a row
        ("Quel bus a 49 lignes en 2022 ?", "K-2", False),
        ("Combien de bus en tout ?", "2019", True),  # nor in that of a column
    ],
)
def test_years_and_codes_that_a_table_has_or_lacks(question: str, span: str, expected: bool) -> None:
    start = YEARS.index(span)
    assert of_another_cell(question, YEARS, start, start + len(span)) is expected


def test_before_a_year_is_another_row() -> None:
    table = "Année | Visiteurs\n2019 | 120\n2020 | 40"
    for question in ("Combien de visiteurs avant 2020 ?", "How many visitors since 2019?"):
        assert named_cell(question, table, 0, len(table)) is None
        assert not any(of_another_cell(question, table, at, at + 2) for at in (table.index("12"), table.index("40")))


def test_a_longer_name_is_meant_where_both_are_named() -> None:
    table = "Article | Prix | Stock\nPain | 2 € | 8\nPain complet | 3 € | 4"
    at = table.index("2 €")
    for question, price in (("Quel est le prix du pain complet ?", "3 €"), ("Prix du pain ?", "2 €")):
        found = named_cell(question, table, 0, len(table))
        assert found and table[slice(*found)] == price
        assert of_another_cell(question, table, at, at + 3) is (price == "3 €")


DROUGHT = (
    "Usage | Particuliers | Exploitants agricoles\nArrosage des potagers | Interdit de 9 h à 20 h | Interdit de 11 h à 18 h\n"
    "Remplissage des piscines | Interdit sauf première mise en eau | Sans objet\n"
    "Irrigation par aspersion | Sans objet | Interdite du samedi 12 h au lundi 6 h"
)
POOL = (
    "Jour | Période scolaire | Vacances scolaires\nJeudi | fermé | 10 h – 20 h\nVendredi | 12 h – 14 h et 17 h – 22 h | 10 h – 22 h\n"
    "Samedi | 9 h – 18 h | 9 h – 18 h\nJours fériés | fermé | fermé"
)
PRICES = (
    "Formule | Plein tarif | Tarif réduit | Habitants de l'agglomération\nEntrée adulte | 6 € | 4 € | 5 €\n"
    "Carte, par an (2 adultes) | 54 € | 42 € | gratuit\nAbonnement annuel | 295 € | 240 € | 255 €"
)
MUSEUM = "| Visitor | Museum | Museum and boat trip |\n|---|---|---|\n| Adults | €8.50 | €17 |\n| Children and seniors | €6 | €13 |"
PRINTING = "Item | Adults | Children and seniors\nColour copy, per page | $2 | $1\nZone A | $3 | $3\nZone C | $5 | free"


@pytest.mark.parametrize(
    ("question", "table", "cell", "hinted"),
    [
        ("How much is the museum and boat trip for adults?", MUSEUM, "€17", False),
        ("How much is the museum for adults?", MUSEUM, "€8.50", False),
        ("How much is admission for adults with the boat trip?", MUSEUM, "€17", True),
        ("How much is the museum with the boat for adults?", MUSEUM, "€17", True),
        ("Combien coûte un abonnement annuel pour un habitant de l'agglomération ?", PRICES, "255 €", False),
        ("Combien coûte l'abonnement annuel pour un habitant ?", PRICES, "255 €", True),
        ("Quel est le tarif réduit de la carte ?", PRICES, "42 €", False),
        ("Quel est le tarif d'une entrée adulte ?", PRICES, None, True),  # a word of two heads
        ("Horaires du jeudi pendant les vacances ?", POOL, "10 h – 20 h", True),
        ("Quand ferme la piscine le jeudi en période scolaire ?", POOL, "fermé", False),
        ("Horaires on Fridays, période scolaire?", POOL, "12 h – 14 h et 17 h – 22 h", False),
        ("How much is a colour copy for seniors?", PRINTING, "$1", True),
        ("How much is a colour copy for adults?", PRINTING, "$2", False),
        ("How much is zone C for adults?", PRINTING, "$5", False),
        ("How much is zone D for adults?", PRINTING, None, True),
        ("Peut-on remplir les piscines, pour les particuliers ?", DROUGHT, None, True),  # the row is not named
        ("Le remplissage des piscines est-il interdit aux particuliers ?", DROUGHT, "Interdit sauf première mise en eau", False),
        ("Quand le remplissage des piscines est-il autorisé aux particuliers ?", DROUGHT, None, True),  # no time
        ("Quand Brest a-t-il eu ces prêts ?", TABLE, None, True),  # a number, no date
        ("Quand l'accord de Brest ?", "Ville | Accord\nBrest | 1987\nLannion | 1990", "1987", False),
        ("When does the first bus of line N2 leave?", "Line | Route | First bus\nN1 | Stell | 00:15\nN2 | Hull | 00:20", "00:20", False),
        ("Is the pool open on Thursday, période scolaire?", POOL, "fermé", False),
    ],
)  # fmt: skip
def test_how_rows_and_columns_are_named(question: str, table: str, cell: str | None, hinted: bool) -> None:
    found = named_cell(question, table, 0, len(table), hinted=True)
    assert (table[slice(*found)] if found else None) == cell
    assert named_cell(question, table, 0, len(table)) == (None if hinted else found)


def test_a_column_of_whose_head_only_a_part_is_said_excludes_the_others() -> None:
    at = PRINTING.index("$2"), PRINTING.index("$1")
    assert [of_another_cell("How much is it for seniors?", PRINTING, start, start + 2) for start in at] == [True, False]


SALES = (
    "Altora: results\n\nKey figures\n\n€ million | 2022 | 2023\nNet profit | 702 | 845\nVehicles sold | 341 | 378\n\nSales by"
    " region\n\nRegion | Vehicles 2023 | Vehicles 2024\nGermany | 98 | 91\nNorth America | 71 | 88"
)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("How many vehicles were sold in Germany in 2023?", "98"),
        ("How many vehicles were sold in North America in 2024?", "88"),
        ("How many vehicles were sold by Altora in 2023?", "378"),  # the text begins with its name
        ("How many vehicles were sold in Japan in 2023?", None),
        ("How many vehicles were sold in China in 2022?", None),
        ("What was the revenue in Germany in 2023?", None),  # vehicles are no revenue
    ],
)
def test_a_cell_is_not_named_where_the_question_names_something_else(question: str, cell: str | None) -> None:
    found = named_cell(question, SALES, 0, len(SALES)) or named_cell(question, SALES, 0, len(SALES), hinted=True)
    assert (SALES[slice(*found)] if found else None) == cell


def test_a_name_is_that_of_its_own_row() -> None:
    at = SALES.index("378")
    for question, expected in (("How many vehicles in Germany in 2023?", True), ("How many vehicles in 2023?", False)):
        assert of_another_cell(question, SALES, at, at + 3) is expected
    at = CLUBS.index("£400")  # "Club" is not all of its row's name
    assert not of_another_cell("How much did the Rowing Club get?", CLUBS, at, at + 4)


CLUBS = "Group | Grant | Members\nYouth Club | £400 | 31\nChoir | £180 | 12"
STAFF = (
    "# Effectifs\n\n| Direction | Catégorie A | Total | Âge moyen |\n|---|---|---|---|\n| Secrétariat général | 212 | 530 | 47,2 |\n"
    "| Inspection | 48 | 57 | 54,6 |"
)


@pytest.mark.parametrize(
    ("question", "table", "span", "expected"),
    [
        ("Combien d'apprentis au secrétariat général ?", STAFF, "530", True),
        ("Quel est le salaire du secrétaire général ?", STAFF, "47,2", True),
        ("Quel est l'effectif de l'inspection ?", STAFF, "57", False),
        ("Combien d'effectifs à l'inspection ?", STAFF, "57", False),  # the heading says so
        ("Combien de personnes à l'inspection ?", STAFF, "57", False),
        ("Combien pèse l'inspection ?", STAFF, "57", True),
        ("Combien à l'inspection ?", STAFF, "57", False),
        ("How many employees does the Choir have?", CLUBS, "12", True),
        ("How many members does the Choir have?", CLUBS, "12", False),
        ("How much did the Choir get?", CLUBS, "£180", False),
        ("What is the rent of the Choir?", CLUBS, "£180", True),
        ("How long is the Choir?", CLUBS, "12", False),
        ("Combien coûte l'inspection ?", STAFF, "57", True),  # no sum
        ("Combien coûte l'inspection ?", STAFF.replace("Effectifs", "Coûts"), "57", False),
        ("What is the rent of the Choir?", "Prix | 14 €\nChoir | £180", "£180", False),  # one column of values
    ],
)
def test_a_quantity_of_what_no_head_says_is_in_no_cell(question: str, table: str, span: str, expected: bool) -> None:
    start = table.index(span)
    assert of_another_cell(question, table, start, start + len(span)) is expected


COURSES = (
    "Plan de formation\n\n| Intitulé | Durée | Dates | Lieu | Public |\n|---|---|---|---|---|\n"
    "| Marchés publics, niveau 1 | 3 jours | 10-12 mars | Paris | Acheteurs |\n"
    "| Marchés publics, niveau 2 | 2 jours | 19 mai | Lyon | Tous |"
)


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("Quand a lieu la formation Marchés publics, niveau 1 ?", "10-12 mars"),  # not "Lieu", nor "Public"
        ("Combien dure la formation Marchés publics, niveau 2 ?", "2 jours"),
        ("Où se déroule la formation Marchés publics, niveau 2 ?", "Lyon"),
        ("Quand a été créée la formation Marchés publics, niveau 2 ?", None),
        ("Combien coûte la formation Marchés publics, niveau 2 ?", None),
        ("Quand a lieu la formation ?", None),
    ],
)
def test_the_kind_of_the_question_stands_for_the_head_of_a_column(question: str, cell: str | None) -> None:
    found = named_cell(question, COURSES, 0, len(COURSES), hinted=True)
    assert (COURSES[slice(*found)] if found else None) == cell


@pytest.mark.parametrize(
    ("table", "span", "cell"),
    [
        (DROUGHT, "9 h à 20 h", "Interdit de 9 h à 20 h"),
        (DROUGHT, "samedi 12 h au lundi 6 h", "Interdite du samedi 12 h au lundi 6 h"),
        (POOL, "14 h et 17 h", "12 h – 14 h et 17 h – 22 h"),
        (MUSEUM, "8.50", "€8.50"),
        (MUSEUM, "17", "€17"),
        (PRICES, "2 adultes", "2 adultes"),  # what a row is called may be quoted in part
        ("A | B\nC | " + "un mot, " * 12 + "midi", "midi", "midi"),  # a paragraph
        ("Publié le 3 mai | Sport\n\nLe match.", "Sport", "Sport"),
        ("Sport | Publié le 3 mai\n\nLe match.", "3 mai", "3 mai"),  # no table
        ("Prix : 12 €.\nA | B", "12 €", "12 €"),
    ],
)
def test_a_short_cell_is_quoted_whole(table: str, span: str, cell: str) -> None:
    start = table.index(span)
    assert table[slice(*whole_cell(table, start, start + len(span)))] == cell


@pytest.mark.parametrize(
    ("question", "table", "label", "cell"),
    [
        ("Peut-on remplir sa piscine ?", DROUGHT, "Remplissage", "Interdit sauf première mise en eau"),
        ("Les exploitants agricoles peuvent-ils remplir une piscine ?", DROUGHT, "Remplissage", "Sans objet"),
        ("Is it open on Thursday?", POOL, "Jeudi", "fermé"),
        ("Is it open on Friday?", POOL, "Vendredi", "12 h – 14 h et 17 h – 22 h"),
        ("Is it free on Friday?", POOL, "Vendredi", None),  # nor is a time
        ("Y a-t-il un abonnement ?", PRICES, "Abonnement", None),  # a number is neither yes nor no
        ("Que peut-on remplir ?", DROUGHT, "Remplissage", None),
        ("Peut-on remplir sa piscine ?", DROUGHT, "Usage", None),
        ("Peut-on remplir sa piscine ?", DROUGHT, "Sans objet", None),
        ("Peut-on remplir sa piscine plus tôt ?", DROUGHT, "Remplissage", None),
        ("Peut-on remplir sa piscine ?", "La piscine ferme.", "piscine", None),
    ],
)
def test_yes_or_no_is_said_by_the_cell_of_a_label(question: str, table: str, label: str, cell: str | None) -> None:
    start = table.index(label)
    found = cell_of_label(question, table, start, start + len(label))
    assert (table[slice(*found)] if found else None) == cell


@pytest.mark.parametrize(
    ("question", "table", "span", "cells"),
    [
        ("Horaires du jeudi ?", POOL, "10 h – 20 h", ["fermé"]),
        ("Horaires du samedi ?", POOL, "9 h", []),  # they say the same
        ("Horaires du jeudi en période scolaire ?", POOL, "fermé", []),
        ("Horaires du jeudi pendant les vacances ?", POOL, "10 h – 20 h", []),
        ("Combien coûte la carte ?", PRICES, "54 €", ["42 €", "gratuit"]),
        ("Quand arroser ?", DROUGHT, "Interdit de 9 h", ["Interdit de 11 h à 18 h"]),
        ("Quand l'aspersion ?", DROUGHT, "Interdite du", []),  # no time
        ("Combien à Brest ?", TABLE, "98 400", []),  # a number of something else
        ("Combien de bus K-2 ?", "Indicateur | 2019 | 2021 | Note\nBus K-2 | 52 | 44 | 3", "52", ["44"]),
        ("Combien de bus K-2 ?", "Indicateur | 2019 | 2021\nBus K-2 | 52", "52", []),
        ("Combien de bus K-2 ?", "Indicateur | 2019 | 2021\nBus K-2 | 52 | 44", "K-2", []),
        ("Combien coûte la carte ?", PRICES, "Plein tarif", []),
        ("Combien ?", "54 €", "54 €", []),
    ],
)
def test_cells_beside_the_one_that_answers(question: str, table: str, span: str, cells: list[str]) -> None:
    start = table.index(span)
    assert [table[slice(*cell)] for cell in beside(question, table, start, start + len(span))] == cells


def test_a_unit_in_brackets_is_no_part_of_a_name() -> None:
    found = named_cell("Combien de voyages en 2022 ?", YEARS, 0, len(YEARS))
    assert found and YEARS[slice(*found)] == "27,9"


def test_a_row_with_other_cells_than_the_head_has_no_columns() -> None:
    table = "Ville | Prêts | Quais\nBrest | 98\nLannion | 31 | 2\nNador | 7"
    start = table.index("98")
    assert not of_another_cell("Combien de quais à Brest ?", table, start, start + 2)
    assert named_cell("Combien de quais à Brest ?", table, 0, len(table)) is None
    assert named_cell("Combien de prêts à Brest ?", table, 0, len(table)) is None


def test_a_cell_without_words_names_no_row_and_a_line_without_cells_is_none() -> None:
    table = "Ville | Prêts\n— | 12\nBrest | 98\nSource : a|b, 77"
    for value, expected in (("12", True), ("98", False), ("77", False)):
        start = table.index(value)
        assert of_another_cell("Combien de prêts à Brest ?", table, start, start + 2) is expected


@pytest.mark.parametrize(
    ("table", "cell", "names"),
    [
        ("| Support | 2021 | 2022 |\n|---|---|---|\n| Livres | 64 110 | 81 705 |", "81 705", ("Livres", "2022")),
        ("| Ville | Habitants |\n|---|---|\n| Brest | 139 000 |", "139 000", ("Brest", "Habitants")),  # underlined
        ("Ville | Maire | Prêts\nBrest | Ada Diop | 98 400", "98 400", ("Brest", "Prêts")),
        ("Ville | Maire | Prêts\nBrest | Ada Diop | 98 400", "Ada Diop", None),  # "Nom | Bo Li | maire" is no head
        ("Prix | 14 €\nPrêt | 3 semaines", "3 semaines", None),
        ("Adresse | rue du Port\nTéléphone | 02 98", "02 98", None),
        ("Lundi | 9 h | 18 h\nMardi | 10 h | 17 h", "17 h", None),
        ("Ville | Maire | Prêts\nBrest | 98 400", "98 400", None),
        ("Ville | 2021 |  \nBrest | 139 000 | 98 400", "98 400", None),
        ("Ville | 2021 | 2022\nBrest | 139 000 | 98 400", "2022", None),
        ("Ville | 2021 | 2022\n" + "Brest | 1 | 2\n" * 501 + "Fès | 3 | 77", "77", None),  # too far from the head
        ("Il y a 98 400 prêts.", "98 400", None),
    ],
)
def test_what_row_and_column_of_a_cell_are_called(table: str, cell: str, names: tuple[str, str] | None) -> None:
    text = f"Un texte.\n\n{table}\n\nLa suite."
    assert names_of(text, text.index(cell)) == names


@pytest.mark.slow
def test_a_cell_is_quoted_with_its_row() -> None:
    from qa import Assistant

    assistant = Assistant.over([Document("t", "Prêts", TABLE, "t.docx", "fr")])
    for question, cell, row in (
        ("Combien de prêts à Brest ?", "98 400", "Brest | 139 000 | 98 400"),
        ("Combien d’habitants à Trégastel ?", "2 400", "Trégastel | 2 400 | 21 050"),
    ):
        answer = assistant.ask(question)
        assert (answer.text, answer.quote) == (cell, row)
        assert TABLE[answer.start : answer.end] == cell
    assert assistant.ask("Pourquoi les prêts de Brest ont-ils baissé ?").text is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "table", "cells"),
    [
        (
            "À quelle heure peut-on arroser son potager ?",
            DROUGHT,
            ["Interdit de 9 h à 20 h", "Interdit de 11 h à 18 h"],
        ),
        ("Peut-on remplir sa piscine ?", DROUGHT, ["Interdit sauf première mise en eau", "Sans objet"]),
        ("horaires du jeudi", POOL, ["fermé", "10 h – 20 h"]),
        ("À quelle heure ouvre la piscine le jeudi pendant les vacances ?", POOL, ["10 h – 20 h"]),
        ("How much is the museum and boat trip for adults?", MUSEUM, ["€17"]),
    ],
)
def test_no_cell_is_quoted_alone_where_another_may_be_meant(question: str, table: str, cells: list[str]) -> None:
    from qa import Assistant

    answer = Assistant.over([Document("t", "Règles", table, "t.docx", "en" if table is MUSEUM else "fr")]).ask(question)
    assert sorted(each.text or "" for each in (answer, *answer.also)) == sorted(cells)
