"""Train the reader: ``python -m qa.train --data DIR --out DIR``.

Fine-tunes the twelve layers of multilingual-e5-small and a span head; embeddings stay frozen, so that encoder and
reader share them. First come three rounds on gold spans: a mixture of all languages, examples nearer to the product,
and questions worded differently from their passages. Then two terms of distillation from an ensemble: teachers are
trained on all examples, and the reader learns from their average and the gold spans (born-again networks, Furlanello et
al., 2018). Then two rounds of self-distillation on hard negatives and near misses, whose passages speak of another
thing than the question, and a last one on the documents written for this project. After each step but the first, the
weights are averaged with those before (WiSE-FT and model soups, Wortsman et al., 2022), which reads better than any of
them.

Resumable: run the same command again. Seeded: same command, same data, same machine, same weights. A GPU is used if
there is one. By the steps measured on two cores with bf16, the whole takes about three days there: six hours for
examples and rounds, the rest for teachers and students. Needs translators and a thesaurus (``qa.training.translation``,
``qa.training.rewording``).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tqdm
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file
from transformers import AutoTokenizer, BertForQuestionAnswering

from index.base_model import base_model_folder
from index.encoder import Encoder
from index.errors import ExtraitError
from index.hub import quiet_loading
from qa import weights
from qa.spans import MAX_TOKENS
from qa.squad import Question
from qa.training import rewording, translation
from qa.training.examples import Batch, Examples, encode, schedule
from qa.training.mixture import (
    everything,
    in_other_words,
    nearer_the_product,
    on_documents,
    said_of_another,
    seen_before,
    told_apart,
    whole_mixture,
)
from qa.training.split import Split, load_split

FIRST, SECOND, THIRD = 38_000, 30_000, 26_000  # examples of each of the three rounds
TEACHING, LEARNING, ALONE = 260_000, 235_000, 48_000  # examples for a teacher, a student, a round of self-distillation
LAST = 274_000  # examples of the last round
SECOND_SHARE = 0.35  # of the second round in the averaged weights; 0, 0.35, 0.5 and 1 were measured (model card)
THIRD_SHARE = 0.5  # of the third round; 0, 0.3, 0.5, 0.7 and 1 were measured
APART_SHARE = 0.3  # of the first round of self-distillation; 0, 0.3, 0.5 and 1 were measured
OF_ANOTHER_SHARE = 0.3  # of the second; 0, 0.3, 0.5, 0.7 and 1 were measured
WRITTEN_SHARE = 0.6  # of the last round; 0, 0.5, 0.6 and 0.7 were measured
TERMS = 2  # of distillation from teachers
TEACHERS = 4  # in each term: half start from the base, half from the reader
SOFT = 0.7  # weight of the teachers in the loss of the student
SURELY_NOT = -30.0  # logit
WARM_UP, DECAY = 0.04, 0.01  # share of the steps, weight decay
CHECKPOINT = 300  # seconds between two


@dataclass(frozen=True, slots=True)
class Pace:
    """Batch size, peak learning rates of the layers and of the head, and dropout."""

    batch: int
    body: float
    head: float
    dropout: float = 0.1


FROM_THE_BASE = Pace(16, 2e-4, 5e-4, dropout=0.0)  # no dropout, because each example is seen once
GENTLY = Pace(16, 1e-4, 2.5e-4)
ON_DOCUMENTS = Pace(16, 1e-4, 2e-4, dropout=0.0)  # a sixth faster, and each example is seen about once
AS_TEACHER = Pace(32, 3e-4, 6e-4)
AS_TEACHER_AGAIN = Pace(32, 2e-4, 4e-4)  # a teacher that starts from the reader
AS_STUDENT = Pace(32, 1.5e-4, 3e-4)


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m qa.train``."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.train", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints and weights")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the examples of each step, to try it out")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    try:
        train(options.data, options.out, options.scale, options.seed)
    except ExtraitError as error:
        raise SystemExit(f"extrait: {error}") from error


def train(data: Path, out: Path, scale: float, seed: int) -> None:
    """Go through all steps, but those whose weights are in ``out``; write ``out / weights.FILE``.

    Raises:
        ExtraitError: the data, a translator or the thesaurus is missing.
    """
    split = load_split(data)
    translation.check()  # before hours of work that need neither
    rewording.check()
    out.mkdir(parents=True, exist_ok=True)
    reader = _three_rounds(split, scale, seed, out)
    examples = _all_examples(split, seed, out / "examples.safetensors")
    for term in range(TERMS):
        folder = out / f"term-{term}"
        reader = distil(examples, int(TEACHING * scale), int(LEARNING * scale), seed + 10 * term, reader, folder)
    for i, (mixture, share) in enumerate(((told_apart, APART_SHARE), (said_of_another, OF_ANOTHER_SHARE)), start=3):
        alone, average = out / f"alone-{i}.safetensors", out / f"reader-{i}.safetensors"
        if not alone.exists():
            examples = _encoded(mixture(split, seed, Encoder.load()), seed)
            distil_itself(examples, int(ALONE * scale), seed + i, reader, alone)
        weights.average([(reader, 1 - share), (alone, share)], average)
        reader = average
    _on_documents(split, scale, seed, reader, out).replace(out / weights.FILE)


def _on_documents(split: Split, scale: float, seed: int, reader: Path, out: Path) -> Path:
    """Train on our own documents, with some of the examples before so that they are not forgotten; average."""
    alone, average = out / "documents.safetensors", out / "reader-5.safetensors"
    if not alone.exists():
        new = _encoded(on_documents(split, seed), seed + 5)
        seen = _encoded(seen_before(split, seed, Encoder.load()), seed)
        taught = np.concatenate([_golds(new), _own_logits(seen, reader)])
        _train(new.joined(seen), int(LAST * scale), seed + 5, ON_DOCUMENTS, reader, alone, taught)
    weights.average([(reader, 1 - WRITTEN_SHARE), (alone, WRITTEN_SHARE)], average)
    return average


def _three_rounds(split: Split, scale: float, seed: int, out: Path) -> Path:
    """Train on gold spans only; return the average of the rounds."""
    first, second, third = (out / f"{name}.safetensors" for name in ("first", "second", "third"))
    first_two, all_three = out / "first-two.safetensors", out / "all-three.safetensors"
    if not first.exists():
        examples = _encoded(whole_mixture(split, seed), seed)
        _train(examples, int(FIRST * scale), seed, FROM_THE_BASE, None, first)
    if not second.exists():
        examples = _encoded(nearer_the_product(split, seed, Encoder.load()), seed + 1)
        _train(examples, int(SECOND * scale), seed + 1, GENTLY, first, second)
    weights.average([(first, 1 - SECOND_SHARE), (second, SECOND_SHARE)], first_two)
    if not third.exists():
        examples = _encoded(in_other_words(split, seed, Encoder.load()), seed + 2)
        _train(examples, int(THIRD * scale), seed + 2, GENTLY, first_two, third)
    weights.average([(first_two, 1 - THIRD_SHARE), (third, THIRD_SHARE)], all_three)
    return all_three


def _train(
    examples: Examples,
    count: int,
    seed: int,
    pace: Pace,
    begin: Path | None,
    end: Path,
    taught: NDArray[np.float16] | None = None,
) -> None:
    """Train on ``count`` examples from the base or from the weights ``begin``; write the weights ``end``."""
    torch.manual_seed(seed)
    model = trainable_model(base_model_folder(), begin, pace.dropout)
    checkpoint = end.with_suffix(".pt")
    fit(model, examples, schedule(examples.lengths, count, seed, pace.batch), checkpoint, pace, taught)
    weights.save(model, end)
    checkpoint.unlink(missing_ok=True)


def _encoded(questions: Sequence[Question], seed: int) -> Examples:
    return encode(AutoTokenizer.from_pretrained(base_model_folder()), questions, random.Random(seed))


def _all_examples(split: Split, seed: int, path: Path) -> Examples:
    """The examples of ``everything``, cached in ``path``: making them takes most of an hour."""
    if not path.exists():
        examples = _encoded(everything(split, seed, Encoder.load()), seed)
        save_file({"ids": examples.ids, "table": examples.table}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
    return Examples(**load_file(path))


def distil(examples: Examples, teaching: int, learning: int, seed: int, begin: Path, folder: Path) -> Path:
    """Train teachers, then two students of all of them; return the average of the students and ``begin``."""
    folder.mkdir(exist_ok=True)
    teachers = [folder / f"teacher-{i}.safetensors" for i in range(TEACHERS)]
    for i, teacher in enumerate(teachers):
        train_teacher(examples, teaching, seed + i, begin if i >= TEACHERS // 2 else None, teacher)
    students = [folder / f"student-{i}.safetensors" for i in range(2)]
    for i, (start, student) in enumerate(zip((begin, teachers[TEACHERS // 2]), students, strict=True)):
        train_student(examples, teachers, learning, seed + TEACHERS + i, start, student)
    weights.average([(begin, 1.0), (students[0], 1.0), (students[1], 1.0)], folder / weights.FILE)
    return folder / weights.FILE


def train_teacher(examples: Examples, count: int, seed: int, begin: Path | None, end: Path) -> None:
    """Write the weights ``end`` and their logits for all examples beside them (``.npy``), if not there yet."""
    if not end.exists():
        _train(examples, count, seed, AS_TEACHER_AGAIN if begin else AS_TEACHER, begin, end)
    logits = end.with_suffix(".npy")
    if not logits.exists():
        with logits.with_suffix(".new").open("wb") as file:
            np.save(file, read_all(trainable_model(base_model_folder(), end), examples))
        logits.with_suffix(".new").replace(logits)


def train_student(examples: Examples, teachers: Sequence[Path], count: int, seed: int, begin: Path, end: Path) -> None:
    """Train from the weights ``begin`` on the teachers' mean logits; write the weights ``end``, if not there yet."""
    if end.exists():
        return
    taught = np.mean([np.load(path.with_suffix(".npy")).astype(np.float32) for path in teachers], axis=0)
    _train(examples, count, seed, AS_STUDENT, begin, end, taught.astype(np.float16))


