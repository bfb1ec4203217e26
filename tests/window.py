"""The chat window in a real Chromium: what the tests in a browser share."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

LOOPBACK = {"127.0.0.1", "localhost"}
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 900}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 800}, "is_mobile": True, "has_touch": True}
SMALL_PHONE: dict[str, Any] = {**PHONE, "viewport": {"width": 390, "height": 600}}  # on which one answer fills the log


def open_page(browser: Any, address: str, **options: Any) -> tuple[Any, list[str]]:
    """A page of its own, and the addresses beyond this machine that it asks for: each is refused.

    Args:
        options: of Playwright's ``new_context``; a desktop in French where they say nothing else.
    """
    context = browser.new_context(**{"locale": "fr-FR", **DESKTOP, **options})
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
    page.locator("#source .source").wait_for(state="attached")
    return page, refused


def ask(page: Any, question: str) -> Any:
    """Type a question, wait for its answer, return the answer."""
    before = page.locator("#chat .answer").count()
    page.locator("#send").wait_for()
    page.locator("#question  textarea").fill(question)
    page.locator("#question  textarea").press("Enter")
    page.wait_for_function(f"document.querySelectorAll('#chat .answer').length > {before}")
    answer = page.locator("#chat .answer").nth(before)
    answer.wait_for()  # visible
    return answer
