"""What a question asks for: a number, a date, a person or a place; one thing or several; a fact or a reason."""

from __future__ import annotations

import re
from enum import StrEnum

from index.words import AUXILIARY, DAYS, LEADING, MONTHS, MONTHS_SHORT, UPPER


class Kind(StrEnum):
    """The kind of span that answers."""

    NUMBER = "number"
    MONEY = "money"
    DURATION = "duration"
    TIME = "time"  # of day
    DATE = "date"
    PERSON = "person"
    PLACE = "place"


NAMES = (Kind.PERSON, Kind.PLACE)
QUANTITIES = (Kind.NUMBER, Kind.MONEY, Kind.DURATION)
MEASURED = (*QUANTITIES, Kind.TIME)

MEANING = " : "  # between the topic of a follow-up and the question about it
_AND = r"\W*(?:(?:et|mais|and|but)\b[\s,]*)?"
# Conjunction and preposition before the question word: "Et dans", "And for"; "a" is often typed for "à".
_LEAD = rf"{_AND}(?:{LEADING}|a\s)?"
_ASKS_ABOUT = re.compile(  # what stands after MEANING, if it is a question of its own
    rf"(?:{LEADING})?(?:qu(?:i|oi|and|el\w*|e)\b|qu['’]|o[uù]\b|combien|comment|pourquoi|est-ce|wh(?:o|at|en|ere|ich|y)\b|how\b"
    rf"|(?:{AUXILIARY})\b|\w+-(?:t-)?(?:on|je|vous|nous|ils?|elles?)\b)", re.I
)  # fmt: skip
OPENS = r"\b(?:ouvr(?!ag|ier)|ouvert|ferm|open|clos)"
_AWARDED = (  # "prix" is a prize
    r"\b.*\b(?:nobel|goncourt|littéraire|reçu|reçoit|remport|gagn|obt[ei]|décern|attribu|remis\b|récompens|couronn|eu\b)"
)


def _one_of(**patterns: str) -> str:
    """A pattern for any of these; the group that matches is named after its kind."""
    return "(?:" + "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in patterns.items()) + ")"