def distil_itself(examples: Examples, count: int, seed: int, begin: Path, end: Path) -> None:
    """Train from the weights ``begin``, which are their own teacher (self-distillation); write the weights ``end``."""
    _train(examples, count, seed, GENTLY, begin, end, _own_logits(examples, begin))


def _own_logits(examples: Examples, begin: Path) -> NDArray[np.float16]:
    """Soft targets, (tokens, 2): what the weights ``begin`` say.

    For near misses, and for questions whose gold span does not beat "no answer", they are the gold itself.
    """
    taught = read_all(trainable_model(base_model_folder(), begin), examples)
    at, _, _, first, last = examples.table.T
    answered = taught[at + first, 0] + taught[at + last, 1] > taught[at, 0] + taught[at, 1]
    for row in examples.table[~answered]:
        _teach_gold(taught, row)
    return taught


def _golds(examples: Examples) -> NDArray[np.float16]:
    """Soft targets, (tokens, 2), that are the gold itself."""
    taught = np.zeros((len(examples.ids), 2), np.float16)
    for row in examples.table:
        _teach_gold(taught, row)
    return taught


def _teach_gold(taught: NDArray[np.float16], row: NDArray[np.int64]) -> None:
    begins, tokens, _, starts, ends = row
    taught[begins : begins + tokens] = SURELY_NOT
    taught[begins + starts, 0] = taught[begins + ends, 1] = 0


