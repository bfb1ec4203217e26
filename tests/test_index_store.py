"""The index folder: aligned, exact, refused when it is not what it should be."""

from __future__ import annotations

import json
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index import folders, tables
from index.documents import Document
from index.encoder import Encoder
from index.errors import IndexFolderError
from index.layout import FORMAT, LAYOUT, writing
from index.store import Index

DOCUMENTS = [
    Document("a", "A", "Le chat dort. Le chien mange.\n\nLa ville est grande 😀.", "a.txt", "fr"),
    Document("b", "B", "The cat sleeps. The dog eats.", "b.txt", "en"),
]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return tiny_encoder()


def tiny_encoder(dimensions: int = 16, digest: str = "tiny") -> Encoder:
    with tempfile.TemporaryDirectory() as folder:
        save_tiny_model(Path(folder), dimensions)
        encoder = Encoder(Encoder.load(folder)._model, "tiny", digest)
    encoder.count_tokens = lambda texts: [len(t.split()) for t in texts]  # type: ignore[method-assign]
    return encoder


def save_tiny_model(folder: Path, dimensions: int = 16, prompts: dict[str, str] | None = None) -> None:
    import torch
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import StaticEmbedding
    from tokenizers import Tokenizer, models, pre_tokenizers

    words = sorted({w for d in DOCUMENTS for w in d.text.replace(".", " ").split()})
    tokenizer = Tokenizer(models.WordLevel({w: i for i, w in enumerate(["[UNK]", *words])}, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    torch.manual_seed(0)
    model = SentenceTransformer(
        modules=[StaticEmbedding(tokenizer, embedding_dim=dimensions)], device="cpu", prompts=prompts
    )
    model.save(str(folder))


def test_search_equals_argsort_before_and_after_saving(encoder: Encoder, tmp_path: Path) -> None:
    built = Index.build(DOCUMENTS * 1, encoder)
    built.save(tmp_path / "index")
    for index in (built, Index.open(tmp_path / "index", encoder)):
        query = encoder.queries(["chat dort"])[0] * 3  # not normalised on purpose
        expected = np.argsort(-(index.vectors @ query), kind="stable")
        found = index.search(query, 100)
        assert [i for i, _ in found] == expected.tolist()
        np.testing.assert_allclose([s for _, s in found], (index.vectors @ query)[expected], rtol=1e-5)
        assert index.search(query, 0) == []
        assert list(index.documents.values()) == DOCUMENTS
        for passage in index.passages:
            assert index.documents[passage.document].text[passage.start : passage.end] == passage.text
        np.testing.assert_array_equal(index.terms.scores("Le chat"), built.terms.scores("Le chat"))
        assert len(index.languages) == len(index.passages) == len(index.vectors)


def test_no_document_is_an_index_too(encoder: Encoder, tmp_path: Path) -> None:
    Index.build([], encoder).save(tmp_path / "index")
    index = Index.open(tmp_path / "index", encoder)
    assert index.search(encoder.queries(["chat"])[0], 5) == []
    assert len(index.terms.scores("chat")) == 0


def test_the_same_input_gives_the_same_bytes(encoder: Encoder, tmp_path: Path) -> None:
    for name in ("one", "two"):
        Index.build(DOCUMENTS, encoder).save(tmp_path / name)
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / n).rglob("*") if p.is_file()} for n in ("one", "two"))
    assert one == two


def _truncate(folder: Path) -> None:
    file = folder / LAYOUT.vectors
    file.write_bytes(file.read_bytes()[:-1])


def _alter(folder: Path) -> None:
    file = folder / LAYOUT.documents
    file.write_text(file.read_text().replace("chat", "chut"))


def _other_format(folder: Path) -> None:
    file = folder / folders.MANIFEST
    file.write_text(json.dumps({**json.loads(file.read_text()), "format": FORMAT + 1}))


def _manifest(**changed: Any) -> Any:
    def change(folder: Path) -> None:
        file = folder / folders.MANIFEST
        file.write_text(json.dumps({**json.loads(file.read_text()), **changed}))

    return change


