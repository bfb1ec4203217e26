"""An encoder that a person can compute, and a run of ``grow`` with it, to be killed."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from index import growing
from index.documents import Document


class CountingEncoder:
    """A vector made of the text's bytes; every text that is encoded is a line in ``log``."""

    name, digest, dimensions = "counting", "counting", 16

    def __init__(self, log: Path, delay: float = 0) -> None:
        self.log, self._delay = log, delay

    def passages(self, texts: Sequence[str]) -> np.ndarray:
        with self.log.open("a") as log:
            log.writelines(f"{text!r}\n" for text in texts)
        time.sleep(self._delay)
        counts = np.array([np.bincount(np.frombuffer(t.encode(), np.uint8) % 16, minlength=16) for t in texts], "f")
        return counts / np.linalg.norm(counts, axis=1, keepdims=True)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(text.split()) for text in texts]

    def encoded(self) -> list[str]:
        """All texts so far."""
        return self.log.read_text().splitlines() if self.log.exists() else []


def documents(count: int, words: int = 200) -> Iterator[Document]:
    """The same ones each time, of a few passages each."""
    for number in range(count):
        text = "\n\n".join(f"Le chat numéro {number} dort {i} heures. Le chien mange." for i in range(words // 10))
        yield Document(f"{number}.txt", f"T{number}", text, f"{number}.txt", "fr")


if __name__ == "__main__":
    growing.BATCH = 2_000
    growing.grow(documents(20), CountingEncoder(Path(sys.argv[2]), delay=0.05), Path(sys.argv[1]))
