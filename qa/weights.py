"""The reader's weights that come with extrait: those that fine-tuning changed in the base, in int8.

Every matrix of the twelve layers is stored as int8 with one float32 scale per output row (symmetric, round to nearest);
biases, layer norms and the span head stay float32. The embeddings are those of the base and are not stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from index.engine import int8_rows

FILE = "reader.safetensors"


def shipped() -> AbstractContextManager[Path]:
    """The path of the file that comes with the package, as a context manager."""
    return as_file(files("qa") / "reader_model" / FILE)


def save(model: Any, path: Path) -> None:
    """Write what training changed in a ``BertForQuestionAnswering`` (about 22 MB), atomically."""
    state = {k: v.detach().float().cpu().numpy() for k, v in model.state_dict().items() if ".embeddings." not in k}
    _write(state, path)


def _write(state: Mapping[str, NDArray[np.float32]], path: Path) -> None:
    from safetensors.numpy import save_file

    tensors: dict[str, NDArray[Any]] = {}
    for name, value in state.items():
        if value.ndim == 2 and name.startswith("bert.encoder."):
            tensors[f"{name}.int8"], tensors[f"{name}.scale"] = int8_rows(value)
        else:
            tensors[name] = np.ascontiguousarray(value)
    new = path.with_suffix(".new")
    save_file(tensors, new)
    new.replace(path)


def average(files: Sequence[tuple[Path, float]], path: Path) -> None:
    """Write the weighted average of files that ``save`` wrote, in the same format."""
    states, shares = [load(file) for file, _ in files], [weight for _, weight in files]
    _write({name: _mean([state[name] for state in states], shares) for name in states[0]}, path)


def _mean(values: Sequence[NDArray[np.float32]], shares: Sequence[float]) -> NDArray[np.float32]:
    return np.average(values, axis=0, weights=shares).astype(np.float32)


def load(path: Path) -> dict[str, NDArray[np.float32]]:
    """The tensors of a file that ``save`` wrote, as float32, by their Transformers names."""
    from safetensors.numpy import load_file

    stored = load_file(path)
    state = {}
    for name, value in stored.items():
        if name.endswith(".int8"):
            name = name.removesuffix(".int8")
            state[name] = value.astype(np.float32) * stored[f"{name}.scale"][:, None]
        elif not name.endswith(".scale"):
            state[name] = value
    return state


def load_into(model: Any, path: Path) -> None:
    """Load a file that ``save`` wrote into a ``BertForQuestionAnswering`` with the base's embeddings."""
    import torch

    model.load_state_dict({name: torch.from_numpy(value) for name, value in load(path).items()}, strict=False)
