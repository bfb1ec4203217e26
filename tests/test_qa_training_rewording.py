"""Questions in other words: only what has a synonym changes, and never a name."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.encoder import Encoder
from index.errors import ModelError
from qa.squad import Gold, Question
from qa.training import rewording

CONTEXT = "La ville d'Agadir a créé un hôpital. Les habitants l'ont attendu dix ans."
THESAURUS = """UTF-8
agadir|1
(Nom)|paris
créer|1
(Verbe)|fonder
habitant|2
(Nom)|citoyen|grand ensemble
(Nom Verbe)|riverain
hôpital|1
(Nom)|clinique
"""


@pytest.fixture
def thesaurus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "thes.dat"
    path.write_text(THESAURUS, encoding="utf-8")
    monkeypatch.setattr(rewording, "THESAURUS", path)


def asked(text: str) -> Question:
    return Question("q", text, CONTEXT, (Gold("dix ans", CONTEXT.index("dix ans")),))


def reworded(*questions: Question) -> list[Question]:
    return rewording.reworded(questions, Encoder.load(), random.Random(0))


@pytest.mark.slow
@pytest.mark.usefixtures("thesaurus")
def test_words_of_the_passage_give_way_to_synonyms_in_their_form() -> None:
    [question] = reworded(asked("Combien de temps les habitants d'agadir ou d'Agadir ont-ils attendu ?"))
    assert question.text in {
        f"Combien de temps les {people} d'{town} ou d'Agadir ont-ils attendu ?"
        for people in ("citoyens", "riverains")
        for town in ("agadir", "paris")
    }
    [question] = reworded(asked("Qui a créé un hôpital ?"))
    assert question.text == "Qui a fondé un clinique ?"
    assert (question.id, question.context, question.answers) == ("q-reworded", CONTEXT, asked("").answers)


@pytest.mark.slow
@pytest.mark.usefixtures("thesaurus")
def test_what_has_no_synonym_is_left_out() -> None:
    assert reworded(asked("Quand est-ce arrivé ?")) == []


def test_a_missing_thesaurus_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rewording, "THESAURUS", tmp_path / "none.dat")
    with pytest.raises(ModelError, match="apt-get install mythes-fr"):
        rewording._draws(asked("Qui a créé un hôpital ?"), random.Random(0))
