"""Tables in text: each row one line, whatever the delimiter."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from index.loaders import load
from index.sheet import read_csv


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Ville;Âge moyen\nSafi;47,2\nFès;44,8\n", "Ville | Âge moyen\nSafi | 47,2\nFès | 44,8"),
        ('City,Price\n"Hull, East",1.5\n"A ""port""",\n', 'City | Price\nHull, East | 1.5\nA "port" | '),
        ("Ville\tPrix, en euros\nSafi\t12\n", "Ville | Prix, en euros\nSafi | 12"),
        ("Ville|Prix\n\nSafi|12", "Ville | Prix\nSafi | 12"),
        ("sep=,\r\nVille;Pays,Prix\r\nSafi,12\r\n", "Ville;Pays | Prix\nSafi | 12"),
        ('Ville;Note;Prix\nSafi;"Un\nport";12\n;;\nFès;;9', "Ville | Note | Prix\nSafi | Un port | 12\nFès |  | 9"),
        ("Effectifs, 2024;;\nau 1er mars;;\n;;\nVille;A;B\nSafi;1,5;2", "Effectifs, 2024\nau 1er mars\n\nVille | A | B\nSafi | 1,5 | 2"),
        ("Ada Diop\nBo Li\n", "Ada Diop\nBo Li"),
    ],
    ids=["semicolons", "commas", "tabs", "bars", "declared", "line breaks and no cells", "title", "one column"],
)  # fmt: skip
def test_a_row_is_a_line_of_cells(data: str, text: str) -> None:
    assert read_csv(data.encode()).text == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_table_is_read_from_its_file(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("Effectifs élevés;\nDirection générale;Âge\nPréfecture;47,2\n".encode(encoding))
    document = load(tmp_path / "a.csv")
    assert document.text == "Effectifs élevés\n\nDirection générale | Âge\nPréfecture | 47,2"
    assert (document.title, document.language) == ("Effectifs élevés", "fr")


@pytest.mark.parametrize("piece", ["a;b\n", ";", "\n", "a,"])
def test_a_table_costs_no_more_than_its_length(piece: str) -> None:
    begun = time.process_time()
    read_csv((piece * (400_000 // len(piece))).encode())
    assert time.process_time() - begun < 3
