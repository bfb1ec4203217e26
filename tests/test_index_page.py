"""Titles and authors that a page shows: those alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.page import furniture, parts

PROSE = "Le port est ouvert toute l’année, du lundi au samedi."


ACT = (
    "Arrêté du 3 juin 2025 relatif à l’indemnité d’installation versée à certains agents affectés dans les départements de la "
    "Creuse, de la Lozère, du Cantal et de la Haute-Marne"
)


def found(text: str, kind: str) -> list[str]:
    return [text[part.start : part.end] for part in parts(text) if part.kind == kind]


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("7", []),
        ("03/06/2023 18h", []),
        ("12\n\nLe rapport", ["Le rapport"]),
        ("• Accueil\n\n• Plan\n\nLe rapport", ["Le rapport"]),
        ("Lannion, le 3 juin 2023\n\nLe rapport", ["Le rapport"]),
        ("Publié le lundi 2 mars 2024 à 18h04\n\nLe rapport", ["Le rapport"]),
        ("June 3, 2023\n\nThe report", ["The report"]),
        ("Conseil municipal du 3 juin 2023", ["Conseil municipal du 3 juin 2023"]),
        ("COMMUNIQUÉ DE PRESSE\n\nLe port s’agrandit", ["Le port s’agrandit"]),
        ("Communiqué de presse", ["Communiqué de presse"]),
        ("VILLE DE SAINT-AUBIN\n\nCompte rendu du conseil", ["Compte rendu du conseil"]),
        ("PORT\n\nLe rapport", ["PORT"]),
        ("Le Centre - Mardi 18 mars 2025\nPortrait\nLa vie du port\nPar Ada Diop", ["La vie du port"]),
        ("Le port - mardi 18 mars 2025\nLa vie du port", ["Le port - mardi 18 mars 2025"]),
        ("Bonjour Anne,\n\nVoici la liste :", []),
        ("Madame, Monsieur,", []),
        ("Bonjour tristesse", ["Bonjour tristesse"]),
        ("From: Anne Morvan <a@b.fr>\nTo: c@d.fr\nSubject: Travaux du quai", ["Travaux du quai"]),
        ("From: Anne Morvan <a@b.fr>\n\nBonjour,", []),
        ("The book\n\nTitle: A History\n\nAuthor: Flora Fisher", ["A History"]),
        ("**Le port**", ["Le port"]),
        ("Ville\n\n# _Le port_ #", ["Le port"]),
        ("[![Build](a.svg)](b)\n\nLe port", ["Le port"]),
        ('---\ntags: port\ntitle: "Le port"\n---\n\nVille', ["Le port"]),
        (
            "MINISTÈRE DES PORTS\nDirection de la mer\nParis, le 3 juin 2025\nLe directeur\nà\nMesdames et Messieurs les préfets,\n"
            "Circulaire n° 2025-017 relative aux quais",
            ["Circulaire n° 2025-017 relative aux quais"],
        ),
        (
            "Ministère des ports\nDécision du 3 juin 2025 portant délégation",
            ["Décision du 3 juin 2025 portant délégation"],
        ),
        ("MINISTÈRE DES PORTS\nCirculaire n° 12\nObjet : les quais", ["les quais"]),
        ("MINISTÈRE DES PORTS\nLe rapport", ["MINISTÈRE DES PORTS"]),
        (
            "HOUSE OF REPRESENTATIVES\nOfficial Report, Tuesday 11 February 2025",
            ["Official Report, Tuesday 11 February 2025"],
        ),
        ("IN THE COURT OF APPEAL\nBefore: Lady Roe\nHartley Ltd v. Meridian plc", ["Hartley Ltd v. Meridian plc"]),
        ("In the High Court\nCase No: CA-2023-001187", ["Case No: CA-2023-001187"]),
        (ACT, [ACT]),
        (f"Journal officiel du 7 juin 2025\n\n{ACT}", [ACT]),
        (f"{ACT}.", []),
        ("Obituary\nLina Rossi, who photographed dockers", ["Lina Rossi, who photographed dockers"]),
    ],
)
def test_the_title_of_a_page(head: str, title: list[str]) -> None:
    assert found(f"{head}\n\n{PROSE}", "title") == title


@pytest.mark.parametrize(
    ("byline", "author"),
    [
        ("Par Clémence Aubry, publié le 3 juin 2023 à 08h15", ["Clémence Aubry"]),
        ("jeudi 3 juin 2023, par Clémence Aubry", ["Clémence Aubry"]),
        ("Publié le 3 juin 2023 par Clémence Aubry", ["Clémence Aubry"]),
        ("Le 3 juin 2023, par tous les temps", []),
        ("Par Clémence Aubry | 3 juin 2023", ["Clémence Aubry"]),
        ("Par Saint-Malo, la route est belle", []),
        ("Par la suite", []),
        ("PAR CLÉMENCE AUBRY", ["CLÉMENCE AUBRY"]),
        ("*Par Clémence Aubry*", ["Clémence Aubry"]),
        ("Rédigé par Yves Le Goff et Ada Diop", ["Yves Le Goff et Ada Diop"]),
        ("Propos recueillis par Ada Diop", ["Ada Diop"]),
        ("Auteure : Ada Diop", ["Ada Diop"]),
        ("Auteur : LNT", ["LNT"]),
        ("By Jane Roe for The Gazette", ["Jane Roe"]),
        ("From: Ada Diop <a@b.fr>", ["Ada Diop"]),
        ("Recueilli par Ada Diop", ["Ada Diop"]),
        ("Interview by Jane Roe", ["Jane Roe"]),
        ("By Jane Roe in Carrick Bridge and Tom Oyelaran in London", ["Jane Roe in Carrick Bridge and Tom Oyelaran"]),
        ("By Jane Roe in London", ["Jane Roe"]),
        ("Par Ada Diop à Nantes et Bo Li", ["Ada Diop à Nantes et Bo Li"]),
        ("Rédactrice : Ada Diop", ["Ada Diop"]),
    ],
)
def test_a_byline_names_its_author_alone(byline: str, author: list[str]) -> None:
    text = f"Le port\n\n{byline}\n\n{PROSE}"
    assert found(text, "author") == author
    assert found(text, "title") == ["Le port"]
    assert found(f"---\nauthor: Ada Diop\n---\n\n{PROSE}", "author") == ["Ada Diop"]


def test_the_author_of_an_interview_is_who_asked() -> None:
    text = "Le loup\n\nEntretien avec Bo Li, directeur. Propos recueillis par Ada Diop, le 6 mai 2025.\n\nOui."
    assert (found(text, "author"), found(text, "date")) == (["Ada Diop"], ["6 mai 2025"])
    assert found(f"Le loup\n\n{PROSE}\n\nPropos recueillis par Ada Diop", "author") == ["Ada Diop"]


@pytest.mark.parametrize(
    ("line", "author"),
    [
        ("Rédacteur : M. Samir Ben Kacem. Diffusion : membres du comité.", ["M. Samir Ben Kacem"]),
        ("Compte rendu rédigé par Ada Diop et J.-P. Morvan, secrétaires.", ["Ada Diop et J.-P. Morvan"]),
        ("Minutes taken by Jane Roe. Next meeting in May.", ["Jane Roe"]),
        ("Propos recueillis par Lucie Bastien. Le Courrier de l’Ouest, 25 janvier.", ["Lucie Bastien"]),
        ("Rédacteur en chef depuis 2019, Bo Li est venu.", []),
        ("Le rédacteur : Bo Li.", []),
    ],
)
def test_who_took_the_minutes_may_stand_below_the_first_sentence(line: str, author: list[str]) -> None:
    assert found(f"Compte rendu\n\n{PROSE}\n\n{line}\n\n{PROSE}", "author") == author


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Dijon, le 14 mars 2025", ["14 mars 2025"]),
        ("Publié le lundi 3 juin 2023 à 08h15", ["lundi 3 juin 2023"]),
        ("Published on June 3, 2023", ["June 3, 2023"]),
        ("For immediate release – 20 May 2025", ["20 May 2025"]),
        ("Par Clémence Aubry, publié le 3 juin 2023 à 08h15", ["3 juin 2023"]),
        ("jeudi 3 juin 2023, par Clémence Aubry", ["jeudi 3 juin 2023"]),
        ("Mis à jour le 3 juin 2023, par Clémence Aubry", []),
        ("Samedi 7 juin 2025", []),
        ("Nevers, samedi 7 juin 2025", []),
        ("Conseil municipal du 3 juin 2023", []),
    ],
)
def test_a_page_is_dated_by_what_says_so(line: str, date: list[str]) -> None:
    assert found(f"Le port\n\n{line}\n\n{PROSE}", "date") == date


def test_a_page_may_be_dated_in_its_first_or_last_lines() -> None:
    assert found(f"Port\n\nHULL, 3 May 2025 – {PROSE}", "date") == ["3 May 2025"]
    assert found(f"Port\n\n{PROSE}\n\nFait à Nevers, le 11 juin 2025\n\nLa préfète", "date") == ["11 juin 2025"]
    assert found(f"Port\n\n{PROSE}\n\nNevers, le 11 juin 2025, s’est réunie", "date") == []


@pytest.mark.parametrize(
    ("end", "author"),
    [
        ("Le Maire", []),
        ("Contact Presse", []),
        ("Bruno Le Maire", ["Bruno Le Maire"]),
        ("--\nAda Diop\nCapitainerie de Tréguier", ["Ada Diop"]),
        ("Ada Diop\n\nP.-J. : copie du bail ; plan\nCopie : M. le préfet", ["Ada Diop"]),
    ],
)
def test_a_signature_is_the_name_of_a_person(end: str, author: list[str]) -> None:
    assert found(f"Le port\n\n{PROSE}\n\n{end}", "author") == author


@pytest.mark.parametrize(
    ("end", "signatories"),
    [
        ("La ministre,\nPour la ministre et par délégation :\nLe directeur,\nP. Roy-Li\n\nLe préfet,\nBo Li", ["P. Roy-Li", "Bo Li"]),
        ("Pour le préfet et par délégation,\nle secrétaire général\n\nAda DIOP\n\nCopie à :\n- M. le maire", ["Ada DIOP"]),
        ("Le Ministre\nSigné : Dr Ada Diop", ["Dr Ada Diop"]),
        ("Le port est ouvert.\n\nAda Diop", []),
    ],
)  # fmt: skip
def test_who_signs_stands_below_an_office(end: str, signatories: list[str]) -> None:
    assert found(f"Le port\n\n{PROSE}\n\n{end}", "signatory") == signatories


def test_what_the_file_says_counts_where_the_text_has_it() -> None:
    text = f"Ville\n\nLe port\n\nde Julie Corre\n\n{PROSE}"
    said = parts(text, ["Autre", " le  Port "], ["admin", "Julie Corre"])
    assert [text[part.start : part.end] for part in said] == ["Le port", "Julie Corre"]


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


def test_a_list_of_authors_costs_no_more_than_its_length() -> None:
    names = [
        f"{a}{b}{c}" for a in "ABCDEFGHIJKLMNOPQRSTUVWXYZ" for b in "aeiouyhlr" for c in "abcdefghijklmnopqrstuvwxyz"
    ]
    text = "\n".join(f"Author: {first} {last}" for first in ("Ada", "Bo", "Cy") for last in names)
    begun = time.process_time()
    assert len(found(f"{text}\n{PROSE}", "author")) == 3 * len(names)
    assert time.process_time() - begun < 2  # 10 seconds, where each is compared with all before it
