"""Speed of each engine against the limits of the processor: ``python benchmarks/engines.py --data DIR``.

Reader and encoder run on the same windows, one engine after another in every round, so that a busy machine slows all
alike; medians. The limits are the matrix products of the layers alone, in float32 and in integers. OpenVINO is measured
if it is installed (``pip install -e ".[bench]"``). What ships is ONNX Runtime in int8, and PyTorch in float32 as the
fall-back. ``--accuracy N`` puts up to N held-out questions of each pair of languages to these two.
"""

from __future__ import annotations

import argparse
import importlib.util
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import torch
import tqdm
from onnx import TensorProto, helper, numpy_helper
from reading import held_out, measured
from transformers import AutoModel

from index import engine, pieces
from index.base_model import base_model_folder
from index.encoder import Encoder, _SentenceTransformer
from qa import Reader
from qa.reader import _by_transformers
from qa.squad import Question, read_squad

WINDOWS, TOKENS, ROUNDS = 10, 160, 7
SHAPES = [(384, 384)] * 4 + [(384, 1536), (1536, 384)]  # of one layer's six products: in, out
FLOATS, INTEGERS = "bare float32 products (a limit)", "bare int8 products (a limit)"
TORCH, USED = "PyTorch float32 (the fall-back)", "ONNX Runtime int8 (used)"
MODELS = ("reader", "encoder")
Runs = dict[str, Callable[[], object]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--accuracy", type=int, default=0, help="questions of each pair of languages (default none)")
    options = parser.parse_args()
    questions = read_squad(options.data / "piaf-fr-dev.json.gz")
    windows = _windows(questions)
    print(f"{WINDOWS} windows of {TOKENS} tokens, {torch.get_num_threads()} threads; "
          f"{_operations() / 1e6:.1f} million multiplications and additions a token.")  # fmt: skip
    read, encode = Reader.load()._logits, Encoder.load()._model._engine.each  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as name, ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as child:
        folder = Path(name)
        for model in MODELS:  # in another process: PyTorch takes twice as long in one that has exported a model
            child.submit(_export, model, windows, folder).result()
        runs = {
            "products": {FLOATS: _float_products, INTEGERS: _integer_products(folder)},
            "reader": _engines("reader", windows, folder) | {USED: lambda: list(read(windows))},
            "encoder": _engines("encoder", windows, folder) | {USED: lambda: list(encode(windows))},
        }
        times = interleaved(runs)
    _print(times)
    if options.accuracy:
        _accuracy(held_out(options.data, options.accuracy))


def interleaved(runs: dict[str, Runs]) -> dict[str, dict[str, float]]:
    """Median milliseconds of each run, all in turn; the first round is not counted."""
    times: dict[str, dict[str, list[float]]] = {model: {name: [] for name in each} for model, each in runs.items()}
    for turn in tqdm.trange(ROUNDS + 1, disable=None):
        for model, each in runs.items():
            for name, run in each.items():
                began = time.perf_counter()
                run()
                if turn:
                    times[model][name].append(1000 * (time.perf_counter() - began))
    return {model: {name: statistics.median(spent) for name, spent in each.items()} for model, each in times.items()}


def _print(times: dict[str, dict[str, float]]) -> None:
    limits, reader, encoder = times["products"], times["reader"], times["encoder"]
    print("\n| engine | reader, ms | encoder, ms | float32 products / reader | reader, times PyTorch |")
    print("|---|--:|--:|--:|--:|")
    for name in [*limits, *reader]:
        spent = {**limits, **reader}[name]
        ratios = f"{limits[FLOATS] / spent:.2f} | {reader[TORCH] / spent:.2f}"
        print(f"| {name} | {spent:.0f} | {encoder.get(name, spent):.0f} | {ratios} |")


def _windows(questions: Sequence[Question]) -> list[list[int]]:
    """Real text cut to one length, so that no engine pads."""
    ids = [i for row in pieces.load(base_model_folder()).ids([q.context for q in questions[:200:5]]) for i in row]
    return [[pieces.START, *ids[at * TOKENS : (at + 1) * TOKENS - 2], pieces.END] for at in range(WINDOWS)]


def _operations() -> int:
    """Multiplications and additions a token, of the linear layers and of attention over ``TOKENS``."""
    return engine.LAYERS * (sum(a * b for a, b in SHAPES) + 2 * TOKENS * engine.HIDDEN)


def _float_products() -> None:
    for inside, out in SHAPES:
        a, b = torch.ones(WINDOWS * TOKENS, inside), torch.ones(inside, out)
        for _ in range(engine.LAYERS):
            a @ b


def _integer_products(folder: Path) -> Callable[[], object]:
    """The same products of 8-bit integers in ONNX Runtime, without scales or other operations."""
    sessions = []
    for inside, out in SHAPES:
        path = folder / f"{inside}-{out}.onnx"
        weights = np.ones((inside, out), np.int8)
        node = helper.make_node("MatMulInteger", ["a", "b"], ["c"])
        graph = helper.make_graph(
            [node], "product",
            [helper.make_tensor_value_info("a", TensorProto.UINT8, [None, inside])],
            [helper.make_tensor_value_info("c", TensorProto.INT32, [None, out])],
            [numpy_helper.from_array(weights, "b")],
        )  # fmt: skip
        path.write_bytes(
            helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10).SerializeToString()
        )
        rows = np.ones((WINDOWS * TOKENS, inside), np.uint8)
        sessions.append((onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"]), {"a": rows}))
    return lambda: [session.run(None, rows) for session, rows in sessions for _ in range(engine.LAYERS)]


def _engines(name: str, windows: list[list[int]], folder: Path) -> Runs:
    """The runs of a model in Transformers and, as exported, in ONNX Runtime and OpenVINO."""
    model, inputs = _model(name), _inputs(windows)

    def run() -> object:
        with torch.inference_mode():
            return model(**inputs)

    def half() -> object:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return run()

    runs: Runs = {TORCH: run}
    if torch.backends.cpu.get_cpu_capability().startswith("AVX512"):  # emulated elsewhere: thirty times slower
        runs["PyTorch bfloat16"] = half
    arrays = {name: value.numpy() for name, value in inputs.items()}
    session = onnxruntime.InferenceSession(folder / f"{name}.onnx", providers=["CPUExecutionProvider"])
    runs["ONNX Runtime float32"] = lambda: session.run(None, arrays)
    if _openvino():
        import openvino

        core = openvino.Core()
        kinds = {"float32": (f"{name}.onnx", "f32"), "int8": (f"{name}-int8.xml", "f32")}
        if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
            kinds["bfloat16"] = (f"{name}.onnx", "bf16")
        for kind, (file, precision) in kinds.items():
            compiled = core.compile_model(folder / file, "CPU", {"INFERENCE_PRECISION_HINT": precision})
            runs[f"OpenVINO {kind}"] = lambda compiled=compiled: compiled(arrays)  # type: ignore[misc]
    return runs


def _model(name: str) -> Any:
    if name == "reader":
        return _by_transformers(None)[0].args[0]  # type: ignore[attr-defined]
    return AutoModel.from_pretrained(base_model_folder(), add_pooling_layer=False).eval()


def _inputs(windows: list[list[int]]) -> dict[str, torch.Tensor]:
    ids = torch.tensor(windows)
    return {"input_ids": ids, "attention_mask": torch.ones_like(ids)}


def _openvino() -> bool:
    return all(importlib.util.find_spec(name) for name in ("openvino", "nncf"))


class _ByPlace(torch.nn.Module):
    """A Transformers model with positional inputs, as the exporter wants them."""

    def __init__(self, model: Any) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        """The outputs of the model, as a tuple."""
        return self.model(input_ids=input_ids, attention_mask=attention_mask).to_tuple()


def _export(name: str, windows: list[list[int]], folder: Path) -> None:
    """Write NAME.onnx in float32 and, for OpenVINO, NAME-int8.xml, quantised on the windows."""
    inputs, path = _inputs(windows), folder / f"{name}.onnx"
    names, example = list(inputs), tuple(inputs.values())
    torch.onnx.export(_ByPlace(_model(name)), example, path, input_names=names, dynamo=False, opset_version=17)
    if _openvino():
        import nncf
        import openvino

        rows = [
            {key: value[i : i + 1].expand(WINDOWS, -1).numpy() for key, value in inputs.items()} for i in range(WINDOWS)
        ]
        kind = nncf.ModelType.TRANSFORMER
        openvino.save_model(
            nncf.quantize(openvino.Core().read_model(path), nncf.Dataset(rows), model_type=kind),
            folder / f"{name}-int8.xml",
        )


def _accuracy(sets: dict[str, list[Question]]) -> None:
    """Print how well each engine reads in every pair of languages, and how well it retrieves in French."""
    readers = {TORCH: Reader(*_by_transformers(None)), USED: Reader.load()}
    rows = {name: {kind: measured(reader, sets[kind], kind[3:5]) for kind in sets} for name, reader in readers.items()}
    pooled = {name: np.concatenate(list(each.values())) for name, each in rows.items()}
    print("\n| EM / F1 | " + " | ".join(sets) + " | all |\n|---|" + "--:|" * (len(sets) + 1))
    for name, each in rows.items():
        cells = [" / ".join(f"{x:.1f}" for x in scores.mean(axis=0)[:2]) for scores in [*each.values(), pooled[name]]]
        print(f"| {name} | " + " | ".join(cells) + " |")
    change = pooled[USED][:, 1] - pooled[TORCH][:, 1]
    error = change.std() / len(change) ** 0.5
    print(f"\nF1 of int8 over {len(change)} questions: {change.mean():+.2f}, standard error {error:.2f}.")
    _found(sets["fr-fr"])


def _found(questions: Sequence[Question]) -> None:
    encoders = {TORCH: _SentenceTransformer(str(base_model_folder())), USED: Encoder.load()._model}
    contexts = list(dict.fromkeys(question.context for question in questions))
    gold = np.array([contexts.index(question.context) for question in questions])
    print("\n| engine | recall@1 | recall@5 |\n|---|--:|--:|")
    for name, encoder in encoders.items():
        scores = encoder.encode([q.text for q in questions], "query") @ encoder.encode(contexts, "document").T
        rank = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
        print(f"| {name} | {100 * (rank < 1).mean():.1f} | {100 * (rank < 5).mean():.1f} |")


if __name__ == "__main__":
    main()
