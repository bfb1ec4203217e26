"""A quote can be proved: what holds, moved, changed or is gone."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.errors import DocumentError
from index.loaders import article, load
from index.shelf import safe_name
from qa.answers import Answer
from qa.verify import Verdict, check, quoted, verify
from ui.cli import main
from ui.verdicts import verdict_line

TEXT = "Un port.\n\nLe pont de Rouen mesure 670 mètres.\n\nLa gare a douze quais.\n"
QUOTE = "Le pont de Rouen mesure 670 mètres."


def document(text: str = TEXT) -> Document:
    return Document("note.txt", "note", text, "note.txt", "fr")


def answer(span: str = "670 mètres", quote: str = QUOTE, of: Document | None = None) -> Answer:
    of = document() if of is None else of
    begin = of.text.index(quote)
    start = of.text.index(span, begin)
    end, stop = start + len(span), begin + len(quote)
    return Answer("Combien ?", span, quote, start, end, begin, stop, of, 0.9, "fr")


@pytest.mark.parametrize(
    ("text", "verdict", "unique", "same", "found"),
    [
        (TEXT, Verdict.HOLDS, True, True, "670 mètres"),
        (TEXT.replace("douze", "treize"), Verdict.HOLDS, True, False, "670 mètres"),
        (TEXT + QUOTE, Verdict.HOLDS, False, False, "670 mètres"),
        ("Titre.\n\n" + TEXT, Verdict.MOVED, True, False, "670 mètres"),
        (f"{QUOTE}\n{'x' * 50}\n" + TEXT, Verdict.MOVED, False, False, "670 mètres"),
        (TEXT.replace("670", "680"), Verdict.CHANGED, False, False, "Le pont de Rouen mesure 680 mètres."),
        (TEXT.replace("de R", "de  R"), Verdict.CHANGED, False, False, "Le pont de  Rouen mesure 670 mètres."),
        (  # the first of equals
            f"{QUOTE.replace('670', '680')}\n{QUOTE.replace('670', '690')}",
            Verdict.CHANGED,
            False,
            False,
            "Le pont de Rouen mesure 680 mètres.",
        ),
        ("Rien de tel ici.", Verdict.GONE, False, False, None),
    ],
)
def test_every_verdict(text: str, verdict: Verdict, unique: bool, same: bool, found: str | None) -> None:
    checked = check(answer().to_dict(), document(text))
    assert (checked.verdict, checked.unique, checked.same_document) == (verdict, unique, same)
    assert (checked.found and text[slice(*checked.found)]) == found
    assert checked.nearest == (found if verdict is Verdict.CHANGED else None)


def test_of_several_occurrences_the_nearest_is_taken() -> None:
    text = f"{QUOTE}\n{'x' * 90}\n{QUOTE}"
    row = {**answer().to_dict(), "quote_start": 100, "quote_end": 135, "start": 124, "end": 134}
    checked = check(row, document(text))
    assert checked.verdict is Verdict.MOVED and checked.found is not None and checked.found[0] > 100


def test_a_forged_quote_does_not_hold() -> None:
    row = answer().to_dict()
    for forged in ({"text": "680 mètres"}, {"quote": QUOTE.replace("670", "680")}, {"start": row["start"] - 1}):
        assert check({**row, **forged}, document()).verdict is Verdict.CHANGED
    before = {"text": "mètres.", "start": row["quote_start"] - len("mètres."), "end": row["quote_end"]}
    assert check({**row, **before}, document()).verdict is Verdict.CHANGED
    last = answer("mètres.").to_dict()
    for forged in ({"end": last["end"] + 9}, {"quote_end": last["quote_end"] + 9}):
        assert check({**last, **forged}, document()).verdict is Verdict.CHANGED
    assert check(row, None).verdict is Verdict.GONE and check(row, None).same_document is None


@given(st.text(min_size=1, max_size=60), st.text(max_size=10), st.data())
def test_what_was_only_pushed_along_is_found_again(text: str, before: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    row = Answer("?", text[start:end], text, start, end, 0, len(text), document(text), 0.5, "fr").to_dict()
    checked = check(row, document(before + text))
    assert checked.verdict in (Verdict.HOLDS, Verdict.MOVED) and checked.found is not None
    assert (before + text)[slice(*checked.found)] == text[start:end]


def test_originals_are_found_where_they_were_or_by_name(tmp_path: Path) -> None:
    source = tmp_path / "note.txt"
    source.write_text(TEXT, encoding="utf-8")
    told = answer(of=load(source))
    both = replace(told, also=(answer("quais", "La gare a douze quais.", of=load(source)),))
    title = replace(told, document=article(), text=article().text[:5], quote=article().text[:20], start=0, end=5)
    title = replace(title, quote_start=0, quote_end=20)
    file = tmp_path / "answers.json"
    silent = replace(told, text=None, start=None, end=None)
    for data, count in (
        (both.to_dict(), 2),
        ([both.to_dict(), silent.to_dict(), title.to_dict()], 3),
        (replace(silent, then=(both, silent, title)).to_dict(), 3),
        ({"extrait": "0", "exported": "", "answers": [title.to_dict()]}, 1),
    ):
        file.write_text(json.dumps(data), encoding="utf-8")
        assert [c.verdict for c in verify(quoted(file))] == [Verdict.HOLDS] * count
    file.write_text(json.dumps(told.to_dict()), encoding="utf-8")
    (tmp_path / "elsewhere").mkdir()
    source.rename(tmp_path / "elsewhere" / "note.txt")
    assert verify(quoted(file))[0].verdict is Verdict.GONE
    assert verify(quoted(file), [tmp_path / "elsewhere"])[0].verdict is Verdict.HOLDS
    (tmp_path / "elsewhere" / "note.txt").rename(tmp_path / "elsewhere" / "other.txt")
    assert verify(quoted(file), [tmp_path / "elsewhere"])[0].verdict is Verdict.HOLDS  # by its digest
    (tmp_path / "elsewhere" / "other.txt").write_text("Rien.", encoding="utf-8")
    assert verify(quoted(file), [tmp_path / "elsewhere"])[0].verdict is Verdict.GONE
    (tmp_path / "elsewhere" / Path(article().source).name).write_text("Rien.", encoding="utf-8")
    assert verify([title.to_dict()], [tmp_path / "elsewhere"])[0].verdict is Verdict.GONE  # it is given, so it counts


def test_the_file_that_was_checked_is_named(tmp_path: Path) -> None:
    source, given = tmp_path / "note.txt", tmp_path / "given"
    source.write_text(TEXT, encoding="utf-8")
    given.mkdir()
    row = answer(of=load(source)).to_dict()

    def line(*paths: Path) -> str:
        return verdict_line(verify([row], paths)[0])

    assert line().endswith(f"— tient [34:44] — {source}")
    assert line(given).endswith(f"— tient [34:44] — pas dans les chemins donnés : {source}")
    (given / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (given / "renommée.txt").write_text(TEXT, encoding="utf-8")
    assert line(given).endswith(f"— tient [34:44] — {given / 'renommée.txt'}")
    (given / "note.txt").write_text(TEXT.replace("670", "680"), encoding="utf-8")  # of its name: this one counts
    assert "modifiée" in line(given) and line(given).endswith(f"— {given / 'note.txt'}")


def test_what_to_give_is_said_of_a_document_that_was_added_in_the_window(tmp_path: Path) -> None:
    row = answer(of=replace(document(), id="0" * 32, source="nulle part.txt")).to_dict()
    for paths in ([], [tmp_path]):
        line = verdict_line(verify([row], paths)[0])
        assert "donnez nulle part.txt ou son dossier : extrait verify FICHIER CHEMIN" in line


@pytest.mark.parametrize("name", ["re\u0301sume\u0301.txt", "mon  port.txt", "x" * 150 + ".txt"])
def test_an_original_is_found_under_the_name_that_the_window_gave_it(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")
    shown = safe_name(name)
    told = answer(of=replace(document(), source=shown, id="0" * 32))
    assert shown != name
    assert [c.verdict for c in verify([told.to_dict()], [tmp_path])] == [Verdict.HOLDS]


@pytest.mark.parametrize("source", ["y/2023/note.txt", "2023/note.txt", "/elsewhere/2023/note.txt", "note.txt"])
@pytest.mark.parametrize("year", ["2022", "2024"])
def test_of_files_of_one_name_the_one_in_its_folder_is_the_original(tmp_path: Path, source: str, year: str) -> None:
    for folder, text in ((year, "Rien."), ("2023", TEXT.replace("douze", "treize"))):
        (tmp_path / "y" / folder).mkdir(parents=True)
        (tmp_path / "y" / folder / "note.txt").write_text(text, encoding="utf-8")
    row = answer(of=replace(document(), source=source)).to_dict()
    assert verify([row], [tmp_path])[0].verdict is Verdict.HOLDS
    if source != "note.txt":  # and no other one speaks for it
        (tmp_path / "y" / year / "note.txt").write_text(TEXT, encoding="utf-8")
        (tmp_path / "y" / "2023" / "note.txt").write_text(TEXT.replace("670", "680"), encoding="utf-8")
        assert verify([row], [tmp_path])[0].verdict is Verdict.CHANGED


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4 nothing", b"\0"])
def test_an_original_that_cannot_be_read_is_no_missing_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "note.txt").write_bytes(content)
    row = answer(of=replace(document(), source=str(tmp_path / "note.txt"))).to_dict()
    for paths in ([], [tmp_path]):
        [checked] = verify([row], paths)
        assert checked.verdict is Verdict.GONE and checked.unread
        line = verdict_line(checked)
        assert "original illisible" in line and "note.txt: " in line and "introuvable" not in line


@pytest.mark.parametrize("given", [True, False])
def test_a_name_with_a_line_break_is_found(tmp_path: Path, given: bool) -> None:
    path = tmp_path / "mon\nport.txt"
    path.write_text(TEXT, encoding="utf-8")
    row = answer(of=load(path)).to_dict()
    assert "\n" not in row["document"]["source"]
    assert [c.verdict for c in verify([row], [tmp_path] if given else [])] == [Verdict.HOLDS]


def test_a_byte_order_mark_is_no_damage(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(answer().to_dict()), encoding="utf-8-sig")
    assert len(quoted(tmp_path / "a.json")) == 1


def _row(**changed: Any) -> dict[str, Any]:
    return {**answer().to_dict(), **changed}


@pytest.mark.parametrize(
    "content",
    [
        "", "{", "3", "null", "[3]", "{}", '{"answers": 3}', "[" * 100_000, '["x"]',
        json.dumps(_row(start="1")), json.dumps(_row(start=-1)), json.dumps(_row(document=None)),
        json.dumps(_row(quote=None)), json.dumps(_row(also=3)), json.dumps(_row(text="")), json.dumps(_row(quote="")), json.dumps(_row(question=1)),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_said_in_a_line(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.json").write_text(content)
    with pytest.raises(DocumentError) as error:
        quoted(tmp_path / "x.json")
    assert "extrait ask --json" in str(error.value) and "\n" not in str(error.value)


def test_a_file_without_an_answer_is_said_in_a_line(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"answers": []}')
    with pytest.raises(DocumentError, match="holds no answer;"):
        quoted(tmp_path / "x.json")


def test_a_refused_answer_is_no_broken_quote(tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text(json.dumps(_row(text=None, start=None, end=None)))
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "x.json"), "--json"])
    assert (result.exit_code, result.stdout) == (0, "[]\n") and "nothing is quoted" in result.stderr


@pytest.mark.parametrize(
    ("text", "code", "says"),
    [
        (TEXT, 0, "Combien ? — 670 mètres — tient ["),
        (TEXT.replace("douze", "treize"), 0, "le document a changé ailleurs"),
        ("Titre.\n\n" + TEXT, 1, "déplacée, de [34:44] à [42:52] ; une seule fois"),
        (TEXT.replace("670", "680"), 1, "modifiée ; la phrase la plus proche : Le pont de Rouen mesure 680 mètres."),
        (TEXT.replace("de R", "de  R"), 1, "modifiée, mais par ses espaces seulement"),
        ("Rien.", 1, "introuvable dans l’original"),
    ],
)
def test_the_command_says_each_in_a_line(tmp_path: Path, text: str, code: int, says: str) -> None:
    (tmp_path / "a.json").write_text(json.dumps(answer().to_dict()))
    (tmp_path / "note.txt").write_text(text, encoding="utf-8")
    run = CliRunner().invoke
    result = run(main, ["verify", str(tmp_path / "a.json"), str(tmp_path)])
    assert (result.exit_code, result.output.count("\n")) == (code, 1), result.output
    assert says in result.output
    result = run(main, ["verify", str(tmp_path / "a.json"), str(tmp_path), "--json"])
    assert result.exit_code == code and json.loads(result.output)[0]["question"] == "Combien ?"


def test_what_cannot_be_printed_is_printed_all_the_same(tmp_path: Path) -> None:
    odd = answer("\ud800", "Un \ud800 port.", of=document("Un \ud800 port."))
    (tmp_path / "a.json").write_text(json.dumps(odd.to_dict()))
    for option in ([], ["--json"]):
        result = CliRunner().invoke(main, ["verify", str(tmp_path / "a.json"), *option])
        assert result.exit_code == 1 and isinstance(result.exception, SystemExit)


def test_the_command_without_an_original_or_a_file(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(answer().to_dict()))
    run = CliRunner().invoke
    assert "original introuvable" in run(main, ["verify", str(tmp_path / "a.json")]).output
    for arguments in ([str(tmp_path / "none.json")], *([str(tmp_path / "a.json"), no] for no in ("/none", "x" * 300))):
        result = run(main, ["verify", *arguments])
        assert result.exit_code == 1 and "check the name" in result.output and result.output.count("\n") == 1
    assert "Example: extrait verify" in run(main, ["verify", "--help"]).output
