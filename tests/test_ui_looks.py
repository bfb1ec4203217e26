"""How the window looks and moves: sizes, themes, languages, and what a screen reader is told."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tests.pdfs import pdf
from tests.window import DESKTOP, PHONE, SMALL_PHONE, ask, open_page
from ui.server import serving

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


def accessible(page: Any) -> list[tuple[str, dict[str, Any], str]]:
    """Chromium's accessibility tree: role, properties and all the text of each node that is exposed."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    by_id = {node["nodeId"]: node for node in nodes}

    def text(node: dict[str, Any]) -> str:
        if node.get("role", {}).get("value") == "StaticText":
            return str(node["name"]["value"])
        return "".join(text(by_id[child]) for child in node.get("childIds", ()))

    return [
        (
            node["role"]["value"],
            {each["name"]: each["value"].get("value") for each in node.get("properties", ())},
            text(node),
        )
        for node in nodes
        if not node["ignored"]
    ]


def test_a_screen_reader_is_told_the_answer_and_its_place(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    quoted = ask(page, "Combien d'emplois numériques seront créés ?").locator("blockquote").inner_text()
    page.wait_for_function("document.querySelector('#said').textContent.includes('240')")
    nodes = accessible(page)
    live = [said for _, properties, said in nodes if properties.get("live") == "polite" and quoted in said]
    assert len(live) == 1  # told once
    assert re.search(r"paragraphe 8\u00a0sur\u00a020 (?:presque sûr|probable) \(\d\d %\)", live[0])
    assert len(live[0]) < len(quoted) + 200 and "Copier" not in live[0]
    assert all("live" not in properties for role, properties, _ in nodes if role == "log")
    ask(page, "Qui a gagné la Coupe du monde ?")
    page.wait_for_function(
        "document.querySelector('#said').textContent.startsWith('Je n’ai pas trouvé de réponse sûre.')"
    )


# What a reader sees or hears, but for what is nobody's to translate: the text, its title, quotes, questions.
HEARD = """() => {
    const heard = [], quoted = '.source, .title, blockquote, .question, .example, .past, [role=option]';
    const names = ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-roledescription'];
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node; (node = walk.nextNode());) {
        const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
        if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(`script, style, ${quoted}`)) continue;
        if (node === element) heard.push(...names.map(name => node.getAttribute(name) ?? ''));
        else heard.push(node.data);
    }
    return heard.map(text => text.trim()).filter(text => /[a-zA-Z]/.test(text));
}"""
SAME_IN_BOTH = {"extrait", "Français", "English", "Conversation", "Conversations (0)", "Conversations (1)"}


@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_every_word_follows_the_switch(
    browser: Any, assistant: Any, locale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the browser's language: what is the same after the switch was not translated."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    asked = {"Français": "Combien d'emplois numériques seront créés ?", "English": "How many digital jobs are there?"}
    heard: dict[str, set[str]] = {language: set() for language in asked}
    odd = tmp_path / "odd"
    odd.mkdir()
    (odd / "vide.txt").touch()
    (odd / "faux.pdf").write_text("Bonjour.")
    (odd / "deux.pdf").write_bytes(pdf(["Le phare mesure 33 m."], []))
    pages = {}
    with serving(assistant, "127.0.0.1") as address:
        for language, question in asked.items():
            page, _ = open_page(browser, address, locale=locale)
            page.get_by_role("button", name=language).click()
            page.locator(f"header[lang={language[:2].lower()}]").wait_for()
            page.locator("button.example").first.wait_for()
            page.locator("#chosen input").click()
            heard[language] |= set(page.evaluate(HEARD))
            page.keyboard.press("Escape")
            page.locator("#question textarea").fill("?")
            page.locator("#send").click()
            page.locator("[data-testid=toast-body]").wait_for()
            page.wait_for_timeout(300)
            heard[language] |= set(page.evaluate(HEARD))
            page.locator("#question textarea").fill("x" * 2001)
            page.locator("#send").click()
            page.locator("[data-testid=toast-body]").get_by_text("2000").wait_for()
            heard[language] |= set(page.evaluate(HEARD))
            ask(page, question)
            page.add_style_tag(content="#chat { height: 150px !important; }")  # Gradio's way down appears
            for at in (9999, 0):
                page.locator("#chat [role=log]").evaluate("(log, at) => { log.scrollTop = at; }", at)
                page.wait_for_timeout(200)
            page.locator("#chat .icon-button:visible").wait_for()
            page.locator("input[type=file]").first.set_input_files(sorted(odd.iterdir()))
            page.locator("#notice").get_by_text("vide.txt").wait_for()
            page.wait_for_timeout(300)
            heard[language] |= set(page.evaluate(HEARD))
            pages[language] = page
    for language, page in pages.items():  # the server is gone
        page.locator("#question textarea").fill("Qui ?")
        page.locator("#send").click()
        page.get_by_text(
            {"Français": "est perdue. Nouvel essai", "English": "is lost. Trying again"}[language]
        ).wait_for()
        heard[language] |= set(page.evaluate(HEARD))
        page.context.close()
    both = heard["Français"] & heard["English"]
    assert both - SAME_IN_BOTH == set()
    assert len(heard["Français"]) > 30


@SIZES
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_finding_of_axe(browser: Any, address: str, size: dict[str, Any], scheme: str, tmp_path: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page, _ = open_page(browser, address, color_scheme=scheme, **size)
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.locator("button.example").first.wait_for()
    seen = [Axe().run(page).response]
    answer = ask(page, "Combien d'emplois numériques seront créés ?")
    ask(page, "Qui a gagné la Coupe du monde ?")
    (tmp_path / "vide.txt").touch()
    page.locator("input[type=file]").first.set_input_files(tmp_path / "vide.txt")
    page.locator("#notice").get_by_text("vide.txt").wait_for(state="attached")
    page.locator("#question textarea").fill("?")
    page.locator("#send").click()
    page.locator("[data-testid=toast-body]").wait_for()
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true; })")
    page.wait_for_timeout(500)  # the message fades in
    seen.append(Axe().run(page).response)
    if size is PHONE:
        answer.locator(".place button").first.click()
        page.locator("#text.reading").wait_for()
    page.locator("#chosen input").click()
    page.locator("#chosen [role=option]").wait_for()
    page.wait_for_timeout(300)
    seen.append(Axe().run(page).response)
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == {"light": "rgb(251, 249, 244)", "dark": "rgb(26, 24, 21)"}[scheme]
    found = [finding for response in seen for finding in response["violations"]]
    assert [(f["id"], f["nodes"][0]["html"]) for f in found] == []
    assert said == []
    page.context.close()


def test_the_page_is_as_wide_whatever_is_in_it(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    before = page.locator("#columns").bounding_box()["width"]
    (tmp_path / "pont.txt").write_text("Le pont mesure 670 m.")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "pont.txt")
    page.locator("#source .title").get_by_text("pont").wait_for()
    assert page.locator("#columns").bounding_box()["width"] == before


def test_the_text_follows_a_quote_that_changes_no_element(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    ask(page, "Combien d'emplois numériques seront créés ?")
    source = page.locator("#source .source")
    page.wait_for_timeout(500)
    source.evaluate("source => { source.scrollTop = 0; source.dataset.at = 'elsewhere'; }")
    page.wait_for_function("document.querySelector('#source .source').scrollTop > 0")
    page.locator("#clear").click()
    page.wait_for_function("document.querySelector('#source .source').scrollTop === 0")


def test_what_is_said_has_its_language(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, locale="en-GB")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, "How many digital jobs will be created?")
    page.locator("#said [lang=fr]").get_by_text("Il a souligné").wait_for(state="attached")
    assert page.locator("#said [lang=en]").get_by_text("paragraph 8 of 20").count() == 1
    page.locator("#chat [data-act=copy]").click()
    page.locator("#said [lang=en]").get_by_text("Copied").wait_for(state="attached")
    page.wait_for_timeout(2000)
    assert page.locator("#said").inner_text().strip() == "Copied"  # the answer is not said again
    page.context.close()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1920, 1080), (1280, 600), (853, 533)])
