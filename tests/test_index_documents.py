"""From files to sentences and passages: nothing lost, nothing changed."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import loaders
from index.chunking import sentence_around, sentence_spans, split
from index.documents import Document
from index.errors import DocumentError
from index.languages import detect_language, question_language
from index.loaders import article, find, load, load_each
from index.terms import Terms
from index.words import fold
from tests.pdfs import locked_pdf, pdf

odd = st.text(st.one_of(st.characters(), st.sampled_from(" .\n«»?!\r\u00a0\u202f\u200d\u0301😀שM,5")), max_size=400)


def words(texts):  # type: ignore[no-untyped-def]
    return [len(text) // 4 + 1 for text in texts]


@given(odd)
def test_between_sentences_there_is_only_white_space(text: str) -> None:
    at = 0
    for start, end in sentence_spans(text):
        assert at <= start < end
        assert not text[at:start].strip()
        at = end
    assert not text[at:].strip()


@given(odd, st.integers(4, 60), st.integers(0, 2))
def test_a_document_can_be_rebuilt_from_its_passages(text: str, budget: int, overlap: int) -> None:
    document = Document("d", "D", text, "d.txt", "fr")
    covered = set()
    for passage in split(document, words, budget, overlap):
        assert text[passage.start : passage.end] == passage.text
        covered |= set(range(passage.start, passage.end))
    assert all(i in covered for i, character in enumerate(text) if not character.isspace())


@given(odd, st.data())
def test_a_quote_holds_its_span(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    a, b = sentence_around(text, start, end)
    assert 0 <= a <= start <= end <= b <= len(text)


@pytest.mark.parametrize(
    "sentences",
    [
        ["M. Saoud a dit « Bonjour. Ça va ? » hier.", "Il coûte 2,5 milliards."],
        ["Mme. Dupont cite l’art. 3 du code.", "Le Dr. Martin est né le 1er janv. 2020."],
        ["« C’est vrai », dit-elle.", "Puis elle partit."],
        ["L’art. L. 2141-1 par J.-P. Morvan.", "Mme veuve C. van Rees et le professeur É. Chatton y sont."],
        ["En 50 av. J.-C. toute la Gaule est occupée.", "Au XIXe s. elle l’est."],
        ["1 c. à soupe, 2 j./semaine, de 9 h. à 12 h. et le soir.", "Il dort."],
        ["« Homme libre ! » écrivait Baudelaire.", "« Qui vient ? » dit-il."],
        ["La vitamine C.", "Elle est utile.", "Le prof. Martin, bât. B, coll. Points."],
        ["1. Approbation du budget.", "a) La démission.", "b) Le décès."],
        ["## 4. Durée.", "Elle est d’un an.", "Écrivez.", "contact@mairie.fr répond."],
        ["Art. 1er. – I. – Les infractions sont punies.", "II. – Les autres non."],
        ["Il aime l’art.", "Ses gravures, vol. II, p. 3 et art. L. 12."],
        ["il dort.", "il mange."],
        ["**Art. 6.** Chaque usager vient.", "Il lit.", "Le budget est de max. 4 000 €."],
        ["**Tarifs.**", "Le ticket coûte 2 €.", "C’est _cher._", "Il dort."],
        ["Dim. 12 oct. foire, ven. 17 et Mer. 22 bal.", "Il va à la mer.", "12 bateaux y sont."],
    ],
)
def test_french_sentences(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


def test_a_lone_surrogate_is_a_character_like_any_other() -> None:
    assert sentence_spans("Un\ud800. Deux.") == [(0, 4), (5, 10)]


def test_no_passages_have_no_scores(recwarn: pytest.WarningsRecorder) -> None:
    assert Terms.build([], []).scores("emplois").shape == (0,)
    assert not recwarn.list


def test_a_million_brackets_do_not_stop_the_splitter() -> None:
    assert sentence_spans("«(\"'" * 250_000)


BUILT = "Le conseil du {}e arrondissement a approuvé la construction du nouveau pont de la ville."


@pytest.mark.parametrize(
    "sentences",
    [
        [BUILT.format(i) for i in range(1, 30)],
        [BUILT.format(1), BUILT.format(2), BUILT.format(3), "Mot " * 420 + "fin.", BUILT.format(2)],
        ["« " + "Il est venu. " * 140 + "»", *[BUILT.format(i) for i in range(1, 30)]],
    ],
    ids=["short", "nearly as long as a block", "quoted"],
)
def test_sentences_of_a_long_paragraph_are_whole(sentences: list[str]) -> None:
    text = " ".join(sentences)
    assert [text[a:b] for a, b in sentence_spans(text)] == sentences


@pytest.mark.parametrize(
    ("text", "sizes"),
    [
        ("mot et " * 1_300 + "fin.", [1998, 1997, 1998, 1997, 1110]),
        ("Oui. " + "\tUn" * 1_000, [4, 1991, 1007]),
        ("Oui. " + "y" * 2_100, [4, 2000, 100]),
        ("x" * 4_100, [2000, 2000, 100]),
    ],
    ids=["words", "tabs", "a word too long", "no words"],
)
def test_a_sentence_longer_than_a_block_is_cut_between_words(text: str, sizes: list[int]) -> None:
    assert [end - start for start, end in sentence_spans(text)] == sizes


def test_the_article_is_read_as_a_page() -> None:
    document = article()
    passages = split(document, words)
    read = "\n".join(p.text for p in passages)
    for kept in ("Asmaa Loudni", "Par LNT", "« Innovate with Data » 2025 : Dell", "240 000 emplois"):
        assert read.count(kept) == 1, kept
    for skipped in ("accès illimité", "sans publicité", "\nInnovation\n"):
        assert skipped not in read
    assert all(words([p.text])[0] <= 160 for p in passages)


def test_the_article_shows_its_headline_section_and_authors() -> None:
    document = article()
    assert document.title.startswith("« Innovate with Data » 2025 : Dell Technologies Maroc met")
    assert [(part.kind, document.text[part.start : part.end]) for part in document.parts] == [
        ("title", document.title),
        ("section", "Innovation"),
        ("author", "Asmaa Loudni"),
        ("author", "LNT"),
    ]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Combien d'emplois ?", "fr"),
        ("How many jobs?", "en"),
        ("Et où ?", "fr"),
        ("When?", "en"),
        ("Quand ?", "fr"),
        ("", "fr"),
        ("¿Cuántos empleos digitales se crearán en Marruecos antes de 2030?", "es"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert detect_language(text) == language
    assert question_language(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Where was it?", "en"),
        ("« Combien de ports ?", "fr"),
        ("De quelle ville vient-elle ?", "fr"),
        ("Qui est la ministre ?", "fr"),
        ("Qui dirige le musée ?", "fr"),
        ("À quelle date finit le contrat ?", "fr"),
        ("D'où viennent les noisettes ?", "fr"),
        ("Que sont devenues les serres ?", "fr"),
        ("In which year did it open?", "en"),
        ("Did they win?", "en"),
    ],
)
def test_a_question_that_opens_plainly_needs_no_language_model(
    question: str, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.languages.detect_language", lambda text: pytest.fail("py3langid is loaded"))
    assert question_language(question) == language


def test_terms_fold_accents_and_apostrophes() -> None:
    terms = Terms.build(["Les écoles d’ingénieurs", "The engineers wrote", "rien"], ["fr", "en", "fr"])
    for question in ("l'ecole", "L’École", "ÉCOLES ?"):
        assert terms.scores(question).argmax() == 0, question
    assert terms.scores("engineer").argmax() == 1
    assert not terms.scores("zzz").any()
    assert fold("l’Été") == "ete"


def write_files(folder: Path) -> None:
    import docx
    from pypdf import PdfWriter

    (folder / "a.txt").write_bytes("\ufeffUn été.\r\nDeux.".encode())
    (folder / "old.txt").write_bytes("Été à Fès, une très belle journée.".encode("cp1252"))
    (folder / "b.md").write_text("# Titre\n\nDu *texte*.")
    (folder / "c.html").write_text("<nav>menu</nav><h1>Un titre</h1><p>Du <b>texte</b></p><script>x</script>")
    document = docx.Document()
    document.add_paragraph("Un accord a été signé.")
    document.save(str(folder / "d.docx"))
    (folder / "empty.txt").write_text(" \n")
    (folder / "broken.pdf").write_bytes(b"%PDF-1.4 nothing")
    (folder / "word.docx").write_bytes(b"not a zip")
    (folder / "binary.txt").write_bytes(b"\0\1\2")
    for name, password in (("scanned.pdf", None), ("secret.pdf", "x")):
        writer = PdfWriter()
        writer.add_blank_page(100, 100)
        if password:
            writer.encrypt(password, algorithm="RC4-128")
        writer.write(folder / name)


def test_files_are_read_and_bad_ones_named(tmp_path: Path) -> None:
    write_files(tmp_path)
    loaded = list(load_each(find([tmp_path])))
    errors = [item for item in loaded if isinstance(item, DocumentError)]
    texts = {item.id: item.text for item in loaded if not isinstance(item, DocumentError)}
    assert texts == {
        "a.txt": "Un été.\nDeux.",
        "old.txt": "Été à Fès, une très belle journée.",
        "b.md": "Titre\n\nDu texte.",
        "c.html": "Un titre\n\nDu texte",
        "d.docx": "Un accord a été signé.",
    }
    said = {Path(str(e).split(":")[0]).name: str(e) for e in errors}
    for name, part in {
        "empty.txt": "empty",
        "broken.pdf": "damaged",
        "word.docx": "damaged",
        "binary.txt": "binary",
        "scanned.pdf": "scanned",
        "secret.pdf": "encrypted",
    }.items():
        assert part in said[name] and "\n" not in said[name]


def test_the_same_file_comes_once(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    one, other = tmp_path / "a.txt", tmp_path / "sub" / "a.txt"
    one.write_text("Un.")
    other.write_text("Deux.")
    (tmp_path / "sub" / "link.txt").symlink_to(other)
    paths = [
        one,
        other.parent,
        one,
        other,
        tmp_path / "sub" / ".." / "a.txt",
        tmp_path / "none.txt",
        tmp_path / "none.txt",
    ]
    first, second, error = load_each(find(paths))
    assert not isinstance(first, DocumentError) and not isinstance(second, DocumentError)
    assert (first.id, first.text, second.text) == ("a.txt", "Un.", "Deux.")
    assert first.id != second.id
    assert isinstance(error, DocumentError)
    assert len(find(paths)) == 3


def test_a_folder_that_a_link_leads_to_is_entered_once(tmp_path: Path) -> None:
    folder, other = tmp_path / "folder", tmp_path / "other"
    for place in (folder / "sub", other / "deep", folder / ".git"):
        place.mkdir(parents=True)
        (place / "a.txt").write_text(f"Texte de {place.name}.")
    for link, to in (("a", folder / "sub"), ("b", other), ("c", folder)):
        (folder / link).symlink_to(to)
    loaded = list(load_each(find([folder])))
    assert [item.id for item in loaded if isinstance(item, Document)] == ["b/deep/a.txt", "sub/a.txt"]
    assert len(loaded) == len(find([folder])) == 2


def test_what_is_left_out_of_a_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    (tmp_path / "closed").mkdir()
    for name in ("a.txt", "b.ods", "c.ODS", "d", ".e.ods"):
        (tmp_path / name).write_text("Un.")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    found = find([tmp_path])
    closed, document, gone = load_each(found)
    assert "closed: this folder cannot be read (Permission denied); check" in str(closed)
    assert isinstance(document, Document) and "gone.txt: cannot be read (No such file" in str(gone)
    assert len(found) == 3
    assert found.left_out == (
        "3 files of other kinds are left out / fichiers d’autres types laissés de côté : .ods 2, ? 1"
    )
    assert find([tmp_path / "a.txt", tmp_path / "b.ods"]).left_out is None
    (tmp_path / "b.ods").unlink()
    (tmp_path / "d").unlink()
    assert find([tmp_path]).left_out == (
        "1 file of another kind is left out / fichier d’un autre type laissé de côté : .ods 1"
    )


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.txt: cannot be read \(No such file"):
        load(tmp_path / "none.txt")
    (tmp_path / "x.exe").touch()
    with pytest.raises(DocumentError, match=r"\.exe is not read; give"):
        load(tmp_path / "x.exe")


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2009", "\u2028", "\x85"])
def test_a_space_before_a_full_stop_ends_nothing(space: str) -> None:
    text = f"Une enquête contre X{space}. Le juge, M{space}. Dupont, a été nommé. Article L{space}.{space}123-4."
    spans = sentence_spans(text)
    assert "".join(text[start:end] for start, end in spans).replace(" ", "") == text.replace(" ", "")


def test_a_text_in_utf_32_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Bonjour à tous.", encoding="utf-32")
    assert load(tmp_path / "a.txt").text == "Bonjour à tous."


def test_an_error_about_a_name_with_a_line_break_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as error:
        load(tmp_path / "une\nnote.txt")
    assert "\n" not in str(error.value)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_utf_8_is_written_with_a_mark(tmp_path: Path) -> None:
    for odd in (b"caf\xe9.txt", b"the\xe9.txt"):
        (tmp_path / os.fsdecode(odd)).write_text("Le port est ouvert.")
    found = [document for document in load_each(find([tmp_path])) if isinstance(document, Document)]
    assert {document.id for document in found} == {"caf\ufffd.txt", "the\ufffd.txt"}
    json.dumps([asdict(document) for document in found], ensure_ascii=False).encode()


def docx_bytes(extra: int = 0) -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("Un accord a été signé.")
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/extra.xml", b" " * extra)
    return buffer.getvalue()


PDF, DOCX, OLE = pdf(["Bonjour."]), docx_bytes(), b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PNG, JPEG = b"\x89PNG\r\n\x1a\n" + bytes(99), b"\xff\xd8\xff\xe0" + bytes(99)
HTML = b"\n<!DOCTYPE html><p>Bonjour</p>"


def archive() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        file.writestr("notes.txt", "Bonjour.")
    return made.getvalue()


@pytest.mark.parametrize(
    ("name", "data", "english", "french"),
    [
        ("a.pdf", locked_pdf("RC4-128"), "encrypted; save it without its password", "chiffré ; enregistrez"),
        ("a.pdf", locked_pdf("AES-256"), "encrypted; save it without its password", "chiffré ; enregistrez"),
        ("a.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted; save", "chiffré ; enregistrez"),
        ("a.pdf", pdf([]), "scanned, without text: run OCR", "numérisé, sans texte"),
        ("a.pdf", PDF[:300], "damaged", "abîmé"),
        ("a.docx", DOCX[: len(DOCX) // 2], "damaged", "abîmé"),
        ("a.txt", b"", "empty: nothing to index", "vide : rien à indexer"),
        ("a.docx", b"", "empty: nothing to index", "vide : rien à indexer"),
        ("a.pdf", b"", "empty: nothing to index", "vide : rien à indexer"),
        ("a.md", b" \r\n\xef\xbb\xbf", "empty: nothing to index", "vide : rien à indexer"),
        ("a.html", b"<script>x</script>", "empty: nothing to index", "vide : rien à indexer"),
        ("a.pdf", PNG, "mislabelled, an image inside", "une image à l’intérieur"),
        ("a.docx", JPEG, "mislabelled, an image inside", "une image à l’intérieur"),
        ("a.txt", PDF, "mislabelled, a PDF inside", "un PDF à l’intérieur"),
        ("a.pdf", DOCX, "mislabelled, a Word document inside; give it the suffix .docx", "un document Word à"),
        (
            "a.pdf",
            archive(),
            "mislabelled, an archive inside; unpack it",
            "une archive à l’intérieur ; décompressez-la",
        ),
        ("a.txt", DOCX, "mislabelled, a Word document inside; give it the suffix .docx", "un document Word à"),
        ("a.pdf", HTML, "mislabelled, a web page inside", "une page web à l’intérieur"),
        ("a.pdf", b"Bonjour.", "mislabelled, a text inside", "un texte à l’intérieur"),
        ("a.docx", OLE, "mislabelled, an old Office document inside", "un ancien document Office"),
        ("a.txt", b"{\\rtf1 x}", "mislabelled, a rich text (RTF) inside", "un texte enrichi (RTF)"),
        ("a.txt", b"a\0b", "a binary file with the name of a text", "fichier binaire sous le nom d’un texte"),
        ("a.doc", OLE, ".doc is not read; give .csv, .docx, .htm", "format non lu"),
        ("a.docx", docx_bytes(51_000_000), "too large once unpacked", "trop grand une fois décompressé"),
        ("a", b"x", "no suffix is not read", "format non lu"),
    ],
)
def test_each_bad_file_has_its_own_line(name: str, data: bytes, english: str, french: str, tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(data)
    with pytest.raises(DocumentError) as error:
        load(tmp_path / "upload", name)
    said = str(error.value)
    assert said.startswith(f"{name}: {english}") and f" / {french}" in said.replace("mal nommé, ", "")
    assert "\n" not in said and "upload" not in said and said.endswith(".")


@pytest.mark.parametrize("text", ["GIF89a est un format d’image.", "GIF87a came first."])
def test_a_text_may_begin_with_the_name_of_a_format(text: str, tmp_path: Path) -> None:
    for name in ("a.txt", "a.md"):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert load(tmp_path / name).text == text


def test_a_file_too_large_is_told_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders, "MAX_BYTES", 2_000_000)
    (tmp_path / "a.txt").write_bytes(b"x" * 2_000_001)
    with pytest.raises(DocumentError, match=r"a\.txt: more than 2 MB; split it / plus de 2 Mo ; divisez-le\.$"):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "mac-roman", "cp850"]
)
def test_texts_of_other_programs_are_read(encoding: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes("Un été à Fès.".encode(encoding))
    assert load(tmp_path / "a.txt").text == "Un été à Fès."


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Ada a été élue à Fès".encode() + b"\xff.", "Ada a été élue à Fès\ufffd."),
        ("Élue à Fès".encode()[:-2] + b"s", "Élue à F\ufffds"),
        (b"Ada a \xe9t\xe9 \xe9lue, LIBERT\xc9\x85", "Ada a été élue, LIBERTÉ…"),
    ],
)
def test_a_wrong_byte_changes_no_other(data: bytes, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(data)
    assert load(tmp_path / "a.txt").text == text


def test_a_document_bears_the_name_it_is_given(tmp_path: Path) -> None:
    (tmp_path / "upload").write_bytes(b"Bonjour.")
    document = load(tmp_path / "upload", "lettre 😀.txt")
    assert (document.source, document.title) == ("lettre 😀.txt", "lettre 😀")


def test_a_signature_is_no_passage_of_its_own() -> None:
    text = "Le port reçoit quarante bateaux par jour depuis mars. " * 4 + "\n\nAda Diop"
    whole = split(Document("d", "d", text, "d", "fr"), lambda texts: [len(t.split()) for t in texts], budget=60)
    assert [passage.text[-8:] for passage in whole] == ["Ada Diop"]


def test_a_text_with_one_capital_still_has_sentences() -> None:
    text = "La digue est longue. elle est haute. le port est vieux. il dort."
    assert len(sentence_spans(text)) > 1
