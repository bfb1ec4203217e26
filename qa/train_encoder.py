"""Train the encoder's adapter: ``python -m qa.train_encoder --data DIR --out DIR``.

Each question is drawn to the passage that answers it and away from others (InfoNCE, van den Oord et al., 2018): the
other passages of the batch, one of the same document, and one of another document that the base finds near. Passages
are split as the product splits them. Only two small matrices for each linear layer are trained (LoRA, Hu et al., 2022);
``index/adapter.py`` adds them to the base.

Resumable: run the same command again. Seeded. A GPU is used if there is one: 65 seconds of one H200, a day or two of
two cores.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import tqdm
from numpy.typing import NDArray
from safetensors.numpy import save_file
from torch.nn.utils import parametrize
from transformers import AutoTokenizer, BertModel

from index import adapter
from index.base_model import PROMPTS, base_model_folder
from index.chunking import split as split_document
from index.documents import Document
from index.errors import ExtraitError
from index.hub import quiet_loading
from qa.squad import Question
from qa.train import CHECKPOINT, kept, load_checkpoint, save_checkpoint, warmed_up
from qa.training.mixture import crossed, majority, some
from qa.training.split import Split, load_split

PAIRS, BATCH = 124_000, 256
RATE, WARM_UP = 4e-4, 0.05
RANK, SCALE = 16, 2.0  # of the matrices; their product is multiplied by SCALE
TEMPERATURE = 0.02
NEAR, FAR = 4, 32  # hard negatives of a question: of its document, of other documents
SKIPPED = 8  # passages of other documents nearest of all: some of them answer
LONGEST = 256  # tokens of a text


@dataclass(frozen=True, slots=True)
class Pairs:
    """Questions, and the passages of all documents; numbers are positions in ``passages``.

    ``gold`` is the passage that answers each question, ``near`` others of its document; ``documents`` numbers the
    document of each passage.
    """

    questions: list[str]
    passages: list[str]
    gold: list[int]
    near: list[list[int]]
    documents: list[int]


class LowRank(torch.nn.Module):
    """A weight with the product of two small matrices added; the weight itself stays."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self.up = torch.nn.Parameter(torch.zeros(rows, RANK))
        self.down = torch.nn.Parameter(torch.randn(RANK, columns) / columns**0.5)

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        """The weight that the layer uses."""
        return weight + SCALE * self.up @ self.down


def main(argv: Sequence[str] | None = None) -> None:
    """Entry point of ``python -m qa.train_encoder``."""
    parser = argparse.ArgumentParser(
        prog="python -m qa.train_encoder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--data", type=Path, required=True, help="folder of SQuAD files (*.json.gz)")
    parser.add_argument("--out", type=Path, required=True, help="folder for the checkpoint and the adapter")
    parser.add_argument("--scale", type=float, default=1.0, help="share of the pairs, to try it out")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args(argv)
    try:
        split = load_split(options.data)
        options.out.mkdir(parents=True, exist_ok=True)
        tokenizer = AutoTokenizer.from_pretrained(base_model_folder())
        chosen = some(
            asked(split, random.Random(options.seed)), int(PAIRS * options.scale), random.Random(options.seed)
        )
        train(pairs(chosen, tokenizer), tokenizer, int(PAIRS * options.scale), options.seed, options.out)
    except ExtraitError as error:
        raise SystemExit(f"extrait: {error}") from error


def asked(split: Split, chance: random.Random) -> list[Question]:
    """Answered questions of all sources: our own, people's, and those on translations of their paragraphs."""
    return [
        *(question for question in split.written if question.answers),
        *split.piaf,
        *split.squad,
        *split.others["squadshifts-newwiki-en"],
        *some(split.others["squadshifts-amazon-en"], 1500, chance),
        *some(split.others["squadshifts-reddit-en"], 1500, chance),
        *split.others["faquad-pt"],
        *crossed(split.squad, split.parallel, chance, per_id={"it": 1, "es": 2, "ro": 2, "de": 1}),
    ]


