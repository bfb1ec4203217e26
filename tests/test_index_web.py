"""Web pages: what a browser shows, as it shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.loaders import load
from index.web import read_html

PROSE = "Le port est ouvert toute l’année, du lundi au samedi, de dix heures à dix-neuf heures, et le reste est fermé."


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("Jusqu’à 4<sup>3</sup> %, soit 10<sup> 6 </sup>.", "Jusqu’à 4³ %, soit 10 ⁶ ."),
        ("H<sub>2</sub>O, Ca<sup>2+</sup>, 20 m<sup><b>2</b></sup>", "H₂O, Ca²⁺, 20 m²"),
        ("Le XXI<sup>e</sup>, le 1<sup>er</sup>, en 1987<sup><a>[1]</a></sup>", "Le XXIe, le 1er, en 1987[1]"),
    ],
)
def test_a_raised_number_is_not_part_of_the_number_before(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<table><tr><th>Ville<th>Prêts<tr><td>Fès<td><br>310<br>000</table>Fin", "Ville | Prêts\n\nFès | 310 000\n\nFin"),
        ("<table><tr><td><td>Fès<td> <td>3</table>", "Fès | 3"),
        ("<table><tr><td>Menu<td><table><tr><td>a<td>b</table></table>", "Menu\n\na | b"),
        ("<table><tr><td><p>Un</p><p>Deux</p><td>Trois</table>", "Un\n\nDeux\n\nTrois"),
        ("<dl><dt>Lieu<dd>Fès<dd>Safi<dt>Prix<dt>Tarif<dd>3 €</dl>Fin", "Lieu | Fès | Safi\n\nPrix\n\nTarif | 3 €\n\nFin"),
        ("<dl><dt>Quai<!-- x --> <dd><p>Un</p><p>Deux</p></dl>", "Quai\n\nUn\n\nDeux"),
    ],
)  # fmt: skip
def test_a_row_of_a_table_is_one_line(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


@pytest.mark.parametrize(
    "unseen",
    [
        "<p hidden>Non.</p>",
        "<p style='color: red; DISPLAY: none'>Non.</p>",
        "<p aria-hidden=true>Non.</p>",
        "<dialog>Non.</dialog>",
        "<del>Non.</del>",
        "<s>Non.</s>",
        "<div role=navigation>Non.</div>",
        "<div role=banner>Non.</div>",
        "<div role=contentinfo>Non.</div>",
        "<section id=comments><article>Non.</article></section>",
        "<div class='cookie-banner'>Non.</div>",
        "<math><annotation>Non.</annotation></math>",
    ],
)
def test_what_no_reader_sees_is_no_text(unseen: str) -> None:
    assert read_html(f"<p>{PROSE}</p>{unseen}".encode()).text == PROSE


@pytest.mark.parametrize(
    "page",
    [
        f"<body class=no-cookies><p>{PROSE}</p>",
        f"<p>{PROSE}</p><div class=cookie-recipe>Oui</div>",
        f"<div aria-hidden=true>{PROSE}</div><dialog open>Oui</dialog>",
        f"<p>{PROSE}</p><div hidden=until-found>Oui</div>",
        f"<p>{PROSE}</p><span style='display: none'><math><mi>x</mi></math></span>",
    ],
)
def test_what_only_looks_unseen_is_read(page: str) -> None:
    assert PROSE in read_html(page.encode()).text
    assert len(read_html(page.encode()).text) >= len(PROSE) + ("body" not in page)


def test_soft_hyphens_are_taken_out_of_words_but_what_joins_letters_stays() -> None:
    assert read_html("Le co&shy;mi\u200bté\u2060 a vo\ufeffté en \u0645\u06cc\u200c\u0634.".encode()).text == (
        "Le comité a voté en \u0645\u06cc\u200c\u0634."
    )


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Menu</title>", "Le port"),
        ("<title>Le port de Brest - La Gazette</title>", "Le port"),
        ("<meta property=og:title content='Le port'>", "Le port"),
    ],
)
def test_the_headline_of_a_web_page_is_its_title(head: str, title: str, tmp_path: Path) -> None:
    page = f"{head}<meta name=author content='Julie Corre'><div>Contact</div><h1>{title}</h1><p>Julie Corre, 2024<p>{PROSE}"
    (tmp_path / "a.html").write_text(page)
    document = load(tmp_path / "a.html")
    assert [document.text[part.start : part.end] for part in document.parts] == [title, "Julie Corre"]
    (tmp_path / "a.html").write_text(page.replace("h1>", "b>"))
    assert load(tmp_path / "a.html").title == (title if "og:" in head else "Contact")