def trainable_model(folder: Path, begin: Path | None = None, dropout: float = 0.0) -> BertForQuestionAnswering:
    """The base with a new span head, or with the weights ``begin``; embeddings are frozen."""
    fast = torch.cuda.is_available()
    with quiet_loading():  # no warning that the base has no span head
        model: Any = BertForQuestionAnswering.from_pretrained(
            folder,
            attn_implementation="sdpa" if fast else "eager",  # SDPA is 12 % slower on a CPU
            hidden_dropout_prob=dropout,
            attention_probs_dropout_prob=0.0,
        )
    if begin:
        weights.load_into(model, begin)
    model.bert.embeddings.requires_grad_(False)
    if fast:
        model.cuda()
        for layer in model.bert.encoder.layer:
            layer.compile(dynamic=True)
    assert isinstance(model, BertForQuestionAnswering)
    return model


def logits_of(model: BertForQuestionAnswering, batch: Batch) -> torch.Tensor:
    """Start and end logits, (rows, tokens, 2)."""
    kind = batch.ids.device.type
    # Without AVX-512, bf16 is emulated: 0.2 examples a second instead of 6 in float32.
    fast = kind == "cuda" or torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    with torch.autocast(kind, dtype=torch.bfloat16, enabled=fast):
        output = model(input_ids=batch.ids, attention_mask=batch.real)
    return torch.stack([output.start_logits, output.end_logits], dim=2).float()


