"""What a question asks for."""

from __future__ import annotations

import pytest

from qa.question_types import Kind, fits, kind, may_want_several, wants_reason, wants_several


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Combien de quais ?", Kind.NUMBER),
        ("Et à quel prix ?", Kind.MONEY),
        ("How far is it?", Kind.NUMBER),
        ("En quelle année ?", Kind.DATE),
        ("Since when?", Kind.DATE),
        ("Avec qui ?", Kind.PERSON),
        ("Qui est-ce qui parle ?", None),
        ("Whom did they meet?", Kind.PERSON),
        ("Dans quelle ville ?", Kind.PLACE),
        ("Where?", Kind.PLACE),
        ("Que dit-elle ?", None),
        ("Combien coûte le repas ?", Kind.MONEY),
        ("Combien a-t-il payé ?", Kind.MONEY),
        ("Combien de repas sont payés ?", Kind.NUMBER),
        ("What is the price of a ticket?", Kind.MONEY),
        ("How much is the ticket?", Kind.MONEY),
        ("How much is the road used?", Kind.NUMBER),
        ("prix du repas", Kind.MONEY),
        ("Quel prix a-t-elle reçu ?", None),
        ("Prix Nobel de la paix ?", None),
        ("au profit de quoi ?", None),
        ("How long did it last?", Kind.DURATION),
        ("How long is the quay?", Kind.NUMBER),
        ("Pendant combien de temps ?", Kind.DURATION),
        ("Combien dure la visite ?", Kind.DURATION),
        ("À quelle heure ?", Kind.TIME),
        ("Jusqu’à quelle heure ?", Kind.TIME),
        ("At what time period?", None),
        ("Combien d’heures ?", Kind.NUMBER),
        ("Quelle est la date limite ?", Kind.DATE),
        ("date limite des dossiers", Kind.DATE),
        ("What was the width of the quay?", Kind.NUMBER),
        ("Quelle est la capitale ?", Kind.PLACE),
        ("How much time do children spend online?", Kind.NUMBER),
        ("How much money did they spend?", Kind.MONEY),
        ("How long will the new tunnel be?", Kind.NUMBER),
        ("How long is a card valid : would I renew it?", None),
        ("How long will the fair last?", Kind.DURATION),
        ("Combien le pays compte-t-il d'habitants ?", Kind.NUMBER),
        ("Combien pèse le couteau ?", Kind.NUMBER),
        ("Quels sont les bénéfices du yoga ?", None),
        ("Quel bénéfice Dell a-t-il réalisé ?", Kind.MONEY),
        ("Quel est le prix après remise ?", Kind.MONEY),
        ("Combien a couté le stade ?", Kind.MONEY),
        ("How much tax did Dell pay?", Kind.MONEY),
        ("Quel prix a récompensé le film ?", None),
        ("Which age group is it for?", None),
        ("What time zone is it in?", None),
        ("À partir de quand ?", Kind.DATE),
        ("Au bout de combien de temps ?", Kind.DURATION),
        ("Contre qui ?", Kind.PERSON),
        ("Entre quelles dates ?", Kind.DATE),
        ("During which year?", Kind.DATE),
        ("Et prix du repas ?", Kind.MONEY),
        ("How long is a card valid : where can I renew it?", Kind.PLACE),
        ("How long is a card valid : can I renew it?", None),
        ("Prix du repas : le dimanche ?", Kind.MONEY),
        ("La murale : quelle est sa hauteur ?", Kind.NUMBER),
        ("The mural : what is its height?", Kind.NUMBER),
        ("When does the library open on Fridays?", Kind.TIME),
        ("Quand ferme la piscine le jeudi ?", Kind.TIME),
        ("Quand ferme le musée ?", Kind.DATE),
        ("When was it seen on Friday?", Kind.DATE),
    ],
)
def test_kinds(question: str, expected: Kind | None) -> None:
    assert kind(question) == expected


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        ("90 centimes", Kind.MONEY), ("50 cents", Kind.MONEY), ("5 000 FCFA", Kind.MONEY), ("sans frais", Kind.MONEY),
        ("a fortnight", Kind.DURATION), ("30 mn", Kind.DURATION), ("un trimestre", Kind.DURATION), ("24/7", Kind.TIME),
        ("from 9 to 5", Kind.TIME), ("zéro", Kind.NUMBER), ("no deaths", Kind.NUMBER), ("en été", Kind.DATE),
        ("250 DT", Kind.MONEY), ("40 GBP", Kind.MONEY), ("5 000 F", Kind.MONEY), ("nonante", Kind.NUMBER), ("12 déc.", Kind.DATE),
        ("Dec 12", Kind.DATE), ("le 1er sept. 2020", Kind.DATE),
    ],
)  # fmt: skip
def test_words_for_quantities_and_times(span: str, wanted: Kind) -> None:
    assert fits(span, wanted) == 1


def test_a_time_without_a_digit_is_not_excluded() -> None:
    assert fits("au coucher du soleil", Kind.TIME) == 0 and fits("le temps d'une chanson", Kind.DURATION) == 0
    assert fits("Ada Diop", Kind.TIME) == -1
    assert fits("il a été élu", Kind.DATE) == -1  # no summer
    assert fits("sept personnes", Kind.DATE) == fits("5 000 kWh", Kind.MONEY) == -1
    assert fits("trois cents élèves", Kind.MONEY) == fits("12 per cent", Kind.MONEY) == -1


@pytest.mark.parametrize(
    ("span", "wanted"),
    [
        ("Fermé", Kind.TIME), ("Sur devis", Kind.MONEY), ("Illimité", Kind.NUMBER), ("Indéterminée", Kind.DURATION),
        ("closed", Kind.TIME), ("on request", Kind.MONEY), ("unlimited", Kind.NUMBER), ("by appointment", Kind.TIME),
    ],
)  # fmt: skip
def test_what_stands_in_the_place_of_a_value_is_not_excluded(span: str, wanted: Kind) -> None:
    assert fits(span, wanted) == 0


