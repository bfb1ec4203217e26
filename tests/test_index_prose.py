"""Plain text: sentences that go on over lines, and lines that stay."""

from __future__ import annotations

import textwrap
import time

import pytest

from index.prose import read_text, rejoined

PROSE = (
    "Le port de Tréguier a été bâti en 1840 par l’ingénieur Jean Legoff, que le ministre avait envoyé de Paris après "
    "la grande tempête. Il a été agrandi deux fois, en 1887 par Paul Cadiou, de Rennes, puis en 1923 par la société "
    "Bâtir Ouest, qui a refait aussi le quai du Guindy et la halle, pour un montant de 1,2 million de francs."
)
LONG = "Le conseil municipal de la ville de Lannion a voté, le lundi 4 mars,"


@pytest.mark.parametrize("width", [60, 66, 72, 78, 120])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_paragraph_that_is_broken_into_lines_is_one_again(width: int, end: str) -> None:
    broken = end.join([*textwrap.wrap(PROSE, width), "", *textwrap.wrap(PROSE, width), ""])
    assert read_text(broken.encode()).text == f"{PROSE}\n\n{PROSE}\n"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([LONG, "une aide.", "- Un point qui est si long qu’il ne tient pas en une ligne, et", "  qui va plus loin", "- Deux"],
         f"{LONG} une aide.\n- Un point qui est si long qu’il ne tient pas en une ligne, et qui va plus loin\n- Deux"),
        (["Il a voté la construc-", "tion de la halle."], "Il a voté la construc-tion de la halle."),
        (["La construction plaît.", "Il a voté la construc-", "tion."], "La construction plaît.\nIl a voté la construction."),
        (["Il a voté la construc\u00ad", "tion."], "Il a voté la construction."),
    ],
    ids=["a bullet", "a hyphen", "a hyphen in a known word", "a soft hyphen"],
)  # fmt: skip
def test_a_line_goes_on_where_the_one_before_was_broken(lines: list[str], text: str) -> None:
    assert read_text("\n".join(lines).encode()).text == text


@pytest.mark.parametrize(
    "lines",
    [
        ["```", LONG, "une = 3", "```"],
        ["~~~", "```", LONG, "une = 3", "~~~"],
        [f"    {LONG}", "    une = 3"],
        [f"| {LONG[:60]} |", "| une aide |"],
        ["# Le conseil municipal de la ville de Lannion et son budget annuel", "Il a voté une aide."],
        ["Le conseil municipal de la ville de Lannion et son budget annuel", "===================", "Il a voté."],
        ["Le port", "Il est ouvert."],
        ["Demain, dès l’aube, à l’heure où blanchit la campagne,", "Je partirai. Vois-tu, je sais que tu m’attends."],
        ["Mairie de Lannion", "1, place du Général-Leclerc", "22300 Lannion"],
        ["Rennes      12 300      14 500      le nord du département en entier", "total      12 400"],
        [f"{LONG}  ", "Une aide."],
        ["To: anne@port.fr, paul@port.fr, redaction@gazette.fr, mairie@ville.fr", "Date: Mon, 4 Mar 2024"],
        ["1. Le conseil municipal de la ville de Lannion a voté une aide annuelle", "2. Le port est agrandi"],
        ["1° le conseil municipal de la ville de Lannion a voté une aide annuelle", "2° le port"],
        [f"Vu le code du travail, et notamment {LONG[:40]} 12 ;", "Vu le décret du 3 juin ;", "Considérant la mer,"],
        [">>> from port import quais, bateaux, digues, phares, grues, hangars", ">>> quais"],
        ["> 65 ans : gratuit", "> 12 ans : deux euros"],
    ],
    ids=["code", "other code", "indented", "table", "heading", "underlined", "short", "verse", "address",
         "columns", "hard break", "mail", "list", "degrees",
         "recitals", "Python", "more than"],
)  # fmt: skip
def test_what_is_laid_out_in_lines_stays_so(lines: list[str]) -> None:
    text = "\n".join([*textwrap.wrap(PROSE, 70), "", *lines])
    assert read_text(text.encode()).text.split("\n\n")[1].split("\n") == lines


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([f"> {LONG}", "> une aide."], f"{LONG} une aide."),
        (["Anne a écrit :", "> 1. Le port", "> 2. Les 12 quais", ">", "> 14 000 €", "Oui."],
         "Anne a écrit :\n\n1. Le port\n2. Les 12 quais\n\n14 000 €\n\nOui."),
        ([">> Où ?", "> Ici.", "> > Quand ?", "", "Hier, >12 h"], "Où ?\n\nIci.\n\nQuand ?\n\nHier, >12 h"),
    ],
    ids=["broken", "list", "deeper"],
)  # fmt: skip
def test_mail_that_is_quoted_has_no_marks(lines: list[str], text: str) -> None:
    assert read_text("\n".join(lines).encode()).text == text


def test_paragraphs_of_one_line_stay_apart() -> None:
    text = "\n".join([PROSE, LONG, "une aide.", PROSE])
    assert read_text(text.encode()).text == text


@pytest.mark.parametrize(
    "piece",
    ["a\n=\n\n", "```\n", "- a\n", "a-\n", " ", "1 ", "\n", "~~~", "> ", "> a\n"],
)
def test_a_text_costs_no_more_than_its_length(piece: str) -> None:
    begun = time.process_time()
    read_text((piece * (400_000 // len(piece))).encode())
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "lines",
    [
        ["anne le goff | Lannion | directrice de la bibliothèque | 54", "yves kerbrat | Plouha | gardien | 31"],
        ["Où est le port qui reçoit les bateaux et la criée de la ville ?", "au bout du quai de la ville, à gauche."],
        ["2024-03-04 Le conseil municipal de la ville s'est réuni à la", "2024-03-05 mairie fermée"],
    ],
)  # fmt: skip
def test_records_one_a_line_stay_so(lines: list[str]) -> None:
    assert rejoined("\n".join(lines)) == "\n".join(lines)


def test_one_small_letter_does_not_join_a_menu() -> None:
    menu = ["Soupe de poissons du jour, avec ses croûtons et sa rouille 12 €", "terrine 8 €"]
    menu += ["Tarte aux pommes de la ferme, servie tiède avec une boule 9 €"] * 8
    assert len(rejoined("\n".join(menu)).split("\n")) >= len(menu) - 1
