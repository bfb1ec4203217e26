"""Compares extrait with what people would use instead: ``python benchmarks/others.py --data DIR``.

The same weights, questions and passages go through extrait and through others, each in a virtual environment of its own
(made once in the cache folder, from the package registry). Each is a process that waits for its turn; a round gives
the same few questions to one process after the other, so that a noisy machine is noisy for all. Prints three Markdown
tables (reading one at a time, many together, encoding): medians over rounds, ratios, peak memory, and F1 or cosine.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

TORCH = "torch==2.13.0"  # installed first, in this exact version: the build for processors
# The last major version of each that still has a reader.
PACKAGES = {
    "transformers": ["transformers==4.57.6"],
    "haystack": ["haystack-ai>=2.31,<3", "transformers==4.57.6", "accelerate>=1"],
    "txtai": ["txtai>=9,<10", "transformers==4.57.6"],
    "sentence-transformers": ["sentence-transformers>=5.3,<7"],
}
READERS = ("extrait", "transformers", "haystack", "txtai")
ENCODERS = ("extrait", "sentence-transformers", "txtai")
NAMES = {
    "extrait": "extrait",
    "transformers": "Transformers 4, `question-answering` pipeline",
    "haystack": "Haystack 2, `ExtractiveReader`",
    "txtai": "txtai",
    "sentence-transformers": "sentence-transformers",
}
WARM = 3  # questions that all answer first, not counted
ANSWER = 30  # most tokens of an answer, if it can be set


@dataclass
class Worker:
    """A process in the environment of ``name`` that does ``task`` ("read", "read together" or "encode") when told to."""

    name: str
    process: subprocess.Popen[str]
    seconds: list[float]
    results: list[Any]

    @classmethod
    def start(cls, name: str, task: str, folder: Path) -> Worker:
        """Start it, and wait until its model is loaded."""
        python = sys.executable if name == "extrait" else str(environment(name) / "bin" / "python")
        process = subprocess.Popen(
            [python, __file__, "--worker", name, task, str(folder)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "HF_HUB_OFFLINE": "1"},
        )  # fmt: skip
        worker = cls(name, process, [], [])
        worker.ask([])
        return worker

    def ask(self, items: Sequence[Any]) -> dict[str, Any]:
        """Its answer to ``items``: results, seconds, and megabytes at the peak."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(json.dumps(items) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise SystemExit(f"{self.name} ended with {self.process.wait()}: see above.")
        return dict(json.loads(line))


