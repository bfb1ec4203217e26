"""The verdict on a quote in one line, in French or English."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

from index.documents import whole_characters
from qa.verify import Check, Verdict
from ui.texts import language_of

_WORDS = {
    "fr": {
        Verdict.HOLDS: "tient [{start}:{end}]",
        Verdict.MOVED: "déplacée, de [{start}:{end}] à [{found[0]}:{found[1]}]",
        Verdict.CHANGED: "modifiée ; la phrase la plus proche : {nearest}",
        Verdict.GONE: "introuvable dans l’original",
        "respaced": "modifiée, mais par ses espaces seulement",
        "and": " ; ",
        "elsewhere": "le document a changé ailleurs",
        "unique": "une seule fois dans le document",
        "several": "plusieurs fois dans le document, ici la plus proche",
        "forged": "le document, lui, n’a pas changé",
        "outside": "pas dans les chemins donnés : ",
        "missing": "original introuvable ; donnez {name} ou son dossier : extrait verify FICHIER CHEMIN",
        "unread": "original illisible : {unread}",
    },
    "en": {
        Verdict.HOLDS: "holds [{start}:{end}]",
        Verdict.MOVED: "moved, from [{start}:{end}] to [{found[0]}:{found[1]}]",
        Verdict.CHANGED: "changed; the nearest sentence: {nearest}",
        Verdict.GONE: "gone: nothing like it in the original",
        "respaced": "changed, but only in its spaces",
        "and": "; ",
        "elsewhere": "document changed elsewhere",
        "unique": "once in the document",
        "several": "several times in the document, this is the nearest",
        "forged": "the document itself did not change",
        "outside": "not in the paths given: ",
        "missing": "gone: no original found; give {name} or its folder: extrait verify FILE PATH",
        "unread": "gone: the original cannot be read: {unread}",
    },
}


def verdict_line(check: Check) -> str:
    """Question, span, verdict and the file that was checked on one line, in the question's language."""
    words = _WORDS[language_of(check.language)]
    reasons = {"unread": check.unread, "missing": check.same_document is None, "respaced": check.respaced}
    why = next((reason for reason, holds in reasons.items() if holds), check.verdict)
    said = [words[why].format_map({**asdict(check), "name": Path(check.source).name})]
    if check.verdict is Verdict.HOLDS and not check.same_document:
        said.append(words["elsewhere"])
    if check.verdict is Verdict.MOVED:
        said.append(words["unique" if check.unique else "several"])
    if check.verdict in (Verdict.CHANGED, Verdict.GONE) and check.same_document:
        said.append(words["forged"])
    where = f"{words['outside'] if check.outside else ''}{check.original}" if check.original else ""
    parts = [check.question, check.text, words["and"].join(said), where]
    return whole_characters(" ".join(" — ".join(filter(None, parts)).split()))
