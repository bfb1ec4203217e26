"""What leaves the window: quotes stay verbatim, and nothing of a document is markup."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from index.documents import Document
from index.errors import DocumentError
from qa.answers import Answer
from qa.verify import Verdict, check
from ui.cli import main
from ui.conversation import Conversation, Turn
from ui.export import escape, reference, to_json, to_markdown
from ui.exported import quoted_in
from ui.render import answer_html
from ui.texts import TEXTS

AT = datetime(2026, 11, 25, 10, 30)
OURS = {"text", "text_special", "strong_open", "strong_close", "code_inline"}
BLOCKS = {f"{name}_{side}" for name in ("heading", "paragraph", "blockquote") for side in ("open", "close")} | {
    "inline"
}
EVIL = (
    "<script>alert(1)</script> [x](javascript:alert(1)) ![i](http://evil.example/i.png) <http://a.b> https://a.b www.a.b "
    "`code` **bold** _em_ &amp; &#60;b&#62; [ref]: http://x \\ :smile: ~~no~~ | a | $x$ a@b.c"
)
# Markdown has no NUL, other control characters or lone surrogates; carriage returns come only as "\\n".
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=40)
MARKUP = st.lists(
    st.sampled_from([*"*_`[]()<>#-+=!&\\|~:.1 \n\t«»a", "    ", "http://", "1. ", "<b>", "![", "](", "\u00a0", "www."]),
    min_size=1,
    max_size=20,
).map("".join)


def answer_in(text: str, start: int, end: int, quote: tuple[int, int] | None = None, title: str = "T") -> Answer:
    a, b = quote or (0, len(text))
    document = Document("d", title, text, "d.txt", "fr")
    return Answer("Quoi ?", text[start:end], text[a:b], start, end, a, b, document, 0.7, "fr")


def test_the_column_of_a_quoted_cell_is_told_and_the_quote_still_proved(tmp_path: Path) -> None:
    text = "Support | 2021 [a] | 2022\nLivres | 64 110 | 81 705"
    answer = answer_in(text, text.index("64"), text.index("64") + 6, (text.index("Livres"), len(text)))
    (tmp_path / "c.md").write_text(to_markdown([answer], AT, "fr"), encoding="utf-8")
    assert "colonne «\u00a02021 [a]\u00a0»" in (tmp_path / "c.md").read_text(encoding="utf-8")
    (row,) = quoted_in(tmp_path / "c.md")
    assert (row["text"], row["start"], row["quote"]) == (answer.text, answer.start, answer.quote)


def quoted_in_text(markdown: str) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.md"
        file.write_text(markdown, encoding="utf-8", newline="")
        return quoted_in(file)


def inlines(markdown: str) -> list[Token]:
    """The inline tokens, once nothing but headings, paragraphs, quotations and bold was found."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown)
    assert {token.type for token in tokens} <= BLOCKS
    found = [token for token in tokens if token.type == "inline"]
    assert {child.type for token in found for child in token.children or ()} <= OURS
    return found


def visible(token: Token) -> str:
    return "".join(child.content for child in token.children or ())


def bold(token: Token) -> list[str]:
    found: list[str] = []
    inside = False
    for child in token.children or ():
        if child.type == "strong_open":
            found.append("")
        inside = child.type == "strong_open" or (inside and child.type != "strong_close")
        if inside:
            found[-1] += child.content
    return found


