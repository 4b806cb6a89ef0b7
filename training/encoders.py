"""Texts as vectors for the semantic filter: by character n-grams, or by an embedding model in GGUF."""

import random
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol, Self

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
HASHES = 2**16
DIMENSIONS = 192
FITTED_ON = 12_000  # texts: more don't change the space, but a hundred thousand would not fit the memory
CHUNK = 5_000


class Encoder(Protocol):
    """semhash's protocol. ``name`` goes into the report: a threshold is of one encoder only."""

    name: str

    def encode(self, inputs: Sequence[str], **kwargs: Any) -> Vectors: ...


class CharacterEncoder:
    """Latent semantics of character 3-5-grams: sees through word endings and word order, not synonyms."""

    name = f"characters-3-5-svd{DIMENSIONS}"

    def __init__(self, texts: Sequence[str], seed: int = 0) -> None:
        """Fits the space on (a sample of) ``texts``."""
        from sklearn.decomposition import TruncatedSVD
        from sklearn.feature_extraction.text import HashingVectorizer, TfidfTransformer

        sample = list(texts)
        if len(sample) > FITTED_ON:
            sample = random.Random(seed).sample(sample, FITTED_ON)  # noqa: S311 - a sample, not secrecy
        self._hashes = HashingVectorizer(
            analyzer="char_wb", ngram_range=(3, 5), n_features=HASHES, alternate_sign=False, dtype=np.float32
        )
        self._weights = TfidfTransformer(sublinear_tf=True)
        weighted = self._weights.fit_transform(self._hashes.transform(sample))
        dimensions = max(2, min(DIMENSIONS, len(sample) - 1))
        self._projection = TruncatedSVD(dimensions, n_iter=3, random_state=seed).fit(weighted)

    def encode(self, inputs: Sequence[str], **_: Any) -> Vectors:
        """float32 [texts, dimensions], rows of length one."""
        chunks = [self._encode(inputs[start : start + CHUNK]) for start in range(0, len(inputs), CHUNK)]
        return np.concatenate(chunks) if chunks else np.zeros((0, DIMENSIONS), np.float32)

    def _encode(self, texts: Sequence[str]) -> Vectors:
        vectors = self._projection.transform(self._weights.transform(self._hashes.transform(texts)))
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        return np.asarray(vectors / np.maximum(lengths, 1e-9), dtype=np.float32)


class GGUFEncoder:
    """An embedding model through llama.cpp, such as USER-bge-m3 or multilingual-e5; ``with`` closes it."""

    def __init__(self, path: Path, prefix: str = "", context: int = 512) -> None:
        """``prefix`` stands before every text: e5 models want ``query: ``."""
        import llama_cpp

        self.name = f"gguf:{path.name}"
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

    def encode(self, inputs: Sequence[str], **_: Any) -> Vectors:
        """float32 [texts, dimensions], rows of length one; long texts are cut."""
        rows = [self._llama.embed(self._prefix + text, normalize=True, truncate=True) for text in inputs]
        return np.array(rows, dtype=np.float32)
