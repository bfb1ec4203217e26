"""French and English grammar, as patterns: question words, articles, prepositions, names, noun phrases."""

from __future__ import annotations

import re

from index.words import AUXILIARY, LEADING, UPPER
from qa.question_types import Kind, fits

_PREPOSITION = (  # "À", "En présence de", "Grâce à"
    rf"(?:(?:{LEADING}(?:(?:la|le|the)\s|l['’])?(?-i:[a-zà-ÿ])\w*\s(?=d[e'’]|of\b)|(?:because|grâce|thanks)\s)?{LEADING}|a\s)?"
)
_WH_TAIL = (  # "when" in "From when to when", "in advance" in "How long in advance"
    r"(?:\s+(?:to|until|till|à|jusqu['’]à)\s+(?:when|where|quand|où|(?:quel(?:le)?|what|which)\s+[\w-]+)"
    r"|\s+(?:in\s+advance|beforehand|à\s+l['’]avance|(?:before|after|avant|après)(?=\W*$)))?"
)
ORDER = r"(?:premi(?:er|ère)|second|seconde|deuxième|troisième|quatrième|derni(?:er|ère)|autre|first|third|fourth|last|other)"
FRENCH_ADJECTIVE = (  # after its noun, known by its ending: "les visites guidées", "la gare routière"
    r"(?!(?:ind|expl|impl|appl|prat|fabr|rev|compl|repl)iques?\b|quel|été\b)[a-zà-ÿ]+"
    r"(?:ée?s?|(?:ion|ip|or|ic|tr|ur|in|er|ent|rm)(?:ale?s?|aux)|[iu]el(?:le)?s?|iques?|i[èe]res?|eu(?:x|ses?)|[st]i(?:fs?|ves?)|ublics?|[éln]aires?)\b"
)
COMPLEMENT = (
    r"\s+(?:de\s+|d['’](?!après\b))(?!l(?:a|es?)\b|l['’]|une?\b)(?-i:[a-zà-ÿ])[\w-]*"  # "d'eau" in "quels cours d'eau"
)
_ADVERB = (
    rf"(?:où|quand|comment|pourquoi|(?:tou(?:s|tes)\s+les\s+)?combien(?:\s+(?:de\s+|d['’])[\w-]+(?:{COMPLEMENT})?)?|when|where|why|how(?:\s+(?:many|much)"
    r"(?:\s+(?!(?:do|does|did|is|are|was|were|will|has|have|had|can)\b)[\w-]+)?|\s+(?:long|often|far|old|big|large))?)"
)
ASKED = re.compile(  # opening question words: "À quelle date", "How many people", "Qui est-ce qui", "Qu'est-ce que"
    rf"^\s*(?P<wh>{_PREPOSITION}(?:(?P<adverb>{_ADVERB})|(?P<who>qui|who|whom)(?:\s+est-ce\s+qu[ei])?"
    rf"|(?P<noun>quel(?:le)?s?\s+(?!est\b|sont\b|était\b|étaient\b|sera\b)(?:(?:nouve|grand|petit|premi|autre|princip)[\w]*\s+)?[\w-]+(?:{COMPLEMENT})?|(?:which|what)\s+(?!is\b|are\b|was\b|were\b|did\b|does\b|do\b|will\b|has\b|have\b)(?:[\w-]+\s+(?=[\w-]+\s+(?:did|does|do|was|were|is|are|will|has|have)\b))?[\w-]+)"
    rf"|(?P<what>qu['’]est-ce\s+qu[ei'’]|que|quoi|qu['’]|quel(?:le)?s?|what|which)){_WH_TAIL})(?:\s+est-ce\s+qu(?:e\s|['’]))?(?:(?<=['’])|(?![\w-]))",
    re.IGNORECASE,
)
END = " ?.!\u00a0\u202f"
_OPENED = re.compile(r"(?:L['’]|(?:Le|La|Les|Un|Une|The|An?)\s+)(?=[a-zà-ÿ])")  # not of a name: "Le Monde"
# Number (s, p) and gender (m, f) as far as a word shows them.
SHOWS = {
    **{"le": "sm", "un": "sm", "du": "sm", "au": "sm", "ce": "sm", "cet": "sm", "la": "sf", "une": "sf", "cette": "sf"},
    **{"l": "s", "a": "s", "an": "s", "this": "s", "les": "p", "des": "p", "aux": "p", "ces": "p", "these": "p"},
    **{"il": "sm", "elle": "sf", "ils": "pm", "elles": "pf", "son": "s", "sa": "s", "ses": "s"},
    **{"leur": "p", "leurs": "p"},
    **{"m": "sm", "monsieur": "sm", "mr": "sm", "mme": "sf", "mlle": "sf", "madame": "sf", "mrs": "sf", "ms": "sf"},
    **{"he": "sm", "she": "sf", "it": "s", "its": "s", "they": "p", "them": "p", "their": "p"},
    **{"her": "sf", "hers": "sf", "his": "sm", "him": "sm"},
}
_CAPITALISED = re.compile(rf"\b{UPPER}[\w’'-]*")
_ADJECTIVE = (  # that stands before its noun, as far as a list can know
    rf"(?i:{ORDER}s?|(?:nouve|grand|petit|princip|ancien|prochain)\w*|new|old|main|next|former|latest|big|large|small|great|best"
    r"|current|final|original|national|local|public|total|average|(?:old|young|larg|bigg|small|tall|high|long|short|new)est)"
)
_NO_NOUN = (  # where an English noun phrase ends, as far as a list can know
    rf"(?:{AUXILIARY}|be|been|to|in|on|at|of|for|from|with|by|into|about|before|after|during|and|or|as|if|than|that|who|which|when|where"
    r"|not|also|still|ever|most|more|his|her|its|their|the|an?|accept|apply|begin|belong|change|close|come|contain|cost|cover|do|end|get|give"
    r"|go|happen|have|help|hold|include|last|live|look|lose|make|mean|meet|move|need|offer|open|own|pay|produce|require|run|say|sell|stand"
    r"|start|stop|take|use|want|win|work|built|sold|held|made|born|found|lost|won|paid|sent|run|given|taken|written|\w{3,}(?:ing|ed))\b"
)
_FRENCH_PHRASE = re.compile(  # "le maire de la ville", "l'École", "les visites guidées"
    r"\b(?=((?:(?:le|la|les|un|une|des|du|au|aux|(?!(?<=est[ -])ce\s+qu)ce|cet|cette|ces|chaque|[mts](?:on|a|es)|[nv](?:otre|os)|leurs?)\s+"
    r"|l['’](?!(?:a|ai|ont|avai(?:t|ent)|aura)\b))"
    rf"(?:{_ADJECTIVE}\s+)?[\w-]+(?:\s{FRENCH_ADJECTIVE})?"
    rf"(?:\s+(?:à\s+(?!l[ae]\b|l['’]|\w+(?:er|ir|re)\b)(?=[a-zà-ÿ])|de\s+l['’]|(?:de|du|des)\s+(?:(?:la|les|son|sa|ses|leurs?)\s+)?(?:{_ADJECTIVE}\s+)?"
    rf"|d['’])[\w-]+(?:\s{FRENCH_ADJECTIVE})?|\s+(?-i:{UPPER})[\w-]*)*))",
    re.IGNORECASE,
)
_ENGLISH_PHRASE = re.compile(  # "the shoe factory", "the mayor of the town", "Ada Diop's novel"
    rf"\b(?:(?:the|an?|this|these|each|every|his|her|its|their|my|our|your)\s+(?:(?:most|best|least)\s)?|(?-i:{UPPER})[\w-]*(?:\s(?-i:{UPPER})[\w-]*)*['’]s?\s)"
    rf"[\w’'-]+(?:\s+(?!{_NO_NOUN})[\w’'-]+){{0,3}}(?:\s+(?:of|for)\s+(?:(?:the|an?|his|her|its|their)\s+)?[\w-]+(?:\s+(?-i:{UPPER})[\w-]*)*)*",
    re.IGNORECASE,
)
_THE = {"du": "le", "au": "le", "des": "les", "aux": "les"}
_DO = re.compile(r"\b(?:do|does|did|will|would|can|could|should|must|may|might)\s$", re.IGNORECASE)
# "« Été »", "Mr. Diop", "Ada Diop"; not "What" after another sentence
NAME = re.compile(
    rf"[«“\"][^»”\"]+[»”\"]|\b(?!(?<=\s)I\b|(?:What|Who|Whose|Which|When|Where|Why|How)\b)(?:(?:Mr?|Mrs|Ms|Dr)\.\s+)?{UPPER}[\w’'-]*(?:\s+(?:{UPPER}[\w’'-]*|\d+))*"
)
ARTICLE = r"(?:\b(?:le|la|les|un|une|(?!(?<=est[ -])ce\s+qu)ce|cet|cette|ces|the|an|a(?!\s+l(?:['’]|a\b|es?\b)|\s+une?\b)|this|these)\s+|\bl['’])"
OWN = r"\b(?:[mts](?:on|a|es)|[nv](?:otre|os)|leurs?|my|your|our|his|her|its|their)\s+"
TO_BE = r"(?:est|sont|était|étaient|is|are|was|were|['’]s)"
OPENS = re.compile(ARTICLE, re.IGNORECASE)
COUNTED_NOUN = re.compile(
    r"(?:(?<=\bcombien de\s)|(?<=\bcombien d['’])|(?<=\bhow many\s)|(?<=\bhow much\s))[\w-]+$", re.IGNORECASE
)
VOWEL = re.compile(r"[aeiouàâéèêëîïôœ]", re.IGNORECASE)  # before which "de" and "la" are elided
LONGEST = 8  # words of a phrase that can take the place of another
_LASTING = re.compile(r"\d+\s+(?:ans|mois|jours|years?|months?|days?)\b", re.IGNORECASE)  # "de 3 ans"
_CONTRACTED = {"du": "de le", "des": "de les", "au": "à le", "aux": "à les"}
_SEVERAL = {"est": "sont", "était": "étaient"}
_FULL = {full: short for short, full in _CONTRACTED.items()}
OPENING = re.compile(  # "Did", "Peut-on"
    rf"^\s*(?:{AUXILIARY}|\w+-(?:t-)?(?:on|je|vous|nous))\b",
    re.I,
)

