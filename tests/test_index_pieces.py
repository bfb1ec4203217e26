"""The default model's pieces, beside what Transformers' tokenizer of the same folder makes of the text."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.base_model import base_model_folder
from index.loaders import article
from index.pieces import END, PAIR, START, Pieces, load

pytestmark = pytest.mark.slow
TEXTS = [
    article().text,
    "Près de 240\u202f000 emplois numériques… l’IA d’ici 2030\u00a0!",
    "How many jobs, e.g. in R&D, will 1,000 start-ups create by 2030?",
    "👨\u200d👩\u200d👧 4½ kg ﬁn \t deux\n\nlignes  et trois espaces   ",
    "Où ? 你好，世界。 Привет, мир!",
    "",
]


@pytest.fixture(scope="module")
def pieces() -> Pieces:
    return load(base_model_folder())


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    from tokenizers import Tokenizer

    return Tokenizer.from_file(str(base_model_folder() / "tokenizer.json"))


@pytest.mark.parametrize("text", TEXTS)
def test_ids_and_places_are_those_of_transformers(text: str, pieces: Pieces, tokenizer: Any) -> None:
    theirs = tokenizer.encode(text, add_special_tokens=False)
    assert pieces(text) == (theirs.ids, theirs.offsets)


def test_other_alphabets_are_loaded_where_a_text_has_them() -> None:
    pieces = load.__wrapped__(base_model_folder())
    pieces.ids(TEXTS[:4])
    assert "_all" not in vars(pieces)
    assert pieces.ids([TEXTS[0], TEXTS[4]])[1] == pieces._all.encode(TEXTS[4])


@given(st.text("aeéèœßtn’'«»½ﬁ\u0301\u00ad\u200b\ufb01 .,-0123456789€😀жا中", max_size=80))
def test_either_vocabulary_reads_alike(pieces: Pieces, text: str) -> None:
    assert pieces.ids([text]) == [pieces._all.encode(text)]


def test_an_accent_belongs_to_the_letter_before_it(pieces: Pieces, tokenizer: Any) -> None:
    text = "e\u0301te\u0301 ou"
    ids, offsets = pieces(text)
    assert ids == pieces("été ou")[0] == tokenizer.encode(text, add_special_tokens=False).ids
    assert [text[start:end] for start, end in offsets] == ["e\u0301te\u0301", "ou"]


def test_special_pieces_are_those_of_transformers(pieces: Pieces, tokenizer: Any) -> None:
    (one, _), (two, _) = pieces("un"), pieces("deux")
    before, between, after = PAIR
    assert tokenizer.encode("un").ids == [START, *one, END]
    assert tokenizer.encode("un", "deux").ids == [*before, *one, *between, *two, *after]


@pytest.mark.parametrize("mark", ["</s>", "<mask>", "<pad>"])
def test_a_special_piece_that_stands_in_a_text_is_text(mark: str, pieces: Pieces) -> None:
    ids, offsets = pieces(f"avant {mark} après")
    assert min(ids) > END and 250_001 not in ids
    assert {at for start, end in offsets for at in range(start, end)} == set(range(len(mark) + 12)) - {5, len(mark) + 6}


@given(st.text(max_size=200))
def test_places_are_in_order_and_in_the_text(pieces: Pieces, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    ids, offsets = pieces(text)
    assert pieces.ids([text, text]) == [ids, ids]
    assert len(ids) == len(offsets)
    assert offsets == sorted(offsets)
    for start, end in offsets:
        assert 0 <= start <= end <= len(text)
