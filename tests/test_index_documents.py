"""From files to sentences and passages: nothing lost, nothing changed."""

from __future__ import annotations

import io
import os
import time
import zipfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index import loaders
from index.chunking import sentence_around, sentence_spans, split
from index.documents import Document, Part
from index.errors import DocumentError
from index.languages import detect_language, question_language
from index.loaders import article, count_files, left_out, load, load_each
from index.page import furniture, parts
from index.terms import Terms, fold
from tests.pdfs import pdf

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


BUILT = "Le conseil du {}e arrondissement a approuvé la construction du nouveau pont de la ville."


@pytest.mark.parametrize(
    "sentences",
    [
        [BUILT.format(i) for i in range(1, 30)],
        [BUILT.format(1), BUILT.format(2), BUILT.format(3), "mot " * 420 + "fin.", BUILT.format(2)],
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
        ("Oui. " + "\tun" * 1_000, [4, 1991, 1007]),
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
        ("---\ntitle: X\ntags: port\n---\n\n# Le port\n\nIl est ouvert.", [("title", "Le port")]),
        ("---\n\nLe port\n\n=====\n\nIl est ouvert.", [("title", "Le port")]),
        ("Chaise\nPrix : 12 €\nTable\nPrix : 12 €\nLa livraison est gratuite.", [("title", "Chaise")]),
        ("un\n\ndeux\n\ntrois", []),
        ("", []),
    ],
)
def test_the_parts_of_a_page(text: str, found: list[tuple[str, str]]) -> None:
    assert [(part.kind, text[part.start : part.end]) for part in parts(text)] == found


@pytest.mark.parametrize(
    ("text", "skipped"),
    [
        ("Produit A\nPrix : 12 €\nProduit B\nPrix : 12 €", []),
        ("Chaise\nPrix : 12 €\nTable\nPrix : 12 €\nLa livraison est gratuite.", []),
        ("Est-il ouvert ?\nOui.\nEst-il gratuit ?\nOui.", []),
        ("Le port est ouvert.\nLe service compte 12 000 abonnés.", []),
        ("Le port est ouvert.\nNombre d’abonnés : 12 000", []),
        ("Deux offres existent.\n- Simple\n- Premium", []),
        ("Le port\n\nVille\n\nLe port\n\nIl est ouvert.\n\nVille\n\nLe port", ["Ville", "Le port"]),
        ("Le port est ouvert.\n\nAda Diop\n\nS’abonner\nAccès illimité\nHaut", ["S’abonner", "Accès illimité", "Haut"]),
    ],
)
def test_only_a_newspaper_page_has_furniture(text: str, skipped: list[str]) -> None:
    assert [text[start:end] for start, end in furniture(text)] == skipped


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
    assert question_language(text) == language


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Where was it?", "en"),
        ("« Combien de ports ?", "fr"),
        ("De quelle ville vient-elle ?", "fr"),
        ("Qui est la ministre ?", "fr"),
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
    loaded = list(load_each([tmp_path]))
    errors = [item for item in loaded if isinstance(item, DocumentError)]
    texts = {item.id: item.text for item in loaded if not isinstance(item, DocumentError)}
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
    first, second, error = load_each(paths)
    assert not isinstance(first, DocumentError) and not isinstance(second, DocumentError)
    assert (first.id, first.text, second.text) == ("a.txt", "Un.", "Deux.")
    assert first.id != second.id
    assert isinstance(error, DocumentError)
    assert count_files(paths) == 3


def test_a_folder_that_a_link_leads_to_is_entered_once(tmp_path: Path) -> None:
    folder, other = tmp_path / "folder", tmp_path / "other"
    for place in (folder / "sub", other / "deep", folder / ".git"):
        place.mkdir(parents=True)
        (place / "a.txt").write_text(f"Texte de {place.name}.")
    for link, to in (("a", folder / "sub"), ("b", other), ("c", folder)):
        (folder / link).symlink_to(to)
    loaded = list(load_each([folder]))
    assert [item.id for item in loaded if isinstance(item, Document)] == ["b/deep/a.txt", "sub/a.txt"]
    assert len(loaded) == count_files([folder]) == 2


