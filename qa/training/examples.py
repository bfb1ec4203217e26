"""Encodes questions and contexts as windows of tokens, and makes batches of them for training."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from index.pieces import PAIR
from qa.reader import MAX_QUESTION, WINDOW
from qa.squad import Question
from qa.training.mixture import majority

AT_ONCE = 2000  # questions tokenised at once: the offsets of all would take gigabytes


@dataclass(frozen=True, slots=True)
class Examples:
    """Windows of question and context, concatenated in ``ids``.

    A row of ``table`` holds the offset of a window in ``ids``, its length, its first context token, and the gold span's
    first and last token, counted from the window's start (0, 0: no answer).
    """

    ids: NDArray[np.int32]
    table: NDArray[np.int64]  # (examples, 5)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """The number of tokens of each example."""
        return self.table[:, 1]


@dataclass(frozen=True, slots=True)
class Batch:
    """Padded windows, (rows, tokens), on the device of the model."""

    ids: torch.Tensor
    place: torch.Tensor  # offset of each token in the ``ids`` of all examples
    real: torch.Tensor
    allowed: torch.Tensor  # context tokens
    gold: torch.Tensor  # (rows, 2)

    @classmethod
    def of(cls, ids: torch.Tensor, table: NDArray[np.int64]) -> Batch:
        """Pad the rows of ``table``, given all ``ids``; on a GPU to multiples of 32: it compiles for each length."""
        step = 32 if ids.is_cuda else 1
        tokens = torch.arange(-(-int(table[:, 1].max()) // step) * step, device=ids.device)[None, :]
        at, length, context, start, end = torch.from_numpy(table).to(ids.device).T[:, :, None]
        real = tokens < length
        place = at + torch.minimum(tokens, length - 1)
        allowed = (tokens >= context) & (tokens < length - 1)
        gold = torch.cat([start, end], dim=1)
        return cls(torch.where(real, ids[place], 1).long(), place, real, allowed, gold)


def encode(tokenizer: Any, questions: Sequence[Question], chance: random.Random) -> Examples:
    """Tokenise the examples; a long context is cut at random to one window around the answer.

    Questions whose answer does not fit are left out.
    """
    windows, table, at = [], [], 0
    for question, asked, ids, offsets in _tokenised(tokenizer, questions):
        if found := _window(question, asked, ids, offsets, chance):
            window, *places = found
            windows.append(np.array(window, np.int32))
            table.append((at, len(window), *places))
            at += len(window)
    return Examples(np.concatenate(windows), np.array(table, np.int64))


def _tokenised(
    tokenizer: Any, questions: Sequence[Question]
) -> Iterator[tuple[Question, list[int], list[int], list[tuple[int, int]]]]:
    """Yield each question with its token ids, and the token ids and offsets of its context."""
    for at in range(0, len(questions), AT_ONCE):
        some = questions[at : at + AT_ONCE]
        asked = tokenizer([q.text for q in some], add_special_tokens=False, truncation=True, max_length=MAX_QUESTION)
        contexts = [q.context for q in some]
        read = tokenizer(contexts, add_special_tokens=False, return_offsets_mapping=True, verbose=False)
        yield from zip(some, asked["input_ids"], read["input_ids"], read["offset_mapping"], strict=True)


def _window(
    question: Question, asked: list[int], ids: list[int], offsets: list[tuple[int, int]], chance: random.Random
) -> tuple[list[int], int, int, int] | None:
    """One window, and the places in it of the context and of the gold span; None if the answer does not fit."""
    before, between, after = PAIR
    head = [*before, *asked, *between]
    room = WINDOW - len(head) - len(after)
    lowest, highest = 0, max(0, len(ids) - room)  # first token of the context that is kept
    first = last = None
    if question.answers:
        gold = majority(question.answers)
        inside = [t for t, (s, e) in enumerate(offsets) if s < gold.start + len(gold.text) and e > gold.start]
        if not inside:
            return None
        first, last = inside[0], inside[-1]
        lowest, highest = max(lowest, last - room + 1), min(highest, first)
    if lowest > highest:
        return None
    begin = chance.randint(lowest, highest) if len(ids) > room else 0
    window = [*head, *ids[begin : begin + room], *after]
    if first is None or last is None:
        return window, len(head), 0, 0
    shift = len(head) - begin
    return window, len(head), first + shift, last + shift


def schedule(lengths: Sequence[int] | NDArray[np.int64], total: int, seed: int, size: int) -> list[list[int]]:
    """Batches of ``size`` examples of similar length, in random order, ``total`` examples in all."""
    order = np.random.default_rng(seed)
    batches: list[list[int]] = []
    while len(batches) * size < total:
        shuffled = order.permutation(len(lengths))
        for at in range(0, len(shuffled), size * 64):
            pool = sorted(shuffled[at : at + size * 64].tolist(), key=lambda i: int(lengths[i]))
            chunks = [pool[j : j + size] for j in range(0, len(pool), size)]
            batches += [chunks[k] for k in order.permutation(len(chunks))]
    return batches[: total // size]
