"""The language of texts and questions."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.languages import detect_language, question_language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Le port reçoit quarante bateaux par jour.", "fr"),
        ("The harbour receives forty boats every day.", "en"),
        ("El puerto recibe cuarenta barcos cada día.", "es"),
        ("Il porto riceve quaranta barche ogni giorno.", "it"),
        ("Der Hafen empfängt jeden Tag vierzig Schiffe.", "de"),
        ("O porto recebe quarenta barcos todos os dias.", "pt"),
        ("Portul primește patruzeci de nave în fiecare zi.", "ro"),
        ("De haven ontvangt elke dag veertig schepen.", "nl"),
        ("يستقبل الميناء أربعين سفينة كل يوم.", "ar"),
    ],
)
def test_every_language_is_known(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_a_name_that_begins_like_a_question_word_is_none() -> None:
    assert question_language("Howard Li est-il né à Fès ?") == "fr"


def test_letters_that_tell_nothing_are_of_a_usual_language() -> None:
    assert [detect_language(text) for text in ("Hi", "Fax")] == ["en", "en"]


def test_a_word_that_two_languages_share_decides_nothing() -> None:
    for question in ("Fino a quel momento chi dirigeva il museo?", "In quel periodo quante persone vivevano a Roma?"):
        assert question_language(question) == "it"


def test_threads_that_all_ask_first_get_the_language() -> None:
    code = (
        "from concurrent.futures import ThreadPoolExecutor\nfrom index.languages import detect_language\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    found = set(pool.map(detect_language, ['Le port reçoit quarante bateaux par jour.'] * 64))\n"
        "assert found == {'fr'}, found"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=Path(__file__).parent.parent)
