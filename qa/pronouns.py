"""What a pronoun of a follow-up question means: the topic of the question before it, or the answer to that one."""

from __future__ import annotations

import re

from index.words import LEADING
from qa.grammar import (
    ARTICLE,
    ASKED,
    LONGEST,
    NAME,
    OPENING,
    OPENS,
    ORDER,
    SHOWS,
    TO_BE,
    asks_for_entity,
    capitalised,
    contracted,
    in_a_sentence,
    is_date,
    lowered,
    named_in,
    noun_phrases,
)
from qa.question_types import MEANING, NAMES, Kind, fits, kind, wants_reason

_PRONOUN = re.compile(  # "-t-il", "elle", "son", "ce dernier", "l'a", "they", "its"
    r"(?:-t)?-(?:il|elle|ils|elles)\b|\b(?:il|elle|ils|elles|son(?!-)|sa|ses|leur|leurs|lui|celui-ci|celle-ci|ceux-ci|celles-ci"
    rf"|cela|ça|(?:c(?:e dernier|ette dernière|es derni(?:er|ère)s)|(?<=\w\s)(?<!à\s)l(?:e|a|es)\s{ORDER}s?)(?=\W*$|,|\s+(?:est|a|sont|ont|\w+-(?:t-)?(?:il|elle)s?)\b)"
    r"|(?<=\bqui\s)(?:l['’](?=(?:a|ont|avai(?:t|ent)|aurai?(?:t|ent)?)\b)|l(?:a|es?)(?=\s(?:(?:a|ont)\s|\w+\s*\?*$))|en(?=\s(?:est|sont|était|étaient|a|ont)\b)|y)"
    r"|(?:(?<=\b(?:peut|doit)-on\s)|(?<=\b(?:puis|dois)-je\s)|(?<=\bpeut\s)|(?<=\bdoit\s)|(?<=\bfaut-il\s)|(?<=\boù\s)|(?<=\bcomment\s))"
    r"(?:l['’]|(?:la|les?)\s)(?=\w+(?:er|ir|re)\W*$)"  # "Où l'acheter ?"
    r"|c['’]est(?=\s[\w-]+\W*$)|est-ce(?=\s(?!qu)[\w-]+\W*$)|(?:(?<=\bis\s)|(?<=\bwas\s))th(?:at|is)(?=(?:\s(?!article|document|page|text)[\w-]+)?\W*$)"
    r"|(?<=\bcombien\s)en(?=\s\w+-)|(?<!['’])(?<!\bil\s)(?:(?-i:y)|^Y)(?!['’\s-]+(?:a|avait|aura(?:it)?|ait|eut|compris)\b)(?=\s(?!axis\b)\w)"
    rf"|(?<=\w\s)the\s(?:{ORDER}\sones?|(?:former|latter)(?=\W*$))|he|she|it|they|him|her|them|his|hers|its|their|theirs|there(?=\s*\??\s*$))\b",
    re.IGNORECASE,
)
_IL = r"(?:[-\s]t)?[-\s'’]il\b"  # "il" after its verb, in common spellings: "reste-t-il", "reste t'il", "reste-il"
_EMPTY = re.compile(  # impersonal "il", "it", "there": "faut-il", "il y a", "it takes", "are there"
    rf"\b(?:(?:y[ -](?:a|avait|aura(?:it)?)|faut|fallait|faudra|fait|fera|faisait|pleut|neige|passe|passé|passera|advient"
    rf"|agit|existe|reste|manque|suffit|s['’]est){_IL}(?! encore\W*$)|il (?:y (?:a|avait|aura)|faut|fallait|faudra|existe|reste|manque|pleut|neige|(?:vous|te) pla[iî]t)"
    rf"|(?:(?:est|était|sera){_IL}|il (?:est|était|sera)) (?:possible|permis|interdit|obligatoire|nécessaire|prévu|vrai|autorisé"
    r"|(?:dé)?conseillé|recommandé|préférable|utile|facile|difficile)(?= d| qu)|-il (?:y avoir|falloir)"
    r"|it (?:(?:takes?|took)(?!\W*$| (?:place|part)\b)|rains?|snows?|(?:cost|mean)(?= (?:to|for)\b))|(?:is|was) it (?:[a-z]+ that|that|raining)"
    r"|it is that|how far is it (?=from\b)|(?:is|was|makes?|made) it (?:possible|impossible|necessary|allowed|legal|forbidden"
    r"|permitted|compulsory|mandatory|better|easier|harder) (?:to|for)"
    rf"|(?:is|are|was|were) there|(?:time|day) is it(?=\W*$)|heure est{_IL}(?=\W*$))\b",
    re.IGNORECASE,
)
_NAMED_AFTER = re.compile(  # what "il" and "ça" announce: "Il est où le parking ?", "Ça commence quand les travaux ?"
    r"(?:\b(?:o[uù]|quand|combien|comment|quoi|quel(?:le)?s?\s+[\w-]+)|\bça\s+\w+),?\s+(?P<noun>(?:(?:les?|la|cet?|cette|ces)\s|l['’])"
    r"(?!\d|(?:kilo|litre|m[èe]tre|tonne|pièce|personne)\b)[\w’'-]+(?:\s+[\w’'-]+){0,3})(?=\W*$)", re.IGNORECASE
)  # fmt: skip
# The counted noun is what "their" or "ils" means if it is the subject ("How many people lost their jobs?"), but not if
# it is the object ("How many boats do they own?", "Combien de prix ont-ils gagnés ?").
_COUNTED = re.compile(
    r"\s*(?:combien (?:de |d['’])[\w-]+[sxz] (?:sont-(?:ils|elles)|ont-(?:ils|elles) (?:été|participé|assisté|voté)|\w+nt (?:\w+ )?leurs?)\b"
    r"|how many (?!of\b|(?:year|month|day|time)s\b)[\w-]+ (?!their\b)(?![^?]*\b(?:they|(?:do|does|did|will|can|could) their)\b))",
    re.IGNORECASE,
)
_SEVERAL = re.compile(  # plurals without an article, some only as a subject: "certains habitants", "do teachers"
    r"\b(?:certaine?s|plusieurs|quelques|many|some|several|most|both|people|children|women|everyone|everybody|anyone)\b"
    r"|\b(?:do|did|have|had|can|could|will|would|should)\s+(?:[a-z]+\s+){0,2}?[a-z-]+(?<![sui])s\b",
    re.IGNORECASE,
)
_ENGLISH = frozenset({"he", "she", "him", "her", "his", "hers", "it", "its"})
_MOST = 2  # meanings: each is searched and read
_PLURAL = frozenset({"ils", "elles", "leur", "leurs", "they", "their", "theirs"})
_VERB = re.compile(  # a verb with the pronouns before it: "l'a", "lui a"
    r"(?:\b(?:ne|se|le|la|les|lui|leur|y|en)\s+|\b[nslmt]['’])*\w+$", re.IGNORECASE
)
_OBJECT = re.compile(  # what follows "her" if it is an object, not a possessive
    r"\s*(?:$|[?.!,]|(?:at|by|for|from|in|on|since|to|until|when|with)\b)", re.IGNORECASE
)
_LEADS = re.compile(LEADING, re.IGNORECASE)
_ORDINAL = re.compile(r"(?:l(?:e|a|es)|the)\s\S.*", re.IGNORECASE)
_POSSESSIVE = re.compile(r"son|sa|ses|leurs?|his|her|its|their", re.IGNORECASE)
_IS_ONLY = re.compile(rf"\s*{TO_BE}\s+")
_ENGLISH_PLURAL = re.compile(  # "the daughters' names", "visitors"; not "news", "the bus"
    r"(?:[Tt]he\s)?(?:(?!of\b|for\b)[a-z'’-]+\s){0,2}?(?:(?!news\b|series\b|species\b|\w+ics\b)[a-z-]+[^\Wsuiao]s|(?:wo)?men|people|children)(?=\s(?:of|for)\s|\W*$)"
)


