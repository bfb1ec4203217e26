"""The training data, and what of it is held out from training: whole articles, for figures and for the confidence."""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.squad import Question, read_squad

OTHERS = ("squadshifts-newwiki-en", "squadshifts-amazon-en", "squadshifts-reddit-en", "faquad-pt")
PARALLEL = {"en": "xquad-en", "es": "xquad-es", "ro": "xquad-ro", "de": "xquad-de", "it": "squad-it"}
WRITTEN = Path(__file__).with_name("written")
OURS = "our own documents"  # what reports call them


@dataclass(frozen=True, slots=True)
class Split:
    """The training questions, and the held-out ones by language of question and paragraph ("fr-fr", "en-es").

    ``parallel`` holds the translations of ``squad``'s paragraphs and questions by language, under the same ids;
    ``others`` holds files of which nothing is held out: newer Wikipedia, reviews, forum posts, Portuguese. ``written``
    and ``written_held`` are our own documents.
    """

    piaf: list[Question]
    squad: list[Question]
    impossible: list[Question]
    parallel: dict[str, list[Question]]
    others: dict[str, list[Question]]
    held: dict[str, list[Question]]
    written: list[Question]
    written_held: dict[str, list[Question]]


def load_split(folder: Path) -> Split:
    """Read the training data and hold out whole articles.

    Held out: one in fourteen PIAF training articles, one in six SQuAD articles with all their translations, and one in
    eight of our own documents. ``piaf-fr-dev`` is not read here: it is for reporting.
    """
    files = {
        # SQuAD-it lost the answers of some of its questions.
        name: [question for question in read_squad(folder / f"{name}.json.gz") if question.answers]
        for name in ("piaf-fr-train", "squad1-en", *OTHERS, *PARALLEL.values())
    }
    files["squad2-unanswerable-en"] = read_squad(folder / "squad2-unanswerable-en.json.gz")
    piaf, piaf_held = _apart(files["piaf-fr-train"], lambda q: _one_in(14, q.title))
    held_titles = {
        q.title for name in ("squad1-en", "squad2-unanswerable-en") for q in files[name] if _one_in(6, q.title)
    }
    held_ids = {q.id for name in ("squad1-en", "xquad-en") for q in files[name] if q.title in held_titles}
    italian_titles = {q.title for q in files["squad-it"] if q.id in held_ids}
    squad, squad_held = _apart(files["squad1-en"], lambda q: q.title in held_titles)
    impossible, impossible_held = _apart(files["squad2-unanswerable-en"], lambda q: q.title in held_titles)
    parallel: dict[str, list[Question]] = {}
    parallel_held: dict[str, list[Question]] = {}
    for language, name in PARALLEL.items():
        titles = italian_titles if name == "squad-it" else held_titles
        parallel[language] = [q for q in files[name] if q.title not in titles]
        parallel_held[language] = [q for q in files[name] if q.title in titles]
    english = parallel_held["en"] + squad_held
    held = {
        "fr-fr": piaf_held,
        "en-en": [*squad_held, *impossible_held],
        **{f"en-{to}": asked_as(english, parallel_held[to], "en") for to in ("es", "ro", "it")},
    }
    others = {name: files[name] for name in OTHERS}
    return Split(piaf, squad, impossible, parallel, others, held, *_written())


def _written() -> tuple[list[Question], dict[str, list[Question]]]:
    """Our own documents, and those held out by language of question and document."""
    kept: list[Question] = []
    held = defaultdict(list)
    for language in ("fr", "en"):
        questions, held_out = _apart(read_squad(WRITTEN / f"{language}.json.gz"), lambda q: _one_in(8, q.title))
        kept += questions
        for question in held_out:
            held[f"{question.language}-{language}"].append(question)
    return kept, dict(held)


def asked_as(questions: Iterable[Question], paragraphs: Iterable[Question], language: str) -> list[Question]:
    """The ``paragraphs`` with the texts of the ``questions`` of the same ids, which are in ``language``."""
    texts = {q.id: q.text for q in questions}
    return [replace(q, text=texts[q.id], language=language) for q in paragraphs if q.id in texts]


def _one_in(n: int, title: str) -> bool:
    return zlib.crc32(title.encode()) % n == 0


def _apart(questions: Sequence[Question], held: Callable[[Question], bool]) -> tuple[list[Question], list[Question]]:
    return [q for q in questions if not held(q)], [q for q in questions if held(q)]
