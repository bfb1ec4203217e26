"""Web pages: what a browser shows, as it shows it."""

from __future__ import annotations

import time
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
        ("<math><msup><mn>10</mn><mrow><mo>-</mo><mn>6</mn></mrow></msup></math> m, <math><msup><mi>n</mi><mi>k</mi></msup></math>",
         "10⁻⁶ m, nk"),
        ("<math><msub><mi>CO</mi><mn>2</mn></msub><msubsup><mi>x</mi><mn>1</mn><mn>3</mn></msubsup></math>", "CO₂x₁³"),
        ("<math><msup><msup><mi>x</mi><mn>2</mn></msup><mn>3</mn></msup></math>", "x²³"),
        ("<math><mfrac><mn>1</mn><mn>2</mn></mfrac></math> litre", "1/2 litre"),
        ("<math><mn>2</mn><mfrac><mn>1</mn><mn>3</mn></mfrac></math> litres", "2 1/3 litres"),
        ("<math><mfrac><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></mfrac></math>", "(a+b)/2"),
        ("Le XXI<sup>e</sup>, le 1<sup>er</sup>, en 1987<sup><a>[1]</a></sup>", "Le XXIe, le 1er, en 1987[1]"),
    ],
)  # fmt: skip
def test_a_raised_number_is_not_part_of_the_number_before(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<table><tr><th>Ville<th>Prêts<tr><td>Fès<td><br>310<br>000</table>Fin", "Ville | Prêts\n\nFès | 310 000\n\nFin"),
        ("<table><tr><td><td>Fès<td> <td>3</table>", "Fès | 3"),
        ("<table><tr><td>Menu<td><table><tr><td>a<td>b</table></table>", "Menu\n\na | b"),
        ("<table><tr><td><p>Un</p><p>Deux</p><td>Trois</table>", "Un\n\nDeux\n\nTrois"),
        ("<table><thead><tr><th rowspan=2>Ville<th colspan=2>Prêts<tr><th>2019<th>2020</thead><tr><td rowspan=3>Fès<td>1<td>2"
         "<tr><td>3<td>4<tr><td>5<td>6<tr><td>Safi<td>7<td>8</table>",
         "Ville | Prêts\n\nVille | 2019 | 2020\n\nFès | 1 | 2\n\nFès | 3 | 4\n\nFès | 5 | 6\n\nSafi | 7 | 8"),
        ("<table><tr><td>a<td rowspan=2>b<td rowspan=2 colspan=2>c<tr><td>d<tr><td>e<td>f</table>",
         "a | b | c\n\nd | b | c\n\ne | f"),
        ("<table><tr><td><p>Ville</p><td><div><p>Prêts </p></div><tr><td rowspan=2><p>Fès<td><p>3<tr><td><p>4</table>",
         "Ville | Prêts\n\nFès | 3\n\nFès | 4"),
        (f"<table><tr><td><p>{PROSE}{PROSE}<td><p>{PROSE}{PROSE}</table>", f"{PROSE}{PROSE}\n\n{PROSE}{PROSE}"),
        (f"<table><tr><td rowspan={'9' * 5000}>a<td colspan=x>b<tr><td>c</table>", "a | b\n\na | c"),
        (f"<table><tr><td rowspan=2>{PROSE * 2}<td>1<tr><td>2</table>", f"{PROSE * 2} | 1\n\n2"),
        ("<dl><dt>Lieu<dd>Fès<dd>Safi<dt>Prix<dt>Tarif<dd>3 €</dl>Fin", "Lieu | Fès | Safi\n\nPrix\n\nTarif | 3 €\n\nFin"),
        ("<dl><dt>Quai<!-- x --> <dd><p>Un</p><p>Deux</p></dl>", "Quai\n\nUn\n\nDeux"),
    ],
)  # fmt: skip
def test_a_row_of_a_table_is_one_line(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>Il faut :<ul>\n<li>un prêt\n<li><!-- x --> <b>deux</b> dons</ul>Merci.",
         ["Il faut :", "• un prêt", "• deux dons", "Merci."]),
        ("<ol><li>Un<li>Deux</ol><p>Puis<ol start=3><li>Trois<li value=7>Sept<li>Huit</ol>",
         ["1. Un", "2. Deux", "Puis", "3. Trois", "7. Sept", "8. Huit"]),
        ("<ol type=a start=3><li>Un<li>Deux</ol><ol type=I reversed><li>Quatre<li>Trois</ol>",
         ["c) Un", "d) Deux", "II) Quatre", "I) Trois"]),
        ("<ol start=x type=z><li>Un<li value=-1>Moins</ol>", ["1. Un", "-1. Moins"]),
        ("<ol><li><p>Un</p><p>Il est long.</p><li>Deux<br>ou trois<ul><li>a<li>b</ul>Fin<li>Quatre</ol>Fin",
         ["1. Un", "  Il est long.", "2. Deux\n  ou trois", "  • a", "  • b", "  Fin", "3. Quatre", "Fin"]),
        ("<table><tr><td>Lundi<td><ul><li>un<li>deux<br>ou trois</ul><td>9 h<tr><td>Mardi<td>Menu :<ul><li>un<ul><li>a</ul>b</ul>Fin</table>",
         ["Lundi | • un\n• deux ou trois | 9 h", "Mardi | Menu :\n• un\n  • a\n  b\nFin"]),
        ("<table><tr><td><ul><li>un<li>deux</ul><td>9 h<tr><td>Lundi<td><ul><li><p>un</ul><tr><td><td><ul><li>un</ul></table>",
         ["• un", "• deux", "9 h", "Lundi", "• un", "• un"]),
        ("<dl><dt>Pièces<dd><ol><li>copie<li><li>photo</ol></dl>Fin", ["Pièces | 1. copie\n3. photo", "Fin"]),
        ("<table><tr><td>Lundi<td>&#xfdd0;&#xfdd1;&#xfdd2;<ul></ul></table>Fin", ["Lundi |", "Fin"]),
        ("<ul><li>Prix<table><tr><td>Fès<td>9 €</table><li><table><tr><td>Safi<td>8 €</table></ul>",
         ["• Prix", "Fès | 9 €", "Safi | 8 €"]),
        ("<ul><li><ul><li>un</ul><li> <li><article>Le port</article></ul>", ["Le port"]),
        ("<ul><li><a>Accueil</a><ul><li><a>Le port</a></ul><li> <div><a>Contact</a></div></ul><p>Fin",
         ["Accueil", "Le port", "Contact", "Fin"]),
        ("<p>Pays :</p> <ul><li><a>Maroc</a><li><a>Mali</a></ul>", ["Pays :", "• Maroc", "• Mali"]),
        ("<main><h2>Pays</h2><ul><li><a>Maroc</a><li><a>Mali</a></ul></main>", ["Pays", "• Maroc", "• Mali"]),
        ("<ul><li><a>Le port</a>, fermé<li><a>Le quai</a></ul>", ["• Le port, fermé", "• Le quai"]),
    ],
)  # fmt: skip
def test_an_item_of_a_list_has_the_marker_that_a_browser_shows_but_not_in_a_menu(page: str, text: list[str]) -> None:
    assert read_html(page.encode()).text == "\n\n".join(text)


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
        "<div id=tarteaucitronRoot>Non.</div>",
        "<div id=cookie-banner><div class=cookie-banner__in><p class=cookie-banner__text>Nous suivons vos pas ici.</div></div>",
        "<div id=cookie-banner><div><p class=cookie-banner__text>Nous suivons vos pas.<p class=cookie-banner__text>Ici encore.</div></div>",
        "<div class='fr-consent-banner open'>Non.</div>",
        "<ruby><rp>(</rp><rt>Non.</rt></ruby>",
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


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<p>Intro.</p><div>Signé par Ada Diop.</div><dl><dt>Lieu<dd>Fès</dl> Fin",
            ["Intro.", "Signé par Ada Diop.", "Lieu | Fès", "Fin"],
        ),
        (
            "<ul><li><p>Un</p></li></ul><blockquote><p>Deux</p></blockquote><table><tr><td><p>Trois</p></td><td>4",
            ["• Un", "Deux", "Trois | 4"],
        ),
        ("<p>12 rue de la <b>Paix</b><br>75002 \n Paris", ["12 rue de la Paix\n75002 Paris"]),
        ("<ul><li>Un<ul><li>Deux</ul>Trois</ul>", ["• Un", "  • Deux", "  Trois"]),
        ("Un\n port<p> ouvert", ["Un port", "ouvert"]),
        ("Vu<pre>\n1.  Le <b>port</b>\n\n   Il est\n   ouvert.\nPort    80<br>Fin\n</pre>Fin", ["Vu", "1. Le port", "Il est\nouvert.\nPort 80\nFin", "Fin"]),
        ("<pre>Le port de la ville a été bâti par un ingénieur de Brest, puis\nagrandi par le même.</pre>",
         ["Le port de la ville a été bâti par un ingénieur de Brest, puis agrandi par le même."]),
        ("<table><tr><td><pre>a\nb</pre><td>c</table>", ["a\nb", "c"]),
        (
            "<header>Menu</header><article><header><h1>Le port</h1>Par Ada Diop</header><p>Ouvert.</article><footer>©",
            ["Le port", "Par Ada Diop", "Ouvert."],
        ),
        ("<header>Menu</header><p>Ouvert.</p><footer>©</footer>", ["Ouvert."]),
        ("<article>Un<article>Deux</article></article><p>Pub</p><article>Trois</article>", ["Un", "Deux", "Trois"]),
        ("<main>Le port est ouvert toute l’année.<article>Lire</article></main>", ["Le port est ouvert toute l’année.", "Lire"]),
        ("<article></article><main>Le port</main>Pub", ["Le port"]),
        (
            "<nav>a</nav><div>Le port<script>b</script><style>c</style><button>d</button></div><aside><article>e</article>"
            "</aside><form>f</form><noscript>g</noscript><video>h</video>",
            ["Le port"],
        ),
    ],
)  # fmt: skip
def test_a_web_page_is_read_whole_and_once(page: str, text: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert load(tmp_path / "a.html").text == "\n\n".join(text)


def test_the_page_in_a_form_and_the_text_beside_a_teaser_are_read(tmp_path: Path) -> None:
    prose = "<p>" + "Le rapport du ministère compte dix mesures. " * 9 + "</p>"
    page = tmp_path / "a.html"
    page.write_text(f"<body><form id=aspnetForm>{prose}<form action=/q>Rechercher</form></form></body>")
    assert "dix mesures" in load(page).text
    page.write_text(f"<body>{prose}<form>Abonnez-vous</form></body>")
    assert "Abonnez" not in load(page).text
    page.write_text(f"<body><div>{prose}</div><article><p>Lire aussi un autre sujet.</p></article></body>")
    assert "dix mesures" in load(page).text


@pytest.mark.parametrize(
    "declared",
    ["<meta charset={}>", '<meta http-equiv="Content-Type" content="text/html; charset={}">', '<?xml encoding="{}"?>'],
)
@pytest.mark.parametrize(
    ("name", "encoding"),
    [("iso-8859-15", "iso-8859-15"), ("ISO-8859-1", "cp1252"), ("klingon", "cp1252"), ("hex", "cp1252"),
     ("utf-8", "utf-8"), ("utf-8", "cp1252"), ("macintosh", "mac-roman"),
     *((name, "cp1252") for name in ("utf-16", "utf-7", "punycode", "idna", "undefined", "unicode_escape"))],
)  # fmt: skip
def test_a_web_page_is_read_in_the_encoding_that_it_declares(
    declared: str, name: str, encoding: str, tmp_path: Path
) -> None:
    text = "Le cœur coûte 300 € aux œuvres."
    (tmp_path / "a.html").write_bytes(declared.format(name).encode() + f"<body><p>{text}</p></body>".encode(encoding))
    assert load(tmp_path / "a.html").text == text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<table><tr><td>A<td><td>B</table>", "A | B"),
        ("<p>12 m<sup>2 et plus.<p>Le port.</p><ul><li>un<li>deux</ul></sup>", "12 m2 et plus.\n\nLe port.\n\n• un\n\n• deux"),
        ("".join(f"<h3>Question {i} ?</h3><div style='display:none'>La réponse {i} est longue.</div>" for i in "12"),
         "Question 1 ?\n\nLa réponse 1 est longue.\n\nQuestion 2 ?\n\nLa réponse 2 est longue."),
        ("<div role=banner><h1>Le port</h1></div><p>Il est fermé depuis hier.", "Le port\n\nIl est fermé depuis hier."),
    ],
)  # fmt: skip
def test_nothing_is_glued_or_lost_for_its_markup(page: str, text: str) -> None:
    assert read_html(page.encode()).text == text


def test_a_page_twice_as_long_takes_twice_as_long() -> None:
    def seconds(paragraphs: int) -> float:
        page = b"<p>Le port.</p>" * paragraphs
        begun = time.perf_counter()
        read_html(page)
        return time.perf_counter() - begun

    short, long = (min(seconds(count) for _ in range(3)) for count in (1_500, 12_000))
    assert long < 24 * short  # 64 times if each paragraph counts those before it