def put_in(meant: str, pronoun: re.Match[str]) -> str:
    """Put ``meant`` in the place of the pronoun, or before an inverted verb ("Quand X arrive-t-il ?").

    If that would not be grammatical ("son", "leur"), ``meant`` goes before the question: "X : quel est son poste ?".
    """
    question, start, end, said = pronoun.string, pronoun.start(), pronoun.end(), pronoun.group().lower()
    noun = re.match(r"\s+[\w-]+", question[end:]) if _POSSESSIVE.fullmatch(said) else None
    if noun and re.match(rf"{ARTICLE}{re.escape(noun.group().strip())}\b", meant, re.IGNORECASE):
        return contracted(question[:start] + meant + question[end + noun.end() :])  # "son livre"
    if said.startswith("-"):
        verb = _VERB.search(question, 0, start)
        start = end = verb.start() if verb else start
        meant += " "
    elif said in ("his", "its", "their") or (said == "her" and not _OBJECT.match(question, end)):
        meant += "'" if meant.endswith("s") else "'s"
    elif said not in ("il", "elle", "ils", "elles", "he", "she", "it", "they", "him", "her", "them"):
        return meant + MEANING + lowered(question)
    head = re.sub(
        r"\b(?:(qu)|s)['’]$", lambda elided: "que " if elided[1] else "si ", question[:start], flags=re.IGNORECASE
    )
    tail = question[end:]
    placed = head + meant + (tail if head else lowered(tail))
    return capitalised(placed)


