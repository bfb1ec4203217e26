"""The pictures of README and docs/first-minute.md: ``python docs/screenshot.py`` makes them in a real Chromium."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import Browser, sync_playwright

from qa import Assistant
from tests import chromium
from tests.window import FLAGS, PHONE, ask, open_page
from ui.server import serving

FOLDER = Path(__file__).parent
SCREEN: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}


def main() -> None:
    with serving(Assistant.load(), "127.0.0.1") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        first_look(browser, address)
        follow_up = ["Où sera basé le « Jazari Root » ?", "Et quand sera-t-il inauguré ?"]
        shot(browser, address, "screenshot", follow_up)
        shot(browser, address, "dark", ["Où sera basé le « Jazari Root » ?"], color_scheme="dark")
        shot(browser, address, "english", ["Who won the World Cup?"], locale="en-GB")
        phone(browser, address)
        browser.close()


def first_look(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, **SCREEN)
    page.locator("button.example").first.wait_for()
    page.screenshot(path=FOLDER / "first-look.png")


def shot(browser: Browser, address: str, name: str, questions: list[str], **options: Any) -> None:
    page, _ = open_page(browser, address, **{**SCREEN, **options})
    for question in questions:
        ask(page, question)
    page.wait_for_timeout(1000)  # the conversation and the text scroll
    page.screenshot(path=FOLDER / f"{name}.png")


def phone(browser: Browser, address: str) -> None:
    page, _ = open_page(browser, address, **PHONE)
    answer = ask(page, "Combien d'emplois numériques seront créés ?")
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / "phone.png")
    answer.locator(".place button").first.click()
    page.wait_for_timeout(500)
    page.screenshot(path=FOLDER / "phone-drawer.png")


if __name__ == "__main__":
    main()
