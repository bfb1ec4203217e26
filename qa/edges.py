"""Moves the edges of a quote to whole words, whole names, numbers with their unit, and both marks of a pair.

Pure functions from a text and the offsets of a span to better offsets; the text itself never changes.
"""

from __future__ import annotations

import re
import unicodedata

from index.lines import line_end
from index.words import DAYS, MONTHS, UPPER

_PAIRS = {"«": "»", "(": ")", "[": "]", "“": "”", '"': '"'}
LONGEST = 200  # characters; a longer run without a space is no word
_FAR = 80  # characters; if the other mark of a pair is farther away, the mark is left out instead
_LOOSE = ",;: \u00a0\u202f"  # at the end of a span
_SPACE = r"[ \u00a0\u202f]"
_GROUP_BEFORE = re.compile(rf"(?<!\d)\d{{1,3}}(?:{_SPACE}\d{{3}})*{_SPACE}$")
_GROUP_AFTER = re.compile(rf"(?:{_SPACE}\d{{3}})+(?!\d)")
_SCALE = r"(?:milliers|millions?|milliards?|Mds?|billions?|bn|trillions?|thousand|hundred)"
# After a year, "an" and "ha" are no units: "In 2015 an earthquake", "Nel 1998 ha vinto"; but "1 an", "450 ha".
_ONE_YEAR = rf"(?:(?<=(?<![\d.,])1{_SPACE})|(?<=[01],\d{_SPACE}))an"
_HECTARES = rf"(?:(?<!\b1\d\d\d{_SPACE})(?<!\b20\d\d{_SPACE})ha|ha(?!{_SPACE}(?!(?:de|of)\b|d['’])[a-zà-ÿ]))"
_UNIT = (
    rf"(?:(?:Mds?|[Mmk]|bn)?[€$£]|[%‰]|°C?|km²|km/h|km|m²|m³|m|cm|mm|kg|g|{_HECTARES}|kWh|MW|GW|pour cent|percent|per cent"
    rf"|euros?|dollars?|dirhams?|francs?|livres?|pounds?|roubles?|yens?|{_ONE_YEAR}|ans|années?|years?|mois|months?|semaines?|weeks?"
    r"|jours?|days?|heures?|hours?|minutes?|secondes?|seconds?|siècles?|mètres?|kilomètres?|centimètres?|met(?:er|re)s?"
    r"|kilomet(?:er|re)s?|miles?|feet|hectares?|tonnes?|tons?|kilogrammes?|kilos?|grammes?|litres?|degrés?|degrees?)(?!['’]?\w)"
)
_UNIT_AFTER = re.compile(  # "%", "millions", "millions d'euros"
    rf"{_SPACE}?(?:(?:{_SCALE}(?!\w){_SPACE}(?:de{_SPACE}|d['’]|of{_SPACE})?)?{_UNIT}|{_SCALE}(?!\w))"
)
_SCALE_BEFORE = re.compile(rf"(?<=\d){_SPACE}?(?:{_SCALE}|[Mk])$")
_LENGTH = r"(?:m|cm|mm|mètres?|centimètres?|met(?:er|re)s?|feet|inches)(?!\w)"
_WIDTH = re.compile(  # after a length: "62 mètres sur 24"; not "62 mm sur 24 heures", "a metre by 2050"
    rf"(?<=[\w]){_SPACE}(?:sur|by|x|×){_SPACE}(?!(?:1\d|20)\d\d)\d[\d,.]*(?<=\d)(?:{_SPACE}?{_LENGTH}|(?!\d|{_SPACE}?[\w%]))"
)
_ENDS_IN_LENGTH = re.compile(rf"\d{_SPACE}?{_LENGTH}$")
ABOUT = (  # before a number that is not exact
    r"(?:(?:pas )?(?:près|plus|moins) d(?:e|['’])|(?:à )?peu près|autour de|environ|presque|quelques?|au moins|au plus|jusqu['’]à"
    r"|about|nearly|almost|over|around|approximately|roughly|close to|some|(?:(?:no|not) )?(?:more|less|fewer) than"
    r"|at (?:least|most)|up to)"
).replace(" ", _SPACE)
_ABOUT_BEFORE = re.compile(rf"(?<!\w){ABOUT}{_SPACE}$", re.IGNORECASE)
_ABOUT_AFTER = re.compile(
    rf"{_SPACE}(?:au{_SPACE}(?:moins|plus|maximum|minimum)(?!{_SPACE}(?:tard|tôt|vite|près))|environ|ou{_SPACE}(?:plus|moins)"
    rf"|at{_SPACE}(?:least|most)|or{_SPACE}(?:more|less|fewer))(?!\w|{_SPACE}\d)"
)
_ENDS_IN_NUMBER = re.compile(rf"(?:\d|(?<![\w’']){_UNIT})$")
_FROM = re.compile(rf"(?<!\w)(?:d[eu]|entre|from|between){_SPACE}$", re.IGNORECASE)
_RANGE = re.compile(
    rf"(?:d[eu]{_SPACE}\d[^,;\n]*?{_SPACE}(?:à|aux?)|entre{_SPACE}\d[^,;\n]*?{_SPACE}et|from{_SPACE}\d[^,;\n]*?{_SPACE}to"
    rf"|between{_SPACE}\d[^,;\n]*?{_SPACE}and){_SPACE}\d",
    re.IGNORECASE,
)
_SIGN_BEFORE = re.compile(rf"(?:(?<=\()|(?<=[^\d\s]{_SPACE}))[-−+]{_SPACE}?$")
_NAME = rf"{UPPER}[\w’'-]*"
_NAME_BEFORE = re.compile(rf"(?:(?<=[\w,»”)]{_SPACE})|(?<=[’'(«“]))({_NAME}{_SPACE})+$")
_HEADING_BEFORE = re.compile(rf"^(?:{UPPER}{{2,}}{_SPACE})+$", re.MULTILINE)  # "COMPTE" of "COMPTE RENDU"
_NAME_AFTER = re.compile(rf"({_SPACE}(?!I\b){_NAME})+(?!\w)")
_WHEN = re.compile(rf"\b(?:in|on|en|since|depuis){_SPACE}(?:{DAYS}|{MONTHS}){_SPACE}", re.IGNORECASE)  # "On Monday"
_BECAUSE = re.compile(
    r"\b(?:parce qu|car\b|afin (?:d|qu)|pour\b|en raison\b|à cause\b|grâce\b|puisqu|en \w+ant\b|par\b|du fait\b|faute d"
    r"|(?:à la )?suite (?:à|aux?|d(?:es?|u|['’]))|étant donné|sous l['’]effet|de peur|à force\b|au moyen|à l['’]aide\b"
    r"|because\b|in order(?: to)?\b|(?:due|owing|thanks) to\b|as a result of\b|so that\b|to\b|by\b|for\b)",
    re.IGNORECASE,
)
_DAY_BEFORE = re.compile(rf"\b(?:{DAYS}),?{_SPACE}$", re.IGNORECASE)
_DAY_OF_MONTH = rf"(?:(?:{MONTHS}){_SPACE}\d{{1,2}}|\d{{1,2}}(?:er)?{_SPACE}(?:{MONTHS}))\b"
_BEGINS_IN_DATE = re.compile(_DAY_OF_MONTH, re.IGNORECASE)
_DATE_AFTER = re.compile(rf"\b(?:{DAYS})(?P<after>,?{_SPACE}{_DAY_OF_MONTH})", re.IGNORECASE)
_STREET = re.compile(
    rf"(?:(?:la|le){_SPACE}|l['’])?(?i:rue|avenue|boulevard|place|chemin|quai|impasse|allée|cours|route)\b"
    rf"|(?:{_NAME}{_SPACE}){{1,3}}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Boulevard|Square)\b"
)
_HOUSE_NUMBER = re.compile(  # "2159, ", "2450 de "; not a year, nor the number of "samedi 14, place …" or "18 h 30, place …"
    rf"(?P<time>(?:\b(?:{DAYS}|{MONTHS}|le)|\d{_SPACE}au|h){_SPACE})?(?<![\w:.,-])(?!(?:1[5-9]|20)\d\d\b)"
    rf"\d{{1,5}}(?:{_SPACE}?(?:bis|ter))?,?{_SPACE}(?:de{_SPACE})?(?:l[ae]{_SPACE}|l['’])?$", re.IGNORECASE
)  # fmt: skip
_ADDRESS = re.compile(r"(?:https?://|www\.|[\w.+-]{1,64}@)[\w-]+(?:\.[\w-]+)+(?:/[\w./?=&%#~-]*[\w/])?", re.IGNORECASE)
# "8.05 p.m.", "J.-C.", "Carver & Co."
_ABBREVIATED = re.compile(
    r"(?<![^\W\d])(?:(?:[^\W\d]\.-?)+[^\W\d]|Ph\.D|Co|Inc|Ltd|Corp|Bros|Jr|Sr|Cie|Rd|Ave|al|etc)$"
)
_INITIAL = re.compile(rf"(?:(?<!\w){UPPER}|\.)$")  # or an ellipsis
_CLAUSE_ENDS = re.compile(r"[,;:—–(]\s|\s[(—–]")