def test_what_is_left_out_of_a_folder_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if Path(path).name == "closed":
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr("os.scandir", refuse)
    (tmp_path / "closed").mkdir()
    for name in ("a.txt", "b.odt", "c.ODT", "d", ".e.odt"):
        (tmp_path / name).write_text("Un.")
    (tmp_path / "gone.txt").symlink_to(tmp_path / "nowhere.txt")
    closed, document, gone = load_each([tmp_path])
    assert "closed: this folder cannot be read (Permission denied); check" in str(closed)
    assert isinstance(document, Document) and "gone.txt: cannot be read (No such file" in str(gone)
    assert count_files([tmp_path]) == 3
    assert left_out([tmp_path]) == (
        "3 files of other kinds are left out / fichiers d’autres types laissés de côté : .odt 2, ? 1"
    )
    assert left_out([tmp_path / "a.txt", tmp_path / "b.odt"]) is None


@pytest.mark.parametrize(
    ("page", "text"),
    [
        (
            "<p>Intro.</p><div>Signé par Ada Diop.</div><dl><dt>Lieu<dd>Fès</dl> Fin",
            ["Intro.", "Signé par Ada Diop.", "Lieu | Fès", "Fin"],
        ),
        (
            "<ul><li><p>Un</p></li></ul><blockquote><p>Deux</p></blockquote><table><tr><td><p>Trois</p></td><td>4",
            ["Un", "Deux", "Trois", "4"],
        ),
        ("<p>12 rue de la <b>Paix</b><br>75002 \n Paris", ["12 rue de la Paix\n75002 Paris"]),
        ("<ul><li>Un<ul><li>Deux</ul>Trois</ul>", ["Un", "Deux", "Trois"]),
        ("Un\n port<p> ouvert", ["Un port", "ouvert"]),
        (
            "<header>Menu</header><article><header><h1>Le port</h1>Par Ada Diop</header><p>Ouvert.</article><footer>©",
            ["Le port", "Par Ada Diop", "Ouvert."],
        ),
        ("<header>Menu</header><p>Ouvert.</p><footer>©</footer>", ["Ouvert."]),
        ("<article>Un<article>Deux</article></article><p>Pub</p><article>Trois</article>", ["Un", "Deux", "Trois"]),
        ("<main>Le port est ouvert toute l’année.<article>Lire</article></main>", ["Le port est ouvert toute l’année.", "Lire"]),
        ("<article></article><main>Le port</main>Pub", ["Le port"]),
        (
            "<nav>a</nav><div>Le port<script>b</script><style>c</style><button>d</button></div><aside><article>e</article>"
            "</aside><form>f</form><noscript>g</noscript><video>h</video>",
            ["Le port"],
        ),
    ],
)  # fmt: skip
def test_a_web_page_is_read_whole_and_once(page: str, text: list[str], tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert load(tmp_path / "a.html").text == "\n\n".join(text)


def test_what_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match=r"none\.txt: cannot be read \(No such file"):
        load(tmp_path / "none.txt")
    (tmp_path / "x.exe").touch()
    with pytest.raises(DocumentError, match=r"\.exe is not read; give"):
        load(tmp_path / "x.exe")


def test_a_word_document_is_read_as_word_shows_it(tmp_path: Path) -> None:
    import docx
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def run(text: str, tag: str = "t") -> str:
        return f'<w:r><w:{tag} xml:space="preserve">{text}</w:{tag}></w:r>'

    def control(content: str, kind: str = "") -> str:
        return f"<w:sdt><w:sdtPr>{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"

    contents = '<w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
    blocks = [
        f"<w:p>{run('Le ')}<w:ins>{run('nouveau ')}<w:del>{run('beau ', 'delText')}</w:del></w:ins>"
        f"<w:del>{run('vieux ', 'delText')}</w:del><w:moveFrom>{run('loin ')}</w:moveFrom>"
        f"{control(run('port '))}<w:smartTag>{run('de Fès')}</w:smartTag></w:p>",
        control(f"<w:p>{run('Signé par ')}{control(run('Ada Diop'))}</w:p>"),
        control(f"<w:p>{run('Cliquez ici.')}</w:p>", "<w:showingPlcHdr/>"),
        control(f"<w:p>{run('Chapitre 1 … 3')}</w:p>", contents),
        f"<w:p><w:moveTo>{run('Fin')}</w:moveTo></w:p>",
    ]
    document = docx.Document()
    for block in blocks:
        made = parse_xml(f"<w:body {nsdecls('w')}>{block}</w:body>")
        for element in list(made):
            document.element.body.insert(len(document.element.body) - 1, element)
    table = document.add_table(3, 3)
    for row, values in zip(table.rows, (["2024", "120", "120"], ["2025", "", "Total"], ["", "", ""]), strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    table.cell(1, 1).merge(table.cell(1, 2))
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").text.split("\n\n") == [
        "Le nouveau port de Fès",
        "Signé par Ada Diop",
        "Fin",
        "2024 | 120 | 120",
        "2025 | Total",
    ]


