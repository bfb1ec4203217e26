"""The chat window in a real Chromium over the real model, with every connection but the loopback one refused."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from qa.squad import read_squad
from qa.verify import Verdict, quoted, verify
from tests.window import DESKTOP, PHONE, SMALL_PHONE, ask, open_page
from ui.cli import main
from ui.server import serving

pytestmark = pytest.mark.slow


@pytest.mark.parametrize(
    ("opened", "lead", "question"),
    [
        ("fr-FR", "Posez une question", "Combien d'emplois numériques seront créés ?"),
        ("en-GB", "Ask a question", "How many digital jobs will be created?"),
        ("fr-FR", "Posez une question", "How many digital jobs will be created?"),
    ],
    indirect=["opened"],
)
def test_a_question_gets_its_quote(opened: tuple[Any, list[str]], lead: str, question: str) -> None:
    page, refused = opened
    page.get_by_text(lead).wait_for()
    answer = ask(page, question)
    assert "240 000" in answer.locator("blockquote mark").inner_text()
    quoted = answer.locator("blockquote").inner_text()
    left, right = ("“", "”") if lead.startswith("Ask") else ("«\u00a0", "\u00a0»")  # the window's language
    assert quoted.startswith(f"{left}Il a souligné les ambitions nationales") and quoted.endswith(f"3 000.{right}")
    page.wait_for_function("document.querySelector('#source mark')?.textContent.includes('240 000')")
    page.wait_for_function("document.querySelector('#source .source').scrollTop > 0")
    assert refused == []


def test_a_follow_up_says_how_it_was_understood(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    assert ask(page, "Où sera basé le « Jazari Root » ?").locator(".understood").count() == 0
    understood = ask(page, "Et quand sera-t-il inauguré ?").locator(".understood").inner_text()
    assert understood == "Compris ainsi\u00a0: Quand « Jazari Root » sera-t-il inauguré ?"


def test_each_question_of_a_message_gets_its_quote(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Où et quand l'événement a-t-il eu lieu ?")
    marks = page.locator("#chat blockquote mark")
    marks.nth(1).wait_for()
    assert marks.all_inner_texts() == ["Casablanca", "mardi 9 décembre"]
    asked = page.locator("#chat h2.question").all_inner_texts()
    assert asked == ["Où et quand l'événement a-t-il eu lieu ?", "Quand l'événement a-t-il eu lieu ?"]


@pytest.mark.usefixtures("unhurried")
def test_a_message_of_several_questions_is_one(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Qui a signé ?")
    asked = ["Qui a signé ?", "Où et quand a eu lieu l'événement ?", "Quand a eu lieu l'événement ?"]
    ask(page, asked[1])
    in_view = """() => {
        const top = element => element.getBoundingClientRect().top;
        const question = document.querySelectorAll('#chat .question')[1];
        return Math.abs(top(question) - top(document.querySelector('#chat [role=log]'))) < 2;
    }"""
    page.wait_for_function(in_view)
    assert page.locator("#source mark").inner_text() == "Casablanca"  # of the answer that is in view
    page.locator("#retry").click()
    page.locator("#chat .pending").wait_for()
    page.locator("#chat .answer").nth(2).wait_for()
    assert page.locator("#chat .question").all_inner_texts() == asked
    page.locator("#undo").click()
    page.wait_for_function("document.querySelectorAll('#chat .question').length === 1")


def test_a_question_of_markup_is_text(opened: tuple[Any, list[str]]) -> None:
    page, refused = opened
    question = "<script>window.pwned=1</script> <img src=x onerror='window.pwned=1'> Qui ?"
    ask(page, question)
    assert "<script>" in page.locator("#chat").inner_text()
    assert page.evaluate("window.pwned") is None
    assert refused == []


def test_the_last_answer_is_in_view(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    for question in ("Combien d'emplois numériques seront créés ?", "Où sera basé le Jazari Root ?", "Qui a signé ?"):
        ask(page, question)
    page.wait_for_function(
        """() => {
            const answers = document.querySelectorAll('#chat .answer'), chat = document.querySelector('#chat');
            const last = answers[answers.length - 1].getBoundingClientRect();
            return answers.length === 3 && last.bottom <= chat.getBoundingClientRect().bottom;
        }"""
    )


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("locale", "asked", "answered", "unanswered"),
    [
        ("fr-FR", "Où sera basé le « Jazari Root » ?", "Rabat", "Qui a gagné la Coupe du monde ?"),
        ("en-GB", "How many digital jobs will be created?", "240 000", "Who won the World Cup?"),
    ],
)
def test_the_whole_way_at_every_size_theme_and_language(
    browser: Any,
    address: str,
    size: dict[str, Any],
    theme: str,
    locale: str,
    asked: str,
    answered: str,
    unanswered: str,
) -> None:
    page, refused = open_page(browser, address, locale=locale, color_scheme=theme, **size)
    answer = ask(page, asked)
    assert answered in answer.locator("mark").first.inner_text()
    answer.locator(".place button").first.click()
    page.locator("#source mark").wait_for()  # visible, on a phone in the drawer
    page.keyboard.press("Escape")
    assert ask(page, unanswered).locator("blockquote.nearest").is_visible()
    page.locator("#undo").click()
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 1")
    assert refused == []
    page.context.close()


def test_on_a_phone_a_long_answer_begins_at_its_question(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, **SMALL_PHONE)
    for question in ("Qui a signé ?", "Combien d'emplois numériques seront créés ?"):
        ask(page, question)
    page.wait_for_function(
        """() => {
            const log = document.querySelector('#chat [role=log]').getBoundingClientRect();
            const question = [...document.querySelectorAll('#chat .question')].pop().getBoundingClientRect();
            const answer = [...document.querySelectorAll('#chat .answer')].pop().getBoundingClientRect();
            return Math.abs(question.top - log.top) < 2 && answer.bottom > log.bottom;
        }"""
    )
    page.context.close()


# Types a question and Enter while another question is answered; a test in Python would come too late.
MEANWHILE = """
    question => new MutationObserver((changes, observer) => {
        if (!document.querySelector('#chat .pending')) return;
        observer.disconnect();
        setTimeout(() => {
            const field = document.querySelector('#question  textarea');
            field.value = question;
            field.dispatchEvent(new Event('input', { bubbles: true }));
            field.dispatchEvent(new KeyboardEvent('keypress', { key: 'Enter', bubbles: true }));
        }, 20);
    }).observe(document, { childList: true, subtree: true })
