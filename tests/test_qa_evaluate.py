"""From judged items to figures, table and report; and the command's ways to fail."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from index.folders import write_text
from qa import evaluate
from qa.evaluate import Item, aggregate, article_questions, summary
from qa.report import headline, items_table, latency_plot, reliability_plot, render, risk_plot, table
from qa.squad import Gold, Question, read_squad

RIGHT = Item(
    id="1",
    question="Où ?",
    language="fr",
    kind="answerable",
    history=(),
    answers=("Rabat", "à Rabat"),
    prediction="Rabat",
    start=10,
    end=15,
    candidate="Rabat",
    confidence=0.9,
    right=True,
    exact=1.0,
    f1=1.0,
    raw_exact=1.0,
    rank=1,
    latency_ms=100.0,
)
MISSED = replace(
    RIGHT, id="2", language="en", prediction="", start=None, end=None, confidence=0.2, exact=0.0, f1=0.0,
    raw_exact=0.0, rank=4, latency_ms=300.0,
)  # fmt: skip
INVENTED = replace(
    RIGHT, id="3", language="en", kind="near-miss", answers=(), prediction="<b>Casa</b>", candidate="<b>Casa</b>",
    confidence=0.6, right=False, exact=0.0, f1=0.0, raw_exact=0.0, rank=None, latency_ms=200.0,
)  # fmt: skip
REFUSED = replace(
    INVENTED, id="4", kind="off-topic", prediction="", start=None, end=None, confidence=0.1, exact=1.0, f1=1.0,
    raw_exact=1.0,
)  # fmt: skip
ITEMS = [RIGHT, MISSED, INVENTED, REFUSED]


def test_aggregate_of_four_items_worked_out_by_hand() -> None:
    figures = aggregate(ITEMS)
    expected = {
        "exact": 50.0, "f1": 50.0, "total": 4, "HasAns_exact": 50.0, "HasAns_f1": 50.0, "NoAns_exact": 50.0,
        "NoAns_f1": 50.0, "raw_exact": 50.0, "recall@1": 50.0, "recall@5": 100.0, "recall@20": 100.0, "mrr": 0.625,
        "refused": 50.0, "no_answer_precision": 50.0, "no_answer_recall": 50.0, "no_answer_f1": 50.0,
        "ece": 0.4, "latency_p50_ms": 200.0, "latency_p95_ms": 285.0,
    }  # fmt: skip
    assert {name: figures[name] for name in expected} == pytest.approx(expected)  # ece: (0.1 + 0.8 + 0.6 + 0.1) / 4
    assert figures["f1_interval"] == [0.0, 100.0]


def test_what_has_nothing_to_average_is_none() -> None:
    figures = aggregate([RIGHT])
    assert figures["NoAns_f1"] is figures["no_answer_recall"] is None
    assert aggregate([REFUSED])["recall@1"] is None
    assert aggregate([])["f1"] is None


def test_summary_is_json_with_the_keys_that_are_promised() -> None:
    result = json.loads(json.dumps(summary(ITEMS)))
    assert set(result) == {"overall", "by_language", "by_kind", "items"}
    assert set(result["by_language"]) == {"fr", "en"}
    assert result["by_kind"]["near-miss"]["refused"] == 0.0
    assert result["by_kind"]["off-topic"]["refused"] == 100.0
    promised = {
        "id",
        "question",
        "language",
        "answers",
        "prediction",
        "start",
        "end",
        "confidence",
        "f1",
        "exact",
        "rank",
    }
    assert promised <= set(result["items"][0])


def test_table_has_a_column_for_each_group() -> None:
    lines = table(summary(ITEMS)).splitlines()
    assert lines[0].split() == ["overall", "fr", "en", "answerable", "near-miss", "off-topic"]
    row = next(line for line in lines if line.startswith("recall@1 "))
    assert row.split() == ["recall@1", "50.0", "100.0", "0.0", "50.0", "·", "·"]


class _Balanced(HTMLParser):
    """Fails on an end tag that does not close what was opened last."""

    void = frozenset({"meta"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        if tag not in self.void:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_report_is_whole_escaped_and_needs_no_network() -> None:
    html = render({"file": "<set>.json", "threshold": 0.5, **summary(ITEMS)})
    parser = _Balanced()
    parser.feed(html)
    parser.close()
    assert not parser.open
    assert parser.seen.count("svg") == 3
    assert not {"script", "link", "img", "iframe"} & set(parser.seen)
    assert "http://" not in html
    assert "https://" not in html
    assert "url(" not in html
    assert "<b>Casa" not in html
    assert "&lt;b&gt;Casa" in html
    order = [
        html.index(f"<tr><td>{name}</td>") for name in ("3", "2", "1", "4")
    ]  # wrong first, the surest of them first
    assert order == sorted(order)


def test_report_shows_each_figure_and_item() -> None:
    figures = headline(summary(ITEMS))
    assert '<th scope="row">mrr</th><td>0.625</td>' in figures
    assert '<th scope="row">f1_interval</th><td>0.0–100.0</td>' in figures
    assert '<th scope="row">total</th><td>4</td><td>1</td><td>3</td>' in figures
    assert '<th scope="row">recall@1</th><td>50.0</td><td>100.0</td><td>0.0</td><td>50.0</td><td>—</td>' in figures
    items = items_table(summary([replace(RIGHT, history=("Qui ?",)), MISSED, INVENTED])["items"])
    assert "<td>Qui ? → Où ?</td><td>Rabat <b>|</b> à Rabat</td>" in items
    assert '<td class="right">Rabat</td><td>1.00</td><td>0.90</td><td>1</td>' in items
    assert '<td class="wrong">— (Rabat)</td><td>0.00</td><td>0.20</td><td>4</td>' in items
    assert "<td>—</td>" in items  # no rank


def test_plots_draw_what_they_are_given() -> None:
    assert 'cx="192.0" cy="12.0" r="12.0"' in reliability_plot([0.5], [True])  # in the middle, at the top
    assert 'points="192.0,220.0 338.0,116.0"' in risk_plot([0.9, 0.1], [True, False])
    bars = latency_plot([100.0, 200.0], bins=2)  # both in the right half
    assert bars.count("<rect") == 1
    assert 'x="193.0" y="12.0" width="144.0" height="208.0"><title>2</title>' in bars
    assert ">200</text>" in bars


def test_report_of_nothing_is_still_a_page() -> None:
    assert render(summary([])).count("<svg") == 3


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    write_text(target, "né")
    assert target.read_text(encoding="utf-8") == "né"
    assert list(tmp_path.iterdir()) == [target]


def test_a_link_stays_one_and_what_is_no_file_is_written_to(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "out.json")
    write_text(tmp_path / "link.json", "né")
    assert (tmp_path / "link.json").is_symlink() and (tmp_path / "out.json").read_text(encoding="utf-8") == "né"
    os.mkfifo(tmp_path / "pipe")
    with ThreadPoolExecutor() as pool:
        read = pool.submit((tmp_path / "pipe").read_text, encoding="utf-8")
        write_text(tmp_path / "pipe", "né")
        assert read.result(10) == "né" and (tmp_path / "pipe").is_fifo()


def squad(context: object = "ab", **fields: object) -> str:
    qa = {"id": 1, "question": "?", "answers": [], **fields}
    return json.dumps({"data": [{"paragraphs": [{"context": context, "qas": [qa]}]}]})


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "cannot be read"),
        ("{", "is not SQuAD 2.0 JSON"),
        ("[" * 100_000, "is not SQuAD 2.0 JSON"),
        ('{"data": []}', "holds no questions"),
        ('{"data": [{"paragraphs": [{"context": "ab", "qas": [{"id": 1, "question": "?", "answers": '
         '[{"text": "b", "answer_start": 0}]}]}]}]}', "not at 0"),
        *((squad(**wrong), "is not SQuAD 2.0 JSON") for wrong in (
            {"context": 5}, {"question": None}, {"language": 3}, {"kind": ["a"]}, {"history": [5]}, {"history": "Qui ?"},
            {"answers": [{"text": "b", "answer_start": -1}]},
        )),
    ],
)  # fmt: skip
def test_a_bad_file_is_one_line_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str | None, says: str
) -> None:
    path = tmp_path / "set.json"
    if content is not None:
        path.write_text(content)
    assert evaluate.run(path, None, None) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert says in error


def test_an_empty_gold_is_none_as_in_the_official_script(tmp_path: Path) -> None:
    golds = [{"text": "", "answer_start": 0}, {"text": "b", "answer_start": 1}]
    for given, kept in ((golds, [Gold("b", 1)]), (golds[:1], [])):
        (tmp_path / "set.json").write_text(squad(answers=given))
        assert [list(question.answers) for question in read_squad(tmp_path / "set.json")] == [kept]


def test_what_may_be_missing_and_what_may_be_packed(tmp_path: Path) -> None:
    (tmp_path / "set.json").write_text(squad(answers=None, history=None))
    (tmp_path / "set.json.gz").write_bytes(gzip.compress(squad(answers=None, history=None).encode()))
    expected = [Question(id="1", text="?", context="ab", answers=())]
    assert read_squad(tmp_path / "set.json") == read_squad(tmp_path / "set.json.gz") == expected


@pytest.mark.parametrize("damage", [lambda packed: packed[:-20], lambda packed: packed[:12] + b"\xff" * 40])
def test_a_damaged_archive_is_one_line_on_stderr(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], damage: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "cut.json.gz"
    path.write_bytes(damage(gzip.compress(article_questions().read_bytes())))
    assert evaluate.run(path, None, None) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert "is not SQuAD 2.0 JSON" in error


def test_a_place_that_does_not_exist_is_refused_before_the_work(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert evaluate.run(None, tmp_path / "nowhere" / "out.json", None) == 1
    assert "create the folder" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--limit", "0"], ["--threshold", "2"], ["--wat"]])
def test_wrong_usage(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        evaluate.main(arguments)
    assert stopped.value.code == 2


@pytest.mark.slow
def test_a_small_squad_file_from_end_to_end(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tower = "The Hassan Tower stands in Rabat. Its construction began in 1191."
    river = "Le Sebou est un fleuve du Maroc. Il se jette dans l’océan Atlantique à Mehdia."
    contexts = {
        tower: [("t", "In which city does the Hassan Tower stand?", "Rabat"), ("o", "Who painted the Mona Lisa?", "")],
        river: [("r", "Où le Sebou se jette-t-il ?", "océan Atlantique")],
    }
    paragraphs = [
        {
            "context": context,
            "qas": [
                {
                    "id": name,
                    "question": question,
                    "is_impossible": not gold,
                    "answers": [{"text": gold, "answer_start": context.index(gold)}] if gold else [],
                }
                for name, question, gold in rows
            ],
        }
        for context, rows in contexts.items()
    ]
    path, out, page = tmp_path / "set.json", tmp_path / "out.json", tmp_path / "out.html"
    path.write_text(json.dumps({"version": "v2.0", "data": [{"title": "Maroc", "paragraphs": paragraphs}]}))
    assert evaluate.run(path, out, page, threshold=0.0) == 0
    assert "HasAns_f1" in capsys.readouterr().out
    result = json.loads(out.read_text(encoding="utf-8"))
    assert result["overall"]["total"] == 3
    assert set(result["by_language"]) == {"en", "fr"}  # detected: the file does not say
    assert set(result["by_kind"]) == {"answerable", "unanswerable"}
    items = {item["id"]: item for item in result["items"]}
    assert items["t"]["rank"] == items["r"]["rank"] == 1
    assert items["o"]["rank"] is None
    for item in items.values():
        context = river if item["id"] == "r" else tower
        if item["id"] != "o" and item["prediction"] in context:
            assert context[item["start"] : item["end"]] == item["prediction"]
    assert "<svg" in page.read_text(encoding="utf-8")

    assert evaluate.run(path, out, None, threshold=1.0, limit=2) == 0
    assert len(json.loads(out.read_text(encoding="utf-8"))["items"]) == 2