def test_text_boxes_nested_tables_and_notes_of_a_word_document_are_read(tmp_path: Path) -> None:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as OpcPart
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    def shown(text: str) -> str:
        return f"<w:r><w:t>{text}</w:t></w:r>"

    def box(*lines: str) -> str:
        boxed = f"<w:txbxContent>{''.join(f'<w:p>{shown(line)}</w:p>' for line in lines)}</w:txbxContent>"
        return (
            '<w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
            f"<mc:Choice><w:drawing>{boxed}</w:drawing></mc:Choice><mc:Fallback><w:pict>{boxed}</w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r>"
        )

    def noted(kind: str, id: int) -> str:
        return f'<w:r><w:{kind}Reference w:id="{id}"/></w:r>'

    document = docx.Document()
    body = document.element.body
    paragraph = f"{shown('Le port')}{box('À retenir :', '40 ports')}{box('Et 2 phares')}{shown(' de Fès')}"
    body.insert(0, parse_xml(f"<w:p {nsdecls('w')}>{paragraph}</w:p>"))
    paragraph = f"{shown('Il coûte')}{noted('footnote', 2)}{shown(' cher.')}{noted('footnote', 1)}{noted('endnote', 1)}"
    body.insert(1, parse_xml(f"<w:p {nsdecls('w')}>{paragraph}</w:p>"))
    outer = document.add_table(1, 2)
    outer.cell(0, 0).text = "Budget"
    inner = outer.cell(0, 1).add_table(1, 2)
    for cell, value in zip(inner.rows[0].cells, ("2024", "120"), strict=True):
        cell.text = value
    for kind, text in (("footnote", "Selon le <w:del>vieux</w:del>ministère."), ("endnote", "Loi du 3 mai.")):
        words = text.replace("<w:del>", "</w:t></w:r><w:del><w:r><w:delText>")
        words = words.replace("</w:del>", "</w:delText></w:r></w:del><w:r><w:t>")
        notes = (
            f"<w:{kind}s {nsdecls('w')}><w:{kind} w:type='separator' w:id='0'><w:p>{shown('—')}</w:p></w:{kind}>"
            f"<w:{kind} w:id='1'><w:p>{shown(words)}</w:p></w:{kind}>"
            f"<w:{kind} w:id='2'><w:tbl><w:tr><w:tc><w:p>{shown('Claire Durand')}</w:p></w:tc></w:tr></w:tbl></w:{kind}>"
            f"</w:{kind}s>"
        )
        name = PackURI(f"/word/{kind}s.xml")
        kind_of_part = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}s+xml"
        part = OpcPart(name, kind_of_part, notes.encode(), document.part.package)
        document.part.relate_to(part, getattr(RELATIONSHIP_TYPE, f"{kind.upper()}S"))
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").text.split("\n\n") == [
        "Le port de Fès",
        "À retenir :",
        "40 ports",
        "Et 2 phares",
        "Il coûte cher.",
        "¹ Loi du 3 mai.",
        "¹ Claire Durand",
        "² Selon le ministère.",
        "Budget | 2024\n120",
    ]
    assert load(tmp_path / "a.docx").parts == (Part("title", 0, 14),)  # no note is the author


