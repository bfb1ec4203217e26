"""BM25: judged by bm25s; what was counted apart and joined equals what was counted at once."""

from __future__ import annotations

import random
import tempfile
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import terms
from index.terms import Terms
from index.words import fold, stem, stems

WORDS = [
    "chat",
    "chien",
    "ville",
    "grande",
    "dort",
    "mange",
    "école",
    "élève",
    "numérique",
    "souveraineté",
    "2030",
    "milliards",
]


def corpus(count: int, seed: int = 0) -> list[str]:
    chosen = random.Random(seed)
    return [" ".join(chosen.choices(WORDS, k=chosen.randrange(1, 30))) for _ in range(count)]


def test_scores_are_those_of_bm25s() -> None:
    import bm25s

    texts = corpus(200)
    vocabulary = {word: i for i, word in enumerate(sorted({s for text in texts for s in stems(text, "fr")}))}
    model = bm25s.BM25(backend="numpy", csc_backend="numpy", auto_compile=False)
    ids = [[vocabulary[stem] for stem in stems(text, "fr")] for text in texts]
    model.index((ids, vocabulary), show_progress=False)
    ours = Terms.build(texts, ["fr"] * len(texts))
    for question in ("chat", "école numérique", "chat chat ville", "milliards 2030 souveraineté élève"):
        theirs = model.get_scores_from_ids([vocabulary[stem] for stem in stems(question, "fr")])
        np.testing.assert_allclose(ours.scores(question), theirs, rtol=1e-5)
    assert not ours.scores("absent").any()


@given(
    st.lists(st.tuples(st.text("abé 1\ud800", max_size=12), st.sampled_from(["fr", "en"])), max_size=12),
    st.lists(st.integers(0, 12), max_size=3),
    st.integers(1, 9),
)
def test_joined_terms_equal_those_of_all(texts: list[tuple[str, str]], cuts: list[int], at_once: int) -> None:
    bounds = [0, *sorted(cuts), 12]
    slices = [texts[a:b] for a, b in pairwise(bounds)]
    parts = [Terms.build([text for text, _ in some], [code for _, code in some]) for some in slices]
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(terms, "_POSTINGS", at_once)
        Terms.join(lambda: iter(parts), Path(folder))
        joined = Terms.load(Path(folder))
    for part, some in zip(parts, slices, strict=True):  # is as it was
        again = Terms.build([text for text, _ in some], [code for _, code in some])
        np.testing.assert_array_equal(part.postings, again.postings)
    whole = Terms.build([text for text, _ in texts], [code for _, code in texts])
    for name in ("starts", "postings", "lengths", "codes"):
        np.testing.assert_array_equal(getattr(joined, name), getattr(whole, name))
    assert (list(joined.words), joined.languages) == (list(whole.words), whole.languages)
    np.testing.assert_array_equal(joined.scores("a é 1 ab"), whole.scores("a é 1 ab"))


def test_a_word_counts_in_the_passages_of_its_language() -> None:
    both = Terms.build(["les nations", "the nations", "rien"], ["fr", "en", "fr"])
    assert (both.scores("nations") > 0).tolist() == [True, True, False]


def test_small_words_count_only_where_there_are_no_others() -> None:
    both = Terms.build(["le chat dort", "le chien mange"], ["fr", "fr"])
    assert (both.scores("le chat") > 0).tolist() == [True, False]
    assert (both.scores("le") > 0).tolist() == [True, True]


def test_a_word_may_be_said_more_often_than_is_counted() -> None:
    assert Terms.build(["mot " * 65_536], ["fr"]).scores("mot") > 0


@pytest.mark.parametrize(
    ("language", "one", "several"),
    [
        ("fr", "port", "ports"),
        ("en", "boat", "boats"),
        ("es", "puerto", "puertos"),
        ("it", "porto", "porti"),
        ("de", "schiff", "schiffe"),
        ("pt", "porto", "portos"),
        ("ro", "port", "portul"),
        ("nl", "schip", "schippen"),
        ("ar", "ميناء", "الميناء"),
    ],
)
def test_forms_of_a_word_are_one_word(language: str, one: str, several: str) -> None:
    assert stem(one, language) == stem(several, language)


def test_elided_words_go_but_not_ends_of_words() -> None:
    assert fold("jusqu’ici lorsqu’il puisqu’on quoiqu’un s’il aujourd’hui l' an") == "ici il on un il aujourd'hui l' an"
    assert stems("l’école", "fr") == stems("l'école", "fr") == stems("école", "fr")


def test_terms_are_loaded_without_reading_the_postings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.tables._SMALL", 0)
    one = Terms.build(corpus(50), ["fr"] * 50)
    Terms.join(lambda: iter([one]), tmp_path)
    assert isinstance(Terms.load(tmp_path).postings.base, np.memmap)
