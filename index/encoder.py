"""Turns texts into unit vectors: the default model by ``index.engine``, any other by sentence-transformers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from index import adapter, engine, pieces
from index.base_model import PROMPTS, base_model_folder
from index.documents import whole_characters
from index.errors import ModelError
from index.folders import MANIFEST, digest
from index.hub import cached_only, quiet_loading

DEFAULT = "default"
_FILES = ("*.safetensors", "*.bin", "*.onnx", "*.json")  # files that the vectors depend on


class Model(Protocol):
    """What turns texts into vectors."""

    dimensions: int

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        """Unit vectors, (texts, dimensions); ``prompt`` is "query" or "document"."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text, without special tokens and prompt."""


class Encoder:
    """Turns questions and passages into vectors that can be compared.

    Attributes:
        name: loads the same encoder from any working directory: an absolute folder, a hub name, or "default" for the
            model that comes with extrait.
        digest: identifies the encoder that an index was built with. For a folder it depends on the files, not on their
            place; for a hub name it depends on the name alone, so that an update on the hub is not noticed.
    """

    def __init__(self, model: Model, name: str, digest: str) -> None:
        self._model = model
        self.name = name
        self.digest = digest

    @classmethod
    def load(cls, name: str | Path | None = None) -> Encoder:
        """The default model, or any sentence-transformers model: a local folder or a hub name.

        Raises:
            ModelError: no such folder, or no network for a hub name.
        """
        if name is not None:
            loaded, folder = _SentenceTransformer(str(name)), Path(name).resolve()
            if folder.is_dir():
                return cls(loaded, str(folder), _digest(folder))
            return cls(loaded, str(name), hashlib.sha256(str(name).encode()).hexdigest())
        folder = base_model_folder()
        version = hashlib.sha256(f"{_digest(folder)} {adapter.digest()}".encode()).hexdigest()
        model = _Layers(folder, version) if engine.available() else _SentenceTransformer(str(folder), adapted=True)
        return cls(model, DEFAULT, version)

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._model.dimensions

    def queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of questions, (texts, dimensions)."""
        return self._encode(texts, "query")

    def passages(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of passages, (texts, dimensions)."""
        return self._encode(texts, "document")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Number of tokens of each text, without special tokens and prompts."""
        return self._model.count_tokens([whole_characters(text) for text in texts]) if texts else []

    def _encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        # A lone surrogate cannot be tokenised.
        return self._model.encode([whole_characters(text) for text in texts], prompt)


class _Layers:
    """The default model, run by ``index.engine`` without PyTorch."""

    dimensions = engine.HIDDEN

    def __init__(self, folder: Path, version: str) -> None:
        def weights() -> engine.Weights:
            from safetensors.numpy import load_file

            base = load_file(folder / "model.safetensors")
            return base | adapter.changed(base)

        self._pieces = pieces.load(folder)
        self._engine = engine.Engine.load(folder, "encoder", version, weights)

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        room = engine.POSITIONS - 2  # a text that is too long is cut before its end token
        cut = [ids[:room] for ids in self._pieces.ids([PROMPTS[prompt] + text for text in texts])]
        return np.stack(list(self._engine.each([[pieces.START, *ids, pieces.END] for ids in cut])))

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in self._pieces.ids(texts)]


class _SentenceTransformer:
    """Any other model, and the default one, whose base is to be ``adapted``, if ONNX Runtime is missing."""

    def __init__(self, name: str, adapted: bool = False) -> None:
        from sentence_transformers import SentenceTransformer

        try:
            with quiet_loading():  # no warning about the pooler, which BertModel expects and E5 does not have
                self._model = SentenceTransformer(name, device="cpu", local_files_only=cached_only(name))
        except Exception as error:  # huggingface_hub, httpx and Transformers each raise their own errors
            raise ModelError(
                f"The encoder {name} could not be loaded; give a sentence-transformers folder, or a hub name and a "
                "network / encodeur introuvable ; donnez un dossier de sentence-transformers, ou un nom et un réseau."
            ) from error
        if adapted:
            self._adapt()
        self.dimensions = int(self._model.get_embedding_dimension() or 0)

    def _adapt(self) -> None:
        layers: Any = self._model[0]
        weights = {name: value.data for name, value in layers.auto_model.named_parameters()}
        for name, value in adapter.changed({name: weight.numpy() for name, weight in weights.items()}).items():
            weights[name].copy_(weights[name].new_tensor(value))

    def encode(self, texts: Sequence[str], prompt: str) -> NDArray[np.float32]:
        encode: Any = self._model.encode_query if prompt == "query" else self._model.encode_document
        vectors = encode(list(texts), normalize_embeddings=True, show_progress_bar=False, batch_size=32)
        return np.asarray(vectors, np.float32)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        tokenizer: Any = self._model.tokenizer
        if not callable(tokenizer):  # a static model's tokenizer is a ``tokenizers.Tokenizer``
            return [len(found.ids) for found in tokenizer.encode_batch(list(texts), add_special_tokens=False)]
        return [len(ids) for ids in tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]]


def _digest(folder: Path) -> str:
    if (folder / MANIFEST).is_file():  # ours: it already lists the digest of every file
        return digest(folder / MANIFEST)
    found = sorted({path.relative_to(folder).as_posix() for pattern in _FILES for path in folder.rglob(pattern)})
    return hashlib.sha256("\n".join(f"{name} {digest(folder / name)}" for name in found).encode()).hexdigest()
