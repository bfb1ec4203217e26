"""``extrait eval``: ask every question of a SQuAD file, and measure the answers.

python -m qa.evaluate [FILE] [--json OUT] [--report OUT.html] [--threshold T] [--limit N]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from index.documents import Document, whole_characters
from index.errors import DocumentError, ExtraitError, QuestionError
from index.folders import write_text
from qa import metrics
from qa.answers import Answer
from qa.question_form import well_formed
from qa.report import render, table
from qa.squad import Question, read_squad

if TYPE_CHECKING:
    from qa.assistant import Assistant

DEEPEST = 20  # passages retrieved for recall and rank
Metrics = dict[str, Any]  # JSON-ready: floats, [low, high] intervals, None if there is nothing to average


@dataclass(frozen=True)
class Item:
    """One question, asked and judged.

    Attributes:
        answers: the golds; empty if unanswerable.
        prediction: the answer; "" for "not answered", as in SQuAD's prediction files.
        confidence: of the best candidate, shown or not.
        right: whether the best candidate, shown or not, has an F1 of at least 0.5.
        rank: of the first retrieved passage that overlaps a gold, from 1; None if not in the first 20, or no gold.
    """

    id: str
    question: str
    language: str
    kind: str
    history: tuple[str, ...]
    answers: tuple[str, ...]
    prediction: str
    start: int | None
    end: int | None
    candidate: str
    confidence: float
    right: bool
    exact: float
    f1: float
    raw_exact: float
    rank: int | None
    latency_ms: float


def article_questions() -> Path:
    """The article's own question set, which comes with the package."""
    return Path(str(files("qa") / "questions" / "article.json"))


def aggregate(items: Sequence[Item]) -> Metrics:
    """The figures over ``items``, in percent as in SQuAD's script, except counts, ``ece``, ``mrr`` and milliseconds.

    A figure with nothing to average (``NoAns_f1`` if every question has an answer) is None, an interval is [].
    """
    has = [item for item in items if item.answers]
    no = [item for item in items if not item.answers]
    exacts, f1s = [item.exact for item in items], [item.f1 for item in items]
    ranks = [item.rank for item in has]
    refused = [not item.prediction for item in items]
    no_answer = metrics.no_answer_scores(refused, [not item.answers for item in items]) or (None, None, None)
    latencies = [item.latency_ms for item in items]
    return {
        "exact": _percent(metrics.mean(exacts)),
        "f1": _percent(metrics.mean(f1s)),
        "total": len(items),
        "HasAns_exact": _percent(metrics.mean([item.exact for item in has])),
        "HasAns_f1": _percent(metrics.mean([item.f1 for item in has])),
        "HasAns_total": len(has),
        "NoAns_exact": _percent(metrics.mean([item.exact for item in no])),
        "NoAns_f1": _percent(metrics.mean([item.f1 for item in no])),
        "NoAns_total": len(no),
        "raw_exact": _percent(metrics.mean([item.raw_exact for item in items])),
        "exact_interval": [_percent(edge) for edge in metrics.bootstrap_interval(exacts) or ()],
        "f1_interval": [_percent(edge) for edge in metrics.bootstrap_interval(f1s) or ()],
        "recall@1": _percent(metrics.recall_at(ranks, 1)),
        "recall@5": _percent(metrics.recall_at(ranks, 5)),
        "recall@20": _percent(metrics.recall_at(ranks, 20)),
        "mrr": _rounded(metrics.mrr(ranks)),
        "refused": _percent(metrics.mean([float(r) for r in refused])),
        "no_answer_precision": _percent(no_answer[0]),
        "no_answer_recall": _percent(no_answer[1]),
        "no_answer_f1": _percent(no_answer[2]),
        "ece": _rounded(metrics.ece([item.confidence for item in items], [item.right for item in items])),
        "latency_p50_ms": _rounded(metrics.percentile(latencies, 50), 1),
        "latency_p95_ms": _rounded(metrics.percentile(latencies, 95), 1),
    }


def summary(items: Sequence[Item]) -> dict[str, Any]:
    """The content of the JSON file: figures over all, by language and by kind of question, and every item."""
    return {
        "overall": aggregate(items),
        "by_language": _by(items, lambda item: item.language),
        "by_kind": _by(items, lambda item: item.kind),
        "items": [asdict(item) for item in items],
    }


def ask_all(assistant: Assistant, questions: Sequence[Question]) -> list[Item]:
    """Ask the questions one after another, as a user would; the first one is asked twice, to warm up."""
    from index.languages import detect_language

    homes = {document.text: document for document in assistant.documents.values()}
    languages = {context: detect_language(context) for context in {question.context for question in questions}}
    for question in questions[:1]:
        _ask(assistant, question, homes, languages[question.context])
    return [
        _ask(assistant, question, homes, languages[question.context])
        for question in tqdm(questions, desc="asking", unit="question", disable=None)
    ]


