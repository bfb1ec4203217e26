"""The reader: question and passages in, scored spans out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

from index.base_model import base_model_folder
from index.errors import ModelError
from index.hub import cached_only, quiet_loading
from qa import weights
from qa.edges import whole
from qa.spans import Span, best_token_spans, without_overlaps

WINDOW, STRIDE, MAX_QUESTION = 256, 96, 64  # tokens: whole window, context shared by neighbours, question
BATCH = 16  # windows
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Window:
    """Token ids of one window; ``offsets`` are those of its context tokens, which begin at ``first``."""

    ids: list[int]
    first: int
    offsets: list[tuple[int, int]]
    passage: int


class Reader:
    """An extractive question-answering model (start and end logits, as in BERT's SQuAD model)."""

    def __init__(self, model: Any, tokenizer: Any) -> None:
        self.model = model.eval()
        self.tokenizer = tokenizer
        self._pair = _pair_template(tokenizer)

    @classmethod
    def load(cls, name: str | Path | None = None) -> Reader:
        """The reader that comes with extrait, or any question-answering model: a local folder or a hub name.

        Raises:
            ModelError: no such folder, no network for a hub name, or not a question-answering model.
        """
        from transformers import AutoModelForQuestionAnswering, AutoTokenizer

        folder = base_model_folder() if name is None else name
        offline = cached_only(folder)
        try:
            with quiet_loading():  # the span head is missing from the base on purpose
                tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=offline)
                model = AutoModelForQuestionAnswering.from_pretrained(folder, local_files_only=offline)
        except (OSError, ValueError) as error:
            raise ModelError(
                f"The reader {name} could not be loaded: give a folder with a question-answering model, "
                "or a hub name and a network."
            ) from error
        if name is None:
            with as_file(files("qa") / "reader_model" / weights.FILE) as path:
                model.load_state_dict(weights.load(path), strict=False)
        return cls(model, tokenizer)

    def read(self, question: str, passages: Sequence[str], n_best: int = 10) -> list[Span]:
        """The best spans over all passages, none overlapping another, best margin first.

        Long passages are read in overlapping windows; all windows go through the model in batches of like length.

        Args:
            question: read up to its 64th token.
            passages: texts of any length.
            n_best: how many spans at the most.
        """
        windows = self._windows(question, passages)
        windows.sort(key=lambda w: len(w.ids))
        spans: list[Span] = []
        for at in range(0, len(windows), BATCH):
            batch = windows[at : at + BATCH]
            starts, ends = self._logits(batch)
            for window, start, end in zip(batch, starts, ends, strict=True):
                spans += self._spans(window, passages[window.passage], start, end, n_best)
        return without_overlaps(spans, n_best)

    def _windows(self, question: str, passages: Sequence[str]) -> list[_Window]:
        # A lone surrogate cannot be tokenised; a replacement of the same length keeps every offset.
        encode = self.tokenizer
        asked = encode(_SURROGATE.sub("\ufffd", question), add_special_tokens=False)["input_ids"][:MAX_QUESTION]
        texts = [_SURROGATE.sub("\ufffd", passage) for passage in passages]
        read = encode(texts, add_special_tokens=False, return_offsets_mapping=True, verbose=False) if texts else {}
        before, between, after = self._pair
        head = [*before, *asked, *between]
        room = WINDOW - len(head) - len(after)
        windows = []
        for passage in range(len(texts)):
            ids, offsets = read["input_ids"][passage], read["offset_mapping"][passage]
            for at in range(0, max(1, len(ids) - STRIDE), room - STRIDE):
                part = slice(at, at + room)
                windows.append(_Window([*head, *ids[part], *after], len(head), offsets[part], passage))
        return windows

    def _logits(self, windows: Sequence[_Window]) -> tuple[Any, Any]:
        import torch

        longest = max(len(w.ids) for w in windows)
        ids = torch.full((len(windows), longest), self.tokenizer.pad_token_id or 0)
        mask = torch.zeros_like(ids)
        for row, window in enumerate(windows):
            ids[row, : len(window.ids)] = torch.tensor(window.ids)
            mask[row, : len(window.ids)] = 1
        with torch.inference_mode():
            output = self.model(input_ids=ids, attention_mask=mask)
        return output.start_logits.float().numpy(), output.end_logits.float().numpy()

    def _spans(self, window: _Window, text: str, start: Any, end: Any, n_best: int) -> list[Span]:
        null = float(start[0] + end[0])
        last = window.first + len(window.offsets) - 1
        found: dict[tuple[int, int], Span] = {}
        for i, j, score in best_token_spans(start, end, window.first, last, n_best * 4):
            a, b = whole(text, window.offsets[i - window.first][0], window.offsets[j - window.first][1])
            if a < b:  # two token spans may widen to the same: the better one came first
                found.setdefault((a, b), Span(text[a:b], a, b, score, null, window.passage))
        return without_overlaps(found.values(), n_best)


def _pair_template(tokenizer: Any) -> tuple[list[int], list[int], list[int]]:
    """The special tokens before, between and after a question and a passage, read off the tokenizer itself."""
    a, b = (tokenizer(mark, add_special_tokens=False)["input_ids"] for mark in ("1", "2"))
    ids = tokenizer("1", "2")["input_ids"]
    at_a = next(i for i in range(len(ids)) if ids[i : i + len(a)] == a)
    at_b = next(i for i in range(at_a + len(a), len(ids)) if ids[i : i + len(b)] == b)
    return ids[:at_a], ids[at_a + len(a) : at_b], ids[at_b + len(b) :]
