"""Whether two quotes contradict each other: pure functions that prefer a missed contradiction to a false one."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.lines import CELL
from index.words import INNER_NAME, MONTHS_EN, MONTHS_FR, beginning, content_words, fold
from qa.edges import ABOUT
from qa.question_types import QUANTITIES, Kind, fits

ALIKE = 1 / 3  # share of the shorter sentence's words that the other has too; chosen on piaf-fr-dev
FEWEST = 2  # words; two labels may be alike by chance ("Tickets: $6"), and the encoder finds any two similar
_HEADING = re.compile(  # a short line of its own, above others
    rf"(?:^|(?<=\n\n))(?![-–•*]\s|[^\n]*{re.escape(CELL)})(?:#+\s+)?([^\s#][^\n]{{0,79}}(?<![.!?…:;,])) *\n"
)
# Cosine of two sentences without their spans: the lowest, in hundredths, without a false alarm on XQuAD's number
# questions (French by Apertium; chosen and measured on the same ones), and one more. 81 % of 232 sentences that
# translate each other pass; none of 254 with a number elsewhere in the same paragraph, nor of 918 in others. The cosine
# alone lets 10 in 400 through. Sentences made to look alike do pass: see the limits in the README.
TRANSLATED = 0.76
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_UNIT = re.compile(r"\s*(?:de\s|d['’]|of\s)?\s*([^\W\d]+|%)")
_WORD = re.compile(r"[^\W\d_]+")
_SCALES = {
    "millier": 1e3, "mille": 1e3, "thousand": 1e3, "million": 1e6, "milliard": 1e9, "billion": 1e9, "md": 1e9, "bn": 1e9,
}  # fmt: skip
_LETTERS = {"k": 1e3, "m": 1e6, "b": 1e9}  # only with a sign: "2 M€"
_UNSURE = frozenset({"k", "K", "M"})  # ambiguous without a sign: "2 M"
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound"}
_TO_TWELVE = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "one two three four five six seven eight nine ten eleven twelve",
)
_SPELT = {word: float(i) for words in _TO_TWELVE for i, word in enumerate(words.split(), 1)} | {"une": 1.0}
_LARGER = (
    "treize quatorze quinze seize vingt trente quarante cinquante soixante septante huitante octante nonante cent demi demie"
    " moitié tiers quart dizaine douzaine quinzaine vingtaine trentaine quarantaine cinquantaine soixantaine centaine"
    " thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
    " half third quarter dozen trillion"
)
# To refuse numbers of several words ("vingt-deux", "two and a half"), of which one word alone is another number.
_NUMERALS = {*_SPELT, *_SCALES, *_LARGER.split()}
_NO_NUMBER = frozenset({"un", "une", "one", "cent", "cents"})  # beside digits: "une hauteur de 12 m", "12 pour cent"
_SHORT_MONTHS = (  # without accents; no "mar", which is also short for "mardi"
    "janv fevr mars avr mai juin juil aout sept oct nov dec",
    "jan feb march apr may jun jul aug sep oct nov dec",
)
_IN_ORDER = (map(fold, MONTHS_FR), MONTHS_EN, *map(str.split, _SHORT_MONTHS))
_MONTH = {month: str(i) for months in _IN_ORDER for i, month in enumerate(months, 1)} | {"fev": "2"}
_MONTH_WORD = re.compile(r"(?<=\d )sept\b|\bsept(?=\.| \d)|\b(?!sept\b)\w+")  # "sept ans" is seven years
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_DAY = re.compile(r"(?<!:)(?<!\bh )(?<!\dh )\b([0-3]?\d)(?:er|st|nd|rd|th)?\b(?!\s*(?:h|e\b|:))")  # not of an hour
_ABOUT = re.compile(rf"\b{ABOUT}(?:\b|(?<=['’]))", re.IGNORECASE)
_AT_LEAST = re.compile(
    r"(?<!pas )\bplus d|\bpas moins d|\bau moins|(?<!no )(?<!not )\b(?:more than|over)|\bn(?:o|ot) (?:less|fewer) than|\bat least",
    re.IGNORECASE,
)
_AT_MOST = re.compile(
    r"(?<!pas )\bmoins d|\bpas plus d|\bau plus|\bjusqu|(?<!no )(?<!not )\b(?:less|fewer) than|\bn(?:o|ot) more than|\bat most|\bup to",
    re.IGNORECASE,
)
_FAR = 5_000  # characters; a heading farther above is not looked for
_NEAR = 0.1  # what is about a value is within a tenth of it
_PER = re.compile(r"(?:\b(?:par|per|each)\s|/\s?|\ba (?=day|week|month|year))([^\W\d]+)", re.IGNORECASE)
_TIMES = {"heure": "hour", "jour": "day", "semaine": "week", "mois": "month", "an": "year"}
_FROM_TO = re.compile(  # a time that may hold the other date
    r"\b(?:d[eu]\b.*\b(?:à|au)|entre|from|between|années|décennie|jusqu|depuis|since|until)\b|\d\s?–\s?\d|\d0s\b",
    re.IGNORECASE,
)
_NAME = re.compile(INNER_NAME)


def disagree(kind: Kind, first: str, second: str) -> bool:
    """Whether two spans give different values; False if they cannot be compared.

    >>> disagree(Kind.NUMBER, "près de 240 000", "240,000"), disagree(Kind.NUMBER, "670 mètres", "690 m")
    (False, True)
    >>> disagree(Kind.DATE, "le 9 décembre", "9 December 2025"), disagree(Kind.DATE, "en 2024", "mars 2025")
    (False, True)
    >>> disagree(Kind.PERSON, "M. Saoud", "Nawfal Saoud"), disagree(Kind.PERSON, "Ada Diop", "Bo Li")
    (False, True)
    """
    if fits(first, kind) < 0 or fits(second, kind) < 0 or kind is Kind.TIME:
        return False
    if kind in QUANTITIES:
        one, other = _number(first), _number(second)
        if not one or not other or not _comparable(one[1], other[1]) or _rates(first) != _rates(second):
            return False
        if kind is Kind.DURATION and not (one[1] and other[1]):  # "jusqu'en 2030"
            return False
        if _allows(first, one[0], other[0]) or _allows(second, other[0], one[0]):
            return False
        near = _NEAR * max(one[0], other[0]) if _ABOUT.search(first) or _ABOUT.search(second) else 0
        return abs(one[0] - other[0]) > near
    if kind is Kind.DATE:
        if bool(_FROM_TO.search(first)) != bool(_FROM_TO.search(second)):
            return False
        return any(a and b and not a & b for a, b in zip(_dates(first), _dates(second), strict=True))
    one_name, other_name = set(content_words(first)), set(content_words(second))
    return bool(one_name and other_name and not one_name & other_name)


def _allows(span: str, value: float, other: float) -> bool:
    """Whether the span is a bound ("plus de 200") that the other value keeps."""
    return bool((_AT_LEAST.search(span) and other >= value) or (_AT_MOST.search(span) and other <= value))


def heading(text: str, at: int) -> str:
    """The last line before ``at`` that looks like a heading; "" if there is none.

    >>> heading("# Film: Mon oncle\\n\\nTickets: $6.", 25)
    'Film: Mon oncle'
    """
    found = list(_HEADING.finditer(text, max(0, at - _FAR), at))
    return found[-1][1] if found else ""


def about_the_same(
    question: str, first: str, first_span: str, second: str, second_span: str, headings: tuple[str, str] = ("", "")
) -> bool:
    """Whether the sentence ``second`` is about the same thing as the question and the sentence ``first``.

    It must have the words that ``first`` shares with the question, and share many words with ``first``. The years must
    not differ, nor may each sentence have a name, in it or in the heading above it, that the other lacks. Spans are
    ignored. For sentences in one language; those in two share too few words, see ``the_same_in_translation``.
    """
    one, other, asked = _beginnings(first, first_span), _beginnings(second, second_span), _beginnings(question, "")
    if not one or not other or not asked & one <= other:
        return False
    years = [set(_YEAR.findall(_without(text, span))) for text, span in ((first, first_span), (second, second_span))]
    over = ["" if line.isupper() else line for line in headings]  # in capitals, every word looks like a name
    names = [
        {beginning(fold(name)) for said in pair for name in _NAME.findall(said)}
        for pair in zip((first, second), over, strict=True)
    ]
    said = [words | _beginnings(line, "") for words, line in zip((one, other), headings, strict=True)]
    mine, yours = names[0] & said[0] - said[1], names[1] & said[1] - said[0]
    return (
        len(one & other) >= max(FEWEST, ALIKE * min(len(one), len(other)))
        and not (all(years) and not years[0] & years[1])
        and not (mine and yours)
    )


def the_same_in_translation(
    encode: Callable[[Sequence[str]], NDArray[np.float32]], first: str, first_span: str, second: str, second_span: str
) -> bool:
    """Whether two sentences in French and English are about the same thing.

    Without their spans, their vectors by ``encode`` must be as near as those of translations, and if both have numbers
    or names, they must share one. Neither may also hold the other's value: of "from 700 to 3,000" the reader may choose
    either end.
    """
    rests = [" ".join(_without(text, span).split()) for text, span in ((first, first_span), (second, second_span))]
    words = [{word[:3] for word in content_words(rest)} for rest in rests]
    numbers, values = [_digits(rest) for rest in rests], (_digits(first_span), _digits(second_span))
    names = [{fold(name)[:3] for name in _NAME.findall(rest) if fold(name) not in _MONTH} for rest in rests]
    if min(map(len, words)) < FEWEST or values[0] & numbers[1] or values[1] & numbers[0]:
        return False
    if all(numbers) and not numbers[0] & numbers[1]:
        return False
    if all(names) and not names[0] & words[1] and not names[1] & words[0]:
        return False
    one, other = encode(rests)
    return float(one @ other) >= TRANSLATED


def _digits(text: str) -> set[str]:
    return {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}


def _beginnings(text: str, span: str) -> set[str]:
    """Enough of each content word, outside the span, to match it in another number or tense."""
    return {beginning(word) for word in content_words(_without(text, span))}


def _without(text: str, span: str) -> str:
    """The sentence without its span, which may also stand inside a word: "3" in "2023"."""
    return re.sub(rf"(?<!\w){re.escape(span)}(?!\w)", " ", text) if span else text


def _number(span: str) -> tuple[float, str] | None:
    """The value and its unit ("" if none), or None if the span does not have exactly one number."""
    digits = list(_NUMBER.finditer(span))
    words = [word for word in _WORD.finditer(span) if _is_number_word(word.group().casefold(), bool(digits))]
    number = next(iter(digits or words), None)
    value = _value(number.group().casefold()) if number else None
    if number is None or value is None or len(digits) > 1:
        return None
    sign, end = next((name for sign, name in _SIGNS.items() if sign in span), None), number.end()
    unit = _UNIT.match(span, end)
    scale = _scale(unit.group(1), sign) if unit else None
    if unit and scale:
        end = unit.end()
        unit = _UNIT.match(span, end)
    if (unit and unit.group(1) in _UNSURE and not sign) or any(not number.start() <= w.start() < end for w in words):
        return None
    return value * (scale or 1), sign or (fold(unit.group(1)) if unit else "")


def _rates(span: str) -> list[str]:
    """What the value is for each of: "month" of "12 € par mois"."""
    return [_TIMES.get(fold(word), fold(word)) for word in _PER.findall(span)]


def _is_number_word(word: str, beside_digits: bool) -> bool:
    return bool({word, word.removesuffix("s")} & _NUMERALS) and not (beside_digits and word in _NO_NUMBER)


def _value(number: str) -> float | None:
    if not number[0].isdigit():
        return _SPELT.get(number)
    grouped = re.search(r"[ \u00a0\u202f.,]\d{3}$", number) and not number.startswith("0")
    return float(re.sub(r"\D", "", number) if grouped else number.replace(",", "."))


def _scale(unit: str, sign: str | None) -> float | None:
    unit = fold(unit)
    return _SCALES.get(unit) or _SCALES.get(unit.removesuffix("s")) or (_LETTERS.get(unit) if sign else None)


def _comparable(unit: str, other: str) -> bool:
    """Whether the units may be the same: "m" and "mètres", or one missing; a percentage only matches another one."""
    return (unit == "%") == (other == "%") and (unit.startswith(other) or other.startswith(unit))


def _dates(span: str) -> tuple[set[str], set[str], set[str]]:
    """Years, months and days of a date; days only beside a month."""
    months = {_MONTH[word] for word in _MONTH_WORD.findall(fold(span)) if word in _MONTH}
    return set(_YEAR.findall(span)), months, set(_DAY.findall(span)) if months else set()
