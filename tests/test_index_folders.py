"""Folders that are whole or absent: made once, swapped in, left alone where nothing can be written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from index import folders
from index.folders import made_once, swap, unchanged


def fill(folder: Path) -> None:
    (folder / "file").write_text("new")


def refused(*_: object, **__: object) -> Any:
    raise PermissionError(13, "Permission denied")


def test_what_is_whole_is_used_where_nothing_can_be_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made_once(tmp_path / "made", {}, fill)
    monkeypatch.setattr(Path, "mkdir", refused)
    monkeypatch.setattr("filelock.FileLock", refused)
    assert made_once(tmp_path / "made", {}, refused) == tmp_path / "made"
    with pytest.raises(PermissionError):
        made_once(tmp_path / "missing", {}, fill)


@pytest.mark.parametrize("manifest", ["", "[]", '{"files": []}', '{"files": {"file": 3}}', "[" * 100_000])
def test_what_a_damaged_manifest_tells_nothing_of_is_made_again(tmp_path: Path, manifest: str) -> None:
    made_once(tmp_path / "made", {}, fill)
    (tmp_path / "made" / folders.MANIFEST).write_text(manifest)
    assert not unchanged(tmp_path / "made")
    assert unchanged(made_once(tmp_path / "made", {}, fill))


def test_what_a_killed_run_left_goes_when_the_folder_is_made(tmp_path: Path) -> None:
    for name in (".made-new-x", ".made-new-x-old", ".made-2-new-x"):
        (tmp_path / name).mkdir()
    made_once(tmp_path / "made", {}, fill)
    assert sorted(path.name for path in tmp_path.iterdir() if path.is_dir()) == [".made-2-new-x", "made"]


@pytest.mark.parametrize(("times", "stays"), [(1, "out"), (2, "new-old")])
def test_where_the_swap_fails_the_old_folder_stays(
    times: int, stays: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where it cannot go back: then it stays where it was put."""
    new, out, left = tmp_path / "new", tmp_path / "out", times
    for folder, text in ((new, "new"), (out, "old")):
        folder.mkdir()
        (folder / "file").write_text(text)
    replace = Path.replace

    def failing(self: Path, target: Path) -> Path:
        nonlocal left
        if target == out and left:
            left -= 1
            raise OSError(5, "Input/output error")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", failing)
    with pytest.raises(OSError, match="Input/output"):
        swap(new, out)
    assert (tmp_path / stays / "file").read_text() == "old"


def test_what_a_killed_swap_did_not_delete_is_not_in_the_way_of_the_next(tmp_path: Path) -> None:
    new, out, left = tmp_path / "new", tmp_path / "out", tmp_path / "new-old"
    for folder, text in ((new, "new"), (out, "old"), (left, "older")):
        folder.mkdir()
        (folder / "file").write_text(text)
    swap(new, out)
    assert (out / "file").read_text() == "new"
    assert list(tmp_path.iterdir()) == [out]
