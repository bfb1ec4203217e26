"""The chat window in a real Chromium over the real model, with every connection but the loopback one refused."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests import chromium

pytestmark = pytest.mark.slow
LOOPBACK = {"127.0.0.1", "localhost"}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def address(assistant: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    from ui.server import serving

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        with serving(assistant, "127.0.0.1") as address:
            yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    path = chromium.find()
    assert path, "No Chromium: run `python tests/chromium.py`"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opened(browser: Any, address: str, request: pytest.FixtureRequest) -> Iterator[tuple[Any, list[str]]]:
    """A page in the locale of the test's parameter, and the addresses beyond this machine that it asked for."""
    context = browser.new_context(locale=getattr(request, "param", "fr-FR"), viewport={"width": 1280, "height": 900})
    refused: list[str] = []

    def guard(route: Any) -> None:
        if urlsplit(route.request.url).hostname in LOOPBACK:
            route.continue_()
        else:
            refused.append(route.request.url)
            route.abort()

    context.route("**/*", guard)
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(address)
    page.locator("#source .source").wait_for()
    yield page, refused
    context.close()


def ask(page: Any, question: str) -> Any:
    before = page.locator("#chat .answer").count()
    page.locator("#send").wait_for()
    page.locator("#question :is(textarea, input)").fill(question)
    page.locator("#question :is(textarea, input)").press("Enter")
    page.wait_for_function(f"document.querySelectorAll('#chat .answer').length > {before}")
    return page.locator("#chat .answer").nth(before)


@pytest.mark.parametrize(
    ("opened", "lead", "question"),
    [
        ("fr-FR", "Posez une question", "Combien d'emplois numériques seront créés ?"),
        ("en-GB", "Ask a question", "How many digital jobs will be created?"),
    ],
    indirect=["opened"],
)
def test_a_question_gets_its_quote(opened: tuple[Any, list[str]], lead: str, question: str) -> None:
    page, refused = opened
    page.get_by_text(lead).wait_for()
    answer = ask(page, question)
    assert "240 000" in answer.locator("blockquote mark").inner_text()
    assert "ambitions nationales" in answer.locator("blockquote").inner_text()
    page.wait_for_function("document.querySelector('#source mark')?.textContent.includes('240 000')")
    page.wait_for_function("document.querySelector('#source .source').scrollTop > 0")
    assert refused == []


def test_a_follow_up_says_how_it_was_understood(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    assert ask(page, "Où sera basé le « Jazari Root » ?").locator(".understood").count() == 0
    understood = ask(page, "Et quand sera-t-il inauguré ?").locator(".understood").inner_text()
    assert understood == "Compris ainsi : « Jazari Root » : quand sera-t-il inauguré ?"


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


def test_an_example_is_one_click(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.locator("button.example").first.click()
    page.locator("#chat .answer").first.wait_for()


def test_another_quote_is_shown_where_it_stands(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    answer = ask(page, "Combien d'emplois numériques seront créés ?")
    answer.locator(".others summary").click()
    other = answer.locator(".others li").first
    quoted = other.locator("mark").inner_text()
    other.locator("button").click()
    page.wait_for_function("quote => document.querySelector('#source mark')?.textContent === quote", arg=quoted)


def test_the_language_can_be_switched(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.get_by_role("button", name="English").click()
    page.get_by_text("Ask a question, in English or French").wait_for()
    assert page.locator("#send").inner_text() == "Ask"
    page.wait_for_function("document.documentElement.lang === 'en'")


def test_a_conversation_outlives_a_reload(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    quote = ask(page, "Où sera basé le « Jazari Root » ?").locator("blockquote").inner_text()
    page.wait_for_timeout(1000)  # Gradio writes the browser's storage a moment later
    page.reload()
    page.locator("#chat .answer blockquote").first.wait_for()
    assert page.locator("#chat .answer blockquote").first.inner_text() == quote


def test_a_document_is_added_asked_about_and_removed(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, refused = opened
    note, empty = tmp_path / "pont.txt", tmp_path / "vide.txt"
    note.write_text(
        "Le pont de Rouen mesure 670 mètres. <img src=x onerror='window.pwned=1'> Il a été construit en 2008."
    )
    empty.write_text("")
    page.locator("input[type=file]").first.set_input_files([note, empty])
    page.locator("#notice").get_by_text("Ajouté : pont.txt").wait_for()
    assert "vide.txt: empty" in page.locator("#notice").inner_text()
    assert "670 mètres" in page.locator("#source").inner_text()
    assert "670" in ask(page, "Combien mesure le pont de Rouen ?").locator("mark").first.inner_text()
    assert page.evaluate("window.pwned") is None and refused == []
    page.locator("#remove").click()
    page.locator("#notice").get_by_text("Retiré : pont.txt").wait_for()


def test_a_link_reopens_question_and_answer(opened: tuple[Any, list[str]], address: str) -> None:
    page, _ = opened
    page.goto(f"{address}?q=Combien d'emplois numériques seront créés ?")
    page.locator("#chat .answer mark").first.wait_for()
    assert "240 000" in page.locator("#chat .answer mark").first.inner_text()


def test_other_programs_get_the_same_answer(address: str, assistant: Any) -> None:
    import httpx
    from gradio_client import Client

    question = "Combien d'emplois numériques seront créés ?"
    expected = assistant.ask(question).to_dict()
    asked = httpx.post(f"{address}api/ask", json={"question": question}, timeout=60)
    assert asked.json() == expected
    assert httpx.post(f"{address}api/ask", json={"question": " "}).status_code == 400
    assert "/api/ask" in httpx.get(f"{address}openapi.json").json()["paths"]
    assert httpx.get(address, headers={"Host": "elsewhere.example"}).status_code == 400
    assert Client(address, verbose=False).predict(question, None, 5, api_name="/ask") == expected


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_finding_of_axe(opened: tuple[Any, list[str]], scheme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _ = opened
    page.emulate_media(color_scheme=scheme)
    page.reload()
    page.locator("#source .source").wait_for()
    ask(page, "Combien d'emplois numériques seront créés ?")
    found = Axe().run(page).response["violations"]
    assert [(f["id"], f["nodes"][0]["html"]) for f in found if f["impact"] in ("serious", "critical")] == []
