"""What fine-tuning changed in the encoder: two small matrices for each linear layer of the base (LoRA, Hu et al., 2022).

``lora_B @ lora_A`` is added to the layer's weight when the encoder is written into the cache, so that it costs nothing
per text. ``python -m qa.train_encoder`` makes the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import as_file, files

import numpy as np
from numpy.typing import NDArray

from index import folders

FILE = "adapter.safetensors"
Weights = Mapping[str, NDArray[np.float32]]


def digest() -> str:
    """SHA-256 of the file that comes with the package, in hexadecimal."""
    with as_file(files("index") / "encoder_model" / FILE) as path:
        return folders.digest(path)


def changed(base: Weights) -> dict[str, NDArray[np.float32]]:
    """The matrices of the base that fine-tuning changed, by their Transformers names, with what it added."""
    from safetensors.numpy import load_file

    with as_file(files("index") / "encoder_model" / FILE) as path:
        stored = load_file(path)
    return {
        name: base[name] + up.astype(np.float32) @ stored[f"{name}.lora_A"].astype(np.float32)
        for key, up in stored.items()
        if (name := key.removesuffix(".lora_B")) != key
    }
