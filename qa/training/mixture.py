"""Builds the training sets of the reader, in French, English and related languages, without held-out articles.

Cross-lingual examples pair a question in one language with the paragraph in another, by the ids that files share
(XQuAD and SQuAD-it translate paragraphs of SQuAD 1.1). Unanswerable ones come from SQuAD 2.0 and, for French, from PIAF
itself: the paragraph without the sentence that answers, or another paragraph of the same article. The documents of
``written/``, which are our own, have both kinds of questions in both languages, and so have PIAF's paragraphs there.
"""

from __future__ import annotations

import random
import unicodedata
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
from qa.training.exchanges import exchanges
from qa.training.rewording import reworded
from qa.training.split import Split, asked_as
from qa.training.translation import (
    paragraphs_in_french,
    questions_in_english,
    questions_in_french,
    spanish_paragraphs_in_french,
)

RIVALS = 12  # most similar questions of each question
TYPED = 16  # one in so many again as people type it
T = TypeVar("T")


def whole_mixture(split: Split, seed: int, encoder: Encoder) -> list[Question]:
    """All examples: people's questions, hard negatives, things exchanged, and our own questions; some as people type."""
    chance = random.Random(seed)
    made = [
        *asked_by_people(split, chance, encoder),
        *told_apart(split, chance, encoder),
        *said_of_another(split, chance, encoder),
        *on_documents(split, chance),
    ]
    return made + [as_typed(question) for question in some(made, len(made) // TYPED, chance)]


def asked_by_people(split: Split, chance: random.Random, encoder: Encoder) -> list[Question]:
    """People's questions from all sources, and near misses made of them.

    Whole paragraphs and contexts of the length of passages; English paragraphs in French, asked about in both languages.
    """
    piaf, squad, parallel = split.piaf, split.squad, split.parallel
    english = squad + split.others["squadshifts-newwiki-en"]
    in_french = questions_in_french(english, encoder)
    in_translation = paragraphs_in_french(english + split.impossible)  # together, because they share paragraphs
    on_french = [question for question in in_translation if question.answers]
    impossible = [question for question in in_translation if not question.answers]
    french = asked_as(in_french, on_french, "fr")
    on_italian = asked_as(squad, parallel["it"], "en")
    answered = [
        *(piaf + on_french + some(french, len(french) // 2, chance) + english),
        *some(split.others["squadshifts-amazon-en"], 3000, chance),
        *some(split.others["squadshifts-reddit-en"], 3000, chance),
        *split.others["faquad-pt"],
        *crossed(squad, parallel, chance, per_id={"it": 1, "es": 2, "ro": 2, "de": 1}),
        *asked_as(parallel["en"] + squad, spanish_paragraphs_in_french(parallel["es"]), "en"),
    ]
    short = piaf * 2 + french + on_italian + some(english, 5000, chance) + some(in_french, 5000, chance)
    missed = [
        *split.impossible,
        *crossed_unanswerable(split.impossible, squad, parallel, chance),
        *some(impossible, 4000, chance),
        *asked_as(questions_in_french(split.impossible, encoder), impossible, "fr"),
    ]
    for asked, language, questions in (("fr", "fr", piaf), ("en", "fr", on_french), ("en", "it", on_italian)):
        drawn = some(questions, 4000, chance)
        missed += without_answer(drawn, chance)
        missed += mined(drawn, asked, language, encoder)
        missed += fragments(drawn, chance, len(drawn) // 8)
    return answered + [cropped(question, chance) for question in short] + missed


def told_apart(split: Split, chance: random.Random, encoder: Encoder) -> list[Question]:
    """Hard negatives: contexts that answer similar questions about other things, and as many without them."""
    piaf, squad, parallel = split.piaf, split.squad, split.parallel
    english = squad + split.others["squadshifts-newwiki-en"]
    paragraphs = set(some(list(dict.fromkeys(question.context for question in english)), 800, chance))
    in_english = questions_in_english(some(piaf, 4500, chance), encoder)
    on_french = paragraphs_in_french([question for question in english if question.context in paragraphs])
    answered = crossed(squad, parallel, chance, per_id={"es": 2, "ro": 2, "de": 1})
    answered = [cropped(question, chance) for question in some(answered, 3000, chance)]
    missed = [
        *split.impossible,
        *(cropped(question, chance) for question in some(split.impossible, 1500, chance)),
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
        answered += [cropped(question, chance) for question in some(questions, plain, chance)]
        answered += some(among, beside, chance)
        missed += some(without, beside, chance)
    for asked, questions, count in (("fr", piaf, 1500), ("en", in_english, 1000), ("en", on_french, 1000)):
        drawn = some(questions, 2 * count, chance)
        missed += [cropped(question, chance) for question in without_answer(drawn, chance)]
        missed += some(mined(drawn, asked, "fr", encoder), count, chance)
        missed += fragments(drawn, chance, count // 6)
    return answered + missed


def said_of_another(split: Split, chance: random.Random, encoder: Encoder) -> list[Question]:
    """Two things of the passage swapped in question, passage or both: near misses, and their answerable counterparts."""
    rows = []
    for questions, language in ((split.piaf, "fr"), (split.squad, "en")):
        among, _ = among_rivals(questions, encoder, chance)
        short = [cropped(question, chance) for question in questions]
        rows += exchanges(short + some(among, len(among) // 2, chance), language, encoder, chance)
    pairs = [question for row in rows for question in (row.of_other(), row.both())]
    return pairs + [question for row in rows if chance.random() < 0.5 for question in (row.moved(), row.question)]


def on_documents(split: Split, chance: random.Random) -> list[Question]:
    """Our own questions on texts whole and cropped; some without the sentence that answers."""
    answered = [question for question in split.written if question.answers]
    without = some(without_answer(answered, chance), len(answered) // 4, chance)
    return [
        *split.written,
        *(cropped(question, chance) for question in split.written),
        *(cropped(question, chance, most=500) for question in without),
    ]


def as_typed(question: Question) -> Question:
    """The question as people type it: in small letters, without accents and question mark."""
    text = "".join(c for c in unicodedata.normalize("NFKD", question.text.lower()) if not unicodedata.combining(c))
    return replace(question, id=f"{question.id}-typed", text=text.rstrip(" ?"))


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
            texts = [english_first, *some(others, count - 1, chance)]
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
    return some(pairs, 2500, chance)


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
        rivals = some(rivals, chance.randint(1, 3), chance)
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
    pairs = [(question, chance.choice(bare)) for question in some(questions, count, chance)]
    return [
        _near_miss(question, "bare", text)
        for question, text in pairs
        if text.casefold() not in (gold.text.casefold() for gold in question.answers)
    ]


def majority(answers: Sequence[Gold]) -> Gold:
    """The answer that most annotators gave; the first one on a tie."""
    return Counter(answers).most_common(1)[0][0]


def some(rows: Sequence[T], count: int, chance: random.Random) -> list[T]:
    """``count`` rows drawn without repetition, or all if there are fewer."""
    return chance.sample(rows, min(count, len(rows)))


def _near_miss(question: Question, way: str, context: str) -> Question:
    return replace(question, id=f"{question.id}-{way}", context=context, answers=(), kind="near-miss")


def _holds_answer(text: str, question: Question) -> bool:
    return any(gold.text.casefold() in text.casefold() for gold in question.answers)


def _cut_sentence(context: str, gold: Gold) -> str:
    end = gold.start + len(gold.text)
    return " ".join(context[s:e].strip() for s, e in sentence_spans(context) if e <= gold.start or s >= end)
