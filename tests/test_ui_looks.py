"""How the window looks and moves: sizes, themes, languages, and what a screen reader is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.window import DESKTOP, PHONE, ask, open_page

pytestmark = pytest.mark.slow
SIZES = pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])

# Every box that one of the parts had at any frame, and what Chromium calls a layout shift. Inside the text there may be
# one: it scrolls to the quote.
WATCH = """() => {
    window.boxes = {}, window.shifts = [];
    const parts = ['header', '#chat', '#asking', '#tools', '#history', '#chosen', '#source', '#source .source'];
    const look = () => {
        for (const part of parts) {
            const element = document.querySelector(part);
            if (!element.checkVisibility({ visibilityProperty: true })) continue; // in the closed drawer
            const { x, y, width, height } = element.getBoundingClientRect();
            (boxes[part] ??= new Set()).add([x, y + scrollY, width, height].map(Math.round).join(' '));
        }
        requestAnimationFrame(look);
    };
    look();
    const inText = node => (node instanceof Element ? node : node?.parentElement)?.closest('.source');
    new PerformanceObserver(list => {
        for (const shift of list.getEntries())
            if (!shift.sources.every(source => inText(source.node))) shifts.push(shift.value);
    }).observe({ type: 'layout-shift' });
}"""


@SIZES
def test_nothing_moves_while_an_answer_arrives(browser: Any, address: str, size: dict[str, Any]) -> None:
    page, _ = open_page(browser, address, **size)
    page.locator("button.example").first.wait_for()
    page.wait_for_timeout(500)
    page.evaluate(WATCH)
    ask(page, "Combien d'emplois numériques seront créés ?")
    ask(page, "Qui a gagné la Coupe du monde ?")
    page.wait_for_timeout(500)
    moved = page.evaluate(
        "Object.entries(boxes).filter(([, seen]) => seen.size > 1).map(([part, seen]) => [part, ...seen])"
    )
    assert moved == []
    assert page.evaluate("shifts") == []
    page.locator("#clear").click()  # the examples come back, over the empty conversation
    page.locator("button.example").first.wait_for()
    assert page.evaluate("[...boxes['#asking']].length") == 1
    page.context.close()
