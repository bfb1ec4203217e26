"""The engine against PyTorch on the same weights, and what happens where it is missing or its files are damaged."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from platformdirs import user_cache_path
from safetensors.numpy import load_file
from transformers import AutoTokenizer

from index import engine, folders, pieces
from index.base_model import base_model_folder
from index.encoder import Encoder, _SentenceTransformer
from index.errors import ModelError
from qa.reader import Reader, _by_transformers

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parent.parent
TEXTS = [
    "Combien d'emplois numériques seront créés ?",
    "The Moroccan minister spoke about artificial intelligence on Tuesday.",
    "La souveraineté numérique suppose des centres de données sur le territoire. " * 12,
    "2025",
    "😀",
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load()


def test_embeddings_are_those_of_bert() -> None:
    import torch
    from transformers import BertModel

    base = base_model_folder()
    [ids] = pieces.load(base).ids([TEXTS[0]])
    with torch.inference_mode():
        expected = BertModel.from_pretrained(base).embeddings(torch.tensor([ids]))[0].numpy()
    np.testing.assert_allclose(engine.embeddings(base)(ids), expected, atol=1e-4)


def test_vectors_point_where_those_of_pytorch_do(encoder: Encoder) -> None:
    slow = _SentenceTransformer(str(base_model_folder()), adapted=True)
    for prompt in ("query", "document"):
        fast_vectors = encoder._model.encode(TEXTS, prompt)
        np.testing.assert_allclose(np.linalg.norm(fast_vectors, axis=1), 1, atol=1e-5)
        assert ((fast_vectors * slow.encode(TEXTS, prompt)).sum(axis=1) > 0.99).all()


def test_a_text_is_sent_as_the_tokenizer_wraps_it(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[list[int]] = []
    run = engine.Engine.__call__
    monkeypatch.setattr(engine.Engine, "__call__", lambda self, ids: (sent.append(list(ids)), run(self, ids))[1])
    encoder.passages([TEXTS[0], "mot " * 2000])
    wrapped = AutoTokenizer.from_pretrained(base_model_folder())("passage: " + TEXTS[0])["input_ids"]
    assert sent[0] == wrapped
    assert len(sent[1]) == engine.POSITIONS and sent[1][-2:].count(wrapped[-1]) == 1


def test_both_count_the_same_tokens(encoder: Encoder) -> None:
    assert encoder.count_tokens(TEXTS) == _SentenceTransformer(str(base_model_folder())).count_tokens(TEXTS)


def test_a_text_beyond_the_last_position_is_cut_and_ends_as_it_should(encoder: Encoder) -> None:
    long = "mot " * 2000
    slow = _SentenceTransformer(str(base_model_folder()), adapted=True)
    assert float(encoder.passages([long])[0] @ slow.encode([long], "document")[0]) > 0.99


def test_the_reader_scores_spans_as_pytorch_does() -> None:
    logits, tokens, pair = _by_transformers(None)
    fast = Reader.load()
    for question in ("Combien de startups ?", "Who is the minister?"):
        windows = [window.ids for text in TEXTS for window in fast._windows(question, text)]
        for ours, theirs in zip(fast._logits(windows), logits(windows), strict=True):
            assert ours.shape == theirs.shape
            assert np.abs(ours - theirs).mean() < 0.03 * theirs.std()  # 0.1 where it is 3.4, the mean of these
    assert (tokens(TEXTS[0]), pair) == (fast._tokens(TEXTS[0]), pieces.PAIR)


def test_several_cores_compute_what_one_does(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "cores", lambda: 2)
    one: engine.Engine = encoder._model._engine  # type: ignore[attr-defined]
    several, long = one._on_several, list(range(5, 5 + 2 * engine._SHORT))
    np.testing.assert_array_equal(several(long), one(long))
    used: list[engine.Engine] = []
    run = engine.Engine.__call__
    monkeypatch.setattr(engine.Engine, "__call__", lambda self, ids: (used.append(self), run(self, ids))[1])
    for sequences in ([long], [long, long], [long[:9]]):
        assert len(list(one.each(sequences))) == len(sequences)
    assert used == [several, one, one, one]


def test_nobody_waits_for_a_session_of_several_cores(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    """It loads in the background, and until it is there a sequence is run on one core."""
    monkeypatch.setattr(engine, "cores", lambda: 2)
    kept: engine.Engine = encoder._model._engine  # type: ignore[attr-defined]
    made, may_load = engine._session, threading.Event()
    monkeypatch.setattr(engine, "_session", lambda graph, cores: cores > 1 and may_load.wait(60) and made(graph, cores))
    several = engine.Engine(kept._graph, kept._embeddings, 2)
    monkeypatch.setattr(kept, "_on_several", several)
    long = list(range(5, 5 + 2 * engine._SHORT))
    [first] = kept.each([long])
    assert not several._session.done()
    may_load.set()
    np.testing.assert_array_equal(several(long), first)


def test_an_engine_is_loaded_once() -> None:
    first, second = (Encoder.load()._model._engine for _ in range(2))  # type: ignore[attr-defined]
    assert first is second


@pytest.mark.parametrize("exactly", [False, engine.sums_exactly()])
def test_the_largest_integers_are_summed_exactly(
    exactly: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import onnxruntime
    from onnx import TensorProto, helper

    monkeypatch.setattr(engine, "sums_exactly", lambda: exactly)
    inside, out = 384, 16
    graph, ones = engine._Graph(), np.ones(out, np.float32)
    result = graph.product(("x", "step"), 0, np.full((out, inside), 127, np.int8), ones, 0 * ones)
    rows: list[str | int] = [1, "tokens"]
    inputs = [
        helper.make_tensor_value_info("x", TensorProto.UINT8, [*rows, inside]),
        helper.make_tensor_value_info("step", TensorProto.FLOAT, [*rows, 1]),
    ]
    outputs = [helper.make_tensor_value_info(result, TensorProto.FLOAT, [*rows, out])]
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    whole = helper.make_graph(graph.nodes, "product", inputs, outputs, graph.constants)
    engine._optimised(helper.make_model(whole, opset_imports=opsets, ir_version=10), tmp_path / "product.onnx")
    session = onnxruntime.InferenceSession(tmp_path / "product.onnx", engine._options())
    x = {"x": np.full((1, 40, inside), 255, np.uint8), "step": np.ones((1, 40, 1), np.float32)}
    assert (session.run(None, x)[0] == 255 * 127 * inside).all()


def test_a_damaged_graph_is_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = base_model_folder()
    weights = load_file(base / "model.safetensors")
    monkeypatch.setattr(engine, "user_cache_path", lambda name: tmp_path)
    monkeypatch.setattr(engine, "_opened", engine._opened.__wrapped__)  # as in another process
    ids = [0, 5, 2]
    first = engine.Engine.load(base, "encoder", "v", lambda: weights)(ids)
    (folder,) = (path for path in tmp_path.iterdir() if path.is_dir())
    graph = folder / "layers.onnx"
    graph.write_bytes(graph.read_bytes()[:-1])
    assert not folders.unchanged(folder)
    np.testing.assert_array_equal(engine.Engine.load(base, "encoder", "v", lambda: weights)(ids), first)
    assert folders.unchanged(folder)


def test_a_graph_that_cannot_be_written_is_said_in_a_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "user_cache_path", lambda name: tmp_path)
    monkeypatch.setattr(engine, "_GRAPH", "missing/layers.onnx")
    base = base_model_folder()
    with pytest.raises(ModelError, match=r"The encoder could not be written .*; free 100 MB") as error:
        engine.Engine.load(base, "encoder", "v", lambda: load_file(base / "model.safetensors"))
    assert "\n" not in str(error.value)


def test_the_path_of_a_question_never_imports_pytorch(encoder: Encoder) -> None:
    Reader.load()  # as the encoder is: to write their graphs takes onnx
    code = (
        "import sys; from qa import Assistant; print(Assistant.load().ask('Combien de startups ?').text is not None, "
        "{'torch', 'transformers', 'sentence_transformers', 'onnx'} & sys.modules.keys() or '')"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "True \n"


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="only Linux says what is mapped")
def test_the_embeddings_are_not_mapped_after_a_question(encoder: Encoder) -> None:
    """What is mapped counts as the program's memory, 64 kB for each row of 1.5."""
    code = (
        "from qa import Assistant; print(Assistant.load().ask('Combien de startups ?').text is not None, "
        "'multilingual-e5-small' in open('/proc/self/maps').read())"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "True False\n", done.stderr


def test_without_the_engine_pytorch_answers() -> None:
    code = (
        "import sys; sys.modules['onnxruntime'] = None; from qa import Assistant; "
        'answer = Assistant.load().ask("Combien d\'emplois numériques seront créés ?"); '
        "print(answer.text, 'torch' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "près de 240 000 True\n", done.stderr


def test_nothing_is_noted_down_for_the_maker_of_the_runtime(tmp_path: Path) -> None:
    """ONNX Runtime 1.32 keeps what it will send in the user's cache."""
    Reader.load()
    (tmp_path / "extrait").symlink_to(user_cache_path("extrait"))
    code = "from qa import Assistant; print(Assistant.load().ask('Combien de startups ?').text is not None)"
    environment = {k: v for k, v in os.environ.items() if k != "ORT_DISABLE_TELEMETRY"} | {
        "XDG_CACHE_HOME": str(tmp_path),
        "HOME": str(tmp_path),
    }
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.stdout == "True\n", done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["extrait"]
