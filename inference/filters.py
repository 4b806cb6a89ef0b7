"""Top-k, top-p and min-p over a row of logits, without sorting the vocabulary.

Each filter keeps the tokens above some threshold, so their order doesn't matter and the stricter one
decides. A usual row has some hundred tokens near the best one and is done in a third of a millisecond; a
flat row of 150,000 tokens takes two, by a histogram.
"""

import math

import numpy as np
import numpy.typing as npt

from inference.contract import Sampling

Row = npt.NDArray[np.float32]
Ids = npt.NDArray[np.intp]

MARGIN = 12.0  # the first look takes the logits this close to the best one
FEW = 2048  # so many are sorted, more are counted into bins
BINS = 4096


def survivors(row: Row, settings: Sampling) -> Ids:
    """The ids among which the next token is drawn, ascending; the best one is always there."""
    best = float(row.max())
    narrow = -math.log(settings.min_p) if settings.min_p > 0 else MARGIN
    if settings.top_k > 0:
        return _by_rank(row, settings, best)
    if settings.top_p >= 1:
        return np.flatnonzero(row >= best - narrow if settings.min_p > 0 else row > -math.inf)
    wanted = settings.top_p * _mass(row, best)
    ids = np.flatnonzero(row >= best - narrow)
    shares = np.exp(row[ids] - best)
    if shares.sum(dtype=np.float64) < wanted:
        if settings.min_p > 0:
            return ids
        ids = np.flatnonzero(row > -math.inf)
        shares = np.exp(row[ids] - best)
    return _nucleus(ids, best - row[ids], shares, wanted)


def _by_rank(row: Row, settings: Sampling, best: float) -> Ids:
    """Top-k comes first; the other filters then see nothing but those k."""
    ids = np.flatnonzero(row >= best - MARGIN)
    if len(ids) < settings.top_k:
        ids = np.flatnonzero(row > -math.inf)
    if len(ids) > settings.top_k:
        ids = np.sort(ids[np.argpartition(-row[ids], settings.top_k - 1)[: settings.top_k]])
    if settings.top_p < 1:
        shares = np.exp(row[ids] - best)
        ids = _nucleus(ids, best - row[ids], shares, settings.top_p * float(shares.sum()))
    return ids[np.exp(row[ids] - best) >= settings.min_p] if settings.min_p > 0 else ids


def _mass(row: Row, best: float) -> float:
    powers = row - np.float32(best)
    return float(np.exp(powers, out=powers).sum(dtype=np.float64))


def _nucleus(ids: Ids, depths: Row, shares: Row, wanted: float) -> Ids:
    """The fewest most likely ids whose ``shares`` reach ``wanted``; ``depths`` are below the best logit."""
    if len(ids) <= FEW:
        return np.sort(ids[_reaching(depths, shares, wanted)])
    bins = (depths * np.float32((BINS - 1) / max(float(depths.max()), 1e-6))).astype(np.intp)
    reached = np.cumsum(np.bincount(bins, weights=shares, minlength=BINS))
    last = min(int(np.searchsorted(reached, wanted)), BINS - 1)
    edge = np.flatnonzero(bins == last)
    above = float(reached[last - 1]) if last else 0.0
    kept = bins < last
    kept[edge[_reaching(depths[edge], shares[edge], wanted - above)]] = True
    return ids[kept]


def _reaching(depths: Row, shares: Row, wanted: float) -> Ids:
    """Places of the most likely ones, the best first, until ``wanted`` is reached; equals by their order."""
    order = np.argsort(depths, kind="stable")
    reached = np.cumsum(shares[order], dtype=np.float64)
    return order[: int(np.searchsorted(reached, wanted)) + 1]
