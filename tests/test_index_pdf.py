"""PDF: what stands on the pages, as sentences."""

from __future__ import annotations

import io
import json
import re
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from index.chunking import sentence_spans
from index.errors import DocumentError
from index.lines import CELL
from index.loaders import load, pages_without_text
from index.page import furniture, parts
from index.pdf import read_pdf
from index.printed import Line, one_text, unwrapped
from tests.pdfs import drawn, pdf


def test_pages_of_a_pdf_begin_where_they_say(tmp_path: Path) -> None:
    long = ["Le pont de la ville a été construit par", "quatre cents ouvriers, dit", "Ada Diop."]
    (tmp_path / "trois.pdf").write_bytes(pdf(["Page un."], long, ["Un été."]))
    document = load(tmp_path / "trois.pdf")
    starts = [*document.pages, len(document.text) + 2]
    pages = [document.text[a : b - 2] for a, b in pairwise(starts)]
    assert pages == ["Page un.", " ".join(long[:2]) + "\nAda Diop.", "Un été."]
    assert document.language == "fr"


def test_the_lines_of_a_table_stay_apart(tmp_path: Path) -> None:
    rows = ["Recettes 12 400 13 500 14 600", "Dépenses 11 300 12 200 13 100"]
    (tmp_path / "t.pdf").write_bytes(pdf(rows))
    assert load(tmp_path / "t.pdf").text == "\n".join(rows)


def placed(*rows: Sequence[str]) -> bytes:
    """A PDF of rows whose cells stand 120 points apart, with no line break between them."""
    cells = (
        " 120 0 Td ".join(f"({cell}) Tj" for cell in row) + f" {-120 * max(0, len(row) - 1)} -14 Td" for row in rows
    )
    return drawn(" ".join(cells))


def test_the_cells_of_a_table_are_apart_where_they_are_drawn_so(tmp_path: Path) -> None:
    head, *body = [
        ["Origine", "Demandes", "Délai"],
        ["Communes", "1 720", "9"],
        ["Presse", "135", "2"],
        ["Ports", "200", "34"],
    ]
    prose = "Le pont de 40 m date de 1990 et vaut 3 000 euros."
    (tmp_path / "t.pdf").write_bytes(placed([prose], [], head, *body, [], [prose]))
    table = "\n".join(CELL.join(row) for row in (head, *body))
    assert load(tmp_path / "t.pdf").text == f"{prose}\n\n{table}\n\n{prose}"


def test_two_lines_with_numbers_are_no_table(tmp_path: Path) -> None:
    (tmp_path / "t.pdf").write_bytes(placed(["Recettes", "12 400", "13 500"], ["Dépenses", "11 300", "12 200"]))
    assert CELL not in load(tmp_path / "t.pdf").text


def test_half_a_character_and_nul_do_not_reach_the_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    said = iter(["Un\ud83d\ude00 port\0ouvert\ud83d.", "Deux\udc00."])
    monkeypatch.setattr("pypdf.PageObject.extract_text", lambda page, **_: next(said))
    (tmp_path / "a.pdf").write_bytes(pdf(["Un."], ["Deux."]))
    document = load(tmp_path / "a.pdf")
    assert document.text == "Un😀 port ouvert\ufffd.\n\nDeux\ufffd."
    assert document.text[document.pages[1] :] == "Deux\ufffd."
    assert json.loads(json.dumps(document.text, ensure_ascii=False).encode()) == document.text
    (tmp_path / "a.html").write_bytes(b"<p>" + b"mot " * 2_000 + b"un\0deux")
    assert load(tmp_path / "a.html").text.endswith("mot un deux")


@pytest.mark.parametrize("line", [" ", ".", "a", "1", "1 ", "\t\u00a0", "A ", "A.", "« ", ". 1"])
def test_a_line_without_end_costs_no_more_than_its_length(line: str) -> None:
    text = "\n".join([line * (200_000 // len(line))] * 2)
    begun = time.process_time()
    parts(text), furniture(text), sentence_spans(text), unwrapped(text)
    assert time.process_time() - begun < 2  # minutes, where the square of its length counts


def test_a_word_that_a_pdf_breaks_is_whole_where_the_document_has_it_whole(tmp_path: Path) -> None:
    lines = ["La souveraineté numérique est l’affaire de tous, et cette souve-", "raineté coûte peut-", "être cher."]
    (tmp_path / "a.pdf").write_bytes(pdf([line.replace("’", "'") for line in lines]))
    assert load(tmp_path / "a.pdf").text.endswith("et cette souveraineté coûte peut-être cher.")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["La nuit la plus froide est tombée à -", "12 degrés."], "à -12 degrés."),
        (["Le ministre de la culture -", "élu en 2020 dans le Finistère -", "est venu."], "culture - élu en 2020"),
        (["La période étudiée est 2019 -", "2020, une année longue."], "2019 -2020"),
        (["Elle a fait une contre-", "(expertise) contre lui."], "contre-(expertise)"),
        (["Une loi sur la démo\u2010", "cratie : la démocratie."], "la démocratie : la démocratie."),
    ],
)
def test_a_dash_at_the_end_of_a_line_is_never_lost(lines: list[str], text: str) -> None:
    words = set(re.split(r"\W+", " ".join(lines).casefold())) - {""}
    assert text in unwrapped("\n".join(lines), words)


