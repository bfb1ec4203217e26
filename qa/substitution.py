"""What is said in place of something in the question before: "Et le lot 4 ?", "And in 2021/22?", "pour les enfants"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.words import AUXILIARY, DAYS, LEADING, MONTHS, content_words
from qa.grammar import (
    ARTICLE,
    ASKED,
    COMPLEMENT,
    COUNTED_NOUN,
    END,
    FRENCH_ADJECTIVE,
    LONGEST,
    NAME,
    OPENING,
    OPENS,
    ORDER,
    OWN,
    SHOWS,
    TO_BE,
    VOWEL,
    capitalised,
    contracted,
    in_full,
    is_date,
    lowered,
    noun_phrases,
)
from qa.question_types import MEANING, Kind, fits

_ORDINAL = re.compile(rf"\b{ORDER}\b", re.IGNORECASE)
_PHRASE = re.compile(  # a phrase that another can replace: "les adultes", "for adults", "pour une personne seule"
    rf"(?=\b{LEADING}|{ARTICLE}|{OWN})(?P<preposition>\b{LEADING})?(?P<article>{ARTICLE}|(?P<own>{OWN}))?"
    rf"(?:(?:(?:nouve|grand|petit|princip|ancien)\w*|{ORDER}s?)\s+)?[\w-]+(?:/\d+)?"
    rf"(?:\s+(?:n°\s*)?\d[\d./]*(?!\w)(?:\s[a-zà-ÿ]+s(?=\W*$))?)?(?:{COMPLEMENT})?(?(preposition)(?:\s+[\w-]+(?=\W*$))?)",
    re.IGNORECASE,
)
_BARE = (  # "dinner" in "How much is paid for dinner?", "dogs" in "Are dogs allowed?"
    re.compile(r"\b(?:at|by|for|in|on|with|de|en)\s(?P<noun>[a-zà-ÿ-]+)(?=\W*$)", re.I),
    re.compile(
        rf"^\s*(?:(?P<any>did|will|would|can|could|should|must|had)|{AUXILIARY})\s"
        r"(?P<noun>(?!(?:the|an?|there|it|you|we|they|s?he|i|this|that|my|your|his|her|our|their)\b)(?-i:[a-z-]+))",
        re.I,
    ),
)
_OPENED_BY = re.compile(rf"{ARTICLE}$", re.IGNORECASE)
_LEADS = re.compile(LEADING, re.IGNORECASE)
_PLACED = re.compile(r"(?:à|en|dans)\s", re.IGNORECASE)
_PLACED_LAST = re.compile(rf"\b(?:à|en|dans)\s+(?:{ARTICLE})?$", re.IGNORECASE)
_BEFORE_AFTER = re.compile(r"\b(?:avant|après|before|after)", re.IGNORECASE)
_ROLE = {
    **{"d'après": "selon", "according to": "selon", "sur": "dans", "on": "in"},
    **{"avant": "après", "before": "after", "sans": "avec", "without": "with"},
}
_TIME = re.compile(  # an adverb that says when
    r"\b(?:(?:avant|après|ensuite|before|after(?:wards?)?|later)(?=\W*$)|maintenant|aujourd['’]hui|now|today"
    r"|(?:l['’]an(?:née)?|le mois|la semaine) (?:derni|proch|précéd|suivan)\w+|(?:last|next|this) (?:year|month|week)"
    r"|the (?:year|month|week) (?:before|after))\b(?!['’])|^(?:une fois|once) [^?]+$",
    re.IGNORECASE,
)
_LATER = re.compile(r"(?:avant|après|ensuite|before|after|later)", re.IGNORECASE)  # than what was said
_YEARS = {
    **{"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "dix": 10},
    **{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "ten": 10},
}
_YEARS_AWAY = re.compile(  # from the year asked about: "l'année d'avant", "trois ans plus tôt", "a year later"
    rf"(?:l['’]an(?:née)?\s|the\s(?:year\s)?|(?P<count>{'|'.join(_YEARS)}|\d{{1,2}})\s(?:ans?|années?|years?)\s)"
    r"(?:(?P<less>(?:d['’])?avant|précédente?|plus\stôt|auparavant|before|previous|earlier|prior)"
    r"|(?:d['’])?après|suivante?|plus\stard|after|following|next|later)(?:\syear)?",
    re.IGNORECASE,
)
_PLAIN_YEAR = re.compile(r"(?<![\d/.,-])(?:1[5-9]|20)\d\d(?![\d/.,-]\d|\d)")
_YEAR = re.compile(r"\b(?:(?:en|in) (?:1\d|20)\d\d(?![\w/-])|cette (?:année|semaine)\b)", re.IGNORECASE)
_PART_OF_WEEK = re.compile(
    r"\b(?:soirs?|matins?|nuits?|week-?ends?|weekdays?|evenings?|mornings?|nights?|afternoons?)\b",
    re.IGNORECASE,
)
_ADULT = re.compile(  # in "an adult ticket", "une entrée adulte"
    rf"(?<=\ba)(?:n adult| (?:child|student|senior|family|group))(?=\s(?!{LEADING})[a-z])"
    r"|(?<=[a-zà-ÿ]{4})\s(?:adulte|enfant|étudiant|senior|famille|groupe)(?=\W*$)"
)
_FOR_CHILDREN = re.compile(r"(?:for|pour)\b.*\b(?:adult|child|enfant|student|étudiant|senior|famil|group)", re.I)
_OF = re.compile(r"d(?:e\s+(?:l[ae]s?\s+|l['’])?|['’])", re.IGNORECASE)
_OF_THE = re.compile(r"de\s(?:l[ae]s?\s|l['’])", re.IGNORECASE)
_FRENCH_PAIR = re.compile(r"(?:(?:le|la|les|un|une)\s|l['’])\w+\s\w+", re.IGNORECASE)  # "l'abonnement mensuel"
_FRENCH_NOUN = re.compile(  # no adjective that stands before its noun
    r"\b(?:(?:le|la|une?)\s|l['’])(?!plus\s|moins\s|grand|petit|nouve|premi|derni|mauvais|bon|autre|seul|même)[a-zà-ÿ]+\s$"
)
_WITH_OF = rf"(?:\s(?:de\s(?:l[ae]s?\s|l['’])?|d['’])(?!\d)[a-zà-ÿ-]+(?:\s{FRENCH_ADJECTIVE})?)*"
_MODIFIERS = re.compile(  # of the noun before, in a French question: "scientifique", "à mi-temps", "entre 18 et 25 ans"
    rf"(?P<adjectives>(?:\s{FRENCH_ADJECTIVE})*)(?P<of>{_WITH_OF})"
    r"(?:\s(?:entre\s\d[\d\s]*et|de\s\d[\d\s]*à)\s\d+(?:\s\d{3})*(?:\sans)?)?(?:\sà\s(?!mi(?:di|nuit)\b|l[ae]\b|l['’])[a-zà-ÿ-]+(?=\W*$))?",
    re.IGNORECASE,
)
_HAS_VERB = re.compile(
    rf"\b{TO_BE}\b|-(?:t-)?(?:il|elle|on|ils|elles|vous|je|nous)\b|^\s*(?:qui|qu['’]est-ce qui)\b", re.I
)
_HAS_OF = re.compile(r"\w\s(?:(?:du|des?)\s|d['’])")
_LAST_WORD = re.compile(r"\s[a-zà-ÿ-]+(?=\W*$)")
_PLURALS = ("s", "x", "men", "people", "children")
_TOKEN = re.compile(r"\w+(?:[/.,°-]+\w+)*")
_SORTS = {  # words that stand for each other: "mardi" for "lundi"
    "day": re.compile(rf"(?:{DAYS})s?|(?:après-)?demain|hier|today|tomorrow|yesterday", re.IGNORECASE),
    "month": re.compile(MONTHS, re.IGNORECASE),
    "year": re.compile(r"(?:1[5-9]|20)\d\d(?:[/-]\d\d(?:\d\d)?)?"),
    "number": re.compile(r"\d[\d.,]*"),
    "letter": re.compile(r"[A-Z]"),
}
_ATTRIBUTE_OF = re.compile(  # "la hauteur" in "est la hauteur de la tour"
    rf"\s*(?:{TO_BE}|s['’]appelle)\s+(?P<attribute>{ARTICLE}[\w-]+(?:\s+[\w-]+)?)\s+(?:de\s|d['’]|of\s)",
    re.IGNORECASE,
)
_ITS = re.compile(r"(?P<its>son|sa|ses|leurs|his|her|its|their)\s+(?P<noun>[\w-]+(?:\s+[\w-]+)?)", re.IGNORECASE)
_VERB = r"(?:(?:y|en|se|les?|la)\s|[sl]['’])?[a-zà-ÿ]+(?:er|ir|re)\b"  # "vendre", "y manger"
_MAY = re.compile(  # what a verb follows: "peut-on", "je dois", "est-il permis de"
    rf"\b(?:(?:peu[xt]|peuvent|dois|doit|faut|faudra)(?:-(?:on|il|je))?\s|(?:possible|permis|interdit|autorisé|obligatoire|droit) d(?:e\s|['’]))(?={_VERB})",
    re.IGNORECASE,
)
_THOSE = re.compile(r"^(?:celui|celle|ceux|celles|that|those|the ones?)\s+", re.IGNORECASE)


def substituted(said: str, before: str) -> list[str]:
    """The question before, about ``said`` now: "le second", "those in Nador", "the startups", "pour les étudiants"."""
    said = _THOSE.sub("", in_full(said.strip(END)))
    said = lowered(said) if _LEADS.match(said) else said
    if other := _another_in_order(said, before) or _years_away(said, before) or _another_time(said, before):
        return [capitalised(other)]
    when = _TIME.fullmatch(said)
    asked = ASKED.match(before)
    start = asked.end() if asked else 0
    rest = in_full(before[start:])
    if not asked and (_PHRASE.match(rest) or OPENING.match(rest)):
        rest = lowered(rest)
    found = [] if when else _in_step(said, before[:start], rest) or _renamed(said, before[:start], rest)
    if not found and _OF_THE.match(said):  # "Combien de lettres viennent des mairies ?" "Et des entreprises ?"
        found = _exchanged(said, before[:start], rest)
    if not found and asked and (recounted := _recounted(said, asked.group("wh"))):
        tail = _unmodified("", asked.group("wh"), in_full(before[asked.end("wh") :]), said)
        return [contracted(recounted + tail)]
    if not found and not when:
        found = _bare(said, rest) or _exchanged(said, before[:start], rest)
    if found:
        return [capitalised(contracted(before[:start] + new)) for new in found]
    said = contracted(said)
    if when or _LEADS.match(said) or (is_date(said) and not any(map(_sort, _TOKEN.findall(before)))):
        before = _ADULT.sub("", before) if _FOR_CHILDREN.match(said) else before
        return [f"{before.strip(END)} {said} ?"]
    return [capitalised(said) + MEANING + lowered(before)]


def _another_in_order(said: str, before: str) -> str | None:
    """``before`` about "the second" in place of "the first"."""
    new, old = _ORDINAL.search(said), _ORDINAL.search(before)
    if not (new and old) or re.sub(r" ones?$", "", said[new.end() :]) not in before[old.end() :]:
        return None
    return before[: old.start()] + new.group() + before[old.end() :]


def _years_away(said: str, before: str) -> str | None:
    """``before`` about "2023" in place of "2024", for "a year earlier"; the year is counted, because a reader takes the
    value of the year that it sees."""
    away, years = _YEARS_AWAY.fullmatch(said), list(_PLAIN_YEAR.finditer(before))
    if not (away and years):
        return None
    count, old = (away["count"] or "one").lower(), years[-1]
    by = _YEARS.get(count) or int(count)
    year = int(old.group()) + (-by if away["less"] else by)
    return f"{before[: old.start()]}{year}{before[old.end() :]}"


def _another_time(said: str, before: str) -> str | None:
    """``before`` about "après" in place of "avant", or "last year" in place of "this year"."""
    when, opposite = _TIME.fullmatch(said), _BEFORE_AFTER.search(before)
    if when and opposite and (now := _BEFORE_AFTER.match(said)):  # "Avant 2020, quel était le taux ?" "Et après ?"
        return before[: opposite.start()] + now.group() + before[opposite.end() :]
    dated = (when or _YEAR.fullmatch(said)) and not _LATER.match(said)
    old = (_TIME.search(before) or _YEAR.search(before)) if dated else None
    return before[: old.start()] + said + before[old.end() :] if old else None


def _recounted(said: str, wh: str) -> str | None:
    """The question words ``wh`` with another counted noun: "les quais", "butter", "de passes décisives"."""
    counted, of = COUNTED_NOUN.search(wh), _OF.match(said)
    if not counted or (of and not wh.lower().startswith("combien")):
        return None
    if (
        fits(counted.group(), Kind.DURATION) > 0 >= fits(said, Kind.DURATION)
    ):  # "Combien de jours puis-je garder un livre ?"
        return None
    mass = wh.lower().startswith("how much") and not OPENS.match(said)
    plural = said.endswith(_PLURALS)
    if not of and (len(content_words(said)) != 1 or _LEADS.match(said) or is_date(said) or not (mass or plural)):
        return None
    noun = said[of.end() :] if of else OPENS.sub("", said, count=1)
    elided = VOWEL.match(noun) or (of and of.group()[1] in "'’")  # "d'habitants"
    return re.sub(r"\bd(?:e\s|['’])$", "d'" if elided else "de ", wh[: counted.start()]) + noun


def _bare(said: str, rest: str) -> list[str]:
    """``rest`` with a noun that has no article in place of its like: "breakfast" for "dinner", "cats" for "dogs"."""
    old = next(filter(None, (pattern.search(rest) for pattern in _BARE)), None)
    agrees = old and old.groupdict().get("any")
    if not old or not re.fullmatch(r"(?:the\s)?[a-zà-ÿ-]+" if agrees else r"[a-zà-ÿ-]+", said) or is_date(said):
        return []
    if not agrees and old["noun"].endswith("s") != said.endswith("s"):  # "Where are parking allowed?"
        return []
    return [rest[: old.start("noun")] + said + rest[old.end() :]]


def _in_step(said: str, head: str, rest: str) -> list[str]:
    """``rest`` with ``said`` in place of as many words that run parallel: "lot 4" of "lot 3", "return ticket" of "single
    ticket", "dimanche" of "lundi"; empty if there are none.

    Each word must be the same or of the same sort, and one that is no function word must be shared, unless the question
    ends there. A verb may follow a noun, so a last word without a sort is exchanged only after the verb: not "opens" in
    "When the museum opens".
    """
    if _BEFORE_AFTER.match(said):  # "après 2020" is not "2020"
        return []
    core = re.sub(rf"^{LEADING}?{ARTICLE}?", "", said, flags=re.IGNORECASE)
    new, old = _TOKEN.findall(core), list(_TOKEN.finditer(rest))
    found: list[tuple[int, str]] = []
    for at in range(len(old) - len(new) + 1) if 0 < len(new) <= LONGEST else ():
        here = old[at : at + len(new)]
        words = [word.group() for word in here]
        earlier = rest[: here[0].start()]
        # A number, a shared last word or two names cannot be a verb.
        no_verb = _sort(new[-1]) or new[-1] == words[-1] or (new[-1][0] + words[-1][0]).isupper()
        after_verb = no_verb or content_words(earlier) or re.search(TO_BE, head + earlier)
        score = _run_parallel(new, words)
        nth = re.search(rf"\b{ORDER}\s$", earlier, re.IGNORECASE) and not _ORDINAL.search(said)  # "the first Thursday"
        if score is None or nth or not after_verb or not (score or _is_last(said, earlier, here[-1])):
            continue
        kept, later = said if OPENS.match(said) and _OPENED_BY.search(earlier) else core, rest[here[-1].end() :]
        if _sort(new[-1]) == "day" and not words[-1].endswith("s") and later.strip(END):
            kept = kept.removesuffix("s")  # "the Friday bus" "And on Thursdays?"
        found.append((score, _joined(earlier, kept, later)))
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
    bare = re.fullmatch(r"(?!sinon$|\w+(?:er|ir|re|ment)$)[a-zà-ÿ-]+", said)  # "Une entrée adulte ?" "Et enfant ?"
    before = _FRENCH_NOUN.search(earlier) if bare else _FRENCH_PAIR.fullmatch(said) and _OPENED_BY.search(earlier)
    return bool(before and not last.string[last.end() :].strip(END) and content_words(earlier[: before.start()]))


def _sort(word: str) -> str:
    """What can stand for the word: another day, month, year, number or code of the same shape; "" if that is unknown.

    >>> [_sort(word) for word in ("lundi", "March", "2023/24", "7.2", "K3-9", "lot")]
    ['day', 'month', 'year', 'number', 'k0-0', '']
    """
    sort = next((name for name, pattern in _SORTS.items() if pattern.fullmatch(word)), None)
    return sort or (re.sub(r"\d", "0", word.lower()) if re.search(r"\d", word) else "")


def another_attribute(said: str, before: str) -> list[str]:
    """The question before, about "sa largeur" in place of "la hauteur de" something, or about another act of one's own."""
    asked, full, said = ASKED.match(before), in_full(before), lowered(said.strip(END))
    if (may := _MAY.search(before)) and re.match(_VERB, said):  # "On peut fumer ?" "Et vendre des fleurs ?"
        return [f"{before[: may.end()]}{contracted(said)} ?"]
    new, old = _ITS.fullmatch(said), _ATTRIBUTE_OF.match(full, asked.end()) if asked else None
    if new and not old and re.search(OWN, full, re.IGNORECASE):  # "Quel est son âge ?" "Et sa taille ?"
        start = asked.end() if asked else 0
        return [capitalised(contracted(full[:start] + each)) for each in _exchanged(said, full[:start], full[start:])]
    if not (new and old):
        return []
    its, noun = new.group("its").lower(), new.group("noun")
    article = {"son": "le ", "sa": "la ", "ses": "les ", "leurs": "les "}.get(its, "the ")
    if its in ("son", "sa") and VOWEL.match(noun):
        article = "l'"
    return [contracted(full[: old.start("attribute")] + article + noun + full[old.end("attribute") :])]


