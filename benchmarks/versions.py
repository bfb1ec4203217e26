"""Compares any number of commits of this repository: ``python benchmarks/versions.py BEFORE AFTER``.

Each is checked out into a temporary folder and measured in a process of its own; all take turns, so that a busy machine
slows all alike. Prints a Markdown table of medians. All run in this environment and fill caches of their own first, so
that only what was committed differs. Linux only.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import tqdm

ROUNDS = 5
COLUMNS = {
    "load": "loaded, s",
    "first": "first question, ms",
    "p50": "question p50, ms",
    "again": "asked again, ms",
    "encoded": "passages/s",
    "peak": "peak memory, MB",
}
WORK = """
import json, resource, statistics, sys, time

def milliseconds(run, *given):
    began = time.perf_counter()
    run(*given)
    return 1000 * (time.perf_counter() - began)

began = time.perf_counter()
from qa import Assistant
assistant = Assistant.load()
load = time.perf_counter() - began
articles = json.load(open("qa/questions/article.json"))["data"]
asked = [qa["question"] for a in articles for p in a["paragraphs"] for qa in p["qas"] if not qa.get("history")][::8]
first, *spent = [milliseconds(assistant.ask, question) for question in asked]
again = milliseconds(assistant.ask, asked[-1])
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
texts = [passage.text for passage in assistant.retriever.index.passages]
encoded = 1000 * len(texts) / milliseconds(assistant.retriever.encoder.passages, texts)
p50 = statistics.median(spent)
print(json.dumps({"load": load, "first": first, "p50": p50, "again": again, "encoded": encoded, "peak": peak}))
"""


def main() -> None:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("versions", nargs="+", help="commits, tags or branches")
    versions = parser.parse_args().versions
    with tempfile.TemporaryDirectory() as name:
        folders = {version: checked_out(version, Path(name)) for version in versions}
        try:
            rounds = [
                {version: measured(folder) for version, folder in folders.items()}
                for _ in tqdm.trange(ROUNDS + 1, disable=None)
            ][1:]  # the first round fills the caches
        finally:
            for folder in folders.values():
                git("worktree", "remove", "--force", str(folder))
    print("| version | " + " | ".join(COLUMNS.values()) + " |\n|---|" + "--:|" * len(COLUMNS))
    for version in versions:
        medians = {column: statistics.median(row[version][column] for row in rounds) for column in COLUMNS}
        figures = " | ".join(f"{value:.1f}" if value < 20 else f"{value:.0f}" for value in medians.values())
        print(f"| {git('log', '-1', '--format=%h %s', version).strip()} | {figures} |")


def checked_out(version: str, root: Path) -> Path:
    """A folder with the files of ``version``."""
    folder = root / version
    git("worktree", "add", "--detach", str(folder), version)
    return folder


def measured(folder: Path) -> dict[str, float]:
    """The figures of ``COLUMNS`` for the version in ``folder``, whose packages come before the installed ones."""
    done = subprocess.run(
        [sys.executable, "-c", WORK],
        cwd=folder, check=True, capture_output=True, text=True,
        env={**os.environ, "XDG_CACHE_HOME": str(folder / "cache")},
    )  # fmt: skip
    return dict(json.loads(done.stdout.splitlines()[-1]))


def git(*command: str) -> str:
    """The output of a ``git`` command."""
    return subprocess.run(["git", *command], check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    main()