def test_the_marked_passage_is_inside_the_window(browser: Any, address: str, width: int, height: int) -> None:
    page, _ = open_page(browser, address, locale="en-GB", viewport={"width": width, "height": height})
    ask(page, "Who wrote the article?")
    page.wait_for_timeout(500)
    text, mark = page.locator("#source .source").bounding_box(), page.locator("#source mark").bounding_box()
    assert text["y"] + text["height"] <= height
    assert text["y"] < mark["y"] and mark["y"] + mark["height"] < text["y"] + text["height"]
    page.context.close()


@pytest.mark.parametrize(("width", "height", "share"), [(390, 800, 0.6), (320, 568, 0.45), (740, 360, 0.5)])
@pytest.mark.parametrize("locale", ["fr-FR", "en-GB"])
def test_a_phone_shows_answers_field_and_buttons_together(
    browser: Any, address: str, width: int, height: int, share: float, locale: str
) -> None:
    page, _ = open_page(browser, address, **{**PHONE, "viewport": {"width": width, "height": height}, "locale": locale})
    log, tools = page.locator("#chat").bounding_box(), page.locator("#tools").bounding_box()
    assert log["height"] > share * height and tools["height"] < 60
    for button in page.locator("#tools button").all():  # none is cut
        edges = button.bounding_box()
        assert edges["x"] >= 0 and edges["x"] + edges["width"] <= width
    assert height < 500 or tools["y"] + tools["height"] <= height  # turned, a phone is too low for all
    page.locator("#clear").tap()  # can be reached
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


