"""Every word that a user reads in the chat window, in French and English."""

from __future__ import annotations

TEXTS: dict[str, dict[str, str]] = {
    "fr": {
        "lead": "Posez une question, en français ou en anglais\u00a0: la réponse est une citation exacte du texte.",
        "language": "Langue",
        "conversation": "Conversation",
        "ask": "Votre question…",
        "send": "Demander",
        "stop": "Arrêter",
        "retry": "Reposer",
        "undo": "Annuler",
        "clear": "Nouvelle conversation",
        "edit": "Modifier",
        "examples": "Par exemple",
        "searching": "Je cherche dans le texte…",
        "reading": "Je lis les passages…",
        "stopped": "Arrêté.",
        "silent": "Je n’ai pas trouvé de réponse sûre.",
        "listening": "Posez une question sur le texte.",
        "quotes_only": "extrait ne fait que citer le texte\u00a0: posez une question, et il cite ce qui répond.",
        "nearest": "Le passage le plus proche\u00a0:",
        "understood": "Compris ainsi\u00a0: {question}",
        "disagree": "Les sources ne disent pas la même chose\u00a0: les deux sont citées.",
        "others": "Autres citations envisagées ({count})",
        "show": "Montrer dans le texte",
        "place": "paragraphe {n}\u00a0sur\u00a0{total}",
        "page": "page {n}",
        "row": "ligne «\u00a0{name}\u00a0»",
        "column": "colonne «\u00a0{name}\u00a0»",
        "sure": "presque sûr",
        "likely": "probable",
        "doubtful": "incertain",
        "copy": "Copier la citation",
        "copied": "Copié",
        "link": "Copier le lien",
        "right": "Bonne réponse",
        "wrong": "Mauvaise réponse",
        "mark": "Sélectionnez la bonne réponse dans le texte, ou écrivez-la ici mot pour mot\u00a0:",
        "mark_it": "C’est celle-ci",
        "mark_none": "Le texte ne le dit pas",
        "not_there": "Ces mots ne sont pas dans le texte\u00a0: copiez-les tels quels.",
        "nothing_marked": "Sélectionnez la bonne réponse dans le texte, ou écrivez-la.",
        "noted": "Merci, c’est noté, avec le texte du document.",
        "withdrawn": "C’est retiré.",
        "unwritten": "{path} n’a pas pu être écrit\u00a0: vérifiez l’espace disque et les droits d’accès.",
        "aside": "Le fichier précédent était endommagé\u00a0; il est gardé sous {path}.",
        "history": "Conversations",
        "no_history": "Aucune conversation gardée dans ce navigateur.",
        "forget": "Oublier",
        "export_markdown": "Exporter (Markdown)",
        "export_json": "Exporter (JSON)",
        "documents": "Document interrogé",
        "some_documents": "Document interrogé (hors de cette liste\u00a0: {count}, interrogés avec «\u00a0Tous les documents\u00a0»)",
        "all": "Tous les documents ({count})",
        "add": "Ajouter des documents",
        "add_hint": "txt, md, html, pdf, docx, odt. Rien ne quitte la machine où tourne extrait.",
        "drop_hint": "On peut aussi les déposer sur la page.",
        "remove": "Retirer ce document",
        "indexing": "Indexation de {name}…",
        "added": "Ajouté\u00a0: {names}.",
        "removed": "Retiré\u00a0: {name}.",
        "gone": "Le document de cette réponse n’est plus là, ou il a changé.",
        "elsewhere": "Le document de ce lien n’est pas dans ce navigateur\u00a0: les réponses viennent de ceux qui y sont.",
        "too_long": "La question est trop longue\u00a0: {most} caractères au plus.",
        "wordless": "Posez une question avec des mots.",
        "failed": "Une erreur est survenue et la question est restée sans réponse\u00a0: reposez-la, ou rechargez la page.",
        "open_text": "Voir le texte",
        "close_text": "Fermer le texte",
        "empty": "Aucun document\u00a0: ajoutez-en un.",
    },
    "en": {
        "lead": "Ask a question, in English or French: the answer is an exact quote from the text.",
        "language": "Language",
        "conversation": "Conversation",
        "ask": "Your question…",
        "send": "Ask",
        "stop": "Stop",
        "retry": "Ask again",
        "undo": "Undo",
        "clear": "New conversation",
        "edit": "Edit",
        "examples": "For example",
        "searching": "Searching the text…",
        "reading": "Reading the passages…",
        "stopped": "Stopped.",
        "silent": "I found no sure answer.",
        "listening": "Ask a question about the text.",
        "quotes_only": "extrait only quotes the text: ask a question, and it quotes what answers.",
        "nearest": "The nearest passage:",
        "understood": "Understood as: {question}",
        "disagree": "The sources do not say the same: both are quoted.",
        "others": "Other quotes considered ({count})",
        "show": "Show in the text",
        "place": "paragraph {n} of {total}",
        "page": "page {n}",
        "row": "row “{name}”",
        "column": "column “{name}”",
        "sure": "almost certain",
        "likely": "likely",
        "doubtful": "uncertain",
        "copy": "Copy the quote",
        "copied": "Copied",
        "link": "Copy the link",
        "right": "Right answer",
        "wrong": "Wrong answer",
        "mark": "Select the right answer in the text, or write it here word for word:",
        "mark_it": "This is it",
        "mark_none": "The text does not say",
        "not_there": "These words are not in the text: copy them as they are.",
        "nothing_marked": "Select the right answer in the text, or type it.",
        "noted": "Thank you, noted, with the text of the document.",
        "withdrawn": "Withdrawn.",
        "unwritten": "{path} could not be written: check the space and the permissions.",
        "aside": "The file before it was damaged; it is kept as {path}.",
        "history": "Conversations",
        "no_history": "No conversation kept in this browser.",
        "forget": "Forget",
        "export_markdown": "Export (Markdown)",
        "export_json": "Export (JSON)",
        "documents": "Document asked about",
        "some_documents": "Document asked about (not in this list: {count}, asked about with “All documents”)",
        "all": "All documents ({count})",
        "add": "Add documents",
        "add_hint": "txt, md, html, pdf, docx, odt. Nothing leaves the machine that runs extrait.",
        "drop_hint": "You can also drop them on the page.",
        "remove": "Remove this document",
        "indexing": "Indexing {name}…",
        "added": "Added: {names}.",
        "removed": "Removed: {name}.",
        "gone": "The document of this answer is no longer here, or it has changed.",
        "elsewhere": "The document of this link is not in this browser: the answers come from those that are.",
        "too_long": "The question is too long: {most} characters at most.",
        "wordless": "Please ask a question with words in it.",
        "failed": "Something broke, and the question was not answered: ask it again, or reload the page.",
        "open_text": "See the text",
        "close_text": "Close the text",
        "empty": "No document: add one.",
    },
}


