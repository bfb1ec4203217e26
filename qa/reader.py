"""The reader: question and passages in, scored spans out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index import engine, folders, pieces
from index.base_model import base_model_folder
from index.errors import ModelError
from index.hub import cached_only, quiet_loading
from index.lines import CELL
from qa import weights
from qa.edges import whole
from qa.lists import MARKER, after_marker
from qa.rows import whole_cell
from qa.spans import Span, best_token_spans, without_overlaps

WINDOW, STRIDE, MAX_QUESTION = 256, 96, 64  # tokens: of a window, shared by neighbouring windows, of a question
BATCH = 16  # windows in a PyTorch batch
PASSAGES, READ = 4096, 2048  # kept in memory: tokenised passages, and spans of a question in a passage
# Between paragraphs, the cells of a table, or lines that are items or begin with a label: no answer runs over it.
_BREAK = re.compile(rf"\n(?=\n|[ \t]*{MARKER}[ \t]|[^\n:]{{1,40}}:[ \t])|{re.escape(CELL)}")
_SURROGATE = re.compile("[\ud800-\udfff]")  # cannot be tokenised; replaced by one character, so that offsets hold


@dataclass(frozen=True, slots=True)
class _Window:
    """Token ids of one window; ``offsets`` are those of its context tokens, which begin at ``first``."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]


Logits = Callable[[Sequence[Sequence[int]]], Iterable[NDArray[np.float32]]]
Tokens = Callable[[str], tuple[list[int], list[tuple[int, int]]]]
Pair = tuple[list[int], list[int], list[int]]


class Reader:
    """An extractive question-answering model (start and end logits, as in BERT's SQuAD model)."""

    def __init__(self, logits: Logits, tokens: Tokens, pair: Pair) -> None:
        """A model of any kind.

        Args:
            logits: token ids of windows to (tokens, 2) each.
            tokens: a text to its token ids and their offsets.
            pair: the special tokens before, between and after a question and a passage.
        """
        self._logits = logits
        self._pair = pair
        # Most questions meet passages that earlier questions met.
        self._tokens = lru_cache(PASSAGES)(lambda text: tokens(_SURROGATE.sub("\ufffd", text)))
        self._kept: dict[tuple[str, str, int], list[Span]] = {}  # for a question asked again, or with more passages
        self._keeping = Lock()

    @classmethod
    def load(cls, name: str | Path | None = None) -> Reader:
        """The reader that comes with extrait, or any question-answering model: a local folder or a hub name.

        Raises:
            ModelError: no such folder, no network for a hub name, or not a question-answering model.
        """
        if name is None and engine.available():
            base = base_model_folder()
            return cls(_on_engine(base), pieces.load(base), pieces.PAIR)
        return cls(*_by_transformers(name))

    def read(self, question: str, passages: Sequence[str], n_best: int = 10) -> list[Span]:
        """The best spans over all passages, none overlapping another, best margin first.

        Long passages are read in overlapping windows.

        Args:
            question: only its last 64 tokens are read.
            passages: texts of any length.
            n_best: how many spans at the most.
        """
        return next(self.read_each([(question, passages)], n_best))

    def read_each(self, asked: Iterable[tuple[str, Sequence[str]]], n_best: int = 10) -> Iterator[list[Span]]:
        """``read`` for many questions with their passages, in order, with all cores busy throughout."""
        asked = list(asked)
        pairs = dict.fromkeys((question, passage, n_best) for question, passages in asked for passage in passages)
        known = {pair: self._kept.get(pair) for pair in pairs}
        read = self._spans_of([pair for pair, spans in known.items() if spans is None])
        for question, passages in asked:
            spans: list[Span] = []
            for i, passage in enumerate(passages):
                pair = (question, passage, n_best)
                if (found := known[pair]) is None:  # an empty passage has []
                    known[pair] = found = next(read)
                spans += [replace(span, passage=i) for span in found]
            yield without_overlaps(spans, n_best)

    def _spans_of(self, pairs: Sequence[tuple[str, str, int]]) -> Iterator[list[Span]]:
        """The best spans of each question and passage; all their windows go to the model together."""
        windows = [self._windows(question, passage) for question, passage, _ in pairs]
        logits = iter(self._logits([window.ids for each in windows for window in each]))
        for pair, each in zip(pairs, windows, strict=True):
            _, passage, n_best = pair
            found = [self._spans(window, passage, next(logits), n_best) for window in each]
            spans = without_overlaps(chain.from_iterable(found), n_best)
            with self._keeping:
                self._kept[pair] = spans
                if len(self._kept) > READ:
                    del self._kept[next(iter(self._kept))]
            yield spans

    def _windows(self, question: str, passage: str) -> list[_Window]:
        asked = self._tokens(question)[0][-MAX_QUESTION:]
        before, between, after = self._pair
        head = [*before, *asked, *between]
        room = WINDOW - len(head) - len(after)
        ids, offsets = self._tokens(passage)
        parts = [slice(at, at + room) for at in range(0, max(1, len(ids) - STRIDE), room - STRIDE)]
        return [_Window([*head, *ids[part], *after], len(head), offsets[part]) for part in parts]

    def _spans(self, window: _Window, text: str, logits: NDArray[np.float32], n_best: int) -> list[Span]:
        start, end = logits.T
        null = float(start[0] + end[0])
        last = window.first + len(window.offsets) - 1
        breaks = [found.start() for found in _BREAK.finditer(text)]
        found: dict[tuple[int, int], Span] = {}
        for i, j, score in best_token_spans(start, end, window.first, last, n_best * 4):
            a, b = whole(text, window.offsets[i - window.first][0], window.offsets[j - window.first][1])
            if a < b and not any(a <= at < b for at in breaks):
                a, b = whole_cell(text, a, b) if CELL in text else (a, b)
                a = after_marker(text, a, b)
                if a < b:  # two token spans may widen to one; the better comes first
                    found.setdefault((a, b), Span(text[a:b], a, b, score, null, 0))
        return without_overlaps(found.values(), n_best)