def read(tmp_path: Path, data: bytes) -> str:
    (tmp_path / "a.pdf").write_bytes(data)
    return read_pdf(tmp_path / "a.pdf").text


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("(En 2019, 312) Tj /F 8 Tf 5 Ts (4) Tj /F 11 Tf 0 Ts ( bateaux.) Tj", "En 2019, 312⁴ bateaux."),
        ("(CO) Tj /F 8 Tf -3 Ts (2) Tj /F 11 Tf 0 Ts (, 450 m) Tj /F 8 Tf 5 Ts (2) Tj", "CO₂, 450 m²"),
        ("(En 1987) Tj /F 8 Tf 23 4 Td (12) Tj /F 11 Tf 9 -4 Td (.) Tj", "En 1987¹²."),
        ("/F 8 Tf 5 Ts (1) Tj /F 11 Tf 0 Ts ( Selon la ville.) Tj", "¹ Selon la ville."),
        ("(Le XXI) Tj /F 8 Tf 5 Ts (e) Tj /F 11 Tf 0 Ts ( prix est ) Tj /F 8 Tf (12) Tj", "Le XXIe prix est 12"),
    ],
)
def test_a_raised_number_is_not_part_of_the_number_before(page: str, text: str, tmp_path: Path) -> None:
    assert read(tmp_path, drawn(page)) == text


def test_cells_side_by_side_are_a_row_and_a_label_stands_before_its_text(tmp_path: Path) -> None:
    beside = "".join(f"({cell}) Tj T* {x} 14 Td " for cell, x in (("Ville", 90), ("Habitants", 90), ("Parts", 0)))
    assert read(tmp_path, drawn(beside)) == "Ville | Habitants | Parts"
    assert read(tmp_path, drawn("(1.) Tj T* 20 14 Td (Un vote) Tj")) == "1. Un vote"


PROSE = "Le port reçoit quarante bateaux par jour depuis que la digue", "a été refaite. Le maire en est heureux."


@pytest.mark.parametrize(
    ("pages", "text"),
    [
        ([["Ville de Fès", *PROSE, "Rapport 2024 - Page 7/40"], ["Ville de Fès", "Il pleut.", "Rapport 2024 - Page 8/40"],
          ["Ville de Fès", "Fin.", "Rapport 2024 - Page 9/40"]],
         "Ville de Fès\n" + " ".join(PROSE) + "\n\nIl pleut.\n\nFin."),
        ([["Un été.", "7"], ["Un hiver.", "8"]], "Un été.\n\nUn hiver."),
        ([[PROSE[0], "1"], *(["Le port", line, f"{n}"] for n, line in enumerate((PROSE[1], "Oui.", "Fin."), 2))],
         " ".join(PROSE) + "\n\nOui.\n\nFin."),
        ([["La digue et le quai de la ville de Fès, que l'on voit", "de loin, ont été bâtis il y a cent ans par", "1"],
          ["Ada Diop, qui a longtemps vécu dans la ville, et par", "son frère.", "2"]],
         "La digue et le quai de la ville de Fès, que l'on voit de loin, ont été bâtis il y a cent ans par Ada Diop, qui a "
         "longtemps vécu dans la ville, et par son frère."),
        ([["Recettes", "12"], ["Recettes", "30"]], "Recettes 12\n\nRecettes 30"),
        ([["Facture n° 7", "Une vis."], ["Facture n° 8", "Un clou."], ["Facture n° 9", "Un écrou."]],
         "Facture n° 7 Une vis.\n\nFacture n° 8 Un clou.\n\nFacture n° 9 Un écrou."),
        ([["2022", "Le port est agrandi."], ["2025", "La digue est finie."]],
         "2022\nLe port est agrandi.\n\n2025\nLa digue est finie."),
        ([["Un.", "Le maire"], ["Deux.", "Le maire"], ["Trois.", "Le maire"]], "Un.\n\nDeux.\n\nTrois. Le maire"),
        ([["Article 5", *PROSE], ["Article 9", *PROSE[:1], "fin."]],
         f"Article 5\n{' '.join(PROSE)}\n\nArticle 9\n{PROSE[0]} fin."),
        ([["Ville", "Quai", "Port", "Reçu payé par", "Ada."], ["Ville", "Quai", "Port", "Reçu payé par", "Max."]],
         "Ville\nQuai\nPort\nReçu payé par Ada.\n\nVille\nQuai\nPort\nReçu payé par Max."),
        ([["Merci"], ["Merci"]], "Merci\n\nMerci"),
    ],
    ids=["head and foot", "numbers", "not on the first page", "a name on the next page", "a number that counts nothing",
         "numbers of what a page is about", "years", "a foot said once",
         "articles", "forms", "nothing else"],
)  # fmt: skip
def test_a_sentence_goes_on_over_the_page_without_heads_and_numbers(
    pages: list[list[str]], text: str, tmp_path: Path
) -> None:
    (tmp_path / "a.pdf").write_bytes(pdf(*pages))
    extract = read_pdf(tmp_path / "a.pdf")
    said, starts = extract.text, extract.pages
    assert said == text
    assert len(starts) == len(pages) and said[starts[1] :].split()[0] in " ".join(pages[1])


