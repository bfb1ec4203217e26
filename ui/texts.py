"""Every word that a user reads in the chat window, in French and English."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "fr": {
        "lead": "Posez une question, en français ou en anglais : la réponse est une citation exacte du texte.",
        "ask": "Votre question…",
        "send": "Demander",
        "clear": "Effacer",
        "nearest": "Le passage le plus proche, qui n’est pas une réponse :",
        "silent": "Le texte ne le dit pas.",
        "understood": "Compris ainsi : {question}",
        "place": "paragraphe {n} sur {total}",
        "page": "page {n}",
        "sure": "presque sûr",
        "likely": "probable",
        "doubtful": "incertain",
    },
    "en": {
        "lead": "Ask a question, in English or French: the answer is an exact quote from the text.",
        "ask": "Your question…",
        "send": "Ask",
        "clear": "Clear",
        "nearest": "The nearest passage, which is not an answer:",
        "silent": "The text does not say.",
        "understood": "Understood as: {question}",
        "place": "paragraph {n} of {total}",
        "page": "page {n}",
        "sure": "almost certain",
        "likely": "likely",
        "doubtful": "uncertain",
    },
}
EXAMPLES = {
    "fr": (
        "Combien d’emplois numériques seront créés ?",
        "Où sera basé le Jazari Root ?",
        "Qui dirige Dell Technologies au Maroc ?",
    ),
    "en": (
        "How many digital jobs will be created?",
        "Who signed the second agreement?",
        "When will the Jazari Root open?",
    ),
}


def language_of(preference: str | None) -> str:
    """ "fr" or "en", by a browser's Accept-Language or any language code.

    >>> language_of("fr-MA,fr;q=0.9,en;q=0.8"), language_of("de,en;q=0.5"), language_of(None)
    ('fr', 'en', 'en')
    """
    return "fr" if (preference or "").strip().lower().startswith("fr") else "en"
