"""Rewrites follow-up questions ("Et où ?", "What about the second one?") to questions that stand alone, by rules.

Nothing is generated: a reading is made of words of the question, of the question before it, and of the answer to
that one. If a pronoun can mean two things, or the question may stand alone, there are two readings; the
reader's confidence decides, and the user is shown the one that was used.
"""

from __future__ import annotations

import re

from index.words import LEADING, UPPER, content_words
from qa.grammar import (
    ARTICLE,
    ASKED,
    COUNTED_NOUN,
    END,
    IN_PLACE,
    OPENING,
    OPENS,
    ORDER,
    TO_BE,
    VOWEL,
    asks_for_entity,
    capitalised,
    contracted,
    in_a_sentence,
    lowered,
    named_in,
    noun_phrases,
)
from qa.pronouns import meanings, put_in, unbound_pronoun
from qa.question_types import MEANING, MEASURED, NAMES, Kind, kind
from qa.substitution import another_attribute, substituted

_JOIN = r"^\s*(?:et|mais|and|but)\b[\s,]*"
_AND = re.compile(  # "Et", "What about", "Qu'en est-il de", "Same for", "Non, je voulais dire", "I meant"
    rf"(?:{_JOIN}|^\s*)(?:idem|pareil|(?:la )?même (?:chose|question)|(?:the )?same(?: question| thing)?)\s+"
    rf"(?=(?:pour|en|à|aux?|dans|avec|for|in|at|with|on)\b)|{_JOIN}(?:about\s)?|^\s*(?:what|how) about\b\s*"
    r"|^\s*qu['’]en est-il\s+(?:de\s|du\s|des\s|d['’])?"
    r"|^\s*(?:(?:non|no|mais|pardon|sorry)\b[\s,.!:]*)?(?:je (?:veux|voulais) (?:dire|parler)|je parl(?:e|ais)|i (?:mean|meant|was asking))\b,?"
    r"\s*(?:(?:about|de)\s+|d['’])?|^\s*(?:non|no)\s*[,.!:]\s*|^\s*plutôt\s+",
    re.IGNORECASE,
)
_IDLE = re.compile(  # "Pourquoi donc ?", "Où ça ?"
    r"\s+(?:donc|alors|au juste|exactement|exactly|then|(?:(?<=\boù\s)|(?<=\bquand\s)|(?<=\bpourquoi\s))ça)(?=\W*$)",
    re.IGNORECASE,
)
_OTHER = re.compile(  # "Lequel ?", "Qui d'autre ?", "What else?"
    r"^\W*(?:lequel|laquelle|lesquel(?:le)?s|which ones?)\b(?!\s+(?:d|of\b))|^\W*[\w-]+\s+(?:d['’]autres?|else)\W*$",
    re.IGNORECASE,
)
_HOW_MANY = re.compile(r"\b(?:(?P<combien>combien d(?:e\s|['’]))|how many\s)(?=\w)", re.IGNORECASE)
_FRAGMENT = re.compile(  # without a verb: "En train ?", "For two nights?", "The second one?", "2020 ?"
    rf"^\W*(?:(?!on\b){LEADING}(?!.*\b(?:qu[ei]|quoi|quel(?:le)?s?|quand|o[uù]|combien|who|whom|what|which|when|where|how)\b)"
    rf"(?:[\w’'-]+\s+){{,2}}[\w’'-]+|(?:the|l[ea]s?)\s+{ORDER}(?:\s+ones?)?|\d[\d/.,-]*)\W*$",
    re.IGNORECASE,
)
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
_NAMED = re.compile(rf"{UPPER}|[«“\"]|\d")
_WHOLE = re.compile(  # a question with its verb: "peut-on entrer", "il y a un bar", "le bar est ouvert", "can I enter"
    rf"(?:{OPENING.pattern}|\s*(?:est-ce\s+qu|[\w-]+-(?:t-)?il\b|(?:il\s+)?y\s*['’]?a\b|il\s+faut\b|c['’](?:est|était)\b"
    r"|on\s+(?:ne\s|n['’]|y\s|en\s|se\s|s['’])?(?:peut|pourra|doit|va|a|est|fait|pa[iy]e)\b|(?:je|tu|vous|nous)\s+\w|j['’]"
    rf"|{ARTICLE}(?:[\w’'-]+\s+){{1,4}}(?:{TO_BE}|a-t|ont-|peu(?:ven)?t|doi(?:ven)?t|va|vont|can|will|has|have)\b)"
    rf"|.*{IN_PLACE.pattern})",
    re.IGNORECASE,
)
_TOPIC_FIRST = re.compile(  # "le port, quand a-t-il ouvert ?"
    rf"\s*(?P<topic>(?:(?i:{ARTICLE})|{UPPER})[^,;:.?!]*?)(?:,|\s?:)\s+(?P<asked>\w.*)"
)
_IS = re.compile(rf"^{TO_BE}\s+(?={ARTICLE})", re.IGNORECASE)
_AUXILIARY = re.compile(rf"{OPENING.pattern}|-(?:t-)?(?:il|elle|ils|elles|on|vous|nous)\b", re.I)


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
    asked = ASKED.match(question)
    rest = question[asked.end() :].strip(END) if asked else question
    return not rest or not (content_words(question if asked else rest) or _NAMED.search(rest))