def _on_engine(base: Path) -> Logits:
    """The reader that comes with extrait, in ONNX Runtime, without PyTorch."""
    with weights.shipped() as path:

        def read() -> engine.Weights:
            return {name.removeprefix("bert."): value for name, value in weights.load(path).items()}

        return engine.Engine.load(base, "reader", folders.digest(path), read, head="qa_outputs").each


def _by_transformers(name: str | Path | None) -> tuple[Logits, Tokens, Pair]:
    """Any other model, or the reader that comes with extrait if ONNX Runtime is missing."""
    from transformers import AutoModelForQuestionAnswering, AutoTokenizer

    folder = base_model_folder() if name is None else name
    offline = cached_only(folder)
    try:
        with quiet_loading():  # the span head is missing from the base on purpose
            tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=offline, use_fast=True).backend_tokenizer
            model = AutoModelForQuestionAnswering.from_pretrained(folder, local_files_only=offline).eval()
    except (OSError, ValueError, AttributeError) as error:  # the last: a tokenizer without offsets
        raise ModelError(
            f"The reader {name} could not be loaded; give a folder with a question-answering model, or a hub name and a "
            "network / lecteur introuvable ; donnez le dossier d’un modèle de question-réponse, ou un nom et un réseau."
        ) from error
    if name is None:
        with weights.shipped() as path:
            weights.load_into(model, path)
    tokenizer.no_truncation()
    tokenizer.no_padding()

    def tokens(text: str) -> tuple[list[int], list[tuple[int, int]]]:
        encoded = tokenizer.encode(text, add_special_tokens=False)
        return encoded.ids, encoded.offsets

    return partial(_padded_logits, model), tokens, _pair_template(tokenizer)


def _padded_logits(model: Any, windows: Sequence[Sequence[int]]) -> list[NDArray[np.float32]]:
    """Run windows in batches of similar length, padded to the longest of each batch."""
    import torch

    order = sorted(range(len(windows)), key=lambda i: len(windows[i]))
    logits = [np.zeros((0, 2), np.float32)] * len(windows)
    for at in range(0, len(order), BATCH):
        rows = order[at : at + BATCH]
        ids = torch.full((len(rows), len(windows[rows[-1]])), model.config.pad_token_id or 0)
        mask = torch.zeros_like(ids)
        for row, i in enumerate(rows):
            ids[row, : len(windows[i])] = torch.tensor(windows[i])
            mask[row, : len(windows[i])] = 1
        with torch.inference_mode():
            output = model(input_ids=ids, attention_mask=mask)
        both = torch.stack([output.start_logits, output.end_logits], dim=2).float().numpy()
        for row, i in enumerate(rows):
            logits[i] = both[row, : len(windows[i])]
    return logits


def _pair_template(tokenizer: Any) -> Pair:
    """The special tokens before, between and after a question and a passage, found by encoding a pair."""
    a, b = (tokenizer.encode(mark, add_special_tokens=False).ids for mark in ("1", "2"))
    ids = tokenizer.encode("1", "2").ids
    at_a = next(i for i in range(len(ids)) if ids[i : i + len(a)] == a)
    at_b = next(i for i in range(at_a + len(a), len(ids)) if ids[i : i + len(b)] == b)
    return ids[:at_a], ids[at_a + len(a) : at_b], ids[at_b + len(b) :]
