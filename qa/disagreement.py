"""Whether two quotes contradict each other: pure functions, meant to miss one rather than to see one too many."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from index.terms import UPPER, content_words, fold
from qa.question_types import Kind, fits

ALIKE = 1 / 3  # share of the shorter sentence's words that the other has too; chosen on piaf-fr-dev
FEWEST = 2  # words; the encoder holds any two headings of one word, "Longueur :" and "Height:", for much alike
# Cosine without the spans: the least, in hundredths, with no false alarm on XQuAD's number and date questions (French by
# Apertium; chosen and measured on the same ones). 81 % of the sentences that translate each other pass (English–Spanish 79 %,
# German and Romanian 65 %), none of 817 with a number or date elsewhere in the same paragraph, nor of 1,728 in others. The
# cosine alone lets 2 to 3 in 400 through. Sentences made to look alike do pass: see the limits in the README.
TRANSLATED = 0.89
_NUMBER = re.compile(r"\d{1,3}(?:[ \u00a0\u202f.,]\d{3})+(?!\d)|\d+(?:[.,]\d+)?")
_UNIT = re.compile(r"\s*([^\W\d]+|%)")
_SCALES = {"milliers": 1e3, "mille": 1e3, "thousand": 1e3, "million": 1e6, "milliard": 1e9, "billion": 1e9}
_SCALES |= {"md": 1e9, "bn": 1e9}
_SIGNS = {"€": "euro", "$": "dollar", "£": "pound"}
_WORDS = (
    "un deux trois quatre cinq six sept huit neuf dix onze douze",
    "one two three four five six seven eight nine ten eleven twelve",
)
_SPELT = {word: float(i) for words in _WORDS for i, word in enumerate(words.split(), 1)} | {"une": 1.0}
_MONTHS = (
    "janv fevr mars avri mai juin juil aout sept octo nove dece",
    "janu febr marc apri may june july augu sept octo nove dece",
)
_MONTH = {month: str(i) for months in _MONTHS for i, month in enumerate(months.split(), 1)}
_YEAR = re.compile(r"\b(?:1\d|20)\d\d\b")
_DAY = re.compile(r"\b[0-3]?\d\b(?!\s*(?:h|e\b|:))")
_NAME = re.compile(rf"(?<!^)(?<![.?!«“\"] )\b{UPPER}\w+")  # not the first word


def disagree(kind: Kind, first: str, second: str) -> bool:
    """Whether two spans say different values; False where they cannot be compared.

    >>> disagree(Kind.NUMBER, "près de 240 000", "240,000"), disagree(Kind.NUMBER, "670 mètres", "690 m")
    (False, True)
    >>> disagree(Kind.DATE, "le 9 décembre", "9 December 2025"), disagree(Kind.DATE, "en 2024", "mars 2025")
    (False, True)
    >>> disagree(Kind.PERSON, "M. Saoud", "Nawfal Saoud"), disagree(Kind.PERSON, "Ada Diop", "Bo Li")
    (False, True)
    """
    if fits(first, kind) < 1 or fits(second, kind) < 1:
        return False
    if kind is Kind.NUMBER:
        one, other = _number(first), _number(second)
        return bool(one and other and _comparable(one[1], other[1]) and one[0] != other[0])
    if kind is Kind.DATE:
        return any(a and b and not a & b for a, b in zip(_dates(first), _dates(second), strict=True))
    one_name, other_name = set(content_words(first)), set(content_words(second))
    return bool(one_name and other_name and not one_name & other_name)


def about_the_same(question: str, first: str, first_span: str, second: str, second_span: str) -> bool:
    """Whether the sentence ``second`` speaks of what the question and the sentence ``first`` speak of.

    It has as many words of the question as ``first``, many of the words of ``first``, no other year where both name
    one, and not another name where ``first`` has one that it lacks. Spans are left out. One language only: sentences
    in two share too few words, see ``the_same_in_translation``.
    """
    one, other, asked = _beginnings(first, first_span), _beginnings(second, second_span), _beginnings(question, "")
    if not one or not other or len(asked & other) < len(asked & one):
        return False
    years = [set(_YEAR.findall(text.replace(span, " "))) for text, span in ((first, first_span), (second, second_span))]
    names = [{fold(name)[:5] for name in _NAME.findall(text)} for text in (first, second)]
    mine, yours = names[0] & one - other, names[1] & other - one
    return (
        len(one & other) >= ALIKE * min(len(one), len(other))
        and not (all(years) and not years[0] & years[1])
        and not (mine and yours)
    )


def the_same_in_translation(
    encode: Callable[[Sequence[str]], NDArray[np.float32]], first: str, first_span: str, second: str, second_span: str
) -> bool:
    """Whether two sentences in French and English speak of the same thing: ``encode`` gives them, spans left out,
    vectors as near as those of translations, and neither names nor numbers speak against it.

    Where both have numbers or names, they share one. Neither says the other's value as well: of "from 700 to 3,000" the
    reader may choose either end.
    """
    rests = [" ".join(text.replace(span, " ").split()) for text, span in ((first, first_span), (second, second_span))]
    words = [{word[:3] for word in content_words(rest)} for rest in rests]
    numbers, values = [_digits(rest) for rest in rests], (_digits(first_span), _digits(second_span))
    names = [{fold(name)[:3] for name in _NAME.findall(rest) if fold(name)[:4] not in _MONTH} for rest in rests]
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
    """Enough of each word to know it in another number or tense."""
    return {word[:5] for word in content_words(text.replace(span, " ") if span else text)}


def _number(span: str) -> tuple[float, str] | None:
    """The value and its unit, where the span has exactly one number."""
    found = list(_NUMBER.finditer(span))
    if len(found) > 1:
        return None
    if found:
        digits, rest = found[0].group(), span[found[0].end() :]
        grouped = re.search(r"[ \u00a0\u202f.,]\d{3}$", digits) and not digits.startswith("0")
        value = float(re.sub(r"\D", "", digits) if grouped else digits.replace(",", "."))
    else:
        spelt = [word for word in re.finditer(r"\w+", span) if word.group().casefold() in _SPELT]
        if len(spelt) != 1:
            return None
        value, rest = _SPELT[spelt[0].group().casefold()], span[spelt[0].end() :]
    unit = _unit(rest)
    if scale := _SCALES.get(unit) or _SCALES.get(unit.removesuffix("s")):
        value *= scale
        rest = re.sub(r"^\s*\w+\s*(?:de\s|d['’]|of\s)?", "", rest)
        unit = _unit(rest)
    return value, next((name for sign, name in _SIGNS.items() if sign in span), unit)


def _unit(rest: str) -> str:
    found = _UNIT.match(rest)
    return fold(found.group(1)) if found else ""


def _comparable(unit: str, other: str) -> bool:
    """ "m" and "mètres", or none at all on one side, but never a percentage and something else."""
    return (unit == "%") == (other == "%") and (unit.startswith(other) or other.startswith(unit))


def _dates(span: str) -> tuple[set[str], set[str], set[str]]:
    """Years, months and days."""
    months = {_MONTH[word[:4]] for word in re.findall(r"\w+", fold(span)) if word[:4] in _MONTH}
    return set(_YEAR.findall(span)), months, set(_DAY.findall(span)) if months else set()