_IN_ENGLISH = re.compile(rf"\W*{LEADING}?(?:wh(?:o|om|ose|at|ich|en|ere|y)|how|{AUXILIARY})\b", re.I)

# A question word where the answer would stand: "Il ferme à quelle heure ?", "C'est où le port ?"
IN_PLACE = re.compile(
    rf"\s+{LEADING}?(?:qui|quoi|quand|o[uù]|combien|comment|pourquoi|quel(?:le)?s?\s+[\w-]+)"
    rf"(?=\W*$|\s(?:les?\s|la\s|l['’])[\w’'-]+(?:\s[\w-]+){{0,3}}\W*$)",
    re.IGNORECASE,
)


def in_full(text: str) -> str:
    """Undo contractions: "du" becomes "de le", "aux" "à les". In "de le voir" there is none, which ``contracted`` is told
    by a space that does not break."""
    text = re.sub(r"\b(de|à) (les?)\b", "\\1\u00a0\\2", text)
    return re.sub(r"\b(?:du|des|aux?)\b", lambda found: _CONTRACTED[found.group()], text)


def contracted(text: str) -> str:
    """Contract again, and let "Quel est" agree with a new article."""
    text = re.sub(
        r"^Quel(?:le)?(?=\s\w+\s(?:le\s|(la|sa)\s))", lambda found: "Quelle" if found.group(1) else "Quel", text
    )
    text = re.sub(r"^(Quel(?:le)?) (est|était)(?= les )", lambda found: f"{found[1]}s {_SEVERAL[found[2]]}", text)
    return re.sub(r"\b(?:de|à) les?\b", lambda found: _FULL[found.group()], text).replace("\u00a0", " ")