def whole(text: str, start: int, end: int) -> tuple[int, int]:
    """Move the edges of the span ``[start, end)`` to where a human reader would put them.

    >>> text = "près de 2,5 milliards de dirhams (« VC »)"
    >>> [text[slice(*whole(text, *span))] for span in ((8, 9), (8, 20), (34, 38))]
    ['près de 2,5 milliards de dirhams', 'près de 2,5 milliards de dirhams', '« VC »']
    """
    if not text[start:end].strip():
        return whole_words(text, start, end)
    start, end = whole_words(text, start, end)
    start, end = _whole_address(text, start, end)
    start, end = _whole_date(text, start, end)
    start, end = _whole_number(text, start, end)
    start, end = _whole_name(text, start, end)
    start, end = _balanced(text, start, end)
    if kept := text[start:end].rstrip(_LOOSE).rstrip():
        end = start + len(kept)
    start, end = without_stop(text, start, end)
    return _unbracketed(text, start, end)


def clause(text: str, start: int, end: int, sentence_start: int, sentence_end: int) -> tuple[int, int]:
    """Extend a reason to the word that introduces it ("pour", "parce que", "by"), or a single word to its clause.

    >>> text = "Le pont ferme, hélas, pour cause de travaux, en mai."
    >>> text[slice(*clause(text, 36, 43, 0, len(text)))], text[slice(*clause(text, 27, 43, 0, len(text)))]
    ('pour cause de travaux', 'pour cause de travaux')
    """
    for word in reversed(list(_BECAUSE.finditer(text, sentence_start, start))):
        between = text[word.end() : start]
        if len(between.split()) <= 2 and not re.search("[,;:]", between):
            return word.start(), end
    if len(text[start:end].split()) > 1:
        return start, end
    start = max([sentence_start, *(mark.end() for mark in _CLAUSE_ENDS.finditer(text, sentence_start, start))])
    mark = _CLAUSE_ENDS.search(text, end, sentence_end)
    return start, end + len(text[end : mark.start() if mark else sentence_end].rstrip(" .!?…\u00a0\u202f"))


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen ``[start, end)`` to whole words, then drop white space at its edges.

    >>> whole_words("l'intelligence artificielle", 4, 14)
    (2, 14)
    """
    first, last = max(0, start - LONGEST), min(len(text), end + LONGEST)
    while first < start < len(text) and _inside_word(text, start):
        start -= 1
    while 0 < end < last and _inside_word(text, end):
        end += 1
    start = _skip_space(text, start, end)
    return start, start + len(text[start:end].rstrip())


def _inside_word(text: str, at: int) -> bool:
    """Whether ``at`` is inside a word: letters, digits, combining marks, "cyber-résilience", "2,5"."""
    left, right = text[at - 1], text[at]
    # Combining marks, joiners and variation selectors belong to the character before them.
    if unicodedata.category(right) in ("Mn", "Mc", "Me") or right == "\u200d" or left == "\u200d":
        return True
    if (left.isalnum() or unicodedata.category(left) in ("Mn", "Mc")) and right.isalnum():
        return True
    for mark in (at - 1, at):  # a mark with a letter or digit on both sides
        if 0 < mark < len(text) - 1:
            before, after = text[mark - 1], text[mark + 1]
            if text[mark] == "-" and before.isalpha() and after.isalpha():
                return True
            if text[mark] in ".,:" and before.isdigit() and after.isdigit():
                return True
    return False


def without_stop(text: str, start: int, end: int) -> tuple[int, int]:
    """Drop the full stop of a sentence from the end of a span, and include that of an abbreviation."""
    if "." not in text[end - 1 : end + 1]:
        return start, end
    last = end - text[start:end].endswith(".")
    if _ABBREVIATED.search(text, start, last):
        return start, last + text.startswith(".", last)
    return start, end if _INITIAL.search(text, start, last) else start + len(text[start:last].rstrip())


def _unbracketed(text: str, start: int, end: int) -> tuple[int, int]:
    closing = {"(": ")", "[": "]"}.get(text[start : start + 1])
    if closing and text.find(closing, start, end) == end - 1 and text[start + 1 : end - 1].strip():
        return whole_words(text, start + 1, end - 1)
    return start, end


def _whole_address(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to both ends of an e-mail or web address that an edge is in."""
    low, high = max(0, start - LONGEST), end + LONGEST
    around = text[low:high].lower()
    if not any(mark in around for mark in ("@", "://", "www.")):  # the usual case; looking took four times as long
        return start, end
    for address in _ADDRESS.finditer(text, low, high):
        first, last = address.span()
        start = first if first < start < last else start
        end = last if first < end < last else end
    return start, end