def test_what_a_span_can_be() -> None:
    assert [fits(span, Kind.NUMBER) for span in ("douze", "12", "Rabat")] == [1, 1, -1]
    assert [
        fits(span, Kind.NUMBER) for span in ("Ukraine", "the city", "university", "la reine africaine", "a canteen")
    ] == [-1] * 5
    assert [fits(span, Kind.NUMBER) for span in ("une trentaine", "forty-two", "des centaines", "nineteen")] == [1] * 4
    assert [fits(span, Kind.NUMBER) for span in ("barely a tenth of the night", "two thirds")] == [1, 1]
    assert [fits(span, Kind.MONEY) for span in ("around 90 crowns", "a penny halfpenny", "200 kronor")] == [1] * 3
    assert [fits(span, Kind.DATE) for span in ("mardi", "en 1931", "Ada Diop")] == [1, 1, -1]
    assert [fits(span, Kind.DATE) for span in ("9/12", "09.12.2025", "9.30", "d’après elle")] == [1, 1, 0, -1]
    assert fits("10 a.m. – 6 p.m.", Kind.DATE) == 0  # "When does it close?"
    assert [fits(span, Kind.PERSON) for span in ("Ada Diop", "12 quais")] == [1, -1]
    assert [fits(span, Kind.MONEY) for span in ("12 €", "12", "12,5 millions", "10 % des ventes", "double")] == [
        1,
        0,
        0,
        0,
        0,
    ]
    assert [fits(span, Kind.MONEY) for span in ("12 quais", "12 kg", "Rabat")] == [-1, -1, -1]
    assert [fits(span, Kind.DURATION) for span in ("trois ans", "12", "12 kg", "2 j./semaine")] == [1, 0, -1, -1]
    assert [fits(span, Kind.TIME) for span in ("20 h 30", "7.00 p.m.", "midi", "mardi 3 mai")] == [1, 1, 1, -1]


@pytest.mark.parametrize(
    "question",
    [
        "Quels quais ?",
        "Which boats were sold?",
        "What ideas did she have?",
        "Which campus buildings will open?",
        "Qui sont les élus ?",
        "List the boats",
        "Give me the list of boats",
        "Name three boats",
        "Which two boats were sold?",
        "Which countries took part?",
        "Which boats escaped?",
        "Qui étaient les élus ?",
        "Cite les trois causes",
        "Énumère les quais",
        "Donne-moi la liste des quais",
        "Quelle est la liste des quais ?",
        "In which cities is breakfast included?",
    ],
)
def test_the_plural(question: str) -> None:
    assert wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Que faut-il apporter ?",
        "Que faut-il fournir pour s'inscrire ?",
        "Que prévoir ?",
        "Quoi apporter ?",
        "Que dois-je préparer ?",
        "Que doit contenir le dossier ?",
        "Que comprend le prix ?",
        "Qu'est-ce qu'il faut apporter ?",
        "Qu'est-ce que je dois apporter ?",
        "De quoi ai-je besoin ?",
        "De quoi a-t-on besoin pour s'inscrire ?",
        "De quoi faut-il se munir ?",
        "What do I need to bring?",
        "What should I bring?",
        "What must applicants submit?",
        "What is needed to join?",
        "What is included in the price?",
        "What to bring?",
        "What does the price include?",
    ],
)
def test_one_thing_or_several(question: str) -> None:
    assert may_want_several(question)
    assert not wants_several(question)


@pytest.mark.parametrize(
    "question",
    ["Que dit le maire ?", "Qui doit payer ?", "What did she say?", "What is the price?", "Où faut-il aller ?", "Combien faut-il payer ?"],
)  # fmt: skip
def test_one_thing(question: str) -> None:
    assert not may_want_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Quel quai ?",
        "Which boss sold it?",
        "What involves mass?",
        "Qui parle ?",
        "What address did she give?",
        "Which bus will leave?",
        "What business did he run?",
        "Which analysis can help?",
        "Which boss escaped?",
        "Which offer was rejected?",
        "In what process are boats repaired?",
        "Cite le nom du port",
        "Donne-moi l’adresse",
        "Cite moi un port",
        "What do the boats have?",
        "Name your price",
        "Donne-moi son adresse",
        "Cite ce livre",
        "What gas did they use?",
        "Which lens did she buy?",
    ],
)
def test_the_singular(question: str) -> None:
    assert not wants_several(question)


@pytest.mark.parametrize(
    "question",
    [
        "Et pourquoi ?",
        "Why not?",
        "Comment marche-t-il ?",
        "How did it end?",
        "How come it closed?",
        "Pour quelles raisons a-t-il fermé ?",
        "Pour quel motif ?",
        "Quelle est la cause du retard ?",
        "À cause de quoi ?",
        "What is the reason for the delay?",
        "De quelle façon ?",
        "Par quel moyen ?",
    ],
)
def test_reasons(question: str) -> None:
    assert wants_reason(question)


@pytest.mark.parametrize("question", ["Comment s’appelle-t-il ?", "How many?", "Combien ?", "Who?", "Quelle cause ?"])
def test_no_reasons(question: str) -> None:
    assert not wants_reason(question)


def test_what_stands_behind_its_topic_is_judged() -> None:
    assert wants_several("Le port : quels accords ont été signés ?") and not wants_several(
        "Quels quais : où sont-ils ?"
    )
    assert wants_reason("Le port : pourquoi ferme-t-il ?") and not wants_reason("Why did the port close : when was it?")
