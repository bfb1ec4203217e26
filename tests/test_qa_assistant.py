"""The whole path: the invariant first, then what the article says."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import qa.assistant
from index import tables
from index.documents import Document
from index.errors import QuestionError
from index.loaders import load
from index.page import parts
from qa.answers import Answer
from qa.assistant import MAX_QUESTION, Assistant, _article_index, _Meaning, check_question
from qa.page_questions import asked_part, is_another

ODD = "e\u0301 é 👨\u200d👩\u200d👧 שלום مرحبا \u200b \u202f \u00a0 \r\n ﬁn « A » 240\u202f000 İ ß \ud800"


def check(answer: Answer, documents: Any) -> None:
    for further in answer.then:
        check(further, documents)
    for found in (answer, *answer.also, *answer.disagrees, *answer.alternatives):
        document = found.document
        if found.text is not None:
            assert document is not None and documents[document.id] is document
            assert document.text[found.start : found.end] == found.text != ""
        if found.quote is not None:
            assert document is not None
            assert document.text[found.quote_start : found.quote_end] == found.quote
        if found.text is not None and found.quote is not None:
            assert found.quote_start <= found.start < found.end <= found.quote_end  # type: ignore[operator]
        assert 0 <= found.confidence <= 1
    json.dumps(answer.to_dict())


@pytest.mark.parametrize("question", ["", "  \n", "???", "«»…", "x" * (MAX_QUESTION + 1), "mot " * 250_000])
def test_what_nobody_can_answer_is_refused_at_once(question: str) -> None:
    with pytest.raises(QuestionError) as error:
        check_question(question)
    assert "\n" not in str(error.value) and len(str(error.value)) < 200


@pytest.mark.slow
@pytest.mark.parametrize(
    "question", ["Combien d'emplois numériques seront créés ?", "How many digital jobs will be created?"]
)
def test_the_article_answers_in_both_languages(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    check(answer, assistant.documents)
    assert answer.text is not None and "240 000" in answer.text
    assert answer.quote is not None and answer.quote.endswith(".")
    assert answer.language == ("fr" if question.startswith("Combien") else "en")


@pytest.mark.slow
@pytest.mark.parametrize("question", ["Which city hosted the conference?", "What is this yearly gathering called?"])
def test_a_document_that_is_read_again_is_the_same(
    question: str, assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = assistant.ask(question, top_k=10)
    monkeypatch.setattr(tables, "_document", tables._document.__wrapped__)  # as with more documents than are kept
    assert assistant.ask(question, top_k=10) == expected


@pytest.mark.slow
@pytest.mark.parametrize("there", [True, False])
def test_nothing_needs_to_be_writable(
    there: bool, assistant: Assistant, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoder = assistant.retriever.encoder
    monkeypatch.setattr(qa.assistant, "user_cache_path", lambda name, **_: tmp_path)
    if there:
        _article_index(encoder)

    def refused(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("filelock.FileLock", refused)
    assert _article_index(encoder).documents == assistant.documents
    assert (tmp_path / "article-index").exists() == there


@pytest.mark.slow
def test_a_follow_up_is_read_in_the_light_of_the_conversation(assistant: Assistant) -> None:
    first = assistant.ask("Où sera basé le « Jazari Root » ?")
    for history in ([first], [first.question]):
        answer = assistant.ask("Et quand sera-t-il inauguré ?", history)
        check(answer, assistant.documents)
        assert answer.understood == "Quand « Jazari Root » sera-t-il inauguré ?"
        best = answer if answer.text else answer.alternatives[0]
        assert best.text is not None and "janvier 2026" in best.text
        assert best.question == answer.question == "Et quand sera-t-il inauguré ?"
    assert first.understood is None
    assert assistant.ask("Qui a ouvert la session ?", [first]).understood is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "history"),
    [
        ("Où sera basé le « Jazari Root » ?", []),
        ("Et quand sera-t-il inauguré ?", ["Où sera basé le « Jazari Root » ?"]),
        ("Qui est l’auteur ?", []),
    ],
)
def test_the_steps_are_said_once_and_the_answer_comes_last(
    assistant: Assistant, question: str, history: list[str]
) -> None:
    *steps, answer = assistant.stream(question, history)
    assert steps == ["searching", "reading"]
    assert answer == assistant.ask(question, history)


@pytest.mark.slow
def test_who_stops_while_it_searches_runs_no_reader(assistant: Assistant) -> None:
    class Unread:
        def read(self, *_: object) -> list[Any]:
            raise AssertionError("the reader ran")

    steps = replace(assistant, reader=Unread()).stream("Combien de startups ?")  # type: ignore[arg-type]
    assert [next(steps), next(steps)] == ["searching", "reading"]
    with pytest.raises(QuestionError):
        next(assistant.stream("???"))


@pytest.mark.slow
def test_what_cannot_be_asked_is_no_history(assistant: Assistant) -> None:
    question = "Où sera basé le « Jazari Root » ?"
    answer = assistant.ask("Et quand ?", ["", question, "???", "x" * (MAX_QUESTION + 1)])
    assert answer.understood == "Quand sera basé le « Jazari Root » ?"
    assert assistant.ask("Et quand ?", [""]).understood is None


@pytest.mark.slow
def test_thanks_are_not_answered_and_are_no_history() -> None:
    text = "Le pont sera fermé le samedi 6 juin. Ada Diop ouvrira la journée à Brest."
    about = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    asked = about.ask("Quand le pont sera-t-il fermé ?")
    for said in ("Bonne journée !", "Qui es-tu ?"):
        thanks = about.ask(said, [asked])
        check(thanks, about.documents)
        assert thanks.text is None and thanks.quote is None
        assert about.ask("Et pourquoi ?", [asked, thanks]).understood == "Pourquoi le pont sera-t-il fermé ?"


@pytest.mark.slow
def test_who_introduces_himself_first_is_answered() -> None:
    text = "La piscine des Tilleuls ouvre le samedi de 10 h à 19 h. Le bal a lieu le 6 juin sur le parking."
    about = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    answer = about.ask("Je n'ai pas pu assister au conseil et j'aurais besoin de savoir à quelle date le bal a lieu.")
    check(answer, about.documents)
    assert answer.text is not None and answer.understood == "À quelle date le bal a lieu ?"
    assert about.ask("Mon fils a sept ans. Est-il né à Brest ?").understood is None


@pytest.mark.slow
def test_a_follow_up_of_a_follow_up(assistant: Assistant) -> None:
    history = ["Où sera basé le « Jazari Root » ?", "Quand sera-t-il inauguré ?"]
    assert assistant.ask("Et pourquoi ?", history).understood == "Pourquoi « Jazari Root » sera-t-il inauguré ?"


@pytest.mark.slow
def test_a_short_question_may_stand_alone() -> None:
    text = "Le préfet est M. Lamontagne. L'accident a fait 14 blessés mardi, sur l'autoroute A13."
    about = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    answer = about.ask("Combien de blessés ?", [about.ask("Qui est le préfet ?")])
    check(answer, about.documents)
    assert answer.text is not None and answer.text.startswith("14")
    assert answer.understood is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("À quelle heure le conseil s’est-il réuni ?", "Le conseil s’est réuni le mardi 4 mars en mairie."),
        ("What time did the ferry run aground?", "The ferry ran aground early on Saturday, in thick fog."),
    ],
)
def test_a_day_is_no_time_of_day(question: str, text: str) -> None:
    about = Assistant.over([Document("d", "d", text, "d.txt", "fr" if "é" in question else "en")])
    answer = about.ask(question)
    check(answer, about.documents)
    assert answer.text is None


@pytest.mark.slow
def test_a_question_in_the_plural_gets_every_span(assistant: Assistant) -> None:
    text = "La ville rénove le pont neuf. Elle rénove aussi la gare maritime. Elle rénovera enfin le musée du port."
    document = Document("d", "d", text, "d.txt", "fr")
    from index.store import Index
    from qa.retriever import Retriever

    encoder = assistant.retriever.encoder
    eager = replace(assistant, retriever=Retriever(Index.build([document], encoder), encoder), threshold=0.0)
    answer = eager.ask("Quels bâtiments la ville rénove-t-elle ?")
    check(answer, eager.documents)
    starts = [found.start for found in answer.also]
    assert starts
    assert starts == sorted(starts)  # type: ignore[type-var]
    assert all(found not in answer.alternatives for found in answer.also)
    assert eager.ask("Quel bâtiment sera rénové enfin ?").also == ()


@pytest.mark.slow
def test_of_a_list_every_item_is_quoted(assistant: Assistant) -> None:
    answer = assistant.ask("Quelles sont les ambitions nationales ?")
    check(answer, assistant.documents)
    quoted = sorted((answer, *answer.also), key=lambda found: found.start or 0)
    beginnings = ["contribuer à", "créer près de", "former 100", "faire passer"]
    assert [found.text and found.text.startswith(b) for found, b in zip(quoted, beginnings, strict=True)] == [True] * 4


@pytest.mark.slow
def test_a_question_in_the_text_is_no_answer_to_itself() -> None:
    text = (
        "Combien coûte l'inscription ?\n\nL'adhésion revient à 18 euros par an.\n\nComment s'inscrire ?\n\nÀ la mairie."
    )
    document = Document("faq", "faq", text, "faq.txt", "fr")
    eager = replace(Assistant.over([document]), threshold=0.0)
    answer = eager.ask("Combien coûte l'inscription ?")
    check(answer, eager.documents)
    assert answer.text is not None and "18 euros" in answer.text


@pytest.mark.slow
@pytest.mark.parametrize("typed", ["combien de startups", "COMBIEN DE  STARTUPS??", "Combien de\nstartups\u00a0?"])
def test_the_form_of_a_question_changes_no_answer(assistant: Assistant, typed: str) -> None:
    answer = assistant.ask(typed)
    assert answer == replace(assistant.ask("Combien de startups ?"), question=typed, alternatives=answer.alternatives)
    assert answer.question == typed and answer.understood is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("message", "questions", "texts"),
    [
        (
            "Où et quand l'événement a-t-il eu lieu ?",
            ["Où l'événement a-t-il eu lieu ?", "Quand l'événement a-t-il eu lieu ?"],
            ["Casablanca", "mardi 9 décembre"],
        ),
        (
            "Who opened the session, and what is his job?",
            ["Who opened the session?", "What is Nawfal Saoud's job?"],
            ["Nawfal Saoud", "Directeur Général"],
        ),
    ],
)
def test_every_question_of_a_message_is_answered(
    message: str, questions: list[str], texts: list[str], assistant: Assistant
) -> None:
    answer = assistant.ask(message)
    check(answer, assistant.documents)
    answers = [answer, *answer.then]
    assert answer.question == message
    assert [each.understood or each.question for each in answers] == questions
    assert all(text in (each.text or "") for each, text in zip(answers, texts, strict=True))
    assert all(not each.then for each in answer.then)
    after = assistant.ask("Pourquoi ?", history=[answer]), assistant.ask("Pourquoi ?", history=[message])
    assert after[0] == after[1] and after[0] == assistant.ask("Pourquoi ?", history=[answer.then[-1]])


@pytest.mark.slow
def test_questions_of_a_message_with_one_answer_get_it_once() -> None:
    text = "Le lac est ouvert au public depuis 2003. On s'y baigne de juin à septembre."
    lake = replace(Assistant.over([Document("d", "d", text, "d.txt", "fr")]), threshold=0.0)
    answer = lake.ask("Depuis quand le lac est-il ouvert ? Depuis quelle année ?")
    check(answer, lake.documents)
    assert answer.text is not None and "2003" in answer.text and not answer.then
    silent = replace(lake, threshold=1.0).ask("Qui a creusé le lac et pourquoi ?")
    assert silent.text is None and not silent.then and silent.understood is None


@pytest.mark.slow
@pytest.mark.parametrize(
    ("turns", "understood", "text"),
    [
        (
            ["Who opened the session?", "Where was the event held?", "What is his job?"],
            "What is Nawfal Saoud's job?",
            "Directeur Général",
        ),
        (
            ["Où sera basé le Jazari Root ?", "Qui a ouvert la session ?", "Et quand sera-t-il inauguré ?"],
            "Quand le Jazari Root sera-t-il inauguré ?",
            "janvier 2026",
        ),
        (
            ["Who opened the session?", "How many digital jobs will be created?", "And who is he?"],
            "Who is Nawfal Saoud?",
            "Directeur Général",
        ),
        (["Où sera basé le Jazari Root ?", "Et quand ?"], "Quand sera basé le Jazari Root ?", "2026"),
    ],
)
def test_a_pronoun_may_mean_what_was_said_before_the_last_question(
    turns: list[str], understood: str, text: str, assistant: Assistant
) -> None:
    history: list[str | Answer] = []
    for question in turns:
        history.append(assistant.ask(question, history))
    answer = history[-1]
    assert isinstance(answer, Answer) and answer.understood == understood and text in (answer.text or "")
    assert assistant.ask(turns[-1], turns[:-1]) == answer


@pytest.mark.slow
def test_each_earlier_question_is_asked_again_once(monkeypatch: pytest.MonkeyPatch) -> None:
    texts = {"port": "Le port ferme à midi.", "gare": "La gare ouvre à six heures."}
    both = Assistant.over([Document(id, id, text, f"{id}.txt", "fr") for id, text in texts.items()])
    asked: list[str] = []
    ask = Assistant.ask

    def counted(self: Assistant, question: str, *rest: Any) -> Answer:
        asked.append(question)
        return ask(self, question, *rest)

    monkeypatch.setattr(Assistant, "ask", counted)
    history = ["Qui a peint le plafond ?", "Combien a coûté le toit ?", "Pourquoi les quais sont-ils bleus ?"]
    both.ask("Où est-il exposé ?", history)
    assert sorted(asked) == sorted([*history, "Où est-il exposé ?"])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("first", "paid"),
    [("Quand a lieu la vente de livres ?", "en espèces"), ("Combien coûte la carte d'abonné ?", "par carte bancaire")],
)
def test_the_document_that_is_talked_of_is_asked_first(first: str, paid: str, assistant: Assistant) -> None:
    texts = {
        "vente": "La vente de livres a lieu le 22 novembre au sous-sol. On paie en espèces, à la caisse.",
        "carte": "La carte d'abonné coûte 10 euros par an. On paie par carte bancaire, à l'accueil.",
    }
    both = Assistant.over([Document(id, id, text, f"{id}.txt", "fr") for id, text in texts.items()])
    before = both.ask(first)
    answer = both.ask("Comment paie-t-on ?", [before])
    check(answer, both.documents)
    assert paid in (answer.text or "") and answer.document == before.document
    assert both.ask("Comment paie-t-on ?", [first]) == answer
    there = "Où a lieu la vente de livres ?"  # another document may answer all the same
    assert both.ask(there, [before]).text == both.ask(there).text == "sous-sol"
    assert assistant.ask("Comment paie-t-on ?", [before]).text is None  # a document that is no longer there


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("Les chiens sont-ils admis ?", "chiens ne sont pas admis"),
        ("Le parking est-il ouvert ?", "parking est ouvert"),
        ("Are dogs allowed?", "Dogs are not allowed"),
        ("Is breakfast included?", "Breakfast is included"),
    ],
)
def test_a_sentence_that_says_yes_or_no_answers(question: str, said: str) -> None:
    text = (
        "Les chiens ne sont pas admis. Le parking est ouvert. Les chèques ne sont pas acceptés."
        if "es" in question.split()[0] or question.startswith("Le")
        else "Dogs are not allowed. Breakfast is included. Cards are not accepted."
    )
    answer = Assistant.over([Document("d", "d", text, "d.txt", "fr" if "Le" in text else "en")]).ask(question)
    assert answer.text is not None and answer.quote is not None and said in answer.quote


@pytest.mark.slow
def test_a_question_may_name_the_document_that_it_is_about() -> None:
    text = "Entrée adulte : 6,20 €.\n\nAquagym : 11 € la séance.\n\nLeçon de natation : 15 €."
    pool = Assistant.over([Document("d", "Centre aquatique de Saint-Aubin", text, "d.txt", "fr")])
    answer = pool.ask("Combien coûte l'aquagym à Saint-Aubin ?")
    check(answer, pool.documents)
    assert answer.text == "11 €" and answer.understood == "Combien coûte l'aquagym ?"
    assert pool.ask("Combien coûte l'aquagym à Lannion ?").text is None


@pytest.mark.slow
def test_a_question_put_before_a_follow_up_does_not_get_its_answer_again(assistant: Assistant) -> None:
    jobs = assistant.ask("Combien d'emplois numériques seront créés ?")
    answer = assistant.ask("Qui l'a dit ?", [jobs])
    check(answer, assistant.documents)
    assert jobs.text and not any(found.overlaps(jobs) for found in (answer, *answer.alternatives))


@pytest.mark.slow
def test_each_line_of_a_list_is_its_own_quote() -> None:
    text = "Inscription à la cantine\n\nIl faut fournir les pièces suivantes :\n- une copie du livret ;\n- un timbre."
    several = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    answer = replace(several, threshold=0.0).ask("Quelles pièces faut-il fournir ?")
    check(answer, several.documents)
    assert [found.text for found in (answer, *answer.also)] == ["une copie du livret", "un timbre"]
    assert [found.quote for found in (answer, *answer.also)] == ["- une copie du livret ;", "- un timbre."]


@pytest.mark.slow
def test_the_head_of_a_table_is_no_answer_that_repeats_the_question() -> None:
    text = "Tarifs\n\nFormule | Plein tarif | Tarif réduit\n\nAdulte | 6,20 € | 4,80 €"
    table = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    found = replace(table, threshold=0.0).ask("tarif reduit ?")
    assert "Tarif réduit" not in {each.text for each in (found, *found.alternatives)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "question", "quoted"),
    [
        ("Pour l'inscription, il faut apporter :\n- une copie du livret ;\n- un timbre.", "Que faut-il apporter ?",
         ["une copie du livret", "un timbre"]),
        ("Le prix comprend : le repas, la visite guidée et le trajet.", "Que comprend le prix ?",
         ["le repas", "la visite guidée", "le trajet"]),
        ("À savoir\n\n- Une photo est à apporter à l'accueil.\n- Le parking est gratuit.", "Que faut-il apporter ?", ["Une photo"]),
        ("Il faut apporter une photo. Le parking est gratuit, la visite aussi.", "Que faut-il apporter ?", ["une photo"]),
    ],
)  # fmt: skip
def test_what_may_be_several_things_is_a_whole_list_or_one(text: str, question: str, quoted: list[str]) -> None:
    about = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    answer = replace(about, threshold=0.0).ask(question)
    check(answer, about.documents)
    assert [found.text for found in (answer, *answer.also)] == quoted


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["html", "docx"])
def test_the_items_of_a_list_are_quoted_whatever_the_file(kind: str, tmp_path: Path) -> None:
    steps = ("Remplir le formulaire.", "Payer les frais.", "Attendre la carte.")
    path = tmp_path / f"a.{kind}"
    if kind == "html":
        path.write_text(f"<h1>Étapes de l’inscription</h1><ol>{''.join(f'<li>{step}' for step in steps)}</ol>")
    else:
        import docx

        document = docx.Document()
        document.add_heading("Étapes de l’inscription", 1)
        for step in steps:
            document.add_paragraph(step, "List Number")
        document.save(str(path))
    about = Assistant.over([load(path)])
    answer = replace(about, threshold=0.0).ask("Quelles sont les étapes de l’inscription ?")
    check(answer, about.documents)
    assert [found.text for found in (answer, *answer.also)] == [step.rstrip(".") for step in steps]


@pytest.mark.slow
@pytest.mark.parametrize("question", ["Qui était présent ?", "Cite les présents"])
def test_all_the_names_under_a_label_answer(question: str) -> None:
    text = "Conseil présidé par Mme Ada Roy, maire.\n\nPrésents : Mme Roy, M. Li, M. Bo.\nAbsents : Mme Petit, M. Roux."
    minutes = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    answer = minutes.ask(question)
    check(answer, minutes.documents)
    assert [found.text for found in (answer, *answer.also)] == ["Mme Roy", "M. Li", "M. Bo"]


@pytest.mark.slow
def test_names_under_two_labels_are_put_together() -> None:
    text = (
        "HARROWFIELD PARISH COUNCIL\n\nMinutes of the meeting held on Tuesday 11 March 2025 at 7.00 pm in the Village Hall\n\n"
        "Present: Cllr J. Abbott (Chair), Cllr R. Singh (Vice-Chair), Cllr M. O'Donnell, Cllr P. Whitcombe, Cllr L. Hargreaves\n"
        "In attendance: Mrs D. Foxley (Clerk), PC Amir Khan\nApologies: Cllr S. Turner, County Cllr B. Ames\n\n"
        "1. Declarations of interest\nCllr Whitcombe declared an interest in item 5, as his brother owns the adjoining field."
    )
    minutes = Assistant.over([Document("d", "d", text, "d.txt", "en")])
    assert len(minutes.retriever.index.passages) == 2  # the labels stand in two
    answer = minutes.ask("Who attended?")
    assert len((answer, *answer.also)) == 7


@pytest.mark.slow
def test_a_question_is_spelt_as_the_text_spells_it() -> None:
    text = "La dernière batelière, Odile Marescaux, vit à bord. À 71 ans, la batelière Odile Marescaux navigue."
    boat = Assistant.over([Document("d", "d", text, "d.txt", "fr")])
    answers = [boat.ask(question) for question in ("quel age a odile marescaux", "Quel âge a Odile Marescaux ?")]
    assert answers[0].confidence == answers[1].confidence
    assert answers[0].understood is None
    assert boat.ask("où vit elle ?", answers[:1]).understood == boat.ask("où vit elle ?", answers[1:]).understood


@pytest.mark.slow
def test_a_reason_is_more_than_a_noun(assistant: Assistant) -> None:
    eager = replace(assistant, threshold=0.0)
    answer = eager.ask("Pourquoi la ministre crée-t-elle une Direction générale ?")
    check(answer, eager.documents)
    assert answer.text is not None and len(answer.text.split()) > 2


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("Quel est le titre ?", "« Innovate with Data » 2025 : Dell Technologies Maroc met"),
        ("Can you tell me what the headline is?", "« Innovate with Data » 2025 : Dell Technologies Maroc met"),
        ("Qui a rédigé cet article ?", "Asmaa Loudni"),
        ("Who wrote this?", "Asmaa Loudni"),
        ("Bonjour, qui a rédigé cet article ?", "Asmaa Loudni"),
    ],
)
def test_the_page_names_its_title_and_author(assistant: Assistant, question: str, text: str) -> None:
    answer = assistant.ask(question)
    assert answer.text is not None and answer.text.startswith(text)
    check(answer, assistant.documents)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Comment s’intitule ce texte ?", "title"),
        ("Dans quelle rubrique ?", "section"),
        ("Who's the journalist?", "author"),
        ("Quel est le titre de M. Saoud ?", None),
        ("Who wrote the national roadmap?", None),
        ("Combien d’articles ?", None),
        ("Who is the author of the report?", "author"),
        ("What is the title of the paper?", "title"),
        ("Qui a rédigé ce rapport ?", "author"),
        ("Qui a écrit ça ?", "author"),
        ("Qui sont les journalistes ?", "author"),
        ("Comment s’appelle cet article ?", "title"),
        ("Dans quelle rubrique l’article est-il classé ?", "section"),
        ("Quand l’article a-t-il été écrit ?", "date"),
        ("When was this written?", "date"),
        ("De quand date l’arrêté ?", "date"),
        ("Quelle est la date de ce communiqué de presse ?", "date"),
        ("De quand date le pont ?", None),
        ("De quand date cette thèse ?", None),
        ("When was this signed?", None),
        ("Qui a signé l’arrêté ?", "author"),
        ("Who wrote the press release?", "author"),
        ("Qui a rédigé le procès-verbal ?", "author"),
        ("Qui a signé l’accord ?", None),
        ("Qui a signé ce document ?", None),
        ("Why was it written?", None),
        ("Comment le texte est-il écrit ?", None),
        ("Combien d’auteurs ?", None),
        ("Par qui ce texte a-t-il été écrit ?", "author"),
        ("Pour qui cet article est-il écrit ?", None),
        ("Who was this written for?", None),
        ("Qu’est-il écrit dans le texte ?", None),
        ("What is written in the text?", None),
        ("What is the name of the journalist who has written the article?", "author"),
        ("Quel est le titre de sa thèse ?", None),
        ("Quel est le titre de la thèse ?", None),
        ("Quel est le titre de cette thèse ?", None),
        ("Donne cet article.", None),
        ("Comment s’appelle le port de cet article ?", None),
        ("What is his title?", None),
        ("De quoi parle ce texte ?", "title"),
        ("Quel est le sujet du document ?", "title"),
        ("C'est quoi ce document ?", "title"),
        ("Et de quoi ça parle ?", "title"),
        ("What is this article about?", "title"),
        ("De quoi parle l’article 5 ?", None),
        ("De quoi parle le maire ?", None),
        ("What is the law about?", None),
        ("What is this?", None),
        ("Who wrote the obituary?", "author"),
        ("Who is the author of this column?", "author"),
        ("Qui a écrit cet éditorial ?", "author"),
        ("Who wrote the review of the film?", None),
        ("When was this letter written?", "date"),
    ],
)
def test_questions_about_the_page(question: str, kind: str | None) -> None:
    assert asked_part(question) == kind


def test_a_letter_or_a_review_that_the_page_tells_of_is_another() -> None:
    told = "Le port\n\nThe mayor, who had sent a letter, liked a review. Une chronique en parle."
    letter = "Hull, 3 May 2025\n\nDear Ada,\n\nI like the harbour."
    for question in (
        "Who wrote the letter?",
        "Who wrote this letter?",
        "Who wrote the review?",
        "Qui a écrit la chronique ?",
    ):
        assert asked_part(question) == "author" and is_another(question, told)
    assert not is_another("Who wrote this letter?", letter) and not is_another(
        "Who wrote the email?", f"From: Bo\n{told}"
    )
    assert not is_another("Who wrote the obituary?", told) and not is_another("Who wrote this review?", told)


@pytest.mark.parametrize("question", ["Who wrote it?", "Qui l’a écrit ?", "Qui en est l’auteur ?"])
def test_it_is_what_was_spoken_of(question: str) -> None:
    assert asked_part(question) == asked_part(question, "What is the title?") == "author"
    assert asked_part(question, "When was the anthem sung?") is None
    assert asked_part("Qui a écrit cet article ?", "When was the anthem sung?") == "author"  # "écrit" has no "it"


@pytest.fixture(scope="module")
def harbour_and_station() -> Assistant:
    pages = {
        "a": "Le port\n\nPar Ada Diop\n\nLe port reçoit 40 bateaux par jour.",
        "b": "La gare\n\nPar Bo Li\n\nLa gare a 12 quais.",
    }
    return Assistant.over([Document(name, name, text, name, "fr", parts=parts(text)) for name, text in pages.items()])


@pytest.mark.slow
def test_of_several_documents_the_one_last_quoted_names_its_author(harbour_and_station: Assistant) -> None:
    quoted = harbour_and_station.ask("Combien la gare a-t-elle de quais ?")
    assert quoted.document is not None and quoted.document.id == "b"
    for history in ([quoted], [quoted, "Merci !"], [quoted.question]):
        assert harbour_and_station.ask("Qui est l’auteur ?", history).text == "Bo Li"


@pytest.mark.slow
def test_a_document_of_another_index_names_nobody(harbour_and_station: Assistant) -> None:
    page = "La ville\n\nPar Cy Roy\n\nLa ville a 12 ponts."
    elsewhere = Assistant.over([Document("c", "c", page, "c", "fr", parts=parts(page))])
    quoted = elsewhere.ask("Combien la ville a-t-elle de ponts ?")
    assert harbour_and_station.ask("Qui est l’auteur ?", [quoted]).text is None


@pytest.mark.slow
def test_a_sure_answer_from_before_outlasts_a_doubtful_one(
    assistant: Assistant, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = assistant.ask("Où sera basé le « Jazari Root » ?")
    sure, doubtful = replace(first, confidence=0.8), replace(first, text=None, confidence=0.3)
    monkeypatch.setattr(Assistant, "_meanings", lambda *_: iter([_Meaning(["a"], far=True), _Meaning(["b"])]))
    monkeypatch.setattr(Assistant, "_best", lambda self, question, asked, meant, *_: sure if meant.far else doubtful)
    assert assistant.ask("Et quand sera-t-il inauguré ?", [first, first]) == sure


@pytest.mark.slow
def test_of_several_documents_the_one_whose_head_has_the_topic_is_meant() -> None:
    pages = {
        "a": "Circulaire sur le télétravail\n\nLe télétravail est permis.\n\nLe directeur,\nAda Diop\n\nLa ministre,\nBo Li",
        "b": "Circulaire sur les congés\n\nLes congés sont permis en mai.\n\nLa directrice,\nCy Roy",
    }
    both = Assistant.over([Document(name, name, text, name, "fr", parts=parts(text)) for name, text in pages.items()])
    answer = both.ask("Qui a signé la circulaire sur le télétravail ?")
    assert (answer.text, [other.text for other in answer.also]) == ("Ada Diop", ["Bo Li"])
    assert both.ask("Qui a signé la circulaire sur les congés ?").text == "Cy Roy"
    assert both.ask("Qui a signé la circulaire sur les primes ?").text is None


ACT = (
    "PRÉFECTURE DE LA NIÈVRE\n\nArrêté du préfet sur l’eau\n\nVu l’arrêté-cadre du 12 mai 2023 ;\n\nConsidérant le débit,\n\n"
    "L’arrosage est interdit.\n\nFait à Nevers, le 11 juin 2025\n\nLa préfète,\nFabienne Delcourt"
)
RELEASE = (
    "COMMUNIQUÉ DE PRESSE\n\nLe port s’agrandit\n\nLe port aura 40 quais, a dit Priya Raman, directrice du port.\n\n"
    "Contact presse : Nadia Belkacem, 03 80 44 12 90"
)
NEWS = (
    "L’eau manque\n\nPar Ada Diop\n\nLe préfet, Bo Li, a signé un arrêté qui limite l’eau. L’arrêté date du 3 mai 2025."
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "question", "answer"),
    [
        (ACT, "Qui a signé l’arrêté ?", "Fabienne Delcourt"),
        (ACT, "Qui a rédigé cet arrêté ?", "Fabienne Delcourt"),
        (ACT, "De quand date l’arrêté ?", "11 juin 2025"),
        (ACT, "Qui a signé ?", "Fabienne Delcourt"),
        (ACT, "Qui a signé l’arrêté du préfet sur l’eau ?", "Fabienne Delcourt"),
        (ACT, "Qui a signé l’arrêté sur les forêts ?", None),
        (RELEASE, "Qui a écrit ce communiqué ?", None),
        (RELEASE, "Who wrote this?", None),
        ("Minutes\n\nThe minutes of May were signed by Bo Li, the Chair.", "Who wrote the minutes?", None),
        ("Note\n\nLe port est ouvert, dit Bo Li.\n\nAda Diop, juriste", "Qui a rédigé cette note ?", "Ada Diop"),
        (NEWS, "Qui a signé l’arrêté ?", "Bo Li"),
        (NEWS, "De quand date l’arrêté ?", "3 mai 2025"),
    ],
)
def test_the_page_is_known_by_what_it_is(text: str, question: str, answer: str | None) -> None:
    page = Assistant.over([Document("a", "a", text, "a", "fr", parts=parts(text))])
    found = replace(page, threshold=0.2).ask(question)
    assert found.text == answer or (answer is not None and answer in (found.text or ""))


@pytest.mark.slow
def test_a_report_that_the_text_speaks_of_is_not_the_page() -> None:
    text = "Le port\n\nPar Ada Diop\n\nUn rapport accuse le port. Ce rapport a été rédigé par la Cour des comptes."
    assistant = Assistant.over([Document("a", "Le port", text, "a", "fr", parts=parts(text))])
    assert assistant.ask("Qui a rédigé cet article ?").text == "Ada Diop"
    answer = assistant.ask("Qui a rédigé le rapport ?")
    assert answer.text is not None and answer.text.endswith("Cour des comptes")


@pytest.mark.slow
def test_the_closed_day_of_a_table_is_a_time() -> None:
    text = "Horaires\n\nJour | Ouverture\nSamedi | 9 h\nDimanche | Fermé"
    answer = Assistant.over([Document("a", "Horaires", text, "a", "fr")]).ask(
        "À quelle heure est l'ouverture le dimanche ?"
    )
    assert answer.text == "Fermé"


@pytest.mark.slow
def test_what_is_asked_of_one_thing_is_not_answered_with_another(harbour_and_station: Assistant) -> None:
    quoted = harbour_and_station.ask("Combien de quais a la gare ?")
    assert quoted.document is not None and quoted.document.id == "b"


@pytest.mark.slow
@settings(max_examples=15)
@given(st.text(min_size=1, max_size=200), st.integers(1, 7))
def test_any_question_keeps_the_invariant(assistant: Assistant, question: str, top_k: int) -> None:
    try:
        answer = assistant.ask(question, top_k=top_k)
    except QuestionError:
        return
    check(answer, assistant.documents)


@pytest.mark.slow
@settings(max_examples=15)
@given(
    st.lists(st.sampled_from([*ODD.split(" "), "Il y a 12 chats.", "M. Saoud", "\n\n", ".", "x" * 700]), max_size=25)
)
def test_any_document_keeps_the_invariant(assistant: Assistant, pieces: list[str]) -> None:
    from index.store import Index
    from qa.retriever import Retriever

    document = Document("odd", "odd", " ".join(pieces), "odd.txt", "fr")
    encoder = assistant.retriever.encoder
    eager = replace(assistant, retriever=Retriever(Index.build([document], encoder), encoder), threshold=0.0)
    for question in ("Combien de chats ?", "שלום?", ODD):
        check(eager.ask(question), eager.documents)


@pytest.mark.slow
def test_the_nearest_passage_is_where_the_best_candidate_stands(assistant: Assistant) -> None:
    strict = replace(assistant, threshold=1.0)
    for question in ("Where was the event held?", "Qui est la ministre ?"):
        answer, best = strict.ask(question), strict.ask(question).alternatives[0]
        assert answer.text is None and answer.quote is not None and best.quote is not None
        assert answer.quote_start <= best.start < answer.quote_end  # type: ignore[operator]


@pytest.mark.slow
def test_a_lower_threshold_shows_more(assistant: Assistant) -> None:
    question = "Qui a gagné la Coupe du monde 1998 ?"
    assert replace(assistant, threshold=0.0).ask(question).text is not None
    refused = replace(assistant, threshold=1.1).ask(question)
    assert refused.text is None and refused.quote
    check(refused, assistant.documents)


BRIDGE = "Le pont de Rouen mesure 670 mètres. Il a été construit en 2008 par la ville."
HYMN = "The harbour hymn was written by Mary Ellis. Sailors sing it in spring."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "texts", "values"),
    [
        (
            "Combien mesure le pont de Rouen ?",
            (BRIDGE, "Ouvert aux piétons, le pont de Rouen mesure 690 mètres de long. Il relie deux quais."),
            {"670", "690"},
        ),
        (
            "Quand le musée du port a-t-il ouvert ?",
            ("Le musée du port a ouvert en mars 2019.", "Le musée du port a ouvert ses portes en juin 2021."),
            {"2019", "2021"},
        ),
        (
            "When was the lighthouse built?",
            ("The lighthouse was built in 1871. It is forty metres high.", "The old lighthouse was built in 1884."),
            {"1871", "1884"},
        ),
        ("Who wrote the harbour hymn?", (HYMN, "The harbour hymn was written by Tom Baker, a sailor."), {"Ellis", "Baker"}),
        ("Combien mesure le pont de Rouen ?", (BRIDGE, "Le pont de Rouen mesure 670 m, et 12 m de large."), set()),
        ("Combien mesure le pont de Rouen ?", (BRIDGE, "Le pont de Dakar mesure 690 mètres de long."), set()),
        ("Combien d'habitants la ville compte-t-elle ?", ("En 2010, la ville comptait 12 000 habitants.",
                                                        "En 2020, la ville comptait 15 000 habitants."), set()),
    ],
)  # fmt: skip
def test_where_two_documents_disagree_both_are_shown(question: str, texts: tuple[str, ...], values: set[str]) -> None:
    language = "en" if "the" in question else "fr"
    documents = [Document(f"{i}", f"{i}", text, f"{i}.txt", language) for i, text in enumerate(texts)]
    several = Assistant.over(documents)
    answer = several.ask(question)
    check(answer, several.documents)
    said = " ".join(found.text or "" for found in (answer, *answer.disagrees))
    assert len(answer.disagrees) == bool(values)
    assert all(value in said for value in values)
    assert all(found in answer.alternatives for found in answer.disagrees)
    assert Answer.from_dict(answer.to_dict(), several.documents) is not None


PLANT = "L'usine de Kénitra a été inaugurée en 2019 par le roi. Elle fabrique des câbles."


@pytest.mark.slow
@pytest.mark.parametrize(
    ("question", "french", "english", "values"),
    [
        ("Quand l'usine de Kénitra a-t-elle été inaugurée ?", PLANT,
         "The Kenitra plant was inaugurated in 2020. It makes cables for cars.", {"2019", "2020"}),
        ("When did Marie Curie receive her first Nobel Prize?", "Marie Curie reçoit son premier prix Nobel en 1903.",
         "Marie Curie was awarded her first Nobel Prize in 1904.", {"1903", "1904"}),
        ("How many digital jobs will the programme create?", "Le programme créera 240 000 emplois numériques.",
         "The programme will create 240,000 digital jobs.", set()),
        ("Quand l'usine de Kénitra a-t-elle été inaugurée ?", PLANT,
         "The Tangier plant was inaugurated in 2012 by the king.", set()),
        ("Quand l'usine de Kénitra a-t-elle été inaugurée ?", PLANT,
         "The harbour museum opened in June 2021 and shows old boats.", set()),
        ("Où est le festival international ?", "Le festival international se tient à Londres.",
         "The international festival takes place in London.", set()),
        ("Combien coûte le projet ?", "Le coût total du projet est estimé à 45 millions d'euros.",
         "The city will contribute 12 million euros to the project.", set()),  # shares words, means another thing
    ],
)  # fmt: skip
def test_a_french_and_an_english_document_disagree(question: str, french: str, english: str, values: set[str]) -> None:
    documents = [Document("fr", "fr", french, "fr.txt", "fr"), Document("en", "en", english, "en.txt", "en")]
    both = Assistant.over(documents)
    if not values:
        both = replace(both, threshold=0.0)  # whatever is found is compared
    answer = both.ask(question)
    check(answer, both.documents)
    said = " ".join(found.text or "" for found in (answer, *answer.disagrees))  # "2019" or "en 2019"
    assert all(value in said for value in values)
    assert len(answer.disagrees) == bool(values)
