"""The weights that come with extrait: what fine-tuning changed in the base, in int8.

Every matrix of the twelve layers is stored as int8 with one float32 scale per output row (symmetric, round to nearest);
biases, layer norms and the span head stay float32. The embeddings are those of the base and are not stored.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

FILE = "reader.safetensors"


def save(model: Any, path: Path) -> None:
    """Write what training changed in a ``BertForQuestionAnswering`` (about 22 MB), beside first, then in place."""
    _write({k: v.detach().float() for k, v in model.state_dict().items() if ".embeddings." not in k}, path)


def _write(state: dict[str, Any], path: Path) -> None:
    from safetensors.torch import save_file

    tensors = {}
    for name, value in state.items():
        if value.ndim == 2 and name.startswith("bert.encoder."):
            scale = value.abs().amax(dim=1).clamp(min=1e-12) / 127
            tensors[f"{name}.int8"] = (value / scale[:, None]).round().char().contiguous()
            tensors[f"{name}.scale"] = scale.contiguous()
        else:
            tensors[name] = value.contiguous()
    new = path.with_suffix(".new")
    save_file(tensors, new)
    new.replace(path)


def blend(first: Path, second: Path, share: float, path: Path) -> None:
    """Write ``1 - share`` of one file of ``save`` and ``share`` of another, in the same form."""
    a, b = load(first), load(second)
    _write({name: (1 - share) * a[name] + share * b[name] for name in a}, path)


def load(path: Path) -> dict[str, Any]:
    """The tensors of ``save`` as float32, under their Transformers names."""
    from safetensors.torch import load_file

    stored = load_file(path)
    state = {}
    for name, value in stored.items():
        if name.endswith(".int8"):
            name = name.removesuffix(".int8")
            state[name] = value.float() * stored[f"{name}.scale"][:, None]
        elif not name.endswith(".scale"):
            state[name] = value
    return state