BUILT = {"name": "tiny", "digest": "tiny", "dimensions": 16, "cut": 2}


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        *((_manifest(files=files), r"manifest\.json is damaged.*rebuild") for files in
          (None, [], 3, {LAYOUT.vectors: 3}, {LAYOUT.vectors: {"bytes": "3", "sha256": "x"}})),
        *((_manifest(encoder=encoder), r"manifest\.json is damaged.*rebuild") for encoder in
          (None, [], {**BUILT, "cut": "2"}, {**BUILT, "digest": []})),
        (lambda folder: (folder / folders.MANIFEST).write_text("[" * 100_000), r"manifest\.json is damaged.*rebuild"),
        (_truncate, r"vectors\.npy is damaged.*rebuild"),
        (_alter, r"documents\.jsonl is damaged.*rebuild"),
        (lambda folder: (folder / LAYOUT.passages).unlink(), r"passages\.npy is damaged or missing.*rebuild"),
        (_other_format, rf"format {FORMAT + 1}, this extrait reads {FORMAT}.*rebuild"),
        (lambda folder: (folder / folders.MANIFEST).write_text("{"), r"manifest\.json is damaged.*rebuild"),
        (lambda folder: (folder / folders.MANIFEST).unlink(), r"is not an index; build one"),
    ],
)  # fmt: skip
def test_what_is_not_whole_is_refused(damage: Any, says: str, encoder: Encoder, tmp_path: Path) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "index")
    damage(tmp_path / "index")
    with pytest.raises(IndexFolderError, match=says) as error:
        Index.open(tmp_path / "index", encoder)
    assert "\n" not in str(error.value)


def test_another_encoder_is_refused_with_both_facts(encoder: Encoder, tmp_path: Path) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "index")
    with pytest.raises(IndexFolderError, match=r"built with tiny \(16 dimensions\), opened with tiny \(8\); rebuild"):
        Index.open(tmp_path / "index", tiny_encoder(8, "other"))


def test_a_static_model_counts_tokens_too(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "model")
    assert Encoder.load(tmp_path / "model").count_tokens(["Le chat dort. Le chien mange.", "chat"]) == [8, 1]


def test_questions_and_passages_get_the_prompts_of_the_model_and_vectors_of_length_one(tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "plain")
    save_tiny_model(tmp_path / "prompted", prompts={"query": "chat ", "document": "chien "})
    plain, prompted = Encoder.load(tmp_path / "plain"), Encoder.load(tmp_path / "prompted")
    np.testing.assert_allclose(prompted.queries(["dort"]), plain.queries(["chat dort"]), rtol=1e-5)
    np.testing.assert_allclose(prompted.passages(["dort"]), plain.passages(["chien dort"]), rtol=1e-5)
    np.testing.assert_allclose(np.linalg.norm(prompted.queries(["dort"]), axis=1), 1, rtol=1e-5)


def test_no_text_has_no_tokens_and_no_vectors(encoder: Encoder, tmp_path: Path) -> None:
    save_tiny_model(tmp_path / "model")
    assert Encoder.load(tmp_path / "model").count_tokens([]) == []
    assert encoder.queries([]).shape == encoder.passages([]).shape == (0, 16)


def test_an_encoder_in_a_folder_is_known_by_its_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "model"
    save_tiny_model(model)
    monkeypatch.chdir(tmp_path)
    Index.build([], Encoder.load("model")).save(tmp_path / "index")
    same = [Encoder.load(name) for name in ("./model", model)]
    monkeypatch.chdir("/")
    found = Encoder.load(Index.manifest_encoder(tmp_path / "index"))
    assert {(encoder.name, encoder.digest) for encoder in (*same, found)} == {(str(model.resolve()), found.digest)}
    Index.open(tmp_path / "index", found)
    moved = model.rename(tmp_path / "moved")
    Index.open(tmp_path / "index", Encoder.load(moved))
    config = moved / "modules.json"
    config.write_text(config.read_text() + " ")
    known = {found.digest, Encoder.load(moved).digest}
    for count, name in enumerate(("more.safetensors", "more.bin", "more.onnx"), len(known) + 1):
        (moved / name).write_text("weights")
        known.add(Encoder.load(moved).digest)
        assert len(known) == count


def test_documents_in_place_of_an_index_are_to_be_indexed(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    for documents in (tmp_path, tmp_path / "thesis.txt"):
        with pytest.raises(IndexFolderError, match=rf"is not an index; .*`extrait index {documents} --out INDEX`"):
            Index.open(documents, encoder)


def test_a_name_that_cannot_be_looked_up_is_no_damage(encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match=r"cannot be read \(File name too long\); check the name / illisible"):
        Index.open(tmp_path / ("x" * 300), encoder)


def test_a_file_that_cannot_be_opened_now_is_no_damage(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "index")
    monkeypatch.setattr(folders, "digest", too_many_open)
    with pytest.raises(IndexFolderError, match=r"index cannot be read \(Too many open files\); try again / illisible"):
        Index.open(tmp_path / "index", encoder)


def too_many_open(*_: object) -> Any:
    raise OSError(24, "Too many open files")


def test_small_indexes_may_all_be_open_at_once(encoder: Encoder, tmp_path: Path) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "index")
    before = len(list(Path("/dev/fd").iterdir()))
    opened = [Index.open(tmp_path / "index", encoder) for _ in range(5)]
    assert len(list(Path("/dev/fd").iterdir())) == before
    assert all(index.documents == opened[0].documents for index in opened)


