"""English questions on French paragraphs, by the real translator where there is one."""

from __future__ import annotations

import pytest

from index.errors import ModelError
from qa import translation
from qa.squad import Gold, Question
from qa.translation import paragraphs_in_french, translated

SPANISH = "El puerto <nuevo> abrió en 1931 & recibe 40 barcos. La grúa cayó en marzo."
needs_apertium = pytest.mark.skipif(not translation.available(), reason="Apertium is not installed")


def test_without_apertium_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ModelError, match="apt-get install apertium-fr-es") as error:
        translated(["Où ?"], ["fr-es"])
    assert "\n" not in str(error.value)


@needs_apertium
def test_each_text_keeps_its_place() -> None:
    texts = ["Où est le port ?", "combien de bateaux < 40 & plus", "Quand la grue est-elle tombée ?"]
    english = translated(texts, ["fra-cat", "cat-eng"])
    assert len(english) == 3
    assert "port" in english[0] and "< 40 &" in english[1] and english[2].endswith("?")


@needs_apertium
def test_an_answer_is_followed_into_the_translation() -> None:
    question = Question("a", "How many boats?", SPANISH, (Gold("40 barcos", SPANISH.index("40")),), "Port")
    (french,) = paragraphs_in_french([question])
    (gold,) = french.answers
    assert french.context[gold.start : gold.start + len(gold.text)] == gold.text
    assert gold.text.startswith("40") and gold.text != "40 barcos"
    assert "<nuevo>" not in french.context and "&" in french.context
