"""Sentences and passages, by example; what holds for any text is in ``test_index_documents.py``."""

from __future__ import annotations

import pytest

from index.chunking import sentence_around, sentence_spans, split
from index.documents import Document

FOUR = "Un deux trois. Quatre cinq six. Sept huit neuf. Dix onze douze."
LONG, LESS = ("Il y a " + "un " * count + "mot." for count in (16, 11))  # 20 and 15 words


def packed(text: str, furniture: str, budget: int, overlap: int) -> list[str]:
    """The passages of a text, counted in words."""
    aside = ((text.index(furniture), text.index(furniture) + len(furniture)),) if furniture else ()
    document = Document("d", "D", text, "d.txt", "fr", furniture=aside)
    found = split(document, lambda texts: [len(text.split()) for text in texts], budget, overlap)
    return [passage.text for passage in found]


@pytest.mark.parametrize(
    ("text", "furniture", "budget", "overlap", "passages"),
    [
        (FOUR, "", 6, 0, [FOUR[:31], FOUR[32:]]),
        (FOUR, "", 6, 1, [FOUR[:31], FOUR[15:47], FOUR[32:]]),
        (FOUR, "", 5, 1, [FOUR[:14], FOUR[15:31], FOUR[32:47], FOUR[48:]]),  # two do not fit
        (
            "Un deux. Trois quatre cinq. Six sept huit neuf.",
            "",
            6,
            1,
            ["Un deux. Trois quatre cinq.", "Six sept huit neuf."],
        ),
        (f"{FOUR}\n\n{FOUR}", "", 12, 1, [FOUR, FOUR]),
        (f"{LONG}\n\n{LONG}", "", 40, 1, [LONG, LONG]),
        (f"{LONG}\n\n{LESS}", "", 40, 1, [f"{LONG}\n\n{LESS}"]),  # what follows is tiny
        (
            f"{LONG}\n\n{FOUR} {FOUR[:31]}",
            "",
            40,
            1,
            [LONG, f"{FOUR} {FOUR[:31]}"],
        ),  # what follows is several sentences
        (f"{LESS}\n\n{LONG}", "", 40, 1, [f"{LESS}\n\n{LONG}"]),  # not half full
        (f"{LONG}\n\n{LESS}\n\nPage 3\n\n{LONG}", "Page 3", 40, 1, [f"{LONG}\n\n{LESS}", LONG]),
        (f"{FOUR} Page 3 {FOUR}", "Page 3", 12, 1, [FOUR, FOUR]),
        ("Un deux trois. Un deux trois quatre.", "", 3, 1, ["Un deux trois.", "Un deux", "trois quatre."]),
        ("Un deux  trois quatre.", "", 3, 1, ["Un deux", "trois quatre."]),
    ],
)
def test_passages_are_packed(text: str, furniture: str, budget: int, overlap: int, passages: list[str]) -> None:
    assert packed(text, furniture, budget, overlap) == passages


def test_a_character_above_the_budget_is_a_passage() -> None:
    found = split(Document("d", "D", "xy", "d.txt", "fr"), lambda texts: [9] * len(texts), 8)
    assert [(passage.start, passage.end) for passage in found] == [(0, 1), (1, 2)]


@pytest.mark.parametrize(
    ("part", "quote"),
    [
        ("dort", "Il dort."),
        ("dort. Elle", "Il dort. Elle lit."),
        ("lit.\nOn", "Elle lit.\nOn rit."),
        ("part", "On part."),
    ],
)
def test_a_quote_is_the_sentences_that_the_span_touches(part: str, quote: str) -> None:
    text = "Il dort. Elle lit.\nOn rit. On part."
    start = text.index(part)
    assert text[slice(*sentence_around(text, start, start + len(part)))] == quote


@pytest.mark.parametrize(
    ("text", "part", "quote"),
    [
        ("Can I bring my bike?\nYes. Each train has room. Book it.", "Yes", "Yes. Each train has room."),
        ("Peut-on entrer ? Oui ! Dès midi.", "Oui", "Oui ! Dès midi."),
        ("Peut-on entrer ? Non.\nEt sortir ?", "Non", "Non."),
        ("Peut-on entrer ? Oui, dès midi. Entrez.", "Oui", "Oui, dès midi."),
    ],
)
def test_a_bare_yes_is_quoted_with_what_follows(text: str, part: str, quote: str) -> None:
    start = text.index(part)
    assert text[slice(*sentence_around(text, start, start + len(part)))] == quote


def test_a_title_and_an_initial_in_brackets_end_no_sentence() -> None:
    assert sentence_spans("Le maire (Mme B. Li) dort.") == [(0, 26)]


def test_what_only_ends_like_an_abbreviation_is_a_word() -> None:
    assert sentence_spans("Il voit un camp. 3 tentes y sont.") == [(0, 16), (17, 33)]