def span_scores(logits: torch.Tensor, allowed: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Score of every span, (rows, tokens * tokens): start plus end logit; -10,000 for spans that are never decoded.

    Args:
        logits: (rows, tokens, 2).
        allowed: context tokens, (rows, tokens) bool; token 0 stands for "no answer".
        gold: (rows, 2) first and last token; this span is allowed whatever its length.
    """
    tokens = logits.shape[1]
    position = torch.arange(tokens, device=logits.device)
    distance = position[None, :] - position[:, None]
    mask = allowed[:, :, None] & allowed[:, None, :] & (distance >= 0) & (distance < MAX_TOKENS)
    mask[:, 0, 0] = True
    mask[torch.arange(len(gold), device=logits.device), gold[:, 0], gold[:, 1]] = True
    scores = logits[:, :, None, 0] + logits[:, None, :, 1]
    return scores.masked_fill(~mask, -1e4).flatten(1)


def span_loss(
    logits: torch.Tensor, allowed: torch.Tensor, gold: torch.Tensor, taught: torch.Tensor | None = None
) -> torch.Tensor:
    """Negative log-likelihood of the gold span among all spans and "no answer", normalised jointly.

    Two independent softmaxes would spend probability on ends before starts; this loss covers the decoded spans only.

    Args:
        logits, allowed, gold: as in ``span_scores``.
        taught: logits of the teachers; the cross-entropy with their distribution over spans is ``SOFT`` of the loss.
    """
    logs = span_scores(logits, allowed, gold).log_softmax(1)
    hard = -logs[torch.arange(len(gold), device=logs.device), gold[:, 0] * logits.shape[1] + gold[:, 1]]
    if taught is None:
        return hard.mean()
    soft = -(span_scores(taught, allowed, gold).softmax(1) * logs).sum(1)
    return ((1 - SOFT) * hard + SOFT * soft).mean()


def fit(
    model: BertForQuestionAnswering,
    examples: Examples,
    batches: list[list[int]],
    checkpoint: Path,
    pace: Pace,
    taught: NDArray[np.float16] | None = None,
) -> None:
    """Train by AdamW with linear warm-up and decay; write a checkpoint every five minutes, and resume from one.

    Args:
        taught: logits of the teachers for all tokens of the examples, (tokens, 2).
    """
    optimizer, rate = _optimizer(model, pace, len(batches))
    done = _resume(checkpoint, model, optimizer, rate) if checkpoint.exists() else 0
    model.train()
    ids = torch.from_numpy(examples.ids).to(model.device)
    soft = None if taught is None else torch.from_numpy(taught).to(model.device)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    saved = time.monotonic()
    bar = tqdm.tqdm(batches, initial=done, desc=f"Training {checkpoint.stem}", unit="batch", mininterval=5)
    for step in range(done, len(batches)):
        batch = Batch.of(ids, examples.table[batches[step]])
        told = None if soft is None else soft[batch.place].float()
        loss = span_loss(logits_of(model, batch), batch.allowed, batch.gold, told)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        rate.step()
        if step % 50 == 0:  # item() makes a GPU wait
            bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
        bar.update()
        if time.monotonic() - saved > CHECKPOINT:
            _save_checkpoint(checkpoint, model, optimizer, rate, step + 1)
            saved = time.monotonic()
    bar.close()


def _optimizer(model: BertForQuestionAnswering, pace: Pace, steps: int) -> tuple[Any, Any]:
    """AdamW, and its learning rate over the steps."""
    body = [p for p in model.bert.encoder.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in body if p.ndim > 1], "lr": pace.body, "weight_decay": DECAY},
        {"params": [p for p in body if p.ndim == 1], "lr": pace.body, "weight_decay": 0.0},
        {"params": list(model.qa_outputs.parameters()), "lr": pace.head, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, fused=True)
    warm = max(1, int(WARM_UP * steps))
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)))
    )
    return optimizer, rate


def read_all(model: BertForQuestionAnswering, examples: Examples) -> NDArray[np.float16]:
    """The start and end logits of all examples' tokens, (tokens, 2)."""
    model.eval()  # type: ignore[no-untyped-call]
    ids = torch.from_numpy(examples.ids).to(model.device)
    logits = torch.zeros(len(ids), 2, dtype=torch.float16, device=model.device)
    order = np.argsort(examples.lengths, kind="stable")
    with torch.inference_mode():
        size = AS_TEACHER.batch
        for at in tqdm.trange(0, len(order), size, desc="Reading", unit="batch", mininterval=5):
            batch = Batch.of(ids, examples.table[order[at : at + size]])
            logits[batch.place[batch.real]] = logits_of(model, batch)[batch.real].half()
    return logits.cpu().numpy()


def _save_checkpoint(path: Path, model: Any, optimizer: Any, rate: Any, done: int) -> None:
    state = {
        "model": {k: v for k, v in model.state_dict().items() if "embeddings" not in k},
        "optimizer": optimizer.state_dict(),
        "rate": rate.state_dict(),
        "chance": [torch.get_rng_state(), *torch.cuda.get_rng_state_all()],  # of dropout
        "done": done,
    }
    new = path.with_suffix(".new")
    torch.save(state, new)
    new.replace(path)


def _resume(path: Path, model: Any, optimizer: Any, rate: Any) -> int:
    """Load a checkpoint; return the number of steps that are done."""
    state = torch.load(path, weights_only=True)
    model.load_state_dict(state["model"], strict=False)
    optimizer.load_state_dict(state["optimizer"])
    rate.load_state_dict(state["rate"])
    torch.set_rng_state(state["chance"][0])
    torch.cuda.set_rng_state_all(state["chance"][1:])
    return int(state["done"])


if __name__ == "__main__":
    main()
