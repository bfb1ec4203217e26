"""What fine-tuning changed in the encoder: two small matrices for each linear layer of the base (LoRA, Hu et al., 2022).

``lora_B @ lora_A`` is added to the layer's weight when the encoder is written into the cache, so that it costs nothing
per text. ``python -m qa.train_encoder`` makes the file.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from index import folders
from index.engine import Weights

FILE = "adapter.safetensors"


def shipped() -> AbstractContextManager[Path]:
    """The path of the file that comes with the package, as a context manager."""
    return as_file(files("index") / "encoder_model" / FILE)


def digest() -> str:
    """SHA-256 of the file that comes with the package, in hexadecimal."""
    with shipped() as path:
        return folders.digest(path)


def changed(base: Weights) -> dict[str, NDArray[np.float32]]:
    """The matrices of the base that fine-tuning changed, by their Transformers names, with what it added."""
    with shipped() as path:
        return with_added(base, path)


def with_added(base: Weights, path: Path) -> dict[str, NDArray[np.float32]]:
    """The matrices of the base that the file ``path`` changes, with what it adds."""
    from safetensors.numpy import load_file

    stored = load_file(path)
    return {
        name: base[name] + up.astype(np.float32) @ stored[f"{name}.lora_A"].astype(np.float32)
        for key, up in stored.items()
        if (name := key.removesuffix(".lora_B")) != key
    }