def is_date(text: str) -> bool:
    """Whether the text is a date without any other name: "le 9 décembre", "January"."""
    text = _LASTING.sub("", text)
    return fits(text, Kind.DATE) > 0 and not any(fits(m.group(), Kind.DATE) < 1 for m in _CAPITALISED.finditer(text))


def in_a_sentence(meant: str) -> str:
    """A phrase that opened a sentence, within one: "the port" for "The port", but "Le Monde"."""
    return lowered(meant) if _OPENED.match(meant) else meant


def capitalised(text: str) -> str:
    """The text with a large first letter."""
    return text[:1].upper() + text[1:]


def lowered(text: str) -> str:
    """The text with a small first letter."""
    return text[:1].lower() + text[1:]


def asks_for_entity(asked: re.Match[str]) -> bool:
    """Whether the answer can be the subject or object of the rest of the question: "qui", not "avec qui"."""
    return asked.start("who") == asked.start("wh") or asked.start("noun") == asked.start("wh")


def noun_phrases(question: str, start: int = 0) -> list[tuple[int, int]]:
    """Where the phrases that a determiner opens stand in a question, from ``start`` on.

    >>> [question[a:b] for question in ("When did the ship sink?", "When is the book sale?") for a, b in noun_phrases(question)]
    ['the ship', 'the book sale']
    """
    if not _IN_ENGLISH.match(question):  # and those within: "la mairie" in "les horaires de la mairie"
        return [phrase.span(1) for phrase in _FRENCH_PHRASE.finditer(question, start)]
    spans = [phrase.span() for phrase in _ENGLISH_PHRASE.finditer(question, start)]
    return [(a, _before_verb(question, a, b)) for a, b in spans]