@given(TEXT | MARKUP, st.data())
def test_a_quote_renders_verbatim_with_its_span_in_bold(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    answer = replace(answer_in(text, start, end, title=text), question=text, understood=text)
    _, _, question, understood, quote, citation = inlines(to_markdown([answer], AT, "fr"))
    assert visible(question) == text
    assert visible(understood) == f"Compris ainsi\u00a0: {text}"
    assert visible(quote) == text
    assert bold(quote) == [text[start:end]]
    assert visible(citation).startswith(f"— {text}, paragraphe ")


@given(MARKUP | TEXT)
def test_anything_escaped_is_text(text: str) -> None:
    (token,) = inlines(escape(text))
    assert visible(token) == text


@pytest.mark.parametrize(
    "begin", ["", "# ", "> ", "- ", "1) ", "+ ", "===", "---", "    ", "\t", "```", ": ", "| a |\n|---|"]
)
def test_nothing_of_a_document_is_read(begin: str) -> None:
    text = begin + EVIL
    answer = answer_in(text, len(begin), len(begin) + 8, title=text)
    quote = inlines(to_markdown([answer], AT, "en"))[-2]
    assert visible(quote) == text and bold(quote) == ["<script>"]


@given(TEXT | MARKUP, st.data())
def test_what_was_exported_is_read_again(text: str, data: st.DataObject) -> None:
    cuts = sorted(data.draw(st.sets(st.integers(0, len(text)), min_size=2, max_size=4)))
    spans = [answer_in(text, start, end, title=text) for start, end in pairwise(cuts)]
    answer = replace(spans[0], also=tuple(spans[1:]), disagrees=(spans[-1],), question=text)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "x.md"
        file.write_text(to_markdown([answer, replace(answer, text=None)], AT, "en"), encoding="utf-8", newline="")
        rows = quoted_in(file)
    for row, span in zip(rows, [*spans, spans[-1]], strict=True):
        written = span.to_dict() | {"question": text, "language": "en"}
        assert {name: row[name] for name in row if name != "document"} == {
            name: written[name] for name in row if name != "document"
        }
        assert row["document"]["source"] == "d.txt" and row["document"]["sha256"] == written["document"]["sha256"]
        assert check(row, span.document).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    "content", ["", "# Notes\n\n> Un pont.\n\n— moi", "> **x**\n\n— T \\[9\\:3\\], sûr, d, SHA-256 `" + "0" * 64 + "`"]
)
def test_another_markdown_file_is_no_export(content: str, tmp_path: Path) -> None:
    (tmp_path / "x.md").write_text(content)
    with pytest.raises(DocumentError, match="holds no answers of extrait"):
        quoted_in(tmp_path / "x.md")
    with pytest.raises(DocumentError, match="cannot be read"):
        quoted_in(tmp_path / "none.md")


def test_a_changed_word_of_an_export_is_found(tmp_path: Path) -> None:
    text = "Le pont mesure 670 mètres. Il est en fer."
    (tmp_path / "d.txt").write_text(text, encoding="utf-8")
    shown = to_markdown([answer_in(text, 15, 25, (0, 26))], AT, "fr")
    for written, code, says in ((shown, 0, "tient [15:25]"), (shown.replace("670", "680"), 1, "modifiée")):
        (tmp_path / "x.md").write_text(written, encoding="utf-8")
        result = CliRunner().invoke(main, ["verify", str(tmp_path / "x.md"), str(tmp_path)])
        assert result.exit_code == code and says in result.output, result.output


def test_several_spans_of_a_quote_and_those_that_disagree() -> None:
    text = "Le pont(et)la gare. Le port."
    spans = [answer_in(text, a, b, (0, 19)) for a, b in ((3, 7), (8, 10), (14, 18))]
    other = answer_in(text, 23, 27, (20, 28))
    shown = to_markdown([replace(spans[1], also=(spans[0], spans[2]), disagrees=(other,))], AT, "en")
    quotes = [token for token in inlines(shown) if bold(token)]
    assert [bold(token) for token in quotes] == [["pont", "et", "gare"], ["port"]]
    assert "[3:7] [8:10] [14:18]" in visible(inlines(shown)[4])
    assert answer_in(text, 0, 2).document.digest in shown  # type: ignore[union-attr]
    touching = replace(answer_in(text, 3, 5), also=(answer_in(text, 5, 7),))
    assert "**pont**" in to_markdown([touching], AT, "en")


def test_only_what_would_be_interpreted_is_escaped() -> None:
    text = "Le pont (R&D) mesure 670\u202fm. [sic] | Il ouvre à 10:30 : 2.5 M€ !"
    assert escape(text) == text
    shown = to_markdown([answer_in(text, 14, 26), answer_in(text, 8, 13)], AT, "fr")
    assert "pont (R&D) **mesure 670\u202fm**. [sic]" in shown and " [14:26], " in shown and "&#" not in shown
    (row, _), at = quoted_in_text(shown), text.index("670")
    assert row["quote"] == text and row["end"] == at + 5


