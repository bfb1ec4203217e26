"""Runs the twelve layers of the base model as an int8 ONNX graph in ONNX Runtime, for both the encoder and the reader.

Each sequence is run on its own, so that nothing is padded, on one core; one that is alone gets several. Weights are
int8 with one scale per output row. Activations are quantised at run time with one scale per token, from its largest
value: one scale per tensor, as in ONNX Runtime's ``quantize_dynamic``, costs the reader two points of F1. Encoder and
reader share the embeddings, of which only the rows in use are read from the base model's file.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache, cached_property, lru_cache, partial
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index import folders
from index.errors import not_cached

LAYERS, HEADS, HIDDEN, EPSILON = 12, 12, 384, 1e-12
LOWEST = 0.17  # GELU is never below -LOWEST
POSITIONS = 512  # maximum tokens of a sequence
WORDS = 8192  # tokens whose embeddings are kept in memory, 13 MB: most of any text
# Cores that share a sequence: its steps are short, and a system counts hyperthreads as cores (2 were measured).
_MOST = 4
_SHORT = 64  # tokens; so short a sequence is hardly faster on several cores
# Microseconds that a core waits for the next step of a shared sequence before it sleeps. By ONNX Runtime's own, much
# longer, waiting cores are in the way of the next sequences.
_WAIT = 20
_GRAPH = "layers.onnx"
_VERSION = 5  # increment when the written graph changes
Weights = Mapping[str, NDArray[np.float32]]
Made = TypeVar("Made")


def available() -> bool:
    """Whether ONNX Runtime is installed and a graph can be written."""
    return all(importlib.util.find_spec(name) for name in ("onnxruntime", "onnx"))


class Engine:
    """Runs the graph on token ids; safe to call from several threads. It is loaded in the background."""

    def __init__(self, graph: Path, embeddings: Embeddings, threads: int = 1) -> None:
        self._session = in_background(partial(_session, graph, threads))
        self._graph, self._embeddings = graph, embeddings
        self._at_once = ThreadPoolExecutor(cores(), "engine")

    @classmethod
    def load(
        cls, base: Path, name: str, version: str, weights: Callable[[], Weights], head: str | None = None
    ) -> Engine:
        """The engine ``name``, once in a process, after writing its graph into the cache if it is missing or damaged.

        Args:
            base: model folder with the embeddings.
            version: identifies the weights.
            weights: reads the weights, named as in Transformers from ``encoder.layer.0`` on; called only to write.
            head: name of a linear layer on every token; without one, the output is the normalised mean of all tokens.

        Raises:
            ModelError: the cache cannot be written.
        """
        # Machines with different processors may share a home, so the name says which kind the graph is for.
        folder = user_cache_path("extrait") / f"{name}-{version[:16]}-{_VERSION}{'-vnni' if sums_exactly() else ''}"
        try:
            folders.made_once(
                folder, {"engine": name, "version": version}, lambda new: _write(weights(), head, new / _GRAPH, name)
            )
        except OSError as error:
            raise not_cached(name, folder.parent, error, 100) from error
        return _opened(folder / _GRAPH, base)

    def __call__(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """Run one sequence of at most 512 tokens; returns (tokens, outputs of the head), or (384,) without a head."""
        return np.asarray(self._session.result().run(None, {"x": self._embeddings(ids)[None]})[0][0])

    def each(self, sequences: Sequence[Sequence[int]]) -> Iterator[NDArray[np.float32]]:
        """Run several sequences, as many at once as there are cores; a single one on several cores.

        Cores that share a sequence wait for each other at every step, so that is the slower way where there are more.
        The first one does not wait for a session of several cores to be loaded.
        """
        if len(sequences) > 1:
            return self._at_once.map(self, sequences)
        shared = cores() > 1 and any(len(ids) > _SHORT for ids in sequences)
        return map(self._on_several if shared and self._on_several._session.done() else self, sequences)

    @cached_property
    def _on_several(self) -> Engine:
        return Engine(self._graph, self._embeddings, min(_MOST, cores()))


class Embeddings:
    """Word and position embeddings with their layer norm, from a BERT in a safetensors file."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("rb", buffering=0)
        length = int.from_bytes(self._file.read(8), "little")
        header = json.loads(self._file.read(length))

        def start(name: str) -> int:
            return 8 + length + int(header[f"embeddings.{name}"]["data_offsets"][0])

        def tensor(name: str) -> NDArray[np.float32]:
            shape = tuple(header[f"embeddings.{name}"]["shape"])
            return np.memmap(path, "<f4", "r", start(name), shape)

        self._words = start("word_embeddings.weight")
        self._word = lru_cache(WORDS)(self._read_word)
        self._places = np.array(tensor("position_embeddings.weight") + tensor("token_type_embeddings.weight")[0])
        self._scale, self._shift = (np.array(tensor(f"LayerNorm.{part}")) for part in ("weight", "bias"))

    def __call__(self, ids: Sequence[int]) -> NDArray[np.float32]:
        """The embeddings of ``ids``, (tokens, hidden)."""
        words, places = np.unique(np.asarray(ids), return_inverse=True)
        x = np.stack([self._word(int(word)) for word in words])[places] + self._places[: len(ids)]
        x -= x.mean(axis=1, keepdims=True)
        x /= np.sqrt((x * x).mean(axis=1, keepdims=True) + EPSILON)
        return np.asarray(x * self._scale + self._shift)

    def _read_word(self, word: int) -> NDArray[np.float32]:
        # Not memory-mapped: the system would map 64 kB or more for each row of 1.5 kB, 200 MB after ten questions.
        return np.frombuffer(os.pread(self._file.fileno(), 4 * HIDDEN, self._words + 4 * HIDDEN * word), "<f4")


