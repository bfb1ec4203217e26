"""The README's picture: ``python docs/screenshot.py`` asks both questions in a real Chromium."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from playwright.sync_api import sync_playwright

from qa import Assistant
from tests import chromium
from ui.server import serving

QUESTIONS = ("Combien d'emplois numériques seront créés ?", "How many digital jobs will be created?")


def main() -> None:
    with serving(Assistant.load(), "127.0.0.1") as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=["--no-sandbox"])
        page = browser.new_page(locale="fr-FR", viewport={"width": 1280, "height": 800})
        page.goto(address)
        page.locator("#source .source").wait_for()
        for number, question in enumerate(QUESTIONS):
            page.locator("#question :is(textarea, input)").fill(question)
            page.locator("#question :is(textarea, input)").press("Enter")
            page.locator("#chat .answer").nth(number).wait_for()
        page.wait_for_timeout(1500)  # the text scrolls to the quote
        page.screenshot(path=Path(__file__).with_name("screenshot.png"))
        browser.close()


if __name__ == "__main__":
    main()