_FRENCH_NOUN = _one_of(
    time="heures?(?! (?:de|supplémentaires))|horaires?",
    duration="durée",
    money=rf"prix(?!{_AWARDED})|coûts?(?! humain)|tarifs?|loyer|salaires?|budget|chiffre d['’]affaires"
    r"|bénéfice(?! d(?:e|u|es)\b)|bénéfices? nets?|amende",
    number="âge|pourcentage|nombre|montant|distance|superficie|taille|hauteur|longueur|largeur|profondeur|poids"
    "|vitesse|somme|part|proportion|température|numéro",
    date="dates?|années?|jours?|mois|siècles?|époques?|périodes?",
    place="ville|pays|lieu|endroit|région|continent|capitale",
)
_ENGLISH_NOUN = _one_of(
    time="(?:opening|closing|starting) (?:hours|times?)",
    duration="duration",
    money="prices?|costs?|fees?|fares?|rent|salary|revenue|turnover|profit|fine(?! arts?)",
    number="percentage|number|amount|share|distance|age|height|length|width|depth|weight|speed|temperature",
    date="dates?|deadline|years?|days?|months?|centur(?:y|ies)|periods?",
    place="city|town|country|place|region|continent|capital",
)
_QUESTION_WORD = _one_of(
    time=r"what time\b(?! (?:period|fram|span|zone|limit|of|in))"
    rf"|(?:quand|when)\b(?=[^?]*\b(?:{DAYS})s?\b)(?=[^?]*{OPENS})",
    duration=r"combien (?:de temps|dur\w+)\b"
    r"|how long (?:ago|did|do|does|will|has|have|had|must|should|can|to)\b(?![^?]*\bbe\W*$)",
    money=r"combien\b(?! d)[^?]*\b(?:coût|cout(?:é|e(?!a)|ai|ant)|pay(?!s)|paie|vaut|valent|vaudr|rembours|emprunt)"
    r"|how much\b(?! of\b| (?!(?:compensation|interest|money|rent|salary|tax)\b)[a-z]+ (?:do|does|did|is|are|was|were|has|have|had|will|can)\b)"  # "How much time"
    r"[^?]*\b(?:costs?|pa(?:ys?|id)|worth|spen[dt]|earn(?:s|ed)?|borrow(?:ed)?|len[dt]|money)\b"
    r"|how much (?:is|are|was|were) (?:the|an?)\b(?![^?]*\w(?:ed|en)\b)",
    number=r"(?:combien|how (?:many|much|far|tall|high|long|old|big|large|fast|heavy|wide|deep))\b",
    date=r"(?:quand|when|deadline)\b",
    person=r"qui\b(?! est-ce qu)|who(?:m|se)?\b",
    place=r"(?:où|where)\b",
)
_QUEL = r"(?:quel(?:le)?s?\s+(?:(?:est|sont|était|étaient|fut|sera|seront)\s+)?|donne[rz]?(?:[- ]moi)?\s+)(?:l['’]|(?:les?|la|son|sa|ses)\s+)?"
_WHAT = r"(?:what|which|give me|tell me)(?:['’]s|\s+(?:is|are|was|were|will be))?\s+(?:(?:the|its|his|her)\s+)?"
_NO_MODIFIER = r"(?! (?:groups?|ranges?|zones?|limits?|learning|controls?|laws?)\b)"  # "Which age group"
_KEYWORD = r"(?=\s+(?:d(?:e|u|es)\b|d['’]|of\b|limite\b|\d)|\W*$)"  # what follows the noun of a query without a verb
_ASKS = [
    re.compile(pattern, re.I)
    for pattern in (
        _LEAD + _QUESTION_WORD,
        rf"{_LEAD}{_QUEL}{_FRENCH_NOUN}\b",  # "Quel prix", "Quel est le prix"
        rf"{_LEAD}{_WHAT}{_ENGLISH_NOUN}\b{_NO_MODIFIER}",
        rf"{_AND}{_FRENCH_NOUN}\b{_KEYWORD}",  # "prix du repas"
        rf"{_AND}{_ENGLISH_NOUN}\b{_KEYWORD}",
    )
]
_NUMBER_WORD = (
    r"\d|\b(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|onze|douze|treize|quatorze|quinze|seize|vingt|trente|quarante"
    r"|cinquante|soixante|septante|huitante|octante|nonante|cent|mille|milliers|millions?|milliards?|moitié|tiers|quart|plusieurs|aucune?|(?:diz|douz|quinz|vingt|trent|quarant|cinquant|soixant|cent)aines?|\w+ième|premi\w+"
    r"|beaucoup|peu|tous|toutes|totalité|majorité|plupart|zéro|personne|double|triple|paire"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|billions?|half|thirds?"
    r"|quarters?|(?:fif|six|seven|eigh|nin|ten)ths?|dozens?|several|many|much|few|little|most|all|none|once|twice|tenfold|single|zero|nobody|no|couple|pair)\b"
)
_CURRENCY = (
    r"[€$£¥]|\b(?:euros?|dollars?|dirhams?|dinars?|francs?|f?cfa|livres?|pounds?|pence|penn(?:y|ies)|crowns?|kron(?:[aeo]r?|ur)|\d+p|yens?|roubles?|couronnes?|roupies?"
    r"|rupees?|pesos?|shillings?|centimes?|(?<=\d\s)cents?(?! [a-zà-ÿ])|cts|eur|usd|mad|dhs?|chf|naira|r[iy]yals?"
    r"|gratuite?s?|gratuitement|offerte?s?|sans frais|rien|free|nothing)\b|\d\s?(?-i:F|[A-Z]{2,3})\b"  # "250 DT", "40 GBP"
)
_LASTING = (
    r"(?<!/)\b(?:ans?|années?|mois|semaines?|journées?|jours?|heures?|minutes?|min|secondes?|siècles?|décennies?|nuits?"
    r"|quinzaine|mn|trimestres?|semestres?|saisons?|week-?ends?|depuis|vie|longtemps|toujours|jamais|permanent\w*|définiti\w*"
    r"|years?|yrs?|months?|weeks?|fortnights?|weekends?|semesters?|terms?|days?|hours?|hrs?|mins|seconds?|century|centuries"
    r"|decades?|nights?|since|until|life|always|never"
    r"|años?|mes(?:es)?|semanas?|días?|horas?|minutos?|ann[oi]|mes[ei]|settiman[ae]|giorn[oi]|or[ae]|minut[oie]|secol[oi]"
    r"|ani|luni|lună|săptămân\w+|zile)\b|jusqu|\d ?h(?: ?\d\d)?\b|\b\d{4}\b"
)
_CLOCK = (
    r"\d\s?h(?:\s?\d\d)?\b|\d[:.]\d\d\b|\b\d{1,2} (?:à|to) \d{1,2}\b|24/7|\d\s?[ap]\.?m\b"
    r"|\b(?:midi|minuit|heures?|matin(?:ée)?|soir(?:ée)?|nuit|aube"
    r"|noon|midnight|o['’]clock|morning|afternoon|evening|night|dawn)\b"
)
_DATED = (
    rf"\b\d{{3,4}}s?\b|\b(?:{MONTHS}|(?:{DAYS})s?"
    r"|siècles?|années?|semaines?|mois|ans|jours?|hier|demain|aujourd|lendemain|veille"
    r"|noël|pâques|printemps|(?:(?<=\ben )|(?<=\bcet )|(?<=\b[ld]['’]))été|automne|hiver|(?<!d['’])après|avant"
    r"|century|centuries|years?|weeks?|months?|days?|yesterday|today|tomorrow"
    r"|christmas|easter|spring|summer|autumn|winter|after|before|during"
    r"|enero|febrero|marzo|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre|gennaio|febbraio|aprile|maggio|giugno"
    r"|luglio|settembre|ottobre|dicembre|ianuarie|februarie|martie|aprilie|iunie|iulie|octombrie|noiembrie|decembrie"
    rf"|siglo|secolo|secolul)\b|\d(?:er)? (?:{MONTHS_SHORT})\b|\b(?:{MONTHS_SHORT})\.? \d|\d(?:e|th|st|nd|rd)\b|\b\d{{1,2}}(?:/\d{{1,2}}\b|([.-])\d{{1,2}}\1\d)"
)
_LOOKS = {
    kind: re.compile(pattern, re.I)
    for kind, pattern in {
        Kind.NUMBER: _NUMBER_WORD,
        Kind.MONEY: _CURRENCY,
        Kind.DURATION: _LASTING,
        Kind.TIME: _CLOCK,
        Kind.DATE: _DATED,
    }.items()
} | dict.fromkeys(NAMES, re.compile(UPPER))
_UNMEASURED = re.compile(  # what stands in the place of a value
    r"\W*(?:ferm[ée]\w*|closed|(?:il|in)limit\w*|unlimited|indéterminé\w*|indefinite\w*|variables?"
    r"|sur (?:devis|demande|rendez-vous)|(?:up)?on (?:request|application)|by appointment)\b", re.I
)  # fmt: skip
_SCALE = "milliers?|millions?|milliards?|thousand|billions?|[km]|bn"
_BARE = re.compile(  # a number whose unit may stand elsewhere, as in the head of a table, or a share of another
    rf"\W*(?:\w{{1,8}} )?(?:\d[\d.,]*(?:\s\d{{3}})*\s?(?:%|{_SCALE})?|{_SCALE})\W*"
    r"|.*(?:%|\b(?:pour cent|percent|double|triple|twice|half|moitié|demi\w*)\b).*",
    re.I,
)
_FEW = r"(?:two|three|four|five|six|seven|eight|nine|ten)"
_SEVERAL = re.compile(  # "Quels accords ?", "Cite les ports", "What are the…", "Which agreements were signed?"
    _LEAD + r"(?:quels\b|quelles\b|lesquel(?:le)?s\b|qui (?:sont|étaient|furent|seront)\b|who (?:are|were)\b|(?:what|which) (?:are|were|"
    + _FEW + r")\b|(?:cite|nomme|énumère|énumére|liste|donne)[rz]?(?:[- ]moi)?+ "
    r"(?!(?:le|la(?! liste)|une?|[mts](?:on|a)|notre|votre|leur|c(?:et?|ette))\b|l['’])"
    r"|(?:list|quelle est la liste)\b|give (?:me |us )?(?:the|a) list\b|name (?:the|" + _FEW + r")\b"
    r"|(?<=\s)(?:what|which) [\w-]+(?<![sui])s (?:is|was|does|has)\b"  # after a preposition: "In which cities is …"
    r"|(?:what|which)(?: (?!(?:in|are|were|is|was|has|have|does|do|did|can|will)\b)[\w-]+){1,3}(?<![sui])(?<!\bga)(?<!\blen)s "
    r"(?:are|were|do|did|have|had|will|can|could|would|should|must|may|took|made|won|came|went|\w{3,}ed)\b)", re.I
)  # fmt: skip
_ONE_OR_SEVERAL = re.compile(  # "Que faut-il apporter ?", "What should I bring?", "What is included?"
    _LEAD + r"(?:(?:que|qu['’]est-ce qu(?:e|['’]\w+)|quoi|de quoi)\b(?:[\s-]+[\w’'-]+){0,4}?[\s-]+(?:faut|faudra(?:it)?"
    r"|doi[st]|doivent|devons|devez|devra\w*|besoin|apporter|contien(?:t|nent)|compren(?:d|nent)|comporten?t?"
    r"|emporter|fournir|inclut|incluent|joindre|munir|prévoir|préparer)\b"
    r"|qu['’](?:ai-je|a-t-on|avons-nous) besoin\b"
    r"|what (?:(?:do|does|did|will|would|should|must|shall|can) (?:[\w’'-]+ ){1,4}?(?:need|bring|contain|have to|include|pack|prepare"
    r"|provide|require|send|submit|take)\b|(?:is|are|was|were|will be|should be|must be|needs to be|has to be|to) (?:brought|included"
    r"|needed|necessary|provided|required|submitted|bring|pack|prepare)\b|needs to|must be|should be))", re.I
)  # fmt: skip
_REASON = re.compile(  # "Pourquoi", "How did", "What is the reason"; not "How is it called?", "How many"
    _LEAD + r"(?:pourquoi\b|why\b|comment\b(?![^?]*(?:nomm|appel|intitul|traduit|dit-on))|how (?:did|does|do|is|are|was|were|has|have|can"
    r"|could|will|would|to|come)\b(?![^?]*\b(?:called|named|known|titled))|dans quel but|à quelle fin|for what (?:purpose|reason)"
    r"|pour quel(?:le)?s? (?:raison|motif)s?|quelle (?:est|était|fut) la (?:raison|cause)|what (?:is|was) the (?:reason|cause)"
    r"|à cause de quoi|de quelle (?:façon|manière)|par quels? moyens?)\b", re.I
)  # fmt: skip