def test_the_running_heads_of_a_long_book_are_not_each_looked_for_in_all_of_it() -> None:
    pages = [
        [Line(f"Rapport annuel de la ville {i}", across=800), Line(f"Décision {i}. " + "La ville est ouverte. " * 500)]
        for i in range(1_700)
    ]
    begun = time.process_time()
    text, _ = one_text(pages)
    assert time.process_time() - begun < 3  # 10 seconds, where each is
    assert "annuel" not in text


def test_a_title_that_the_running_heads_say_again_stays(tmp_path: Path) -> None:
    head = "/F 8 Tf (Le port de Safi) Tj T* /F 11 Tf ({}) Tj T* "
    pages = [
        "/F 20 Tf (Le port de Safi) Tj 0 -30 Td /F 11 Tf (Un bateau est arrivé hier.) Tj",
        head.format("Deux."),
        head.format("Fin."),
    ]
    assert read(tmp_path, drawn(*pages)) == "Le port de Safi\nUn bateau est arrivé hier.\n\nDeux.\n\nFin."


@pytest.mark.parametrize("place", ["first", "last"])
@pytest.mark.parametrize(
    "stamp", ["/F 60 Tf .5 .87 -.87 .5 200 300 Tm (PROJET) Tj", "0 1 -1 0 20 90 Tm (Ville de Safi, service du port) Tj"]
)
def test_a_watermark_or_a_stamp_in_the_margin_is_no_title_and_breaks_no_sentence(
    stamp: str, place: str, tmp_path: Path
) -> None:
    def page(*lines: str) -> str:
        text = "/F 11 Tf 1 0 0 1 60 700 Tm " + "".join(f"({line}) Tj T* " for line in lines)
        return f"{stamp} {text}" if place == "first" else f"{text} {stamp}"

    said = read(tmp_path, drawn(page("Les ports", PROSE[0]), page(PROSE[1], "Fin."), page("Merci.")))
    assert said == f"Les ports\n{' '.join(PROSE)} Fin.\n\nMerci.\n\n{stamp[stamp.index('(') + 1 : -4]}"


def test_the_labels_of_a_chart_and_a_mirrored_letter_stay_where_they_are(tmp_path: Path) -> None:
    labels = "".join(f"0 1 -1 0 {x} 90 Tm (Population du canton numéro {x}) Tj " for x in range(30, 34))
    assert (
        read(tmp_path, drawn(f"{labels} 1 0 0 1 20 50 Tm (Il y a quatre cantons, peuplés en 2024 comme suit.) Tj"))[:3]
        == "Pop"
    )
    upwards = "0 1 -1 0 20 {} Tm ({}) Tj ET BT /F 11 Tf "
    said = drawn("".join(upwards.format(y, text) for y, text in ((90, "Le port de"), (145, "Safi"))))
    assert read(tmp_path, said) == "Le port de Safi"
    assert read(tmp_path, drawn("(X) Tj -1 0 0 1 75 700 Tm (E) Tj 1 0 0 1 76 700 Tm (TeX) Tj")) == "X ETeX"


