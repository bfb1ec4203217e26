"""Train the reader: ``python -m qa.train --data DIR --out DIR``.

Fine-tunes the twelve layers of multilingual-e5-small and a span head; embeddings stay frozen, so that encoder and
reader share them. First come three rounds on gold spans: a mixture of all languages, examples nearer to the product,
and questions worded differently from their passages. Then two terms of distillation from an ensemble: teachers are
trained on all examples, and the reader learns from their average and the gold spans (born-again networks, Furlanello et
al., 2018). Then two rounds of self-distillation on hard negatives and near misses, whose passages speak of another
thing than the question. After each step but the first, the weights are averaged with those before (WiSE-FT and model
soups, Wortsman et al., 2022), which reads better than any of them.

Resumable: run the same command again. Seeded: same command, same data, same machine, same weights. A GPU is used if
there is one; the rounds are practical without one, the teachers hardly. Needs translators and a thesaurus
(``qa.translation``, ``qa.rewording``).
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
from index.hub import quiet_loading
from qa import weights
from qa.examples import Batch, Examples, encode, schedule
from qa.mixture import (
    Split,
    everything,
    in_other_words,
    load_split,
    nearer_the_product,
    said_of_another,
    told_apart,
    whole_mixture,
)
from qa.spans import MAX_TOKENS
from qa.squad import Question

SHARE = 0.35  # of the second round in the averaged weights; 0, 0.35, 0.5 and 1 were measured (model card)
THIRD_SHARE = 0.5  # of the third round; 0, 0.3, 0.5, 0.7 and 1 were measured
APART_SHARE = 0.3  # of the first round after distillation; 0, 0.3, 0.5 and 1 were measured
LAST_SHARE = 0.3  # of the last round; 0, 0.3, 0.5, 0.7 and 1 were measured
TERMS = 2  # of distillation
TEACHERS = 4  # in each term: half start from the base, half from the reader
SOFT = 0.7  # weight of the teachers in the loss of the student
SURELY_NOT = -30.0  # logit
WARM_UP, DECAY = 0.04, 0.01  # share of the steps, weight decay


@dataclass(frozen=True, slots=True)
class Pace:
    """Batch size, peak learning rates of the layers and of the head, and dropout."""

    batch: int
    body: float
    head: float
    dropout: float = 0.1


FROM_THE_BASE = Pace(16, 2e-4, 5e-4, dropout=0.0)  # no dropout, because each example is seen once
GENTLY = Pace(16, 1e-4, 2.5e-4)
AS_TEACHER = Pace(32, 3e-4, 6e-4)
AS_TEACHER_AGAIN = Pace(32, 2e-4, 4e-4)  # a teacher that starts from the reader
TAUGHT = Pace(32, 1.5e-4, 3e-4)


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m qa.train``."""
    parser = argparse.ArgumentParser(prog="python -m qa.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and weights")
    parser.add_argument("--examples", type=int, default=38_000, help="of the first round (default %(default)s)")
    parser.add_argument("--near", type=int, default=30_000, help="of the second round (default %(default)s)")
    parser.add_argument("--reworded", type=int, default=26_000, help="of the third round (default %(default)s)")
    parser.add_argument("--lectures", type=int, default=260_000, help="to each teacher (default %(default)s)")
    parser.add_argument("--lessons", type=int, default=235_000, help="by the teachers (default %(default)s)")
    parser.add_argument(
        "--apart", type=int, default=48_000, help="of the first round after school (default %(default)s)"
    )
    parser.add_argument("--another", type=int, default=48_000, help="of the last round (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    split, seed = load_split(options.data), options.seed
    first, second, blended, third, untaught = (
        options.out / f"{name}.safetensors" for name in ("first", "second", "blended", "third", "untaught")
    )
    if not first.exists():
        _round(whole_mixture(split, seed), options.examples, seed, None, first)
    if not second.exists():
        _round(nearer_the_product(split, seed, Encoder.load()), options.near, seed + 1, first, second)
    if not third.exists():
        weights.average([(first, 1 - SHARE), (second, SHARE)], blended)
        _round(in_other_words(split, seed, Encoder.load()), options.reworded, seed + 2, blended, third)
    weights.average([(blended, 1 - THIRD_SHARE), (third, THIRD_SHARE)], untaught)
    examples = _all_examples(split, seed, options.out / "examples.safetensors")
    reader = untaught
    for term in range(TERMS):
        folder = options.out / f"term-{term}"
        reader = _school(examples, options.lectures, options.lessons, seed + 10 * term, reader, folder)
    for i, (mixture, count, share) in enumerate(
        ((told_apart, options.apart, APART_SHARE), (said_of_another, options.another, LAST_SHARE)), start=3
    ):
        alone, going_on = options.out / f"alone-{i}.safetensors", options.out / f"reader-{i}.safetensors"
        if not alone.exists():
            go_on_alone(_encoded(mixture(split, seed, Encoder.load()), seed), count, seed + i, reader, alone)
        weights.average([(reader, 1 - share), (alone, share)], going_on)
        reader = going_on
    reader.replace(options.out / weights.FILE)


def _round(questions: Sequence[Question], count: int, seed: int, begin: Path | None, end: Path) -> None:
    """Train on ``count`` examples from the base, or ``GENTLY`` from the weights ``begin``; write them to ``end``."""
    _train(_encoded(questions, seed), count, seed, GENTLY if begin else FROM_THE_BASE, begin, end)


def _train(
    examples: Examples,
    count: int,
    seed: int,
    pace: Pace,
    begin: Path | None,
    end: Path,
    taught: NDArray[np.float16] | None = None,
) -> None:
    torch.manual_seed(seed)
    model = trainable_model(base_model_folder(), begin, pace.dropout)
    fit(model, examples, schedule(examples.lengths, count, seed, pace.batch), end.with_suffix(".pt"), pace, taught)
    weights.save(model, end)


def _encoded(questions: Sequence[Question], seed: int) -> Examples:
    return encode(AutoTokenizer.from_pretrained(base_model_folder()), questions, random.Random(seed))


def _all_examples(split: Split, seed: int, path: Path) -> Examples:
    """The examples of ``everything``, cached in ``path``: making them takes most of an hour."""
    if not path.exists():
        examples = _encoded(everything(split, seed, Encoder.load()), seed)
        save_file({"ids": examples.ids, "table": examples.table}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
    return Examples(**load_file(path))


def _school(examples: Examples, lectures: int, lessons: int, seed: int, begin: Path, folder: Path) -> Path:
    """Train teachers, then two students of all of them; return the average of the students and ``begin``."""
    folder.mkdir(exist_ok=True)
    teachers = [folder / f"teacher-{i}.safetensors" for i in range(TEACHERS)]
    for i, teacher in enumerate(teachers):
        lecture(examples, lectures, seed + i, begin if i >= TEACHERS // 2 else None, teacher)
    pupils = [folder / f"pupil-{i}.safetensors" for i in range(2)]
    for i, (start, pupil) in enumerate(zip((begin, teachers[TEACHERS // 2]), pupils, strict=True)):
        learn(examples, teachers, lessons, seed + TEACHERS + i, start, pupil)
    weights.average([(begin, 1.0), (pupils[0], 1.0), (pupils[1], 1.0)], folder / weights.FILE)
    return folder / weights.FILE


def lecture(examples: Examples, count: int, seed: int, begin: Path | None, path: Path) -> None:
    """Write a trained teacher to ``path`` and its logits for all examples beside it (``.npy``), if not there yet."""
    if not path.exists():
        _train(examples, count, seed, AS_TEACHER_AGAIN if begin else AS_TEACHER, begin, path)
    logits = path.with_suffix(".npy")
    if not logits.exists():
        with logits.with_suffix(".new").open("wb") as file:
            np.save(file, read_all(trainable_model(base_model_folder(), path), examples))
        logits.with_suffix(".new").replace(logits)


def learn(examples: Examples, teachers: Sequence[Path], count: int, seed: int, begin: Path, end: Path) -> None:
    """Train a student from the weights ``begin`` on the teachers' mean logits; write the weights ``end``."""
    if end.exists():
        return
    said = np.mean([np.load(path.with_suffix(".npy")).astype(np.float32) for path in teachers], axis=0)
    _train(examples, count, seed, TAUGHT, begin, end, said.astype(np.float16))


def go_on_alone(examples: Examples, count: int, seed: int, begin: Path, end: Path) -> None:
    """Go on from the weights ``begin`` by self-distillation: they are their own teacher; write the weights ``end``.

    For near misses, and for questions whose gold span does not beat "no answer", the soft target is the gold itself.
    """
    said = read_all(trainable_model(base_model_folder(), begin), examples)
    at, _, _, first, last = examples.table.T
    answered = said[at + first, 0] + said[at + last, 1] > said[at, 0] + said[at, 1]
    for begins, tokens, _, starts, ends in examples.table[~answered]:
        said[begins : begins + tokens] = SURELY_NOT
        said[begins + starts, 0] = said[begins + ends, 1] = 0
    _train(examples, count, seed, GENTLY, begin, end, said)


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
    head = list(model.qa_outputs.parameters())
    body = [p for p in model.bert.encoder.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in body if p.ndim > 1], "lr": pace.body, "weight_decay": DECAY},
        {"params": [p for p in body if p.ndim == 1], "lr": pace.body, "weight_decay": 0.0},
        {"params": head, "lr": pace.head, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, fused=True)
    warm = max(1, int(WARM_UP * len(batches)))
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min((step + 1) / warm, max(0.0, (len(batches) - step) / (len(batches) - warm)))
    )
    done = 0
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=True)
        model.load_state_dict(state["model"], strict=False)
        optimizer.load_state_dict(state["optimizer"])
        falling.load_state_dict(state["rate"])
        done = state["done"]
    model.train()
    ids = torch.from_numpy(examples.ids).to(model.device)
    soft = None if taught is None else torch.from_numpy(taught).to(model.device)
    saved = time.monotonic()
    bar = tqdm.tqdm(batches, initial=done, desc=f"Training {checkpoint.stem}", unit="batch", mininterval=5)
    for step in range(done, len(batches)):
        batch = Batch.of(ids, examples.table[batches[step]])
        told = None if soft is None else soft[batch.place].float()
        loss = span_loss(logits_of(model, batch), batch.allowed, batch.gold, told)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(body + head, 1.0)
        optimizer.step()
        falling.step()
        if step % 50 == 0:  # item() makes a GPU wait
            bar.set_postfix(loss=f"{loss.item():.3f}", refresh=False)
        bar.update()
        if time.monotonic() - saved > 300:
            _save_checkpoint(checkpoint, model, optimizer, falling, step + 1)
            saved = time.monotonic()
    bar.close()


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
    trained = {k: v for k, v in model.state_dict().items() if "embeddings" not in k}
    new = path.with_suffix(".new")
    torch.save({"model": trained, "optimizer": optimizer.state_dict(), "rate": rate.state_dict(), "done": done}, new)
    new.replace(path)


if __name__ == "__main__":
    main()
