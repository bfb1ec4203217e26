"""From files to sentences and passages: nothing lost, nothing changed."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.chunking import sentence_around, sentence_spans, split
from index.documents import Document
from index.errors import DocumentError
from index.languages import detect_language
from index.loaders import article, load, load_all
from index.page import furniture, parts
from index.terms import Terms, fold

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
    ("text", "found"),
    [
        (
            "# Le rapport annuel\n\nBy Jane Roe\n\nAll went well.",
            [("title", "Le rapport annuel"), ("author", "Jane Roe")],
        ),
        (
            "Une note\n\nTout va bien.\n\nJean de La Fontaine",
            [("title", "Une note"), ("author", "Jean de La Fontaine")],
        ),
        ("Par la suite, tout ira bien.\n\nEt puis voilà", []),
        ("La ville compte 200 000 habitants. Le maire est M. Dupont.", []),
        ("un\n\ndeux\n\ntrois", []),
        ("", []),
    ],
)
def test_the_parts_of_a_page(text: str, found: list[tuple[str, str]]) -> None:
    assert [(part.kind, text[part.start : part.end]) for part in parts(text)] == found


@given(st.text(alphabet="aB. \n#«»é\u00a0\u2028\ud800", max_size=200))
def test_parts_lie_in_any_text(text: str) -> None:
    assert all(0 <= part.start < part.end <= len(text) for part in parts(text))
    assert all(0 <= start < end <= len(text) for start, end in furniture(text))


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
    documents, errors = load_all([tmp_path])
    texts = {d.id: d.text for d in documents}
    assert texts == {
        "a.txt": "Un été.\nDeux.",
        "old.txt": "Été à Fès, une très belle journée.",
        "b.md": "# Titre\n\nDu *texte*.",
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


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.txt: cannot be read \(No such file"):
        load(tmp_path / "none.txt")
    (tmp_path / "x.exe").touch()
    with pytest.raises(DocumentError, match=r"\.exe is not read; give"):
        load(tmp_path / "x.exe")


def test_a_signature_is_no_passage_of_its_own() -> None:
    text = "Le port reçoit quarante bateaux par jour depuis mars. " * 4 + "\n\nAda Diop"
    whole = split(Document("d", "d", text, "d", "fr"), lambda texts: [len(t.split()) for t in texts], budget=60)
    assert [passage.text[-8:] for passage in whole] == ["Ada Diop"]