def test_cells_merged_downwards_stand_in_every_row(tmp_path: Path) -> None:
    import docx
    from docx.oxml import OxmlElement

    document = docx.Document()
    table = document.add_table(1_500, 2)
    rows = table._tbl.tr_lst
    for number, row in enumerate(rows):
        for cell, value in zip(row.tc_lst, ("Ports", str(number)), strict=True):
            cell.p_lst[0].add_r().text = value if number == 0 or value != "Ports" else ""
        row.tc_lst[0].vMerge = "continue" if number else "restart"
    first = OxmlElement("w:tr")  # that goes on from nothing, and has a cell fewer
    rows[0].addprevious(first)
    first.append(OxmlElement("w:tc"))
    first.tc_lst[0].append(OxmlElement("w:p"))
    first.tc_lst[0].vMerge = "continue"
    document.save(str(tmp_path / "a.docx"))
    began = time.process_time()
    lines = load(tmp_path / "a.docx").text.split("\n\n")
    assert lines == [f"Ports | {number}" for number in range(1_500)]
    assert time.process_time() - began < 5  # hours, where each row looks up to the first


def test_a_note_part_that_is_empty_loses_nothing_else(tmp_path: Path) -> None:
    import docx
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.opc.part import Part as OpcPart

    document = docx.Document()
    document.add_paragraph("Le port est ouvert.")
    part = OpcPart(PackURI("/word/footnotes.xml"), "application/xml", b"", document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    document.save(str(tmp_path / "a.docx"))
    assert load(tmp_path / "a.docx").text == "Le port est ouvert."


def test_the_page_in_a_form_and_the_text_beside_a_teaser_are_read(tmp_path: Path) -> None:
    prose = "<p>" + "Le rapport du ministère compte dix mesures. " * 9 + "</p>"
    page = tmp_path / "a.html"
    page.write_text(f"<body><form id=aspnetForm>{prose}<form action=/q>Rechercher</form></form></body>")
    assert "dix mesures" in load(page).text
    page.write_text(f"<body>{prose}<form>Abonnez-vous</form></body>")
    assert "Abonnez" not in load(page).text
    page.write_text(f"<body><div>{prose}</div><article><p>Lire aussi un autre sujet.</p></article></body>")
    assert "dix mesures" in load(page).text


@pytest.mark.parametrize(
    "declared",
    ["<meta charset={}>", '<meta http-equiv="Content-Type" content="text/html; charset={}">', '<?xml encoding="{}"?>'],
)
@pytest.mark.parametrize(
    ("name", "encoding"),
    [("iso-8859-15", "iso-8859-15"), ("ISO-8859-1", "cp1252"), ("klingon", "cp1252"), ("hex", "cp1252"),
     ("utf-8", "utf-8"), ("utf-8", "cp1252"), ("macintosh", "mac-roman")],
)  # fmt: skip
def test_a_web_page_is_read_in_the_encoding_that_it_declares(
    declared: str, name: str, encoding: str, tmp_path: Path
) -> None:
    text = "Le cœur coûte 300 € aux œuvres."
    (tmp_path / "a.html").write_bytes(declared.format(name).encode() + f"<body><p>{text}</p></body>".encode(encoding))
    assert load(tmp_path / "a.html").text == text


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


def docx_bytes(extra: int = 0) -> bytes:
    import docx

    document = docx.Document()
    document.add_paragraph("Un accord a été signé.")
    buffer = io.BytesIO()
    document.save(buffer)
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/extra.xml", b" " * extra)
    return buffer.getvalue()


def locked_pdf(algorithm: str) -> bytes:
    from pypdf import PdfWriter

    writer, buffer = PdfWriter(io.BytesIO(pdf(["Secret."]))), io.BytesIO()
    writer.encrypt("x", algorithm=algorithm)
    writer.write(buffer)
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
        ("a.doc", OLE, ".doc is not read; give .docx, .htm", "format non lu"),
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


def test_a_file_too_large_is_told_the_limit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loaders, "MAX_BYTES", 2_000_000)
    (tmp_path / "a.txt").write_bytes(b"x" * 2_000_001)
    with pytest.raises(DocumentError, match=r"a\.txt: more than 2 MB; split it / plus de 2 Mo ; divisez-le\.$"):
        load(tmp_path / "a.txt")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
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