def _before_verb(question: str, start: int, end: int) -> int:
    """The end of a phrase without the verb that ends the question: "sink" in "did the ship sink?"."""
    ends = not question[end:].strip(END) and _DO.search(question, 0, start)
    return end - len(question[start:end].rpartition(" ")[2]) - 1 if ends and question[start:end].count(" ") > 1 else end


def named_in(question: str) -> list[str]:
    """What a question names beside what it asks for: names, phrases with a determiner, and what is counted.

    >>> named_in("Quand le maire de Fès a-t-il rencontré Ada Diop ?"), named_in("How many ports did the shoe factory open?")
    (['le maire de Fès', 'Fès', 'Ada Diop'], ['the ports', 'the shoe factory'])
    """
    asked = ASKED.match(question)
    start = asked.end() if asked else 0
    alone = NAME.fullmatch(question.strip(END))
    capital = start or (0 if alone else len(question.partition(" ")[0]))  # that of a sentence is no name's
    spans = noun_phrases(question, start) + [name.span() for name in NAME.finditer(question, capital)]
    found = [
        re.sub(r"['’]s$", "", question[slice(*span)]) for span in sorted(spans, key=lambda span: (span[0], -span[1]))
    ]
    named = [_with_plain_article(each) for each in found if not is_date(each)]
    if asked and (counted := COUNTED_NOUN.search(asked["wh"])) and fits(counted.group(), Kind.DURATION) < 1:
        named.insert(0, f"{'the' if _IN_ENGLISH.match(question) else 'les'} {counted.group()}")
    return named


def _with_plain_article(phrase: str) -> str:
    first, space, rest = phrase.partition(" ")
    return _THE.get(first, first) + space + rest
