"""A shelf: what a browser session brought is kept, joined and removed again, and nothing leads out of its folder."""

from __future__ import annotations

import contextlib
import logging
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from index import folders, shelf
from index.encoder import Encoder
from index.errors import DocumentError
from index.layout import LAYOUT
from index.shelf import MAX_NAME, Shelf, safe_name
from index.store import Index
from tests.test_index_store import tiny_encoder, too_many_open

TOKEN = "0123456789abcdef" * 2


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return tiny_encoder()


def file(folder: Path, text: str = "Le chat dort.", name: str = "upload-1") -> Path:
    path = folder / name
    path.write_text(text)
    return path


def test_documents_are_kept_in_order_and_across_restarts(encoder: Encoder, tmp_path: Path) -> None:
    root = tmp_path / "root"
    kept = Shelf.open(root, TOKEN, encoder)
    assert not root.exists() and not kept.documents
    added = [kept.add(file(tmp_path, f"Le chat {i} dort."), f"{name}.txt") for i, name in enumerate("cba")]
    for same in (kept, Shelf.open(root, TOKEN, encoder)):
        assert list(same.documents.values()) == added
        assert [document.source for document in added] == ["c.txt", "b.txt", "a.txt"]
    assert not Shelf.open(root, TOKEN[::-1], encoder).documents
    assert not (root / TOKEN).stat().st_mode & 0o077
    assert not [path for path in root.rglob("*") if "upload" in path.name]


def test_adding_tells_how_far_it_is(encoder: Encoder, tmp_path: Path) -> None:
    told: list[float] = []
    text = "\n\n".join(f"Le chat {i} dort. " * 12 for i in range(60))
    Shelf.open(tmp_path / "root", TOKEN, encoder).add(file(tmp_path, text), "a.txt", told.append)
    assert len(told) > 1 and told == sorted(told) and told[-1] == 1
    assert 0 < told[0] < 1


def test_the_joined_index_is_the_index_of_all(encoder: Encoder, tmp_path: Path) -> None:
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    one, two = (
        kept.add(file(tmp_path, text), "x.txt") for text in ("Le chat dort. Le chien mange.", "The cat sleeps.")
    )
    both, built = kept.index(), Index.build([one, two], encoder)
    np.testing.assert_allclose(both.vectors, built.vectors, atol=1e-6)
    np.testing.assert_array_equal(both.terms.scores("chat"), built.terms.scores("chat"))
    assert (both.documents, both.passages, both.languages) == (built.documents, built.passages, built.languages)
    assert kept.index() is both
    assert list(kept.index([two.id]).documents) == [two.id]
    assert not kept.index([]).documents and not kept.index(["none"]).passages


def test_the_same_file_twice_is_one_document(encoder: Encoder, tmp_path: Path) -> None:
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    first = kept.add(file(tmp_path), "a.txt")
    assert kept.add(file(tmp_path, name="again"), "/elsewhere/a.txt") == first
    assert kept.add(file(tmp_path), "b.txt").id != first.id
    assert len(kept.documents) == 2


def test_what_is_removed_is_gone_for_every_tab(encoder: Encoder, tmp_path: Path) -> None:
    tabs = [Shelf.open(tmp_path / "root", TOKEN, encoder) for _ in range(2)]
    tabs[0].remove("nothing there yet")
    secret = tabs[0].add(file(tmp_path, "Un secret."), "a.txt")
    stays = tabs[0].add(file(tmp_path), "b.txt")
    assert len(tabs[1].index().documents) == 2
    tabs[0].remove(secret.id)
    tabs[0].remove(secret.id)
    tabs[0].remove("../" + TOKEN)
    for tab in tabs:
        assert list(tab.documents) == list(tab.index().documents) == [stays.id]
    assert not [p for p in (tmp_path / "root").rglob("*") if p.is_file() and b"secret" in p.read_bytes()]


def test_tabs_may_add_at_once(encoder: Encoder, tmp_path: Path) -> None:
    tabs = [Shelf.open(tmp_path / "root", TOKEN, encoder) for _ in range(4)]
    texts = [file(tmp_path, f"Le chat {i}.", str(i)) for i in range(6)]

    def add_all(tab: Shelf) -> None:
        for i, path in enumerate(texts):
            tab.add(path, f"{i}.txt")

    threads = [threading.Thread(target=add_all, args=(tab,)) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(d.source for d in tabs[0].documents.values()) == [f"{i}.txt" for i in range(6)]
    assert len(list((tmp_path / "root" / TOKEN).iterdir())) == 6 + 1  # and the lock


def test_what_another_thread_adds_meanwhile_does_not_mix_in(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept, other_tab = (Shelf.open(tmp_path / "root", TOKEN, encoder) for _ in range(2))
    first = kept.add(file(tmp_path), "a.txt")
    lock = kept._lock

    @contextlib.contextmanager
    def another_thread_comes_next() -> Iterator[None]:
        with lock:
            yield
        monkeypatch.setattr(kept, "_lock", lock)
        other_tab.add(file(tmp_path), "b.txt")
        assert len(kept.documents) == 2

    monkeypatch.setattr(kept, "_lock", another_thread_comes_next())
    assert list(kept.documents) == [first.id]
    assert len(kept.documents) == 2


@pytest.mark.parametrize(
    "token", ["", ".", "..", "../" + TOKEN[3:], TOKEN + "\n", TOKEN.upper(), TOKEN[1:], "/etc/" + TOKEN]
)
def test_a_token_never_leads_out(token: str, encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"reload the page / .* rechargez"):
        Shelf.open(tmp_path, token, encoder)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../x.txt", "x.txt"),
        ("C:\\temp\\..\\x.txt", "x.txt"),
        ("ra\x00pp\x1bo\u202ert.txt", "rapport.txt"),
        ("deux\nlignes.txt", "deux lignes.txt"),
        ("e\u0301te\u0301 👩\u200d🔬.txt", "été 👩\u200d🔬.txt"),
        ("n" * 5000 + ".txt", "n" * (MAX_NAME - 5) + "….txt"),
    ],
)
def test_names_are_made_safe(name: str, shown: str, encoder: Encoder, tmp_path: Path) -> None:
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    document = kept.add(file(tmp_path), name)
    assert document.source == shown
    assert kept.documents == {document.id: document}
    assert {path.name for path in tmp_path.iterdir()} == {"root", "upload-1"}


