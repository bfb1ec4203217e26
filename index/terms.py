"""The words of passages: BM25 (Robertson and Zaragoza, 2009) with Snowball stems."""

from __future__ import annotations

import json
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.tables import Lines, mapped, write_lines, write_rows
from index.words import stems, stop_words

K1, B = 1.5, 0.75
POSTING = np.dtype([("place", "<i4"), ("count", "<u2")])
_POSTINGS = 4_000_000  # postings merged at once: some 100 MB of memory


class Terms:
    """BM25 over the stemmed words of passages, each passage in its own language.

    It holds counts, which are weighted when a question is asked, so that separately counted parts can be joined.
    """

    def __init__(
        self,
        words: Sequence[bytes],
        starts: NDArray[np.int64],
        postings: NDArray[Any],
        lengths: NDArray[np.int32],
        languages: tuple[str, ...],
        codes: NDArray[np.uint8],
    ) -> None:
        """Take finished, aligned parts.

        Args:
            words: each once, in UTF-8, sorted.
            starts: (words + 1,): ``postings[starts[i] : starts[i + 1]]`` are those of word i.
            postings: of dtype ``POSTING``: a passage that holds the word, ascending, and how often.
            lengths: (passages,), in words.
            languages: ISO 639-1 codes.
            codes: (passages,), positions in ``languages``.
        """
        self.words, self.starts, self.postings = words, starts, postings
        self.lengths, self.languages, self.codes = lengths, languages, codes

    @classmethod
    def build(cls, texts: Sequence[str], languages: Sequence[str]) -> Terms:
        """Count the words of ``texts``; ``languages`` holds the ISO 639-1 code of each."""
        ids: dict[str, int] = {}
        places, numbers, counts, lengths = array("i"), array("i"), array("H"), array("i")
        for place, (text, language) in enumerate(zip(texts, languages, strict=True)):
            words = stems(text, language)
            lengths.append(len(words))
            for word, count in Counter(words).items():
                places.append(place)
                numbers.append(ids.setdefault(word, len(ids)))
                counts.append(min(count, 65_535))
        words = sorted(ids)
        rank = np.empty(len(words), np.int64)
        rank[[ids[word] for word in words]] = np.arange(len(words))
        row = rank[np.array(numbers, np.int64)]
        order = np.argsort(row, kind="stable")  # passages stay in order within a word
        postings = np.empty(len(row), POSTING)
        postings["place"], postings["count"] = places, counts
        names = tuple(sorted(set(languages)))
        return cls(
            [word.encode() for word in words],
            np.searchsorted(row[order], np.arange(len(words) + 1)).astype(np.int64),
            postings[order],
            np.array(lengths, np.int32),
            names,
            np.array([names.index(language) for language in languages], np.uint8),
        )

    def scores(self, question: str) -> NDArray[np.float32]:
        """BM25 score of every passage, 0 or more; the question is stemmed in the passage's language."""
        scores = np.zeros(len(self.lengths), np.float32)
        for code, language in enumerate(self.languages):
            words = stems(question, language)
            for word in [w for w in words if w not in stop_words(language)] or words:
                places, weights = self._weights(word)
                if len(self.languages) > 1:
                    ours = self.codes[places] == code
                    places, weights = places[ours], weights[ours]
                scores[places] += weights
        return scores

    def _weights(self, word: str) -> tuple[NDArray[np.int32], NDArray[np.float32]]:
        """The passages that hold ``word`` and what it adds to the score of each (Lucene's variant of BM25)."""
        i = bisect_left(self.words, word.encode())
        if i == len(self.words) or self.words[i] != word.encode():
            return np.zeros(0, np.int32), np.zeros(0, np.float32)
        postings = self.postings[int(self.starts[i]) : int(self.starts[i + 1])]
        places, counts = postings["place"].astype(np.int32), postings["count"].astype(np.float32)
        rare = np.float32(np.log(1 + (len(self.lengths) - len(places) + 0.5) / (len(places) + 0.5)))
        return places, rare * counts / (counts + self._damping[places])

    @cached_property
    def _damping(self) -> NDArray[np.float32]:
        mean = self.lengths.mean() if len(self.lengths) else 1
        return (K1 * (1 - B + B * self.lengths / max(mean, 1e-9))).astype(np.float32)

    @staticmethod
    def join(parts: Callable[[], Iterator[Terms]], folder: Path) -> None:
        """Write the terms of all ``parts``, in their order, into an existing folder. No text is read again.

        Memory holds the vocabulary, the passages' lengths and some of the postings, never all of them.

        Args:
            parts: called several times; gives the same parts each time.
        """
        words = sorted({word for part in parts() for word in part.words})
        languages = sorted({language for part in parts() for language in part.languages})
        number = {word: i for i, word in enumerate(words)}
        rows = [np.array([number[word] for word in part.words], np.int64) for part in parts()]
        del number
        sizes = np.zeros(len(words), np.int64)
        for row, part in zip(rows, parts(), strict=True):
            sizes[row] += np.diff(part.starts)
        starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        write_lines(folder / "words.bin", words)
        np.save(folder / "starts.npy", starts)
        lengths = sum(len(part.lengths) for part in parts())
        write_rows(folder / "lengths.npy", (lengths,), np.int32, (part.lengths for part in parts()))
        codes = (np.array([languages.index(x) for x in p.languages], np.uint8)[p.codes] for p in parts())
        write_rows(folder / "codes.npy", (lengths,), np.uint8, codes)
        (folder / "languages.json").write_text(json.dumps(languages), encoding="utf-8")
        write_rows(folder / "postings.npy", (int(starts[-1]),), POSTING, _merged(parts, rows, starts))

    @classmethod
    def load(cls, folder: Path) -> Terms:
        """What ``join`` wrote, memory-mapped."""
        starts, postings, lengths, codes = (
            mapped(folder / f"{name}.npy") for name in ("starts", "postings", "lengths", "codes")
        )
        languages = json.loads((folder / "languages.json").read_text(encoding="utf-8"))
        return cls(Lines(folder / "words.bin"), starts, postings, lengths, tuple(languages), codes)


def _merged(
    parts: Callable[[], Iterator[Terms]], rows: Sequence[NDArray[np.int64]], starts: NDArray[np.int64]
) -> Iterator[NDArray[Any]]:
    """Yield the postings of all parts, merged, for some words at a time; ``rows`` numbers each part's words."""
    first = 0
    while first < len(starts) - 1:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + _POSTINGS, "right")) - 1)
        found, before = [], 0
        for row, part in zip(rows, parts(), strict=True):
            a, b = np.searchsorted(row, (first, last))
            s, e = int(part.starts[a]), int(part.starts[b])
            word = np.repeat(row[a:b], np.diff(part.starts[a : b + 1]))
            postings = part.postings[s:e].copy()
            postings["place"] += before
            found.append((word, postings))
            before += len(part.lengths)
        words, postings = (np.concatenate(column) for column in zip(*found, strict=True))
        yield postings[np.argsort(words, kind="stable")]
        first = last