def _ask(assistant: Assistant, question: Question, homes: dict[str, Document], language: str) -> Item:
    golds = tuple(gold.text for gold in question.answers)
    began = time.perf_counter()
    try:
        answer = assistant.ask(question.text, history=question.history)
    except QuestionError:  # a question without words, or too long, counts as not answered
        answer = Answer(question.text, None, None, None, None, None, None, None, 0.0, question.language or "und")
    latency_ms = 1000 * (time.perf_counter() - began)
    prediction = answer.text or ""
    candidate = prediction or next((other.text for other in answer.alternatives if other.text), "")
    return Item(
        id=question.id,
        question=question.text,
        language=question.language or answer.language,
        kind=question.kind or ("answerable" if golds else "unanswerable"),
        history=question.history,
        answers=golds,
        prediction=prediction,
        start=answer.start,
        end=answer.end,
        candidate=candidate,
        confidence=round(answer.confidence, 4),
        right=bool(golds) and metrics.f1(candidate, golds, language) >= metrics.RIGHT,
        exact=metrics.exact(prediction, golds, language),
        f1=metrics.f1(prediction, golds, language),
        raw_exact=metrics.raw_exact(prediction, golds),
        rank=_rank(assistant, question, answer, homes[question.context]) if golds and answer.document else None,
        latency_ms=round(latency_ms, 2),
    )


def _rank(assistant: Assistant, question: Question, answer: Answer, home: Document) -> int | None:
    """Rank of the first retrieved passage that overlaps a gold, from 1; None if it is not in the first 20."""
    golds = [(gold.start, gold.start + len(gold.text)) for gold in question.answers]
    hits = assistant.retriever.retrieve(answer.understood or well_formed(question.text), answer.language, DEEPEST)
    for rank, passage in enumerate((hit.passage for hit in hits), 1):
        if passage.document == home.id and any(passage.start < end and start < passage.end for start, end in golds):
            return rank
    return None


def assistant_for(questions: Sequence[Question]) -> Assistant:
    """The assistant of the package if the questions are on its article, else one over their paragraphs."""
    from index.languages import detect_language
    from index.loaders import article, of_text
    from qa.assistant import Assistant

    contexts = list(dict.fromkeys(question.context for question in questions))
    if contexts == [article().text]:
        return Assistant.load()
    titles = {question.context: question.title for question in questions}
    read = (of_text(text, f"paragraph-{i}", f"paragraph {i}", detect_language(text)) for i, text in enumerate(contexts))
    return Assistant.over([replace(document, title=titles[document.text] or document.title) for document in read])


def run(
    file: Path | None,
    json_out: Path | None = None,
    report: Path | None = None,
    threshold: float | None = None,
    limit: int | None = None,
) -> int:
    """Evaluate and print the table; return the exit code: 0, or 1 after one line on stderr that says what failed.

    Args:
        file: SQuAD 2.0 JSON; the article's own question set if not given.
        json_out: where the figures and every item go.
        report: where the HTML report goes.
        threshold: confidence from which an answer is shown; the fitted one if not given.
        limit: number of questions to ask, drawn with a fixed seed; all paragraphs of the file are searched.
    """
    try:
        path = article_questions() if file is None else file
        questions = read_squad(path)
        if not questions:
            raise DocumentError(
                f"{path} holds no questions; give a SQuAD file that does / "
                "aucune question ; donnez un fichier SQuAD qui en contient."
            )
        for out in filter(None, (json_out, report)):
            _check_place(out)
        assistant = assistant_for(questions)
        if threshold is not None:
            assistant = replace(assistant, threshold=threshold)
        if limit is not None:
            chosen = random.Random(0).sample(range(len(questions)), min(limit, len(questions)))
            questions = [questions[i] for i in sorted(chosen)]
        result = {"file": path.name, "threshold": assistant.threshold, **summary(ask_all(assistant, questions))}
        print(table(result))
        if json_out is not None:
            write_text(json_out, whole_characters(json.dumps(result, ensure_ascii=False, indent=2)) + "\n")
        if report is not None:
            write_text(report, whole_characters(render(result)))
    except ExtraitError as error:
        print(f"extrait: {error}", file=sys.stderr)
        return 1
    return 0


def _check_place(out: Path) -> None:
    """Raise DocumentError, before the work, if ``out`` cannot be written."""
    if not out.absolute().parent.is_dir():
        raise DocumentError(
            f"{out} cannot be written; create the folder {out.absolute().parent} first / "
            "écriture impossible ; créez d’abord ce dossier."
        )
    if out.is_dir():
        raise DocumentError(f"{out} is a folder; give the name of a file / c’est un dossier ; donnez un fichier.")


def _by(items: Iterable[Item], key: Callable[[Item], str]) -> dict[str, Metrics]:
    groups: dict[str, list[Item]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return {name: aggregate(group) for name, group in groups.items()}


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 4)


def _rounded(value: float | None, digits: int = 4) -> float | None:
    return None if value is None else round(value, digits)


def _share(text: str) -> float:
    value = float(text)
    if not 0 <= value <= 1:
        raise ValueError(text)
    return value


_share.__name__ = "number from 0 to 1"  # as argparse calls it in an error


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise ValueError(text)
    return value


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m qa.evaluate", description="Ask every question of a SQuAD file.")
    parser.add_argument("file", nargs="?", type=Path, help="SQuAD 2.0 JSON; default: the article's own question set")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write the figures and every item")
    parser.add_argument("--report", type=Path, metavar="OUT.html", help="write an HTML report with plots")
    parser.add_argument("--threshold", type=_share, help="confidence from which an answer is shown, 0 to 1")
    parser.add_argument("--limit", type=_positive, metavar="N", help="ask N questions at most, drawn with a fixed seed")
    given = parser.parse_args(arguments)
    return run(given.file, given.json, given.report, given.threshold, given.limit)


if __name__ == "__main__":
    sys.exit(main())
