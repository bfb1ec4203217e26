"""Fusion, and retrieval over the article."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from index.documents import Document
from index.encoder import Encoder
from index.errors import QuestionError
from index.store import Index
from qa.assistant import Assistant
from qa.retriever import Retriever, fuse

scores = arrays(np.float32, 6, elements=st.integers(-100, 100).map(lambda n: n / 10))


@given(scores, scores)
def test_the_weight_goes_from_one_ranking_to_the_other(dense, terms):  # type: ignore[no-untyped-def]
    for weight, alone in ((1.0, dense), (0.0, terms)):
        fused = fuse(dense, terms, weight)
        assert fused[int(alone.argmax())] == pytest.approx(fused.max(), abs=1e-9)


@given(scores, scores, st.floats(0, 1))
def test_neither_scale_nor_offset_of_a_half_matters(dense, terms, weight):  # type: ignore[no-untyped-def]
    np.testing.assert_allclose(
        fuse(dense, terms, weight), fuse(dense * 2 + 64, terms * 4 - 32, weight), rtol=1e-3, atol=1e-3
    )


@pytest.mark.slow
def test_hits_are_ranked_and_say_their_scores(assistant: Assistant) -> None:
    hits = assistant.retriever.retrieve("Combien d'emplois numériques ?", "fr", 3)
    assert len(hits) == 3
    assert [h.score for h in hits] == sorted((h.score for h in hits), reverse=True)
    assert "240 000 emplois" in hits[0].passage.text
    assert all(-1 <= h.dense <= 1 and h.terms >= 0 for h in hits)
    everything = assistant.retriever.retrieve("emplois", "fr", 10_000)
    assert len(everything) <= len(assistant.retriever.index.passages)


@pytest.mark.slow
@pytest.mark.parametrize("top_k", [0, -1])
@pytest.mark.parametrize("question", ["Combien d'emplois numériques ?", "Merci !", "Who wrote this?"])
def test_no_passage_is_nothing_to_ask(assistant: Assistant, question: str, top_k: int) -> None:
    with pytest.raises(QuestionError, match=r"^top_k is a whole number from 1 on / top_k est un entier"):
        assistant.ask(question, top_k=top_k)


@pytest.mark.slow
def test_a_question_finds_the_passage_in_the_other_language_among_many_in_its_own() -> None:
    french = "La tour du phare de Kervalan mesure quarante-sept mètres. Elle date de 1866."
    english = [
        "The new beekeepers meet at the hives in April. The course costs 85 pounds.",
        "Hives that are stacked too high fall over in the wind.",
        "The office opens on Tuesdays. It stands beside the mill.",
        "Honey is sold in jars of one pound. The price has risen since last year.",
        "Colonies are treated in August. The varroa mite is counted first.",
        "Members are insured for their hives. The fee is paid in January.",
    ] * 5
    documents = [
        Document(str(i), "", f"{text} ({i})", "", "en" if i else "fr") for i, text in enumerate([french, *english])
    ]
    encoder = Encoder.load()
    hits = Retriever(Index.build(documents, encoder), encoder).retrieve("How tall is the lighthouse?", "en", 5)
    assert french[:40] in [hit.passage.text[:40] for hit in hits]
    assert all(-1 <= hit.dense <= 1 for hit in hits)
