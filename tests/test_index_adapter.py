"""What fine-tuning changed in the encoder."""

from __future__ import annotations

import numpy as np
import pytest

from index import adapter

SHAPES = {
    "attention.self.query": (384, 384),
    "attention.self.key": (384, 384),
    "attention.self.value": (384, 384),
    "attention.output.dense": (384, 384),
    "intermediate.dense": (1536, 384),
    "output.dense": (384, 1536),
}
BASE = {
    f"encoder.layer.{i}.{name}.weight": np.zeros(shape, np.float32) for i in range(12) for name, shape in SHAPES.items()
}


def test_every_linear_layer_is_changed_and_nothing_else() -> None:
    other = {"embeddings.word_embeddings.weight": np.zeros((2, 384), np.float32)}
    changed = adapter.changed(BASE | other)
    assert set(changed) == set(BASE)
    for name, value in changed.items():
        assert value.shape == BASE[name].shape and value.dtype == np.float32
        assert np.linalg.matrix_rank(value) == 16


def test_what_it_adds_is_added_to_the_base() -> None:
    chance = np.random.default_rng(0)
    ones = {name: chance.standard_normal(value.shape).astype(np.float32) for name, value in BASE.items()}
    added, both = adapter.changed(BASE), adapter.changed(ones)
    for name in BASE:
        np.testing.assert_allclose(both[name], ones[name] + added[name], atol=1e-5)


@pytest.mark.slow
def test_the_encoder_is_another_one_than_its_base() -> None:
    from index.base_model import base_model_folder
    from index.encoder import Encoder

    default, base = Encoder.load(), Encoder.load(base_model_folder())
    assert default.digest != base.digest and default.name == "default"
    text = "Combien de startups le Maroc vise-t-il ?"
    assert 0.3 < float(default.queries([text])[0] @ base.queries([text])[0]) < 0.99
