"""The form of a question, and questions that a text asks."""

from __future__ import annotations

import pytest

from qa.question_form import as_spelt_in, is_asked_there, is_of_another_number, well_formed, without_names


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Combien de quais ?", "Combien de quais ?"),
        ("How many quays?", "How many quays?"),
        ("combien de quais", "Combien de quais ?"),
        ("Combien  de\nquais\u202f? ", "Combien de quais ?"),
        ("Combien de quais??", "Combien de quais ?"),
        ("how many quays ?", "How many quays?"),
        ("COMBIEN DE QUAIS ?", "Combien de quais ?"),
        ("Ou\u0300 est le quai ?", "Où est le quai ?"),
        ("List the quays.", "List the quays."),
        ("Quai A", "Quai A ?"),
        ("PORT ADA", "PORT ADA ?"),
        ("PORT ADA ?", "PORT ADA ?"),
        ("WHERE IS ADA", "Where is ada?"),
        ("iPort: when was it built?", "iPort: when was it built?"),
        ("…", "…"),
        ("Where, please?", "Where?"),
        ("Combien de quais, s'il vous plaît ?", "Combien de quais ?"),
        ("how many quays, in english please", "How many quays?"),
        ("How many quays? Answer in French.", "How many quays?"),
        ("Combien de quais en français svp ?", "Combien de quais ?"),
        ("Où est le quai ? Réponds-moi en anglais, s'il te plaît.", "Où est le quai ?"),
        ("What is the quay called in English?", "What is the quay called in English?"),
        ("Where is the quay? Please answer in English", "Where is the quay?"),
        ("Qui sait répondre en anglais ?", "Qui sait répondre en anglais ?"),
        ("Merci. Et où ?", "Et où ?"),
        ("ok et combien", "Et combien ?"),
        ("Bonjour madame, où est le quai ?", "Où est le quai ?"),
        ("Bonjour je voudrais savoir où est le quai.", "Où est le quai ?"),
        ("Pouvez-vous me dire, s'il vous plaît, à quelle heure il ouvre ?", "À quelle heure il ouvre ?"),
        ("Est-ce que tu sais combien il y a de quais ?", "Combien il y a de quais ?"),
        ("Et tu peux me dire pourquoi ?", "Et pourquoi ?"),
        ("Hi there! Could you please tell me who built the quay?", "Who built the quay?"),
        ("I'd like to know in which city it is.", "In which city it is?"),
        ("Merci !", "Merci !"),
        ("Bonjour tristesse, qui l'a écrit ?", "Bonjour tristesse, qui l'a écrit ?"),
        ("Savez-vous si le quai est ouvert ?", "Savez-vous si le quai est ouvert ?"),
        ("Tell me about the quay.", "Tell me about the quay."),
        ("Pourriez-vous avoir l'amabilité de m'indiquer où est le quai, je vous prie ?", "Où est le quai ?"),
        ("Pourriez-vous également me dire où est le quai ?", "Où est le quai ?"),
        ("slt c ouvert kan le quai", "C'est ouvert quand le quai ?"),
        ("c koi le quai", "C'est quoi le quai ?"),
        ("cest ou le quai", "C'est où le quai ?"),
        ("il est ou le quai", "Il est où le quai ?"),
        ("ou acheter un quai", "Où acheter un quai ?"),
        ("Ou le quai ?", "Ou le quai ?"),
        ("et jusqua quelle heure", "Et jusqu'à quelle heure ?"),
        ("quest ce qu'on voit", "Qu'est-ce qu'on voit ?"),
        ("a kelle heure sa ferme", "A quelle heure ça ferme ?"),
        ("Qui vend sa ferme ?", "Qui vend sa ferme ?"),
        ("pk et pr qui", "Pourquoi et pour qui ?"),
        ("cb ca coute", "Combien ça coute ?"),
        ("Peut-on payer par cb ?", "Peut-on payer par cb ?"),
        ("ya un quai", "Il y a un quai ?"),
        ("Qui a bâti le quai C ?", "Qui a bâti le quai C ?"),
        ("qui etait ada et ou est nee bo", "Qui était ada et ou est née bo ?"),
        ("quand a ete cree le port apres lui", "Quand a été créé le port après lui ?"),
        ("a partir de quelle annee", "À partir de quelle année ?"),
        ("il n'est pas ne, quel age a-t-il", "Il n'est pas ne, quel âge a-t-il ?"),
        ("le numero et le prenom prevus", "Le numéro et le prénom prévus ?"),
        ("what age is the numero", "What age is the numero?"),
        ("wanneer kan ik komen", "Wanneer kan ik komen?"),
        ("Bonjour où est le quai", "Où est le quai ?"),
        ("Bonjour, deux questions : où est le quai ?", "Où est le quai ?"),
        ("Could you let me know why the quay is closed?", "Why the quay is closed?"),
        ("I would be most grateful if you could tell me who built the quay.", "Who built the quay?"),
        ("Good morning, may I ask when the quay opens?", "When the quay opens?"),
        ("any idea who built the quay", "Who built the quay?"),
        ("sorry, would it be possible to know where the quay is pls", "Where the quay is?"),
        ("Thank you very much. And where?", "And where?"),
        ("May I ask for a quay?", "May I ask for a quay?"),
        ("hi whens the party", "When is the party?"),
        ("ok is it free", "Is it free?"),
        ("whats the quay called", "What is the quay called?"),
        ("hi, and whos the mayor", "And who is the mayor?"),
        ("im here! whats the price", "Im here! what is the price?"),
        ("Thanks to whom is it open?", "Thanks to whom is it open?"),
    ],
)
def test_one_form_for_one_question(typed: str, expected: str) -> None:
    assert well_formed(typed) == expected


