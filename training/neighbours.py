"""Pairs of near vectors: by matrix products, or, where they are too many for that, by usearch's index."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

BLOCK = 512  # rows: with 100,000 vectors a block of products takes 200 MB
NEIGHBOURS = (
    32  # that the index is asked for: of more copies of one text the rest are found through each other
)


@dataclass(frozen=True, slots=True)
class Repeat:
    """The text at ``place`` is near the one at ``of``."""

    place: int
    of: int
    similarity: float


def repeats(vectors: Vectors, threshold: float, *, exact: bool) -> list[Repeat]:
    """Pairs of rows at ``threshold`` or over; ``vectors``: float32 [texts, dimensions] of length one."""
    if not len(vectors):
        return []
    pairs = _products(vectors, vectors, threshold) if exact else _index(vectors, threshold)
    return [pair for pair in pairs if pair.of < pair.place]


def crossing(vectors: Vectors, known: int, threshold: float) -> list[Repeat]:
    """Pairs of a row beyond the first ``known`` and one of these."""
    pairs = _products(vectors[known:], vectors[:known], threshold)
    return [Repeat(known + pair.place, pair.of, pair.similarity) for pair in pairs]


def nearest(pairs: Iterable[Repeat]) -> list[Repeat]:
    """Of all pairs of one place the nearest."""
    best: dict[int, Repeat] = {}
    for pair in pairs:
        if pair.place not in best or pair.similarity > best[pair.place].similarity:
            best[pair.place] = pair
    return [best[place] for place in sorted(best)]


def standing(pairs: Sequence[Repeat], threshold: float) -> list[Repeat]:
    """Which rows go when the earlier of two stays: each once, with the nearest row that stays."""
    earlier: dict[int, list[Repeat]] = {}
    for pair in pairs:
        if pair.similarity >= threshold:
            earlier.setdefault(pair.place, []).append(pair)
    gone: dict[int, Repeat] = {}
    for place in sorted(earlier):
        left = [pair for pair in earlier[place] if pair.of not in gone]
        if left:
            gone[place] = max(left, key=lambda pair: (pair.similarity, -pair.of))
    return list(gone.values())


def _products(asked: Vectors, known: Vectors, threshold: float) -> Iterator[Repeat]:
    same = asked is known
    for start in range(0, len(asked), BLOCK):
        stop = min(start + BLOCK, len(asked))
        cosines = asked[start:stop] @ known[: stop if same else None].T
        for row, column in zip(*np.nonzero(cosines >= threshold), strict=True):
            yield Repeat(start + int(row), int(column), float(cosines[row, column]))


def _index(vectors: Vectors, threshold: float) -> Iterator[Repeat]:
    """Approximate; one thread fills the index, so that the same texts give the same pairs."""
    from usearch.index import Index

    index = Index(ndim=vectors.shape[1], metric="cos", dtype="f32")
    index.add(np.arange(len(vectors)), vectors, threads=1)
    for start in range(0, len(vectors), BLOCK):
        found = index.search(vectors[start : start + BLOCK], min(NEIGHBOURS, len(vectors)))
        rows = np.asarray(found.keys), 1 - np.asarray(found.distances)
        for place, (keys, cosines) in enumerate(zip(*rows, strict=True), start):
            near = cosines >= threshold
            yield from (
                Repeat(place, int(key), float(cosine))
                for key, cosine in zip(keys[near], cosines[near], strict=True)
            )