def main() -> None:
    """Measure reading, then encoding."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--questions", type=int, default=100, help="of piaf-fr-dev (default %(default)s)")
    parser.add_argument("--rounds", type=int, default=10, help="turns of each (default %(default)s)")
    parser.add_argument("--without", nargs="*", default=[], choices=PACKAGES, help="leave these out")
    parser.add_argument("--worker", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        serve(*options.worker)
        return
    if options.data is None:
        parser.error("--data is missing: give the folder of SQuAD files.")
    from qa.squad import read_squad

    chosen = random.Random(0).sample(read_squad(options.data / "piaf-fr-dev.json.gz"), options.questions + WARM)
    questions, others = chosen[WARM:], chosen[:WARM]
    reader, encoder = exported()
    shared = [name for name in READERS if name not in options.without]
    for title, task in (("Reading, one at a time", "read"), ("Reading, many together", "read together")):
        read = measured(shared, task, reader, asked(others), asked(questions), options.rounds)
        print(table(title, "questions/s", read, [f1(worker.results, questions) for worker, _ in read]))
    passages, warm = (list(dict.fromkeys(q.context for q in some)) for some in (questions, others))
    shared = [name for name in ENCODERS if name not in options.without]
    encoded = measured(shared, "encode", encoder, warm, passages, options.rounds)
    print(
        table(
            "Encoding",
            "passages/s",
            encoded,
            [agreement(worker.results, encoded[0][0].results) for worker, _ in encoded],
        )
    )


def asked(questions: Sequence[Any]) -> list[tuple[str, str]]:
    """Each question with its paragraph."""
    return [(question.text, question.context) for question in questions]


def environment(name: str) -> Path:
    """The virtual environment of ``name``, made on first use."""
    from platformdirs import user_cache_path

    folder = user_cache_path("extrait") / "others" / name
    done = folder / "packages.json"
    wanted = json.dumps([TORCH, *PACKAGES[name]])
    if not done.is_file() or done.read_text() != wanted:
        print(f"Installing {name} into {folder}", file=sys.stderr)
        venv.create(folder, clear=True, with_pip=True)
        for packages in ([TORCH], [TORCH, *PACKAGES[name]]):
            subprocess.run([folder / "bin" / "pip", "install", "--quiet", *packages], check=True)
        done.write_text(wanted)
    return folder


def exported() -> tuple[Path, Path]:
    """Our reader as an ordinary Transformers folder, and our encoder as a sentence-transformers one."""
    import shutil

    import torch
    from platformdirs import user_cache_path
    from transformers import AutoModelForQuestionAnswering

    from index.base_model import base_model_folder
    from index.folders import digest, written_beside
    from index.hub import quiet_loading
    from qa import weights

    base = base_model_folder()
    with weights.shipped() as path:
        folder = user_cache_path("extrait") / "others" / f"reader-{digest(path)[:16]}"
        if not folder.is_dir():
            with quiet_loading():
                model = AutoModelForQuestionAnswering.from_pretrained(base)
            state = {name: torch.from_numpy(value) for name, value in weights.load(path).items()}
            if unknown := model.load_state_dict(state, strict=False).unexpected_keys:
                raise SystemExit(f"{path} holds {unknown[0]}, which Transformers does not know.")
            with written_beside(folder) as new:
                model.save_pretrained(new)
                for name in ("tokenizer.json", "tokenizer_config.json"):
                    shutil.copy(base / name, new)
    return folder, base


def measured(
    names: Sequence[str], task: str, folder: Path, others: Sequence[Any], items: Sequence[Any], rounds: int
) -> list[tuple[Worker, float]]:
    """Every worker after all rounds of ``items``, with its peak memory in MB; ``others`` come first, not counted."""
    workers = [Worker.start(name, task, folder) for name in names]
    size = -(-len(items) // rounds)
    for worker in workers:
        worker.ask(others)  # the work that is done only once
    for at in range(0, len(items), size):
        for worker in workers[at // size % len(workers) :] + workers[: at // size % len(workers)]:
            answer = worker.ask(items[at : at + size])
            worker.seconds.append(answer["seconds"] / len(items[at : at + size]))
            worker.results += answer["results"]
    peaks = [float(worker.ask([])["peak"]) for worker in workers]
    for worker in workers:
        worker.process.terminate()
        worker.process.wait()
    return list(zip(workers, peaks, strict=True))


def table(title: str, unit: str, measured: Sequence[tuple[Worker, float]], quality: Sequence[str]) -> str:
    """A Markdown table: a line for each worker, with ratios against the first."""
    ours = measured[0][0]
    what = "F1" if unit.startswith("q") else "cosine with ours, mean"
    lines = [f"\n| {title} | {unit} | ours is faster by | peak memory, MB | ours | {what} |\n|---|--:|--:|--:|--:|--:|"]
    for (worker, memory), good in zip(measured, quality, strict=True):
        speed = median(1 / s for s in worker.seconds)
        ratio = median(theirs / own for theirs, own in zip(worker.seconds, ours.seconds, strict=True))
        share = f"{measured[0][1] / memory:.0%}".replace("%", " %")
        lines.append(f"| {NAMES[worker.name]} | {speed:.1f} | {ratio:.1f} | {memory:.0f} | {share} | {good} |")
    return "\n".join(lines)


def f1(predictions: Sequence[str], questions: Sequence[Any]) -> str:
    """Mean F1 in percent, French articles dropped."""
    from qa import metrics

    scores = [
        metrics.f1(p, [gold.text for gold in q.answers], "fr") for p, q in zip(predictions, questions, strict=True)
    ]
    return f"{100 * sum(scores) / len(scores):.1f}"


def agreement(vectors: Sequence[Sequence[float]], ours: Sequence[Sequence[float]]) -> str:
    """Mean cosine between ``vectors`` and ``ours``, which are unit vectors."""
    return f"{sum(sum(a * b for a, b in zip(*pair, strict=True)) for pair in zip(vectors, ours, strict=True)) / len(ours):.4f}"


def serve(name: str, task: str, folder: str) -> None:
    """Answer each line of JSON on stdin; runs in the environment of ``name``."""
    out = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what libraries print goes to stderr
    call = LOADERS[name, task](folder)
    for line in sys.stdin:
        items = json.loads(line)
        began = time.perf_counter()
        results = call(items) if items else []
        seconds = time.perf_counter() - began
        out.write(json.dumps({"results": results, "seconds": seconds, "peak": peak()}) + "\n")
        out.flush()


def peak() -> float:
    """Peak memory of this process in megabytes."""
    status = Path("/proc/self/status")
    if status.is_file():  # Linux's ru_maxrss starts from that of the parent process
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


Call = Callable[[Sequence[Any]], list[Any]]


def extrait_read(folder: str) -> Call:
    """Our reader."""
    from qa import Reader

    reader = Reader.load()
    return lambda items: [reader.read(question, [context], n_best=1)[0].text for question, context in items]


def extrait_read_together(folder: str) -> Call:
    """Our reader, many questions at once."""
    from qa import Reader

    reader = Reader.load()

    def ask(items: Sequence[Any]) -> list[str]:
        return [spans[0].text for spans in reader.read_each([(q, [context]) for q, context in items], n_best=1)]

    return ask


def extrait_encode(folder: str) -> Call:
    """Our encoder."""
    from index.encoder import Encoder

    encoder = Encoder.load()
    return lambda items: encoder.passages(items).tolist()  # type: ignore[no-any-return]


def transformers_read(folder: str) -> Call:
    """The pipeline that Transformers 5.3 removed."""
    from transformers import pipeline

    ask = pipeline("question-answering", folder, device="cpu")
    return lambda items: [ask(question=q, context=c, max_answer_len=ANSWER)["answer"] for q, c in items]


def haystack_read(folder: str) -> Call:
    """The component that Haystack 3 removed."""
    from haystack import Document
    from haystack.components.readers import ExtractiveReader
    from haystack.utils import ComponentDevice

    reader = ExtractiveReader(folder, device=ComponentDevice.from_str("cpu"), top_k=1, no_answer=False)
    reader.warm_up()

    def ask(question: str, context: str) -> str:
        return str(reader.run(query=question, documents=[Document(content=context)])["answers"][0].data)

    return lambda items: [ask(*item) for item in items]


def txtai_read(folder: str) -> Call:
    """Its ``Questions`` pipeline."""
    from txtai.pipeline import Questions

    questions = Questions(folder, gpu=False)

    def ask(question: str, context: str) -> str:
        try:
            return questions([question], [context])[0] or ""
        except TypeError:  # what it raises where the model says "no answer"
            return ""

    return lambda items: [ask(*item) for item in items]


def txtai_encode(folder: str) -> Call:
    """The vectors of its ``Embeddings``."""
    from txtai import Embeddings

    prefixes = {"query": "query: ", "data": "passage: "}
    embeddings = Embeddings(path=folder, method="transformers", gpu=False, instructions=prefixes)
    return lambda items: embeddings.batchtransform(items, category="data").tolist()  # type: ignore[no-any-return]


def sentence_transformers_encode(folder: str) -> Call:
    """``encode_document`` with its defaults."""
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(folder, device="cpu")
    return lambda items: model.encode_document(items, normalize_embeddings=True).tolist()


LOADERS: dict[tuple[str, str], Callable[[str], Call]] = {
    ("extrait", "read"): extrait_read,
    ("extrait", "encode"): extrait_encode,
    ("extrait", "read together"): extrait_read_together,
    ("transformers", "read"): transformers_read,
    ("transformers", "read together"): transformers_read,  # batches of 4 to 32 are slower, because of padding
    ("haystack", "read"): haystack_read,
    ("haystack", "read together"): haystack_read,  # takes one question
    ("txtai", "read"): txtai_read,
    ("txtai", "read together"): txtai_read,  # goes through its questions one by one
    ("txtai", "encode"): txtai_encode,
    ("sentence-transformers", "encode"): sentence_transformers_encode,
}


if __name__ == "__main__":
    main()
