"""Sentences and passages: pure functions from text to offsets."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

import sentencex

from index.documents import Document, Passage
from index.lines import line_around

_BLOCK = 2_000  # characters; sentencex gets no more at once, because it is quadratic on nested quotation marks
TINY = 16  # tokens
VERSION = 4  # increment when any text is split differently; indexed documents are then split and encoded again
_SURROGATE = re.compile("[\ud800-\udfff]")
_SPACE_BEFORE_STOP = re.compile(r"[^\S\x00-\x7f](?=\.)")  # sentencex panics at "X\u00a0."
_BLANK = re.compile(r"\s")
_LINES = re.compile(r"[^\n]*\n+|[^\n]+\Z")
_CAPITAL = "[A-ZÀ-ÖØ-Þ]"
# Titles, references and initials after which sentencex wrongly ends a sentence: "J.-P.", but not "en 52 av. J.-C.".
_ABBREVIATION = re.compile(
    r"(?<![\w.])(?:M|MM|Mme|Mmes|Mlle|Mgr|Me|Dr|Pr|St|Ste|Mr|Mrs|Ms|env|av|apr|janv|févr|avr|juil|sept|oct|nov|déc|J"
    r"|(?i:prof|cf|éd|coll|ch|ph|bd|bât|esc|inv|cllr|approx|rens|réf|tél|incl|sté|cie|gén|gal)"
    rf"|(?!J\.-C){_CAPITAL}\.(?:-?{_CAPITAL}\.)*-?{_CAPITAL}"
    r"|(?:(?:M|MM|Mme|Mlle|Me|Dr|Pr|Mr|Mrs|Ms)\.?|professeure?|docteur|maître|juge|veuve|par|de|avec|selon|chez|contre|pour)"
    rf"\s{_CAPITAL})\.$"
)
_BEFORE_NUMBER = re.compile(
    r"(?<![\w.])(?:p|pp|n|(?i:art|vol|chap|fig|max|lun|jeu|ven|sam|dim)|Mar|Mer|(?i:art\.|articles?|et|ou|à)\s[LRDA])\.$"
)
_A_NUMBER = re.compile(r"\d|[IVXLC]{2}|[LRDA]\.")
_ORDINAL = r"(?:\d{1,3}(?:\.\d{1,3})*(?:er|re|e|°)?|[IVXLC]+|[A-Za-z])[.)°]*"
_LABEL = re.compile(
    rf"(?:[#–—•*-]+\s)*[*_]{{0,3}}(?:(?i:art|article|chapitre|chapter|section|titre|title)\.?\s)?{_ORDINAL}(?:\s[–—-]\s{_ORDINAL})?[*_]{{0,3}}"
)
_STOP = re.compile(r"[.!?…][\s»”\"’')]*$")
# What cannot begin a sentence: a small letter, except of an address or a label ("b)"); "-" or "/" with a letter.
_GOES_ON = re.compile(r"(?![\w.-]{0,40}[@.]\w|\w\))[a-zß-öø-ÿ]|[-/]\w")
_SHORT_WORD = re.compile(r"(?<!\w)\w{1,3}\.$")
_CLOSING = re.compile(r"(?:\*{1,3}|_{1,3})\s+(?=\S)")  # Markdown for the end of "**Tarifs.**"
_YES_OR_NO = re.compile(r"(?:[–—-]\s)?(?:oui|non|yes|no)[\s.!…]*", re.IGNORECASE)
_TAIL = 40  # characters; longer than any ending that is looked for


def sentence_spans(text: str, language: str = "fr") -> list[tuple[int, int]]:
    """The sentences of ``text`` as (start, end), in order; only white space lies between them.

    sentencex (Wikimedia) splits. A cut after an abbreviation or a label ("1."), or before what cannot begin a sentence,
    is undone.
    """
    spans: list[tuple[int, int]] = []
    same_line, piece = False, 0  # piece: start of the last cut that sentencex made
    for cut_start, cut_end in _boundaries(text, language):
        start, end = _trimmed(text, cut_start, cut_end)
        if start == end:
            same_line = False
            continue
        if same_line and (closing := _CLOSING.match(text, start, end)):
            spans[-1] = (spans[-1][0], closing.start() + len(closing.group().rstrip()))
            start = closing.end()
        if same_line and _goes_on(text, *spans[-1], start, piece):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        piece = start
        same_line = "\n" not in text[end:cut_end]
    return spans


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends; empty if it is nothing else."""
    stripped = text[start:end].strip()
    start = text.index(stripped, start)
    return start, start + len(stripped)


def _goes_on(text: str, start: int, end: int, after: int, piece: int) -> bool:
    """Whether the sentence ``[start, end)``, whose last piece begins at ``piece``, continues at ``after`` on its line."""
    tail = max(start, end - _TAIL)
    if _ABBREVIATION.search(text, tail, end) or _LABEL.fullmatch(text, start, end):
        return True
    if _A_NUMBER.match(text, after) and _BEFORE_NUMBER.search(text, tail, end):
        return True
    # In a text without capitals, a small letter says nothing, except after what looks like an abbreviation ("h.").
    capitals = not text[piece].islower() or bool(_SHORT_WORD.search(text, tail, end))
    return capitals and bool(_STOP.search(text, tail, end) and _GOES_ON.match(text, after))


