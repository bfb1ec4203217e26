"""English questions on French paragraphs, which no training file has: French and Spanish ones, translated by rules.

Apertium (Forcada et al., 2011) is rough but deterministic and keeps markup, so an answer can be followed into the
translation. It is needed to train, to calibrate and to measure only; on Debian: ``apt-get install apertium-fr-es
apertium-eng-spa apertium-fra-cat apertium-eng-cat``.
"""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.encoder import Encoder
from index.errors import ModelError
from qa.squad import Gold, Question

PACKAGES = "apertium-fr-es apertium-eng-spa apertium-fra-cat apertium-eng-cat"
TO_ENGLISH = (("fr-es", "spa-eng"), ("fra-cat", "cat-eng"))


def available() -> bool:
    """Whether Apertium is installed."""
    return shutil.which("apertium") is not None


def questions_in_english(french: Sequence[Question], encoder: Encoder) -> list[Question]:
    """The questions in English, each by way of Spanish or Catalan, whichever the encoder finds nearer."""
    texts = [question.text for question in french]
    ways = [translated(texts, pairs) for pairs in TO_ENGLISH]
    original = encoder.queries(texts)
    nearest = np.stack([(encoder.queries(way) * original).sum(axis=1) for way in ways]).argmax(axis=0)
    return [
        replace(question, id=f"{question.id}-en", text=ways[nearest[i]][i], language="en", kind="en-fr")
        for i, question in enumerate(french)
    ]


def paragraphs_in_french(spanish: Sequence[Question]) -> list[Question]:
    """The questions with their Spanish paragraph in French; those whose answer came apart are left out."""
    contexts = translated([_marked(question) for question in spanish], ["es-fr"], markup=True)
    followed = []
    for question, context in zip(spanish, contexts, strict=True):
        parts = [html.unescape(part) for part in re.split(r"<i>(.*?)</i>", context, flags=re.DOTALL)]
        if len(parts) == 3 and parts[1].strip():
            gold = Gold(parts[1], len(parts[0]))
            followed.append(replace(question, context="".join(parts), answers=(gold,), kind="en-fr"))
    return followed


def translated(texts: Sequence[str], pairs: Sequence[str], markup: bool = False) -> list[str]:
    """Each text through the Apertium ``pairs``, one after another.

    Args:
        markup: the texts are HTML and stay so.

    Raises:
        ModelError: Apertium or a pair is missing, or it lost a text.
    """
    # A paragraph of its own and a closing mark keep the rules from reaching into the next text.
    closed = [text if text.rstrip()[-1:] in (".", "?", "!", ">") else f"{text} ?" for text in texts]
    page = "".join(f"<p>{text if markup else _escaped(text)}</p>\n" for text in closed)
    for pair in pairs:
        page = _apertium(pair, page)
    parts = [part.strip().removeprefix("<p>").strip() for part in page.split("</p>")[:-1]]
    if len(parts) != len(texts):
        raise ModelError(f"Apertium gave {len(parts)} texts for {len(texts)}: try another release of {pairs[0]}.")
    return parts if markup else [html.unescape(part) for part in parts]


def _apertium(pair: str, page: str) -> str:
    if not available():
        raise ModelError(f"Apertium is missing: on Debian, apt-get install {PACKAGES}.")
    command = ["apertium", "-u", "-f", "html", pair]
    run = subprocess.run(command, input=page, capture_output=True, encoding="utf-8", check=False)
    if run.returncode:
        raise ModelError(f"Apertium cannot translate {pair}: on Debian, apt-get install {PACKAGES}.")
    return run.stdout


def _marked(question: Question) -> str:
    gold = question.answers[0]
    end = gold.start + len(gold.text)
    before, after = _escaped(question.context[: gold.start]), _escaped(question.context[end:])
    return f"{before}<i>{_escaped(gold.text)}</i>{after}"


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)
