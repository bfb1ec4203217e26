"""What the processor could do, and what each engine reaches: ``python benchmarks/engines.py --data DIR``.

Encoder and reader on the same windows, one after another in every round, so that a busy machine slows all alike; medians.
The limit is the arithmetic of the layers' matrix products, timed as bare float32 products of those shapes. bfloat16 is
measured where the processor has it, OpenVINO where it is installed (``pip install openvino nncf``); what ships is
PyTorch in float32 (the fall-back) and ONNX Runtime in int8. ``--accuracy N`` puts N held-out questions to the two that
ship.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tqdm
from reading import measured

from index import engine
from index.base_model import base_model_folder
from index.encoder import Encoder, _SentenceTransformer
from qa import Reader
from qa.reader import _by_transformers
from qa.squad import Question, read_squad

WINDOWS, TOKENS, ROUNDS = 10, 160, 7
SHAPES = [(384, 384)] * 4 + [(384, 1536), (1536, 384)]  # of one layer's six products: in, out


def main() -> None:
    """Measure and print both tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--accuracy", type=int, default=0, help="questions for the second table (default none)")
    options = parser.parse_args()
    questions = read_squad(options.data / "piaf-fr-dev.json.gz")
    windows = _windows(questions)
    print(f"{WINDOWS} windows of {TOKENS} tokens, {torch.get_num_threads()} threads; "
          f"{_operations() * TOKENS / 1e9:.1f} billion multiplications a window.")  # fmt: skip
    print("\n| engine | ms | share of the limit | times PyTorch float32 |\n|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        times = interleaved(_engines(windows, Path(folder)))
    limit, slow = times["bare float32 products (the limit)"], times["PyTorch float32"]
    for name, spent in times.items():
        print(f"| {name} | {spent:.0f} | {limit / spent:.2f} | {slow / spent:.2f} |")
    if options.accuracy:
        _accuracy(random.Random(0).sample(questions, min(options.accuracy, len(questions))))


def interleaved(runs: dict[str, Callable[[], object]]) -> dict[str, float]:
    """Median milliseconds of each, after one run that is not counted."""
    times: dict[str, list[float]] = {name: [] for name in runs}
    for turn in tqdm.trange(ROUNDS + 1, disable=None):
        for name, run in runs.items():
            began = time.perf_counter()
            run()
            if turn:
                times[name].append(1000 * (time.perf_counter() - began))
    return {name: statistics.median(spent) for name, spent in times.items()}


def _windows(questions: Sequence[Question]) -> list[list[int]]:
    """Real text cut to one length, so that no engine pads."""
    ids = [i for q in questions[:200:5] for i in engine.tokenizer(base_model_folder()).encode(q.context).ids[1:-1]]
    return [[0, *ids[at * TOKENS : (at + 1) * TOKENS - 2], 2] for at in range(WINDOWS)]


def _operations() -> int:
    """Multiply-adds a token, of the linear layers and of attention over ``TOKENS``."""
    return engine.LAYERS * (sum(a * b for a, b in SHAPES) + 2 * TOKENS * engine.HIDDEN)


def _engines(windows: list[list[int]], folder: Path) -> dict[str, Callable[[], object]]:
    reader, (slow, _) = Reader.load(), _by_transformers(None)
    model = slow.args[0]  # type: ignore[attr-defined]
    runs: dict[str, Callable[[], object]] = {"bare float32 products (the limit)": _products}
    runs["PyTorch float32"] = lambda: slow(windows)

    def half() -> object:
        with torch.autocast("cpu", dtype=torch.bfloat16):
            return slow(windows)

    if torch.backends.cpu.get_cpu_capability().startswith("AVX512"):  # emulated elsewhere: thirty times slower
        runs["PyTorch bfloat16"] = half
    runs |= _exported(model, windows, folder)
    runs["ONNX Runtime int8 (used)"] = lambda: reader._logits(windows)
    return runs


def _products() -> None:
    for inside, out in SHAPES:
        a, b = _random(WINDOWS * TOKENS, inside), _random(inside, out)
        for _ in range(engine.LAYERS):
            a @ b


@cache
def _random(*shape: int) -> torch.Tensor:
    return torch.randn(*shape)


def _exported(model: Any, windows: list[list[int]], folder: Path) -> dict[str, Callable[[], object]]:
    """The same model by way of a traced export, float32 in ONNX Runtime and all of OpenVINO's kinds."""
    ids = torch.tensor(windows)
    inputs = {"input_ids": ids.numpy(), "attention_mask": np.ones(ids.shape, np.int64)}
    runs: dict[str, Callable[[], object]] = {}
    with contextlib.suppress(ImportError):
        import onnxruntime

        names = {"input_names": list(inputs), "output_names": ["start", "end"]}
        example = (ids, torch.ones_like(ids))
        model.config.return_dict = False
        torch.onnx.export(model, example, str(folder / "reader.onnx"), dynamo=False, opset_version=17, **names)
        session = onnxruntime.InferenceSession(folder / "reader.onnx", providers=["CPUExecutionProvider"])
        runs["ONNX Runtime float32"] = lambda: session.run(None, inputs)
    if importlib.util.find_spec("openvino") and importlib.util.find_spec("nncf"):
        runs |= _openvino(folder / "reader.onnx", inputs)
    model.config.return_dict = True
    return runs


def _openvino(graph: Path, inputs: dict[str, Any]) -> dict[str, Callable[[], object]]:
    import nncf
    import openvino

    core = openvino.Core()
    whole = core.read_model(graph)
    rows = [{name: value[i : i + 1].repeat(WINDOWS, 0) for name, value in inputs.items()} for i in range(WINDOWS)]
    quantised = nncf.quantize(whole.clone(), nncf.Dataset(rows), model_type=nncf.ModelType.TRANSFORMER)
    kinds = {"float32": (whole, "f32"), "int8": (quantised, "f32")}
    if "BF16" in core.get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        kinds["bfloat16"] = (whole, "bf16")
    runs: dict[str, Callable[[], object]] = {}
    for name, (model, precision) in kinds.items():
        compiled = core.compile_model(model, "CPU", {"INFERENCE_PRECISION_HINT": precision})
        runs[f"OpenVINO {name}"] = lambda compiled=compiled: compiled(inputs)  # type: ignore[misc]
    return runs


def _accuracy(questions: Sequence[Question]) -> None:
    readers = {"PyTorch float32": Reader(*_by_transformers(None)), "ONNX Runtime int8 (used)": Reader.load()}
    encoders = {
        "PyTorch float32": _SentenceTransformer(str(base_model_folder())),
        "ONNX Runtime int8 (used)": Encoder.load()._model,
    }
    contexts = list(dict.fromkeys(question.context for question in questions))
    gold = np.array([contexts.index(question.context) for question in questions])
    print("\n| engine | EM | F1 | recall@1 | recall@5 |\n|---|--:|--:|--:|--:|")
    for name, reader in readers.items():
        exact, f1, _ = measured(reader, questions, "fr")
        scores = (
            encoders[name].encode([q.text for q in questions], "query") @ encoders[name].encode(contexts, "document").T
        )
        rank = (scores > scores[np.arange(len(gold)), gold][:, None]).sum(axis=1)
        print(f"| {name} | {exact:.1f} | {f1:.1f} | {100 * (rank < 1).mean():.1f} | {100 * (rank < 5).mean():.1f} |")


if __name__ == "__main__":
    main()