def test_a_watermark_in_a_form_that_is_drawn_aslant_is_found(tmp_path: Path) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    slant = "q .7 .7 -.7 .7 200 300 cm /W Do Q"
    writer = PdfWriter(io.BytesIO(drawn(f"ET {slant} BT /F 11 Tf 60 700 Td (Les ports) Tj")))
    form, kind, resources = DecodedStreamObject(), NameObject("/Form"), writer.pages[0]["/Resources"].get_object()
    form.set_data(b"BT /F 60 Tf (PROJET) Tj ET")
    form.update({NameObject("/Subtype"): kind, NameObject("/Resources"): resources})
    assert isinstance(resources, DictionaryObject)
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/W"): writer._add_object(form)})
    writer.write(tmp_path / "a.pdf")
    assert read_pdf(tmp_path / "a.pdf").text == "Les ports\n\nPROJET"


def test_forms_that_draw_each_other_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf import PdfWriter
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter(io.BytesIO(drawn("(Un.) Tj ET /W Do BT")))
    resources = writer.pages[0]["/Resources"].get_object()
    assert isinstance(resources, DictionaryObject)
    inside, draws = DictionaryObject(resources), b"BT /F 11 Tf 60 600 Td (Deux.) Tj ET"
    for _ in range(7):
        form = DecodedStreamObject()
        form.set_data(draws)
        form.update({NameObject("/Subtype"): NameObject("/Form"), NameObject("/Resources"): inside})
        forms = DictionaryObject({NameObject("/W"): writer._add_object(form)})
        inside, draws = DictionaryObject({NameObject("/XObject"): forms}), b"/W Do /W Do"
    resources[NameObject("/XObject")] = forms
    writer.write(tmp_path / "a.pdf")
    assert read_pdf(tmp_path / "a.pdf").text.count("Deux.") == 64
    monkeypatch.setattr("index.pdf._PIECES", 100)
    with pytest.raises(DocumentError, match="too large once unpacked; split it"):
        read_pdf(tmp_path / "a.pdf")


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["La ville, qui est fort ancienne, a été agrandie par", "Ada Diop, née à Fès et venue de l’école de Rennes,", "puis par son associé, qui vient de la même école,",
          "puis par les deux, et elle a été inaugurée le 3 mai", "par son maire.",
          "1. Une note bien plus longue que le texte, puisqu’elle est d’un corps plus petit, est sous", "lui."],
         "par Ada Diop, née à Fès et venue de l’école de Rennes, puis"),
        (["Le conseil a voté 1 250 000 euros pour aider", "Ada Diop, qui dirige le port et", "en est heureuse."], "aider Ada Diop"),
        (["Pour plus de détails, appelez le 02 96 20 83 16", "Monsieur Diop, ou venez", "le voir."], "83 16 Monsieur"),
        (["Le quai a été refait par la ville de Fès en", "1987. Le maire en", "est heureux."], "en 1987. Le maire"),
        (["Le quai a été refait par la ville de Fès, et", "– selon le maire – il", "est beau."], "Fès, et – selon le"),
        (["Trois points ont été discutés par le conseil", "1. Le budget", "2. Le port"], "conseil\n1. Le budget\n2. Le port"),
        (["Trois points ont été discutés par le conseil", "– le budget", "– le port"], "conseil\n– le budget\n– le port"),
        (["Le  port   de", "la ville."], "Le port de la ville."),
    ],
    ids=["a longer note", "a million", "a telephone", "a year", "a dash", "numbers", "dashes", "blanks"],
)  # fmt: skip
def test_a_sentence_does_not_end_where_its_line_does(lines: list[str], text: str, tmp_path: Path) -> None:
    assert text in read(tmp_path, pdf([line.replace("’", "'") for line in lines])).replace("'", "’")


def test_more_space_than_usual_parts_paragraphs(tmp_path: Path) -> None:
    spaces = ("0 -24", "0 -24", "0 -14", "0 -19", "0 -14", "0 -14", "0 -14")
    lines = ("Le port de la ville de Safi", "Ada Diop", "Le port de la ville est dû à", "Ada Diop et", *"abc")
    page = " ".join(f"({line}) Tj {space} Td" for line, space in zip(lines, spaces, strict=True))
    assert read(tmp_path, drawn(page)) == f"{lines[0]}\n\n{lines[1]}\n\n{' '.join(lines[2:])}"