"""


@pytest.mark.usefixtures("unhurried")
def test_what_is_asked_while_another_question_is_answered_comes_next(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.evaluate(MEANWHILE, "Où sera basé le « Jazari Root » ?")
    ask(page, "Pourquoi le « Jazari Root » est-il créé ?")
    assert "Rabat" in page.locator("#chat .answer").nth(1).locator("mark").first.inner_text()
    page.locator("#question  textarea").press("Enter")  # nothing is asked
    ask(page, "Qui a signé ?")
    assert page.locator("#chat .answer").count() == 3
    assert not page.locator(".toast-wrap .toast-body").count()


def cleared(page: Any, _: Path) -> None:
    page.locator("#clear").click()
    outlast(page)
    assert page.locator("#chat .question").count() == 0
    assert "(1)" in page.locator("#history summary").inner_text()


def undone(page: Any, _: Path) -> None:
    page.locator("#undo").click()
    outlast(page)
    assert page.locator("#chat .question").count() == 1
    assert "Rabat" in page.locator("#source mark").inner_text()


def in_english(page: Any, _: Path) -> None:
    page.locator("header [data-value=en]").click()
    page.locator("#stop").get_by_text("Stop").wait_for()
    assert page.locator("#chat .pending").count() == 1  # it goes on
    page.locator("#chat .answer").nth(1).wait_for()
    assert page.locator("#chat [data-act=edit]").all_inner_texts() == ["Edit"] * 2


def approved(page: Any, _: Path) -> None:
    page.locator("#chat [data-act=right]").first.click()
    page.locator("#chat [data-act=right][aria-pressed=true]").wait_for()
    assert page.locator("#chat .pending").count() == 1
    page.locator("#chat .answer").nth(1).wait_for()
    assert page.locator("#chat [data-act=right][aria-pressed=true]").count() == 1


def woken(page: Any, _: Path) -> None:
    page.evaluate("document.dispatchEvent(new CustomEvent('extrait', { detail: { act: 'wake' } }))")
    page.locator("#chat .answer").nth(1).wait_for()


def added(page: Any, folder: Path) -> None:
    (folder / "phare.txt").write_text("Le phare de Rabat mesure trente mètres. Il fut bâti en 1919.")
    page.locator("input[type=file]").first.set_input_files(folder / "phare.txt")
    page.locator("#notice").get_by_text("phare.txt").wait_for()
    outlast(page)
    assert page.locator("#chat .answer").count() == 2  # the conversation goes on
    assert page.locator("#chosen input").input_value() == "phare"
    assert "trente mètres" in ask(page, "Combien mesure le phare ?").inner_text()


def outlast(page: Any) -> None:
    """Past the moment at which the answer that is no longer wanted is found."""
    page.wait_for_timeout(1500)
    page.locator("#send").wait_for()


@pytest.mark.usefixtures("unhurried")
@pytest.mark.parametrize("what", [cleared, undone, in_english, approved, woken, added])
def test_what_is_done_while_a_question_is_answered_holds(
    opened: tuple[Any, list[str]], what: Callable[[Any, Path], None], tmp_path: Path
) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.locator("#question  textarea").fill("Pourquoi le « Jazari Root » est-il créé ?")
    page.locator("#question  textarea").press("Enter")
    page.locator("#chat .pending").wait_for()
    what(page, tmp_path)
    before = page.locator("#chat .question").count()
    ask(page, "Qui a signé ?")
    assert page.locator("#chat .question").count() == page.locator("#chat .answer").count() == before + 1


def test_what_is_typed_after_enter_stays(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    field = page.locator("#question  textarea")
    for question in ("Qui a signé ?", "Où sera basé le « Jazari Root » ?"):
        field.press_sequentially(question, delay=30)
        field.press("Enter")
    field.press_sequentially("Combien ", delay=60)
    page.locator("#chat .answer").nth(1).wait_for()
    assert field.input_value() == "Combien "
    assert page.locator("#chat .question").all_inner_texts() == ["Qui a signé ?", "Où sera basé le « Jazari Root » ?"]


# The server's last words of a stream come late, as over a slow network.
LATE = """
    const fetched = window.fetch;
    window.fetch = async (input, init) => {
        const response = await fetched(input, init);
        if (!(input.url ?? String(input)).includes('/queue/data')) return response;
        const last = /process_completed|close_stream/, words = new TextDecoder();
        return new Response(response.body.pipeThrough(new TransformStream({
            async transform(chunk, to) {
                if (last.test(words.decode(chunk))) await new Promise(resolve => setTimeout(resolve, 1000));
                to.enqueue(chunk);
            },
        })), response);
    };
