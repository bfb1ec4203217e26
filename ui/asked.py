"""A question as other programs ask it, over HTTP, Gradio's client or MCP: one set of bounds for all three."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from index.documents import whole_characters
from index.errors import QuestionError
from qa.assistant import TOP_K, Assistant

MOST_READ = 50  # passages
BOUNDS = {
    "question": ("question is a text, and must be given", "question est un texte, et doit être donnée"),
    "history": ("history is a list of texts", "history est une liste de textes"),
    "top_k": (f"top_k is a whole number from 1 to {MOST_READ}", f"top_k est un entier de 1 à {MOST_READ}"),
}

Text = Annotated[str, AfterValidator(whole_characters)]


class Asked(BaseModel):
    """A question, as ``POST /api/ask`` takes it."""

    question: Text = Field(examples=["Combien d'emplois numériques seront créés ?"])
    history: list[Text] = Field(default=[], description="Earlier questions of the conversation, oldest first.")
    top_k: int = Field(default=TOP_K, ge=1, le=MOST_READ, description="How many passages are read.")

    @classmethod
    def of(cls, question: str, history: list[str] | None, top_k: int) -> Asked:
        """Build it from values that were not checked.

        Raises:
            QuestionError: a value has the wrong type or is out of its bounds.
        """
        try:
            return cls(question=question, history=history or [], top_k=top_k)
        except ValidationError as error:
            raise QuestionError(out_of_bounds(error.errors())) from error

    def answer(self, assistant: Assistant) -> dict[str, Any]:
        """What ``extrait ask --json`` prints.

        Raises:
            QuestionError: the question cannot be answered; see ``Assistant.ask``.
        """
        return assistant.ask(self.question, self.history, self.top_k).to_dict()


def out_of_bounds(errors: Iterable[Mapping[str, Any]]) -> str:
    """What the values that Pydantic's ``errors`` are about must be, in both languages; all values if it is about none.

    >>> out_of_bounds([{"loc": ("body", "history", 0)}])
    'history is a list of texts / history est une liste de textes.'
    """
    wrong = {part for error in errors for part in error["loc"]}
    said = [bound for name, bound in BOUNDS.items() if name in wrong] or BOUNDS.values()
    return " / ".join("; ".join(words) for words in zip(*said, strict=True)) + "."
