"""The reader alone on held-out questions: ``python benchmarks/reading.py --data DIR``.

PIAF's development file in full, which nothing is trained or tuned on, the same in English where Apertium is installed
(``qa/translation.py``), and the held-out English questions on Spanish, Romanian and Italian paragraphs. Exact match and
F1 of the best span, French articles and elisions dropped where the paragraph is French; "null" is the share where the
reader itself prefers "no answer".
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path

import tqdm

from index.encoder import Encoder
from qa import Reader, metrics, translation
from qa.mixture import load_split
from qa.squad import Question, read_squad


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--reader", help="another question-answering model: a folder or a hub name")
    parser.add_argument("--limit", type=int, default=1100, help="questions of each file (default %(default)s)")
    options = parser.parse_args()
    reader = Reader.load(options.reader)
    split = load_split(options.data)
    sets = {"fr-fr": read_squad(options.data / "piaf-fr-dev.json.gz")}
    if translation.available():
        sets["en-fr"] = translation.questions_in_english(sets["fr-fr"], Encoder.load())
    sets |= {kind: split.held[kind] for kind in ("en-es", "en-ro", "en-it")}
    print("| question-paragraph | questions | EM | F1 | null |\n|---|--:|--:|--:|--:|")
    for kind, questions in sets.items():
        sample = random.Random(0).sample(questions, min(options.limit, len(questions)))
        print(
            f"| {kind} | {len(sample)} | " + " | ".join(f"{x:.1f}" for x in measured(reader, sample, kind[3:])) + " |"
        )


def measured(reader: Reader, questions: Sequence[Question], language: str) -> tuple[float, float, float]:
    """Exact match, F1 and share of "no answer", in percent."""
    exact = f1 = null = 0.0
    for question in tqdm.tqdm(questions, disable=None):
        best = reader.read(question.text, [question.context], n_best=1)[0]
        golds = [gold.text for gold in question.answers]
        exact += metrics.exact(best.text, golds, language)
        f1 += metrics.f1(best.text, golds, language)
        null += best.margin < 0
    return 100 * exact / len(questions), 100 * f1 / len(questions), 100 * null / len(questions)


if __name__ == "__main__":
    main()