def test_a_large_index_is_mapped_not_read(encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "index")
    read = Index.open(tmp_path / "index", encoder)
    monkeypatch.setattr(tables, "_SMALL", 1)
    mapped = Index.open(tmp_path / "index", encoder)
    assert isinstance(mapped.vectors.base, np.memmap) and not isinstance(read.vectors.base, np.memmap)
    assert mapped.passages == read.passages
    np.testing.assert_array_equal(mapped.terms.scores("chat"), read.terms.scores("chat"))


def test_a_folder_of_something_else_is_not_overwritten(encoder: Encoder, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(IndexFolderError, match="is not an index"):
        Index.build(DOCUMENTS, encoder).save(tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


@pytest.mark.parametrize("beside", ["notes.txt", "src/app.py", None])
@pytest.mark.parametrize("manifest", ['{"name": "My web app"}', '{"format": 4, "encoder": {"digest": "x"}}', "{"])
def test_a_manifest_of_something_else_makes_no_index(
    manifest: str, beside: str | None, encoder: Encoder, tmp_path: Path
) -> None:
    (tmp_path / folders.MANIFEST).write_text(manifest)
    if beside:
        (tmp_path / beside).parent.mkdir(exist_ok=True)
        (tmp_path / beside).write_text("years of work")
    with pytest.raises(IndexFolderError, match="is not an index"):
        Index.build(DOCUMENTS, encoder).save(tmp_path)
    assert (tmp_path / folders.MANIFEST).read_text() == manifest
    with pytest.raises(IndexFolderError, match=r"manifest\.json is damaged"):
        Index.open(tmp_path, encoder)


@pytest.mark.parametrize(
    ("manifest", "beside"),
    [
        ('{"name": "my data", "files": ["data.csv"]}', "data.csv"),
        ('{"format": 1, "encoder": {}, "files": ["data.csv"]}', "data.csv"),
        ('{"format": 1, "encoder": {}, "files": {"data.csv": "sha256"}}', "data.csv"),
        ('{"format": "zip", "files": {"data.csv": {"sha256": "0"}}}', "data.csv"),
        ("[]", "data.csv"),
        ('{"name": "My web app"}', "terms/privacy.md"),
    ],
)
def test_what_another_manifest_lists_and_what_lies_under_terms_is_mine(
    manifest: str, beside: str, encoder: Encoder, tmp_path: Path
) -> None:
    (tmp_path / folders.MANIFEST).write_text(manifest)
    (tmp_path / beside).parent.mkdir(exist_ok=True)
    (tmp_path / beside).write_text("years of work")
    with pytest.raises(IndexFolderError, match="is not an index"):
        Index.build(DOCUMENTS, encoder).save(tmp_path)
    assert (tmp_path / beside).read_text() == "years of work"


def test_an_index_of_another_format_is_replaced_with_the_files_it_lists(encoder: Encoder, tmp_path: Path) -> None:
    index = Index.build(DOCUMENTS, encoder)
    index.save(tmp_path / "index")
    (tmp_path / "index" / "old.npy").write_text("of format 1")
    (tmp_path / "index" / LAYOUT.terms / ".DS_Store").write_text("seen in a file manager")
    folders.seal(tmp_path / "index", {"format": 1, "encoder": {}})
    index.save(tmp_path / "index")
    assert Index.open(tmp_path / "index", encoder).passages == index.passages


def test_an_index_with_a_file_of_mine_in_it_is_not_overwritten(encoder: Encoder, tmp_path: Path) -> None:
    index = Index.build(DOCUMENTS, encoder)
    index.save(tmp_path / "index")
    (tmp_path / "index" / "thesis.txt").write_text("years of work")
    with pytest.raises(IndexFolderError, match="is not an index"):
        index.save(tmp_path / "index")
    (tmp_path / "index" / "thesis.txt").unlink()
    (tmp_path / "index" / folders.MANIFEST).write_text("{")
    index.save(tmp_path / "index")  # damaged, but nothing else
    Index.open(tmp_path / "index", encoder)


def test_a_crash_while_writing_leaves_the_old_index(
    encoder: Encoder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "index")

    def crash(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "seal", crash)
    with pytest.raises(IndexFolderError, match="No space left on device"):
        Index.build(DOCUMENTS[:1], encoder).save(tmp_path / "index")
    assert len(Index.open(tmp_path / "index", encoder).documents) == 2
    assert [p.name for p in tmp_path.iterdir()] == ["index"]


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (OSError(), r"\(OSError\); free some"),
        (OSError("Error in FAISS:\n  disk full"), r"\(Error in FAISS: disk full\)"),
    ],
)
def test_what_cannot_be_written_is_said_in_a_line(error: OSError, says: str, tmp_path: Path) -> None:
    with pytest.raises(IndexFolderError, match=says) as said, writing(tmp_path):
        raise error
    assert "\n" not in str(said.value)
    with pytest.raises(RuntimeError, match="a bug"), writing(tmp_path):
        raise RuntimeError("a bug")  # is no full disk