"""


def test_what_is_done_while_the_stream_of_answers_closes_is_answered(browser: Any, address: str) -> None:
    context = browser.new_context(locale="fr-FR")
    context.add_init_script(LATE)
    page = context.new_page()
    page.goto(address)
    page.locator("button.example").first.wait_for()
    page.wait_for_timeout(3000)  # for the stream of the examples to close: a question would open it again
    answer = ask(page, "Qui a signé ?")
    answer.locator(".others summary").click()
    other = answer.locator(".others li").last
    other.locator("button").click()
    page.wait_for_function(
        "quote => document.querySelector('#source mark')?.textContent === quote", arg=other.locator("mark").inner_text()
    )
    context.close()


def test_no_click_on_a_quote_is_lost(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    answer = ask(page, "Qui a signé ?")
    page.locator("#send").wait_for()  # complete: the answer's last words would mark its own quote again
    answer.locator(".others summary").click()
    first, second = answer.locator(".others li").first, answer.locator(".others li").last
    with page.expect_request("**/queue/join*"):
        first.locator("button").click()
    second.locator("button").click()  # before the first one is answered
    page.wait_for_function(
        "quote => document.querySelector('#source mark')?.textContent === quote",
        arg=second.locator("mark").inner_text(),
    )


def test_an_example_is_one_click(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.locator("button.example").first.click()
    page.locator("#chat .answer").first.wait_for()


def test_another_quote_is_shown_where_it_stands(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    answer = ask(page, "Qui a signé ?")
    answer.locator(".others summary").click()
    for other in (answer.locator(".others li").last, answer.locator(".others li").first):
        quoted = other.locator("mark").inner_text()
        other.locator("button").click()
        page.wait_for_function("quote => document.querySelector('#source mark')?.textContent === quote", arg=quoted)
        page.wait_for_function(
            """() => {
                const mark = document.querySelector('#source mark').getBoundingClientRect();
                const source = document.querySelector('#source .source').getBoundingClientRect();
                return source.top < mark.top && mark.bottom < source.bottom;
            }"""
        )
        assert page.locator("#source mark").count() == page.locator("#source .sentence").count() == 1
    span, sentence = (
        page.locator(f"#source {part}").evaluate("part => getComputedStyle(part).backgroundColor")
        for part in ("mark", ".sentence")
    )
    assert len({span, sentence, "rgba(0, 0, 0, 0)"}) == 3


def test_the_language_can_be_switched(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.get_by_role("button", name="English").click()
    page.get_by_text("Ask a question, in English or French").wait_for()
    assert page.locator("#send").inner_text() == "Ask"
    page.wait_for_function("document.documentElement.lang === 'en'")
    assert page.locator("#source mark").inner_text() == "Rabat"


def test_the_conversation_follows_the_switch(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    ask(page, "Et quand sera-t-il inauguré ?")
    ask(page, "Qui a gagné la Coupe du monde ?")
    page.locator("#chat [data-act=right]").first.click()
    page.locator("#chat .note").wait_for()
    asked, quotes = ".question", ".answer > blockquote mark"
    before = [page.locator(f"#chat {part}").all_inner_texts() for part in (asked, quotes)]
    page.get_by_role("button", name="English").click()
    page.locator("#chat .silent").get_by_text("I found no sure answer.").wait_for()
    assert [page.locator(f"#chat {part}").all_inner_texts() for part in (asked, quotes)] == before
    said = page.locator("#chat").inner_text()
    assert "Understood as: Quand « Jazari Root » sera-t-il inauguré ?" in said and "“" in said
    assert not [word for word in ("Compris", "paragraphe", "presque sûr", "probable", "proche", "noté") if word in said]


def test_a_conversation_outlives_a_reload(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    quote = ask(page, "Où sera basé le « Jazari Root » ?").locator("blockquote").inner_text()
    page.wait_for_timeout(1000)  # Gradio writes the browser's storage a moment later
    page.reload()
    page.locator("#chat .answer blockquote").first.wait_for()
    assert page.locator("#chat .answer blockquote").first.inner_text() == quote


@pytest.mark.usefixtures("unhurried")
def test_a_question_outlives_a_reload_before_its_answer(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.locator("#question textarea").fill("Où sera basé le « Jazari Root » ?")
    page.locator("#question textarea").press("Enter")
    page.locator("#chat .pending").wait_for()
    page.reload()
    page.locator("#chat .question").get_by_text("Jazari Root").wait_for()
    page.locator("#retry").click()
    page.locator("#chat .answer").wait_for()


def test_a_link_reopens_question_and_answer(opened: tuple[Any, list[str]], browser: Any) -> None:
    page, _ = opened
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "Combien d'emplois numériques seront créés ?")
    page.locator("#chat [data-act=link]").click()
    page.locator("#chat").get_by_text("Copié", exact=True).wait_for()
    other, _ = open_page(browser, page.evaluate("navigator.clipboard.readText()"))
    other.locator("#chat .answer mark").first.wait_for()
    assert other.locator("#chat .question").inner_text() == "Combien d'emplois numériques seront créés ?"
    assert "240 000" in other.locator("#chat .answer mark").first.inner_text()
    ask(other, "Qui a signé ?")
    other.reload()
    other.locator("#chat .answer").nth(1).wait_for()
    other.locator("#history").get_by_text("Conversations (1)").wait_for()
    other.context.close()


def test_a_link_is_of_the_answers_document(opened: tuple[Any, list[str]], browser: Any, tmp_path: Path) -> None:
    page, _ = opened
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    for name, metres in (("phare", 33), ("tour", 88)):
        (tmp_path / f"{name}.txt").write_text(f"Le monument {name} mesure {metres} mètres.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(sorted(tmp_path.iterdir()))
    page.locator("#notice").get_by_text("Ajouté : phare.txt, tour.txt").wait_for()
    ask(page, "Combien mesure le monument phare ?")
    ask(page, "Combien mesure le monument tour ?")
    page.locator("#source .title").get_by_text("tour").wait_for()
    page.locator("#chat [data-act=link]").first.click()
    page.locator("#chat").get_by_text("Copié", exact=True).wait_for()
    link = page.evaluate("navigator.clipboard.readText()")
    again = page.context.new_page()
    again.goto(link)
    assert "33" in again.locator("#chat .answer mark").first.inner_text(timeout=60_000)
    assert again.locator("#source .title").inner_text() == "phare"
    other, _ = open_page(browser, link)  # a browser that has not got it
    other.locator("#notice").get_by_text("Le document de ce lien n’est pas dans ce navigateur").wait_for()
    other.locator("#chat .answer").wait_for()
    other.context.close()


def test_a_conversation_is_reopened_and_forgotten(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.locator("#clear").click()
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 0")
    ask(page, "Combien d'emplois numériques seront créés ?")
    page.locator("#history summary").click()
    page.locator("#history .past").get_by_text("Jazari Root").click()
    page.locator("#chat .question").get_by_text("Jazari Root").wait_for()
    assert page.locator("#chat .answer").count() == 1
    page.locator("#history").get_by_text("Conversations (2)").wait_for()
    page.locator("#history summary").click()
    page.get_by_role("button", name="Oublier – Où sera basé").click()
    page.locator("#history").get_by_text("Conversations (1)").wait_for()
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 0")


def test_two_tabs_of_a_browser_lose_nothing_of_each_other(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.wait_for_timeout(1000)  # Gradio writes the browser's storage a moment later

    def another() -> Any:
        tab = page.context.new_page()
        tab.set_default_timeout(60_000)
        tab.goto(page.url)
        tab.locator("#source .source").wait_for(state="attached")
        return tab

    other = another()
    ask(page, "Où sera basé le « Jazari Root » ?")
    ask(other, "Combien d'emplois numériques seront créés ?")
    other.locator("#history").get_by_text("Conversations (2)").wait_for()
    page.wait_for_timeout(1000)
    last = another()  # with the same conversation
    assert last.locator("#chat .question").all_inner_texts() == ["Combien d'emplois numériques seront créés ?"]
    ask(other, "Qui a signé ?")
    ask(last, "Combien de talents seront formés par an ?")
    last.locator("#history").get_by_text("Conversations (3)").wait_for()
    page.wait_for_timeout(1000)
    page.reload()
    page.locator("#history").get_by_text("Conversations (3)").wait_for()
    assert page.locator("#chat .question").count() == 2


def test_that_the_text_does_not_say_is_noted(opened: tuple[Any, list[str]], verdicts: Path) -> None:
    page, _ = opened
    ask(page, "Combien de talents seront formés par an ?")
    page.locator("#chat .wrong summary").click()
    page.locator("#chat .wrong input").fill("des mots qui n’y sont pas")
    page.locator("#chat .wrong input").press("Enter")
    page.locator("#chat .note").get_by_text("ne sont pas dans le texte").wait_for()
    page.locator("#chat [data-act=none]").click()  # still open: another try
    page.locator("#chat .note").get_by_text("c’est noté").wait_for()
    question = next(q for q in read_squad(verdicts) if q.text == "Combien de talents seront formés par an ?")
    assert question.answers == ()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_wrong_answer_opens_is_in_view(browser: Any, address: str, size: dict[str, Any]) -> None:
    page, _ = open_page(browser, address, **size)
    for question in ("Combien de startups ?", "Où sera basé le « Jazari Root » ?", "Qui a ouvert la session ?"):
        ask(page, question)
    page.wait_for_timeout(500)
    page.locator("#chat .wrong summary").last.evaluate("summary => summary.click()")
    page.wait_for_function(
        """() => {
            const log = document.querySelector('#chat [role=log]').getBoundingClientRect();
            const panel = [...document.querySelectorAll('#chat .wrong')].pop().getBoundingClientRect();
            return log.top <= panel.top && panel.bottom <= log.bottom + 1;
        }""",
        timeout=5000,
    )
    assert page.evaluate("scrollY") == 0
    page.context.close()


def test_a_right_answer_is_marked_in_a_text_with_emoji(
    opened: tuple[Any, list[str]], tmp_path: Path, verdicts: Path
) -> None:
    page, _ = opened
    note = tmp_path / "zoé.txt"
    note.write_text("😀😀 Le chat 😺 de Zoé pèse 4 kg.\n\nLe phare 🗼 de l’île mesure 33 m.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files([note])
    page.locator("#notice").get_by_text("Ajouté").wait_for()
    ask(page, "Combien mesure le phare ?")
    page.evaluate(
        """() => {
            const walk = document.createTreeWalker(document.querySelector('#source .source'), NodeFilter.SHOW_TEXT);
            for (let node; (node = walk.nextNode());) {
                const at = node.data.indexOf('4 kg');
                if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + 4);
            }
        }"""
    )
    page.locator("#chat .wrong summary").click()
    page.locator("#chat [data-act=mark]").click()
    page.locator("#chat .note").get_by_text("c’est noté").wait_for()
    question = next(q for q in read_squad(verdicts) if q.text == "Combien mesure le phare ?")
    assert [(gold.text, gold.start) for gold in question.answers] == [("4 kg", note.read_text().index("4 kg"))]
    measured = CliRunner().invoke(main, ["eval", str(verdicts), "--json", str(tmp_path / "out.json")])
    assert measured.exit_code == 0, measured.output
    items = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["items"]
    assert ["4 kg"] in [item["answers"] for item in items]


@pytest.mark.usefixtures("unhurried")
def test_undo_edit_and_ask_again(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    first, second = "Où sera basé le « Jazari Root » ?", "Combien d'emplois numériques seront créés ?"
    ask(page, first)
    ask(page, second)
    page.locator("#undo").click()
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 1")
    page.locator("#retry").click()
    page.locator("#chat .pending").wait_for(state="attached")
    page.locator("#chat .answer").wait_for()
    page.locator("#chat [data-act=edit]").click()
    page.wait_for_function("document.querySelector('#question textarea').value", timeout=5000)
    assert page.locator("#question :is(textarea, input)").input_value() == first
    page.locator("#undo").click()
    page.wait_for_function("document.querySelectorAll('#chat .answer').length === 0")
    for tool in ("retry", "undo", "export-markdown", "export-json"):  # there is nothing to ask again, undo or export
        page.locator(f"#{tool}:disabled").wait_for()
    assert page.locator("#clear").is_enabled() and page.locator("[data-testid=toast-body]").count() == 0


def questions(page: Any) -> list[str]:
    return list(page.locator("#chat .question").all_inner_texts())


def test_what_an_edited_question_replaces_goes_when_it_is_sent(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    field, edits = page.locator("#question textarea"), page.locator("#chat [data-act=edit]")
    pressed = page.locator("#chat [data-act=edit][aria-pressed=true]")
    asked = ["Où sera basé le « Jazari Root » ?", "Combien d'emplois numériques seront créés ?", "Qui a signé ?"]
    for question in asked:
        ask(page, question)

    def edit(number: int) -> None:
        edits.nth(number).click()
        page.wait_for_function("text => document.querySelector('#question textarea').value === text", arg=asked[number])
        assert questions(page) == asked and edits.nth(number).get_attribute("aria-pressed") == "true"

    def end_by_escape() -> None:
        field.press("Escape")

    def end_by_clearing() -> None:
        field.fill("")

    def end_by_another_click() -> None:
        pressed.click()

    for end in (end_by_escape, end_by_clearing, end_by_another_click):
        edit(0)
        end()
        pressed.wait_for(state="detached")
        assert field.input_value() == "" and questions(page) == asked
    edit(0)
    field.fill("?")
    field.press("Enter")
    page.locator("[data-testid=toast-body]").wait_for()  # nothing was asked, and nothing goes
    assert questions(page) == asked
    page.wait_for_timeout(1000)  # Gradio writes the browser's storage a moment later
    page.reload()
    page.locator("#chat .answer").nth(2).wait_for()
    assert questions(page) == asked
    edit(0)
    edit(1)  # this one is meant
    field.fill("Combien de talents seront formés par an ?")
    page.locator("#send").click()
    page.wait_for_function("document.querySelectorAll('#chat .question').length === 2")
    page.locator("#chat .answer").nth(1).wait_for()
    page.locator("#send").wait_for()
    assert questions(page) == [asked[0], "Combien de talents seront formés par an ?"] and not pressed.count()
    page.locator("#history").get_by_text("Conversations (1)").wait_for()


def test_editing_the_first_question_forgets_what_was_answered(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.locator("#history").get_by_text("Conversations (1)").wait_for()
    page.locator("#chat [data-act=edit]").click()
    page.wait_for_function("document.querySelector('#question textarea').value")
    page.locator("#question textarea").fill("Qui a signé ?")
    page.locator("#question textarea").press("Enter")
    page.locator("#chat .question").get_by_text("Qui a signé ?").wait_for()
    page.locator("#chat .answer").wait_for()
    page.locator("#send").wait_for()
    assert questions(page) == ["Qui a signé ?"]
    assert page.locator("#history .past").all_text_contents() == ["Qui a signé ?"]


@pytest.mark.parametrize(
    ("opened", "question", "begins", "ends"),
    [
        (
            "fr-FR",
            "Combien d'emplois numériques seront créés ?",
            "«\u00a0Il a souligné",
            "3 000.\u00a0» (« Innovate",
        ),
        ("en-GB", "How many digital jobs will be created?", "“Il a souligné", "3 000.” (« Innovate"),
    ],
    indirect=["opened"],
)
def test_a_quote_is_copied_with_its_reference(
    opened: tuple[Any, list[str]], question: str, begins: str, ends: str
) -> None:
    page, _ = opened
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, question)
    page.locator("#chat [data-act=copy]").click()
    page.wait_for_function("['Copié', 'Copied'].includes(document.querySelector('#chat [data-act=copy]').textContent)")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(begins) and ends in copied
    assert copied.endswith("[1002:1017])")
    page.locator("#chat [data-act=copy]").click()  # again, before it has its own words back
    page.wait_for_function("!['Copié', 'Copied'].includes(document.querySelector('#chat [data-act=copy]').textContent)")


def test_a_copied_quote_that_is_judged_keeps_the_words_of_its_button(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.locator("#chat [data-act=copy]").click()
    page.locator("#chat").get_by_text("Copié", exact=True).wait_for()
    page.locator("#chat [data-act=right]").click()
    page.locator("#chat [data-act=right][aria-pressed=true]").wait_for()
    page.wait_for_timeout(2000)
    assert page.locator("#chat [data-act=copy]").inner_text() == "Copier la citation"


def test_the_first_question_does_not_wait_for_the_examples(
    browser: Any, assistant: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    with serving(assistant, "127.0.0.1") as cold:
        page, _ = open_page(browser, cold)
        first, second = time.monotonic(), 0.0
        for question in ("Où sera basé le « Jazari Root » ?", "Combien d'emplois numériques seront créés ?"):
            first, second = second, time.monotonic()
            ask(page, question)
            second = time.monotonic() - second
        assert first < 2 * second + 1.0
        assert page.locator("button.example").count() == 0
        page.context.close()


def test_a_damaged_file_of_verdicts_is_named(opened: tuple[Any, list[str]], verdicts: Path) -> None:
    page, _ = opened
    verdicts.parent.mkdir(parents=True, exist_ok=True)
    verdicts.write_text("{")
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.locator("#chat [data-act=right]").click()
    note = page.locator("#chat .note")
    note.wait_for()
    assert f"gardé sous {verdicts.with_name('feedback-damaged-1.json')}" in note.inner_text()
    assert [question.text for question in read_squad(verdicts)] == ["Où sera basé le « Jazari Root » ?"]
    page.locator("#chat [data-act=right]").click()
    page.locator("#chat .note", has_not_text="gardé").wait_for()


CLICK_STOP_WHEN_IT_APPEARS = """() => new MutationObserver((_, observer) => {
    const stop = document.querySelector('#stop');
    if (stop?.checkVisibility()) { observer.disconnect(); stop.click(); }
}).observe(document.body, {subtree: true, childList: true, attributes: true})"""


@pytest.mark.usefixtures("unhurried")
def test_a_question_can_be_stopped(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    question = "Combien d'emplois numériques seront créés avant la fin de la décennie, et par quels moyens ?"
    page.locator("#question  textarea").fill(question)
    page.evaluate(CLICK_STOP_WHEN_IT_APPEARS)
    page.locator("#send").click()
    page.locator("#chat").get_by_text("Arrêté.").wait_for()
    page.locator("#send").wait_for()
    assert page.locator("#chat .answer").count() == 0


def test_a_conversation_is_exported_with_its_citations(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    ask(page, "Combien d'emplois numériques seront créés ?")
    with page.expect_download() as download:
        page.locator("#export-json").click()
    download.value.save_as(tmp_path / "export.json")
    assert [check.verdict for check in verify(quoted(tmp_path / "export.json"))] == [Verdict.HOLDS]
    with page.expect_download() as download:
        page.locator("#export-markdown").click()
    assert download.value.suggested_filename.endswith(".md")
    download.value.save_as(tmp_path / "export.md")
    result = CliRunner().invoke(main, ["verify", str(tmp_path / "export.md")])
    assert result.exit_code == 0 and "tient [1002:1017]" in result.output, result.output


def test_on_a_phone_the_text_is_a_drawer(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, locale="en-GB", **PHONE)
    assert not page.locator("#source .source").is_visible()
    assert page.evaluate("scrollY") == 0
    answer = ask(page, "How many digital jobs will be created?")
    answer.locator(".place button").first.click()
    page.wait_for_function(
        """() => {
            const { top, right, bottom } = document.querySelector('#source mark').getBoundingClientRect();
            return top > 100 && bottom < innerHeight && right < innerWidth;
        }"""
    )
    assert page.evaluate("document.activeElement.id") == "text"
    page.get_by_role("dialog", name="Innovate with Data").wait_for()
    for _ in range(6):  # nothing that it covers has the focus
        page.keyboard.press("Shift+Tab")
        assert not page.evaluate("!!document.activeElement.closest('#columns > :first-child')")
    assert page.locator("header .drawer").get_attribute("aria-expanded") == "true"
    close = page.locator("#source .drawer").bounding_box()
    assert close["y"] < 120 and close["width"] == 390  # at the top, whatever is scrolled
    page.keyboard.press("Escape")
    page.locator("#source mark").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.dataset.act") == "show"
    assert page.locator("header .drawer").get_attribute("aria-expanded") == "false"
    page.locator("header .drawer").click()
    page.locator("#source .drawer").click()
    page.locator("#source .drawer").wait_for(state="hidden")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("header .drawer").click()
    assert "déposer" not in page.locator("#notice").inner_text() and "drop" not in page.locator("#notice").inner_text()
    page.go_back()  # closes it, and does not leave the page
    page.locator("#source .drawer").wait_for(state="hidden")
    assert page.locator("#chat .answer").count() == 1
    page.context.close()


def test_the_keyboard_is_enough(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.wait_for_function("document.activeElement?.closest('#question')")
    page.keyboard.type("Combien d'emplois numériques seront créés ?")
    page.keyboard.press("Enter")
    page.locator("#chat .answer").wait_for()
    place = page.locator("#chat .place button").first
    for _ in range(40):
        if place.evaluate("button => button === document.activeElement"):
            break
        page.keyboard.press("Shift+Tab")
    page.evaluate("document.querySelector('#source .source').scrollTop = 0")
    page.keyboard.press("Enter")
    page.wait_for_function("document.querySelector('#source .source').scrollTop > 0")
    page.locator("#history summary").focus()
    page.keyboard.press("Tab")
    page.locator("#chosen [role=option]").wait_for()
    page.keyboard.press("Tab")  # the list of documents does not stay open over what comes next
    page.wait_for_function("document.activeElement.id === 'add'")
    page.locator("#chosen [role=option]").wait_for(state="detached")


@pytest.mark.usefixtures("unhurried")
def test_the_focus_is_not_lost_with_a_button(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    focused = "document.activeElement.matches('#question textarea')"
    page.locator("#question textarea").fill("Où sera basé le « Jazari Root » ?")
    for button in ("#send", "#stop", "#chat [data-act=edit]"):
        page.locator(button).press("Enter")
        assert page.evaluate(focused), button
    ask(page, "Où sera basé le « Jazari Root » ?")
    page.locator("#history").get_by_text("Conversations (1)").click()
    page.locator("#history [data-act=forget]").press("Enter")
    page.locator("#history").get_by_text("Aucune conversation").wait_for()  # the list stays open
    assert page.evaluate("document.activeElement.matches('#history summary')")


def test_enter_with_another_key_asks_nothing_and_loses_nothing(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    field = page.locator("#question  textarea")
    for key in ("Control+Enter", "Alt+Enter", "Meta+Enter"):
        field.fill("Une première question ?")
        field.press(key)
        assert field.input_value().strip() == "Une première question ?"
    field.fill("Où sera basé le « Jazari Root » ?")
    page.locator("#send").click()
    page.locator("#chat .answer").wait_for()
    assert page.locator("#chat .question").inner_text() == "Où sera basé le « Jazari Root » ?"


def test_what_breaks_is_said_and_the_question_kept(
    opened: tuple[Any, list[str]], assistant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, _ = opened

    def broken(*_: Any) -> Any:
        raise RuntimeError("no reader")

    with monkeypatch.context() as patch:
        patch.setattr(assistant.reader, "read", broken)
        field = page.locator("#question  textarea")
        field.fill("Où sera basé le « Jazari Root » ?")
        field.press("Enter")
        page.get_by_text("reposez-la, ou rechargez la page").wait_for()
        page.locator("#send").wait_for()  # the question comes back a moment after what is said
        assert field.input_value() == "Où sera basé le « Jazari Root » ?"
        assert page.locator("#chat .pending").count() == 0
    field.press("Enter")
    page.locator("#chat .answer").wait_for()


def test_a_page_outlives_its_server(assistant: Any, browser: Any, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path))
        with serving(assistant, "127.0.0.1") as address:
            page, _ = open_page(browser, address)
            ask(page, "Où sera basé le « Jazari Root » ?")
            page.wait_for_timeout(1000)  # Gradio writes the browser's storage a moment later
        with serving(assistant, "127.0.0.1", urlsplit(address).port):
            ask(page, "Et quand sera-t-il inauguré ?")
            assert page.locator("#chat .question").all_inner_texts() == [
                "Où sera basé le « Jazari Root » ?",
                "Et quand sera-t-il inauguré ?",
            ]
            assert page.locator("#chat .understood").count() == 1
            page.locator("#undo").click()
            page.wait_for_function("document.querySelectorAll('#chat .question').length === 1")
            page.context.close()


def slow(assistant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the reader take three seconds more."""
    read = assistant.reader.read
    monkeypatch.setattr(assistant.reader, "read", lambda *given: (time.sleep(3), read(*given))[1])


