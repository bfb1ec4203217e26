"""The edges of quotes: whole words, numbers with their unit, names, and pairs of marks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qa.edges import clause, whole, whole_words

MARKED = st.text(alphabet=st.sampled_from(list("ab A É 12 ,.-'’«»()[]“”\"%€\u202f\u00a0\n\u0301😀")), max_size=60)


@given(st.text() | MARKED, st.data())
def test_edges_stay_inside_the_text_and_on_something(text: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(a, len(text)))
    start, end = whole(text, a, b)
    assert 0 <= start <= end <= len(text)
    assert text[start:end] == text[start:end].strip()


def test_a_lone_mark_after_white_space_leaves_nothing() -> None:
    start, end = whole("\r]", 0, 2)
    assert start <= end and "\r]"[start:end] == ""


@given(st.text() | MARKED, st.data())
def test_whole_words_only_widens_to_words_and_drops_space_at_the_edges(text: str, data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(text)))
    b = data.draw(st.integers(a, len(text)))
    start, end = whole_words(text, a, b)
    assert 0 <= start <= end <= len(text)
    assert text[start:end] == text[start:end].strip()
    if text[a:b].strip():
        assert text[a:b].strip() in text[start:end]


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("créer près de 240 000 emplois", "éer", "créer"),
        ("Brest est là", "B", "Brest"),
        ("5 000 emplois", "5", "5 000"),
        ("3 millions d’euros", "3 millions", "3 millions d’euros"),
        ("près de 240\u202f000 emplois", "40\u202f00", "près de 240\u202f000"),
        ("e\u0301cole", "cole", "e\u0301cole"),
        ("l’IA", "I", "IA"),
        ("👨\u200d👩\u200d👧 rit", "👩", "👨\u200d👩\u200d👧"),
        ("des solutions de cyber-résilience", "cyber", "cyber-résilience"),
        ("à hauteur de 2,5 %", "5", "2,5 %"),
        ("plus de 240 000 emplois", "000", "plus de 240 000"),
        ("plus de 240 000 emplois", "240", "plus de 240 000"),
        ("de 700 à près de 3 000.", "700", "700"),
        ("more than 200 people", "200 people", "more than 200 people"),
        ("no more than 200 people", "200 people", "no more than 200 people"),
        ("pas plus de 200 kg", "200", "pas plus de 200 kg"),
        ("pas moins de 12 élus", "12", "pas moins de 12"),
        ("it owes £78,000 to him", "78,000", "£78,000"),
        ("more than $5 a day", "5", "more than $5"),
        ("built in 2012, then sold", "2012,", "2012"),
        ("le samedi : de 9 h à 12 h", "le samedi :", "le samedi"),
        ("Some 40 ships, at least 12 of them lost", "12", "at least 12"),
        ("5 plus 3", "3", "3"),
        ("à peu près 40 navires", "40", "à peu près 40"),
        ("close to 40 ships", "40", "close to 40"),
        ("En 2024 350 invités", "350", "350"),
        ("En 2024 350 invités", "2024", "2024"),
        ("près de 2,5 milliards de dirhams", "2,5", "près de 2,5 milliards de dirhams"),
        ("il y a 12 ans déjà", "12", "12 ans"),
        ("In 2015 an earthquake struck", "2015", "2015"),
        ("Since 2008 an agreement holds", "2008", "2008"),
        ("Built in 1931 an hour away", "1931", "1931"),
        ("At 11 an alarm rang", "11", "11"),
        ("Nel 1998 ha vinto", "1998", "1998"),
        ("En 2008 ha sido", "2008", "2008"),
        ("Nel 1998 ha deciso", "1998", "1998"),
        ("En 2015 m’a dit Bo Li", "2015", "2015"),
        ("un bail de 1 an", "1", "1 an"),
        ("il a duré 1,5 an", "1,5", "1,5 an"),
        ("les 450 ha brûlent", "450", "450 ha"),
        ("les 1 998 ha brûlent", "998", "1 998 ha"),
        ("sur 2000 ha de vignes", "2000", "2000 ha"),
        ("sur 2000 ha, en mai", "2000", "2000 ha"),
        ("à 2000 m d’altitude", "2000", "2000 m"),
        ("un sac de 1500 g", "1500", "1500 g"),
        ("le pont d’Ada Diop, rouvert", "Diop", "Ada Diop"),
        ("le pont d’Ada Diop, rouvert", "Ada", "Ada Diop"),
        ("Hier, Ada Diop et Bo Li", "Bo Li", "Bo Li"),
        ("le maire Ada Diop parle", "Diop", "Ada Diop"),
        ("le projet « Grand Port » avance", "Grand Port »", "« Grand Port »"),
        ("le projet « Grand Port » avance", "projet « Grand", "projet « Grand Port »"),
        ("une école (CDG) ouvre", "école (CDG", "école (CDG)"),
        ("une école (CDG) ouvre", "CDG)", "CDG"),
        ("une école (la CDG) ouvre", "CDG)", "CDG"),
        ("une école, CDG) ouvre", "CDG)", "CDG"),
        ("il touche (1 640 €).", "(1 640 €).", "1 640 €"),
        ("un (a) et (b) là", "(a) et (b)", "(a) et (b)"),
        ("ouvert en 2024.", "2024.", "2024"),
        ("il hésite...", "il hésite...", "il hésite..."),
        ("vu par Ada B.", "Ada B.", "Ada B."),
        ("à 8.05 p.m. hier", "8.05 p.m", "8.05 p.m."),
        ("Hubert et al. 2001", "Hubert et al.", "Hubert et al."),
        ("vu par Li & Co. hier", "Li & Co", "Li & Co."),
        ("du 10 au 13 juillet", "10 au 13 juillet", "du 10 au 13 juillet"),
        ("de 6 000 à 8 000 repas", "6 000 à 8 000 repas", "de 6 000 à 8 000 repas"),
        ("entre 4 et 6 % de plus", "4 et 6", "entre 4 et 6 %"),
        ("from 65 to 82 years", "65 to 82", "from 65 to 82 years"),
        ("de 3 enfants et 2 chiens", "3 enfants et 2 chiens", "3 enfants et 2 chiens"),
        ("il fait - 12 °C ici", "12", "- 12 °C"),
        ("de 10 - 12 °C ici", "12", "12 °C"),
        ("Il y a :\n- 12 % de sel", "12", "12 %"),
        ("quinze jours au moins avant", "quinze jours", "quinze jours au moins"),
        ("10 ans au plus tard", "10", "10 ans"),
        ("en 5 ans environ 300 invités", "5", "5 ans"),
        ("600 g environ, ou plus", "600", "600 g environ"),
        ("il a dit “oui” hier", "dit “oui", "dit “oui”"),
        ('il a dit "oui" hier', 'dit "oui', 'dit "oui"'),
        ("In Paris I visited the Louvre.", "Paris", "Paris"),
        ("On Monday Paul Martin resigned.", "Paul Martin", "Paul Martin"),
        ("In January Tesla opened a plant.", "Tesla", "Tesla"),
        ("With April Jones it ended.", "Jones", "April Jones"),
        ("Écrire à sports@le-port.example.", "port", "sports@le-port.example"),
        ("Écrire à sports@le-port.example, svp", "sports", "sports@le-port.example"),
        ("Voir https://le-port.example/bal.", "port", "https://le-port.example/bal"),
        ("Voir le-port.example.", "port", "le-port"),
        ("Saturday, November 8, 10 a.m. to 1 p.m.", "November 8, 10 a.m.", "Saturday, November 8, 10 a.m."),
        ("Wednesday, November 12, 6:30 p.m.", "Wednesday", "Wednesday, November 12"),
        (
            "Saturday, May 2 and Sunday, May 3, 9 a.m.",
            "Saturday, May 2 and Sunday",
            "Saturday, May 2 and Sunday, May 3",
        ),
        ("It opens Sunday, with music.", "Sunday", "Sunday"),
        ("au 2159, boulevard Est, à Laval", "boulevard Est, à Laval", "2159, boulevard Est, à Laval"),
        ("au 2450 de la rue Saint-Zotique Est", "la rue Saint-Zotique Est", "2450 de la rue Saint-Zotique Est"),
        ("au 12 bis rue du Port", "rue du Port", "12 bis rue du Port"),
        ("at 14 Quay Street, Cork", "Quay Street", "14 Quay Street"),
        ("En 1998, rue du Port, un pont", "rue du Port", "rue du Port"),
        ("le samedi 14, place du Port", "place du Port", "place du Port"),
        ("le 3 mai à 18 h 30, place du Port", "place du Port", "place du Port"),
        ("du 3 au 14, place du Port", "place du Port", "place du Port"),
        ("il mesure 62 mètres sur 24.", "62", "62 mètres sur 24"),
        ("un drap de 3 m sur 2,5 m blanc", "3 m", "3 m sur 2,5 m"),
        ("il tombe 62 mm sur 24 heures", "62", "62 mm"),
        ("it rose 3 metres by 2050", "3", "3 metres"),
        ("elle vaut 3 Md€ net", "3", "3 Md€"),
        ("elle vaut 3 Mds d’euros", "3", "3 Mds d’euros"),
        ("elle vaut 12 M€ net", "12 M", "12 M€"),
        ("a gift of £5bn then", "5", "£5bn"),
        ("près de 3millions d'euros", "3millions", "près de 3millions d'euros"),
        ("COMPTE RENDU DU CONSEIL\nVille", "RENDU DU CONSEIL", "COMPTE RENDU DU CONSEIL"),
        ("L’an 2\nCOMPTE RENDU", "RENDU", "COMPTE RENDU"),
        ("La NASA part", "NASA", "NASA"),
        ("Muzeul Horniman și altele", "Muzeul Horniman", "Muzeul Horniman"),  # "ș" is no capital
    ],
)
def test_edges_by_example(text: str, part: str, expected: str) -> None:
    at = text.index(part)
    start, end = whole(text, at, at + len(part))
    assert text[start:end] == expected


@pytest.mark.parametrize(
    ("text", "part", "expected"),
    [
        ("Le pont ferme, hélas, pour cause de travaux, en mai.", "cause de travaux", "pour cause de travaux"),
        ("On ferme parce que la pluie menace.", "la pluie menace", "parce que la pluie menace"),
        ("Le pont ferme, la pluie menace, en mai.", "pluie", "la pluie menace"),
        ("They left, by boat, at night.", "boat", "by boat"),
        ("She moved to Paris for love.", "love", "for love"),
        ("He went to work by bus.", "bus", "by bus"),
        ("Il part.", "Il part", "Il part"),
        ("Prolongez pour un mois, en téléphonant au 12.", "en téléphonant au 12", "en téléphonant au 12"),
        ("Elle se perd par : la démission lente.", "la démission lente", "la démission lente"),
        ("Closed owing to heavy snow.", "heavy snow", "owing to heavy snow"),
        ("Closed in order to save fuel.", "save fuel", "in order to save fuel"),
        ("Pour gagner du temps, on ferme.", "gagner du temps", "Pour gagner du temps"),
        ("On ferme faute de place libre.", "place libre", "faute de place libre"),
        ("Il rompt sous l’effet du gel dur.", "gel dur", "sous l’effet du gel dur"),
        ("On ferme à la suite du vol commis.", "vol commis", "à la suite du vol commis"),
        (
            "On ferme à la suite des très fortes pluies acides.",
            "pluies acides",
            "à la suite des très fortes pluies acides",
        ),
    ],
)
def test_a_reason_is_a_clause(text: str, part: str, expected: str) -> None:
    at = text.index(part)
    start, end = clause(text, at, at + len(part), 0, len(text))
    assert text[start:end] == expected


@given(st.text() | MARKED, st.lists(st.integers(0, 60), min_size=4, max_size=4))
def test_a_clause_holds_its_span_and_stays_in_its_sentence(text: str, cuts: list[int]) -> None:
    sentence_start, start, end, sentence_end = sorted(min(cut, len(text)) for cut in cuts)
    found = clause(text, start, end, sentence_start, sentence_end)
    assert sentence_start <= found[0] <= start <= end <= found[1] <= sentence_end


def test_what_goes_on_without_a_space_is_no_word() -> None:
    text = "a1" * 100_000
    start, end = whole(text, 100_000, 100_010)
    assert end - start < 1_000  # else each of forty spans is widened over all of it
