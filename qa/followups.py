"""Rewrites follow-up questions ("Et où ?", "What about the second one?") to questions that stand alone, by rules.

Nothing is generated: a reading is made of words of the question, of the question before it, and of the answer to
that one. If a pronoun can mean two things, or the question may stand alone, there are two readings; the
reader's confidence decides, and the user is shown the one that was used.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.terms import UPPER, content_words
from qa.question_types import MEASURED, NAMES, Kind, fits, kind

_JOIN = r"^\s*(?:et|mais|and|but)\b[\s,]*"
_AND = re.compile(  # "Et", "And", "What about", "Qu'en est-il de", "Idem pour", "Same for"
    rf"(?:{_JOIN}|^\s*)(?:idem|pareil|(?:la )?même (?:chose|question)|(?:the )?same(?: question| thing)?)\s+"
    rf"(?=(?:pour|en|à|aux?|dans|avec|for|in|at|with|on)\b)|{_JOIN}(?:about\s)?|^\s*(?:what|how) about\b\s*"
    r"|^\s*qu['’]en est-il\s+(?:de\s|du\s|des\s|d['’])?",
    re.IGNORECASE,
)
_LEADING = (  # a preposition; "a" for "à" only before a name
    rf"(?:(?:à|(?-i:a(?=\s{UPPER}))|au|aux|après|auprès de|avant|avec|chez|contre|d['’]après|dans|de|d['’]|depuis|dès|en"
    r"|entre|jusqu['’](?:à|au|en)|par|pendant|pour|sans|selon|sous|sur|vers|about|according to|after|at|before|between|by"
    r"|during|for|from|in|of|on|since|to|under|until|with|within|without)\s?(?<=[\s'’]))"
)
_PREPOSITION = rf"(?:{_LEADING}|a\s)?"
_ORDER = r"(?:premi(?:er|ère)|second|seconde|deuxième|troisième|quatrième|derni(?:er|ère)|autre|first|third|fourth|last|other)"
_COMPLEMENT = r"\s+(?:de\s+|d['’])(?!l(?:a|es?)\b|l['’]|une?\b)(?-i:[a-zà-ÿ])[\w-]*"  # "d'eau" in "quels cours d'eau"
_ADVERB = (
    rf"(?:où|quand|comment|pourquoi|combien(?:\s+(?:de\s+|d['’])[\w-]+(?:{_COMPLEMENT})?)?|when|where|why|how(?:\s+(?:many|much)"
    r"(?:\s+(?!(?:do|does|did|is|are|was|were|will|has|have|had|can)\b)[\w-]+)?|\s+(?:long|often|far|old|big|large))?)"
)
_ASKED = re.compile(  # opening question words: "À quelle date", "How many people", "Qui est-ce qui", "Qu'est-ce que"
    rf"^\s*(?P<wh>{_PREPOSITION}(?:(?P<adverb>{_ADVERB})|(?P<who>qui|who|whom)(?:\s+est-ce\s+qu[ei])?"
    rf"|(?P<noun>quel(?:le)?s?\s+(?!est\b|sont\b|était\b|étaient\b|sera\b)(?:(?:nouve|grand|petit|premi|autre|princip)[\w]*\s+)?[\w-]+(?:{_COMPLEMENT})?|(?:which|what)\s+(?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|will\b|has\b|have\b)(?:[\w-]+\s+(?=[\w-]+\s+(?:did|does|do|was|were|is|are|will|has|have)\b))?[\w-]+)"
    r"|(?P<what>qu['’]est-ce\s+qu[ei'’]|que|quoi|qu['’]|quel(?:le)?s?|what|which)))(?:\s+est-ce\s+qu(?:e\s|['’]))?(?:(?<=['’])|(?![\w-]))",
    re.IGNORECASE,
)
_PRONOUN = re.compile(  # "-t-il", "elle", "son", "ce dernier", "l'a", "they", "its"
    r"(?:-t)?-(?:il|elle|ils|elles)\b|\b(?:il|elle|ils|elles|son|sa|ses|leur|leurs|lui|celui-ci|celle-ci|ceux-ci|celles-ci"
    r"|cela|ça|c(?:e dernier|ette dernière|es derni(?:er|ère)s)(?=\W*$|,|\s+(?:est|a|sont|ont|\w+-(?:t-)?(?:il|elle)s?)\b)"
    r"|(?<=\bqui\s)(?:l['’](?=(?:a|ont|avai(?:t|ent)|aurai?(?:t|ent)?)\b)|l(?:a|es?)(?=\s(?:(?:a|ont)\s|\w+\s*\?*$))|en(?=\s(?:est|sont|était|étaient|a|ont)\b)|y)"
    r"|(?:(?<=-on\s)|(?<=-je\s)|(?<=\bpeut\s)|(?<=\bdoit\s)|(?<=\bfaut-il\s)|(?<=\boù\s)|(?<=\bcomment\s))"
    r"(?:l['’]|(?:la|les?)\s)(?=(?!soir|hiver)\w+(?:er|ir|re)\W*$)"  # "Où l'acheter ?"
    r"|he|she|it|they|him|her|them|his|hers|its|their|theirs|there(?=\s*\??\s*$))\b",
    re.IGNORECASE,
)
_IDLE = re.compile(r"\s+(?:donc|alors|au juste|exactement|exactly|then)(?=\W*$)", re.IGNORECASE)  # "Pourquoi donc ?"
_OTHER = re.compile(  # "Lequel ?", "Qui d'autre ?", "What else?"
    r"^\W*(?:lequel|laquelle|lesquel(?:le)?s|which ones?)\b(?!\s+(?:d|of\b))|^\W*[\w-]+\s+(?:d['’]autres?|else)\W*$",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(  # without a verb: "En train ?", "For two nights?", "The second one?", "2020 ?"
    rf"^\W*(?:(?!on\b){_LEADING}(?!.*\b(?:qu[ei]|quoi|quel(?:le)?s?|quand|o[uù]|combien|who|whom|what|which|when|where|how)\b)"
    rf"(?:[\w’'-]+\s+){{,2}}[\w’'-]+|(?:the|l[ea]s?)\s+{_ORDER}(?:\s+ones?)?|\d[\d/.,-]*)\W*$",
    re.IGNORECASE,
)
_IL = r"(?:[-\s]t)?[-\s'’]il\b"  # "il" after its verb, in common spellings: "reste-t-il", "reste t'il", "reste-il"
_EMPTY = re.compile(  # impersonal "il", "it", "there": "faut-il", "il y a", "it takes", "are there"
    rf"\b(?:(?:y (?:a|avait|aura)|faut|fallait|faudra|fait|fera|faisait|pleut|neige|passe|passé|passera|advient|agit|existe|reste|manque"
    rf"|suffit|s['’]est){_IL}(?! encore\W*$)|il (?:y (?:a|avait|aura)|faut|fallait|faudra|existe|reste|manque)"
    rf"|(?:(?:est|était|sera){_IL}|il (?:est|était|sera)) (?:possible|permis|interdit|obligatoire|nécessaire|prévu|vrai)(?= d| qu)"
    r"|it (?:takes?|took|rains?|snows?|(?:cost|mean)(?= (?:to|for)\b))|(?:is|was) it (?:[a-z]+ that|that|raining)|it is that"
    r"|(?:is|was|makes?|made) it (?:possible|impossible|necessary|allowed|legal|easier|harder) (?:to|for)"
    rf"|(?:is|are|was|were) there|(?:time|day) is it(?=\W*$)|heure est{_IL}(?=\W*$))\b",
    re.IGNORECASE,
)
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
_PERSON = frozenset({"he", "she", "him", "her", "his", "hers"})
_PLURAL = frozenset({"ils", "elles", "leur", "leurs", "they", "their", "theirs"})
_MEANING = " : "  # between the topic and the question about it
_END = " ?.!\u00a0\u202f"
_QUALIFIED = re.compile(r"\b(?:combien\s+d|quel(?:le)?s?\s|how\s+(?:many|much)\s|which\s|what\s)", re.IGNORECASE)
_QUALIFIERS = re.compile(  # words after a counted noun: "numériques" in "combien d'emplois numériques seront"
    r"^\s*(?:(?!(?:le|la|les|un|une|des|du|the|an?|this|ce|cet|cette|ces|son|sa|ses|leurs?)\b|[ldn]['’])[a-zà-ÿ][\w-]*\s+){1,2}?"
    r"(?=(?:est|sont|était|étaient|sera|seront|serait|seraient|fut|furent|a|ont|avait|avaient|aura|auront|peut|peuvent"
    r"|doit|doivent|va|vont|did|does|do|is|are|was|were|will|has|have|had|can|could|should|would|must)\b)"
)
# A counted noun that is the subject: "Combien de spectateurs ont assisté au match ?". Not if there is another subject:
# "Combien de livres contient la salle ?".
_COUNTED_SUBJECT = re.compile(
    r"\s*(?:combien\s+d(?:e\s+|['’])(?P<noun>[\w-]+(?:\s+[\w-]+)??)(?:\s+|$)(?P<verb>(?!\w+[tv]ient\b)\w*(?:ent|ont|aient)\b.*|$)"
    r"|how many (?P<people>[\w-]+(?: [\w-]+)??)(?: |$)(?P<will>(?:will|were|are|have|had|can|could)\b|(?=\w+ed\b|$)) ?+"
    r"(?P<come>(?!(?:the|they|we|you|he|she|it|there)\b).*))",
    re.IGNORECASE,
)
_OPENED = re.compile(r"(?:L['’]|(?:Le|La|Les|Un|Une|The|An?)\s+)(?=[a-zà-ÿ])")  # not of a name: "Le Monde"
_VERB = re.compile(  # a verb with the pronouns before it: "l'a", "lui a"
    r"(?:\b(?:ne|se|le|la|les|lui|leur|y|en)\s+|\b[nslmt]['’])*\w+$", re.IGNORECASE
)
_OBJECT = re.compile(  # what follows "her" if it is an object, not a possessive
    r"\s*(?:$|[?.!,]|(?:at|by|for|from|in|on|since|to|until|when|with)\b)", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"son|sa|ses|leurs?|his|her|its|their", re.IGNORECASE)
# Number (s, p) and gender (m, f) as far as a word shows them.
_SHOWS = {
    **{"le": "sm", "un": "sm", "du": "sm", "au": "sm", "ce": "sm", "cet": "sm", "la": "sf", "une": "sf", "cette": "sf"},
    **{"l": "s", "a": "s", "an": "s", "this": "s", "les": "p", "des": "p", "aux": "p", "ces": "p", "these": "p"},
    **{"il": "sm", "elle": "sf", "ils": "pm", "elles": "pf", "son": "s", "sa": "s", "ses": "s"},
    **{"leur": "p", "leurs": "p"},
    **{"m": "sm", "monsieur": "sm", "mr": "sm", "mme": "sf", "mlle": "sf", "madame": "sf", "mrs": "sf", "ms": "sf"},
    **{"he": "sm", "she": "sf", "it": "s", "its": "s", "they": "p", "them": "p", "their": "p"},
}
_NAMED = re.compile(rf"{UPPER}|[«“\"]|\d")
_CAPITALISED = re.compile(rf"\b{UPPER}[\w’'-]*")
_NO_NOUN = (  # after a name: "the Titanic sailed", "the Titanic in"
    r"(?:do|does|did|be|is|was|are|were|have|has|had|to|in|on|at|of|for|from|with|by|into|and|or|built|sold|held|made|born"
    r"|found|lost|won|sunk|kept|\w+(?:ing|ed))\b"
)
_OF_NAME = rf"\bthe\s+(?:{UPPER}[\w-]*\s+)+(?!{_NO_NOUN})[a-z][\w-]+\b"  # not "sink" in "did the Titanic sink?"
_ADJECTIVE = (  # that stands before its noun, as far as a list can know
    rf"(?i:{_ORDER}s?|(?:nouve|grand|petit|princip|ancien|prochain)\w*|new|old|main|next|former|latest|big|large|small|great|best"
    r"|current|final|original|national|local|public|total|average)"
)
_NOUN_PHRASE = re.compile(  # "le maire de la ville", "l'École", "the Paris agreement"
    rf"(?:(?<!\bdo\s)(?<!\bdid\s)(?<!\bdoes\s)(?<!\bwill\s){_OF_NAME}|{_OF_NAME}(?=\s+(?!{_NO_NOUN})[a-z]))"
    r"|\b(?:(?i:le|la|les|un|une|des|du|au|aux|ce|cet|cette|ces|chaque|the|an|this|these|each|every)\s+|(?i:l)['’])"
    rf"(?:(?:{_ADJECTIVE}|[a-z-]+(?=\s+[a-z-]+\s+of\s+\w))\s+)?[\w-]+"
    rf"(?:\s+(?:à\s+(?!l[ae]\b|l['’]|\w+(?:er|ir|re)\b)(?=[a-zà-ÿ])|de\s+l['’]|(?:de|of|for|du|des)\s+(?:la\s+|the\s+)?|d['’])[\w-]+|\s+{UPPER}[\w-]*)*"
)
# "« Été »", "Mr. Diop", "Ada Diop"
_NAME = re.compile(
    rf"[«“\"][^»”\"]+[»”\"]|\b(?!(?<=\s)I\b)(?:(?:Mr?|Mrs|Ms|Dr)\.\s+)?{UPPER}[\w’'-]*(?:\s+(?:{UPPER}[\w’'-]*|\d+))*"
)
_TOPIC = re.compile(rf"(?:{_NOUN_PHRASE.pattern}|{_NAME.pattern}).*")
_ORDINAL = re.compile(rf"\b{_ORDER}\b", re.IGNORECASE)
_ARTICLE = (
    r"(?:\b(?:le|la|les|un|une|ce|cet|cette|ces|the|an|a(?!\s+l(?:['’]|a\b|es?\b)|\s+une?\b)|this|these)\s+|\bl['’])"
)
_PHRASE = re.compile(  # a phrase that another can replace: "les adultes", "for adults", "pour une personne seule"
    rf"(?=\b{_LEADING}|{_ARTICLE})(?P<preposition>\b{_LEADING})?(?P<article>{_ARTICLE})?"
    r"(?:(?:nouve|grand|petit|premi|autre|princip|ancien)\w*\s+)?[\w-]+(?:/\d+)?(?:\s+(?:n°\s*)?\d[\d./]*(?!\w))?"
    rf"(?:{_COMPLEMENT})?(?(preposition)(?:\s+[\w-]+(?=\W*$))?)",
    re.IGNORECASE,
)
_TO_BE = r"(?:est|sont|était|étaient|is|are|was|were)"
_OPENS = re.compile(_ARTICLE, re.IGNORECASE)
_OPENED_BY = re.compile(rf"{_ARTICLE}$", re.IGNORECASE)
_LEADS = re.compile(_LEADING, re.IGNORECASE)
_PLACED = re.compile(r"(?:à|au|aux|en)\s", re.IGNORECASE)
_PLACED_LAST = re.compile(rf"\b(?:à|en)\s+(?:{_ARTICLE})?$", re.IGNORECASE)
_BEFORE_AFTER = re.compile(r"\b(?:avant|après|before|after)", re.IGNORECASE)
_TIME = re.compile(  # an adverb that says when
    r"avant|après|ensuite|maintenant|aujourd['’]hui|before|after(?:wards?)?|later|now|today"
    r"|(?:l['’]an(?:née)?|le mois|la semaine) (?:derni|proch|précéd|suivan)\w+|(?:last|next|this) (?:year|month|week)"
    r"|the (?:year|month|week) (?:before|after)",
    re.IGNORECASE,
)
_COUNTED_NOUN = re.compile(
    r"(?:(?<=\bcombien de\s)|(?<=\bcombien d['’])|(?<=\bhow many\s)|(?<=\bhow much\s))[\w-]+$", re.IGNORECASE
)
_OF = re.compile(r"d(?:e\s+(?:l[ae]s?\s+|l['’])?|['’])", re.IGNORECASE)
_VOWEL = re.compile(r"[aeiouàâéèêëîïôœ]", re.IGNORECASE)  # before which "de" and "la" are elided
_FRENCH_PAIR = re.compile(r"(?:(?:le|la|les|un|une)\s|l['’])\w+\s\w+", re.IGNORECASE)  # "l'abonnement mensuel"
_LONGEST = 8  # words that are looked for in step
_TOKEN = re.compile(r"\w+(?:[/.,°-]+\w+)*")
_SORTS = {  # words that stand for each other: "mardi" for "lundi"
    "day": re.compile(
        r"(?:lun|mar|mercre|jeu|vendre|same)dis?|dimanches?|(?:mon|tues|wednes|thurs|fri|satur|sun)days?"
        r"|(?:après-)?demain|hier|today|tomorrow|yesterday",
        re.IGNORECASE,
    ),
    "month": re.compile(
        r"janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
        r"|january|february|march|april|may|june|july|august|(?:sept|nov|dec)ember|october",
        re.IGNORECASE,
    ),
    "year": re.compile(r"(?:1[5-9]|20)\d\d(?:[/-]\d\d(?:\d\d)?)?"),
    "number": re.compile(r"\d[\d.,]*"),
    "letter": re.compile(r"[A-Z]"),
}
_ATTRIBUTE = re.compile(rf"{_ARTICLE}(?P<noun>[\w-]+(?:\s+[\w-]+)?)\s+(?:de\s+|d['’]|of\s+)(?P<of>.+)", re.IGNORECASE)
_ATTRIBUTE_OF = re.compile(  # "la hauteur" in "est la hauteur de la tour"
    rf"\s*(?:{_TO_BE}|s['’]appelle)\s+(?P<attribute>{_ARTICLE}[\w-]+(?:\s+[\w-]+)?)\s+(?:de\s|d['’]|of\s)",
    re.IGNORECASE,
)
_ITS = re.compile(r"(?P<its>son|sa|ses|leurs|his|her|its|their)\s+(?P<noun>[\w-]+(?:\s+[\w-]+)?)", re.IGNORECASE)
_CALLED = re.compile(  # attributes that a question is hardly ever about: "it" is the ferry, not its name
    r"(?:pré)?nom|titre|objet|sujet|adresse|name|title|subject|address", re.IGNORECASE
)
_LASTING = re.compile(r"\d+\s+(?:ans|mois|jours|years?|months?|days?)\b", re.IGNORECASE)  # "de 3 ans"
_IS = re.compile(rf"^{_TO_BE}\s+(?={_ARTICLE})", re.IGNORECASE)
_IS_ONLY = re.compile(rf"\s*{_TO_BE}\s+")
_CONTRACTED = {"du": "de le", "des": "de les", "au": "à le", "aux": "à les"}
_FULL = {full: short for short, full in _CONTRACTED.items()}
_THOSE = re.compile(r"^(?:celui|celle|ceux|celles|that|those|the ones?)\s+", re.IGNORECASE)
_STRANDED = re.compile(r"\b(?:for|with|to|by|from|of|on|about|in)\s*\?\s*$", re.IGNORECASE)  # "Who is it intended for?"
_OPENING = re.compile(  # "Did", "Peut-on"
    r"^\s*(?:did|does|do|is|are|was|were|will|has|have|had|can|could|should|would|\w+-(?:t-)?(?:on|je|vous|nous))\b",
    re.I,
)
_AUXILIARY = re.compile(
    r"^\s*(?:did|does|do|is|are|was|were|will|has|have|can)\b|-(?:t-)?(?:il|elle|ils|elles|on|vous|nous)\b", re.I
)


def leans_back(question: str) -> bool:
    """Whether the question can only be understood with the one before it.

    >>> [leans_back(q) for q in ("Et où ?", "Dans quelle ville ?", "Quel est son poste ?", "What about the second one?")]
    [True, True, True, True]
    >>> [leans_back(q) for q in ("Où est née Ada Diop ?", "Où Ada Diop a-t-elle fait ses études ?", "Who signed it?")]
    [False, False, True]
    """
    if _AND.match(question) or _OTHER.match(question) or _FRAGMENT.match(question):
        return True
    question = _IDLE.sub("", question)
    if unbound_pronoun(question):
        return True
    asked = _ASKED.match(question)
    rest = question[asked.end() :].strip(_END) if asked else question
    return not rest or not (content_words(question if asked else rest) or _NAMED.search(rest))


def readings(question: str, before: str, answer: str | None) -> list[str]:
    """The question rewritten to stand alone after ``before``, likeliest meaning first; never empty.

    Args:
        before: the question before it, already resolved.
        answer: the text that answered ``before``, if any.

    >>> readings("Dans quelle ville ?", "Quand le sommet a-t-il eu lieu ?", "mardi")
    ['Dans quelle ville le sommet a-t-il eu lieu ?']
    >>> readings("Et le second ?", "Avec qui le premier accord a-t-il été signé ?", "Fès")
    ['Avec qui le second accord a-t-il été signé ?']
    >>> readings("Quand est-elle arrivée ?", "Qui a ouvert la séance ?", "Ada Diop")
    ['Quand Ada Diop est-elle arrivée ?']
    >>> readings("Quel est son poste ?", "Qui a ouvert la séance ?", "Ada Diop")
    ['Ada Diop : quel est son poste ?']
    """
    question = _IDLE.sub("", question)
    rest = _AND.sub("", question).strip()
    if _OTHER.match(rest):
        return [before.strip(_END) + _MEANING + _lowered(rest)]
    topic, _, resolved = before.partition(_MEANING)
    if resolved and _ASKED.match(resolved):  # the question before was a follow-up, too, and its topic stays
        if not unbound_pronoun(rest):
            return [topic + _MEANING + _lowered(meant) for meant in readings(question, resolved, answer)]
        return readings(question, f"{topic} ?", None)
    asked = _ASKED.match(rest)
    if asked and not rest[asked.end() :].strip(_END):
        again = _asked_again(asked.group("wh"), before, answer)
        alone = rest == question.strip() and _QUALIFIED.match(rest)  # not "Et combien de quais ?", "Dans quelle rue ?"
        return list(dict.fromkeys([again, rest])) if alone else [again]
    pronoun = unbound_pronoun(rest)
    if pronoun is None:
        return [rest[:1].upper() + rest[1:]] if asked else _substituted(rest, before)
    other = _another_attribute(rest, before)
    if other and kind(before) != Kind.PERSON:
        return other
    meant = other + [_put_in(each, pronoun) for each in _meant(before, answer, pronoun)]
    if not meant and _open(before, pronoun):
        return [rest[:1].upper() + rest[1:]]
    return meant or [before.strip(_END) + _MEANING + _lowered(rest)]


def _put_in(meant: str, pronoun: re.Match[str]) -> str:
    """Put ``meant`` in the place of the pronoun, or before an inverted verb ("Quand X arrive-t-il ?").

    If that would not be grammatical ("son", "leur"), ``meant`` goes before the question: "X : quel est son poste ?".
    """
    question, start, end, said = pronoun.string, pronoun.start(), pronoun.end(), pronoun.group().lower()
    noun = re.match(r"\s+[\w-]+", question[end:]) if _POSSESSIVE.fullmatch(said) else None
    if noun and re.match(rf"{_ARTICLE}{re.escape(noun.group().strip())}\b", meant, re.IGNORECASE):
        return _contracted(question[:start] + _in_a_sentence(meant) + question[end + noun.end() :])  # "son livre"
    if not _agrees(pronoun, meant):
        return meant + _MEANING + _lowered(question)
    if said.startswith("-"):
        verb = _VERB.search(question, 0, start)
        start = end = verb.start() if verb else start
        meant += " "
    elif said in ("his", "its", "their") or (said == "her" and not _OBJECT.match(question, end)):
        meant += "'" if meant.endswith("s") else "'s"
    elif said not in ("il", "elle", "ils", "elles", "he", "she", "it", "they", "him", "her", "them"):
        return meant + _MEANING + _lowered(question)
    meant = _in_a_sentence(meant)
    head, tail = re.sub(r"(?<=\bqu)['’]$", "e ", question[:start], flags=re.IGNORECASE), question[end:]
    placed = head + meant + (tail if head else _lowered(tail))
    return placed[:1].upper() + placed[1:]


def unbound_pronoun(question: str) -> re.Match[str] | None:
    """The first pronoun, impersonal ones aside, if nothing before it in the question can be what it means."""
    asked = _ASKED.match(question)
    start = asked.end() if asked else 0
    empty = [found.span() for found in _EMPTY.finditer(question)]
    for pronoun in _PRONOUN.finditer(question, start):
        is_asked = _IS_ONLY.fullmatch(question, start, pronoun.start())  # "Qui est son père ?"
        if asked and _asks_for_entity(asked) and _POSSESSIVE.fullmatch(pronoun.group()) and not is_asked:
            return None  # "Qui vend sa maison ?"
        if any(first < pronoun.end() <= last for first, last in empty):
            continue
        if pronoun.group().startswith("-") and " " not in question[start : pronoun.start()]:
            return pronoun  # "Est-elle ouverte ?": "Est" is not a name
        return None if _is_bound(question, start, pronoun) else pronoun
    return None


def _word(pronoun: re.Match[str]) -> str:
    """The pronoun alone: "elle" of "-t-elle"."""
    return pronoun.group().lower().rpartition("-")[2]


def _open(before: str, pronoun: re.Match[str]) -> bool:
    """Whether nobody knows yet what the pronoun means: "Where is she going?" "How long will she stay?"."""
    unknown = unbound_pronoun(before)
    return unknown is not None and _word(unknown) == _word(pronoun)


def _is_bound(question: str, start: int, pronoun: re.Match[str]) -> bool:
    """Whether the pronoun can mean something between ``start`` and itself, or the counted noun."""
    between = _OPENING.sub("", question[start : pronoun.start()])  # "Did" is not a name
    if _NOUN_PHRASE.search(between) or _NAME.search(between):
        return True
    if _word(pronoun) not in _PLURAL:
        return False
    return bool(_SEVERAL.search(question, start, pronoun.start()) or _COUNTED.match(question))


def _asked_again(wh: str, before: str, answer: str | None) -> str:
    """The question before, with the question word ``wh``."""
    asked, wh = _ASKED.match(before), wh[:1].upper() + wh[1:]
    if not asked:  # "Is the port closed?" "Why?"
        return f"{wh} {_lowered(before)}" if _AUXILIARY.search(before) else f"{before} {wh} ?"
    rest = before[asked.end() :].strip(_END)
    counted = _COUNTED_SUBJECT.fullmatch(before.strip(_END))
    if _QUALIFIED.search(wh) and not rest:
        return f"{wh} ?"
    if _QUALIFIED.search(wh) and not (asked.group("adverb") or asked.group("noun")) and _IS.match(rest):
        return f"{_IS.sub('', rest)}{_MEANING}{_lowered(wh)} ?"  # not "Quel âge est le préfet ?"
    if _QUALIFIED.match(wh) and asked.start("who") == asked.start("wh") and (topic := _TOPIC.search(rest)):
        return f"{topic.group()}{_MEANING}{_lowered(wh)} ?"  # not "Quel prix Ada Diop a construit le pont ?"
    if " " in wh and _QUALIFIED.search(asked.group("wh")):
        rest = _QUALIFIERS.sub("", rest)
    elif counted:
        rest = _stated(counted)
    elif not rest:  # "Quel budget ?"
        return f"{before.strip(_END)}{_MEANING}{_lowered(wh)} ?" if _QUALIFIED.search(before) else f"{wh} ?"
    if answer and _asks_for_entity(asked):
        answer = _in_a_sentence(answer)
        rest = f"{rest} {answer}" if _AUXILIARY.search(rest) else f"{answer} {rest}"
    return f"{wh} {rest} ?"


def _stated(counted: re.Match[str]) -> str:
    """The statement in a counting question: "les spectateurs ont assisté au match", "will jobs be created"."""
    noun, verb = counted.group("noun"), counted.group("verb")
    return f"les {noun} {verb}".strip() if noun else "{will} {people} {come}".format(**counted.groupdict()).strip()


def _substituted(said: str, before: str) -> list[str]:
    """The question before, about ``said`` now: "le second", "those in Nador", "the startups", "pour les étudiants"."""
    said = _THOSE.sub("", _in_full(said.strip(_END)))
    said = _lowered(said) if _LEADS.match(said) else said
    ordinal, old = _ORDINAL.search(said), _ORDINAL.search(before)
    if ordinal and old:
        return [before[: old.start()] + ordinal.group() + before[old.end() :]]
    opposite = _BEFORE_AFTER.search(before)
    when = _TIME.fullmatch(said)
    if when and opposite and (now := _BEFORE_AFTER.match(said)):  # "Avant 2020, quel était le taux ?" "Et après ?"
        swapped = before[: opposite.start()] + now.group() + before[opposite.end() :]
        return [swapped[:1].upper() + swapped[1:]]
    asked = _ASKED.match(before)
    start = asked.end() if asked else 0
    rest = _in_full(before[start:])
    if not asked and (_PHRASE.match(rest) or _OPENING.match(rest)):
        rest = _lowered(rest)
    found = _in_step(said, before[:start], rest) or _renamed(said, rest)
    if not found and asked and (recounted := _recounted(said, asked.group("wh"))):
        return [recounted + before[asked.end("wh") :]]
    if read := [_contracted(before[:start] + new) for new in found or (not when and _exchanged(said, rest)) or ()]:
        return [new[:1].upper() + new[1:] for new in read]
    said = _contracted(said)
    if when or _LEADS.match(said) or (_is_date(said) and not any(map(_sort, _TOKEN.findall(before)))):
        return [f"{before.strip(_END)} {said} ?"]
    return [f"{said[:1].upper()}{said[1:]}{_MEANING}{_lowered(before)}"]


def _recounted(said: str, wh: str) -> str | None:
    """The question words ``wh`` with another counted noun: "les quais", "butter", "de passes décisives"."""
    counted, of = _COUNTED_NOUN.search(wh), _OF.match(said)
    if not counted or (of and not wh.lower().startswith("combien")):
        return None
    mass = wh.lower().startswith("how much") and not _OPENS.match(said)
    plural = said.endswith(("s", "x", "men", "people", "children"))
    if not of and (len(content_words(said)) != 1 or _LEADS.match(said) or _is_date(said) or not (mass or plural)):
        return None
    noun = said[of.end() :] if of else _OPENS.sub("", said, count=1)
    elided = _VOWEL.match(noun) or (of and of.group()[1] in "'’")  # "d'habitants"
    return re.sub(r"\bd(?:e\s|['’])$", "d'" if elided else "de ", wh[: counted.start()]) + noun


def _in_step(said: str, head: str, rest: str) -> list[str]:
    """``rest`` with ``said`` in place of as many words that run parallel: "lot 4" of "lot 3", "return ticket" of "single
    ticket", "dimanche" of "lundi"; empty if there are none.

    Each word must be the same or of the same sort, and one that is no function word must be shared, unless the question
    ends there. A verb may follow a noun, so a last word without a sort is exchanged only after the verb: not "opens" in
    "When the museum opens".
    """
    core = re.sub(rf"^{_LEADING}?{_ARTICLE}?", "", said, flags=re.IGNORECASE)
    new, old = _TOKEN.findall(core), list(_TOKEN.finditer(rest))
    found: list[tuple[int, str]] = []
    for at in range(len(old) - len(new) + 1) if 0 < len(new) <= _LONGEST else ():
        here = old[at : at + len(new)]
        words = [word.group() for word in here]
        earlier = rest[: here[0].start()]
        # A number, a shared last word or two names cannot be a verb.
        no_verb = _sort(new[-1]) or new[-1] == words[-1] or (new[-1][0] + words[-1][0]).isupper()
        after_verb = no_verb or content_words(earlier) or re.search(_TO_BE, head + earlier)
        score = _run_parallel(new, words)
        if score is None or not after_verb or not (score or _is_last(said, earlier, here[-1])):
            continue
        kept = said if _OPENS.match(said) and _OPENED_BY.search(earlier) else core
        found.append((score, _joined(earlier, kept, rest[here[-1].end() :])))
    return [max(reversed(found), key=lambda pair: pair[0])[1]] if found else []


def _run_parallel(new: Sequence[str], old: Sequence[str]) -> int | None:
    """How far the words run parallel, by those that they share and those of a known sort; None if they do not."""
    pairs = list(zip(new, old, strict=True))
    changed = [(a, b) for a, b in pairs if a.lower() != b.lower()]
    if any(_sort(a) != _sort(b) or not (_sort(a) or (content_words(a) and content_words(b))) for a, b in changed):
        return None
    shared = sum(bool(content_words(a)) for a, b in pairs if a.lower() == b.lower() and not _sort(a))
    return 2 * shared + any(_sort(a) for a, _ in changed) if changed else None


def _is_last(said: str, earlier: str, last: re.Match[str]) -> bool:
    """Whether a French noun and its adjective end the question, for which another can stand: "un pass journée ?"."""
    at_end = not last.string[last.end() :].strip(_END) and _OPENED_BY.search(earlier) and content_words(earlier)
    return bool(at_end and _FRENCH_PAIR.fullmatch(said))


def _sort(word: str) -> str:
    """What can stand for the word: another day, month, year, number or code of the same shape; "" if that is unknown.

    >>> [_sort(word) for word in ("lundi", "March", "2023/24", "7.2", "K3-9", "lot")]
    ['day', 'month', 'year', 'number', 'k0-0', '']
    """
    sort = next((name for name, pattern in _SORTS.items() if pattern.fullmatch(word)), None)
    return sort or (re.sub(r"\d", "0", word.lower()) if re.search(r"\d", word) else "")


def _another_attribute(said: str, before: str) -> list[str]:
    """The question before, about "sa largeur" in place of "la hauteur de" something."""
    asked, full = _ASKED.match(before), _in_full(before)
    new, old = _ITS.fullmatch(said.strip(_END)), _ATTRIBUTE_OF.match(full, asked.end()) if asked else None
    if not (new and old):
        return []
    its, noun = new.group("its").lower(), new.group("noun")
    article = {"son": "le ", "sa": "la ", "ses": "les ", "leurs": "les "}.get(its, "the ")
    if its in ("son", "sa") and _VOWEL.match(noun):
        article = "l'"
    return [_contracted(full[: old.start("attribute")] + article + noun + full[old.end("attribute") :])]


def _renamed(said: str, rest: str) -> list[str]:
    """``rest`` with the name that ``said`` holds in place of its last name; empty if either holds none."""
    other = re.sub(rf"^{_LEADING}", "", said, flags=re.IGNORECASE)
    names = [name for name in _NAME.finditer(rest) if not _is_date(name.group())]
    if not names or not _NAME.search(other):
        return []
    head, tail = rest[: names[-1].start()], rest[names[-1].end() :]
    if _PLACED.match(said) and (place := _PLACED_LAST.search(head)):  # "au Maroc", "en Tunisie"
        return [head[: place.start()] + said + tail]
    return [_joined(head, other, tail)]


def _joined(head: str, said: str, tail: str) -> str:
    """The three together, without a second article."""
    return (_OPENED_BY.sub("", head) if _OPENS.match(said) else head) + said + tail


def _exchanged(said: str, rest: str) -> list[str]:
    """``rest`` with ``said`` in place of its last similar phrase; empty if there is none.

    A similar phrase has the same preposition or, if ``said`` has none, an article. A date only replaces a date, and
    phrases of the same number are preferred. In "la durée de la visite", either phrase may be replaced.
    """
    new = _PHRASE.match(said)
    if not new or not (new.group("preposition") or new.group("article")):
        return []
    preposition, dated = _preposition(new), _is_date(said)
    if preposition:  # also within another phrase: "d'or" in "la médaille d'or"
        matches = (_PHRASE.match(rest, token.start()) for token in _TOKEN.finditer(rest))
        olds = [old for old in matches if old and _preposition(old) == preposition]
    else:
        articles = [old for old in _PHRASE.finditer(rest) if old.group("article")]
        olds = [old for old in articles if _is_english(old) == _is_english(new)]  # "a" is a verb in "le port a ouvert"
    like = [old for old in olds if _is_date(old.group()) == dated]
    as_many = [old for old in like if _number(old) == _number(new)] or like
    of = as_many and not preposition and _preposition(as_many[-1]) in ("de", "of")
    read = []
    for old in as_many[: -3 if of else -2 : -1]:
        tail = rest[old.end() :]
        noun = "" if tail.strip(_END) else " " + old.group().split()[-1]  # "the red one" is a ticket, too
        now = re.sub(r"\s+ones?$", noun, said, flags=re.IGNORECASE)
        read.append(rest[: old.start("preposition" if preposition else "article")] + now + tail)
    return read


def _preposition(phrase: re.Match[str]) -> str:
    """The preposition of a phrase, "de" for "d'"; "" if there is none."""
    return re.sub(r"^d['’]$", "de", (phrase.group("preposition") or "").lower().strip())


def _is_english(phrase: re.Match[str]) -> bool:
    return phrase.group("article").lower().strip() in ("the", "a", "an", "this", "these")


def _number(phrase: re.Match[str]) -> str:
    """Singular (s) or plural (p), if the article shows it, and whether it is indefinite (i)."""
    article = (phrase.group("article") or "").lower().strip(" '’")
    return _SHOWS.get(article, "")[:1] + "i" * (article in ("un", "une", "a", "an"))


def _in_full(text: str) -> str:
    """Undo contractions: "du" becomes "de le", "aux" "à les"."""
    return re.sub(r"\b(?:du|des|aux?)\b", lambda found: _CONTRACTED[found.group()], text)


def _contracted(text: str) -> str:
    """Contract again, and let "Quel est" agree with a new article."""
    text = re.sub(r"^Quel(?:le)?(?=\s\w+\s(?:le\s|(la)\s))", lambda found: "Quelle" if found.group(1) else "Quel", text)
    return re.sub(r"\b(?:de|à) les?\b", lambda found: _FULL[found.group()], text)


def _is_date(text: str) -> bool:
    """Whether the text is a date without any other name: "le 9 décembre", "January"."""
    text = _LASTING.sub("", text)
    return fits(text, Kind.DATE) > 0 and not any(fits(m.group(), Kind.DATE) < 1 for m in _CAPITALISED.finditer(text))


def _in_a_sentence(meant: str) -> str:
    return _lowered(meant) if _OPENED.match(meant) else meant


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _meant(before: str, answer: str | None, pronoun: re.Match[str]) -> list[str]:
    """What the pronoun may mean: the answer, if the question before asked for a person or thing, and its topic.

    Those that do not agree with the pronoun are used only if no other is there.
    """
    asked, whole, said = _ASKED.match(before), before.strip(_END), pronoun.group().lower()
    if _NOUN_PHRASE.fullmatch(whole) or _NAME.fullmatch(whole):
        return [whole]
    unknown = _open(before, pronoun)
    start = asked.end() if asked else len(before.partition(" ")[0])  # the first word is not a name
    if asked and asked.group("what") and (new := re.fullmatch(r"\s*(?:is|was)\s+(an?\s.+)", whole[asked.end() :])):
        return [new.group(1)]  # "What is a heat pump?"
    names = [re.sub(r"['’]s$", "", m.group()) for m in _NAME.finditer(before, start) if not _is_date(m.group())]
    if asked and names and re.fullmatch(rf"\s*{_TO_BE}\s+{re.escape(names[0])}", whole[start:]):
        return names[:1]  # "Qui est Ada Diop ?": the answer says what she is, not who
    phrases = [
        _owner(m.group(), before, answer, pronoun) for m in _NOUN_PHRASE.finditer(before, asked.end() if asked else 0)
    ]
    if (counted := _counted(before, pronoun)) and not unknown:
        return [counted]
    topics = [p for p in phrases if any(n in p for n in names)] or names or phrases
    about = asked and (asked.group("who") or asked.group("noun"))
    thing = [answer] if answer and kind(before) in (None, *NAMES) and not _is_date(answer) else []
    entity = thing if about else []
    if asked and asked.group("who") and topics and said in ("it", "its"):
        entity = []  # "Who built the bridge?" "When was it built?"
    elif asked and asked.group("who") and not entity and said in _PERSON:
        return []  # "Who scored the last try?" "How old is he?"
    if unknown:
        topics = phrases = []
    elif thing and not topics and said not in _PERSON and _OPENS.match(thing[0]) and len(thing[0].split()) < _LONGEST:
        entity = thing  # "Que fera-t-il ?" "Qui l'a présenté ?"
    of_entity, of_topics, of_phrases = ([m for m in s if _agrees(pronoun, m)] for s in (entity, topics, phrases))
    if asked and of_entity and asked.group("who") and _asks_for_entity(asked) and not _STRANDED.search(before):
        of_topics, of_phrases = [], []
    return list(dict.fromkeys(of_entity + (of_topics or of_phrases)[:1] or entity + topics[:1]))


def _counted(before: str, pronoun: re.Match[str]) -> str | None:
    """What the question before counts, if the pronoun is a plural: "les quais"; None for a length of time."""
    asked = _ASKED.match(before)
    noun = _COUNTED_NOUN.search(asked.group("wh")) if asked and _word(pronoun) in (*_PLURAL, "them") else None
    if not noun or fits(noun.group(), Kind.DURATION) > 0:
        return None
    return f"{'les' if 'combien' in noun.string.lower() else 'the'} {noun.group()}"


def _owner(phrase: str, before: str, answer: str | None, pronoun: re.Match[str]) -> str:
    """What a phrase for an attribute is about: "le bateau" of "le nom du bateau"; other phrases as they are.

    A measure is meant itself by a subject ("De combien a-t-il augmenté ?"), not by "sa largeur" or "l'acheter".
    """
    attribute = _ATTRIBUTE.fullmatch(_in_full(phrase))
    if not attribute:
        return phrase
    of, asked, word = _contracted(attribute.group("of")), kind(before), _word(pronoun)
    subject = word in ("il", "elle", "ils", "elles", "it", "they") and not re.fullmatch(r"[^-]*\bit\W*", pronoun.string)
    measured = asked in (*MEASURED, Kind.DATE) or bool(answer and re.search(r"\d", answer))
    named = _CALLED.fullmatch(attribute.group("noun")) or (asked == Kind.PERSON and word in ("it", "its"))
    is_meant = named or (measured and not subject) or not _agrees(pronoun, phrase)
    return of if is_meant and (_OPENS.match(of) or _NAME.match(of)) and _agrees(pronoun, of) else phrase


def _agrees(pronoun: re.Match[str], meant: str) -> bool:
    """Whether ``meant`` agrees with the pronoun in number and gender, as far as both show them."""
    article = re.split(r"\W", meant.lower(), maxsplit=1)[0]
    return all(a == b for a, b in zip(_SHOWS.get(_word(pronoun), ""), _SHOWS.get(article, ""), strict=False))


def _asks_for_entity(asked: re.Match[str]) -> bool:
    """Whether the answer can be the subject or object of the rest of the question: "qui", not "avec qui"."""
    return asked.start("who") == asked.start("wh") or asked.start("noun") == asked.start("wh")