def test_the_mark_is_that_of_the_language() -> None:
    assert [well_formed("quai A", language) for language in ("fr", "en")] == ["Quai A ?", "Quai A?"]


@pytest.mark.parametrize(
    ("question", "spelt"),
    [
        ("Qui est odile lia ?", "Qui est Odile Lia ?"),
        ("Qui est la presidente du port ?", "Qui est la présidente du port ?"),
        ("Presidente du port ?", "Présidente du port ?"),
        ("Qui dirige l'etang avec Bo ?", "Qui dirige l'étang avec Bo ?"),
        ("Où va odile avec Bo ?", "Où va odile avec Bo ?"),  # capitals are typed
        ("Qui marche au port ?", "Qui marche au port ?"),
        ("Quel phare ?", "Quel phare ?"),  # it only begins a sentence
        ("Une cote ?", "Une cote ?"),  # two are known
    ],
)
def test_a_question_has_the_capitals_and_accents_of_the_texts(question: str, spelt: str) -> None:
    texts = ["Phare de l’étang. Ici, Odile Lia, présidente du port, a marché.", "La côte est à côté du Port."]
    assert as_spelt_in([*texts, "le coté"], question, "fr") == spelt


def test_an_english_question_gets_no_accents() -> None:
    texts = ["Le musée de la région, selon Odile Mérieux."]
    assert as_spelt_in(texts, "Which region does odile merieux like?", "en") == "Which region does Odile merieux like?"


@pytest.mark.parametrize(
    ("question", "sentence", "other"),
    [
        ("Combien pour la catégorie A+ ?", "8 000 euros pour les agents de catégorie A.", True),
        ("Et pour le lot 2 ?", "Une clause impose 2 800 heures pour le lot 1.", True),
        ("Quand sort la version 3.0 ?", "La version 2.0 sort en mai.", True),
        ("What is in room 12?", "Room 13 is empty.", True),
        ("La visite est-elle obligatoire pour le lot 3 ?", "Elle l'est pour les lots 1 et 3.", False),
        ("Et pour le lot 2 ?", "Les lots 1 à 4 sont ouverts.", False),
        ("Montant du lot 3 ?", "Lot 3\n\nComme pour le lot 1, 94 000 €.", False),
        ("What is class 1?", "Class I is for boats.", False),
        ("Combien de lots ?", "Il y a quatre lots.", False),
        ("Quelle salle en 2024 ?", "La salle 3 est fermée.", False),
    ],
)
def test_a_sentence_on_another_lot_does_not_answer(question: str, sentence: str, other: bool) -> None:
    end = len(sentence) - 1
    assert is_of_another_number(question, sentence, end - 2, end) is other


INTERVIEW = "Comment choisissez-vous vos quais ? À leur longueur. « Combien coûte un quai ? » demandent-ils."


@pytest.mark.parametrize(
    ("question", "span", "asked"),
    [
        ("Comment choisit-elle les quais ?", "vos quais", True),
        ("Comment répare-t-elle les quais ?", "vos quais", False),  # one word of two
        ("Comment choisit-elle les quais des ports ?", "vos quais", False),  # two words of three
        ("Comment choisit-elle les quais ?", "leur longueur", False),
        ("Combien coûte un quai ?", "un quai", False),  # told, not asked
        ("Combien ?", "vos quais", False),
    ],
)
def test_a_question_in_the_text_is_no_answer(question: str, span: str, asked: bool) -> None:
    start = INTERVIEW.index(span)
    assert is_asked_there(question, INTERVIEW, start, start + len(span)) is asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("« Combien coûte un quai ? » On rit.", True),
        ("Un quai coûte 20 €.", False),
        ("Saviez-vous qu’un quai coûte 20 € ?", False),
    ],
)
def test_a_quoted_question_is_asked_and_a_statement_is_not(text: str, asked: bool) -> None:
    start = text.index("quai")
    assert is_asked_there("Combien coûte un quai ?", text, start, start + 4) is asked


@pytest.mark.parametrize(
    ("question", "text", "bare"),
    [
        ("Pourquoi la piscine de Saint-Aubin est-elle fermée ?", "Ville de Saint-Aubin", "Pourquoi la piscine est-elle fermée ?"),
        ("What is the balance of Harrowfield Parish Council?", "HARROWFIELD PARISH COUNCIL", "What is the balance?"),
        ("How many crimes in Harrowfield in May?", "Harrowfield Parish", "How many crimes in May?"),
        ("Combien coûte l'entrée à l'Étoile ?", "L'Étoile, piscine", "Combien coûte l'entrée ?"),
        ("Combien coûte l'entrée à Brest ?", "Ville de Lannion", None),
        ("Qui est le maire de Brest ?", "La traversée Brest-Ouessant est fermée", None),
        ("Quel âge a Ada Diop ?", "Ada Diop, maire", None),
        ("Who spoke for the American firm?", "American news", None),
        ("Who bought Ada Diop's house?", "Ada Diop", None),
        ("À Brest, quand ouvre le port ?", "Brest", None),
    ],
)  # fmt: skip
def test_names_that_a_document_has_are_left_out(question: str, text: str, bare: str | None) -> None:
    assert without_names(question, text) == (bare or question)
