"""The chat window in a real Chromium over the real model, with every connection but the loopback one refused."""

from __future__ import annotations

from collections.abc import Iterator
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
def address(assistant: Any) -> Iterator[str]:
    import gradio as gr

    from ui.app import launch

    yield launch(assistant, "127.0.0.1", None, open_browser=False, block=False)
    gr.close_all()


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
    yield page, refused
    context.close()


def ask(page: Any, question: str) -> Any:
    before = page.locator("#chat .answer").count()
    page.locator("#question textarea").fill(question)
    page.locator("#question textarea").press("Enter")
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
    assert "240 000" in answer.locator("mark").inner_text()
    assert "ambitions nationales" in answer.locator("blockquote").inner_text()
    page.wait_for_function("document.querySelector('#source mark')?.textContent.includes('240 000')")
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
