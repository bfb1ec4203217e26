"""The items of lists."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.lists import after_marker, enumeration, lettered, listed

MARKED = st.text(alphabet=st.sampled_from(list("ab A É 12 ,;:.-'’«»() \n😀")), max_size=60)


@pytest.mark.parametrize(
    ("text", "part", "items"),
    [
        ("Trois quais : le nord, le sud, l’est.", "le nord", ["le nord", "le sud", "l’est"]),
        ("Trois quais : le nord (12,5 m), le sud ou l’est.", "le sud", ["le nord (12,5 m)", "le sud", "l’est"]),
        ("Three quays: north, south and east.", "south", ["north", "south", "east"]),
        ("Deux quais : le nord et le sud.", "le nord", []),
        ("Le nord, le sud et l’est.", "Le nord", []),
        ("Trois quais : le nord, le sud, l’est.", "Trois", []),
        ("Trois quais : le nord, le sud, l’est.", "le sud, l’est", ["le nord", "le sud", "l’est"]),
        ("Trois quais : le nord, le sud bleu, l’est.", "le nord, le sud", ["le nord", "le sud bleu", "l’est"]),
        ("Trois quais : le nord, le sud, l’est.", "quais", []),
        ("Le port : le nord (a, b), « c, d » et l’est.", "nord", ["le nord (a, b)", "« c, d »", "l’est"]),
        ('Le port : le nord [a, b], “c, d” et "e, f".', "nord", ["le nord [a, b]", "“c, d”", '"e, f"']),
        ("Le port : le nord (a, b), « c, d » et l’est.", "« c, d »", ["le nord (a, b)", "« c, d »", "l’est"]),
        ("Il faut : a) un port, neuf ; b) un pont ; et un quai.", "un port", ["un port, neuf", "un pont", "un quai"]),
        ("On lit : Ada, Bo à Fès ; Cy à Rabat.", "Ada", []),
        ("On lit : Ada, Di, Bo à Fès ; Cy à Rabat.", "Ada", ["Ada", "Di", "Bo à Fès"]),
        ("Villes : Lille, Gand et Metz, toutes partenaires.", "Lille", ["Lille", "Gand", "Metz"]),
        ("Villes : Lille, Gand et Metz, toutes partenaires.", "toutes", []),
        (
            "Évitez : le feu, sortir entre 12 h et 16 h, le vin.",
            "le feu",
            ["le feu", "sortir entre 12 h et 16 h", "le vin"],
        ),
        ("Climats : chaud et sec, frais et humide, doux.", "chaud", ["chaud et sec", "frais et humide", "doux"]),
        (
            "Climats : chaud et sec, frais et humide, doux et gris.",
            "chaud",
            ["chaud et sec", "frais et humide", "doux et gris"],
        ),
        ("Axes : port et gare, santé, école et art.", "santé", ["port et gare", "santé", "école", "art"]),
        ("Villes : Lille, Gand, etc.", "Lille", []),
        (
            "Au choix : un port ; ou un pont ; and a quay ; or a crane.",
            "un port",
            ["un port", "un pont", "a quay", "a crane"],
        ),
        ("Il faut : du pain, des clous, an axe.", "pain", ["du pain", "des clous", "an axe"]),
        ("Il faut : du pain, des clous, an axe.", "clous", ["du pain", "des clous", "an axe"]),
        ("Il faut : du pain, des clous, an axe.", "axe", ["du pain", "des clous", "an axe"]),
        ("Métaux : cuivre, or, argent et platine.", "argent", ["cuivre", "or", "argent", "platine"]),
        ("Towns: Lille, Ghent or Metz.", "Ghent", ["Lille", "Ghent", "Metz"]),
        ("Towns: Lille, Ghent, Metz, etc.", "Lille", ["Lille", "Ghent", "Metz"]),
        ("Open: from 8 a.m., from 9 a.m., and from 5 p.m.", "from 8", ["from 8 a.m.", "from 9 a.m.", "from 5 p.m."]),
    ],
)
def test_the_items_of_a_list(text: str, part: str, items: list[str]) -> None:
    at = text.index(part)
    found = enumeration(text, at, at + len(part), 0, len(text))
    assert [text[start:end] for start, end in found] == items


@pytest.mark.parametrize(
    ("text", "part", "items"),
    [
        ("It wants that (a) docks open, (b) boats sail, and (c) nets dry.", "docks open", ["docks open", "boats sail", "nets dry"]),
        ("It wants that (a) docks open, and (b) boats sail.", "that (a) docks open", ["docks open", "boats sail"]),
        ("It wants: (1) docks; (2) boats.", "boats", ["docks", "boats"]),
        ("Il veut (i) un port et (ii) un quai.", "un quai", ["un port", "un quai"]),
        ("It wants that (a) docks open, (b) boats sail.", "open", []),
        ("It wants that (a) docks open.", "docks open", []),
        ("It wants (a) docks and (c) boats.", "docks", []),
        ("It wants (b) docks and (c) boats.", "docks", []),
    ],
)  # fmt: skip
def test_items_with_letters_need_no_colon(text: str, part: str, items: list[str]) -> None:
    at = text.index(part)
    assert [text[slice(*item)] for item in lettered(text, at, at + len(part), 0, len(text))] == items
    assert [text[slice(*item)] for item in enumeration(text, at, at + len(part), 0, len(text))] == items


@pytest.mark.parametrize(
    ("text", "part", "items"),
    [
        ("Il faut :\n- une copie ;\n\n- un timbre et\n- deux photos.\nMerci.", "copie", ["une copie", "un timbre", "deux photos"]),
        ("## Lots\n1. Repas.\n2. Pain.\n- sec", "Repas", ["Repas", "Pain"]),
        ("Lots\na) repas\nb) pain\n\n\nc) vin", "repas", ["repas", "pain"]),
        ("Il rit.\n– Bonjour\n– Adieu", "Bonjour", []),
        ("Il rit. \n– Bonjour\n– Adieu", "Bonjour", []),
        ("- une copie ou\n- a form and\n- a stamp or\n- un mot", "copie", ["une copie", "a form", "a stamp", "un mot"]),
        ("- une copie\n- un timbre", "copie", ["une copie", "un timbre"]),
        ("- prix : 40 %\n- délai : 60 %", "40 %", ["prix : 40 %", "délai : 60 %"]),
        ("- a form:\n  - a copy\n  - a stamp\n- a photo", "a copy", ["a copy", "a stamp"]),
        ("- a form:\n  - a copy\n  - a stamp\n- a photo", "photo", ["a form:", "a photo"]),
        ("- une copie\n- un timbre\n- etc.", "copie", ["une copie", "un timbre"]),
        ("Il faut " + "a" * 300 + " :\n- une copie\n- un timbre", "copie", ["une copie", "un timbre"]),
        ("- une copie\n- " + "a" * 300, "copie", []),
        ("Il faut :\n- une copie ;\n- un timbre.", "Il faut", []),
        ("Il faut :\n- une copie neuve ;\n- un timbre.", "neuve", []),
        ("Il faut :\n- une copie", "une copie", []),
        ("Il faut :" + "\n- a" * 100, "a", []),
        ("Il faut trois pièces.\n• une copie\n• un timbre", "une copie", ["une copie", "un timbre"]),
        ("Voici.\n\n1. Remplir\n\n2. Payer", "Remplir", ["Remplir", "Payer"]),
        ("Lots :\n1. Repas\n   Midi et soir.\n\n   Servi chaud.\n2. Pain", "Repas", ["Repas", "Pain"]),
        ("Lots :\n1. Repas\nMidi et soir.\n2. Pain", "Repas", []),
        ("Lots\n• repas" + "\n  • midi" * 40 + "\n• pain", "repas", ["repas", "pain"]),
        ("A) Repas\nB) Pain\nii) sec\niii) frais", "Repas", ["Repas", "Pain"]),
        ("i) sec\nii) frais\niii) cuit", "frais", ["sec", "frais", "cuit"]),
        ("Jour | Menu\nLundi | • repas\n• pain | 9 €\n• mardi", "repas", ["repas", "pain"]),
        ("Jour | Menu\nLundi | • repas\n• pain | 9 €\n• mardi", "pain", ["repas", "pain"]),
        ("Lundi | • repas | • pain", "pain", []),
    ],
)  # fmt: skip
def test_the_lines_of_a_list(text: str, part: str, items: list[str]) -> None:
    at = text.rindex(part) if part == "a" else text.index(part)
    assert [text[start:end] for start, end in listed(text, at, at + len(part))] == items


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("2. un prêt", "un prêt"),
        ("Lots :\n  b) un prêt", "un prêt"),
        ("Mardi | • un prêt", "un prêt"),
        ("Fès | - 12 °C", "- 12 °C"),
        ("Le port, - un prêt", "- un prêt"),
        ("un prêt", "un prêt"),
        ("Q: Et ?\nA: un prêt", "un prêt"),
        ("AB : un prêt", "un prêt"),
    ],
)
def test_a_marker_is_no_part_of_an_item(text: str, kept: str) -> None:
    start = min(at for mark in ("2.", "b)", "•", "- ", "A", "un") if (at := text.find(mark)) >= 0)
    assert text[after_marker(text, start, len(text)) :] == kept


@given(st.text() | MARKED, st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_items_follow_each_other_in_their_sentence(text: str, cuts: list[int]) -> None:
    sentence_start, start, end, sentence_end = sorted(min(cut, len(text)) for cut in cuts)
    for items in (enumeration(text, start, end, sentence_start, sentence_end), listed(text, start, end)):
        edges = [at for item in items for at in item]
        assert edges == sorted(edges)
        assert all(0 <= at <= len(text) for at in edges)
        assert not items or any(a < end and start < b for a, b in items)
