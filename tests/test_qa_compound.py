"""Messages that ask several questions."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.compound import questions_in


@pytest.mark.parametrize(
    ("message", "parts"),
    [
        ("Quand, où et par qui le pont fut-il bâti ?", ["Quand le pont fut-il bâti ?", "Où le pont fut-il bâti ?", "Par qui le pont fut-il bâti ?"]),
        ("What year and where was it built?", ["What year was it built?", "Where was it built?"]),
        ("Quels jours et à quelle heure ouvre le port ?", ["Quels jours ouvre le port ?", "À quelle heure ouvre le port ?"]),
        ("Où et quand ?", ["Où ?", "Quand ?"]),
        ("Qui a ouvert la séance et quel est son poste ?", ["Qui a ouvert la séance ?", "Quel est son poste ?"]),
        ("Combien coûte l'entrée ? Où est le port ? Et quand ouvre-t-il ?", ["Combien coûte l'entrée ?", "Où est le port ?", "Quand ouvre-t-il ?"]),
        ("Y a-t-il un bar et combien coûte un café ?", ["Y a-t-il un bar ?", "Combien coûte un café ?"]),
        ("Which deals were signed, with whom and why?", ["Which deals were signed?", "With whom?", "Why?"]),
        ("When will he be back and how soon is a note needed?", ["When will he be back?", "How soon is a note needed?"]),
        ("C'est à quelle heure et dans quelle salle ?", ["C'est à quelle heure ?", "C'est dans quelle salle ?"]),
        ("Ça coûte combien et ça commence quand ?", ["Ça coûte combien ?", "Ça commence quand ?"]),
        ("Quels sont la date et le lieu du salon ?", ["Quelle est la date du salon ?", "Quel est le lieu du salon ?"]),
        ("Devant qui peut-on contester un refus et dans quel délai ?", ["Devant qui peut-on contester un refus ?", "Dans quel délai ?"]),
        ("Où et quand a lieu la foire, et combien de places y a-t-il ?", ["Où a lieu la foire ?", "Quand a lieu la foire ?", "Combien de places y a-t-il ?"]),
        ("What are the date and place of the fair?", ["What is the date of the fair?", "What is the place of the fair?"]),
    ],
)  # fmt: skip
def test_several_questions_are_taken_apart(message: str, parts: list[str]) -> None:
    assert questions_in(message) == parts


@pytest.mark.parametrize(
    "message",
    [
        "Qui a écrit et dessiné la carte ?",
        "Quelle est la ville où il est né et où il est mort ?",
        "Qui est la femme qui a signé et qui a parlé ?",
        "Que se passe-t-il quand il pleut et quand il neige ?",
        "What happens before the quay is dug and when an inspection is passed?",
        "Where does Ada Diop, who built the port, live?",
        "When the fair opens, what is shown?",
        "When did the works begin, in which month?",
        "Has the firm agreed, and when?",
        "Entre quelle date et quelle date le pont est-il fermé ?",
        "Qui a dit « Où est-il et quand vient-il ? »",
        "Combien d'hommes et de femmes travaillent au port ?",
        "What are the terms and conditions of the sale?",
        "Who, who and who?",
    ],
)
def test_one_question_stays_whole(message: str) -> None:
    assert questions_in(message) == [message]


@given(st.text(alphabet="quioùandet ,?«»wher'-", max_size=60) | st.text(max_size=60))
def test_whatever_is_typed_has_questions(message: str) -> None:
    found = questions_in(message)
    assert found == [message] or 1 < len(found) <= 4
