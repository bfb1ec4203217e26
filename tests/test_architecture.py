"""The tree keeps its shape: ui -> qa -> index, and one heavy library in one file."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted(path for package in ("index", "qa", "ui") for path in (ROOT / package).rglob("*.py"))
MAY_IMPORT = {"index": {"index"}, "qa": {"index", "qa"}, "ui": {"index", "qa", "ui"}}
ONLY_IN = {
    "faiss": {"index/nearest.py"},
    "sentence_transformers": {"index/encoder.py"},
    "gradio": {"ui/app.py", "ui/layout.py", "ui/server.py"},
    "onnxruntime": {"index/engine.py"},
    "onnx": {"index/engine.py"},
    "torch": {"qa/training/examples.py", "qa/reader.py", "qa/train.py", "qa/train_encoder.py", "qa/weights.py"},
}
OURS = {"ExtraitError", "DocumentError", "IndexFolderError", "ModelError", "QuestionError"}
MEASURES = {"qa.calibrate", "qa.evaluate", "qa.metrics", "qa.report", "qa.train", "qa.train_encoder", "qa.training"}
HEAVY = {"torch", "transformers", "sentence_transformers", "faiss", "onnx", "onnxruntime", "sklearn", "matplotlib"}


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_imports_point_one_way(path: Path) -> None:
    ours = {name.split(".")[0] for name in imported(path)} & set(MAY_IMPORT)
    assert ours <= MAY_IMPORT[place(path).split("/")[0]]


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_a_heavy_library_has_one_adapter(path: Path) -> None:
    for name in {name.split(".")[0] for name in imported(path)} & set(ONLY_IN):
        assert place(path) in ONLY_IN[name]


def test_the_product_imports_nothing_that_trains_or_measures() -> None:
    """Neither the window and what it reaches, nor anything that these import when they are used."""
    reached: set[str] = set()
    left = ["ui.server", "qa.verify", "ui.exported", "ui.verdicts"]
    while left:
        name = left.pop()
        path = ROOT / (name.replace(".", "/") + ".py")
        if name not in reached and path.is_file():
            reached.add(name)
            left += imported(path)
    assert {"index.store", "qa.confidence"} <= reached
    assert not [name for name in reached if name in MEASURES or name.startswith("qa.training.")]


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("from qa import Answer, Assistant, Reader", HEAVY | {"gradio", "pandas"}),
        ("import ui.cli", HEAVY | {"gradio", "pandas", "qa.assistant"}),
        ("import ui.server", HEAVY),  # gradio imports pandas
    ],
)
def test_what_is_public_imports_nothing_heavy(statement: str, heavy: set[str]) -> None:
    code = f"import sys; {statement}; print({heavy} & sys.modules.keys() or '')"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True).stdout == "\n"


@pytest.mark.parametrize("path", MODULES, ids=place)
def test_errors_are_in_both_languages(path: Path) -> None:
    if path.parent.name == "training":
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in OURS:
            said = "".join(
                part.value for part in ast.walk(node) if isinstance(part, ast.Constant) and isinstance(part.value, str)
            )
            assert " " not in said.strip() or " / " in said, said  # a message without words comes from elsewhere
