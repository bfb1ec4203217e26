"""The default model's tokenizer: SentencePiece (Kudo and Richardson, 2018), loaded from the model's own folder.

It reads text as ``tokenizers`` does (identical on the French and English files that this project trains on), in half
the time and a fifth of the memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FILE = "sentencepiece.model"
START, PADDING, END, UNKNOWN = range(4)  # ids
PAIR = ([START], [END, END], [END])  # before, between and after two texts


@dataclass(frozen=True)
class Pieces:
    """Texts to pieces of words, without special tokens."""

    processor: Future[Any]

    def __call__(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
        """Ids, and where each stands: ``text[start:end]``, without the white space before it."""
        plain = _apart(text)
        found = self.processor.result().encode(plain, return_type="offset_mapping")
        return found["ids"], [_without_space(plain, *at) for at in found["offsets"]]

    def ids(self, texts: Sequence[str]) -> list[list[int]]:
        """The ids of each text."""
        ids: list[list[int]] = self.processor.result().encode([_apart(text) for text in texts]) if texts else []
        return ids


@cache
def load(base: Path) -> Pieces:
    """Those of the model folder ``base``, read once, while who called goes on: it takes half a second."""
    pool = ThreadPoolExecutor(1)
    reading = pool.submit(_read, base / FILE)
    pool.shutdown(wait=False)
    return Pieces(reading)


def _read(path: Path) -> Any:
    from sentencepiece import SentencePieceProcessor

    return SentencePieceProcessor(model_file=str(path))


def write(vocabulary: Sequence[tuple[str, float]], path: Path) -> None:
    """Write the model of a vocabulary of XLM-R (Conneau et al., 2020), special tokens included, ids as they stand."""
    from sentencepiece import SentencePieceNormalizer, sentencepiece_model_pb2

    normalizer = SentencePieceNormalizer(rule_name="nmt_nfkc").serialized_model_proto()
    model: Any = sentencepiece_model_pb2.ModelProto.FromString(normalizer)  # type: ignore[attr-defined]
    kind = model.SentencePiece
    special = {START: kind.CONTROL, PADDING: kind.CONTROL, END: kind.CONTROL, UNKNOWN: kind.UNKNOWN}
    special[len(vocabulary) - 1] = kind.CONTROL  # the mask
    for i, (piece, score) in enumerate(vocabulary):
        model.pieces.add(piece=piece, score=score, type=special.get(i, kind.NORMAL))
    trainer = model.trainer_spec
    trainer.model_type, trainer.vocab_size = trainer.UNIGRAM, len(vocabulary)
    trainer.bos_id, trainer.pad_id, trainer.eos_id, trainer.unk_id = START, PADDING, END, UNKNOWN
    path.write_bytes(model.SerializeToString())


def _apart(text: str) -> str:
    # The one difference of today's normaliser from that of the model, beside characters that are younger than it.
    return text.replace("\u200d", " ")


def _without_space(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    return start, max(end, min(start + 1, len(text)))  # white space alone stands for the beginning of what follows