# Messages that Gradio shows in English in every language: how each begins, and what we show instead.
GRADIO: dict[str, dict[str, str]] = {
    "fr": {
        "Connection to the server was lost": "La connexion à extrait est perdue. Nouvel essai en cours…",
        "Connection errored out": "La connexion à extrait est perdue.",
        "File(s) exceed the maximum allowed size": "Fichier trop grand\u00a0: rien n’a été ajouté.",
        "File size exceeded": "Fichier trop grand\u00a0: rien n’a été ajouté.",
        "Scroll down": "Aller en bas",
        "Warning": "Attention",
        "Error": "Erreur",
        "Close": "Fermer",
    },
    "en": {
        "Connection to the server was lost": "The connection to extrait is lost. Trying again…",
        "Connection errored out": "The connection to extrait is lost.",
        "File(s) exceed the maximum allowed size": "File too large: nothing was added.",
        "File size exceeded": "File too large: nothing was added.",
        "Scroll down": "Scroll down",
        "Warning": "Warning",
        "Error": "Error",
        "Close": "Close",
    },
}


def of_both(line: str, name: str, language: str) -> str:
    """The part in ``language`` of a message about a file, which is in both: "NAME: english / français".

    >>> both = "a.txt: empty: nothing to index / vide : rien à indexer."
    >>> of_both(both, "a.txt", "fr"), of_both(both, "a.txt", "en")
    ('a.txt : vide : rien à indexer.', 'a.txt: empty: nothing to index.')
    """
    english, both, french = line.removeprefix(f"{name}: ").rpartition(" / ")
    if not both or not line.startswith(f"{name}: "):
        return line
    return f"{name} : {french}" if language == "fr" else f"{name}: {english}."


def language_of(preference: str | None) -> str:
    """ "fr" or "en", by a browser's Accept-Language or any language code.

    >>> language_of("fr-MA,fr;q=0.9,en;q=0.8"), language_of("de,en;q=0.5"), language_of(None)
    ('fr', 'en', 'en')
    """
    return "fr" if (preference or "").strip().lower().startswith("fr") else "en"