def unbound_pronoun(question: str) -> re.Match[str] | None:
    """The first pronoun, impersonal ones aside, if nothing before it in the question can be what it means."""
    asked = ASKED.match(question)
    start = asked.end() if asked else 0
    empty = [found.span() for found in _EMPTY.finditer(question)]
    for pronoun in _PRONOUN.finditer(question, start):
        if _ORDINAL.fullmatch(pronoun.group()) and (asks_for_entity(asked) if asked else not OPENING.match(question)):
            continue  # "Qui est arrivé le premier ?", "pour la seconde"
        is_asked = _IS_ONLY.fullmatch(question, start, pronoun.start())  # "Qui est son père ?"
        if asked and asks_for_entity(asked) and _POSSESSIVE.fullmatch(pronoun.group()) and not is_asked:
            return None  # "Qui vend sa maison ?"
        if any(first < pronoun.end() <= last for first, last in empty):
            continue
        if _is_named_after(question, pronoun):
            return None
        if pronoun.group().startswith("-") and " " not in question[start : pronoun.start()]:
            return pronoun  # "Est-elle ouverte ?": "Est" is not a name
        return None if _is_bound(question, start, pronoun) else pronoun
    return None


def _is_named_after(question: str, pronoun: re.Match[str]) -> bool:
    """Whether the question ends in what the pronoun means; not in a time ("le dimanche") or unit ("la nuit")."""
    named = _NAMED_AFTER.search(question, pronoun.start())
    if not named or _word(pronoun) not in ("il", "elle", "ils", "elles", "ça"):
        return False
    noun = named.group("noun")
    return _agrees(pronoun, noun) and not any(fits(noun, of) > 0 for of in (Kind.DATE, Kind.TIME, Kind.DURATION))


def _word(pronoun: re.Match[str]) -> str:
    """The pronoun alone: "elle" of "-t-elle"."""
    return pronoun.group().lower().rpartition("-")[2]


def _is_bound(question: str, start: int, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun can mean something between ``start`` and itself, or the counted noun."""
    between = OPENING.sub("", question[start : pronoun.start()])  # "Did" is not a name
    if NAME.search(between) or any(phrase < pronoun.start() for phrase, _ in noun_phrases(question, start)):
        return True
    if _word(pronoun) not in _PLURAL:
        return False
    return bool(_SEVERAL.search(question, start, pronoun.start()) or _COUNTED.match(question))


def meanings(before: str, answer: str | None, pronoun: re.Match[str]) -> list[str]:
    """What the pronoun may mean: the answer, or what the question before names; two at most, and the reader decides."""
    told = kind(before) in (None, *NAMES) and not wants_reason(before)
    short = [answer] if answer and told and _can_be_meant(answer) else []
    named = named_in(before)
    if (word := _word(pronoun)) in _ENGLISH:  # a person has a name, a thing hardly ever
        named.sort(key=lambda phrase: bool(OPENS.match(phrase)) != (word in ("it", "its")))
    found = dict.fromkeys(in_a_sentence(phrase) for phrase in short + named)
    return [phrase for phrase in found if _agrees(pronoun, phrase)][:_MOST]


def _can_be_meant(answer: str) -> bool:
    """Whether it may be a thing or a person: no date, number or sentence, and not "à Fès" or "pour sa hanche"."""
    return not (is_date(answer) or answer[0].isdigit() or _LEADS.match(answer)) and len(answer.split()) < LONGEST


def _agrees(pronoun: re.Match[str], meant: str) -> bool:
    """Whether ``meant`` agrees with the pronoun in number and gender, as far as both show them."""
    article = re.split(r"\W", meant.lower(), maxsplit=1)[0]
    shown = SHOWS.get(article) or "p" * bool(_ENGLISH_PLURAL.match(meant))
    return all(a == b for a, b in zip(SHOWS.get(_word(pronoun), ""), shown, strict=False))