def kind(question: str) -> Kind | None:
    """The kind of span that answers, by the question's first words; None if they do not tell.

    >>> kind("Quel plan ?"), kind("How many jobs?")
    (None, <Kind.NUMBER: 'number'>)
    """
    asked = _asked(question)
    found = next(filter(None, (pattern.match(asked) for pattern in _ASKS)), None)
    return Kind(found.lastgroup) if found and found.lastgroup else None


def fits(span: str, wanted: Kind | None) -> int:
    """1 if ``span`` looks like the wanted kind, -1 if not, 0 if that is unknown.

    >>> fits("le 9 décembre", Kind.DATE), fits("Rabat", Kind.NUMBER), fits("Rabat", None)
    (1, -1, 0)
    """
    if wanted is None:
        return 0
    if _LOOKS[wanted].search(span):
        return 1
    if wanted in MEASURED and _UNMEASURED.match(span):
        return 0
    if wanted in (Kind.TIME, Kind.DURATION) and span.islower() and not re.search(r"\d", span):
        return 0  # "au coucher du soleil": no list of words has them all; names are none
    if wanted is Kind.DATE and _LOOKS[Kind.TIME].search(span):
        return 0  # "When does it open?"
    return 0 if wanted in (Kind.MONEY, Kind.DURATION) and _BARE.fullmatch(span) else -1


def wants_several(question: str) -> bool:
    """Whether the question asks for several things.

    >>> wants_several("Quels accords ?"), wants_several("Which agreements were signed?"), wants_several("Qui parle ?")
    (True, True, False)
    """
    return bool(_SEVERAL.match(_asked(question)))


def may_want_several(question: str) -> bool:
    """Whether the question asks for one thing or several: as many as there are.

    >>> may_want_several("Que faut-il apporter ?"), may_want_several("What should I bring?"), may_want_several("Qui ?")
    (True, True, False)
    """
    return bool(_ONE_OR_SEVERAL.search(question))


def wants_reason(question: str) -> bool:
    """Whether the question asks why or how.

    >>> wants_reason("Pourquoi ?"), wants_reason("How does it work?"), wants_reason("How many?")
    (True, True, False)
    """
    return bool(_REASON.match(_asked(question)))


def _asked(question: str) -> str:
    """What is asked about a topic that stands in front: "where is it?" of "The port : where is it?"."""
    _, _, about = question.rpartition(MEANING)
    return about if _ASKS_ABOUT.match(about) else question
