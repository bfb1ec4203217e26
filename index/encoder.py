"""Texts to unit vectors, by sentence-transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.base_model import base_model_folder
from index.errors import ModelError
from index.folders import MANIFEST, digest
from index.hub import cached_only, quiet_loading

DEFAULT = "default"
_WEIGHTS = ("*.safetensors", "*.bin", "*.onnx", "config.json", "tokenizer.json")


class Encoder:
    """A sentence-transformers model with its query and passage prompts.

    Attributes:
        name: what it was loaded by; "default" for the model that comes with extrait.
        digest: changes when the model does; an index is bound to it.
    """

    def __init__(self, model: Any, name: str, digest: str) -> None:
        self._model = model
        self.name = name
        self.digest = digest

    @classmethod
    def load(cls, name: str | Path | None = None) -> Encoder:
        """The default model, or any sentence-transformers model: a local folder or a hub name.

        Raises:
            ModelError: no such folder, or no network for a hub name.
        """
        from sentence_transformers import SentenceTransformer

        folder = base_model_folder() if name is None else Path(name)
        place = str(folder if name is None else name)
        try:
            with quiet_loading():  # the pooler that BERT has and E5 has not
                model = SentenceTransformer(place, device="cpu", local_files_only=cached_only(place))
        except Exception as error:  # huggingface_hub, httpx and Transformers each have their own
            raise ModelError(
                f"The encoder {name} could not be loaded: give a sentence-transformers folder, or a hub name and a "
                "network."
            ) from error
        return cls(model, DEFAULT if name is None else str(name), _digest(folder, str(name)))

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return int(self._model.get_embedding_dimension())

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, (texts, dimensions)."""
        return self._unit(self._model.encode_query, texts, False)

    def passages(self, texts: Sequence[str], progress: bool = False) -> NDArray[np.float32]:
        """Unit vectors of passages, (texts, dimensions); ``progress`` shows a bar on a terminal."""
        return self._unit(self._model.encode_document, texts, progress)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text, without special tokens and prompts."""
        if not texts:
            return []
        encode = self._model.tokenizer
        clean = [_encodable(text) for text in texts]
        return [len(ids) for ids in encode(clean, add_special_tokens=False, verbose=False)["input_ids"]]

    def _unit(self, encode: Any, texts: Sequence[str], progress: bool) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        vectors = encode(
            [_encodable(text) for text in texts], normalize_embeddings=True, show_progress_bar=progress, batch_size=32
        )
        return np.asarray(vectors, np.float32)


def _encodable(text: str) -> str:
    # A lone surrogate cannot be tokenised.
    return text.encode("utf-8", "replace").decode("utf-8")


def _digest(folder: Path, name: str) -> str:
    if (folder / MANIFEST).is_file():  # ours: it already lists the digest of every file
        return digest(folder / MANIFEST)
    found = sorted({p for pattern in _WEIGHTS for p in folder.rglob(pattern)}) if folder.is_dir() else []
    return hashlib.sha256("".join([name, *(digest(p) for p in found)]).encode()).hexdigest()
