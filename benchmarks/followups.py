"""How well follow-ups are understood: ``python benchmarks/followups.py --data DIR``.

Pairs of piaf-fr-dev questions on one paragraph that share a noun are turned into conversations: "Quand X arrive-t-il ?"
after a question about X becomes "Quand arrive-t-il ?", "Quel est le rôle de X ?" becomes "Quel est son rôle ?". Each is
asked over all paragraphs of the file: as it is, with the question before it in front, resolved (what the product does),
and, as a ceiling, in its original words. The threshold is 0, so that the best span is always judged: F1, and whether it
is right (F1 of 0.5 at least).
"""

from __future__ import annotations

import argparse
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import tqdm

from qa.answers import Answer
from qa.evaluate import assistant_for
from qa.metrics import RIGHT, f1
from qa.squad import Question, read_squad

_INVERTED = re.compile(  # "… X arrive-t-il"
    r"(?P<noun>(?:(?:le|la|les|un|une)\s+|l['’])?[\w’'-]+(?:\s+(?:de\s+la|de|du|des|d['’])?\s*[\w’'-]+){0,4}?)\s+"
    r"(?P<verb>[\w’']+-(?:t-)?(?:il|elle|ils|elles))\b"
)
_OF = re.compile(
    r"^(?P<is>Quel(?:le)?s? (?:est|sont|était|étaient)) (?P<the>le |la |les |l['’])(?P<what>[\w-]+(?: [\w-]+)?) "
    r"(?:de |du |des |d['’]|de la |de l['’])(?P<noun>[A-ZÉ][^?]*?) ?\?$"
)
_ASKING = re.compile(
    r"^(?:(?:à|a|avec|dans|de|depuis|en|par|pour|sur)\s)?(?:quel(?:le)?s?\s[\w-]+|qui|que|quand|où|comment|pourquoi"
    r"|combien\sd['’e]\s?[\w-]+)\s",
    re.I,
)
_HIS = {"le ": "son ", "les ": "ses "}


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    questions = read_squad(parser.parse_args().data / "piaf-fr-dev.json.gz")
    assistant = replace(assistant_for(questions), threshold=0.0)
    asked_after = conversations(questions)
    scores = defaultdict(list)
    for first, second, follow_up in tqdm.tqdm(asked_after, disable=None):
        before = assistant.ask(first.text)
        asked: dict[str, tuple[str, list[str | Answer]]] = {
            "as it is": (follow_up, []),
            "question before in front": (f"{first.text} {follow_up}", []),
            "resolved": (follow_up, [before]),
            "in its original words": (second.text, []),
        }
        for way, (text, history) in asked.items():
            answer = assistant.ask(text, history)
            scores[way].append(f1(answer.text or "", [gold.text for gold in second.answers], "fr"))
    print(f"| {len(asked_after)} follow-ups | F1 | right |\n|---|--:|--:|")
    for way, values in scores.items():
        right = sum(value >= RIGHT for value in values)
        print(f"| {way} | {100 * sum(values) / len(values):.1f} | {100 * right / len(values):.1f} |")


def conversations(questions: Sequence[Question]) -> list[tuple[Question, Question, str]]:
    """Each question that can follow another one of its paragraph, as (question before, question, shortened form)."""
    paragraph = defaultdict(list)
    for question in questions:
        paragraph[question.context].append(question)
    found = []
    for second in questions:
        ways = ((first, shortened(first.text, second.text)) for first in paragraph[second.context] if first != second)
        found += [(first, second, text) for first, text in ways if text][:1]
    return found


def shortened(first: str, second: str) -> str | None:
    """``second`` as one would ask it after ``first``; None if no shared noun is found.

    >>> shortened("Qui aide Ada Diop ?", "Quand Ada Diop arrive-t-elle à Fès ?")
    'Quand arrive-t-elle à Fès ?'
    """
    if (of := _OF.match(second)) and of["noun"] in first:
        vowel = of["what"][0].lower() in "aeéèêiouh"
        return f"{of['is']} {_HIS.get(of['the']) or ('son ' if vowel else 'sa ')}{of['what']} ?"
    if asking := _ASKING.match(second):
        for found in _INVERTED.finditer(second, asking.end()):
            noun = found["noun"].strip()
            if found.start() == asking.end() and len(noun) > 3 and noun in first:
                return second[: found.start()] + second[found.start("verb") :]
    return None


if __name__ == "__main__":
    main()
