"""A user's own documents in the window: several at once, dropped, partly unreadable, asked about and removed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from index.documents import Document
from index.loaders import MAX_BYTES
from index.store import Index
from qa import Assistant
from qa.retriever import Retriever
from tests.pdfs import locked_pdf, pdf
from tests.test_index_documents import docx_bytes
from tests.window import DESKTOP, PHONE, ask, open_page
from ui import sources
from ui.app import Window
from ui.server import serving
from ui.sources import Sources

pytestmark = pytest.mark.slow


def test_a_document_is_added_asked_about_and_removed(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, refused = opened
    note, empty = tmp_path / "pont.txt", tmp_path / "vide.txt"
    evil = (
        "<img src=x onerror='window.pwned=1'> <script>window.pwned=1</script> [ici](javascript:window.pwned=1) "
        "![](http://evil.example/i.png) <a href='javascript:window.pwned=1'>là</a>"
    )
    note.write_text(f"Le pont de Rouen mesure 670 mètres {evil}. Il a été construit en 2008.", encoding="utf-8")
    page.evaluate(
        """() => new MutationObserver(() => { window.progress ||= document.querySelector('#notice progress')?.max; })
            .observe(document, { childList: true, subtree: true })"""
    )
    empty.write_text("")
    page.locator("input[type=file]").first.set_input_files([note, empty])
    page.locator("#notice").get_by_text("Ajouté : pont.txt").wait_for()
    assert page.evaluate("window.progress") == 2
    assert "vide.txt : vide : rien à indexer." in page.locator("#notice").inner_text()
    assert page.locator("#notice .problem").all_inner_texts() == ["vide.txt : vide : rien à indexer."]
    page.locator("#notice").get_by_text("Les questions portent maintenant sur ce document.").wait_for()
    assert "670 mètres" in page.locator("#source").inner_text()
    answer = ask(page, "Combien mesure le pont de Rouen ?")
    assert "670" in answer.locator("mark").first.inner_text() and evil in answer.locator("blockquote").inner_text()
    assert page.locator("#chat :is(a, img, script), #source :is(a, img, script)").count() == 0
    assert page.evaluate("window.pwned") is None and refused == []
    page.locator("#remove").click()
    page.locator("#notice").get_by_text("Retiré : pont.txt").wait_for()


def test_a_conversation_outlives_what_is_done_to_documents(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    ask(page, "Où sera basé le « Jazari Root » ?")
    (tmp_path / "phare.txt").write_text("Le phare de Sein mesure 33 m.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "phare.txt")
    page.locator("#source .title").get_by_text("phare").wait_for()
    answer = ask(page, "Combien mesure le phare de Sein ?")
    page.locator("#remove").click()
    page.locator("#notice").get_by_text("Retiré : phare.txt").wait_for()
    assert page.locator("#chat .answer > blockquote mark").all_inner_texts() == ["Rabat", "33 m"]  # still to be read
    answer.locator(".place button").first.click()
    page.locator("#notice").get_by_text("n’est plus là").wait_for()
    assert "phare" not in page.locator("#source").inner_text()
    assert "Asmaa Loudni" in ask(page, "Qui a écrit cet article ?").inner_text()
    gone = page.locator("#notice").get_by_text("n’est plus là")
    gone.wait_for(state="detached")  # it is about another answer
    answer.locator(".place button").first.click()
    gone.wait_for()
    page.locator("#chat .answer").first.locator(".place button").first.click()
    gone.wait_for(state="detached")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_focus_is_not_lost_with_a_document(
    browser: Any, address: str, size: dict[str, Any], tmp_path: Path
) -> None:
    page, _ = open_page(browser, address, **size)
    (tmp_path / "phare.txt").write_text("Le phare de Sein mesure 33 m.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "phare.txt")
    page.locator("#remove").wait_for(state="attached")
    if size is PHONE:
        page.get_by_role("button", name="Voir le texte").click()
    page.locator("#remove").wait_for()
    page.locator("#remove").press("Enter")
    page.locator("#notice").get_by_text("Retiré : phare.txt").wait_for()
    page.locator("#remove").wait_for(state="hidden")
    assert page.evaluate("document.activeElement.id") == "add"
    page.context.close()


def test_the_bar_moves_inside_a_long_file(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    page.evaluate(
        """() => { window.values = new Set(); new MutationObserver(() => {
            const bar = document.querySelector('#notice progress');
            if (bar) window.values.add(bar.value / bar.max);
        }).observe(document, { childList: true, subtree: true, attributes: true }); }"""
    )
    ports = (f"Le port numéro {i} reçoit {i + 3} bateaux par jour. " * 6 for i in range(80))
    (tmp_path / "ports.txt").write_text("\n\n".join(ports), encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "ports.txt")
    page.locator("#notice").get_by_text("Ajouté : ports.txt").wait_for()
    inside = [value for value in page.evaluate("[...window.values]") if 0 < value < 1]
    assert len(inside) >= 2 and inside == sorted(inside)


def test_what_cannot_be_read_has_its_line_and_the_rest_is_indexed(
    opened: tuple[Any, list[str]], tmp_path: Path
) -> None:
    page, _ = opened
    (tmp_path / "rapport.pdf").write_bytes(
        pdf(["Le phare de Sein mesure 33 m."], [], ["Le canal de Nantes ouvre en 1842."])
    )
    (tmp_path / "immense.txt").touch()
    with (tmp_path / "immense.txt").open("r+b") as file:
        file.truncate(MAX_BYTES + 1)
    (tmp_path / "faux.docx").write_bytes(pdf(["Bonjour."]))
    (tmp_path / "secret.pdf").write_bytes(locked_pdf("AES-256"))
    (tmp_path / "photo.pdf").write_bytes(pdf([]))
    (tmp_path / "demi.docx").write_bytes(docx_bytes()[:900])
    page.locator("input[type=file]").first.set_input_files(sorted(tmp_path.iterdir()))
    notice = page.locator("#notice")
    notice.get_by_text("Ajouté : rapport.pdf").wait_for()
    said = notice.inner_text()
    assert "rapport.pdf : pas de texte page 2 (numérisée ?) ; le reste est indexé." in said
    assert "immense.txt : plus de 100 Mo ; divisez-le." in said
    assert "faux.docx : mal nommé, un PDF à l’intérieur" in said
    assert "secret.pdf : chiffré ; enregistrez-le sans mot de passe." in said
    assert "photo.pdf : numérisé, sans texte" in said
    assert "demi.docx : abîmé" in said
    assert len(said.strip().split("\n\n")) == 7  # a line each
    assert (
        ask(page, "Quand ouvre le canal de Nantes ?").locator(".place").first.inner_text().startswith("rapport, page 3")
    )


def test_a_file_is_dropped_on_the_page(opened: tuple[Any, list[str]]) -> None:
    page, _ = opened
    page.evaluate(
        """() => {
            const dropped = new DataTransfer();
            dropped.items.add(new File(['Le phare de Sein mesure 33 m.'], 'phare.md', { type: 'text/markdown' }));
            for (const name of ['dragover', 'drop'])
                document.querySelector('#chat').dispatchEvent(
                    new DragEvent(name, { dataTransfer: dropped, bubbles: true, cancelable: true }));
        }"""
    )
    page.locator("#notice").get_by_text("Ajouté : phare.md").wait_for()
    assert "33 m" in ask(page, "Combien mesure le phare de Sein ?").locator("mark").first.inner_text()


def test_a_folder_is_dropped_on_the_page(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    (tmp_path / "dossier" / "sous").mkdir(parents=True)
    for place in ("phare.txt", "dossier/gare.txt", "dossier/sous/lac.txt"):
        (tmp_path / place).write_text("Il mesure 33 m.", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("phare.txt", "dossier")]
    browser = page.context.new_cdp_session(page)
    for event in ("dragEnter", "dragOver", "drop"):
        data = {"items": [], "files": files, "dragOperationsMask": 1}
        browser.send("Input.dispatchDragEvent", {"type": event, "x": 300, "y": 300, "data": data})
    page.locator("#notice").get_by_text("Ajouté : phare.txt, gare.txt, lac.txt.").wait_for()


def test_examples_are_drawn_from_all_documents(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    (tmp_path / "a.txt").write_text("Le pont Gallieni a été construit en 2008.", encoding="utf-8")
    (tmp_path / "b.txt").write_text("La gare Matabiau a été inaugurée en 1856.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(sorted(tmp_path.iterdir()))
    page.locator("#examples").get_by_text("Gallieni").wait_for()
    examples = " ".join(page.locator("button.example").all_inner_texts())
    assert "Nawfal Saoud" in examples and "Quand a été inaugurée la gare Matabiau ?" in examples


def test_where_two_documents_disagree_both_are_shown(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    for name, metres in (("a", 670), ("b", 690)):
        (tmp_path / f"{name}.txt").write_text(f"Le pont de Rouen mesure {metres} mètres de long.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(sorted(tmp_path.iterdir()))
    page.locator("#notice").get_by_text("Ajouté : a.txt, b.txt").wait_for()
    answer = ask(page, "Combien mesure le pont de Rouen ?")
    answer.get_by_text("Les sources ne disent pas la même chose").wait_for()
    assert sorted(span[:10] for span in answer.locator("blockquote mark").all_inner_texts()) == [
        "670 mètres",
        "690 mètres",
    ]


def test_documents_outlive_a_restart_and_belong_to_one_browser(
    browser: Any, assistant: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "phare.txt").write_text("Le phare de Sein mesure 33 m.", encoding="utf-8")
    with serving(assistant, "127.0.0.1") as address:
        page, _ = open_page(browser, address)
        page.locator("input[type=file]").first.set_input_files([tmp_path / "phare.txt"])
        page.locator("#notice").get_by_text("Ajouté : phare.txt").wait_for()
        quote = ask(page, "Combien mesure le phare de Sein ?").locator("blockquote").inner_text()
        page.wait_for_timeout(1000)  # Gradio writes the browser's storage a moment later
    with serving(assistant, "127.0.0.1", urlsplit(address).port) as again:
        page.goto(again)
        page.locator("#source .title").get_by_text("phare").wait_for()
        assert page.locator("#chat blockquote").first.inner_text() == quote  # the conversation is there, too
        assert "33 m" in ask(page, "Et le phare de Sein, combien mesure-t-il ?").locator("blockquote").inner_text()
        other, _ = open_page(browser, again)
        other.locator("#chosen input").click()
        assert [title for title in other.locator("[role=option]").all_inner_texts() if "phare" in title] == []
        other.context.close()
    page.context.close()


def test_a_document_that_another_tab_added_is_named_where_it_answers(
    opened: tuple[Any, list[str]], tmp_path: Path
) -> None:
    page, _ = opened
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#source .title").first.wait_for()
    (tmp_path / "phare.txt").write_text("Le phare de Sein mesure 33 m.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "phare.txt")
    page.locator("#notice").get_by_text("Ajouté : phare.txt").wait_for()
    assert "33 m" in ask(other, "Combien mesure le phare de Sein ?").inner_text()
    other.wait_for_function("document.querySelector('#chosen input').value === 'Tous les documents (2)'")


def test_of_very_many_shared_documents_the_first_ones_are_listed(
    browser: Any, assistant: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(sources, "LISTED", 30)
    texts = [f"Le port {n} reçoit {n + 3} bateaux par jour." for n in range(40)]
    ports = [Document(f"p{n}", f"Le port {n}", text, f"{n}.txt", "fr") for n, text in enumerate(texts)]
    index = Index.build(ports, assistant.retriever.encoder)
    with serving(replace(assistant, retriever=Retriever(index, assistant.retriever.encoder)), "127.0.0.1") as address:
        page, _ = open_page(browser, address)
        page.locator("#chosen").get_by_text("hors de cette liste : 10, interrogés avec").wait_for()
        page.locator("#chosen input").click()
        assert page.locator("[role=option]").count() == 31
        page.locator("[role=option]").get_by_text("Le port 17").click()
        page.locator("#source .title").get_by_text("Le port 17").wait_for()
        page.get_by_role("button", name="English").click()
        page.locator("#chosen").get_by_text("not in this list: 10, asked about with").wait_for()
        assert page.locator("#chosen input").input_value() == "Le port 17 · 17.txt"
        page.goto(f"{address}?document=unknown")
        page.locator("#notice").get_by_text("The document of this link is not in this browser").wait_for()
        page.goto(f"{address}?document=p35")
        page.locator("#source .title").get_by_text("Le port 35").wait_for()
        assert page.locator("#chosen input").input_value() == "Le port 35 · 35.txt"
        page.context.close()


def test_a_shared_index_is_everybodys(
    browser: Any, assistant: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    port = Document("port", "Le port", "Le port de Safi reçoit 40 bateaux par jour.", "port.txt", "fr")
    Index.build([port], assistant.retriever.encoder).save(tmp_path / "index")
    with serving(Assistant.load(tmp_path / "index"), "127.0.0.1") as address:
        for _ in range(2):
            page, _ = open_page(browser, address)
            asked = ask(page, "Combien de bateaux le port de Safi reçoit-il par jour ?")
            assert "40" in asked.locator("mark").first.inner_text()
            page.context.close()


def test_the_same_text_twice_is_one_document(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    for folder in ("un", "deux"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "LISEZMOI.txt").write_text("Le phare d'Eckmühl mesure 65 mètres.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files([*tmp_path.glob("*/LISEZMOI.txt")])
    page.locator("#notice").get_by_text("Ajouté : LISEZMOI.txt").wait_for()
    assert "illisible" not in page.locator("#notice").inner_text()


def test_a_name_is_shown_as_its_user_wrote_it(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    name = "Où ? $ ! Bilan 2024.txt"
    (tmp_path / name).write_text("Le phare d'Eckmühl mesure 65 mètres.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(tmp_path / name)
    page.locator("#notice").get_by_text(f"Ajouté : {name}").wait_for()


def test_what_two_users_send_is_read_for_both(assistant: Any, tmp_path: Path) -> None:
    window = Window(Sources(assistant, tmp_path / "sessions"), tmp_path / "feedback.json")
    (tmp_path / "phare.txt").write_text("Le phare d'Eckmühl mesure 65 mètres.", encoding="utf-8")
    for page in (window._opened(None), window._opened(None)):  # Gradio keeps equal files once
        list(window._upload([(str(tmp_path / "phare.txt"), "phare.txt")], page, None))
        assert [document.source for document in window.sources.shelf(page.now.token).documents.values()] == [
            "phare.txt"
        ]


def test_an_upload_keeps_the_conversation_that_was_begun_meanwhile(assistant: Any, tmp_path: Path) -> None:
    window = Window(Sources(assistant, tmp_path / "sessions"), tmp_path / "feedback.json")
    page = window._opened(None)
    for question in ("Où sera basé le « Jazari Root » ?", "Qui a ouvert la session ?"):
        list(window._respond(question, page, None))
    (tmp_path / "phare.txt").write_text("Le phare d'Eckmühl mesure 65 mètres.", encoding="utf-8")
    upload = window._upload([(str(tmp_path / "phare.txt"), "phare.txt")], page, None)
    next(upload)
    window._clear(page, None)
    list(window._respond("Combien de startups ?", page, None))
    list(upload)
    assert [turn.question for turn in page.now.conversation.turns] == ["Combien de startups ?"]
