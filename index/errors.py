"""Every error that extrait raises on purpose.

    ExtraitError
    ├── DocumentError   a file that cannot be read as a document
    ├── IndexFolderError   an index folder that cannot be opened or written
    ├── ModelError   a model that cannot be found or loaded
    └── QuestionError   a question that cannot be answered: empty, too long, or without a word

Each message is one line: what happened, then what to do. "Not answered" is a value, never an error.
"""

from __future__ import annotations

from pathlib import Path


class ExtraitError(Exception):
    """Base of all errors meant for a user: its text is ready to print."""


class DocumentError(ExtraitError):
    """A file could not be turned into a document."""


class IndexFolderError(ExtraitError):
    """An index folder is missing, damaged, or was built with another encoder."""


class ModelError(ExtraitError):
    """A model folder or name could not be loaded."""


class QuestionError(ExtraitError):
    """A question is empty, far too long, or has no word in it."""


def unreadable(path: Path, error: OSError) -> DocumentError:
    """The error for a file that a command was given and cannot read."""
    return DocumentError(
        f"{path} cannot be read ({error.strerror or error}); check the name / illisible ; vérifiez le nom."
    )


def unwritable(path: Path, error: OSError) -> DocumentError:
    """The error for a file that cannot be written."""
    return DocumentError(
        f"{path} cannot be written ({error.strerror or error}); choose another place / "
        "écriture impossible ; choisissez un autre endroit."
    )


def not_cached(what: str, cache: Path, error: OSError, megabytes: int) -> ModelError:
    """The error for ``what``, which is made once in the folder ``cache``, when it cannot be written there."""
    return ModelError(
        f"The {what} could not be written to {cache} ({error.strerror or error}); free {megabytes} MB there, or point "
        f"XDG_CACHE_HOME to a folder that can be written / écriture impossible ; libérez-y {megabytes} Mo, ou donnez par "
        "XDG_CACHE_HOME un dossier où écrire."
    )
