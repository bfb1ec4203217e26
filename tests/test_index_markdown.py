"""Markdown: what a reader of the page sees, without its marks, and nothing less."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.loaders import load
from index.markdown import read_markdown

LONG = "Le conseil municipal de la ville de Lannion a voté, le lundi 4 mars,"
marks = [
    "- ",
    "  1. ",
    "> ",
    "# ",
    "| ",
    "|-|",
    "    ",
    "**",
    "_",
    "`",
    "```",
    "[",
    "](",
    ")",
    "![",
    "<",
    ">",
    "<b>",
    "</b>",
    "&",
]
pieces = st.lists(st.sampled_from(["mot, ", "deux. ", " ", "\n", "\n\n", "~~~", "\\", "==", "---", *marks]))


def read(source: str) -> str:
    return read_markdown(source.encode()).text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Il dure **trois mois**, _au plus_, `sans` __frais__.", "Il dure trois mois, au plus, sans frais."),
        ("## Barème ##\n\nLe port\n---\nEst-il *ouvert* ?", "Barème\n\nLe port\n\nEst-il ouvert ?"),
        ("| Ville | Prix |\n|:--|---:|\n| **Paris** | 140 € |\n| Brest | 1 \\| 2 € |", "Ville | Prix\n\nParis | 140 €\n\nBrest | 1 | 2 €"),
        ("- un\n- deux\n  1. trois\n  2. quatre\n\n3. cinq", "• un\n\n• deux\n\n  1. trois\n\n  2. quatre\n\n3. cinq"),
        ("* [Maroc](a.md)\n* [Mali](b.md)", "• Maroc\n\n• Mali"),
        ("> **Note :** le port\n> est ouvert.\n>\n> > Ici", "Note : le port\nest ouvert.\n\nIci"),
        ("```sh\nport = **80**\n\nfin\n```\n\n    Port 81", "port = **80**\n\nfin\n\nPort 81"),
        ("12&nbsp;&euro;, &copy2024, &x; et `&euro;`, 3 < 4, a_b_c", "12 €, &copy2024, &x; et &euro;, 3 < 4, a_b_c"),
        ("Il coûte ~~12 €~~ 15 €, soit 3^2^ <ada@port.fr>", "Il coûte 15 €, soit 3^2^ ada@port.fr"),
        ("Voir [le port][1] ![vue](a.png)[^2]\n\n[1]: https://port.fr\n\n[^2]: Le port de Safi.", "Voir le port [^2]\n\n[^2]: Le port de Safi."),
        ("- [x] Fait\n- [ ] À faire", "• [x] Fait\n\n• [ ] À faire"),
    ],
)  # fmt: skip
def test_markdown_is_read_without_its_marks(source: str, text: str) -> None:
    assert read(source) == text


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ([LONG, "une aide."], f"{LONG} une aide."),
        ([f"> {LONG}", "> une aide."], f"{LONG} une aide."),
        (["- Le port", "  de Safi", "- Le quai"], "• Le port de Safi\n\n• Le quai"),
        (["- **Présents :** Ada,", "  Bo Li", "- Le quai"], "• Présents : Ada,\n  Bo Li\n\n• Le quai"),
        (["Mairie de Lannion", "1, place du Général-Leclerc", "22300 Lannion"], "Mairie de Lannion\n1, place du Général-Leclerc\n22300 Lannion"),
        ([f"{LONG}  ", "une aide."], f"{LONG}\nune aide."),
        (["Le port", "de Safi", "==="], "Le port de Safi"),
    ],
    ids=["paragraph", "quote", "item", "lines in an item", "address", "hard break", "heading"],
)  # fmt: skip
def test_lines_are_joined_where_the_margin_broke_them(lines: list[str], text: str) -> None:
    assert read("\n".join(lines)) == text


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Le port <!-- de Safi --> est ouvert <!-- à\ntous --> ici, <!-- mais\n\nle quai --> est fermé.",
         "Le port est ouvert ici, <!-- mais\n\nle quai --> est fermé."),
        ("  <!-- Rien\n\nà voir. -->Fin.", "Fin."),
        ("Ici\n\n<!-- c\n\nFin", "Ici\n\n<!-- c Fin"),
        ("<aside>\nNotez le **port**.\n</aside>\n\n</article>\n\n<footer>Fin</footer>", "Notez le **port**.\n\nFin"),
        ("<form>\n\nLe port\n\n</form>\n\n<nav>Fin</nav>", "Le port\n\nFin"),
        ("La balise <script> et <!doctype> ou <textarea>, puis\n\n<title>\n\nfin", "La balise <script> et ou <textarea>, puis\n\n<title>\n\nfin"),
        ("<style>\na { b: c }\n</style>\n\n<svg>\n<path/>\n</svg>\n\n<details><summary>Quai</summary>\n\nOui\n</details>", "Quai\n\nOui"),
        ("Ligne<br>deux, 4<sup>3</sup>", "Ligne\ndeux, 4³"),
    ],
)  # fmt: skip
def test_html_in_markdown_hides_no_text_but_comments_and_programs(source: str, text: str) -> None:
    assert read(source) == text


@given(pieces)
def test_no_word_is_lost(words: list[str]) -> None:
    source = "".join(words)
    shown = read(source)
    if not any(hides in source for hides in ("~~", "](", "[", "```", "~~~")):
        assert (shown.count("mot"), shown.count("deux")) == (source.count("mot"), source.count("deux"))


@pytest.mark.parametrize("mark", ["> ", "- "])
def test_text_in_many_quotes_or_lists_is_read(mark: str) -> None:
    assert "Ada Diop" in read(f"{mark * 40}Ada Diop")


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Ville de Safi\n\nLe port\n=======\n\nIl est ouvert.", "Le port"),
        ("Ville de Safi\n\n# Le quai\n\nLe port\n=======\n\nIl est ouvert.", "Le quai"),
        ("Ville de Safi\n\nLe port est\n=======\nouvert.", "Le port est"),
        ("Ville de Safi\n\nLe port\nest ouvert\n==========\n\nIl est beau.", "Le port est ouvert"),
        ("Ville de Safi\n\nIl est beau.\n\nLe port\n=======", "Ville de Safi"),
        ("\nVille de Safi\n===\n\nLe port\n===\n\nIl est beau.", "Ville de Safi"),
        ("Ville de Safi\n\n1.0 / 2024\n===\n\nIl est beau.", "Ville de Safi"),
        ("# **Effectifs** 2024\n\n| Ville | Agents |\n|--|--|\n| Safi | 12 |", "Effectifs 2024"),
        ("[![Build](a.svg)](b)\n\n## Le port\n\nIl est beau.", "Le port"),
        ("---\ntitle: Le port\nauthor: Ada Diop\n---\n\nVille\n\nIl est beau.", "Le port"),
        ("---\ntitle: X\n---\n# Le port\n\nIl est beau.", "Le port"),
    ],
)
def test_the_first_heading_is_the_title(text: str, title: str, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    document = load(tmp_path / "a.md")
    assert document.title == title
    authors = [document.text[part.start : part.end] for part in document.parts if part.kind == "author"]
    assert authors == (["Ada Diop"] if "Ada" in text else [])


@pytest.mark.parametrize(
    "piece",
    ["<!--", "a <!-- b\n\n", "a\n=\n\n", "\n\n=", "```\n", "`", "&amp", "- a\n", "a-\n", " ", "1 ", "\n", "~~~", "> ", "- ",
     "[", "![", "*a ", "# a\n", "|a|b|\n|-|-|\n", "<svg>", "<script>\n\n", "1. a\n  1. b\n"],
)  # fmt: skip
def test_a_text_costs_no_more_than_its_length(piece: str) -> None:
    begun = time.process_time()
    read(piece * (50_000 // len(piece)))
    assert time.process_time() - begun < 3  # a mark costs up to 50 µs; a minute, where all headings are compared


def test_a_book_is_read_in_a_second_or_two() -> None:
    chapter = f"## Le port\n\n{LONG} **une aide** de [12 €](a.md).\n\n- un\n- deux\n\n| a | b |\n|--|--|\n| c | d |\n\n"
    begun = time.process_time()
    read(chapter * (400_000 // len(chapter)))
    assert time.process_time() - begun < 6