def test_nothing_is_copied_where_there_is_one_to_join(encoder: Encoder) -> None:
    index = Index.build(DOCUMENTS, encoder)
    assert Index.joined([index]) is index


def test_a_full_disk_while_joining_is_said_in_a_line(encoder: Encoder, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = [Index.build([document], encoder) for document in DOCUMENTS]

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folders, "seal", full)
    with pytest.raises(IndexFolderError, match=r"No space left on device\); free some space, or point TMPDIR"):
        Index.joined(parts)


def test_joined_indexes_equal_one_built_of_all(encoder: Encoder, tmp_path: Path) -> None:
    parts = [Index.build([document], encoder) for document in DOCUMENTS]
    parts[1].save(tmp_path / "b")
    joined, whole = Index.joined([parts[0], Index.open(tmp_path / "b", encoder)]), Index.build(DOCUMENTS, encoder)
    np.testing.assert_allclose(joined.vectors, whole.vectors, atol=1e-6)
    assert (joined.documents, joined.passages, joined.languages) == (whole.documents, whole.passages, whole.languages)
    for question in ("Le chat", "cat"):
        np.testing.assert_array_equal(joined.terms.scores(question), whole.terms.scores(question))
    joined.save(tmp_path / "joined")
    assert Index.open(tmp_path / "joined", encoder).documents == whole.documents


def test_an_opened_index_can_be_saved_again(encoder: Encoder, tmp_path: Path) -> None:
    Index.build(DOCUMENTS, encoder).save(tmp_path / "one")
    Index.open(tmp_path / "one", encoder).save(tmp_path / "two")
    assert Index.open(tmp_path / "two", encoder).passages == Index.open(tmp_path / "one", encoder).passages


def test_the_index_of_one_document_equals_one_built_of_it(encoder: Encoder) -> None:
    whole, built = Index.build(DOCUMENTS, encoder), Index.build(DOCUMENTS[1:], encoder)
    before, one = list(whole.passages), whole.only("b")
    assert (one.documents, one.passages, one.languages) == (built.documents, built.passages, built.languages)
    np.testing.assert_allclose(one.vectors, built.vectors, atol=1e-6)
    np.testing.assert_array_equal(one.terms.scores("cat"), built.terms.scores("cat"))
    assert list(whole.passages) == before


def test_the_index_of_one_document_reads_it_once_not_for_every_passage(encoder: Encoder) -> None:
    class Counted(list[bytes]):
        reads = 0

        def __getitem__(self, i: Any) -> Any:
            self.reads += 1
            return super().__getitem__(i)

    long = Document("c", "C", "\n\n".join(f"Le chat {i} dort. " * 12 for i in range(60)), "c.txt", "fr")
    index = Index.build([long], encoder)
    index.documents.lines = lines = Counted(index.documents.lines)
    assert index.only("c").passages == index.passages and len(index.passages) > 5
    lines.reads = 0
    index.only("c")
    assert lines.reads <= 2  # to find it, and to read it


def test_parts_that_do_not_align_make_no_index(encoder: Encoder) -> None:
    index = Index.build(DOCUMENTS, encoder)
    with pytest.raises(ValueError, match="2 passages, 1 vectors, 2 in the terms"):
        Index(index.documents, index.passages, index.vectors[:1], index.terms, index.built)


def test_what_does_not_belong_together_is_not_joined(encoder: Encoder) -> None:
    one = Index.build(DOCUMENTS[:1], encoder)
    with pytest.raises(IndexFolderError, match="hold the same document"):
        Index.joined([one, Index.build([replace(DOCUMENTS[0], text="Autre chose.")], encoder)])
    assert len(Index.joined([one, Index.build([replace(DOCUMENTS[0], id="c")], encoder)]).documents) == 2
    with pytest.raises(IndexFolderError, match="cannot join"):
        Index.joined([one, Index.build(DOCUMENTS[1:], tiny_encoder(8, "other"))])