def test_a_question_is_not_lost_with_its_document(
    opened: tuple[Any, list[str]], assistant: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    page, _ = opened
    slow(assistant, monkeypatch)
    (tmp_path / "phare.txt").write_text("Le phare de Rabat mesure trente mètres. Il fut bâti en 1919.")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "phare.txt")
    page.locator("#notice").get_by_text("phare.txt").wait_for()
    page.locator("#question textarea").fill("Combien mesure le phare ?")
    page.locator("#send").click()
    page.locator("#chat .pending").wait_for()
    page.locator("#remove").click()
    page.wait_for_function("document.querySelector('#question textarea').value === 'Combien mesure le phare ?'")
    page.locator("#chat").get_by_text("Arrêté.").wait_for()


def test_a_question_is_not_lost_with_its_server(
    assistant: Any, browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    slow(assistant, monkeypatch)
    question = "Où sera basé le « Jazari Root » ?"
    is_back = f"document.querySelector('#question textarea')?.value === '{question}'"
    with serving(assistant, "127.0.0.1") as address:
        page, _ = open_page(browser, address)
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
    page.get_by_text("est perdue. Nouvel essai").wait_for()
    with serving(assistant, "127.0.0.1", urlsplit(address).port):
        page.wait_for_event("load")  # Gradio loads the page again
        page.wait_for_function(is_back)
        page.locator("#question textarea").press("Enter")
        page.locator("#chat .pending").wait_for()
    page.wait_for_function(is_back)  # its answer will not come
    page.context.close()


@pytest.mark.usefixtures("unhurried")
def test_after_a_stop_the_next_question_is_asked(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    field = page.locator("#question  textarea")
    field.fill("Qui a signé ?")
    field.press("Enter")
    page.locator("#stop").click()
    page.locator("#chat").get_by_text("Arrêté.").wait_for()
    field.fill("Où sera basé le « Jazari Root » ?")
    field.press("Enter")
    page.locator("#chat .answer").wait_for()
    page.wait_for_timeout(1500)  # the stopped one would have its answer by now
    assert page.locator("#chat .question").all_inner_texts() == ["Qui a signé ?", "Où sera basé le « Jazari Root » ?"]
    assert page.locator("#chat .answer").count() == 1 and page.locator("#chat").get_by_text("Arrêté.").count() == 1
