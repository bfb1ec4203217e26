"""Seconds from a command to its answer, on a warm cache: ``python benchmarks/startup.py``.

Each command is a process of its own; all take turns, so that a busy machine slows all alike; medians. The page is
opened in a real Chromium, and timed until it can be typed into, then for each answer. Needs ``.[test]`` installed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

import tqdm
from playwright.sync_api import Browser, sync_playwright

from tests import chromium
from tests.window import FLAGS, ask, open_page

ROUNDS = 5
ENV = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}  # few users set it
EXTRAIT = str(Path(sys.executable).with_name("extrait"))
COMMANDS = {
    "Python alone": [sys.executable, "-c", "pass"],
    "`extrait --help`": [EXTRAIT, "--help"],
    "importing ONNX Runtime": [sys.executable, "-c", "import onnxruntime"],
    "importing PyTorch": [sys.executable, "-c", "import torch"],
    "importing sentence-transformers": [sys.executable, "-c", "import sentence_transformers"],
    "`extrait ask`, answered": [EXTRAIT, "ask", "How many digital jobs will be created?"],
}
QUESTIONS = {
    "the page's first question, answered": "Combien d'emplois numériques seront créés ?",
    "its second question, answered": "Où sera basé le « Jazari Root » ?",
}


def main() -> None:
    """Measure and print the table."""
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    spent: dict[str, list[float]] = defaultdict(list)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        for turn in tqdm.trange(ROUNDS + 1, disable=None):
            times = {name: seconds(command) for name, command in COMMANDS.items()} | window(browser)
            if turn:  # the first round fills the caches
                for name, value in times.items():
                    spent[name].append(value)
    print("| | seconds |\n|---|--:|")
    for name, values in spent.items():
        print(f"| {name} | {statistics.median(values):.2f} |")


def seconds(command: list[str]) -> float:
    """How long the command takes."""
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=ENV)
    return time.perf_counter() - began


def window(browser: Browser) -> dict[str, float]:
    """From ``extrait chat`` to its address, to a page that can be typed into, and to each answer."""
    began = time.perf_counter()
    served: Any = subprocess.Popen(
        [EXTRAIT, "chat"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        env={**ENV, "BROWSER": "true"},
    )  # fmt: skip
    try:
        address = served.stdout.readline().removeprefix("extrait: ").strip()
        times = {"`extrait chat`, the address": time.perf_counter() - began}
        began = time.perf_counter()
        page, _ = open_page(browser, address)
        page.locator("#send").wait_for()
        times["its page, ready"] = time.perf_counter() - began
        for name, question in QUESTIONS.items():
            began = time.perf_counter()
            ask(page, question)
            times[name] = time.perf_counter() - began
        page.context.close()
    finally:
        served.terminate()
        served.wait()
    return times


if __name__ == "__main__":
    main()
