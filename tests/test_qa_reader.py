"""The reader over a one-layer model, through the real loading code."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import ModelError
from qa.reader import MAX_QUESTION, STRIDE, WINDOW, Reader

WORDS = [
    "combien",
    "d",
    "emplois",
    "seront",
    "créés",
    "près",
    "de",
    "240",
    "000",
    "how",
    "many",
    "jobs",
    "will",
    "be",
    "created",
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Reader:
    folder = tmp_path_factory.mktemp("tiny")
    save_tiny_model(folder)
    return Reader.load(folder)


def save_tiny_model(folder: Path) -> None:
    import torch
    from tokenizers import Tokenizer, models, pre_tokenizers, processors
    from transformers import BertConfig, BertForQuestionAnswering, PreTrainedTokenizerFast

    vocabulary = {word: i for i, word in enumerate(["<s>", "<pad>", "</s>", "<unk>", "1", "2", *WORDS])}
    tokenizer = Tokenizer(models.WordLevel(vocabulary, unk_token="<unk>"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        pad_token="<pad>",
        unk_token="<unk>",
        model_input_names=["input_ids", "attention_mask"],
    ).save_pretrained(folder)
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(vocabulary), hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8
    )
    BertForQuestionAnswering(config).save_pretrained(folder)


@given(st.text(max_size=60), st.lists(st.text(max_size=300), max_size=3))
def test_every_span_is_cut_out_of_its_passage(reader: Reader, question: str, passages: list[str]) -> None:
    spans = reader.read(question, passages)
    for span in spans:
        assert passages[span.passage][span.start : span.end] == span.text != ""
        assert span.text == span.text.strip()
    assert [s.margin for s in spans] == sorted((s.margin for s in spans), reverse=True)
    assert not any(a.overlaps(b) for i, a in enumerate(spans) for b in spans[:i])


def test_a_long_passage_is_read_to_its_end(reader: Reader) -> None:
    words = [f"{WORDS[i % len(WORDS)]}" for i in range(3 * WINDOW)]
    windows = reader._windows("how many", " ".join(words))
    assert len(windows) > 3
    assert all(len(window.ids) <= WINDOW for window in windows)
    covered = {offset for window in windows for offset in window.offsets}
    assert len(covered) == len(words)
    for left, right in pairwise(windows):
        assert len(set(left.offsets) & set(right.offsets)) == STRIDE


def test_of_a_long_question_the_end_is_read(reader: Reader) -> None:
    short, long = ("how " * before + "many jobs" for before in (MAX_QUESTION - 2, 2 * MAX_QUESTION))
    assert reader.read(short, ["who"]) == reader.read(long, ["who"])
    assert reader._windows(short, "who") == reader._windows(long, "who") != reader._windows("how " * 99, "who")


def test_batches_do_not_change_what_is_read(reader: Reader) -> None:
    passages = [" ".join(WORDS[i:]) for i in range(len(WORDS))]
    together = {(s.passage, s.start, s.end): s.margin for s in reader.read("how many jobs", passages, n_best=1000)}
    for i, passage in enumerate(passages):
        for span in reader.read("how many jobs", [passage], n_best=1000):
            assert together[i, span.start, span.end] == pytest.approx(span.margin, abs=1e-4)


def test_many_questions_are_read_as_each_alone(reader: Reader) -> None:
    asked = [
        ("how many jobs", [*WORDS, "", " "]),
        ("who", []),
        ("how many jobs", ["", *WORDS]),
        ("how many jobs", [" ".join(WORDS)]),
        ("where", WORDS[:3]),
    ]
    alone = [reader.read(question, passages) for question, passages in asked]
    reader._kept.clear()
    assert list(reader.read_each(asked)) == list(reader.read_each(asked)) == alone
    assert list(reader.read_each(iter(asked))) == alone
    assert list(reader.read_each([])) == []


@pytest.mark.parametrize(
    ("between", "crossed"),
    [
        ("\n\n", False),
        (" | ", False),
        ("\n- ", False),
        ("\n 2. ", False),
        ("\njobs : ", False),
        ("\n", True),
        (": ", True),
    ],
)
def test_no_span_crosses_a_blank_line_a_cell_or_the_start_of_an_item(
    between: str, crossed: bool, reader: Reader
) -> None:
    first, second = " ".join(WORDS[:8]), " ".join(WORDS[8:])
    spans = reader.read("how many", [first + between + second], n_best=1000)
    assert spans and any(span.start < len(first) < span.end for span in spans) is crossed


@pytest.mark.parametrize("marker", ["1. ", "• ", "  a) "])
def test_no_span_begins_with_the_marker_of_an_item(marker: str, reader: Reader) -> None:
    text = marker + " ".join(WORDS[:6])
    spans = reader.read("how many", [text], n_best=1000)
    assert any(span.start == len(marker) for span in spans)
    assert not any(span.start < len(marker) < span.end for span in spans)


def test_nothing_to_read(reader: Reader) -> None:
    assert reader.read("how many", []) == []
    assert reader.read("how many", ["", " \n"]) == []


def test_a_hub_name_without_a_network_is_one_line() -> None:
    with pytest.raises(ModelError, match="nobody/nothing could not be loaded") as error:
        Reader.load("nobody/nothing")
    assert "\n" not in str(error.value)
