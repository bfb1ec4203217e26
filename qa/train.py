"""Train the reader: ``python -m qa.train --data DIR --out DIR``.

Fine-tunes the twelve layers of multilingual-e5-small and a span head; embeddings stay frozen, so that encoder and
reader share them. A trunk is trained first; branches go on from it, each with other examples and dropout, and their
average is a reader already (model soups, Wortsman et al., 2022). Students begin at that average and learn from what it
says and from the gold spans (born-again networks, Furlanello et al., 2018). The average of the students is what is
written.

Resumable: run the same command again. Seeded: same command, same data, same machine, same weights. A GPU is used if
there is one. Needs translators and a thesaurus (``qa.training.translation``, ``qa.training.rewording``).
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable, Sequence
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
from qa.training import rewording, translation
from qa.training.examples import Batch, Examples, encode, schedule
from qa.training.mixture import whole_mixture
from qa.training.split import Split, load_split

TRUNK, BRANCH, STUDENT = 147_000, 145_000, 137_500  # examples
BRANCHES, STUDENTS = 4, 3
SOFT = 0.7  # weight of the teacher in the loss of the student
WARM_UP, DECAY = 0.04, 0.01  # share of the steps, weight decay
CHECKPOINT = 300  # seconds between two


@dataclass(frozen=True, slots=True)
class Pace:
    """Batch size, peak learning rates of the layers and of the head, whether they decay, and dropout."""

    batch: int
    body: float
    head: float
    decays: bool = True
    dropout: float = 0.1


AS_TRUNK = Pace(64, 3e-4, 6e-4, decays=False)  # the branches decay
AS_BRANCH = Pace(32, 2.5e-4, 5e-4)
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
    translation.check()  # before an hour of work that needs neither
    rewording.check()
    out.mkdir(parents=True, exist_ok=True)
    examples = _all_examples(split, seed, out / "examples.safetensors")
    trunk, soup = out / "trunk.safetensors", out / "soup.safetensors"
    branches = [out / f"branch-{i}.safetensors" for i in range(BRANCHES)]
    students = [out / f"student-{i}.safetensors" for i in range(STUDENTS)]
    train_once(examples, int(TRUNK * scale), seed, AS_TRUNK, None, trunk)
    for i, branch in enumerate(branches, start=1):
        train_once(examples, int(BRANCH * scale), seed + i, AS_BRANCH, trunk, branch)
    weights.average([(branch, 1.0) for branch in branches], soup)
    taught = _taught(soup, examples, out / "taught.npy")
    for i, student in enumerate(students, start=1 + BRANCHES):
        train_once(examples, int(STUDENT * scale), seed + i, AS_STUDENT, soup, student, taught)
    weights.average([(student, 1.0) for student in students], out / weights.FILE)


def train_once(
    examples: Examples,
    count: int,
    seed: int,
    pace: Pace,
    begin: Path | None,
    end: Path,
    taught: NDArray[np.float16] | None = None,
) -> None:
    """Train on ``count`` examples from the base or from the weights ``begin``; write the weights ``end``, if not there.

    Args:
        taught: logits of the teacher for all tokens of the examples, (tokens, 2).
    """
    if end.exists():
        return
    torch.manual_seed(seed)
    model = trainable_model(base_model_folder(), begin, pace.dropout)
    checkpoint = end.with_suffix(".pt")
    fit(model, examples, schedule(examples.lengths, count, seed, pace.batch), checkpoint, pace, taught)
    weights.save(model, end)
    checkpoint.unlink(missing_ok=True)


def _all_examples(split: Split, seed: int, path: Path) -> Examples:
    """The examples of ``whole_mixture``, cached in ``path``: making them takes more than an hour."""
    if not path.exists():
        questions = whole_mixture(split, seed, Encoder.load())
        examples = encode(AutoTokenizer.from_pretrained(base_model_folder()), questions, random.Random(seed))
        save_file({"ids": examples.ids, "table": examples.table}, path.with_suffix(".new"))
        path.with_suffix(".new").replace(path)
    return Examples(**load_file(path))


def _taught(teacher: Path, examples: Examples, path: Path) -> NDArray[np.float16]:
    """The teacher's start and end logits for all tokens of the examples, (tokens, 2), cached in ``path``."""
    return kept(path, lambda: read_all(trainable_model(base_model_folder(), teacher), examples))


def kept(path: Path, make: Callable[[], NDArray[Any]]) -> NDArray[Any]:
    """The array in the file ``path``, which ``make`` gives if there is none yet."""
    if not path.exists():
        with path.with_suffix(".new").open("wb") as file:
            np.save(file, make())
        path.with_suffix(".new").replace(path)
    return np.asarray(np.load(path))


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
        taught: logits of the teacher; the cross-entropy with its distribution over spans is ``SOFT`` of the loss.
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
    """Train by AdamW; write a checkpoint every five minutes, and resume from one.

    Args:
        taught: logits of the teacher for all tokens of the examples, (tokens, 2).
    """
    optimizer, rate = _optimizer(model, pace, len(batches))
    done = load_checkpoint(checkpoint, model, optimizer, rate) if checkpoint.exists() else 0
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
            save_checkpoint(checkpoint, model, optimizer, rate, step + 1)
            saved = time.monotonic()
    bar.close()


def _optimizer(model: BertForQuestionAnswering, pace: Pace, steps: int) -> tuple[Any, Any]:
    """AdamW, and its learning rate over the steps: linear warm-up, then linear decay to zero if there is any."""
    body = [p for p in model.bert.encoder.parameters() if p.requires_grad]
    groups = [
        {"params": [p for p in body if p.ndim > 1], "lr": pace.body, "weight_decay": DECAY},
        {"params": [p for p in body if p.ndim == 1], "lr": pace.body, "weight_decay": 0.0},
        {"params": list(model.qa_outputs.parameters()), "lr": pace.head, "weight_decay": 0.0},
    ]
    optimizer = torch.optim.AdamW(groups, fused=True)
    return optimizer, warmed_up(optimizer, steps, WARM_UP, pace.decays)


def warmed_up(optimizer: Any, steps: int, share: float, decays: bool = True) -> Any:
    """The learning rate over the steps: linear warm-up for a ``share`` of them, then linear to zero if it decays."""
    warm = max(1, int(share * steps))
    return torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda step: min((step + 1) / warm, max(0.0, (steps - step) / max(1, steps - warm)) if decays else 1.0),
    )


def read_all(model: BertForQuestionAnswering, examples: Examples) -> NDArray[np.float16]:
    """The start and end logits of all examples' tokens, (tokens, 2)."""
    model.eval()  # type: ignore[no-untyped-call]
    ids = torch.from_numpy(examples.ids).to(model.device)
    logits = torch.zeros(len(ids), 2, dtype=torch.float16, device=model.device)
    order = np.argsort(examples.lengths, kind="stable")
    with torch.inference_mode():
        size = AS_STUDENT.batch
        for at in tqdm.trange(0, len(order), size, desc="Reading", unit="batch", mininterval=5):
            batch = Batch.of(ids, examples.table[order[at : at + size]])
            logits[batch.place[batch.real]] = logits_of(model, batch)[batch.real].half()
    return logits.cpu().numpy()


def save_checkpoint(path: Path, model: Any, optimizer: Any, rate: Any, done: int) -> None:
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


def load_checkpoint(path: Path, model: Any, optimizer: Any, rate: Any) -> int:
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
