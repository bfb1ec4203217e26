"""The reader alone on held-out questions: ``python benchmarks/reading.py --data DIR``.

PIAF's development file in full, on which the reader is neither trained nor tuned; the same questions in English, as a
language model translated them without seeing the paragraphs, and, if Apertium is installed, as its rules do
(``qa/training/translation.py``); and the held-out English questions on Spanish, Romanian and Italian paragraphs.
Exact match and F1 of the best span, without French articles and elisions if the paragraph is French; "null" is the
share for which the reader itself prefers "no answer". The same on our own questions (``qa/training/written``) on
held-out texts. Then near misses on the same paragraphs: the questions asked of another thing that their paragraph
names (``qa/training/exchanges.py``), those of SQuAD 2.0 and our own, with the AUC of the margin between them and the
answered ones.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import tqdm
from numpy.typing import NDArray

from index.encoder import Encoder
from qa import Reader, metrics
from qa.spans import Span
from qa.squad import Question, read_squad
from qa.training import translation
from qa.training.exchanges import exchanges
from qa.training.split import in_english, load_split


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--reader", help="another question-answering model: a folder or a hub name")
    parser.add_argument("--limit", type=int, default=1100, help="questions of each file (default %(default)s)")
    options = parser.parse_args()
    reader = Reader.load(options.reader)
    print("| question-paragraph | questions | EM | F1 | null |\n|---|--:|--:|--:|--:|")
    misses = near_misses(options.data, options.limit)
    ours = {kind: answered for kind, (answered, _) in misses.items() if "our own" in kind}
    for kind, sample in (held_out(options.data, options.limit) | ours).items():
        means = measured(reader, sample, kind[3:5]).mean(axis=0)
        print(f"| {kind} | {len(sample)} | " + " | ".join(f"{x:.1f}" for x in means) + " |")
    print("\n| near misses | answered | missed | AUC | answered, null | missed, null |\n|---|--:|--:|--:|--:|--:|")
    for kind, (answered, missed) in misses.items():
        right, wrong = margins(reader, answered), margins(reader, missed)
        auc = (right[:, None] > wrong[None, :]).mean()
        nulls = " | ".join(f"{100 * (values < 0).mean():.1f}" for values in (right, wrong))
        print(f"| {kind} | {len(right)} | {len(wrong)} | {auc:.3f} | {nulls} |")


def held_out(data: Path, limit: int) -> dict[str, list[Question]]:
    """At most ``limit`` questions of each pair of languages, the same every time."""

    def some(questions: Sequence[Question]) -> list[Question]:
        return random.Random(0).sample(questions, min(limit, len(questions)))

    held = load_split(data).held
    french = some(read_squad(data / "piaf-fr-dev.json.gz"))
    sets = {"fr-fr": french, "en-fr": in_english(french)}
    if translation.available():
        sets["en-fr, by rules"] = translation.questions_in_english(french, Encoder.load())
    return sets | {kind: some(held[kind]) for kind in ("en-es", "en-ro", "en-it")}


def near_misses(data: Path, limit: int) -> dict[str, tuple[list[Question], list[Question]]]:
    """For each kind, at most ``limit`` questions that their paragraph answers, and at most as many that it does not."""
    split = load_split(data)
    english = split.held["en-en"]
    encoder, chance = Encoder.load(), random.Random(0)
    plain = [question for question in english if question.answers]
    sets = {}
    for language, questions in (("fr", read_squad(data / "piaf-fr-dev.json.gz")), ("en", plain)):
        rows = exchanges(questions, language, encoder, chance)
        some = chance.sample(rows, min(limit, len(rows)))
        sets[f"{language}-{language}, of another thing"] = (
            [row.question for row in some],
            [row.of_other() for row in some],
        )
    if translation.available():
        answered, missed = sets["fr-fr, of another thing"]
        both = translation.questions_in_english([*answered, *missed], encoder)
        sets["en-fr, of another thing"] = both[: len(answered)], both[len(answered) :]
    impossible = [question for question in english if not question.answers]
    sets["en-en, SQuAD 2.0"] = plain[:limit], impossible[:limit]
    for kind, questions in split.written_held.items():
        answered, missed = ([q for q in questions if bool(q.answers) == has][:limit] for has in (True, False))
        sets[kind] = answered, missed
    return sets


def margins(reader: Reader, questions: Sequence[Question]) -> NDArray[np.float64]:
    """The margin of each question's best span over "no answer"."""
    return np.array([span.margin for span in best_spans(reader, questions)])


def best_spans(reader: Reader, questions: Sequence[Question]) -> Iterator[Span]:
    """The best span of each question in its own paragraph, as many read at once as there are cores."""
    each = reader.read_each([(question.text, [question.context]) for question in questions])
    return (spans[0] for spans in tqdm.tqdm(each, total=len(questions), disable=None))


def measured(reader: Reader, questions: Sequence[Question], language: str) -> NDArray[np.float64]:
    """(questions, 3): exact match, F1, and whether the reader itself prefers "no answer", in percent."""
    rows = []
    for question, best in zip(questions, best_spans(reader, questions), strict=True):
        golds = [gold.text for gold in question.answers]
        rows.append(
            (metrics.exact(best.text, golds, language), metrics.f1(best.text, golds, language), best.margin < 0)
        )
    return 100 * np.array(rows, float)


if __name__ == "__main__":
    main()