def int8_rows(weight: NDArray[np.float32]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Quantise a weight (out, in) to integers and a scale for each row: symmetric, rounded to the nearest."""
    scale = np.maximum(np.abs(weight).max(axis=1), 1e-12) / 127
    return np.rint(weight / scale[:, None]).astype(np.int8), scale


def cores() -> int:
    """Number of cores that this process may use: in a container or under ``taskset`` maybe not all of them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def sums_exactly() -> bool:
    """Whether this is an x86 processor that sums 8-bit products in 32 bits (VNNI, since about 2019).

    Without VNNI it sums them in 16 bits, which overflows. ONNX Runtime's workaround takes a tenth longer there, and
    twice as long on a processor that does not need it.
    """
    try:
        with Path("/proc/cpuinfo").open() as file:  # only its first lines: reading all of it is slow on a big server
            return "vnni" in next((line for line in file if line.startswith("flags")), "")
    except OSError:  # not Linux: Apple's processors do not overflow, and the workaround does nothing there
        return False


@cache
def _opened(graph: Path, base: Path) -> Engine:
    return Engine(graph, embeddings(base))


@cache
def embeddings(base: Path) -> Embeddings:
    """The embeddings of the model folder ``base``, opened once."""
    return Embeddings(base / "model.safetensors")


def _write(weights: Weights, head: str | None, path: Path, name: str) -> None:
    import tqdm
    from onnx import TensorProto, helper

    graph = _Graph()
    x = "x"
    for i in tqdm.trange(LAYERS, desc=f"Preparing the {name} (once)", unit="layer", disable=None, leave=False):
        prefix = f"encoder.layer.{i}."
        x = graph.layer(x, {k.removeprefix(prefix): v for k, v in weights.items() if k.startswith(prefix)})
    if head:
        product = graph.add("MatMul", x, graph.constant(weights[f"{head}.weight"].T))
        out = graph.add("Add", product, graph.constant(weights[f"{head}.bias"]))
        shape: list[str | int | None] = [1, "tokens", None]
    else:
        mean = graph.add("ReduceMean", x, graph.constant(np.array([1])), keepdims=0)
        out, shape = graph.add("LpNormalization", mean, axis=-1, p=2), [1, HIDDEN]
    inputs = [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, "tokens", HIDDEN])]
    outputs = [helper.make_tensor_value_info(out, TensorProto.FLOAT, shape)]
    whole = helper.make_graph(graph.nodes, name, inputs, outputs, graph.constants)
    opsets = [helper.make_opsetid("", 20), helper.make_opsetid("com.microsoft", 1)]
    _optimised(helper.make_model(whole, opset_imports=opsets, ir_version=10), path)


def _optimised(model: Any, path: Path) -> None:
    """Write the graph as ONNX Runtime optimises it for this processor.

    Raises:
        OSError: it cannot be written.
    """
    options = _options()
    if not sums_exactly():
        options.add_session_config_entry("session.x64quantprecision", "1")
    options.optimized_model_filepath = str(path)
    # The fused addition and layer norm takes five times as long as the two one after the other.
    kept_apart = ["SkipLayerNormFusion"]
    try:
        _runtime().InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"], disabled_optimizers=kept_apart
        )
    except Exception as error:  # the runtime reports a full disk as a failed serialisation
        raise OSError(str(error)) from error


def in_background(make: Callable[[], Made]) -> Future[Made]:
    """Call ``make`` in a thread of its own."""
    pool = ThreadPoolExecutor(1)
    made = pool.submit(make)
    pool.shutdown(wait=False)
    return made


def _session(graph: Path, threads: int) -> Any:
    """A session of ONNX Runtime on as many cores; most of the time that it takes to load, other threads can run."""
    onnxruntime = _runtime()
    options = _options()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.intra_op.spin_duration_us", str(_WAIT))
    # The file was optimised when written; doing it again took most of the load time.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    return onnxruntime.InferenceSession(str(graph), options, providers=["CPUExecutionProvider"])


