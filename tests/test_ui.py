"""What users see: quotes rendered verbatim, a command line that helps, words in both languages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import unicodedata
from dataclasses import replace
from html import escape, unescape
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from index.documents import Document
from index.encoder import Encoder
from index.errors import ModelError, QuestionError
from index.loaders import ARTICLE
from index.store import Index
from index.tables import Documents
from qa.answers import Answer
from ui import sources
from ui.asked import Asked
from ui.cli import main
from ui.conversation import Turn, question_html
from ui.examples import Examples
from ui.frame import source_html
from ui.render import answer_html, document_html, label, place, place_of, quote_html, shown_others
from ui.sources import Sources
from ui.texts import GRADIO, TEXTS


def visible(html: str) -> str:
    return unescape(re.sub(r"<[^<>]*>", "", html))


def answer_in(text: str, quote_start: int, start: int, end: int, quote_end: int) -> Answer:
    document = Document("d", "<b>T</b>", text, "d.txt", "fr")
    return Answer(
        "?", text[start:end], text[quote_start:quote_end], start, end, quote_start, quote_end, document, 0.9, "fr"
    )


@given(st.text(max_size=80), st.data())
def test_a_rendered_quote_is_verbatim(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.lists(st.integers(0, len(text)), min_size=4, max_size=4)))
    answer = answer_in(text, *cuts)
    assert answer.quote is not None
    assert visible(quote_html(answer)) == answer.quote
    assert answer.document is not None
    assert visible(document_html(answer.document, answer)) == text


def test_nothing_of_a_document_is_markup() -> None:
    text = "<script>window.pwned=1</script> ![x](http://x) <img onerror=a()>"
    html = answer_html(answer_in(text, 0, 8, 20, len(text)), "fr") + document_html(
        Document("d", text, text, text, "'><b>")
    )
    assert "<script" not in html and "<img" not in html and "<b>" not in html


def test_not_answered_is_said_and_the_nearest_passage_marked_as_such() -> None:
    document = Document("d", "T", "Un passage.", "d.txt", "fr")
    html = answer_html(Answer("?", None, "Un passage.", None, None, 0, 11, document, 0.1, "en"), "en")
    assert TEXTS["en"]["silent"] in html and TEXTS["en"]["nearest"] in html and "<mark>" not in html
    assert "<details open><summary>" in html  # shown at once: on a phone the text is behind a button


def test_who_wants_a_summary_is_told_that_there_are_only_quotes() -> None:
    nothing = Answer("Résume l'article", None, None, None, None, None, None, None, 0.0, "fr")
    assert TEXTS["fr"]["quotes_only"] in answer_html(nothing, "fr")
    assert TEXTS["en"]["quotes_only"] in answer_html(replace(nothing, question="Summarise it"), "en")
    assert TEXTS["fr"]["listening"] in answer_html(replace(nothing, question="Merci !"), "fr")


@pytest.mark.parametrize("text", ["33 m", None])
def test_an_answer_is_told_in_the_language_of_the_window(text: str | None) -> None:
    document = Document("d", "T", "Le pont mesure 33 m.", "d.txt", "fr")
    at = (15, 19) if text else (None, None)
    answer = Answer("How long?", text, document.text, *at, 0, 20, document, 0.9, "en", understood="How long is it?")
    french, english = (visible(answer_html(answer, language)) for language in ("fr", "en"))
    for html in (french, english):
        assert "How long is it?" in html and document.text in html
    assert "Compris ainsi" in french and "paragraphe 1" in french and "Understood as" in english
    assert not {"Understood", "paragraph", "almost", "nearest"} & set(re.findall(r"\w+", french))


def test_the_place_of_a_cell_names_its_column_and_the_row_that_is_not_quoted() -> None:
    text = "Support | 2021 | Remarque\nLivres | 64 110 | Prêts. Dont 12 neufs."
    document = Document("d", "T", text, "d.txt", "fr")
    assert (
        place(document, [text.index("64")], "fr")
        == "T · d.txt, colonne «\u00a02021\u00a0», paragraphe 2\u00a0sur\u00a02"
    )
    assert place(document, [text.index("12")], "en") == "T · d.txt, row “Livres”, column “Remarque”, paragraph 2 of 2"


def test_the_place_of_several_spans_is_where_all_of_them_are() -> None:
    text = "Un.\n\nDeux.\n\nTrois.\n\nQuatre.\n\nCinq."
    spans = [answer_in(text, at, at, at + 2, at + 3) for at in map(text.index, ("Deux", "Trois", "Cinq"))]
    for last, where in ((3, "paragraphes 2–3, 5\u00a0sur\u00a05"), (1, "paragraphe 2\u00a0sur\u00a05")):
        answer = replace(spans[last - 1], also=tuple(spans[: last - 1]))
        assert place_of(answer, "fr") == f"<b>T</b> · d.txt, {where}"
        assert escape(where) in answer_html(answer, "fr")
    document = Document("d", "T", text, "T.pdf", "en", pages=(0, 10, 24))
    assert place(document, [0, 5, 24], "en") == "T, pages 1, 3"
    table = "Année | Prêts | Retours\nLivres | 64 | 81\nCartes | 12 | 15"
    cells = [table.index(number) for number in ("64", "81")]
    assert place(Document("d", "T", table, "T.md", "fr"), cells, "fr") == "T, paragraphe 2\u00a0sur\u00a03"
    cells = [table.index(number) for number in ("64", "12")]
    assert place(Document("d", "T", table, "T.md", "en"), cells, "en") == "T, column “Prêts”, paragraphs 2–3 of 3"


@pytest.mark.parametrize(
    ("id", "title", "source", "shown"),
    [
        ("rossi.txt", "Obituary", "docs/rossi.txt", "Obituary · rossi.txt"),
        ("0" * 32, "Obituary", "rossi.txt", "Obituary · rossi.txt"),  # added in the window
        ("rossi.txt", "rossi", "docs/rossi.txt", "rossi"),
        ("rossi.txt", "rossi.txt", "docs/rossi.txt", "rossi.txt"),
        ("2024/bilan.md", "bilan", "docs/2024/bilan.md", "bilan · 2024/bilan.md"),
        (ARTICLE, "Le titre", f"{ARTICLE}.txt", "Le titre"),
    ],
)
def test_two_documents_of_one_title_are_told_apart_by_their_files(id: str, title: str, source: str, shown: str) -> None:
    document = Document(id, title, "Un pont.", source, "fr")
    assert label(document) == shown and place(document, [0], "fr").startswith(f"{shown}, paragraphe 1")
    html, file = source_html(document, "fr"), shown.removeprefix(title).removeprefix(" · ")
    assert ("<small>" in html) == bool(file) and f"{file}</" in html
    assert "Obituary &lt;b&gt; · &lt;i&gt;.txt" in source_html(Document("d", "Obituary <b>", "", "<i>.txt", "en"), "en")


def test_marks_of_markdown_are_set_apart_from_the_words() -> None:
    text = "## Prêts\nL'**Incunabulum** de C# 3 & <b>\n| Livres | 64 110 | 81 705 |\n|---|:-:|---|"
    html = quote_html(answer_in(text, 0, text.index("Inc"), text.index("** de"), len(text)))
    assert visible(html) == text
    assert re.findall("<i>(.*?)</i>", html) == ["##", "**", "**", "|", "|", "|---|:-:|---|"]
    assert "<mark>Incunabulum</mark>" in html


def test_each_text_is_marked_with_its_language() -> None:
    answer = replace(answer_in("Le pont.", 0, 0, 2, 8), language="en")
    html = answer_html(replace(answer, alternatives=(answer,)), "en") + answer_html(replace(answer, text=None), "en")
    assert html.count(" lang='fr'>") == 3  # the quote, another one, the nearest passage
    assert "lang='en'>Where?" in question_html(Turn("Where?", answer), 0, "fr")


def test_a_sentence_that_is_repeated_is_marked_where_it_answers() -> None:
    text = "Le pont est à Fès. " * 4
    answer = answer_in(text, 38, 52, 55, 56)  # the third one
    assert answer.document is not None
    shown = document_html(answer.document, answer)
    assert visible(shown) == text and shown.count("<mark>") == shown.count("class='sentence'") == 1
    assert len(visible(shown.split("<span class='sentence'>")[0])) == 38


def test_other_quotes_that_nobody_would_believe_are_left_out() -> None:
    answer = answer_in("## Le pont.", 0, 3, 10, 11)
    others = tuple(replace(answer_in("## Le pont.", 0, 0, 2, 11), confidence=sure) for sure in (0.5, 0.05, 0.04, 0.0))
    assert shown_others(replace(answer, alternatives=others)) == list(others[:2])


def test_several_spans_are_marked_each_once_and_in_order() -> None:
    text = "Le pont et la gare. Puis <le> musée. Enfin, le port."
    cuts = {"pont": (0, 19), "gare": (0, 19), "musée": (20, 36)}
    spans = [
        answer_in(text, quote[0], text.index(word), text.index(word) + len(word), quote[1])
        for word, quote in cuts.items()
    ]
    answer = replace(spans[2], also=(spans[0], spans[1]), understood="<b>Quoi</b> ?")
    html = answer_html(answer, "fr")
    assert re.findall("<mark>(.*?)</mark>", html) == ["pont", "gare", "musée"]
    assert html.count("<blockquote") == 2
    assert "Compris ainsi\u00a0: <span lang='fr'>&lt;b&gt;Quoi" in html
    assert answer.document is not None
    shown = document_html(answer.document, answer)
    assert visible(shown) == text and shown.count("<mark>") == 3


def test_french_colons_do_not_begin_a_line() -> None:
    french = [*TEXTS["fr"].values(), *GRADIO["fr"].values()]
    assert not [text for text in french if re.search("« | [:;?!»]", text)]


def test_both_languages_say_the_same_things() -> None:
    assert TEXTS["fr"].keys() == TEXTS["en"].keys()


@pytest.mark.parametrize("top_k", [0, -1, 51, 10**6, 5.5, "many", None])
def test_how_many_passages_are_read_has_bounds(top_k: Any) -> None:
    with pytest.raises(
        QuestionError, match=r"^top_k is a whole number from 1 to 50 / top_k est un entier de 1 à 50\.$"
    ):
        Asked.of("Qui ?", None, top_k)
    for fits in (1, 50, 5.0):
        assert Asked.of("Qui ?", None, fits).top_k == fits  # type: ignore[arg-type]


def test_half_a_character_is_replaced_in_a_question() -> None:
    asked = Asked.of("\ud83d Qui \ud83d\ude00 ?", ["\ude00 ?"], 5)
    assert (asked.question, asked.history) == ("\ufffd Qui 😀 ?", ["\ufffd ?"])


class Counted(Documents):
    """Counts how often a document is read."""

    read = 0

    def at(self, i: int) -> Document:
        self.read += 1
        return super().at(i)


def test_very_many_shared_documents_are_not_read_for_the_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "LISTED", 3)
    shared = Counted.of(Document(str(i), f"Titre {i}", "Un texte.", "d.txt", "fr") for i in range(500))
    assert isinstance(shared, Counted)
    assistant: Any = SimpleNamespace(documents=shared, retriever=SimpleNamespace(encoder=None))
    window = Sources(assistant, tmp_path)
    for chosen, last in (
        ("", "Titre 2 · d.txt"),
        ("1", "Titre 2 · d.txt"),
        ("400", "Titre 400 · d.txt"),
        ("none", "Titre 2 · d.txt"),
    ):
        documents = window.documents("0" * 32)
        assert len(documents) == 500 and documents["7"].title == "Titre 7" and "none" not in documents
        listed = window.listed(documents, chosen)
        assert [shown for shown, _ in listed[:3]] == ["Titre 0 · d.txt", "Titre 1 · d.txt", "Titre 2 · d.txt"]
        assert listed[-1][0] == last and len(listed) == (4 if chosen == "400" else 3)
    assert shared.read < 30
    own = Document("own", "Le mien", "Un texte.", "o.txt", "fr")
    documents = sources.Askable(shared, {"own": own})
    assert list(documents)[-1] == "own" and len(documents) == 501 and documents["own"] is own
    assert window.listed(documents, "")[-1] == ("Le mien · o.txt", "own")


def test_very_many_documents_are_not_read_for_the_examples() -> None:
    documents = Counted.of(Document(str(i), "T", "Un texte.", "d.txt", "fr") for i in range(500))
    assert isinstance(documents, Counted)
    index = SimpleNamespace(documents=documents)
    assistant: Any = SimpleNamespace(documents=documents, retriever=SimpleNamespace(index=index))
    examples = Examples()
    assert list(examples.find(assistant, "fr")) == list(examples.find(assistant, "fr")) == [[]]
    assert documents.read < 30


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_only_example_is_in_the_language_of_the_window(language: str) -> None:
    text = "Le programme « Toits durables » retient 86 communes."
    document = Document("d", "T", text, "d.txt", "fr")

    def ask(question: str) -> Answer:
        return Answer.quoting(question, language, document, 0, len(text), 0.9)

    index = SimpleNamespace(documents=Documents.of([document]))
    assistant: Any = SimpleNamespace(documents=index.documents, retriever=SimpleNamespace(index=index), ask=ask)
    *_, found = Examples().find(assistant, language)
    assert found is not None and [spoken for spoken, _ in found] == [language]


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["--help"], 0, "Example: extrait ask"),
        (["ask", "--help"], 0, "--json"),
        (["ask", "-h"], 0, "--json"),
        (["index", "--help"], 0, "--encoder"),
        (["eval", "--help"], 0, "--report"),
        (["chat", "--help"], 0, "--port"),
        (["--version"], 0, "0.1.0"),
        (["ask"], 2, "Missing argument 'QUESTION'"),
        (["ask", ""], 1, "Posez une question avec des mots"),
        (["ask", "x" * 3000], 1, "3,000 characters, 2,000 at most"),
        (["ask", "Quoi ?", "--index", "/none"], 1, "/none is not an index; build one with"),
        (["index", "/none.txt", "--out", "/tmp/none"], 1, "none.txt: cannot be read (No such file"),
        (["index", "/none.txt"], 2, "--out"),
        (["index", "", "--out", "/tmp/none"], 1, "One of the paths is empty"),
        (["index", "README.md", "--out", ""], 1, "One of the paths is empty"),
        (["ask", "Quoi ?", "--index", ""], 1, "One of the paths is empty"),
        (["eval", "--json", "/tmp"], 1, "/tmp is a folder; give the name of a file"),
        (["chat", "--port", "0"], 2, "--port"),
        (["eval", "/none.json"], 1, "cannot be read"),
        (["nonsense"], 2, "nonsense"),
    ],
)
def test_command_line(arguments: list[str], code: int, says: str) -> None:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == code, result.output
    assert says in result.output
    assert "Traceback" not in result.output
    if code:
        assert result.output.startswith("extrait: ") and result.output.count("\n") == 1


def test_an_index_of_another_encoder_loads_only_that_one(monkeypatch: pytest.MonkeyPatch) -> None:
    loaded: list[str | None] = []

    def load(name: str | None = None) -> Any:
        loaded.append(name)
        raise ModelError("none")

    monkeypatch.setattr(Index, "manifest_encoder", lambda folder: "other")
    monkeypatch.setattr(Encoder, "load", load)
    CliRunner().invoke(main, ["ask", "Qui ?", "--index", "index"])
    assert loaded == ["other"]


@pytest.mark.parametrize("command", main.commands.values(), ids=lambda command: command.name)
def test_help_is_in_both_languages(command: click.Command) -> None:
    for option in command.params:
        assert not isinstance(option, click.Option) or " / " in str(option.help), option.name
    listed = CliRunner().invoke(main, ["--help"], terminal_width=80).output
    (line,) = [line for line in listed.splitlines() if line.split()[:1] == [command.name]]
    assert " / " in line and not line.endswith("..."), line


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_first_word_comes_without_heavy_imports(option: str) -> None:
    code = (
        "import sys\nfrom ui.cli import main\n"
        f"try: main(['{option}'])\n"
        "except SystemExit: pass\n"
        "heavy = {'torch', 'gradio', 'transformers', 'faiss', 'numpy'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)


def test_files_of_other_kinds_are_counted_when_a_folder_is_indexed(tmp_path: Path) -> None:
    (tmp_path / "a.ods").touch()
    result = CliRunner().invoke(main, ["index", str(tmp_path), "--out", str(tmp_path / "index")])
    assert result.exit_code == 1
    assert "laissé de côté : .ods 1\n" in result.output and "Nothing to index" in result.output


@pytest.mark.slow
def test_ask_and_index_from_the_command_line(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Le pont de Rouen mesure 670 mètres. Il a été construit en 2008 par la ville.")
    run = CliRunner().invoke
    built = run(main, ["index", str(tmp_path / "note.txt"), "--out", str(tmp_path / "index")])
    assert built.exit_code == 0, built.output
    asked = run(main, ["ask", "Combien mesure le pont de Rouen ?", "--index", str(tmp_path / "index"), "--json"])
    assert asked.exit_code == 0, asked.output
    answer = json.loads(asked.stdout)
    text = (tmp_path / "note.txt").read_text()
    best = answer if answer["answered"] else answer["alternatives"][0]
    assert text[best["start"] : best["end"]] == best["text"]
    assert "670" in best["text"]
    both = "Combien mesure le pont de Rouen et quand a-t-il été construit ?"
    lines = run(main, ["ask", both, "--index", str(tmp_path / "index")]).output.splitlines()
    assert lines[0] == "Combien mesure le pont de Rouen ?" and lines[3:5] == [
        "",
        "Quand le pont de Rouen a-t-il été construit ?",
    ]
    assert "670" in lines[1] and "2008" in lines[5], lines
    assert lines[2].startswith("— «\u00a0670 mètres\u00a0», note, paragraphe 1"), lines


@pytest.mark.slow
def test_of_several_spans_all_offsets_are_printed(tmp_path: Path) -> None:
    text = "Le pont est en fer.\n\nMme Diop a nommé trois risques : le gel, le vent et la rouille."
    (tmp_path / "risques.md").write_text(text, encoding="utf-8")
    run = CliRunner().invoke
    run(main, ["index", str(tmp_path / "risques.md"), "--out", str(tmp_path / "index")])
    asked = ["ask", "Quels risques Mme Diop a-t-elle nommés ?", "--index", str(tmp_path / "index")]
    answer = json.loads(run(main, [*asked, "--json"]).stdout)
    spans = [answer, *answer["also"]]
    assert len(spans) == 3, answer
    (line,) = [line for line in run(main, asked).output.splitlines() if line.startswith("— ")]
    offsets = " ".join(sorted(f"[{span['start']}:{span['end']}]" for span in spans))
    assert f"paragraphe 2\u00a0sur\u00a02 {offsets}, " in line


@pytest.mark.slow
def test_a_document_does_not_command_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("Pont \x9b1m\n\nLe pont de \x1b]0;x\x07Rouen mesure 670 mètres.")
    run = CliRunner().invoke
    run(main, ["index", str(tmp_path / "note.txt"), "--out", str(tmp_path / "index")])
    for question in ("Combien mesure le pont ?", "Qui est roi ?"):
        asked = run(main, ["ask", question, "--index", str(tmp_path / "index")])
        assert asked.exit_code == 0 and "Rouen" in asked.output, asked.output
        assert not any(unicodedata.category(character) == "Cc" for character in asked.output.replace("\n", ""))


def test_a_file_name_does_not_command_the_terminal(tmp_path: Path) -> None:
    (tmp_path / "a\x1b]0;pwned\x07b\nc.txt").touch()
    result = CliRunner().invoke(main, ["index", str(tmp_path), "--out", str(tmp_path / "out")])
    assert result.exit_code == 1 and "\x1b" not in result.output and "\x07" not in result.output
    assert len(result.output.splitlines()) == 1, result.output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a full disk at hand")
def test_a_full_disk_is_one_line() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [Path(sys.executable).with_name("extrait"), "--version"], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1 and done.stderr.startswith("extrait: ") and done.stderr.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_lone_surrogate_is_printed_as_an_escape(tmp_path: Path, options: list[str]) -> None:
    from index.encoder import Encoder
    from index.store import Index

    text = "Le pont de Rouen mesure 670 \ud800 mètres."
    Index.build([Document("d", "Pont \ud800", text, "d.txt", "fr")], Encoder.load()).save(tmp_path / "index")
    asked = [
        str(Path(sys.executable).with_name("extrait")),
        "ask",
        "Combien mesure le pont de Rouen ?",
        "--index",
        str(tmp_path / "index"),
    ]
    done = subprocess.run([*asked, *options], capture_output=True, encoding="utf-8", cwd=Path(__file__).parent.parent)
    assert (done.returncode, done.stderr) == (0, "")
    assert "670" in done.stdout and "\\ud800" in done.stdout
    if options:
        answer = json.loads(done.stdout)
        assert answer["quote"] == text
