"""Train the reader: ``python -m qa.train --data DIR --out DIR``.

Fine-tunes the twelve layers of multilingual-e5-small and a span head on the mixture of ``qa.mixture``; embeddings stay
frozen, so that encoder and reader share them. Three rounds: the whole mixture; from there what is nearer to the
product, at half the learning rate and with dropout; then what the passage does not word as the question does. After the
second and the third the weights lie between both ends (as in WiSE-FT, Wortsman et al., 2022), which reads better than
either. Resumable: run the same command again. Seeded: same command, same data, same machine, same weights. The third
round takes Apertium and a thesaurus (``qa.translation``, ``qa.rewording``).
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tqdm
from transformers import AutoTokenizer, BertForQuestionAnswering

from index.base_model import base_model_folder
from index.encoder import Encoder
from index.hub import quiet_loading
from qa import weights
from qa.mixture import in_other_words, load_split, majority, nearer_the_product, whole_mixture
from qa.squad import Question

MAX_LENGTH, MAX_QUESTION, MAX_SPAN = 256, 64, 40  # tokens
SHARE = 0.35  # of the second round in the weights; 0, 0.35, 0.5 and 1 were measured (model card)
THIRD_SHARE = 0.5  # of the third; 0, 0.3, 0.5, 0.7 and 1 were measured
BATCH, BODY_RATE, HEAD_RATE, WARM_UP, DECAY = 16, 2e-4, 5e-4, 0.04, 0.01


@dataclass(frozen=True, slots=True)
class Example:
    """Token ids of one window, the first context token, and the gold span (0, 0 where there is no answer)."""

    ids: list[int]
    context: int
    start: int
    end: int


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m qa.train``."""
    parser = argparse.ArgumentParser(prog="python -m qa.train", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoint and weights")
    parser.add_argument("--examples", type=int, default=38_000, help="of the first round (default %(default)s)")
    parser.add_argument("--near", type=int, default=30_000, help="of the second round (default %(default)s)")
    parser.add_argument("--reworded", type=int, default=26_000, help="of the third round (default %(default)s)")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    first, second, blended, third = (
        options.out / f"{name}.safetensors" for name in ("first", "second", "blended", "third")
    )
    split = load_split(options.data)
    if not first.exists():
        _round(whole_mixture(split, options.seed), options.examples, options.seed, None, first)
    if not second.exists():
        near = nearer_the_product(split, options.seed, Encoder.load())
        _round(near, options.near, options.seed + 1, first, second)
    if not blended.exists():
        weights.blend(first, second, SHARE, blended)
    if not third.exists():
        reworded = in_other_words(split, options.seed, Encoder.load())
        _round(reworded, options.reworded, options.seed + 2, blended, third)
    weights.blend(blended, third, THIRD_SHARE, options.out / weights.FILE)


def _round(questions: Sequence[Question], count: int, seed: int, begin: Path | None, end: Path) -> None:
    """Train on ``count`` examples, from the base or gently on from the weights ``begin``; write the weights ``end``."""
    torch.manual_seed(seed)
    tokenizer = AutoTokenizer.from_pretrained(base_model_folder())
    examples = encode(tokenizer, questions, random.Random(seed))
    batches = schedule([len(e.ids) for e in examples], count, seed)
    model = trainable_model(base_model_folder(), dropout=0.1 if begin else 0.0)
    if begin:
        weights.load_into(model, begin)
    fit(model, examples, batches, end.with_suffix(".pt"), rate=0.5 if begin else 1.0)
    weights.save(model, end)


def trainable_model(folder: Path, dropout: float = 0.0) -> BertForQuestionAnswering:
    """The base with a fresh span head; embeddings frozen. No dropout where the data is seen once."""
    with quiet_loading():  # the span head is missing from the base on purpose
        model = BertForQuestionAnswering.from_pretrained(
            folder, attn_implementation="eager", hidden_dropout_prob=dropout, attention_probs_dropout_prob=0.0
        )
    model.bert.embeddings.requires_grad_(False)
    return model


def encode(tokenizer: Any, questions: Sequence[Question], chance: random.Random) -> list[Example]:
    """Tokenise; a long context becomes one window, placed at random around the answer."""
    asked = tokenizer([q.text for q in questions], add_special_tokens=False, truncation=True, max_length=MAX_QUESTION)
    read = tokenizer(
        [q.context for q in questions], add_special_tokens=False, return_offsets_mapping=True, verbose=False
    )
    examples = []
    for i, question in enumerate(questions):
        ids, offsets = read["input_ids"][i], read["offset_mapping"][i]
        first = last = -1
        if question.answers:
            gold = majority(question.answers)
            inside = [t for t, (s, e) in enumerate(offsets) if s < gold.start + len(gold.text) and e > gold.start]
            if not inside:
                continue
            first, last = inside[0], inside[-1]
        room = MAX_LENGTH - len(asked["input_ids"][i]) - 4
        begin = 0
        if len(ids) > room:
            lowest, highest = (
                (max(0, last - room + 1), min(first, len(ids) - room)) if first >= 0 else (0, len(ids) - room)
            )
            if lowest > highest:
                continue
            begin = chance.randint(lowest, highest)
        head = [0, *asked["input_ids"][i], 2, 2]
        shift = len(head) - begin
        span = (first + shift, last + shift) if first >= 0 else (0, 0)
        examples.append(Example([*head, *ids[begin : begin + room], 2], len(head), *span))
    return examples


def schedule(lengths: Sequence[int], total: int, seed: int) -> list[list[int]]:
    """Batches of examples of like length, in random order, ``total`` examples in all."""
    order = np.random.default_rng(seed)
    batches: list[list[int]] = []
    while len(batches) * BATCH < total:
        shuffled = order.permutation(len(lengths))
        for at in range(0, len(shuffled), BATCH * 64):
            pool = sorted(shuffled[at : at + BATCH * 64].tolist(), key=lambda i: lengths[i])
            chunks = [pool[j : j + BATCH] for j in range(0, len(pool), BATCH)]
            batches += [chunks[k] for k in order.permutation(len(chunks))]
    return batches[: total // BATCH]


def span_loss(start: torch.Tensor, end: torch.Tensor, allowed: torch.Tensor, gold: torch.Tensor) -> torch.Tensor:
    """Negative log-likelihood of the gold span among all spans and "no answer", normalised jointly.

    Two independent softmaxes spend probability on ends before starts; this one scores what is later decoded.

    Args:
        start, end: logits, (batch, tokens).
        allowed: context tokens, (batch, tokens) bool; token 0 stands for "no answer".
        gold: (batch, 2) first and last token.
    """
    tokens = start.shape[1]
    scores = start[:, :, None] + end[:, None, :]
    position = torch.arange(tokens)
    distance = position[None, :] - position[:, None]
    mask = allowed[:, :, None] & allowed[:, None, :] & (distance >= 0) & (distance < MAX_SPAN)
    row = torch.arange(len(gold))
    mask[:, 0, 0] = True
    mask[row, gold[:, 0], gold[:, 1]] = True
    total = scores.masked_fill(~mask, float("-inf")).flatten(1).logsumexp(1)
    return (total - scores[row, gold[:, 0], gold[:, 1]]).mean()


def fit(
    model: BertForQuestionAnswering,
    examples: Sequence[Example],
    batches: list[list[int]],
    checkpoint: Path,
    rate: float = 1.0,
) -> None:
    """AdamW with linear warm-up and decay in bf16; a checkpoint every five minutes, taken up again if there is one.

    ``rate`` multiplies the learning rates.
    """
    head = list(model.qa_outputs.parameters())
    body = [p for p in model.bert.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in body if p.ndim > 1], "lr": rate * BODY_RATE, "weight_decay": DECAY},
        {"params": [p for p in body if p.ndim == 1], "lr": rate * BODY_RATE, "weight_decay": 0.0},
        {"params": head, "lr": rate * HEAD_RATE, "weight_decay": 0.0},
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
    saved, smooth = time.monotonic(), math.nan
    with tqdm.tqdm(batches, initial=done, desc="Training the reader", unit="batch", mininterval=5) as bar:
        for step, batch in enumerate(batches[done:], start=done):
            loss = _loss(model, [examples[i] for i in batch])
            optimizer.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(body + head, 1.0)
            optimizer.step()
            falling.step()
            smooth = loss.item() if math.isnan(smooth) else 0.98 * smooth + 0.02 * loss.item()
            bar.set_postfix(loss=f"{smooth:.3f}", refresh=False)
            bar.update()
            if time.monotonic() - saved > 300:
                _save_checkpoint(checkpoint, model, optimizer, falling, step + 1)
                saved = time.monotonic()


def _loss(model: BertForQuestionAnswering, batch: Sequence[Example]) -> torch.Tensor:
    longest = max(len(e.ids) for e in batch)
    ids = torch.ones(len(batch), longest, dtype=torch.long)
    mask = torch.zeros(len(batch), longest, dtype=torch.long)
    allowed = torch.zeros(len(batch), longest, dtype=torch.bool)
    for i, example in enumerate(batch):
        ids[i, : len(example.ids)] = torch.tensor(example.ids)
        mask[i, : len(example.ids)] = 1
        allowed[i, example.context : len(example.ids) - 1] = True
    # Without AVX-512 bf16 is emulated: 0.2 examples a second where float32 does 6.
    fast = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
    with torch.autocast("cpu", dtype=torch.bfloat16, enabled=fast):
        output = model(input_ids=ids, attention_mask=mask)
    gold = torch.tensor([(e.start, e.end) for e in batch])
    return span_loss(output.start_logits.float(), output.end_logits.float(), allowed, gold)


def _save_checkpoint(path: Path, model: Any, optimizer: Any, rate: Any, done: int) -> None:
    trained = {k: v for k, v in model.state_dict().items() if "embeddings" not in k}
    new = path.with_suffix(".new")
    torch.save({"model": trained, "optimizer": optimizer.state_dict(), "rate": rate.state_dict(), "done": done}, new)
    new.replace(path)


if __name__ == "__main__":
    main()