def _runtime() -> Any:
    """Import ONNX Runtime without its telemetry, which version 1.32 added and which must be off before the import."""
    os.environ["ORT_DISABLE_TELEMETRY"] = "1"
    import onnxruntime

    return onnxruntime


def _options() -> Any:
    options = _runtime().SessionOptions()
    options.log_severity_level = 3  # errors only
    return options


class _Graph:
    """A graph under construction; each method adds nodes or constants and returns the name of its output."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.zeros: dict[int, str] = {}

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        from onnx import helper

        name = f"{operator}{len(self.nodes)}"
        self.nodes.append(helper.make_node(operator, list(inputs), [name], **attributes))
        return name

    def constant(self, value: NDArray[Any] | np.generic) -> str:
        from onnx import numpy_helper

        name = f"constant{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value).reshape(np.shape(value)), name))
        return name

    def layer(self, x: str, w: Weights) -> str:
        """A post-norm layer of BERT (Devlin et al., 2019)."""

        def linear(x: tuple[str, str], name: str) -> str:
            return self.linear(x, w[f"{name}.weight"], w[f"{name}.bias"])

        def norm(x: str, name: str) -> str:
            scale, shift = self.constant(w[f"{name}.weight"]), self.constant(w[f"{name}.bias"])
            return self.add("LayerNormalization", x, scale, shift, axis=-1, epsilon=EPSILON)

        small = self.quantised(x)
        projected = [linear(small, f"attention.self.{part}") for part in ("query", "key", "value")]
        mixed = self.add("MultiHeadAttention", *projected, num_heads=HEADS, domain="com.microsoft")
        x = norm(
            self.add("Add", linear(self.quantised(mixed), "attention.output.dense"), x), "attention.output.LayerNorm"
        )
        wide = self.add("Gelu", linear(self.quantised(x), "intermediate.dense"))
        narrow = self.after_gelu(wide, w["output.dense.weight"], w["output.dense.bias"])
        return norm(self.add("Add", narrow, x), "output.LayerNorm")

    def quantised(self, x: str) -> tuple[str, str]:
        """Quantise x to uint8 with zero point 128; also returns the step size of each token, (1, tokens, 1)."""
        return self.rounded(x, self.add("Abs", x), 128, 127)

    def rounded(self, x: str, sizes: str, zero: int, steps: int) -> tuple[str, str]:
        """Quantise x to uint8 with zero point ``zero``; a token's step size is its largest of ``sizes`` / ``steps``."""
        largest = self.add("ReduceMax", sizes, self.constant(np.array([-1])), keepdims=1)
        positive = self.add("Max", largest, self.constant(np.float32(1e-12)))
        step = self.add("Mul", positive, self.constant(np.float32(1 / steps)))
        flat = self.add("Reshape", step, self.constant(np.array([-1])))
        return self.add("QuantizeLinear", x, flat, self.for_each_token(zero), axis=1), step

    def for_each_token(self, zero: int) -> str:
        """The zero point repeated for every token, made once for all layers."""
        if zero not in self.zeros:
            tokens = self.add("Shape", "x", start=1, end=2)
            self.zeros[zero] = self.add("Expand", self.constant(np.array([zero], np.uint8)), tokens)
        return self.zeros[zero]

    def linear(self, x: tuple[str, str], weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """``x W' + b`` for a quantised x and W (out, in)."""
        return self.product(x, 128, *int8_rows(weight), bias)

    def after_gelu(self, x: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
        """``linear`` for the output of GELU: ``x + LOWEST`` is never negative, so it can use all 8 bits; the bias
        subtracts ``LOWEST W'`` again."""
        above = self.add("Add", x, self.constant(np.float32(LOWEST)))
        integers, scale = int8_rows(weight)
        lifted = bias - LOWEST * scale * integers.sum(axis=1, dtype=np.float32)
        return self.product(self.rounded(above, above, 0, 255), 0, integers, scale, lifted)

    def product(
        self,
        x: tuple[str, str],
        zero: int,
        integers: NDArray[np.int8],
        scale: NDArray[np.float32],
        bias: NDArray[np.float32],
    ) -> str:
        """``x W' + b`` for x in uint8 with zero point ``zero``, and the step size of each token."""
        one, worth = self.constant(np.float32(1)), self.constant(scale.astype(np.float32))
        operands = x[0], self.constant(integers.T), one, worth, self.constant(np.uint8(zero))
        scaled = self.add("MatMulIntegerToFloat", *operands, domain="com.microsoft")
        return self.add("Add", self.add("Mul", scaled, x[1]), self.constant(bias.astype(np.float32)))
