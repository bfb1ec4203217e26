"""What a pronoun of a follow-up question means: the topic of the question before it, or the answer to that one."""

from __future__ import annotations

import re

from index.words import LEADING, content_words
from qa.grammar import (
    ARTICLE,
    ASKED,
    COUNTED_NOUN,
    END,
    IN_ENGLISH,
    INDEFINITE,
    LONGEST,
    MEANING,
    NAME,
    NOUN_PHRASE,
    OPENING,
    OPENS,
    ORDER,
    OWN,
    SHOWS,
    TO_BE,
    asks_for_entity,
    capitalised,
    contracted,
    in_a_sentence,
    in_full,
    is_date,
    lowered,
)
from qa.question_types import MEASURED, NAMES, Kind, fits, kind, wants_reason

_PRONOUN = re.compile(  # "-t-il", "elle", "son", "ce dernier", "l'a", "they", "its"
    r"(?:-t)?-(?:il|elle|ils|elles)\b|\b(?:il|elle|ils|elles|son|sa|ses|leur|leurs|lui|celui-ci|celle-ci|ceux-ci|celles-ci"
    rf"|cela|ça|(?:c(?:e dernier|ette dernière|es derni(?:er|ère)s)|(?<=\w\s)(?<!à\s)l(?:e|a|es)\s{ORDER}s?)(?=\W*$|,|\s+(?:est|a|sont|ont|\w+-(?:t-)?(?:il|elle)s?)\b)"
    r"|(?<=\bqui\s)(?:l['’](?=(?:a|ont|avai(?:t|ent)|aurai?(?:t|ent)?)\b)|l(?:a|es?)(?=\s(?:(?:a|ont)\s|\w+\s*\?*$))|en(?=\s(?:est|sont|était|étaient|a|ont)\b)|y)"
    r"|(?:(?<=-on\s)|(?<=-je\s)|(?<=\bpeut\s)|(?<=\bdoit\s)|(?<=\bfaut-il\s)|(?<=\boù\s)|(?<=\bcomment\s))"
    r"(?:l['’]|(?:la|les?)\s)(?=(?!soir|hiver)\w+(?:er|ir|re)\W*$)"  # "Où l'acheter ?"
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
_BOTH = re.compile(rf"(?:{NAME.pattern})\s(?:et|and)\s(?:{NAME.pattern})")
_PERSON = frozenset({"he", "she", "him", "her", "his", "hers"})
_SUBJECTS = frozenset({"il", "elle", "ils", "elles", "it", "they"})
_PLURAL = frozenset({"ils", "elles", "leur", "leurs", "they", "their", "theirs"})
_SUBJECT = {  # the pronoun of each form
    **{"him": "he", "his": "he", "her": "she", "hers": "she", "its": "it"},
    **{"them": "they", "their": "they", "theirs": "they"},
}
_VERB = re.compile(  # a verb with the pronouns before it: "l'a", "lui a"
    r"(?:\b(?:ne|se|le|la|les|lui|leur|y|en)\s+|\b[nslmt]['’])*\w+$", re.IGNORECASE
)
_OBJECT = re.compile(  # what follows "her" if it is an object, not a possessive
    r"\s*(?:$|[?.!,]|(?:at|by|for|from|in|on|since|to|until|when|with)\b)", re.IGNORECASE
)
_ORDINAL = re.compile(r"(?:l(?:e|a|es)|the)\s\S.*", re.IGNORECASE)
_POSSESSIVE = re.compile(r"son|sa|ses|leurs?|his|her|its|their", re.IGNORECASE)
_ATTRIBUTE = re.compile(  # "le nom du bateau", but not "le Chœur des Remparts", which is a name
    rf"{ARTICLE}(?P<noun>(?-i:[a-zà-ÿ])[\w-]*(?:\s+[\w-]+)?)\s+(?:de\s+|d['’]|of\s+)(?P<of>.+)", re.IGNORECASE
)
_OWNED = re.compile(r"(?P<of>.+?)(?:['’]s|(?<=s)['’])\s(?P<noun>.+)")  # "Ada Diop's novel"
_LANGUAGE = re.compile(  # "in French" tells how, not of what
    r"\bin (?:[A-Z]\w+(?:ish|ese)|French|German|Dutch|Italian|Russian|Arabic|Latin|Greek)$"
)
_CALLED = re.compile(  # attributes that a question is hardly ever about: "it" is the ferry, not its name
    r"(?:pré)?nom|titre|objet|sujet|adresse|métier|profession|âge|nationalité|name|title|subject|address|job|occupation|age|nationality"
    r"|e-?mail|mail|phone|téléphone",
    re.IGNORECASE,
)
_TITLED = re.compile(r"\b(?:titre|title|objet|sujet|subject|adresse|address)\W*$", re.IGNORECASE)
_OWN_CALLED = re.compile(rf"(?<=s['’]appelle\s){OWN}[\w-]+|{OWN}[\w-]+(?=\s(?:called|named)\W*$)")
_IS_ONLY = re.compile(rf"\s*{TO_BE}\s+")
_ENGLISH_PLURAL = re.compile(  # "the daughters' names", "visitors"; not "news", "the bus"
    r"(?:[Tt]he\s)?(?:(?!of\b|for\b)[a-z'’-]+\s){0,2}?(?:(?!news\b|series\b|species\b|\w+ics\b)[a-z-]+[^\Wsuiao]s|(?:wo)?men|people|children)(?=\s(?:of|for)\s|\W*$)"
)
_STRANDED = re.compile(r"\b(?:for|with|to|by|from|of|on|about|in)\s*\?\s*$", re.IGNORECASE)  # "Who is it intended for?"


def put_in(meant: str, pronoun: re.Match[str]) -> str:
    """Put ``meant`` in the place of the pronoun, or before an inverted verb ("Quand X arrive-t-il ?").

    If that would not be grammatical ("son", "leur"), ``meant`` goes before the question: "X : quel est son poste ?".
    """
    question, start, end, said = pronoun.string, pronoun.start(), pronoun.end(), pronoun.group().lower()
    noun = re.match(r"\s+[\w-]+", question[end:]) if _POSSESSIVE.fullmatch(said) else None
    if noun and re.match(rf"{ARTICLE}{re.escape(noun.group().strip())}\b", meant, re.IGNORECASE):
        return contracted(question[:start] + in_a_sentence(meant) + question[end + noun.end() :])  # "son livre"
    if not _agrees(pronoun, meant):
        return meant + MEANING + lowered(question)
    if said.startswith("-"):
        verb = _VERB.search(question, 0, start)
        start = end = verb.start() if verb else start
        meant += " "
    elif said in ("his", "its", "their") or (said == "her" and not _OBJECT.match(question, end)):
        meant += "'" if meant.endswith("s") else "'s"
    elif said not in ("il", "elle", "ils", "elles", "he", "she", "it", "they", "him", "her", "them"):
        return meant + MEANING + lowered(question)
    meant = in_a_sentence(meant)
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


def is_open(before: str, pronoun: re.Match[str]) -> bool:
    """Whether nobody knows yet what the pronoun means: "Where is she going?" "How long will she stay?"."""
    unknown = unbound_pronoun(before)
    if unknown and _ORDINAL.fullmatch(unknown.group()):
        return bool(_ORDINAL.fullmatch(pronoun.group()))
    said, meant = (_SUBJECT.get(_word(found), _word(found)) if found else None for found in (unknown, pronoun))
    return said == meant


def is_about_nothing(before: str, pronoun: re.Match[str]) -> bool:
    """Whether the question before is of no help: it has the same "it", or asks for an attribute ("Email?")."""
    asked, word = ASKED.match(before), _word(pronoun)
    rest = before[asked.end() :] if asked else before
    same = not _POSSESSIVE.fullmatch(word) and re.search(rf"\b{re.escape(word)}\b", before, re.IGNORECASE)
    return bool(same) or _is_called(_IS_ONLY.sub("", rest).strip(END))


def _is_called(phrase: str) -> bool:
    """Whether the phrase is the name, title or address of nobody knows what: "the title"."""
    return bool(_CALLED.fullmatch(OPENS.sub("", phrase)))


def _is_bound(question: str, start: int, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun can mean something between ``start`` and itself, or the counted noun."""
    between = OPENING.sub("", question[start : pronoun.start()])  # "Did" is not a name
    if NOUN_PHRASE.search(between) or NAME.search(between):
        return True
    if _word(pronoun) not in _PLURAL:
        return False
    return bool(_SEVERAL.search(question, start, pronoun.start()) or _COUNTED.match(question))


def meanings(before: str, answer: str | None, pronoun: re.Match[str]) -> list[str]:
    """What the pronoun may mean: the answer, if the question before asked for a person or thing, and its topic.

    Those that do not agree with the pronoun are used only if no other is there.
    """
    asked, whole, said = ASKED.match(before), before.strip(END), pronoun.group().lower()
    if NOUN_PHRASE.fullmatch(whole) or NAME.fullmatch(whole):
        return [] if _is_called(whole) else [whole]
    unknown = is_open(before, pronoun)
    start = asked.end() if asked else len(before.partition(" ")[0])  # the first word is not a name
    if asked and asked.group("what") and (new := re.fullmatch(rf"\s*{TO_BE}\s+(an?\s.+)", whole[asked.end() :])):
        return [new.group(1)]  # "What is a heat pump?"
    both = _BOTH.search(before, start) if _word(pronoun) in (*_PLURAL, "them") and not unknown else None
    if both and _is_subject(before, start, both, asked):
        return [both.group()]  # "What did Dell and UM6P sign?"
    named = (
        m.group()
        for m in NAME.finditer(before, start)
        if not (is_date(m.group()) or _LANGUAGE.search(before, 0, m.end()))
    )
    # Two questions in one have a word with a capital within: "Il y a un bar ? Jusqu'à quand ?".
    names = [re.sub(r"['’]s$", "", name) for name in named if content_words(name) or name.isupper()]
    if asked and names and re.fullmatch(rf"\s*{TO_BE}\s+{re.escape(names[0])}", whole[start:]):
        return names[:1]  # "Qui est Ada Diop ?": the answer says what she is, not who
    phrases = [
        _owner(m.group(), before, answer, pronoun)
        for m in NOUN_PHRASE.finditer(before, asked.end() if asked else 0)
        if not (said in _PERSON and _is_called(m.group()))
    ]
    if (counted := _counted(before, pronoun)) and not unknown:
        return [counted]
    topics = [p for p in phrases if any(n in p for n in names)] or names or phrases
    about = asked and (asked.group("who") or asked.group("noun"))
    if not topics and said not in _PERSON and IN_ENGLISH.match(before):
        found = (m for m in INDEFINITE.finditer(before, start) if not (about and m["bare"]))
        topics = [m.group() for m in found if fits(m.group(), Kind.DURATION) < 1]
    own = None if topics or _word(pronoun) not in _SUBJECTS else _OWN_CALLED.search(before)
    if own and _agrees(pronoun, f"l{own.group()[1:]}".replace("lon ", "le ")):  # "Comment s'appelle son bateau ?"
        topics = [own.group()]
    named_one = kind(before) in (None, *NAMES) and not (wants_reason(before) and "moyen" not in before)
    thing = [answer] if asked and answer and named_one and not is_date(answer) else []
    if thing and _BOTH.fullmatch(thing[0]) and SHOWS.get(_word(pronoun), "p")[0] == "s" and said not in ("it", "its"):
        thing = re.split(r"\s(?:et|and)\s", thing[0])  # "her" is either of the two
    entity = thing if asked and about and (asks_for_entity(asked) or not unknown) else []
    if asked and asked.group("who") and topics and said in ("it", "its"):
        entity = []  # "Who built the bridge?" "When was it built?"
    elif asked and asked.group("who") and not entity and said in _PERSON:
        return []  # "Who scored the last try?" "How old is he?"
    if unknown:
        topics = phrases = []
    elif thing and not topics and said not in _PERSON and OPENS.match(thing[0]) and len(thing[0].split()) < LONGEST:
        entity = thing  # "Que fera-t-il ?" "Qui l'a présenté ?"
    elif (
        thing
        and said in _PERSON
        and kind(before) is None
        and not _TITLED.search(before)
        and NAME.match(thing[0])
        and not any(_agrees(pronoun, topic) for topic in topics)
    ):
        entity = thing  # "What are the daughters' names?" "What is her best-known novel?"
    of_entity, of_topics, of_phrases = ([m for m in s if _agrees(pronoun, m)] for s in (entity, topics, phrases))
    if (
        asked
        and of_entity
        and asked.group("who")
        and asks_for_entity(asked)
        and not (_STRANDED.search(before) or _asks_of_a_thing(pronoun))
    ):
        of_topics, of_phrases = [], []
    if said in ("it", "its") and topics is names and not of_entity:  # "When did Ada and Bo found the firm?"
        free = [m for m in NOUN_PHRASE.finditer(before, start) if not re.search(rf"\b{LEADING}$", before[: m.start()])]
        things = [m.group() for m in free if m.group() in of_phrases and not is_date(m.group())][:1]
        return things if things and _BOTH.search(before, start) else of_topics[:1] + things or topics[:1]
    return list(dict.fromkeys(of_entity + (of_topics or of_phrases)[:1] or entity + topics[:1]))


def _asks_of_a_thing(pronoun: re.Match[str]) -> bool:
    """Whether it may be a thing that does something: "Combien d'étages a-t-elle ?", "Quand a-t-il été construit ?"."""
    measures = kind(pronoun.string) in MEASURED and "âge" not in pronoun.string
    return _word(pronoun) in ("il", "elle", "ils", "elles") and (measures or " été " in pronoun.string)


def _is_subject(before: str, start: int, both: re.Match[str], asked: re.Match[str] | None) -> bool:
    """Whether the two names are the subject, as in no "Who beat France and Italy?" or "Qui vit à Brest et Lannion ?"."""
    if asked and (asked.group("who") or asked.group("noun") or COUNTED_NOUN.search(asked.group("wh"))):
        return False
    between = before[start : both.start()]
    return not (NAME.search(between) or NOUN_PHRASE.search(between) or re.search(rf"\b{LEADING}$", between))


def _counted(before: str, pronoun: re.Match[str]) -> str | None:
    """What the question before counts, if the pronoun is a plural or "the first one": "les quais"; None for a length of time."""
    asked = ASKED.match(before)
    several = _word(pronoun) in (*_PLURAL, "them") or _ORDINAL.fullmatch(pronoun.group())
    noun = COUNTED_NOUN.search(asked.group("wh")) if asked and several else None
    if not noun or fits(noun.group(), Kind.DURATION) > 0:
        return None
    return f"{'les' if 'combien' in noun.string.lower() else 'the'} {noun.group()}"


def _owner(phrase: str, before: str, answer: str | None, pronoun: re.Match[str]) -> str:
    """What a phrase for an attribute is about: "le bateau" of "le nom du bateau"; other phrases as they are.

    A measure is meant itself by a subject ("De combien a-t-il augmenté ?"), not by "sa largeur" or "l'acheter".
    """
    owned = _OWNED.fullmatch(phrase)
    attribute = owned or _ATTRIBUTE.fullmatch(in_full(phrase))
    if not attribute:
        return phrase
    of, asked, word = contracted(attribute.group("of")), kind(before), _word(pronoun)
    subject = word in _SUBJECTS and not re.fullmatch(r"[^-]*\bit\W*", pronoun.string)
    measured = asked in (*MEASURED, Kind.DATE) or bool(answer and re.search(r"\d", answer))
    if owned:  # not of "When is Ada's party?"
        measured = measured and asked != Kind.DATE and before.strip(END).endswith(phrase)
    named = _CALLED.fullmatch(attribute.group("noun")) or (asked == Kind.PERSON and word in ("it", "its"))
    is_meant = named or (owned and word in _PERSON) or (measured and not subject) or not _agrees(pronoun, phrase)
    return (
        of
        if is_meant and (OPENS.match(of) or NAME.match(of) or _POSSESSIVE.match(of)) and _agrees(pronoun, of)
        else phrase
    )


def _agrees(pronoun: re.Match[str], meant: str) -> bool:
    """Whether ``meant`` agrees with the pronoun in number and gender, as far as both show them."""
    article = re.split(r"\W", meant.lower(), maxsplit=1)[0]
    shown = SHOWS.get(article) or "p" * bool(_ENGLISH_PLURAL.match(meant))
    return all(a == b for a, b in zip(SHOWS.get(_word(pronoun), ""), shown, strict=False))