def _whole_date(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen to the weekday before a date, and to the date after a weekday: "Saturday, November 8"."""
    if _BEGINS_IN_DATE.match(text, start) and (day := _DAY_BEFORE.search(text, max(0, start - 12), start)):
        start = day.start()
    if text[end - 1] in "yieYIE":  # the usual case is none; looking takes longer than all the rest
        for date in _DATE_AFTER.finditer(text, max(start, end - 9), end + 20):
            end = date.end() if date.start("after") == end else end
    return start, end


def _whole_number(text: str, start: int, end: int) -> tuple[int, int]:
    begins = text[start].isdigit()
    if re.match(r"\d{3}(?!\d)", text[start : start + 4]):
        before = _GROUP_BEFORE.search(text, max(0, start - 20), start)
        start = before.start() if before else start
    if begins and start and text[start - 1] in "€$£¥":
        start -= 1
    if text[end - 1].isdigit():
        if (after := _GROUP_AFTER.match(text, end)) and re.search(r"(?<!\d)\d{1,3}$", text[max(0, end - 4) : end]):
            end = after.end()
        unit = _UNIT_AFTER.match(text, end)
    else:
        scale = _SCALE_BEFORE.search(text, max(0, end - 20), end)
        unit = _UNIT_AFTER.match(text, scale.start()) if scale else None
    if unit:
        end = unit.end()
    if (width := _WIDTH.match(text, end)) and _ENDS_IN_LENGTH.search(text, max(0, end - 15), end):
        end = width.end()
    if (about := _ABOUT_AFTER.match(text, end)) and _ENDS_IN_NUMBER.search(text, max(0, end - 15), end):
        end = about.end()
    return _before_number(text, start, end) if begins else start, end


def _before_number(text: str, start: int, end: int) -> int:
    """Start of a number with the words or sign before it: "près de 3", "du 3 au 5", "- 3 °C"."""
    # Annotators leave it out two times in three, but to quote "240 000" from "près de 240 000" is to misquote.
    if about := _ABOUT_BEFORE.search(text, max(0, start - 20), start):
        return about.start()
    if (word := _FROM.search(text, max(0, start - 10), start)) and _RANGE.match(text, word.start(), end):
        return word.start()
    if text[end - 1] in "%CF°" and (sign := _SIGN_BEFORE.search(text, max(0, start - 4), start)):
        return sign.start()
    return start


def _whole_name(text: str, start: int, end: int) -> tuple[int, int]:
    last = re.search(r"[\w’'-]+$", text[start:end])
    if text[start].isupper() and (before := _NAME_BEFORE.search(text, max(0, start - 80), start)):
        when = _WHEN.search(text, max(0, before.start() - 8), start)
        start = max(before.start(), when.end() if when else 0)
    if _STREET.match(text, start, end) and (number := _HOUSE_NUMBER.search(text, max(0, start - 25), start)):
        start = start if number["time"] else number.start()
    line = text.rfind("\n", max(0, start - _FAR), start) + 1
    if text[start:end].isupper() and _HEADING_BEFORE.match(text, line, start):
        start = line
    if last and re.match(_NAME, last.group()) and (after := _NAME_AFTER.match(text, end)):
        end = after.end()
    return start, end


def _balanced(text: str, start: int, end: int) -> tuple[int, int]:
    """If only one mark of a pair is in the span, include the other one or leave the mark out."""
    for opening, closing in _PAIRS.items():
        alone = _alone(text[start:end], opening, closing)
        if alone is None:
            continue
        at = start + alone
        if text[at] == opening and (opening != closing or text.find(closing, end, line_end(text, end)) >= 0):
            partner = text.find(closing, end, min(line_end(text, end), end + _FAR))
            if partner >= 0 and not (at == start and partner > end + 2):
                end = partner + 1
            elif at == start:
                start = _skip_space(text, at + 1, end)
            else:
                end = max(start, len(text[:at].rstrip()))
        else:
            partner = text.rfind(opening, max(text.rfind("\n", 0, start) + 1, start - _FAR), start)
            if partner >= 0 and not (at == end - 1 and partner < start - 2):
                start = partner
            elif at == end - 1:
                end = max(start, len(text[:at].rstrip()))
            else:
                start = _skip_space(text, at + 1, end)
    return start, end


def _alone(part: str, opening: str, closing: str) -> int | None:
    """Position of the first mark in ``part`` that has no partner."""
    if opening == closing:
        return part.rfind(opening) if part.count(opening) % 2 else None
    if opening not in part and closing not in part:  # the usual case; the loop took a twentieth of a question's time
        return None
    open_at: list[int] = []
    for i, character in enumerate(part):
        if character == opening:
            open_at.append(i)
        elif character == closing:
            if not open_at:
                return i
            open_at.pop()
    return open_at[0] if open_at else None


def _skip_space(text: str, at: int, end: int) -> int:
    return end - len(text[at:end].lstrip())