def pairs(questions: Sequence[Question], tokenizer: Any) -> Pairs:
    """Split the contexts; questions whose answer no passage holds whole are left out."""

    def count(texts: Sequence[str]) -> list[int]:
        return [len(ids) for ids in tokenizer(list(texts), add_special_tokens=False, verbose=False)["input_ids"]]

    made = Pairs([], [], [], [], [])
    places: dict[str, list[tuple[int, int, int]]] = {}  # of each context: number, start and end of its passages
    titles: defaultdict[str, list[int]] = defaultdict(list)
    numbers: dict[str, int] = {}
    for question in questions:
        if question.context not in places:
            title = question.title or question.context
            number = numbers.setdefault(title, len(numbers))
            found = split_document(Document("", title, question.context, "", "fr"), count)
            places[question.context] = [(len(made.passages) + i, p.start, p.end) for i, p in enumerate(found)]
            titles[title] += [n for n, _, _ in places[question.context]]
            made.passages.extend(p.text for p in found)
            made.documents.extend([number] * len(found))
    for question in questions:
        gold = majority(question.answers)
        end = gold.start + len(gold.text)
        holding = [n for n, first, last in places[question.context] if first <= gold.start and end <= last]
        if holding:
            same = titles[question.title or question.context]
            others = [n for n in same if gold.text.casefold() not in made.passages[n].casefold()]
            made.questions.append(question.text)
            made.gold.append(holding[0])
            made.near.append(some(others, NEAR, random.Random(len(made.questions))))
    return made


