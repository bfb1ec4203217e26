"""Ask documents in French or English, get exact quotes: the whole path, and the reader alone."""

from qa.answers import Answer
from qa.assistant import Assistant
from qa.reader import Reader

__all__ = ["Answer", "Assistant", "Reader"]