@given(st.text())
@example("n" * 50 + "." + "s" * 200)
def test_any_name_is_one_short_line(name: str) -> None:
    shown = safe_name(name)
    assert 0 < len(shown) <= MAX_NAME and shown.splitlines() == [shown]
    assert not set(shown) & set("/\\\0\u202e")
    assert safe_name(shown) == shown


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.exe", b"x", r"^a\.exe: \.exe is not read; give .* / format non lu"),
        ("..", b"x", r"^\.\.: no suffix is not read"),
        ("a.txt", b" \n", r"^a\.txt: empty: nothing to index / vide"),
        ("a.docx", b"PK\3\4", r"^a\.docx: damaged .* / abîmé"),
        ("a.pdf", b"%PDF-1.4 nothing", r"^a\.pdf: damaged .* / abîmé"),
    ],
)
def test_what_cannot_be_read_is_told_by_the_users_name(
    name: str, content: bytes, says: str, encoder: Encoder, tmp_path: Path
) -> None:
    (tmp_path / "upload").write_bytes(content)
    with pytest.raises(DocumentError, match=says) as error:
        Shelf.open(tmp_path / "root", TOKEN, encoder).add(tmp_path / "upload", f"dir/{name}")
    assert "upload" not in str(error.value) and "\n" not in str(error.value)
    assert not (tmp_path / "root").exists()


def test_a_shelf_has_an_end(encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "MAX_DOCUMENTS", 1)
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    first = kept.add(file(tmp_path), "a.txt")
    with pytest.raises(DocumentError, match=r"^b\.txt: 1 documents are the most; remove one first / pas plus"):
        kept.add(file(tmp_path), "b.txt")
    assert kept.add(file(tmp_path), "a.txt") == first
    kept.remove(first.id)
    kept.add(file(tmp_path), "b.txt")


def test_a_text_too_long_is_told_the_limit(encoder: Encoder, tmp_path: Path) -> None:
    path = file(tmp_path, "Le chat. " * 222_223)
    with pytest.raises(DocumentError, match=r"^a\.txt: more than 2,000,000 char.* / plus de 2 000 000 caractères"):
        Shelf.open(tmp_path / "root", TOKEN, encoder).add(path, "a.txt")


def _truncate(folder: Path) -> None:
    (folder / LAYOUT.vectors).write_bytes(b"")


def _no_manifest(folder: Path) -> None:
    (folder / folders.MANIFEST).unlink()


def _odd_manifest(folder: Path) -> None:
    manifest = folder / folders.MANIFEST
    manifest.write_text(manifest.read_text().replace('"files"', '"flies"'))


def _another(folder: Path) -> None:
    shutil.rmtree(folder)
    shutil.copytree(next(folder.parent.glob("1-*")), folder)


@pytest.mark.parametrize("damage", [_truncate, _no_manifest, _odd_manifest, _another])
def test_what_is_damaged_is_skipped_and_can_be_added_again(
    damage: Any, encoder: Encoder, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    good, bad = kept.add(file(tmp_path), "a.txt"), kept.add(file(tmp_path), "b.txt")
    damage(tmp_path / "root" / TOKEN / f"2-{bad.id}")
    for tab in (Shelf.open(tmp_path / "root", TOKEN, encoder), Shelf.open(tmp_path / "root", TOKEN, encoder)):
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert list(tab.documents) == list(tab.index().documents) == [good.id]
        assert len(caplog.records) == 1
    assert tab.add(file(tmp_path), "b.txt") == bad
    assert list(tab.documents) == list(Shelf.open(tmp_path / "root", TOKEN, encoder).documents) == [good.id, bad.id]
    assert len(list((tmp_path / "root" / TOKEN).iterdir())) == 2 + 1


def test_what_cannot_be_read_now_is_read_later(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    added = Shelf.open(tmp_path / "root", TOKEN, encoder).add(file(tmp_path), "a.txt")
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    with monkeypatch.context() as patch:
        patch.setattr(folders, "digest", too_many_open)
        assert not kept.documents
    assert "cannot be read (Too many open files)" in caplog.text and "damaged" not in caplog.text
    assert list(kept.documents.values()) == [added]


def test_another_encoder_sees_an_empty_shelf(encoder: Encoder, tmp_path: Path) -> None:
    Shelf.open(tmp_path / "root", TOKEN, encoder).add(file(tmp_path), "a.txt")
    assert not Shelf.open(tmp_path / "root", TOKEN, tiny_encoder(8, "other")).documents


def test_a_crash_leaves_nothing_for_long(encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Shelf.open(tmp_path / "root", TOKEN, encoder)
    half = tmp_path / "root" / TOKEN / ".1-x-new-y"
    half.mkdir(parents=True)
    (half / LAYOUT.documents).write_text("half")
    assert not kept.documents

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(folders, "seal", full)
        with pytest.raises(DocumentError, match=r"^a\.txt: could not be kept; free some space .* / n’a pas") as error:
            kept.add(file(tmp_path), "a.txt")
    assert str(tmp_path) not in str(error.value)
    kept.add(file(tmp_path), "a.txt")
    assert len(kept.documents) == 1 and not half.exists()