def has_pronoun(question: str) -> bool:
    """Whether the question leans on another one by a pronoun."""
    return unbound_pronoun(_AND.sub("", question).strip()) is not None


def finds_meaning(question: str, before: str, answer: str | None) -> bool:
    """Whether the question ``before`` or its answer has what the pronoun of this one can mean; True if it has none.

    >>> finds_meaning("Quel est son poste ?", "Combien de quais y a-t-il ?", "douze")
    False
    """
    rest = _AND.sub("", question).strip()
    pronoun = unbound_pronoun(rest)
    return pronoun is None or bool(another_attribute(rest, before) or meanings(before, answer, pronoun))


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
    ['Quand Ada Diop est-elle arrivée ?', 'Quand la séance est-elle arrivée ?']
    >>> readings("Quel est son poste ?", "Qui a ouvert la séance ?", "Ada Diop")
    ['Ada Diop : quel est son poste ?', 'la séance : quel est son poste ?']
    """
    question = _IDLE.sub("", question)
    rest = _AND.sub("", question).strip()
    if not rest.strip(END):  # "Et ?", "Qu'en est-il ?"
        return [before]
    which = re.fullmatch(r"\W*(?:les(?P<quels>quel(?:le)?s)|which(?: ones?)?)\W*", rest, re.IGNORECASE)
    if which and (counted := _HOW_MANY.search(before)) and bool(which["quels"]) == bool(counted["combien"]):
        named = before[: counted.start()] + (which["quels"] or "which") + " " + before[counted.end() :]
        return [capitalised(named)]  # "Combien de ports ont fermé ?" "Lesquels ?"
    if _OTHER.match(rest):
        return [before.strip(END) + MEANING + lowered(rest)]
    joined = rest != question.strip()
    if joined and (whole := _whole(rest)):
        return [whole]
    topic, _, resolved = before.partition(MEANING)
    if resolved and (ASKED.match(resolved) or unbound_pronoun(resolved)):
        return _after_a_follow_up(question, rest, topic, resolved, answer)
    asked = ASKED.match(rest)
    if asked and not rest[asked.end() :].strip(END):
        again = _asked_again(asked.group("wh"), before, answer)
        may_stand = not joined and _QUALIFIED.match(rest)  # not "Et combien de quais ?", "Dans quelle rue ?"
        return list(dict.fromkeys([again, rest])) if may_stand else [again]
    other = another_attribute(rest, before)
    if pronoun := unbound_pronoun(rest):
        return _with_pronoun(rest, pronoun, before, answer, other)
    if asked or OPENING.match(rest):
        return [capitalised(rest)]
    return other or _measure_of(rest, before) or substituted(rest, before)


def _measure_of(rest: str, before: str) -> list[str]:
    """A question about "le budget" of what ``before`` named, if that asked for something else than a measure of it."""
    article = OPENS.match(rest)
    wanted = kind(rest[article.end() :]) if article else None
    if not article or wanted in (None, *NAMES, kind(before)):
        return []
    asked = ASKED.match(before)
    named = [before[a:b] for a, b in noun_phrases(before, asked.end() if asked else 0)]
    measures = any(kind(OPENS.sub("", phrase, count=1)) for phrase in named)
    asks = {"le": "Quel est", "la": "Quelle est", "l": "Quel est", "les": "Quels sont", "the": "What is"}
    opening = asks.get(article.group().lower().rstrip("'’ "))
    if measures or not named or not opening or not OPENS.match(named[0]):
        return []
    of = "of " if opening == "What is" else "d'" if VOWEL.match(named[0]) else "de "
    return [contracted(f"{opening} {rest.strip(END)} {of}{named[0]} ?")]


def _after_a_follow_up(question: str, rest: str, topic: str, resolved: str, answer: str | None) -> list[str]:
    """The readings after a question with a topic in front, which stays, unless it was a question or there is a new one."""
    if unbound_pronoun(resolved) and (ASKED.match(topic) or OPENING.match(topic)):
        return readings(question, capitalised(resolved), answer)
    if unbound_pronoun(rest):
        return readings(question, f"{topic} ?", None)
    read = readings(question, resolved, answer)
    own = read if read == [capitalised(rest)] and noun_phrases(rest) else []
    topic += MEANING
    return [each if MEANING in each and not ASKED.match(each) else topic + lowered(each) for each in read] + own


def _with_pronoun(rest: str, pronoun: re.Match[str], before: str, answer: str | None, other: list[str]) -> list[str]:
    """The readings of a question with a pronoun.

    Args:
        other: the question before, about another attribute of the same.
    """
    if other and kind(before) != Kind.PERSON:
        return other
    named = named_in(before)
    meant = other + [put_in(each, pronoun) for each in meanings(before, answer, pronoun)]
    if not meant:  # the topic at least: "l'usine : où travaillent-ils ?"
        meant = [(named or [before.strip(END)])[0] + MEANING + lowered(rest)]
    return meant if named else [*meant, capitalised(rest)]


def _whole(said: str) -> str | None:
    """The question after "Et" if it needs nothing from before, its topic set off: "le port : quand a-t-il ouvert ?"."""
    if topic := _TOPIC_FIRST.match(said):
        about = topic.group("asked")
        asked = ASKED.match(about)
        if unbound_pronoun(about) or _WHOLE.match(about) or (asked and not asked.group("who")):
            return topic.group("topic") + MEANING + about  # not of "Bo Li, qui a bâti le pont ?"
    if not ASKED.match(said) and _WHOLE.match(said) and not unbound_pronoun(said):
        return capitalised(said)
    return None


def _asked_again(wh: str, before: str, answer: str | None) -> str:
    """The question before, with the question word ``wh``."""
    asked, wh = ASKED.match(before), capitalised(wh)
    if not asked and (old := IN_PLACE.search(before)):
        if not _QUALIFIED.match(wh):
            return f"{before[: old.start()]} {lowered(wh)}{before[old.end() :]}"
        named = named_in(before)
        return f"{named[0]}{MEANING}{lowered(wh)} ?" if named else f"{wh} ?"
    if not asked:  # "Is the port closed?" "Why?"
        return f"{wh} {lowered(before)}" if _AUXILIARY.search(before) else f"{before} {wh} ?"
    rest = re.sub(r"^['’]s\b", "is", before[asked.end() :].strip(END))
    counted = _COUNTED_SUBJECT.fullmatch(before.strip(END))
    if _QUALIFIED.search(wh) and not rest:
        return f"{wh} ?"
    if _QUALIFIED.search(wh) and not (asked.group("adverb") or asked.group("noun")) and _IS.match(rest):
        return f"{_IS.sub('', rest)}{MEANING}{lowered(wh)} ?"  # not "Quel âge est le préfet ?"
    if _QUALIFIED.match(wh) and asked.start("who") == asked.start("wh") and (topic := named_in(before)):
        return f"{topic[0]}{MEANING}{lowered(wh)} ?"  # not "Quel prix Ada Diop a construit le pont ?"
    if counted and not COUNTED_NOUN.search(wh):
        rest = _stated(counted)
    elif not rest:  # "Quel budget ?"
        return f"{before.strip(END)}{MEANING}{lowered(wh)} ?" if _QUALIFIED.search(before) else f"{wh} ?"
    elif " " in wh and _QUALIFIED.search(asked.group("wh")):
        rest = _QUALIFIERS.sub("", rest)
    if not answer and asked.start("who") == asked.start("wh") and not (_AUXILIARY.search(rest) or _IS.match(rest)):
        we = re.sub(r"^(\s*(?:[ls]['’])?a)(?=\s)", r"\1-t-on", rest)  # "Qui a signé l'arrêté ?" "Quand ?"
        return f"{wh} {we} ?" if we != rest else f"{before.strip(END)}{MEANING}{lowered(wh)} ?"
    if (
        answer and asks_for_entity(asked) and kind(wh) != Kind.NUMBER and kind(before) not in (*MEASURED, Kind.DATE)
    ):  # not "Where is it 7 p.m."
        answer = in_a_sentence(answer)
        rest = f"{rest} {answer}" if _AUXILIARY.search(rest) else f"{answer} {rest}"
    return f"{wh} {rest} ?"


def _stated(counted: re.Match[str]) -> str:
    """The statement in a counting question: "les spectateurs ont assisté au match", "will jobs be created"."""
    noun, verb = counted.group("noun"), counted.group("verb")
    return f"les {noun} {verb}".strip() if noun else "{will} {people} {come}".format(**counted.groupdict()).strip()
