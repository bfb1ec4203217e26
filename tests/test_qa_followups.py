"""Follow-ups: which questions lean on the one before, and what they are taken to mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.followups import leans_back, readings


@pytest.mark.parametrize(
    "question",
    [
        "Et où ?",
        "Quand ?",
        "Dans quelle rue ?",
        "Quel âge a-t-elle ?",
        "Qu'a-t-il dit ?",
        "Où sont ses archives ?",
        "Qu’en est-il du port ?",
        "What about the harbour?",
        "And the third one?",
        "When did she leave?",
        "What is its height?",
        "Who lives there?",
        "Combien en a-t-il ?",
        "Et combien veut-il en créer ?",
        "Combien d'emplois crée-t-elle ?",
        "Combien de prix ont-ils gagnés ?",
        "Combien de salariés emploient-ils ?",
        "Combien de temps ont-ils dirigé le port ?",
        "À combien de fêtes sont-ils allés ?",
        "Combien de gens leur doivent la vie ?",
        "Est-il obligatoire ?",
        "Existe-t-il encore ?",
        "Quand fait-il ses débuts ?",
        "Que pensent certains critiques de son livre ?",
        "How many did they sign?",
        "How many big boats do they own?",
        "How many employees they have?",
        "How many people know her?",
        "What do people say about it?",
        "Where do people find them?",
        "How much does it cost?",
        "What does it mean?",
        "Did she sign it?",
        "Is it open?",
        "Was he there?",
        "Lequel ?",
        "Laquelle est ouverte ?",
        "Qui en est l'auteur ?",
        "Qui y participe ?",
        "Qui l’a construit ?",
        "Qui les dirige ?",
        "Pourquoi donc ?",
        "Where exactly?",
        "Qui d'autre ?",
        "Who else?",
        "Ce dernier est-il ouvert ?",
    ],
)
def test_a_question_that_leans_back(question: str) -> None:
    assert leans_back(question)


@pytest.mark.parametrize(
    "question",
    [
        "Où Ada Diop a-t-elle grandi ?",
        "Combien de bateaux le port reçoit-il ?",
        "Qui vend sa maison ?",
        "Y a-t-il un quai ?",
        "Combien de temps faut-il pour traverser ?",
        "Qui est Ada Diop ?",
        "Which harbour sold its cranes?",
        "How many quays are there?",
        "When did the harbour open its gates?",
        "Combien de places reste-t-il ?",
        "Existe-t-il un parking ?",
        "Il existe combien de quais ?",
        "Est-il possible de payer en ligne ?",
        "Quelle heure est-il ?",
        "Combien y avait il de grues ?",
        "Que se passe t’il en mai ?",
        "Que faut-il apporter ?",
        "Comment s'y prend-on ?",
        "Combien de personnes ont-elles participé ?",
        "Combien de grues sont-elles en service ?",
        "Combien d'habitants perdent leur maison ?",
        "Pourquoi certains habitants ont-ils quitté leur village ?",
        "Que doit apporter chaque élève dans son sac ?",
        "How many people lost their jobs?",
        "Where do people buy their bread?",
        "Is it raining?",
        "When does it rain in May?",
        "What time is it?",
        "How much does it cost to cross?",
        "What does it mean to be free?",
        "When was it discovered that water boils?",
        "Why is it necessary to book?",
        "What makes it possible to cross?",
        "Did Ada Diop sign it?",
        "Can people change their names?",
        "Lequel des deux ports est ouvert ?",
        "Ce dernier trimestre, combien de grues ?",
        "Qui en France a le droit de pêche ?",
        "Qui la ville emploie-t-elle ?",
    ],
)
def test_a_question_that_stands_alone(question: str) -> None:
    assert not leans_back(question)


@pytest.mark.parametrize(
    ("question", "before", "answer", "expected"),
    [
        ("Et où ?", "Quand le pont a-t-il ouvert ?", "en 1931", ["Où le pont a-t-il ouvert ?"]),
        ("Quand ?", "Qui a dessiné le pont ?", "Ada Diop", ["Quand Ada Diop a dessiné le pont ?"]),
        ("Why?", "What did Ada Diop build?", "le pont", ["Why did Ada Diop build ?"]),
        (
            "In which year?",
            "Which bridge did Ada Diop build?",
            "le pont",
            ["In which year did Ada Diop build le pont ?"],
        ),
        (
            "Et combien de talents ?",
            "Combien d'emplois numériques seront créés ?",
            "240",
            ["Combien de talents seront créés ?"],
        ),
        (
            "And how many talents?",
            "How many digital jobs will be created?",
            "240",
            ["How many talents will be created ?"],
        ),
        ("Et combien de quais ?", "Combien de grues le port a-t-il ?", "12", ["Combien de quais le port a-t-il ?"]),
        ("Et combien de quais ?", "Combien de grues Fès a-t-il ?", "12", ["Combien de quais Fès a-t-il ?"]),
        ("When will it open?", "Where is the North Quay going to be?", "à Fès", ["When will the North Quay open?"]),
        ("Et la seconde ?", "Où la première tour est-elle ?", "à Fès", ["Où la seconde tour est-elle ?"]),
        ("And the boats?", "How many cranes does the harbour have?", "12", ["How many boats does the harbour have?"]),
        ("Et celui de Fès ?", "Qui dirige le musée de Rabat ?", "Bo Li", ["Qui dirige le musée de Fès ?"]),
        ("Quel âge a-t-elle ?", "Qui a dessiné le pont ?", "Ada Diop", ["Quel âge Ada Diop a-t-elle ?"]),
        ("How tall is it?", "When was the tower built?", "en 1931", ["How tall is the tower?"]),
        ("Qu'a-t-elle dit ?", "Qui a ouvert le pont ?", "Ada Diop", ["Que Ada Diop a-t-elle dit ?"]),
        ("Quand s’ouvre-t-il ?", "Où est le pont ?", "à Fès", ["Quand le pont s’ouvre-t-il ?"]),
        (
            "Pourquoi a-t-il fermé ?",
            "Pour qui le port a-t-il ouvert ?",
            "les pêcheurs",
            ["Pourquoi le port a-t-il fermé ?"],
        ),
        ("Quand s'ouvre-t-elle ?", "Quels sont les plans pour la tour ?", None, ["Quand la tour s'ouvre-t-elle ?"]),
        ("Quel est son nom ?", "En quelle année le port a-t-il ouvert ?", "1931", ["le port : quel est son nom ?"]),
        (
            "Combien de quais a-t-il ?",
            "En 1931 combien de grues a le port ?",
            "12",
            ["Combien de quais le port a-t-il ?"],
        ),
        ("Est-elle à Fès ?", "Qui dirige la tour ?", None, ["La tour est-elle à Fès ?"]),
        ("Qu’est-ce qu’elle a dit ?", "Qui a ouvert le pont ?", "Bo Li", ["Qu’est-ce que Bo Li a dit ?"]),
        ("Quel est son poste ?", "Qui a ouvert le pont ?", "Ada Diop", ["Ada Diop : quel est son poste ?"]),
        ("What is her post?", "Who opened the bridge?", "Ada Diop", ["What is Ada Diop's post?"]),
        ("When did you meet her?", "Who opened the bridge?", "Ada Diop", ["When did you meet Ada Diop?"]),
        ("Who works for them?", "Who runs the harbours?", "Bo Sons", ["Who works for Bo Sons?"]),
        ("What is their size?", "Who runs the harbours?", "Bo Sons", ["What is Bo Sons' size?"]),
        ("Who lives there?", "Who runs the harbour?", "Bo Li", ["Bo Li : who lives there?"]),
        ("And when does it open?", "Where will the North Quay be?", "à Fès", ["When does the North Quay open?"]),
        ("Et combien de quais a le port ?", "Qui dirige le port ?", "Bo Li", ["Combien de quais a le port ?"]),
        ("Et pourquoi ?", "le port : quand ouvre-t-il ?", "mardi", ["le port : pourquoi ouvre-t-il ?"]),
        ("Combien de quais a-t-il ?", "le port : quand ouvre-t-il ?", "mardi", ["Combien de quais le port a-t-il ?"]),
        ("What about its height?", "When was the tower built?", "en 1931", ["The tower's height?"]),
        (
            "Quel est son prix ?",
            "Quelle entreprise a acheté le bateau ?",
            "Sarl Port",
            ["Sarl Port : quel est son prix ?", "le bateau : quel est son prix ?"],
        ),
        ("Quel âge a-t-il ?", "Où le maire voit-il le préfet ?", None, ["Quel âge le maire a-t-il ?"]),
        ("Quel âge a-t-elle ?", "Où le maire voit-il le préfet ?", None, ["Quel âge le maire a-t-elle ?"]),
        # What carries its own noun may stand alone.
        (
            "Combien de quais ?",
            "Qui a ouvert le port ?",
            "Bo Li",
            ["Combien de quais Bo Li a ouvert le port ?", "Combien de quais ?"],
        ),
        ("Quel âge ?", "Qui est le maire ?", "Bo Li", ["le maire : quel âge ?", "Quel âge ?"]),
        ("How many?", "Who opened the port?", "Bo Li", ["How many Bo Li opened the port ?"]),
        ("In which city?", "Where is the port?", None, ["In which city is the port ?"]),
        ("Où ?", "Quel budget ?", None, ["Quel budget : où ?"]),
        ("Quand ?", "Où ?", None, ["Quand ?"]),
        ("Quand est-il né ?", "Que dit-on ?", None, ["Que dit-on : quand est-il né ?"]),
        # What was counted is still meant.
        ("Où ?", "Combien de gens ont vu le port ?", "12", ["Où les gens ont vu le port ?"]),
        ("Où ?", "Combien de grues neuves seront vendues ?", "12", ["Où les grues neuves seront vendues ?"]),
        ("Où ?", "Combien de grues contient le port ?", "12", ["Où contient le port ?"]),
        ("Quand ?", "Combien de grues ?", "12", ["Quand les grues ?"]),
        ("When?", "How many old cranes were sold?", "12", ["When were old cranes sold ?"]),
        ("Where?", "How many people visited the port?", "12", ["Where people visited the port ?"]),
        ("Combien de quais ?", "Combien de grues ?", "12", ["Combien de quais ?"]),
        # Another thing is put for the last one that is like it.
        ("Et les enfants ?", "Combien paient les adultes ?", "5 €", ["Combien paient les enfants ?"]),
        (
            "Et les enfants ?",
            "Quel est le prix des adultes le lundi ?",
            "5 €",
            ["Quel est le prix des enfants le lundi ?"],
        ),
        (
            "Et pour un couple ?",
            "Quel est le prix pour une personne seule ?",
            "5 €",
            ["Quel est le prix pour un couple ?"],
        ),
        ("Et pour un couple ?", "Combien coûte un quai ?", "5 €", ["Pour un couple : combien coûte un quai ?"]),
        ("Et au port ?", "Qui travaille à la gare ?", "Bo Li", ["Qui travaille au port ?"]),
        ("Et en 2022 ?", "Combien de grues en 2021 à Fès ?", "12", ["Combien de grues en 2022 à Fès ?"]),
        ("Et le lundi ?", "Quand ouvre le port ?", "à midi", ["Le lundi : quand ouvre le port ?"]),
        ("Et à Fès ?", "Combien de grues à Rabat ?", "12", ["Combien de grues à Fès ?"]),
        ("And the nurses?", "How much do the sailors earn?", "5 €", ["How much do the nurses earn?"]),
        ("And for children?", "What is the price for adults?", "5 €", ["What is the price for children?"]),
        ("Et la gare ?", "Quand le grand port a-t-il ouvert ?", "mardi", ["Quand la gare a-t-il ouvert ?"]),
        (
            "Et le prix ?",
            "Quelle est la durée de la visite ?",
            "1 h",
            ["Quelle est la durée du prix ?", "Quelle est le prix de la visite ?"],
        ),
        ("Et la gare ?", "Quand le premier port a-t-il ouvert ?", None, ["Quand la gare a-t-il ouvert ?"]),
        ("Et la gare ?", "Pourquoi le port vend-il les quais ?", None, ["Pourquoi la gare vend-il les quais ?"]),
        ("Et à Fès ?", "Où ouvre le port ?", None, ["À Fès : où ouvre le port ?"]),
        ("Et les quais ?", "Combien de grues a le port ?", None, ["Combien de quais a le port ?"]),
        ("Et le quai ?", "Combien de grues a le port ?", None, ["Combien de grues a le quai ?"]),
        # A title and an article in a sentence.
        ("Où est-elle née ?", "Qui dirige le port ?", "Mme Diop", ["Où Mme Diop est-elle née ?"]),
        ("Où est-il né ?", "Qui a remplacé M. Li ?", "Mme Diop", ["Où M. Li est-il né ?"]),
        ("Où ?", "Quelle tour a gagné ?", "La tour Li", ["Où la tour Li a gagné ?"]),
        ("Où ?", "Quel journal a gagné ?", "Le Monde", ["Où Le Monde a gagné ?"]),
        ("Qui en est l'auteur ?", "Où est le livre ?", "à Fès", ["le livre : qui en est l'auteur ?"]),
        ("Qui l'a construit ?", "Où est le port ?", "à Fès", ["le port : qui l'a construit ?"]),
        ("Pourquoi donc ?", "Qui a ouvert le port ?", "Bo Li", ["Pourquoi Bo Li a ouvert le port ?"]),
        ("Qui d'autre ?", "Qui a ouvert le port ?", "Bo Li", ["Qui a ouvert le port : qui d'autre ?"]),
    ],
)
def test_what_a_follow_up_means(question: str, before: str, answer: str | None, expected: list[str]) -> None:
    assert leans_back(question)
    assert readings(question, before, answer) == expected


@given(st.text(max_size=60), st.text(max_size=60), st.none() | st.text(max_size=30))
def test_any_follow_up_has_a_reading(question: str, before: str, answer: str | None) -> None:
    assert readings(question, before, answer)


@given(
    st.sampled_from(["the A ", "«", "de la ", "-t-il ", "quel nouve", "what a ", "d'", " ", "?"]), st.integers(200, 400)
)
def test_a_long_question_is_read_in_no_time(piece: str, times: int) -> None:
    leans_back(piece * times)
    readings(piece * times, piece * times, piece)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ("How many boats have they sold?", "When have they sold ?"),  # what is counted is the object
        ("How many jobs will the state create?", "When will the state create ?"),
        ("How many jobs will be created?", "When will jobs be created ?"),
    ],
)
def test_what_was_counted_is_kept_only_as_a_subject(before: str, expected: str) -> None:
    assert readings("When?", before, None) == [expected]


@pytest.mark.parametrize(
    ("question", "before", "expected"),
    [
        ("What did he say?", "Who is Bo Li?", "What did Bo Li say?"),
        ("Qu'a-t-elle annoncé ?", "Qui est Ada Diop ?", "Que Ada Diop a-t-elle annoncé ?"),
        ("When was it built?", "Who built the bridge?", "When was the bridge built?"),
        ("When was she born?", "Who built the bridge?", "When was directrice du port born?"),
    ],
)
def test_what_a_pronoun_means_after_a_question_for_somebody(question: str, before: str, expected: str) -> None:
    assert readings(question, before, "directrice du port") == [expected]
