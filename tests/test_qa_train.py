"""Training: the loss, the schedule, the held-out split and the file of weights."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from qa import weights
from qa.mixture import majority, without_answer
from qa.squad import Gold, Question
from qa.train import BATCH, schedule, span_loss


def test_span_loss_equals_a_sum_over_every_span() -> None:
    torch.manual_seed(0)
    start, end = torch.randn(2, 6), torch.randn(2, 6)
    allowed = torch.tensor([[False, False, True, True, True, False], [False, True, True, False, False, False]])
    gold = torch.tensor([[2, 3], [0, 0]])
    expected = 0.0
    for row in range(2):
        spans = [(0, 0)] + [(i, j) for i in range(6) for j in range(i, 6) if allowed[row, i] and allowed[row, j]]
        scores = torch.stack([start[row, i] + end[row, j] for i, j in spans])
        i, j = gold[row].tolist()
        expected += float(scores.logsumexp(0) - start[row, i] - end[row, j]) / 2
    assert float(span_loss(start, end, allowed, gold)) == pytest.approx(expected, rel=1e-5)


def test_the_schedule_is_seeded_and_sees_all_before_it_repeats() -> None:
    lengths = list(range(10 * BATCH))
    batches = schedule(lengths, 20 * BATCH, seed=3)
    assert batches == schedule(lengths, 20 * BATCH, seed=3) != schedule(lengths, 20 * BATCH, seed=4)
    assert sorted(i for batch in batches[:10] for i in batch) == lengths


def test_weights_come_back_within_half_a_step_of_int8(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForQuestionAnswering

    config = BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    model = BertForQuestionAnswering(config)
    weights.save(model, tmp_path / weights.FILE)
    back = weights.load(tmp_path / weights.FILE)
    state = model.state_dict()
    assert set(back) == {name for name in state if ".embeddings." not in name}
    for name, value in back.items():
        step = state[name].abs().amax() / 127
        assert (value - state[name]).abs().max() <= step / 2 + 1e-7


def test_near_misses_do_not_hold_the_answer() -> None:
    context = "Un accord a été signé à Rabat en mars. Un autre a été signé à Fès en avril. " * 3
    questions = [
        Question(str(i), "Où ?", context + extra, (Gold("Tanger", len(context) + extra.index("Tanger")),), "Maroc")
        for i, extra in enumerate(["Un autre à Tanger.", "Un dernier, plus tard, à Tanger.", "Puis Tanger encore."])
    ]
    import random

    missed = without_answer(questions * 4, random.Random(0))
    assert missed
    assert all("tanger" not in q.context.casefold() and not q.answers for q in missed)


def test_the_majority_of_annotators_decides() -> None:
    a, b = Gold("mardi", 3), Gold("mardi 9 décembre", 3)
    assert majority([a, b, b]) == b
    assert majority([a, b]) == a