def train(made: Pairs, tokenizer: Any, count: int, seed: int, out: Path) -> None:
    """Train on ``count`` pairs, and write ``out / adapter.FILE``."""
    torch.manual_seed(seed)
    model = trainable_model(base_model_folder())
    questions = _tokenised(tokenizer, PROMPTS["query"], made.questions)
    passages = _tokenised(tokenizer, PROMPTS["document"], made.passages)
    far = kept(out / "far.npy", lambda: _far(model, made, questions, passages))
    chance = np.random.default_rng(seed)
    steps = max(1, count // BATCH)
    order = np.concatenate([chance.permutation(len(questions)) for _ in range(1 + count // len(questions))])
    chosen = _chosen(made, far, chance)
    trained = [parameter for parameter in model.parameters() if parameter.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=RATE, weight_decay=0.0)
    rate = warmed_up(optimizer, steps, WARM_UP)
    checkpoint = out / "encoder.pt"
    done = load_checkpoint(checkpoint, model, optimizer, rate) if checkpoint.exists() else 0
    saved = time.monotonic()
    for step in tqdm.trange(done, steps, initial=done, total=steps, desc="Training", unit="batch", mininterval=5):
        rows = order[step * BATCH : (step + 1) * BATCH]
        numbers = chosen[rows].T.ravel()  # those that answer first
        loss = contrast(
            vectors(model, [questions[i] for i in rows]), vectors(model, [passages[i] for i in numbers]), numbers
        )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        rate.step()
        if time.monotonic() - saved > CHECKPOINT:
            save_checkpoint(checkpoint, model, optimizer, rate, step + 1)
            saved = time.monotonic()
    save(model, out / adapter.FILE)
    checkpoint.unlink(missing_ok=True)


def _chosen(made: Pairs, far: NDArray[np.int64], chance: np.random.Generator) -> NDArray[np.int64]:
    """For each question the passage that answers, one of the same document, if it has others, and one of another."""
    rows = zip(made.gold, made.near, far, strict=True)
    return np.array([(gold, chance.choice(near or others), chance.choice(others)) for gold, near, others in rows])


def contrast(questions: torch.Tensor, passages: torch.Tensor, numbers: NDArray[np.int64]) -> torch.Tensor:
    """Mean cross-entropy of each question's passage among all of the batch.

    Args:
        questions: unit vectors, (rows, dimensions).
        passages: unit vectors; the first ``rows`` are those that answer.
        numbers: number of each passage: another copy of the one that answers is no negative.
    """
    rows = torch.arange(len(questions), device=questions.device)
    which = torch.from_numpy(numbers).to(questions.device)
    copies = which[None, :] == which[: len(questions), None]
    copies[rows, rows] = False
    return torch.nn.functional.cross_entropy((questions @ passages.T / TEMPERATURE).masked_fill(copies, -1e4), rows)


def trainable_model(folder: Path) -> BertModel:
    """The base, of which only the new small matrices are trained."""
    with quiet_loading():  # no warning that the base has no pooler
        model: Any = BertModel.from_pretrained(
            folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0
        )
    model.requires_grad_(False)
    for layer in model.encoder.layer:
        for module in list(layer.modules()):
            if isinstance(module, torch.nn.Linear):
                parametrize.register_parametrization(module, "weight", LowRank(*module.weight.shape))
    if torch.cuda.is_available():
        model.cuda()
    else:  # what a batch leaves in memory for the gradients is 40 GB, and a tenth if most is computed again
        model.gradient_checkpointing_enable({"use_reentrant": False})
    model.train()
    assert isinstance(model, BertModel)
    return model


def vectors(model: BertModel, texts: Sequence[Sequence[int]]) -> torch.Tensor:
    """Unit vectors of texts given as token ids, (texts, dimensions): the mean over their tokens."""
    longest = max(len(ids) for ids in texts)
    padded = torch.tensor([[*ids, *[1] * (longest - len(ids))] for ids in texts], device=model.device)
    real = torch.tensor([[1] * len(ids) + [0] * (longest - len(ids)) for ids in texts], device=model.device)
    with torch.autocast(model.device.type, torch.bfloat16, enabled=model.device.type == "cuda"):
        states = model(input_ids=padded, attention_mask=real).last_hidden_state
    return torch.nn.functional.normalize((states.float() * real[:, :, None]).sum(1), dim=1)


def save(model: BertModel, path: Path) -> None:
    """Write the small matrices in half precision (2.7 MB), atomically."""
    tensors = {}
    for name, module in model.named_modules():
        if isinstance(module, LowRank):
            layer = name.removesuffix(".parametrizations.weight.0")
            tensors[f"{layer}.weight.lora_B"] = (SCALE * module.up.detach()).half().cpu().numpy()
            tensors[f"{layer}.weight.lora_A"] = module.down.detach().half().cpu().numpy()
    new = path.with_suffix(".new")
    save_file(tensors, new)
    new.replace(path)


def _tokenised(tokenizer: Any, prompt: str, texts: Sequence[str]) -> list[list[int]]:
    encoded = tokenizer([prompt + text for text in texts], truncation=True, max_length=LONGEST)
    return list(encoded["input_ids"])


def _far(model: BertModel, made: Pairs, questions: list[list[int]], passages: list[list[int]]) -> NDArray[np.int64]:
    """Passages of other documents that the base finds near each question, (questions, FAR)."""
    there, of = _all(model, passages), np.array(made.documents)
    rows = []
    for gold, vector in zip(made.gold, _all(model, questions), strict=True):
        order = np.argsort(-(there @ vector))[: SKIPPED + FAR + 100]
        others = order[of[order] != of[gold]]
        rows.append(np.resize(others[SKIPPED:] if len(others) > SKIPPED else others, FAR))
    return np.stack(rows)


@torch.inference_mode()
def _all(model: BertModel, texts: list[list[int]]) -> NDArray[np.float32]:
    """Vectors of all texts; those of similar length together."""
    order = np.argsort([len(ids) for ids in texts])
    found = np.zeros((len(texts), model.config.hidden_size), np.float32)
    for at in tqdm.trange(0, len(order), BATCH, desc="Encoding", unit="batch", mininterval=5):
        some_of = order[at : at + BATCH]
        found[some_of] = vectors(model, [texts[i] for i in some_of]).cpu().numpy()
    return found


if __name__ == "__main__":
    main()
