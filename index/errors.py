"""Every error that extrait raises on purpose.

    ExtraitError
    ├── DocumentError   a file that cannot be read as a document
    ├── IndexFolderError   an index folder that cannot be opened or written
    ├── ModelError   a model that cannot be found or loaded
    └── QuestionError   a question that nobody could answer: empty, endless, without a word

Each message is one line: what happened, then what to do. "Not answered" is a value, never an error.
"""

from __future__ import annotations

from pathlib import Path


class ExtraitError(Exception):
    """Base of all errors meant for a user: its text is ready to print."""


class DocumentError(ExtraitError):
    """A file could not be turned into a document."""


class IndexFolderError(ExtraitError):
    """An index folder is missing, damaged, or was built for something else."""


class ModelError(ExtraitError):
    """A model folder or name could not be loaded."""


class QuestionError(ExtraitError):
    """A question is empty, far too long, or has no word in it."""


def unreadable(path: Path, error: OSError) -> DocumentError:
    """For a file that a command was given and could not open."""
    return DocumentError(
        f"{path} cannot be read ({error.strerror or error}); check the name / illisible ; vérifiez le nom."
    )


def unwritable(path: Path, error: OSError) -> DocumentError:
    """For a file that should have been written."""
    return DocumentError(
        f"{path} cannot be written ({error.strerror or error}); choose another place / "
        "écriture impossible ; choisissez un autre endroit."
    )


def not_cached(what: str, cache: Path, error: OSError, megabytes: int) -> ModelError:
    """For ``what`` is made once, into the folder ``cache``, and could not be written there."""
    return ModelError(
        f"The {what} could not be written to {cache} ({error.strerror or error}); free {megabytes} MB there, or point "
        f"XDG_CACHE_HOME to a folder that can be written / écriture impossible ; libérez-y {megabytes} Mo, ou donnez par "
        "XDG_CACHE_HOME un dossier où écrire."
    )
