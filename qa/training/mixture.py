"""Builds the training sets of the reader, in French, English and related languages, without held-out articles.

Cross-lingual examples pair a question in one language with the paragraph in another, by the ids that files share
(XQuAD and SQuAD-it translate paragraphs of SQuAD 1.1). Unanswerable ones come from SQuAD 2.0 and, for French, from PIAF
itself: the paragraph without the sentence that answers, or another paragraph of the same article. The documents of
``written/``, which are our own, have both kinds of questions in both languages, and so have PIAF's paragraphs there.
"""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

import numpy as np
import tqdm

from index.chunking import sentence_spans
from index.documents import Document
from index.encoder import Encoder
from index.store import Index
from qa.retriever import Retriever
from qa.squad import Gold, Question
from qa.training.exchanges import Exchange, exchanges
from qa.training.rewording import reworded
from qa.training.split import Split, asked_as
from qa.training.translation import (
    paragraphs_in_french,
    questions_in_english,
    questions_in_french,
    questions_reworded,
    spanish_paragraphs_in_french,
)

RIVALS = 12  # most similar questions of each question
SEEN = 24_000  # examples of the round before in the last one
T = TypeVar("T")


def whole_mixture(split: Split, seed: int) -> list[Question]:
    """The first round: all languages and sources."""
    chance = random.Random(seed)
    return [
        *split.piaf * 4,
        *split.squad,
        *split.others["squadshifts-newwiki-en"],
        *_some(split.others["squadshifts-amazon-en"], 3000, chance),
        *_some(split.others["squadshifts-reddit-en"], 3000, chance),
        *split.others["faquad-pt"],
        *crossed(split.squad, split.parallel, chance, per_id={"it": 2, "es": 3, "ro": 3, "de": 2}),
        *_some(split.impossible, 4000, chance),
        *crossed_unanswerable(split.impossible, split.squad, split.parallel, chance),
        *without_answer(split.piaf, chance),
    ]


