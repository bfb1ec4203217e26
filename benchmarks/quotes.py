"""The effect of the rules for quotes: ``python benchmarks/quotes.py --data DIR``.

On piaf-fr-dev and the held-out English questions on Italian paragraphs, each question with its own paragraph: exact
match and F1 of the reader's best span with plain edges (whole words) and with the rules of ``qa.edges``; for questions
that ask why or how, also with the clause. Then the questions of piaf-fr-dev in the plural, asked over all its
paragraphs with a threshold of 0: the best span, and every span that is quoted, with the share of the items of the gold
("A, B et C" has three) that some span holds.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import tqdm

from index.chunking import sentence_around
from qa import Reader, metrics
from qa.answers import Answer
from qa.edges import clause, whole, whole_words
from qa.evaluate import assistant_for
from qa.question_types import wants_reason, wants_several
from qa.spans import Span
from qa.squad import Question, read_squad
from qa.training.split import load_split

_ITEMS = re.compile(r",| et | ou | and | or ")
Read = tuple[Question, list[Span]]


def main() -> None:
    """Measure and print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    data = parser.parse_args().data
    held = load_split(data).held
    with patch("qa.reader.whole", whole_words):
        french = read_all(read_squad(data / "piaf-fr-dev.json.gz"))
        italian = read_all(random.Random(0).sample(held["en-it"], min(300, len(held["en-it"]))))
    print_edges("fr-fr", french, "fr")
    print_edges("en-it", italian, "it")
    french = [(question, [widened(question.context, span) for span in spans]) for question, spans in french]
    print_reasons([row for row in french if wants_reason(row[0].text)])
    print_several([question for question, _ in french])


def read_all(questions: Sequence[Question]) -> list[Read]:
    """The spans of each question in its own paragraph."""
    each = Reader.load().read_each([(question.text, [question.context]) for question in questions])
    return list(zip(questions, tqdm.tqdm(each, total=len(questions), disable=None), strict=True))


def widened(text: str, span: Span) -> Span:
    """The span with the edges that the product gives it."""
    start, end = whole(text, span.start, span.end)
    return replace(span, start=start, end=end, text=text[start:end])


def print_edges(name: str, rows: Sequence[Read], language: str) -> None:
    """Print how well spans with plain edges and with the rules of ``qa.edges`` match."""
    print(f"\n{name}: {len(rows)} questions\n| edges | EM | F1 | spans that it moves |\n|---|--:|--:|--:|")
    for label, edges in (("whole words", whole_words), ("and numbers, names, pairs (used)", whole)):
        print(f"| {label} | {scored(rows, language, edges)} |")


def print_reasons(rows: Sequence[Read]) -> None:
    """Print how well the span, its clause and its sentence answer why or how."""
    print(f"\nwhy and how: {len(rows)} questions\n| quoted | EM | F1 | spans that it moves |\n|---|--:|--:|--:|")
    ways: dict[str, Callable[[str, int, int], tuple[int, int]]] = {
        "the span": lambda text, start, end: (start, end),
        "with its clause (used)": lambda text, start, end: clause(text, start, end, *sentence_around(text, start, end)),
        "its whole sentence": sentence_around,
    }
    for label, edges in ways.items():
        print(f"| {label} | {scored(rows, 'fr', edges)} |")


def print_several(questions: Sequence[Question]) -> None:
    """Print how well the best span, and every span that is quoted, answer a question in the plural."""
    plural = [question for question in questions if wants_several(question.text)]
    assistant = replace(assistant_for(questions), threshold=0.0)
    answers = [(question, assistant.ask(question.text)) for question in tqdm.tqdm(plural, disable=None)]
    print(f"\nin the plural: {len(plural)} questions\n| quoted | F1 | items | spans |\n|---|--:|--:|--:|")
    print(f"| the best span | {several([(question, [answer]) for question, answer in answers])} |")
    every = [(question, [answer, *answer.also]) for question, answer in answers]
    print(f"| every span that answers (used) | {several(every)} |")


def scored(rows: Sequence[Read], language: str, edges: Callable[[str, int, int], tuple[int, int]]) -> str:
    """Exact match, F1 and how many spans have other edges than the reader gave them."""
    exact = f1 = 0.0
    moved = 0
    for question, spans in rows:
        golds = [gold.text for gold in question.answers]
        start, end = edges(question.context, spans[0].start, spans[0].end)
        exact += metrics.exact(question.context[start:end], golds, language)
        f1 += metrics.f1(question.context[start:end], golds, language)
        moved += (start, end) != (spans[0].start, spans[0].end)
    return f"{100 * exact / len(rows):.1f} | {100 * f1 / len(rows):.1f} | {moved}"


def several(rows: Sequence[tuple[Question, Sequence[Answer]]]) -> str:
    """F1 of all spans together, share of the gold's items that one of them holds, mean number of spans."""
    f1 = items = count = 0.0
    for question, quoted in rows:
        golds = [gold.text for gold in question.answers]
        wanted = [item.strip() for item in _ITEMS.split(golds[0]) if item.strip()]
        f1 += metrics.f1(" ".join(span.text or "" for span in quoted), golds, "fr")
        items += sum(any(item in (span.text or "") for span in quoted) for item in wanted) / len(wanted)
        count += len(quoted)
    return f"{100 * f1 / len(rows):.1f} | {100 * items / len(rows):.1f} | {count / len(rows):.2f}"


if __name__ == "__main__":
    main()
