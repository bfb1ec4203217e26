"""Folders that are either complete or absent: written under a temporary name, sealed with digests, then renamed.

A sealed folder holds ``manifest.json``: facts about the folder, then size and SHA-256 of every other file.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from index.errors import unwritable

MANIFEST = "manifest.json"
LARGE = 16_000_000  # bytes


@contextmanager
def written_beside(folder: Path) -> Iterator[Path]:
    """Yield a new empty folder beside ``folder``; it replaces ``folder`` if the block succeeds, else it is deleted."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{folder.name}-new-", dir=folder.parent))
    new.chmod(0o755)
    try:
        yield new
        swap(new, folder)
    finally:
        shutil.rmtree(new, ignore_errors=True)


def swap(new: Path, folder: Path) -> None:
    """Replace ``folder`` by ``new`` and delete what it was; if that fails, ``folder`` stays as it was."""
    old = new.with_name(f"{new.name}-old")
    try:
        if folder.exists():
            shutil.rmtree(old, ignore_errors=True)  # left by a run that was killed here
            folder.replace(old)
        new.replace(folder)
    finally:
        if old.exists() and not folder.exists():
            old.replace(folder)
        shutil.rmtree(old, ignore_errors=True)  # not reached if it could not be put back: it is then the only copy


def write_text(path: Path, text: str, mode: int = 0o644) -> None:
    """Write a temporary file, then rename it to ``path``: nobody ever reads half of it.

    A link stays one, and what is no file, like /dev/stdout, is written to as it is.

    Args:
        mode: the rights of the file.

    Raises:
        DocumentError: the place cannot be written.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_text(text, encoding="utf-8")
            return
        path = path.resolve()
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).chmod(mode)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise unwritable(path, error) from error


def seal(folder: Path, facts: Mapping[str, Any]) -> None:
    """Write the manifest: ``facts`` and, under ``files``, the size in bytes and SHA-256 of every file."""
    files = {
        path.relative_to(folder).as_posix(): {"bytes": path.stat().st_size, "sha256": digest(path)}
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }
    (folder / MANIFEST).write_text(
        json.dumps({**facts, "files": files}, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def damaged_file(folder: Path, manifest: Mapping[str, Any], trusted_from: int = LARGE) -> str | None:
    """The first file that does not match the manifest (missing, truncated, altered), or None.

    A file of ``trusted_from`` bytes or more that was not modified since the folder was sealed is not read again.
    """
    sealed_at = (folder / MANIFEST).stat().st_mtime_ns
    for name, expected in manifest["files"].items():
        path = folder / name
        if not path.is_file() or (status := path.stat()).st_size != expected["bytes"]:
            return str(name)
        trusted = status.st_size >= trusted_from and status.st_mtime_ns <= sealed_at
        if not trusted and digest(path) != expected["sha256"]:
            return str(name)
    return None


def unchanged(folder: Path) -> bool:
    """Whether the folder is sealed and unaltered; only files that were modified since are read again.

    For folders of hundreds of megabytes that are opened at every start.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        return damaged_file(folder, manifest, trusted_from=0) is None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return False


def made_once(folder: Path, facts: Mapping[str, Any], write: Callable[[Path], None]) -> Path:
    """Return ``folder``; if it is missing or damaged, fill it by ``write`` first and seal it with ``facts``.

    Safe with several processes at once: one of them writes, under a lock, and the others wait.

    Raises:
        OSError: it is missing or damaged, and cannot be written.
    """
    if unchanged(folder):  # without the lock: the disk may be read-only
        return folder
    from filelock import FileLock

    folder.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not unchanged(folder):
            for left in folder.parent.glob(f".{folder.name}-new-*"):  # left by a killed run
                shutil.rmtree(left, ignore_errors=True)
            with written_beside(folder) as new:
                write(new)
                seal(new, facts)
    return folder


def digest(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