def test_an_export_with_more_escapes_of_an_earlier_version_is_read() -> None:
    shown = to_markdown([answer_in("Le pont mesure 670 mètres.", 15, 25)], AT, "fr")
    before = shown.replace("[15:25]", "\\[15\\:25\\]").replace("\u00a0sur\u00a0", " sur ").replace("**.", "**&#46;")
    assert before != shown and quoted_in_text(before) == quoted_in_text(shown)


def test_a_question_whose_document_is_gone_is_exported_with_a_note() -> None:
    kept = (Turn("Où *est* le pont ?", None, "gone"), Turn("Quoi ?", answer_in("Un pont.", 0, 2)))
    told = Conversation("c", (*kept, Turn("Qui ?", None, "stopped"))).told
    assert told == ["Où *est* le pont ?", kept[1].answer]
    shown = to_markdown(told, AT, "fr")
    asked, note = inlines(shown)[2:4]
    assert (visible(asked), visible(note)) == ("Où *est* le pont ?", TEXTS["fr"]["gone"])
    assert [row["question"] for row in quoted_in_text(shown)] == ["Quoi ?"]


@pytest.mark.parametrize(("language", "says"), [("fr", "pas trouvé de réponse sûre"), ("en", "I found no sure answer")])
def test_not_answered_is_said(language: str, says: str) -> None:
    silent = replace(answer_in("Un passage.", 0, 2), text=None, start=None, end=None)
    shown = to_markdown([silent], AT, language)
    assert says in shown and "Un passage" not in shown
    assert says in reference(silent, language)


def test_thanks_are_told_what_can_be_asked() -> None:
    thanked = Answer("Merci !", None, None, None, None, None, None, None, 0.0, "fr")
    asked = TEXTS["fr"]["listening"]
    assert (
        asked in answer_html(thanked, "fr")
        and asked in to_markdown([thanked], AT, "fr")
        and asked == reference(thanked, "fr")
    )


def test_the_copied_reference() -> None:
    text = "Un.\n\nIl y a\u00a012 quais."
    answer = answer_in(text, 12, 20, (5, 21), title="Le port")
    assert (
        reference(answer, "fr")
        == "«\u00a0Il y a\u00a012 quais.\u00a0» (Le port · d.txt, paragraphe 2\u00a0sur\u00a02 [12:20])"
    )
    assert reference(answer, "en") == "“Il y a\u00a012 quais.” (Le port · d.txt, paragraph 2 of 2 [12:20])"
    both = replace(answer, also=(answer_in(text, 0, 2, (0, 3), title="Le port"),))
    assert reference(both, "en").count("\n") == 1


@pytest.mark.parametrize("quote", ['"It stays."', "“It stays.”", "«\u00a0Il reste.\u00a0»", "„Es bleibt.“"])
def test_a_quote_with_quotation_marks_gets_no_others(quote: str) -> None:
    for language in ("fr", "en"):
        answer = answer_in(quote, 4, 6, title="d")
        assert reference(answer, language).startswith(f"{quote} (d, ")
        assert "<span aria-hidden='true'></span>" in answer_html(answer, language)
    spoken = '"It stays", she said.'
    assert reference(answer_in(spoken, 4, 6), "en").startswith(f"“{spoken}” (")


def test_the_json_is_what_is_verified() -> None:
    answer = answer_in("Un \ud800 passage.", 0, 2)
    text = to_json([answer], AT)
    assert text.encode("utf-8")
    data = json.loads(text)
    assert data["exported"] == "2026-11-25T10:30:00" and data["extrait"]
    assert data["answers"] == [answer.to_dict()]
    assert to_markdown([answer], AT, "fr").encode("utf-8")


def test_french_text_stays_readable() -> None:
    text = "« L’IA » : près de 240\u202f000 emplois (63 %), d’ici 2030 ; dit-il, à 2,5 %."
    assert escape(text) == text
