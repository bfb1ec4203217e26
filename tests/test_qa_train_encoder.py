"""Training the adapter: pairs of question and passage, the loss, and what a small model learns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from index import adapter
from qa import train_encoder
from qa.squad import Gold, Question
from qa.train_encoder import Pairs, contrast, pairs, trainable_model, vectors

WORDS = ["?", "<pad>", "query:", "passage:", *"abcdefghijklmnop"]


@pytest.fixture(scope="module")
def tokenizer() -> PreTrainedTokenizerFast:
    raw = Tokenizer(WordLevel({word: i for i, word in enumerate(WORDS)}, unk_token="?"))
    raw.pre_tokenizer = WhitespaceSplit()
    return PreTrainedTokenizerFast(tokenizer_object=raw, pad_token="<pad>")


@pytest.fixture
def base(tmp_path: Path) -> Iterator[Path]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # products this small are slower on several, above all on a busy machine
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(WORDS),
        hidden_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=64,
        pad_token_id=1,
        initializer_range=0.2,
    )
    BertModel(config).save_pretrained(tmp_path / "base")
    yield tmp_path / "base"
    torch.set_num_threads(threads)


def test_a_question_goes_to_the_passage_that_holds_its_answer(tokenizer: PreTrainedTokenizerFast) -> None:
    sentences = [f"{'Mot ' * 100}réponse{i}." for i in range(3)]
    context = " ".join(sentences)
    golds = [Gold(f"réponse{i}", context.index(f"réponse{i}")) for i in range(3)]
    whole = Gold(context, 0)  # no passage holds it
    asked = [Question(str(i), f"Quoi {i} ?", context, (gold,), "A") for i, gold in enumerate([*golds, whole])]
    asked.append(Question("b", "Où ?", "Ici.", (Gold("Ici", 0),), "B"))
    made = pairs(asked, tokenizer)
    assert made.questions == ["Quoi 0 ?", "Quoi 1 ?", "Quoi 2 ?", "Où ?"]
    for i in range(3):
        assert f"réponse{i}" in made.passages[made.gold[i]]
        assert made.near[i] and all(f"réponse{i}" not in made.passages[n] for n in made.near[i])
    assert made.passages[made.gold[3]] == "Ici." and made.near[3] == []
    assert [made.documents[n] for n in made.gold] == [0, 0, 0, 1]


def test_another_copy_of_the_right_passage_is_no_negative() -> None:
    torch.manual_seed(0)
    q, p = (torch.nn.functional.normalize(torch.randn(n, 8), dim=1) for n in (2, 4))
    p[2] = p[0]
    found = contrast(q, p, np.array([5, 7, 5, 9]))
    scores = (q @ p.T / train_encoder.TEMPERATURE).double()
    first = -(scores[0, [0, 1, 3]].log_softmax(0)[0])
    second = -(scores[1].log_softmax(0)[1])
    assert float(found) == pytest.approx(float(first + second) / 2, rel=1e-4)


def test_the_untrained_adapter_changes_nothing(base: Path) -> None:
    texts = [[2, 5, 6], [2, 7, 8, 9, 10]]
    plain = BertModel.from_pretrained(base).eval()
    with torch.inference_mode():
        alone = [plain(torch.tensor([ids])).last_hidden_state[0].mean(0) for ids in texts]
        expected = torch.nn.functional.normalize(torch.stack(alone), dim=1)
        torch.testing.assert_close(vectors(trainable_model(base), texts), expected, atol=1e-5, rtol=1e-5)


def test_questions_find_their_passages_with_what_was_trained_and_written(
    tmp_path: Path, base: Path, tokenizer: PreTrainedTokenizerFast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the written file added to the base, as the product adds it."""
    letters = WORDS[4:8]
    gold = [2, 3, 1, 0]  # of each letter the passage: other letters
    made = Pairs(letters, letters, gold, [[] for _ in letters], list(range(4)))
    monkeypatch.setattr(train_encoder, "base_model_folder", lambda: base)
    monkeypatch.setattr(train_encoder, "BATCH", 4)
    monkeypatch.setattr(train_encoder, "RATE", 1e-2)
    monkeypatch.setattr(train_encoder, "SKIPPED", 0)
    train_encoder.train(made, tokenizer, 4 * 300, 0, tmp_path)
    assert sorted(path.name for path in tmp_path.glob("*.*")) == ["adapter.safetensors", "far.npy"]

    model = BertModel.from_pretrained(base).eval()
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    changed = adapter.with_added(state, tmp_path / adapter.FILE)
    model.load_state_dict({name: torch.from_numpy(value) for name, value in changed.items()}, strict=False)
    with torch.inference_mode():
        ids: Any = tokenizer([f"query: {text}" for text in made.questions])["input_ids"]
        there: Any = tokenizer([f"passage: {text}" for text in made.passages])["input_ids"]
        nearest = (vectors(model, ids) @ vectors(model, there).T).argmax(dim=1).tolist()
    assert nearest == made.gold


def test_what_is_missing_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"^extrait: .*piaf-fr-train.* cannot be read.*$"):
        train_encoder.main(["--data", str(tmp_path), "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()
