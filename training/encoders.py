"""Texts as vectors for the semantic filter: by character n-grams, or by an embedding model in GGUF."""

import random
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np

from training.errors import BadRecipe
from training.neighbours import Repeat, Vectors
from training.preparation import spread
from training.recipe import FilterRecipe

HASHES = 2**16
FITTED_ON = 12_000  # texts
DIMENSIONS = 256
CHUNK = 2_000


class Encoder(Protocol):
    """Texts to float32 [texts, dimensions], rows of length one."""

    slack: float  # by how much a product of two vectors may fall short of the texts' cosine

    def encode(self, inputs: Sequence[str]) -> Vectors: ...

    def refine(self, inputs: Sequence[str], pairs: Sequence[Repeat]) -> list[Repeat]:
        """The same pairs with the texts' own cosines."""
        ...


class CharacterEncoder:
    """Character 4-5-grams weighed by rarity: sees through word endings and word order, less through synonyms.

    The vectors are a random projection, which keeps cosines within ``slack`` (three standard deviations are
    0.1 at the thresholds in use); pairs that it brings near are compared by the n-grams themselves. The usual
    truncated SVD is no help here: it brings ads of one subject together (docs/filter.md).
    """

    name = "characters-4-5"
    slack = 0.1

    def __init__(self, texts: Sequence[str], seed: int = 0) -> None:
        """Learns from ``texts`` how rare an n-gram is."""
        from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

        self._hashes = HashingVectorizer(
            analyzer="char_wb", ngram_range=(4, 5), n_features=HASHES, alternate_sign=False, dtype=np.float32
        )
        self._weights = TfidfTransformer(sublinear_tf=True)
        self._weights.fit(self._hashes.transform(_sample(texts, seed)))
        # small numbers: an encoder travels to other processes with every chunk of texts
        self._signs = np.random.default_rng(seed).choice(np.array([-1, 1], np.int8), (HASHES, DIMENSIONS))

    def encode(self, inputs: Sequence[str]) -> Vectors:
        encoded = list(spread(self._encode, inputs))
        return np.concatenate(encoded) if encoded else np.zeros((0, DIMENSIONS), np.float32)

    def refine(self, inputs: Sequence[str], pairs: Sequence[Repeat]) -> list[Repeat]:
        places = sorted({place for pair in pairs for place in (pair.place, pair.of)})
        if not places:
            return []
        rows = {place: row for row, place in enumerate(places)}
        grams = self._grams([inputs[place] for place in places])
        refined = []
        for start in range(0, len(pairs), CHUNK):
            part = pairs[start : start + CHUNK]
            ones, others = grams[[rows[p.place] for p in part]], grams[[rows[p.of] for p in part]]
            cosines = np.asarray(ones.multiply(others).sum(axis=1)).ravel()
            refined += [replace(p, similarity=float(cos)) for p, cos in zip(part, cosines, strict=True)]
        return refined

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = self._grams(texts) @ self._signs.astype(np.float32)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)

    def _grams(self, texts: Sequence[str]) -> Any:
        """Sparse rows of length one."""
        return self._weights.transform(self._hashes.transform(texts))


def _sample(texts: Sequence[str], seed: int) -> list[str]:
    """What is enough to learn weights from."""
    draw = random.Random(seed)  # noqa: S311 - a sample, not secrecy
    return list(texts) if len(texts) <= FITTED_ON else draw.sample(list(texts), FITTED_ON)


class GGUFEncoder:
    """An embedding model through llama.cpp, such as USER-bge-m3 or multilingual-e5; ``with`` closes it."""

    slack = 0.0

    def __init__(self, path: Path, prefix: str = "", context: int = 512) -> None:
        """``prefix`` stands before every text: e5 models want ``query: ``."""
        import llama_cpp

        self._prefix = prefix
        self._context = context
        self._stack = ExitStack()
        self._llama = llama_cpp.Llama(
            str(path),
            embedding=True,
            pooling_type=llama_cpp.LLAMA_POOLING_TYPE_MEAN,
            n_ctx=context,
            n_batch=context,
            n_ubatch=context,
            verbose=False,
        )
        self._stack.callback(self._llama.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def encode(self, inputs: Sequence[str]) -> Vectors:
        """float32 [texts, dimensions], rows of length one; long texts are cut."""
        rows = [self._llama.embed(self._prefix + text, normalize=True, truncate=True) for text in inputs]
        return np.array(rows, dtype=np.float32)

    def refine(self, _inputs: Sequence[str], pairs: Sequence[Repeat]) -> list[Repeat]:
        return list(pairs)


def make_encoder(recipe: FilterRecipe, texts: Sequence[str]) -> Encoder:
    """The recipe's encoder, fitted on ``texts`` if it needs that."""
    kind, _, path = recipe.encoder.partition(":")
    if kind == "gguf":
        return GGUFEncoder(Path(path), recipe.prefix)
    if kind == "characters":
        return CharacterEncoder(texts, recipe.seed)
    raise BadRecipe(f"no encoder {recipe.encoder!r}")


def encoder_name(recipe: FilterRecipe) -> str:
    """For reports: a threshold is of one encoder only."""
    return CharacterEncoder.name if recipe.encoder == "characters" else recipe.encoder
