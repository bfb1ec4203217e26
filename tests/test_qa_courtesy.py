"""What is only polite in a message, and what its writer tells of himself."""

from __future__ import annotations

import pytest

from qa.courtesy import asked_last, is_chat
from qa.question_form import well_formed


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("Je suis journaliste. Où est le quai ?", "Où est le quai ?"),
        ("Je n'y étais pas. Pourriez-vous me dire qui a parlé ?", "Qui a parlé ?"),
        ("Je travaille au port et j'aurais besoin de savoir où est le quai.", "Où est le quai ?"),
        ("Où est le quai ?", None),
        ("J'habite au port, à quelle heure part le bus ?", "À quelle heure part le bus ?"),
        ("Au port, où part le bus ?", None),
        ("On the Thursday, when does it open?", None),
        ("Où travaille M. Li ?", None),
        ("When did Acme Inc. open its quay?", None),
        ("Can anybody tell me where it is?", None),
        ("I write for the Post. When does it open?", "When does it open?"),
        ("I live here! what's the price?", "What's the price?"),
        ("Where is St. Where?", None),
        ("The quay is closed. I know.", None),
    ],
)
def test_what_is_asked_after_an_introduction(message: str, expected: str | None) -> None:
    asked = asked_last(message)
    assert (well_formed(asked) if asked else None) == expected


@pytest.mark.parametrize(
    "thanks",
    [
        "Merci beaucoup.",
        "Merci d'avance pour votre aide !",
        "Cordialement",
        "Thanks in advance.",
        "Thank you very much!",
    ],
)
def test_thanks_after_a_question_are_left_out(thanks: str) -> None:
    assert well_formed(f"Où est le quai ? {thanks}") == "Où est le quai ?"
    assert well_formed(f"Where is the quay? {thanks}") == "Where is the quay?"


@pytest.mark.parametrize(
    ("message", "chat"),
    [
        ("Bonjour", True),
        ("ok merci", True),
        ("Merci pour votre aide !", True),
        ("Ok, merci, au revoir.", True),
        ("Bonne journée et merci", True),
        ("Non", True),
        ("Qui êtes-vous ?", True),
        ("What's your name?", True),
        ("Hi", True),
        ("Thank you very much.", True),
        ("ok cool thanks", True),
        ("Bye", True),
        ("Hi, where?", False),
        ("Thanks for what?", False),
        ("Bonjour, qui es-tu ?", True),
        ("Peux-tu me résumer l'article ?", True),
        ("summarise", True),
        ("Can you translate it?", True),
        ("Tu peux traduire ?", True),
        ("Qui a traduit le texte ?", False),
        ("Quel résumé du texte ?", False),
        ("Résumé des travaux", False),
        ("…", False),
        ("Merci, et le port ?", False),
        ("Bonjour tristesse", False),
        ("Et pour les enfants ?", False),
        ("Qui êtes-vous venus voir ?", False),
        ("Bien culturel", False),
    ],
)
def test_what_is_no_question_for_a_text(message: str, chat: bool) -> None:
    assert is_chat(message) is chat
