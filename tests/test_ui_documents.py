"""A user's own documents in the window: several at once, dropped, partly unreadable, asked about and removed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index.loaders import MAX_BYTES
from tests.test_index_documents import pdf
from tests.window import ask

pytestmark = pytest.mark.slow


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
    page.locator("input[type=file]").first.set_input_files(sorted(tmp_path.iterdir()))
    notice = page.locator("#notice")
    notice.get_by_text("Ajouté : rapport.pdf").wait_for()
    said = notice.inner_text()
    assert "rapport.pdf: no text on page 2 (scanned?)" in said and "pas de texte page 2 (numérisée ?)" in said
    assert "immense.txt: more than 100 MB" in said and "plus de 100 Mo" in said
    assert "faux.docx: mislabelled, a PDF inside" in said
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


def test_examples_are_drawn_from_all_documents(opened: tuple[Any, list[str]], tmp_path: Path) -> None:
    page, _ = opened
    for name, project in (("a", "Graines"), ("b", "Étoiles")):
        (tmp_path / f"{name}.txt").write_text(f"Le projet « {project} » avance. Il est né à Nantes.", encoding="utf-8")
    page.locator("input[type=file]").first.set_input_files(sorted(tmp_path.iterdir()))
    page.locator("#notice").get_by_text("Ajouté : a.txt, b.txt").wait_for()
    page.locator("button.example").first.wait_for()
    examples = " ".join(page.locator("button.example").all_inner_texts())
    assert "Nawfal Saoud" in examples and ("Graines" in examples or "Étoiles" in examples)