def test_the_way_down_lies_below_the_answers(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, **SMALL_PHONE)
    ask(page, "Combien d'emplois numériques seront créés ?")
    page.locator("#chat [role=log]").evaluate("log => { log.scrollTop = 0; }")
    arrow = page.locator("#chat .scroll-down-button-container").bounding_box()
    log, field = page.locator("#chat [role=log]").bounding_box(), page.locator("#question textarea").bounding_box()
    assert log["y"] + log["height"] <= arrow["y"] and arrow["y"] + arrow["height"] <= field["y"]
    page.context.close()


def test_the_buttons_have_an_edge_in_forced_colours(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, forced_colors="active")
    for button in page.locator("button:visible").all():
        assert button.evaluate("button => parseFloat(getComputedStyle(button).borderTopWidth)") > 0
    page.context.close()


def test_a_long_title_can_be_read_on_a_phone(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, **PHONE)
    page.get_by_role("button", name="Voir le texte").click()
    page.locator("#text.reading").wait_for()
    title = page.locator("#source .title")
    title.wait_for()
    assert title.inner_text().endswith("l’accent sur l’IA et la souveraineté numérique")
    assert title.evaluate(
        "title => title.scrollWidth <= title.clientWidth && title.getBoundingClientRect().right <= innerWidth"
    )
    page.locator("#chosen input").click()
    option = page.locator("[role=option]").first
    option.wait_for()
    assert option.evaluate("option => option.scrollWidth <= option.clientWidth")
    page.context.close()


def test_nothing_of_the_conversation_lies_over_the_open_text_on_a_phone(browser: Any, address: str) -> None:
    page, _ = open_page(browser, address, **SMALL_PHONE)
    for question in ("Où sera basé le « Jazari Root » ?", "Combien de startups ?", "Qui a ouvert la session ?"):
        ask(page, question)
    page.locator("#chat [aria-label='Aller en bas'], #chat .scroll-down-button-container").first.wait_for(
        state="attached"
    )
    page.get_by_role("button", name="Voir le texte").first.click()
    page.locator("#text.reading").wait_for()
    over = page.evaluate(
        "() => Array.from({length: 60}, (_, i) => document.elementFromPoint(195, 130 + 11 * i))"
        ".filter(element => element && element.closest('#chat')).length"
    )
    assert over == 0
    page.context.close()
