"""Normalises a question for the models, and recognises sentences of a text that ask it themselves."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from index.chunking import sentence_around
from index.languages import question_language
from index.words import LEADING, UPPER, beginning, content_words, fold, stop_words
from qa.courtesy import without_courtesies

_SHOUTED = 3  # least words of a question typed in capitals; fewer may be a name
_MOST = 0.7  # share of the question's words that a sentence must have to ask it
_SPELT = [  # French as it is typed in a hurry, and what is meant; in this order
    (re.compile(pattern), meant)
    for pattern, meant in (
        (r"\bk(?=(?:oi|i|els?|elles?)\b)", "qu"),
        (r"\b(?:kand?|qd)\b", "quand"),
        (r"\b(?:p[kq]|p(?:our)?koi)\b", "pourquoi"),
        (r"\bpr(?=\s[a-zà-ÿ])", "pour"),
        (r"^cb\b|(?<=te )cb\b|\bcb(?=\s(?:de|[cç]a)\b)", "combien"),  # elsewhere a bank card
        (
            r"\bca(?=\s[a-zà-ÿ])|(?:^|(?<=(?:heure|mbien|quand)\s))sa(?=\s(?:co[uû]te|ouvre|ferme|commence|finit|dure|se)\b)",
            "ça",
        ),
        (r"^[CS]a(?=\s(?:co[uû]te|ouvre|ferme|commence|finit|dure|se)\b)", "Ça"),
        (r"\b([Cc])(?=est\b)", r"\1'"),
        (r"\b([Cc])[eé](?=tait\b)", r"\1'é"),
        (r"(\bc|^C)(?=\s(?:quoi|o[uù]|quand|combien|gratuit|payant|ouvert|ferm[ée])\b)", r"\1'est"),
        (r"^([Cc])(?=\s(?:qui|comment|quel(?:le)?|[aà]|le|la|les|un|une)\b)", r"\1'est"),
        (r"\b([Qq])u(?!['’]est-)['’\s]?est[\s-]ce(?=\squ)", r"\1u'est-ce"),
        (r"\b([Ee])st\sce(?=\squ(?:e\b|['’i]|on\b))", r"\1st-ce"),
        (r"\bqu(?=(?:ils?|on)\b)", "qu'"),
        (r"\b([Jj])usqu?['’]?\s?[aà]\b", r"\1usqu'à"),
        (r"\b([Oo])u(?=\W*$)|^([Oo])u(?=\s(?!(?:bien|encore|alors|à|en|pour|les?|la|une?)\b))", r"\1\2ù"),
        (r"(?<=\bc'est\s)ou\b|(?<=^et\s)ou\b|(?<=^[Dd]['’])ou\b|(?<=[Ii]l\sest\s)ou\b|(?<=[Ee]lle\sest\s)ou\b", "où"),
        (r"\betai(?=(?:s|t|ent)\b)", "étai"),
        (r"\bete\b", "été"),
        (r"\b(ann|dur|n)e(?=es?\b)", r"\1é"),
        (r"\b((?:es|son|étai)t\s|(?:est|sont|était)-(?:il|elle)s?\s)ne(?=s?\b)", r"\1né"),
        (r"\b([Tt])elephone\b", r"\1éléphone"),
        (r"\b(pr|num|m)e(?=(?<=pre)(?:vue?|nom)s?\b|(?<=nume)ros?\b|(?<=me)tiers?\b)", r"\1é"),
        (r"\b(a|ont)\sdecide\b", r"\1 décidé"),
        (r"\b(a|ont|été|sera|seront)\scree(?=e?s?\b)", r"\1 créé"),
        (r"\bapres\b", "après"),
        (r"\bage(?=s?\b)", "âge"),
        (r"\ba(?=\spartir\b)", "à"),
        (r"^(Et\s|et\s|)[Yy]['’]?\s?a(?=(?:vait)?\s(?:une?|des?|combien|quoi)\b)", r"\1il y a"),
    )
]
_CONTRACTED = re.compile(  # "whats the price"
    r"(^|(?:\b(?:and|but)|[,.!]) )(what|who|where|when|how|why)s(?= (?!been\b|got\b|\w+ed\b)\w)", re.IGNORECASE
)
_NAMED = re.compile(  # "de Saint-Aubin", "in Harrowfield"; not "of the American firm", "of Ada Diop's house"
    rf"(?<=\w)\s+(?!a\s){LEADING}(?:(?:la|les?|the)\s+|l['’])?(?P<name>{UPPER}[\w’-]*(?:\s+(?:(?:de|du|des|la|le|les|et|and|of|the)\s+)*"
    rf"(?:[dl]['’])?{UPPER}[\w’-]*)*)(?=\W*$|[,;:]|\s{LEADING}|\s(?:est|sont|était|étaient|sera|seront|a|ont|avait|va|peut|doit"
    r"|is|are|was|were|has|have|had|will|can|do|does|did|last|this|next|each|every|per)\b|\s[\w’'-]+-(?:t-)?(?:ils?|elles?|on)\b)"
)
_WORD = re.compile(r"\w+(?:-\w+)*")  # "Brest" is not "Brest-Ouessant"
_THE = re.compile(
    r"(?:\b(?:les?|la|du|des|aux?|une?|ce|cet|cette|the|this)\s|\bl['’])$", re.IGNORECASE
)  # before a noun
_GENERIC = {  # no name alone: "de la Région"
    "ville", "commune", "region", "departement", "etat", "mairie", "conseil", "prefecture", "ministere", "gouvernement", "universite",
    "musee", "maison", "societe", "journal", "city", "town", "state", "county", "council", "government", "company", "university",
    "museum", "ministry", "party",
}  # fmt: skip
_NUMBERED = re.compile(  # "le lot 2", "version 3.0", "category A+"; no year
    r"\b(?P<noun>lot|version|catégorie|category|categorie|niveau|level|zone|classe|class|groupe|group|type|phase|étape|step|stage|tome|volume"
    r"|étage|floor|chambre|room|salle|ligne|line|porte|gate|quai|platform|secteur|sector|bâtiment|building|tranche|clause|action|option"
    r"|formule|échelon|grade|bloc|block|tour|round|épisode|episode|équipe|team|bureau|route|poste)s?\s(?:n[°o]\s?)?"
    r"(?P<number>(?!(?:1\d|20)\d\d\b)(?:\d+(?:[.,]\d+)*|(?-i:[A-Z]))\+?)(?![\w’'+])(?P<range>\s(?:à|to)\s(?=\d)|\s?[-–]\s?(?=\d))?",
    re.IGNORECASE,
)
_HEADING = 100  # characters before a sentence in which its heading may stand
_TELLS = re.compile(  # a question that tells something
    r"\W*(?:(?:le )?(?:saviez|savez)-vous qu|did you know\b(?! (?:what|when|where|who|how|why)))", re.IGNORECASE
)


def well_formed(question: str, language: str | None = None) -> str:
    """The question with plain spaces, a capital and one question mark, as in the reader's training data; no courtesies.

    A question that has them is unchanged.

    Args:
        language: ISO 639-1 code, if known.

    >>> well_formed("combien  de\\nquais"), well_formed("how many quays ??"), well_formed("WHERE IS THE PORT?")
    ('Combien de quais ?', 'How many quays?', 'Where is the port?')
    """
    text = " ".join(unicodedata.normalize("NFC", question).split())
    text = _CONTRACTED.sub(r"\1\2 is", _spelt(without_courtesies(_spelt(text))))  # twice: another word may begin it now
    if text.isupper() and len(text.rstrip(" ?").split()) >= _SHOUTED:
        text = text.lower()
    if not text[1:2].isupper():  # "iPhone"
        text = text[:1].upper() + text[1:]
    bare = text.rstrip(" ?")
    if bare == text and not text[-1:].isalnum():  # it ends in another mark
        return text
    code = question_language(text) if language is None else language
    return bare + (" ?" if code == "fr" else "?")


def without_names(question: str, text: str) -> str:
    """The question without what names ``text`` has: a document need not repeat in each passage what it is about.

    >>> without_names("Quel est le budget de Saint-Aubin en 2025 ?", "VILLE DE SAINT-AUBIN")
    'Quel est le budget en 2025 ?'
    """

    def known_by(word: str) -> str:
        return word if "-" in word else beginning(word)

    there = {known_by(word) for word in _WORD.findall(fold(text))}

    def unless_there(named: re.Match[str]) -> str:
        words = {fold(word) for word in _WORD.findall(named["name"]) if word[0].isupper()}
        return "" if not words <= _GENERIC and set(map(known_by, words)) <= there else named.group()

    return _NAMED.sub(unless_there, question)


def _spelt(text: str) -> str:
    """The French question in full: "C'est quand ?" for "c kan". In other languages the letters may mean something else."""
    full = text
    for pattern, meant in _SPELT:
        full = pattern.sub(meant, full)
    return full if full == text or question_language(full) == "fr" else text


def as_spelt_in(texts: Iterable[str], question: str, language: str) -> str:
    """The question with the accents and capitals of the texts, if it is in French, and if it has no capitals.

    A word that the texts also spell as the question does stays as it is, and so do "marche" and "marché". After an article
    there is no capital: "le journal" may stand in the texts only as a name.

    >>> as_spelt_in(["Le vieux phare d'Odile Mérieux, au Québec."], "Quel age a odile merieux, du quebec ?", "fr")
    'Quel age a Odile Mérieux, du québec ?'
    """
    known = [_spellings(text) for text in texts]
    small = question[1:].islower()

    def spelt(word: re.Match[str]) -> str:
        typed, folded = word.group(), fold(word.group())
        found = set[str]().union(*(spellings.get(folded, ()) for spellings in known))
        plain, *others = {each.lower() for each in found} or {""}
        if not found or others or typed in found or typed.lower() != folded or folded in stop_words(""):
            return typed
        if plain != folded and (language != "fr" or re.sub("é(?=e?s?$)", "e", plain) == folded):
            return typed
        if small and plain not in found and not _THE.search(question, 0, word.start()):
            return min(found)
        return typed if plain == folded else plain[0].upper() + plain[1:] if typed[0].isupper() else plain

    return re.sub(r"[^\W\d_]{3,}", spelt, question)


@lru_cache(1024)
def _spellings(text: str) -> Mapping[str, frozenset[str]]:
    """By folded words, how the text spells them inside its sentences; in small letters where they only begin one."""
    inside, first = defaultdict[str, set[str]](set), defaultdict[str, set[str]](set)
    for word in re.finditer(r"[^\W\d_]{3,}", text):
        said, before = word.group(), text[max(0, word.start() - 2) : word.start()]
        within = said[0].islower() or re.fullmatch(r".?[’'-]|[\w,;)] ", before)
        if within and not (said.isupper() and len(said) > 4):
            inside[fold(said)].add(said)
        else:
            first[fold(said)].add(said.lower())
    return {folded: frozenset(inside.get(folded) or first[folded]) for folded in {*inside, *first}}


def is_of_another_number(question: str, text: str, start: int, end: int) -> bool:
    """Whether the sentence around ``[start, end)`` speaks of another lot, version, category … than the question, and not of that.

    It may stand below that one's heading. A range ("lots 1 à 4") may hold any, and a numeral may be a Roman one.

    >>> text = "Le lot 1 vaut 40 €. Les lots 2 et 3 valent 60 €."
    >>> [is_of_another_number(f"Combien vaut le lot {lot} ?", text, 14, 18) for lot in (1, 2)]
    [False, True]
    """
    if not (asked := _NUMBERED.search(question)):
        return False
    first, last = sentence_around(text, start, end)
    wanted = asked["number"]
    there = rf"(?<![\w.,]){re.escape(wanted)}(?![\w+]|[.,]\d|\s\d{{3}})"
    if re.search(there, text[max(0, first - _HEADING) : last]):
        return False
    noun = beginning(fold(asked["noun"]))
    others = [found for found in _NUMBERED.finditer(text, first, last) if beginning(fold(found["noun"])) == noun]
    alike = any(found["number"][0].isdigit() == wanted[0].isdigit() for found in others)
    return alike and not any(found["range"] for found in others)


def is_asked_there(question: str, text: str, start: int, end: int) -> bool:
    """Whether the sentence around ``[start, end)`` asks this question itself, as in an interview; it cannot answer it.

    >>> faq = "Combien coûte l'inscription ? Elle coûte 20 €."
    >>> [is_asked_there("Combien coûte une inscription ?", faq, *span) for span in ((14, 27), (41, 45))]
    [True, False]
    """
    if "?" not in text:
        return False
    first, last = sentence_around(text, start, end)
    if not text[first:last].rstrip(' \u00a0\u202f»”"').endswith("?"):
        return False
    if _TELLS.match(text, first, last):
        return False
    asked, said = ({beginning(word) for word in content_words(each)} for each in (question, text[first:last]))
    return bool(asked) and len(asked & said) >= _MOST * len(asked)