def _boundaries(text: str, language: str) -> Iterator[tuple[int, int]]:
    text = _SURROGATE.sub("\ufffd", text)  # Rust strings, which sentencex takes, hold no lone surrogate
    text = _SPACE_BEFORE_STOP.sub(" ", text)
    for line in _LINES.finditer(text):
        at = line.start()
        while at < line.end():
            block = text[at : min(at + _BLOCK, line.end())]
            found = [
                (at + sentence["start_index"], at + sentence["end_index"])
                for sentence in sentencex.get_sentence_boundaries(language, block)
            ]
            end = at + len(block)
            if end < line.end():  # the last sentence may go on, so the next block begins with it
                end = last = found.pop()[0]
                if last - at < _BLOCK // 10:  # unless it is nearly all of this one: it is cut, where a word ends
                    end = at + (len(block) - len(_BLANK.split(block)[-1]) or len(block))
                    found.append((last, end))
            yield from found
            at = end


def sentence_around(text: str, start: int, end: int, language: str = "fr") -> tuple[int, int]:
    """The whole sentence(s) that ``[start, end)`` touches; at least ``[start, end)`` itself.

    A sentence that only says yes or no is followed by the next one, which says what.
    """
    # Sentences never cross a line break, so that the lines around the span are enough.
    first, last = line_around(text, start, end)
    sentences = [(first + s, first + e) for s, e in _kept_spans(text[first:last], language)]
    touched = [i for i, (s, e) in enumerate(sentences) if s < end and e > start]
    if not touched:
        return start, end
    begin, to = sentences[touched[0]][0], touched[-1]
    if _YES_OR_NO.fullmatch(text, begin, sentences[to][1]):
        to = min(to + 1, len(sentences) - 1)
    return min(start, begin), max(end, sentences[to][1])


@lru_cache(8)  # the spans of an answer lie in few lines, and one line may be a whole book
def _kept_spans(line: str, language: str) -> list[tuple[int, int]]:
    return sentence_spans(line, language)


def split(
    document: Document, count_tokens: Callable[[Sequence[str]], list[int]], budget: int = 160, overlap: int = 1
) -> list[Passage]:
    """Pack whole sentences into passages of at most ``budget`` tokens.

    A passage ends before the sentence that would not fit; the next one begins with the last ``overlap`` sentences
    again, where they fit. It also ends where a paragraph does, once it is half full and more than a few words follow. A
    sentence above the budget is cut. Nothing but white space and furniture is left out.

    Args:
        count_tokens: number of tokens of each text.
    """
    text = document.text
    pieces: list[tuple[int, int]] = []
    for start, end in _outside(document.furniture, len(text)):
        sentences = [(start + s, start + e) for s, e in sentence_spans(text[start:end], document.language)]
        pieces += _fitting(text, sentences, count_tokens, budget)
    sizes = count_tokens([text[s:e] for s, e in pieces])
    passages: list[Passage] = []
    begin = 0  # first piece of the passage being packed
    for i in range(1, len(pieces) + 1):
        size = sum(sizes[begin:i])
        if i < len(pieces):
            gap = text[pieces[i - 1][1] : pieces[i][0]]
            furniture = bool(gap.strip())
            full = size + sizes[i] > budget
            half_full = "\n" in gap and size >= budget // 2 and not _tiny_rest(text, pieces, sizes, i)
            if not furniture and not full and not half_full:
                continue
            repeat = 0 if furniture or "\n" in gap else overlap
        start, end = pieces[begin][0], pieces[i - 1][1]
        passages.append(Passage(document.id, start, end, text[start:end]))
        if i < len(pieces):
            fits = sum(sizes[i - repeat : i + 1]) <= budget and i - repeat > begin
            begin = i - repeat if fits else i
    return passages


def _tiny_rest(text: str, pieces: Sequence[tuple[int, int]], sizes: Sequence[int], i: int) -> bool:
    """Whether so little follows before furniture or the end (a signature, say) that it would make no passage."""
    rest = 0
    for j in range(i, len(pieces)):
        if j > i and text[pieces[j - 1][1] : pieces[j][0]].strip():
            break
        rest += sizes[j]
        if rest >= TINY:
            return False
    return True


def _outside(furniture: Sequence[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    at = 0
    for start, end in [*furniture, (length, length)]:
        if at < start:
            yield at, start
        at = max(at, end)


def _fitting(
    text: str, spans: Sequence[tuple[int, int]], count_tokens: Callable[[Sequence[str]], list[int]], budget: int
) -> Iterator[tuple[int, int]]:
    """The spans, those above the budget halved at white space until they fit."""
    for (start, end), size in zip(spans, count_tokens([text[s:e] for s, e in spans]), strict=True):
        if size <= budget or end - start < 2:
            yield start, end
            continue
        middle = (start + end) // 2
        blank = text.rfind(" ", start + 1, middle)
        cut = blank if blank > start + (end - start) // 4 else middle
        halves = [_trimmed(text, start, cut), _trimmed(text, cut, end)]
        yield from _fitting(text, [(s, e) for s, e in halves if s < e], count_tokens, budget)
