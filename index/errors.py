"""Every error that extrait raises on purpose.

    ExtraitError
    ├── DocumentError   a file that cannot be read as a document
    ├── IndexFolderError   an index folder that cannot be opened or written
    ├── ModelError   a model that cannot be found or loaded
    └── QuestionError   a question that nobody could answer: empty, endless, without a word

Each message is one line: what happened, then what to do. "Not answered" is a value, never an error.
"""


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