def _renamed(said: str, asked: str, rest: str) -> list[str]:
    """``rest`` with the name that ``said`` holds in place of its last name; empty if either holds none."""
    other = re.sub(rf"^{LEADING}", "", said, flags=re.IGNORECASE)
    names = [name for name in NAME.finditer(rest) if not is_date(name.group())]
    if not names or not NAME.search(other):
        return []
    head, tail = rest[: names[-1].start()], rest[names[-1].end() :]
    if re.fullmatch(r"\s[a-zà-ÿ]+\W*", tail) and OPENS.match(other):  # "le Premier ministre"
        return []
    tail = _unmodified(asked + head, names[-1].group(), tail, said)
    if _PLACED.match(said) and (place := _PLACED_LAST.search(head)):  # "au Maroc", "en Tunisie"
        return [head[: place.start()] + said + tail]
    return [_joined(head, other, tail)]


def _joined(head: str, said: str, tail: str) -> str:
    """The three together, without a second article."""
    return (_OPENED_BY.sub("", head) if OPENS.match(said) else head) + said + tail


def _exchanged(said: str, head: str, rest: str) -> list[str]:
    """``rest`` with ``said`` in place of its last similar phrase; empty if there is none.

    A similar phrase has a preposition of the same role ("selon", "d'après") or, if ``said`` has none, an article. What
    says when only replaces what does, with any preposition, and phrases of the same number are preferred. In "la durée de la visite", either phrase may be
    replaced.
    """
    new = _PHRASE.match(said)
    if not new or not (new.group("preposition") or new.group("article")):
        return []
    preposition, dated = _preposition(new), _tells_when(said)
    every = [old for token in _TOKEN.finditer(rest) if (old := _PHRASE.match(rest, token.start()))]
    if preposition:  # also within another phrase: "d'or" in "la médaille d'or"
        olds = [old for old in every if _preposition(old) == preposition]
    else:
        articles = [old for old in _PHRASE.finditer(rest) if old.group("article")]
        own = [old for old in articles if old["own"] and _is_free(old, head)]
        articles = own if new["own"] else [old for old in articles if not old["own"]] or own
        olds = [old for old in articles if _is_english(old) == _is_english(new)]  # "a" is a verb in "le port a ouvert"
    like = [old for old in olds if _tells_when(old.group()) == dated]
    if dated and not like and not re.search(r"\d", said):  # "at weekends" for "on the first Thursday"
        often = [old for old in every if _tells_when(old.group()) and not re.search(r"\d", old.group())]
        return [
            rest[: old.start()] + said + rest[old.end() :] for old in often[:1] if _preposition(old) not in ("de", "of")
        ]
    as_many = [old for old in like if _number(old) == _number(new)] or like
    read = []
    for old in as_many[:-3:-1]:
        whole = [b for a, b in noun_phrases(head + rest) if a == len(head) + old.start("article")]
        end = whole[0] - len(head) if whole and not preposition and _is_english(new) else old.end()
        tail = _unmodified(head + rest[: old.start()], rest[old.start() : end], rest[end:], said)
        noun = "" if tail.strip(END) else " " + rest[:end].split()[-1]  # "the red one" is a ticket, too
        now = re.sub(r"\s+ones?$", noun, said, flags=re.IGNORECASE)
        read.append(rest[: old.start("preposition" if preposition else "article")] + now + tail)
    return read


