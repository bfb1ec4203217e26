"""Verdicts become questions of an evaluation file, the last one counts, and nothing is lost."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.documents import Document
from index.errors import DocumentError
from index.loaders import article
from qa.feedback import record, withdraw
from qa.squad import Gold, read_squad

NOTE = Document("note", "La note", "Le pont mesure 670 m. La gare a douze quais \ud800.", "note.txt", "fr")


def test_the_last_verdict_on_a_question_counts(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.json"
    record(path, "Combien ?", "fr", NOTE, (15, 20))
    record(path, "Combien ?", "fr", NOTE, (30, 35), history=["La gare ?"])
    record(path, "Qui ?", "en", article(), None)
    before = [question.id for question in read_squad(path)]
    record(path, "Combien ?", "fr", NOTE, None)
    first, second, third = read_squad(path)
    assert [first.id, second.id, third.id] == before and len(set(before)) == 3
    assert first.answers == () and first.context == NOTE.text and first.title == "La note"
    assert second.answers == (Gold(NOTE.text[30:35], 30),) and second.history == ("La gare ?",)
    assert (third.language, third.answers, third.context) == ("en", (), article().text)
    assert len(json.loads(path.read_text())["data"]) == 2
    assert not path.stat().st_mode & 0o077  # it holds the user's own documents
    record(path, "Combien ?", "fr", NOTE, (15, 20))
    assert read_squad(path)[0].answers == (Gold("670 m", 15),)


def test_a_verdict_is_taken_back_with_the_text_that_it_was_on(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.json"
    withdraw(path, "Combien ?", NOTE)  # there is no file
    record(path, "Combien ?", "fr", NOTE, (15, 20))
    record(path, "Combien ?", "fr", NOTE, None, ["La gare ?"])
    record(path, "Qui ?", "en", article(), None)
    withdraw(path, "Combien ?", NOTE)
    assert [(question.text, question.history) for question in read_squad(path)] == [
        ("Combien ?", ("La gare ?",)),
        ("Qui ?", ()),
    ]
    withdraw(path, "Combien ?", NOTE, ["La gare ?"])
    assert [question.text for question in read_squad(path)] == ["Qui ?"] and "670" not in path.read_text()
    withdraw(path, "Qui ?", article())
    assert read_squad(path) == [] and record(path, "Qui ?", "en", article(), None) is None


@pytest.mark.parametrize("gold", [(5, 5), (-1, 4), (4, 2), (0, 1_000)])
def test_what_is_no_span_is_not_written(tmp_path: Path, gold: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="no span of note"):
        record(tmp_path / "verdicts.json", "Combien ?", "fr", NOTE, gold)
    assert not list(tmp_path.iterdir())


def test_all_of_a_text_may_be_the_answer(tmp_path: Path) -> None:
    record(tmp_path / "verdicts.json", "Quoi ?", "fr", NOTE, (0, len(NOTE.text)))
    assert read_squad(tmp_path / "verdicts.json")[0].answers == (Gold(NOTE.text, 0),)


def test_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.json"
    record(path, "Combien ?", "fr", NOTE, (15, 20))
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert record(path, "Qui ?", "fr", NOTE, None) is None
    assert len(read_squad(path)) == 2


@pytest.mark.parametrize("content", ["", "{", '{"data": 3}', "[" * 100_000, "\udcff"])
def test_a_damaged_file_is_moved_aside(tmp_path: Path, content: str) -> None:
    path = tmp_path / "verdicts.json"
    for n in (1, 2):
        path.write_bytes(content.encode("utf-8", "surrogateescape"))
        aside = record(path, "Combien ?", "fr", NOTE, None)
        assert aside == tmp_path / f"verdicts-damaged-{n}.json"
        assert aside.read_bytes() == content.encode("utf-8", "surrogateescape")
        assert len(read_squad(path)) == 1
    assert record(path, "Combien ?", "fr", NOTE, (0, 2)) is None


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    (tmp_path / "folder").mkdir()
    for place in (tmp_path / "file" / "verdicts.json", tmp_path / "folder"):
        with pytest.raises(DocumentError, match="choose another place"):
            record(place, "Combien ?", "fr", NOTE, None)
    assert (tmp_path / "folder").is_dir()


def test_many_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.json"
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: record(path, f"Question {n} ?", "fr", NOTE, None), range(40)))
    assert len(read_squad(path)) == 40
    assert {file.name for file in tmp_path.iterdir()} <= {"verdicts.json", ".verdicts.json.lock"}


@pytest.mark.slow
def test_the_evaluation_runs_on_it(tmp_path: Path) -> None:
    from qa import evaluate

    text = article().text
    start = text.index("240")
    path = tmp_path / "verdicts.json"
    record(path, "Combien d'emplois numériques seront créés ?", "fr", article(), (start, start + 7))
    record(path, "Qui a gagné la Coupe du monde ?", "fr", article(), None)
    assert evaluate.run(path, tmp_path / "out.json") == 0
    figures = json.loads((tmp_path / "out.json").read_text())["overall"]
    assert (figures["HasAns_total"], figures["NoAns_total"]) == (1, 1)
