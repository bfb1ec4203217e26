"""Rows of a table, and what is asked about one of them."""

from __future__ import annotations

import pytest

from index.documents import Document
from qa.rows import of_another_cell

TABLE = (
    "Prêts par commune\n\nCommune | Habitants | Prêts\n\nLannion | 20 012 | 310 000\n\nBrest | 139 000 | 98 400\n\n"
    "Trégastel | 2 400 | 21 050\n\nCes chiffres sont de 2023."
)


@pytest.mark.parametrize(
    ("question", "span", "expected"),
    [
        ("Combien de prêts à Brest ?", "310 000", True),
        ("Combien de prêts à Brest ?", "98 400", False),
        ("Combien de prêts à Brest ?", "2023", False),  # no row
        ("Quelle commune compte 139 000 habitants ?", "Brest", False),  # no row is named, but a column
        ("Combien de prêts à Rennes ?", "310 000", False),
        ("Combien à Lannion et à Brest ?", "20 012", False),
        ("Combien à Lannion et à Brest ?", "2 400", True),
        ("Combien de prêts à Brest ?", "139 000", True),  # another column
        ("Combien de prêts ?", "139 000", True),
        ("Quelle ville a le plus de prêts ?", "Lannion", False),
        ("Combien de prêts à Brest ?", "Habitants", True),
    ],
)
def test_a_span_of_a_row_that_is_not_asked_about(question: str, span: str, expected: bool) -> None:
    start = TABLE.index(span)
    assert of_another_cell(question, TABLE, start, start + len(span)) is expected


def test_a_markdown_table_has_a_rule_under_its_head() -> None:
    table = "| Ville | Prêts | Quais |\n|---|--:|---|\n| Brest | 98 | 4 |\n| Lannion | 31 | 2 |\n\nRien d'autre : 98."
    for value, expected in (("98 |", False), ("4 |", True), ("31", True), ("98.", False)):
        start = table.index(value)
        assert of_another_cell("Combien de prêts à Brest ?", table, start, start + 2) is expected


@pytest.mark.slow
def test_the_value_of_another_cell_is_not_quoted() -> None:
    from qa import Assistant

    assistant = Assistant.over([Document("t", "Prêts", TABLE, "t.docx", "fr")])
    for question, row in (("Combien de prêts à Brest ?", "Brest"), ("Combien d’habitants à Trégastel ?", "Trégastel")):
        answer = assistant.ask(question)
        assert answer.text is None or (answer.quote or "").startswith(row)
