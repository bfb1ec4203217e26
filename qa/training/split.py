"""The training data, and what of it is held out from training: whole articles, for figures and for the confidence."""

from __future__ import annotations

import gzip
import json
import zlib
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa.squad import Question, read_squad

OTHERS = ("squadshifts-newwiki-en", "squadshifts-amazon-en", "squadshifts-reddit-en", "faquad-pt")
PARALLEL = {"en": "xquad-en", "es": "xquad-es", "ro": "xquad-ro", "de": "xquad-de", "it": "squad-it"}
WRITTEN = Path(__file__).with_name("written")
PIAF_HELD, SQUAD_HELD, OURS_HELD = 14, 6, 8  # one article in so many is held out


@dataclass(frozen=True, slots=True)
class Split:
    """The training questions, and the held-out ones by language of question and paragraph ("fr-fr", "en-es").

    ``parallel`` holds the translations of ``squad``'s paragraphs and questions by language, under the same ids;
    ``others`` holds files of which nothing is held out: newer Wikipedia, reviews, forum posts, Portuguese. ``written``
    are our own questions, on documents of our own and on PIAF's paragraphs, and PIAF's in English; ``written_held``, by
    what reports call them, our own on documents and PIAF articles that are held out ("en-fr, our own documents").
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

    Held out: one in fourteen PIAF training articles with our own questions on them, one in six SQuAD articles with all
    their translations, and one in eight of our own documents. ``piaf-fr-dev`` is not read here: it is for reporting.
    """
    files = {
        # SQuAD-it lost the answers of some of its questions.
        name: [question for question in read_squad(folder / f"{name}.json.gz") if question.answers]
        for name in ("piaf-fr-train", "squad1-en", *OTHERS, *PARALLEL.values())
    }
    files["squad2-unanswerable-en"] = read_squad(folder / "squad2-unanswerable-en.json.gz")
    piaf, piaf_held = _apart(files["piaf-fr-train"], _titles(files["piaf-fr-train"], PIAF_HELD))
    held_titles = _titles(files["squad1-en"] + files["squad2-unanswerable-en"], SQUAD_HELD)
    held_ids = {q.id for name in ("squad1-en", "xquad-en") for q in files[name] if q.title in held_titles}
    italian_titles = {q.title for q in files["squad-it"] if q.id in held_ids}
    squad, squad_held = _apart(files["squad1-en"], held_titles)
    impossible, impossible_held = _apart(files["squad2-unanswerable-en"], held_titles)
    parallel: dict[str, list[Question]] = {}
    parallel_held: dict[str, list[Question]] = {}
    for language, name in PARALLEL.items():
        titles = italian_titles if name == "squad-it" else held_titles
        parallel[language] = [q for q in files[name] if q.title not in titles]
        parallel_held[language] = [q for q in files[name] if q.title in titles]
    english = parallel_held["en"] + squad_held
    held = {
        "fr-fr": piaf_held,
        "en-fr": in_english(piaf_held),
        "en-en": [*squad_held, *impossible_held],
        **{f"en-{to}": asked_as(english, parallel_held[to], "en") for to in ("es", "ro", "it")},
    }
    others = {name: files[name] for name in OTHERS}
    written, written_held = _written()
    return Split(piaf, squad, impossible, parallel, others, held, written + in_english(piaf), written_held)


def in_english(questions: Iterable[Question]) -> list[Question]:
    """PIAF's questions in English, as a language model translated them without seeing the paragraphs."""
    with gzip.open(WRITTEN / "piaf-in-english.json.gz", "rt", encoding="utf-8") as file:
        texts: dict[str, str] = json.load(file)
    return [replace(question, text=texts[question.id], language="en") for question in questions if question.id in texts]


def _written() -> tuple[list[Question], dict[str, list[Question]]]:
    """Our own questions, and those held out by language of question and text, and by kind of text."""
    kept: list[Question] = []
    held = defaultdict(list)
    for name, language, what, one_in in (
        ("fr", "fr", "our own documents", OURS_HELD),
        ("en", "en", "our own documents", OURS_HELD),
        ("piaf", "fr", "our own questions on PIAF", PIAF_HELD),
    ):
        questions = read_squad(WRITTEN / f"{name}.json.gz")
        questions, held_out = _apart(questions, _titles(questions, one_in))
        kept += questions
        for question in held_out:
            held[f"{question.language}-{language}, {what}"].append(question)
    return kept, dict(held)


def asked_as(questions: Iterable[Question], paragraphs: Iterable[Question], language: str) -> list[Question]:
    """The ``paragraphs`` with the texts of the ``questions`` of the same ids, which are in ``language``."""
    texts = {q.id: q.text for q in questions}
    return [replace(q, text=texts[q.id], language=language) for q in paragraphs if q.id in texts]


def _titles(questions: Sequence[Question], one_in: int) -> set[str]:
    """The titles of the articles that are held out, drawn by a checksum."""
    return {q.title for q in questions if zlib.crc32(q.title.encode()) % one_in == 0}


def _apart(questions: Sequence[Question], titles: Container[str]) -> tuple[list[Question], list[Question]]:
    return [q for q in questions if q.title not in titles], [q for q in questions if q.title in titles]