def test_a_typographic_hyphen_that_only_ends_lines_is_soft() -> None:
    assert unwrapped("Il est offi\u2010\nciel.", soft="\u00ad\u2010") == "Il est officiel."


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("/Subtype/Widget/FT/Tx/V(Ada Diop)/Rect[200 696 400 714]", "Nom : | Ada Diop Fin."),
        ("/Subtype/Widget/FT/Ch/V(Ada\n Diop)/Rect[60 688 400 698]", "Nom : Ada Diop Fin."),
        ("/Subtype/Widget/Parent<</FT/Tx/V(Ada)>>/Rect[200 680 400 698]", "Nom : Fin. | Ada"),
        ("/Subtype/FreeText/Contents(Ada)/Rect[200 696 400 714]", "Nom : | Ada Fin."),
        ("/Subtype/FreeText/Contents(Ada)", "Nom : Fin."),
        ("/Subtype/Text/Contents(Ada)/Rect[200 696 400 714]", "Nom : Fin."),
        ("/Subtype/Widget/FT/Btn/V/Ada/Rect[200 696 400 714]", "Nom : Fin."),
        ("/Subtype/Widget/FT/Tx/F 2/V(Ada)/Rect[200 696 400 714]", "Nom : Fin."),
    ],
    ids=["beside", "below", "inherited", "free text", "damaged", "a comment", "a button", "hidden"],
)
def test_what_is_filled_in_stands_beside_its_label(note: str, text: str, tmp_path: Path) -> None:
    data = drawn("(Nom :) Tj T* (Fin.) Tj").replace(b"/Contents 5", f"/Annots[<<{note}>>]/Contents 5".encode())
    assert " ".join(read(tmp_path, data).split()) == text


@pytest.mark.parametrize(
    ("initial", "move", "line", "text"),
    [
        ("L", "25 14", "e port est ouvert.", "Le port est ouvert."),
        ("L", "25 14", "'eau est froide.", "L'eau est froide."),
        ("A", "25 14", "la mer.", "A la mer."),
        ("D", "25 14", "Ada Diop.", "D Ada Diop."),
        ("B", "25 -20", "bateau, 3", "B bateau, 3"),
    ],
    ids=["a word", "an apostrophe", "a word of its own", "a capital", "the letter of an index"],
)
def test_a_large_initial_begins_its_word(initial: str, move: str, line: str, text: str, tmp_path: Path) -> None:
    said = read(tmp_path, drawn(f"/F 34 Tf ({initial}) Tj /F 11 Tf {move} Td ({line}) Tj"))
    assert " ".join(said.split()) == text


def test_an_accent_that_tex_draws_before_its_letter_is_over_it(tmp_path: Path) -> None:
    said = drawn("(l\u00b4eau gel\u00b4ee o`u) Tj")
    assert read(tmp_path, said) == "l´eau gel´ee o`u"  # where an accent may be an apostrophe
    assert read(tmp_path, said.replace(b"/Helvetica", b"/ABCDEF+CMR10")) == "léau gelée où"


def test_a_page_that_cannot_be_read_costs_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pypdf.errors import LimitReachedError

    said = iter(["Un.", LimitReachedError("too heavy"), "Trois."])

    def extract(page: object, **_: object) -> str:
        if isinstance(item := next(said), Exception):
            raise item
        return item

    monkeypatch.setattr("pypdf.PageObject.extract_text", extract)
    (tmp_path / "a.pdf").write_bytes(pdf(["Un."], ["Deux."], ["Trois."]))
    document = load(tmp_path / "a.pdf")
    assert document.text == "Un.\n\n\n\nTrois."
    assert "no text on page 2" in str(pages_without_text(document))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({"/Title": "Les ports", "/Author": "Anne Morvan"}, ["Les ports", "Anne Morvan"]),
        ({"/Title": "Microsoft Word - a.doc", "/Author": "admin"}, ["Ville de Safi"]),
    ],
)
def test_what_a_pdf_says_of_itself_counts_where_the_text_has_it(
    said: dict[str, str], found: list[str], tmp_path: Path
) -> None:
    from pypdf import PdfWriter

    writer = PdfWriter(io.BytesIO(pdf(["Ville de Safi", "Les ports", "Anne Morvan, admin", " ".join(PROSE)])))
    writer.add_metadata(said)
    writer.write(tmp_path / "a.pdf")
    document = load(tmp_path / "a.pdf")
    assert [document.text[part.start : part.end] for part in document.parts] == found


def test_words_drawn_apart_are_no_cells(tmp_path: Path) -> None:
    words = "".join(f"({word}) Tj T* {x} 14 Td " for word, x in (("Le", 14), ("port", 23), ("de", 15), ("Fès", 0)))
    assert read(tmp_path, drawn(words)) == "Le port de Fès"