def nearer_the_product(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """The second round: mainly French, and English on Italian; half of the contexts are cropped to a few sentences."""
    piaf, squad, parallel = split.piaf, split.squad, split.parallel
    chance = random.Random(seed + 1)
    asked_in_it = asked_as(squad, parallel["it"], "en")
    answered = [
        *piaf,
        *asked_in_it,
        *crossed(squad, parallel, chance, per_id={"es": 1, "ro": 1, "de": 1}),
        *_some(squad, 3000, chance),
        *_some(split.others["squadshifts-newwiki-en"], 3000, chance),
    ]
    near = [
        *piaf,
        *(cropped(question, chance) for question in answered),
        *without_answer(piaf, chance),
        *_some(split.impossible, 3000, chance),
        *crossed_unanswerable(split.impossible, squad, parallel, chance)[:2000],
        *fragments(piaf, chance, 1000),
        *fragments(asked_in_it, chance, 1000),
    ]
    near += mined(_some(piaf, 3000, chance), "fr", "fr", encoder)
    near += mined(_some(asked_in_it, 1500, chance), "en", "it", encoder)
    return near


def in_other_words(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """The third round: questions that are worded differently from the passage, by synonyms or in English.

    Contexts are cropped to the length of passages.
    """
    chance = random.Random(seed + 2)
    piaf = split.piaf
    in_synonyms = reworded(piaf, encoder, chance)
    in_english = questions_in_english(piaf, encoder)
    asked_in_it = asked_as(split.squad, split.parallel["it"], "en")
    english = split.parallel["en"] + split.squad
    answered = [
        *in_synonyms,
        *_some(piaf, 4000, chance),
        *_some(in_english, 5000, chance),
        *asked_as(english, spanish_paragraphs_in_french(split.parallel["es"]), "en"),
        *_some(asked_in_it, 2500, chance),
        *crossed(split.squad, split.parallel, chance, per_id={"es": 1, "ro": 1}),
        *_some(split.squad, 2000, chance),
        *_some(split.others["squadshifts-newwiki-en"], 1500, chance),
    ]
    missed = [
        *_some(split.impossible, 1500, chance),
        *crossed_unanswerable(split.impossible, split.squad, split.parallel, chance)[:1200],
    ]
    for asked, questions in (("fr", piaf), ("fr", in_synonyms), ("en", in_english)):
        missed += _some(without_answer(questions, chance), 1000, chance)
        missed += mined(_some(questions, 1500, chance), asked, "fr", encoder)
        missed += fragments(questions, chance, 250)
    return [cropped(question, chance, most=600) for question in answered + missed]


def everything(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """The examples of teachers and students: all sources.

    Whole paragraphs and contexts of the length of passages; questions as they were asked, reworded (users do not know
    the words of the text) and in the other language; English paragraphs in French; a quarter are near misses.
    """
    chance = random.Random(seed)
    piaf, squad, parallel = split.piaf, split.squad, split.parallel
    english = squad + split.others["squadshifts-newwiki-en"]
    in_synonyms = reworded(piaf, encoder, chance)
    in_english = questions_in_english(piaf, encoder)
    in_french = questions_in_french(english, encoder)
    in_translation = paragraphs_in_french(english + split.impossible)  # together, because they share paragraphs
    on_french = [question for question in in_translation if question.answers]
    impossible = [question for question in in_translation if not question.answers]
    french = asked_as(in_french, on_french, "fr")
    on_italian = asked_as(squad, parallel["it"], "en")
    answered = [
        *(piaf + in_english + on_french + _some(french, len(french) // 2, chance) + english),
        *_some(split.others["squadshifts-amazon-en"], 3000, chance),
        *_some(split.others["squadshifts-reddit-en"], 3000, chance),
        *split.others["faquad-pt"],
        *crossed(squad, parallel, chance, per_id={"it": 1, "es": 2, "ro": 2, "de": 1}),
        *asked_as(parallel["en"] + squad, spanish_paragraphs_in_french(parallel["es"]), "en"),
    ]
    short = [
        *(piaf * 2 + in_synonyms * 2 + in_english + french + on_italian),
        *asked_as(questions_reworded(english, encoder), on_french, "en"),
        *_some(english, 5000, chance),
        *_some(in_french, 5000, chance),
    ]
    missed = [
        *split.impossible,
        *crossed_unanswerable(split.impossible, squad, parallel, chance),
        *_some(impossible, 4000, chance),
        *asked_as(questions_in_french(split.impossible, encoder), impossible, "fr"),
    ]
    for asked, language, questions in (
        ("fr", "fr", piaf),
        ("fr", "fr", in_synonyms),
        ("fr", "fr", french),
        ("en", "fr", in_english),
        ("en", "fr", on_french),
        ("en", "it", on_italian),
    ):
        some = _some(questions, 4000, chance)
        missed += without_answer(some, chance)
        missed += mined(some, asked, language, encoder)
        missed += fragments(some, chance, len(some) // 8)
    return answered + [cropped(question, chance) for question in short] + missed


def told_apart(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """The first round after distillation: hard negatives, contexts that answer similar questions about other things."""
    chance = random.Random(seed + 3)
    piaf, squad, parallel = split.piaf, split.squad, split.parallel
    english = squad + split.others["squadshifts-newwiki-en"]
    paragraphs = set(_some(list(dict.fromkeys(question.context for question in english)), 800, chance))
    in_english = questions_in_english(_some(piaf, 4500, chance), encoder)
    on_french = paragraphs_in_french([question for question in english if question.context in paragraphs])
    answered = crossed(squad, parallel, chance, per_id={"es": 2, "ro": 2, "de": 1})
    answered = [cropped(question, chance) for question in _some(answered, 3000, chance)]
    missed = [
        *split.impossible,
        *(cropped(question, chance) for question in _some(split.impossible, 1500, chance)),
        *crossed_unanswerable(split.impossible, squad, parallel, chance)[:1500],
    ]
    for questions, plain, beside in (
        (piaf, len(piaf), 7500),
        (reworded(piaf, encoder, chance), 4000, 2500),
        (in_english, 4500, 3500),
        (on_french, 4500, 3500),
        (english, 4500, 4000),
        (asked_as(squad, parallel["it"], "en"), 3000, 2500),
    ):
        among, without = among_rivals(questions, encoder, chance)
        answered += [cropped(question, chance) for question in _some(questions, plain, chance)]
        answered += _some(among, beside, chance)
        missed += _some(without, beside, chance)
    for asked, questions, count in (("fr", piaf, 1500), ("en", in_english, 1000), ("en", on_french, 1000)):
        some = _some(questions, 2 * count, chance)
        missed += [cropped(question, chance) for question in without_answer(some, chance)]
        missed += _some(mined(some, asked, "fr", encoder), count, chance)
        missed += fragments(some, chance, count // 6)
    return answered + missed


def said_of_another(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """The second round after distillation: two things of the passage swapped in questions and contexts, and part of
    ``told_apart``."""
    chance = random.Random(seed + 4)
    piaf, squad = split.piaf, split.squad
    english = squad + split.others["squadshifts-newwiki-en"]

    def found(questions: Sequence[Question], language: str) -> list[Exchange]:
        among, _ = among_rivals(questions, encoder, chance)
        short = [cropped(question, chance) for question in questions]
        return exchanges(short + _some(among, len(among) // 2, chance), language, encoder, chance)

    french = found(piaf, "fr")
    in_synonyms = [cropped(question, chance) for question in reworded(piaf, encoder, chance)]
    rows = [
        *french,
        *_some(exchanges(in_synonyms, "fr", encoder, chance), 1500, chance),
        *_some(found(english, "en"), 4000, chance),
    ]
    return [
        *_counterparts(rows, chance),
        *questions_in_english(_counterparts(_some(french, 1700, chance), chance), encoder),
        *_squad_in_french(split, encoder, chance),
        *_some(told_apart(split, seed, encoder), 31_000, chance),
    ]


def on_documents(split: Split, seed: int) -> list[Question]:
    """New examples of the last round: our own questions on texts whole and cropped; some without the sentence that
    answers."""
    chance = random.Random(seed + 5)
    answered = [question for question in split.written if question.answers]
    without = _some(without_answer(answered, chance), len(answered) // 4, chance)
    return [
        *split.written,
        *(cropped(question, chance) for question in split.written),
        *(cropped(question, chance, most=500) for question in without),
    ]


def seen_before(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """The other examples of the last round, so that what was learnt before is not forgotten."""
    return _some(said_of_another(split, seed, encoder), SEEN, random.Random(seed))


def _counterparts(rows: Sequence[Exchange], chance: random.Random) -> list[Question]:
    """Examples of ``rows``, half of them answerable and half near misses."""
    pairs = [question for row in rows for question in (row.of_other(), row.both())]
    return pairs + [question for row in rows if chance.random() < 0.5 for question in (row.moved(), row.question)]


def _squad_in_french(split: Split, encoder: Encoder, chance: random.Random) -> list[Question]:
    """Some of SQuAD's paragraphs in French, with their answerable and unanswerable questions and with exchanges; the
    questions are in English and in French."""
    paragraphs = set(_some(list(dict.fromkeys(question.context for question in split.impossible)), 650, chance))
    plain, missed = ([q for q in part if q.context in paragraphs] for part in (split.squad, split.impossible))
    rows = _some(exchanges(plain, "en", encoder, chance), 900, chance)
    asked = [*plain, *missed, *(question for row in rows for question in (row.of_other(), row.both()))]
    on_french = paragraphs_in_french(asked)
    both = on_french + asked_as(questions_in_french(asked, encoder), on_french, "fr")
    answered = [cropped(question, chance) for question in both if question.answers]
    return _some(answered, 4700, chance) + [question for question in both if not question.answers]


def held_on_french(split: Split) -> list[Question]:
    """Held-out English questions on French paragraphs: original questions on translated paragraphs, and the reverse."""
    return [*spanish_paragraphs_in_french(split.held["en-es"]), *split.held["en-fr"]]


def crossed(
    english: Sequence[Question], parallel: dict[str, list[Question]], chance: random.Random, per_id: dict[str, int]
) -> list[Question]:
    """For each translated question, up to ``per_id`` pairs: asked in English, then in languages drawn at random."""
    asked = defaultdict(list)
    for question in [*english, *(q for questions in parallel.values() for q in questions)]:
        asked[question.id].append(question.text)
    pairs = []
    for language, count in per_id.items():
        for question in parallel[language]:
            english_first, *others = asked[question.id]
            texts = [english_first, *_some(others, count - 1, chance)]
            pairs += [replace(question, text=text) for text in texts]
    return pairs


def crossed_unanswerable(
    impossible: Sequence[Question],
    english: Sequence[Question],
    parallel: dict[str, list[Question]],
    chance: random.Random,
) -> list[Question]:
    """Unanswerable English questions, each with a translation of its paragraph."""
    ids = defaultdict(set)
    for question in english:
        ids[question.context].add(question.id)
    translations = defaultdict(list)
    for language in ("it", "es", "ro"):
        for question in parallel[language]:
            translations[question.id].append(question.context)
    pairs = []
    for question in impossible:
        contexts = sorted({c for i in ids[question.context] for c in translations[i]})
        if contexts:
            pairs.append(replace(question, context=chance.choice(contexts)))
    return _some(pairs, 2500, chance)


def without_answer(questions: Sequence[Question], chance: random.Random) -> list[Question]:
    """Near misses: every second question without its answering sentence, or with a paragraph of the same article."""
    siblings = defaultdict(list)
    for context, title in {q.context: q.title for q in questions}.items():
        siblings[title].append(context)
    missed = []
    for question in questions[::2]:
        gold = question.answers[0]
        if chance.random() < 0.5:
            context = _cut_sentence(question.context, gold)
        else:
            context = chance.choice(siblings[question.title])
        if len(context) > 100 and gold.text.casefold() not in context.casefold():
            missed.append(_near_miss(question, "none", context))
    return missed


def mined(questions: Sequence[Question], asked: str, language: str, encoder: Encoder) -> list[Question]:
    """Near misses as the product meets them: each question with the best retrieved passage that lacks the answer.

    Args:
        questions: each with its paragraph in ``language``; the paragraphs of all are searched.
        asked: language of the questions.
    """
    contexts = list(dict.fromkeys(q.context for q in questions))
    documents = [Document(str(i), "", text, "", language) for i, text in enumerate(contexts)]
    retriever = Retriever(Index.build(documents, encoder), encoder)
    missed = []
    for question in tqdm.tqdm(questions, desc=f"Mining {asked} on {language}", disable=None):
        texts = (hit.passage.text for hit in retriever.retrieve(question.text, asked, 5))
        nearest = next((text for text in texts if not _holds_answer(text, question)), None)
        if nearest:
            missed.append(_near_miss(question, "mined", nearest))
    return missed


def among_rivals(
    questions: Sequence[Question], encoder: Encoder, chance: random.Random
) -> tuple[list[Question], list[Question]]:
    """Hard negatives: mix each question's context with sentences that answer similar questions of other articles.

    A reader that only looks for the right kind of answer takes boats of the harbour for platforms of the station.

    Args:
        questions: answerable ones, their paragraphs in one language.

    Returns:
        The questions with their answering sentence, and without it (near misses, at times with its neighbours).
    """
    vectors = encoder.queries([question.text for question in questions])
    answered, missed = [], []
    for question, vector in zip(questions, vectors, strict=True):
        others = (questions[i] for i in np.argsort(vectors @ -vector)[:RIVALS] if questions[i].title != question.title)
        texts = dict.fromkeys(cropped(other, chance, most=1).context.strip() for other in others)
        rivals = [text for text in texts if not _holds_answer(text, question)]
        rivals = _some(rivals, chance.randint(1, 3), chance)
        if not rivals:
            continue
        own = cropped(question, chance, most=chance.choice((1, 300, 600)))
        parts = chance.sample([own.context, *rivals], len(rivals) + 1)
        gold = own.answers[0]
        start = sum(len(part) + 1 for part in parts[: parts.index(own.context)]) + gold.start
        answered.append(replace(question, context=" ".join(parts), answers=(Gold(gold.text, start),)))
        around = _cut_sentence(own.context, gold)
        rest = [around] if around and not _holds_answer(around, question) else []
        context = " ".join(chance.sample([*rivals, *rest], len(rivals) + len(rest)))
        missed.append(_near_miss(question, "rivals", context))
    return answered, missed


def cropped(question: Question, chance: random.Random, most: int = 700) -> Question:
    """Crop the context to a few whole sentences around the answer, or anywhere if there is none.

    They have at most ``most`` characters, or are only the sentences of the answer.
    """
    gold = majority(question.answers) if question.answers else Gold("", chance.randrange(len(question.context)))
    gold_end = gold.start + max(1, len(gold.text))
    sentences = sentence_spans(question.context)
    inside = [i for i, (s, e) in enumerate(sentences) if s < gold_end and e > gold.start]
    if not inside:
        return question
    first, last = inside[0], inside[-1]
    room = chance.randint(most // 3, most)
    while True:
        sides = [side for side in (-1, 1) if 0 <= (first if side < 0 else last) + side < len(sentences)]
        if not sides:
            break
        grown = (first - 1, last) if chance.choice(sides) < 0 else (first, last + 1)
        if sentences[grown[1]][1] - sentences[grown[0]][0] > room:
            break
        first, last = grown
    start, end = sentences[first][0], sentences[last][1]
    if not question.answers:
        return replace(question, context=question.context[start:end])
    start, end = min(start, gold.start), max(end, gold_end)
    return replace(question, context=question.context[start:end], answers=(Gold(gold.text, gold.start - start),))


def fragments(questions: Sequence[Question], chance: random.Random, count: int) -> list[Question]:
    """Near misses whose context is only a name, date or heading, as on pages beside their prose."""
    bare = [q.answers[0].text for q in questions if len(q.answers[0].text.split()) <= 6] + [
        title for title in dict.fromkeys(q.title for q in questions) if title
    ]
    pairs = [(question, chance.choice(bare)) for question in _some(questions, count, chance)]
    return [
        _near_miss(question, "bare", text)
        for question, text in pairs
        if text.casefold() not in (gold.text.casefold() for gold in question.answers)
    ]


def majority(answers: Sequence[Gold]) -> Gold:
    """The answer that most annotators gave; the first one on a tie."""
    return Counter(answers).most_common(1)[0][0]


def _some(rows: Sequence[T], count: int, chance: random.Random) -> list[T]:
    return chance.sample(rows, min(count, len(rows)))


def _near_miss(question: Question, way: str, context: str) -> Question:
    return replace(question, id=f"{question.id}-{way}", context=context, answers=(), kind="near-miss")


def _holds_answer(text: str, question: Question) -> bool:
    return any(gold.text.casefold() in text.casefold() for gold in question.answers)


def _cut_sentence(context: str, gold: Gold) -> str:
    end = gold.start + len(gold.text)
    return " ".join(context[s:e].strip() for s, e in sentence_spans(context) if e <= gold.start or s >= end)