def _unmodified(earlier: str, replaced: str, tail: str, said: str) -> str:
    """The ``tail`` of a question after a phrase without what says more of its noun, for which ``said`` stands.

    What "de" adds may be what is asked about ("le prix de la visite"); it goes with a name, or where ``said`` has its own.
    """
    if not (found := _MODIFIERS.match(tail)):
        return tail
    drops = not found["of"] or NAME.search(replaced) or _HAS_OF.search(said)
    after = found.end() if drops else found.end("adjectives")
    last = _LAST_WORD.match(tail, after) if _HAS_VERB.search(earlier) else None
    return tail[last.end() if last else after :]


def _preposition(phrase: re.Match[str]) -> str:
    """The preposition of a phrase, or one of the same role: "de" for "d'", "selon" for "d'après"; "" if there is none."""
    preposition = (phrase.group("preposition") or "").lower().strip().replace("’", "'")
    return "de" if preposition == "d'" else _ROLE.get(preposition, preposition)


def _is_free(phrase: re.Match[str], head: str) -> bool:
    """Whether another can stand for "my bike" or "his boat": not if an owner was named, nor where more words may follow."""
    earlier, later = head + phrase.string[: phrase.start("own")], phrase.string[phrase.end() :]
    ours = re.match(r"(?!their)[mtnvyo]", phrase["own"], re.IGNORECASE) or _MAY.search(earlier)
    named = re.search(rf"(?:{TO_BE}|s['’]appelle)\s$", earlier, re.IGNORECASE)  # "Quel est son âge ?"
    return bool(ours or named) and bool(re.match(rf"\W*$|\s(?:{LEADING}|{TO_BE}\b|\w+-)", later))


def _tells_when(phrase: str) -> bool:
    """Whether the phrase is a date or another time: "on Sundays", "le soir"."""
    return is_date(phrase) or bool(_PART_OF_WEEK.search(phrase))


def _is_english(phrase: re.Match[str]) -> bool:
    return bool(re.match(r"(?:the|an?|this|these|my|y?our|his|her|its|their)\s", phrase["article"], re.IGNORECASE))


def _number(phrase: re.Match[str]) -> str:
    """Singular (s) or plural (p), if the article shows it, and whether it is indefinite (i)."""
    article = (phrase.group("article") or "").lower().strip(" '’")
    return SHOWS.get(article, "")[:1] + "i" * (article in ("un", "une", "a", "an"))
