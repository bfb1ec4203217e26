"""Training: the loss, the schedule, the held-out split and the file of weights."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from tokenizers.pre_tokenizers import WhitespaceSplit
from transformers import PreTrainedTokenizerFast

from qa import train, weights
from qa.squad import Gold, Question
from qa.train import SOFT, span_loss
from qa.training import examples, mixture
from qa.training.examples import Examples, encode, schedule
from qa.training.mixture import among_rivals, cropped, fragments, majority, mined, without_answer
from qa.training.split import Split, _written, in_english

ALLOWED = torch.tensor([[False, False, True, True, True, False], [False, True, True, False, False, False]])
GOLD = torch.tensor([[2, 3], [0, 0]])


def _spans(logits: torch.Tensor, row: int) -> dict[tuple[int, int], torch.Tensor]:
    spans = [(0, 0)] + [(i, j) for i in range(6) for j in range(i, 6) if ALLOWED[row, i] and ALLOWED[row, j]]
    return {(i, j): logits[row, i, 0] + logits[row, j, 1] for i, j in spans}


def test_span_loss_equals_a_sum_over_every_span() -> None:
    torch.manual_seed(0)
    logits = torch.randn(2, 6, 2)
    expected = 0.0
    for row, gold in enumerate([(2, 3), (0, 0)]):
        scores = _spans(logits, row)
        expected += float(torch.stack(list(scores.values())).logsumexp(0) - scores[gold]) / 2
    assert float(span_loss(logits, ALLOWED, GOLD)) == pytest.approx(expected, rel=1e-5)


def test_what_the_teacher_says_is_weighed_span_by_span() -> None:
    torch.manual_seed(0)
    logits, taught = torch.randn(2, 6, 2), torch.randn(2, 6, 2)
    expected = (1 - SOFT) * float(span_loss(logits, ALLOWED, GOLD))
    for row in range(2):
        own, theirs = (torch.stack(list(_spans(x, row).values())) for x in (logits, taught))
        expected -= SOFT * float((theirs.softmax(0) * own.log_softmax(0)).sum()) / 2
    assert float(span_loss(logits, ALLOWED, GOLD, taught)) == pytest.approx(expected, rel=1e-5)


def test_the_schedule_is_seeded_and_sees_all_before_it_repeats() -> None:
    lengths = list(range(160))
    batches = schedule(lengths, 320, seed=3, size=16)
    assert batches == schedule(lengths, 320, seed=3, size=16) != schedule(lengths, 320, seed=4, size=16)
    assert sorted(i for batch in batches[:10] for i in batch) == lengths


def test_a_window_holds_the_answer_however_many_are_tokenised_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    words = [f"mot{i}" for i in range(600)]
    vocabulary = {word: i for i, word in enumerate(["?", *words])}
    tokenizer = Tokenizer(WordLevel(vocabulary, unk_token="?"))
    tokenizer.pre_tokenizer = WhitespaceSplit()
    context = " ".join(words)
    golds = ["mot0", "mot7 mot8", "mot300", "mot599", " ".join(words[:300])]  # the last does not fit
    asked = [Question(gold, "mot1 mot2", context, (Gold(gold, context.index(gold)),)) for gold in golds]
    asked += [Question("none", "mot1", context, ()), Question("short", "mot1", "mot2 mot3", (Gold("mot3", 5),))]
    wrapped = PreTrainedTokenizerFast(tokenizer_object=tokenizer)
    made = encode(wrapped, asked, random.Random(0))
    spans = [made.ids[at + first : at + last + 1] for at, _, _, first, last in made.table]
    assert [" ".join(words[i - 1] for i in ids) for ids in (*spans[:4], spans[5])] == [*golds[:4], "mot3"]
    assert made.table[4, 3:].tolist() == [0, 0] and made.lengths.tolist() == [256] * 5 + [7]
    monkeypatch.setattr(examples, "AT_ONCE", 2)
    again = encode(wrapped, asked, random.Random(0))
    assert np.array_equal(made.ids, again.ids) and np.array_equal(made.table, again.table)


def test_weights_come_back_within_half_a_step_of_int8(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForQuestionAnswering

    config = BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    model = BertForQuestionAnswering(config)
    weights.save(model, tmp_path / weights.FILE)
    back = weights.load(tmp_path / weights.FILE)
    state = {name: value.numpy() for name, value in model.state_dict().items()}
    assert set(back) == {name for name in state if ".embeddings." not in name}
    for name, value in back.items():
        step = np.abs(state[name]).max() / 127
        assert np.abs(value - state[name]).max() <= step / 2 + 1e-7


def test_near_misses_do_not_hold_the_answer() -> None:
    context = "Un accord a été signé à Rabat en mars. Un autre a été signé à Fès en avril. " * 3
    questions = [
        Question(str(i), "Où ?", context + extra, (Gold("Tanger", len(context) + extra.index("Tanger")),), "Maroc")
        for i, extra in enumerate(["Un autre à Tanger.", "Un dernier, plus tard, à Tanger.", "Puis Tanger encore."])
    ]

    missed = without_answer(questions * 4, random.Random(0))
    assert missed
    assert all("tanger" not in q.context.casefold() and not q.answers for q in missed)


def test_an_average_of_weights(tmp_path: Path) -> None:
    from transformers import BertConfig, BertForQuestionAnswering

    config = BertConfig(vocab_size=9, hidden_size=8, num_hidden_layers=1, num_attention_heads=2, intermediate_size=8)
    models = [BertForQuestionAnswering(config) for _ in range(2)]
    files = [tmp_path / "a.safetensors", tmp_path / "b.safetensors"]
    for model, file in zip(models, files, strict=True):
        weights.save(model, file)
    weights.average([(files[0], 1.5), (files[1], 0.5)], tmp_path / weights.FILE)
    a, b = ({name: value.numpy() for name, value in model.state_dict().items()} for model in models)
    for name, value in weights.load(tmp_path / weights.FILE).items():
        steps = (np.abs(a[name]).max() + np.abs(b[name]).max()) / 127
        assert np.abs(value - (0.75 * a[name] + 0.25 * b[name])).max() <= steps


PARAGRAPH = "Le port ouvre en 1931. Il reçoit 40 bateaux par jour. Une grue tombe en mars. On la relève. " * 6


@given(st.integers(0, len(PARAGRAPH) - 1), st.integers(1, 30), st.integers(0, 9), st.integers(30, 400))
def test_a_cropped_context_keeps_its_answer(at: int, length: int, seed: int, most: int) -> None:
    gold = Gold(PARAGRAPH[at : at + length], at)
    short = cropped(Question("q", "Quoi ?", PARAGRAPH, (gold,), "Port"), random.Random(seed), most)
    (kept,) = short.answers
    assert short.context[kept.start : kept.start + len(kept.text)] == kept.text == gold.text
    assert short.context in PARAGRAPH


def test_a_fragment_is_not_what_was_asked_for() -> None:
    questions = [
        Question(str(i), "Quoi ?", PARAGRAPH, (Gold(text, PARAGRAPH.index(text)),), "Port")
        for i, text in enumerate(["1931", "40", "mars"])
    ]
    bare = fragments(questions, random.Random(0), 3)
    assert all(not q.answers and q.context in {"1931", "40", "mars", "Port"} for q in bare)
    assert all(q.context != questions[int(q.id[0])].answers[0].text for q in bare)


def test_the_same_seed_draws_the_same_fragments_in_every_process() -> None:
    code = (
        "import random; from qa.training.mixture import fragments; from qa.squad import Gold, Question; "
        "asked = [Question(str(i), 'Quoi ?', 'Le port', (Gold('Le', 0),), f'titre {i}') for i in range(40)]; "
        "print([q.context for q in fragments(asked, random.Random(0), 40)])"
    )
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


@pytest.mark.slow
def test_a_mined_near_miss_is_another_paragraph_without_the_answer() -> None:
    from index.encoder import Encoder

    texts = ["Le port reçoit 40 bateaux par jour.", "Le port ouvre à huit heures.", "La gare reçoit 12 trains."]
    questions = [
        Question("a", "Combien de bateaux le port reçoit-il ?", texts[0], (Gold("40", 15),), "Port"),
        Question("b", "Quand le port ouvre-t-il ?", texts[1], (Gold("huit heures", 16),), "Port"),
        Question("c", "Combien de trains ?", texts[2], (Gold("12", 15),), "Gare"),
    ]
    missed = mined(questions, "fr", "fr", Encoder.load())
    assert len(missed) == 3
    for question, miss in zip(questions, missed, strict=True):
        assert miss.context in texts and miss.context != question.context and not miss.answers


@pytest.mark.slow
def test_rivals_answer_the_like_about_something_else() -> None:
    from index.encoder import Encoder

    texts = {
        "Port": "Le port est grand. Il reçoit 40 bateaux par jour. Il ouvre à huit heures.",
        "Gare": "La gare est petite. Elle compte 12 quais et reçoit 300 trains.",
        "Marché": "Le marché compte 70 étals. On y vient tôt.",
    }
    asked = [("Port", "40"), ("Port", "huit heures"), ("Gare", "12"), ("Gare", "300"), ("Marché", "70")]
    questions = [
        Question(gold, f"Combien a le {title} ?", texts[title], (Gold(gold, texts[title].index(gold)),), title)
        for title, gold in asked
    ]
    answered, missed = among_rivals(questions, Encoder.load(), random.Random(0))
    assert len(answered) == len(missed) == 5
    for question, among, without in zip(questions, answered, missed, strict=True):
        (gold,) = among.answers
        assert among.context.startswith(gold.text, gold.start) and gold.text == question.answers[0].text
        own = next(text for text in texts[question.title].split(". ") if gold.text in text)
        assert own in among.context and not without.answers and gold.text not in without.context
        others = [sentence for title in texts if title != question.title for sentence in texts[title].split(". ")]
        assert any(sentence in without.context for sentence in others)


def test_about_half_of_our_own_questions_have_no_answer_and_none_is_in_both_parts() -> None:
    kept, held = _written()
    assert set(held) == {
        *(f"{pair}, our own documents" for pair in ("fr-fr", "en-fr", "fr-en", "en-en")),
        *(f"{pair}, our own questions on PIAF" for pair in ("fr-fr", "en-fr")),
    }
    for questions in (kept, *held.values()):
        assert 0.45 < np.mean([bool(question.answers) for question in questions]) < 0.56
    assert not {q.title for q in kept} & {q.title for questions in held.values() for q in questions}


def test_questions_of_piaf_are_asked_in_english_under_their_ids() -> None:
    french = Question("00000000-0000-0000-0000-000000000000", "Où ?", PARAGRAPH, ())
    assert in_english([french]) == []
    known = replace(french, id="p139938845576072")
    assert in_english([french, known]) == [
        replace(known, text="Name an emblematic figure of a Muslim prophet?", language="en")
    ]


def test_our_documents_are_there_whole_and_cropped() -> None:
    asked = [
        Question("a", "Quand ?", PARAGRAPH, (Gold("1931", PARAGRAPH.index("1931")),), "Port"),
        Question("b", "Combien de grues ?", PARAGRAPH, (), "Port"),
    ]
    made = mixture.on_documents(Split([], [], [], {}, {}, {}, asked, {}), random.Random(0))
    assert made[:2] == asked and len(made) == 4
    for question, short in zip(asked, made[2:], strict=True):
        assert len(short.context) < len(question.context) and short.context in question.context
        assert [gold.text for gold in short.answers] == [gold.text for gold in question.answers]


def test_the_majority_of_annotators_decides() -> None:
    a, b = Gold("mardi", 3), Gold("mardi 9 décembre", 3)
    assert majority([a, b, b]) == b
    assert majority([a, b]) == a


def test_a_question_as_it_is_typed() -> None:
    asked = Question(
        "a", "Où l'Éléphant a-t-il été élevé ?", PARAGRAPH, (Gold("1931", PARAGRAPH.index("1931")),), "Port"
    )
    typed = mixture.as_typed(asked)
    assert typed == replace(asked, id="a-typed", text="ou l'elephant a-t-il ete eleve")


def test_what_is_missing_is_one_line_before_any_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = ["--data", str(tmp_path), "--out", str(tmp_path / "out")]
    with pytest.raises(SystemExit, match=r"^extrait: .*piaf-fr-train.* cannot be read.*$"):
        train.main(command)
    monkeypatch.setattr(train, "load_split", lambda data: None)
    monkeypatch.setattr(train.translation, "check", lambda: None)
    monkeypatch.setattr(train.rewording, "THESAURUS", tmp_path / "none.dat")
    with pytest.raises(SystemExit, match=r"^extrait: .*apt-get install mythes-fr\.$"):
        train.main(command)
    assert not (tmp_path / "out").exists()


GOLD_OF_SMALL = [(4, 5), (9, 11), (0, 0)]


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Examples]:
    """Three windows, and in ``tmp_path`` a small base to learn them."""
    from transformers import BertConfig, BertForQuestionAnswering

    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # products this small are slower on several, above all on a busy machine
    torch.manual_seed(0)
    size = {"hidden_size": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "intermediate_size": 64}
    BertForQuestionAnswering(BertConfig(vocab_size=40, pad_token_id=1, **size)).save_pretrained(tmp_path / "base")
    monkeypatch.setattr(train, "base_model_folder", lambda: tmp_path / "base")
    monkeypatch.setattr(train, "AS_BRANCH", train.Pace(64, 2e-3, 2e-3, dropout=0.0))
    windows = [[0, asked, 2, 2, *range(10, 18), 2] for asked in (20, 21, 22)]
    table = np.array([(13 * i, 13, 4, *span) for i, span in enumerate(GOLD_OF_SMALL)])
    yield Examples(np.concatenate(windows).astype(np.int32), table)
    torch.set_num_threads(threads)


def test_a_reader_learns_from_its_teacher(tmp_path: Path, small: Examples) -> None:
    """From its logits alone: what it is told of the gold spans is wrong."""
    teacher = tmp_path / "teacher.safetensors"
    train.train_once(small, 64 * 100, 0, train.AS_BRANCH, None, teacher)
    unsaid = replace(small, table=np.where(np.arange(5) < 3, small.table, 0))  # "no answer" to each
    taught = train._taught(teacher, small, tmp_path / "taught.npy")
    train.train_once(unsaid, 64 * 100, 0, train.AS_BRANCH, teacher, tmp_path / weights.FILE, taught)
    assert _best_spans(tmp_path, small) == GOLD_OF_SMALL
    assert np.array_equal(train._taught(teacher, small, tmp_path / "taught.npy"), taught)


@pytest.mark.parametrize("decays", [True, False])
def test_the_learning_rate_falls_to_zero_only_where_it_decays(tmp_path: Path, small: Examples, decays: bool) -> None:
    model = train.trainable_model(tmp_path / "base")
    optimizer, rate = train._optimizer(model, train.Pace(16, 2e-4, 4e-4, decays), 100)
    rates = []
    for _ in range(100):
        rates.append([group["lr"] for group in optimizer.param_groups])
        optimizer.step()
        rate.step()
    assert rates[0] == pytest.approx([5e-5, 5e-5, 1e-4]) and rates[3] == pytest.approx([2e-4, 2e-4, 4e-4])
    assert rates[99] == pytest.approx([2e-4, 2e-4, 4e-4] if not decays else [2e-4 / 96, 2e-4 / 96, 4e-4 / 96])


def _best_spans(folder: Path, small: Examples) -> list[tuple[int, int]]:
    """By the weights that were written, in each window."""
    logits = train.read_all(train.trainable_model(folder / "base", folder / weights.FILE), small)
    allowed = torch.tensor([4 <= token < 12 for token in range(13)]).expand(3, -1)
    said = torch.from_numpy(logits.reshape(3, 13, 2)).float()
    best = train.span_scores(said, allowed, torch.zeros(3, 2, dtype=torch.long)).argmax(dim=1)
    return [divmod(span, 13) for span in best.tolist()]


def test_the_command_goes_through_all_steps_and_gives_the_same_weights_however_often_it_is_killed(
    tmp_path: Path, small: Examples, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[object] = []
    monkeypatch.setattr(train, "load_split", lambda data: None)
    monkeypatch.setattr(train.translation, "check", lambda: None)
    monkeypatch.setattr(train.rewording, "check", lambda: None)
    monkeypatch.setattr(train.Encoder, "load", lambda: None)
    monkeypatch.setattr(train, "whole_mixture", lambda split, seed, encoder: [seed])
    monkeypatch.setattr(train.AutoTokenizer, "from_pretrained", lambda folder: None)
    monkeypatch.setattr(train, "encode", lambda tokenizer, questions, chance: made.append(questions) or small)
    for pace, decays in (("AS_TRUNK", False), ("AS_BRANCH", True), ("AS_STUDENT", True)):
        monkeypatch.setattr(train, pace, train.Pace(16, 2e-3, 2e-3, decays))
    train.main(["--data", "-", "--out", str(tmp_path / "once"), "--scale", "0.004"])
    assert made == [[0]] and not list((tmp_path / "once").rglob("*.pt"))

    save = train.save_checkpoint

    def killed(*given: Any) -> None:
        save(*given)
        if given[-1] == 2:  # steps done
            raise KeyboardInterrupt

    monkeypatch.setattr(train, "save_checkpoint", killed)
    monkeypatch.setattr(train, "CHECKPOINT", -1)
    for _ in range(1 + train.BRANCHES + train.STUDENTS):
        with pytest.raises(KeyboardInterrupt):
            train.main(["--data", "-", "--out", str(tmp_path / "often"), "--scale", "0.004"])
    train.main(["--data", "-", "--out", str(tmp_path / "often"), "--scale", "0.004"])
    assert (tmp_path / "once" / weights.FILE).read_bytes() == (tmp_path / "often" / weights.FILE).read_bytes()
