"""Plain Russian text as one row of token ids a file, and windows drawn from it."""

import lzma
import random
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from transformers import PreTrainedTokenizerFast

from training.recipe import CorpusFile

Tokens = npt.NDArray[np.uint16]
MEGABYTE = 1 << 20
CHUNK = 1 << 16  # characters given to the tokenizer at once


def read_documents(path: Path, megabytes: float, seed: int) -> Iterator[str]:
    """``megabytes`` of documents in random order from a file (``.xz`` or plain; empty lines between them)."""
    raw = path.read_bytes()
    text = (lzma.decompress(raw) if path.suffix == ".xz" else raw).decode()
    documents = [document for document in text.split("\n\n") if document.strip()]
    random.Random(seed).shuffle(documents)  # noqa: S311 - order, not secrecy
    left = megabytes * MEGABYTE
    for document in documents:
        if left <= 0:
            return
        left -= len(document.encode())
        yield unicodedata.normalize("NFC", document)


def tokenize_documents(documents: Iterator[str], tokenizer: PreTrainedTokenizerFast) -> Tokens:
    """All documents in a row, each ended by the end-of-text token."""
    if len(tokenizer) > np.iinfo(np.uint16).max:
        raise ValueError("a corpus is kept as 16-bit ids: the vocabulary is too large")
    end = int(tokenizer.pad_token_id or 0)
    rows: list[Tokens] = []
    for document in documents:
        pieces = [document[start : start + CHUNK] for start in range(0, len(document), CHUNK)]
        encoded = tokenizer(pieces, add_special_tokens=False)["input_ids"]
        rows.extend(np.array(ids, dtype=np.uint16) for ids in encoded)
        rows.append(np.array([end], dtype=np.uint16))
    return np.concatenate(rows) if rows else np.zeros(0, dtype=np.uint16)


class Corpus:
    """Windows of text: which ones step ``n`` reads depends on the seed and ``n`` alone."""

    def __init__(self, rows: list[Tokens], files: tuple[CorpusFile, ...], seed: int) -> None:
        self._rows = rows
        self._weights = [file.weight for file in files]
        self._seed = seed

    def windows(self, step: int, count: int, length: int) -> npt.NDArray[np.int64]:
        """``count`` windows of ``length`` tokens and one more, the last target: int64 [count, length + 1]."""
        draw = random.Random(f"corpus {self._seed} {step}")  # noqa: S311 - order, not secrecy
        chosen = []
        for row in draw.choices(self._rows, self._weights, k=count):
            start = draw.randrange(max(1, len(row) - length - 1))
            chosen.append(row[start : start + length + 1])
        return np.stack(chosen).astype(np.int64)
