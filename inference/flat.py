"""Draws from a flat row of logits, where the tokens worth looking at are most of the vocabulary.

Instead of finding the nucleus, draw from all tokens and look whether the outcome is in it, as it mostly is.
The distribution is the same, without sorting or gathering anything.
"""

import math
import random

import numpy as np
import numpy.typing as npt

from inference.contract import Sampling
from inference.filters import MARGIN, Row

FLAT = 16_384  # tokens near the best one, from which on this is cheaper
TRIES = 16
BLOCK = 512


def is_flat(row: Row, settings: Sampling) -> bool:
    """Whether ``draw`` should be tried; with top-k or min-p few tokens are left anyway."""
    if settings.top_k > 0 or settings.min_p > 0 or len(row) <= FLAT:
        return False
    if settings.top_p >= 1:
        return True
    return int(np.count_nonzero(row >= row.max() - np.float32(MARGIN))) > FLAT


def draw(row: Row, settings: Sampling, dice: random.Random) -> int | None:
    """A token within top-p; ``None`` after ``TRIES`` outside of it, as a high temperature may have it."""
    above_best = row - row.max()
    shares = np.exp(above_best)
    weights = shares
    if settings.temperature != 1:
        above_best /= np.float32(settings.temperature)
        weights = np.exp(above_best, out=above_best)
    wanted = settings.top_p * float(shares.sum(dtype=np.float64)) if settings.top_p < 1 else math.inf
    blocks = np.cumsum(np.add.reduceat(weights, np.arange(0, len(row), BLOCK)), dtype=np.float64)
    for _ in range(TRIES):
        token = _place(weights, blocks, dice.random())
        if wanted == math.inf or float(np.dot(shares, (row > row[token]).astype(np.float32))) < wanted:
            return token
    return None


def _place(weights: Row, blocks: npt.NDArray[np.float64], chance: float) -> int:
    """Where ``chance`` of the whole weight is reached: the block first, then the token in it."""
    sought = chance * blocks[-1]
    block = min(int(np.searchsorted(blocks, sought, side="right")), len(blocks) - 1)
    start = block * BLOCK
    within = np.cumsum(weights[start : start + BLOCK], dtype=np.float64)
    before = float(blocks[block - 1]) if block else 0.0
    place = min(int(np.searchsorted(within, sought - before, side="right")), len(within) - 1)
    while weights[start + place] == 0 and place:  # rounding must not hit a banned token
        place -= 1
    return start + place
