"""The article's own question set: what it promises."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from importlib.resources import files
from pathlib import Path

import pytest

from index.loaders import article
from qa.evaluate import article_questions
from qa.squad import read_squad

UNSEEN = Path(__file__).parent.parent / "benchmarks" / "unseen"
QUESTIONS = read_squad(article_questions())  # refuses an answer that is not at its offset


def test_counts() -> None:
    counts = Counter((question.kind, question.language) for question in QUESTIONS)
    assert set(counts) == {
        (kind, language) for kind in ("answerable", "off-topic", "near-miss", "follow-up") for language in ("fr", "en")
    }
    for language in ("fr", "en"):
        assert counts["answerable", language] >= 60
        assert counts["off-topic", language] == counts["near-miss", language] == 15
        assert counts["follow-up", language] == 10


def test_the_context_is_the_whole_article() -> None:
    text = Path(str(files("index") / "article" / "innovate-with-data-2025.txt")).read_text(encoding="utf-8")
    assert {question.context for question in QUESTIONS} == {text}


def test_the_article_is_loaded_with_the_same_offsets() -> None:
    assert article().text == QUESTIONS[0].context


def test_answers_stand_where_they_say_and_only_where_there_are_any() -> None:
    for question in QUESTIONS:
        assert bool(question.answers) == (question.kind in ("answerable", "follow-up")), question.id
        assert len(set(question.answers)) == len(question.answers), question.id
        for gold in question.answers:
            assert gold.text.strip() == gold.text != "", question.id
            assert question.context[gold.start : gold.start + len(gold.text)] == gold.text, question.id
    qas = json.loads(article_questions().read_text(encoding="utf-8"))["data"][0]["paragraphs"][0]["qas"]
    assert all(qa["is_impossible"] == (not qa["answers"]) for qa in qas)


def test_every_question_is_asked_in_both_languages_about_the_same_spans() -> None:
    pairs: dict[str, dict[str, object]] = defaultdict(dict)
    for question in QUESTIONS:
        name, language = question.id.rsplit("-", 1)
        assert language == question.language
        pairs[name][language] = (question.kind, question.answers, len(question.history))
    assert all(set(pair) == {"fr", "en"} and pair["fr"] == pair["en"] for pair in pairs.values())


def test_no_question_twice() -> None:
    assert len({question.id for question in QUESTIONS}) == len(QUESTIONS)
    asked = Counter((question.text.casefold(), question.history) for question in QUESTIONS)
    assert asked.most_common(1)[0][1] == 1


def test_follow_ups_and_only_they_have_a_history() -> None:
    for question in QUESTIONS:
        assert bool(question.history) == (question.kind == "follow-up"), question.id
        assert all(isinstance(earlier, str) and earlier.strip() for earlier in question.history)


@pytest.mark.parametrize("name", ["press", "office", "english"])
def test_the_unseen_documents_have_what_their_page_says(name: str) -> None:
    questions = read_squad(UNSEEN / f"{name}.json")
    kinds = Counter((question.context, question.kind) for question in questions)
    for context in {question.context for question in questions}:
        assert [kinds[context, kind] for kind in ("answerable", "follow-up", "near-miss")] == [12, 3, 5]
    assert len(questions) == 200 and all(bool(q.answers) != (q.kind == "near-miss") for q in questions)


def test_who_said_what_has_what_its_page_says() -> None:
    questions = read_squad(UNSEEN / "said.json")
    kinds = Counter(question.kind for question in questions)
    assert (len({question.context for question in questions}), len(questions)) == (16, 210)
    assert kinds == {"answerable": 128, "near-miss": 82}
    assert all(bool(question.answers) == (question.kind == "answerable") for question in questions)


def test_the_unseen_conversations_have_what_their_page_says() -> None:
    questions = read_squad(UNSEEN / "conversations.json")
    asked_after = [question for question in questions if question.history]
    assert (len(questions), len(asked_after)) == (217, 157)
    assert len([question for question in asked_after if not question.answers]) == 41
