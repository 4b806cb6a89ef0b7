"""How alike two variants are: near-copies must not be shown side by side."""

import itertools
import re
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from copywriting.checks.morphology import Morphology

# Calibrated on all pairs of reference ads of one brief and on near-copies with three words changed
# (docs/quality-checks.md): references stay below, near-copies above.
TOO_ALIKE = 0.715
# Cosine of sentence embeddings at which two Russian ads say the same; used only with an embedding function.
TOO_ALIKE_IN_MEANING = 0.95
_CHARACTERS = 4
_CHARACTER_SHARE = 0.25
_LABEL = re.compile(r"^[А-ЯЁ][а-яё -]{2,30}(?: \d{1,2})?: ", re.MULTILINE)

Gram = TypeVar("Gram", bound=Hashable)
Embed = Callable[[str], npt.ArrayLike]


@dataclass(frozen=True, slots=True)
class Sense:
    """What texts mean, by vectors; ``alike`` is the cosine from which on two say the same."""

    embed: Embed
    alike: float = TOO_ALIKE_IN_MEANING

    def same(self, one: str, other: str) -> bool:
        return _cosine(self.embed(one), self.embed(other)) >= self.alike


class Likeness:
    """Compares by lemmas in order, by lemma pairs (sentences may have changed places) and by character
    4-grams."""

    def __init__(self, morphology: Morphology, sense: Sense | None = None) -> None:
        self._morphology = morphology
        self._sense = sense

    def __call__(self, one: str, other: str) -> float:
        """0 for texts with nothing in common, 1 for the same words."""
        left, right = (self._morphology.lemmas(_LABEL.sub("", text)) for text in (one, other))
        if not left or not right:
            return float(left == right)
        order = _common_subsequence(left, right) / max(len(left), len(right))
        characters = _dice(_grams(one), _grams(other))
        pairs = _dice(Counter(itertools.pairwise(left)), Counter(itertools.pairwise(right)))
        return max(_CHARACTER_SHARE * characters + (1 - _CHARACTER_SHARE) * order, pairs)

    def too_alike(self, one: str, other: str) -> bool:
        if self(one, other) >= TOO_ALIKE:
            return True
        return self._sense is not None and self._sense.same(one, other)


def _grams(text: str) -> Counter[str]:
    letters = " ".join(re.findall(r"\w+", _LABEL.sub("", text).lower()))
    return Counter(letters[start : start + _CHARACTERS] for start in range(len(letters) - _CHARACTERS + 1))


def _dice(one: Counter[Gram], other: Counter[Gram]) -> float:
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 0.0


def _common_subsequence(one: Sequence[str], other: Sequence[str]) -> int:
    """Length of the longest common subsequence, bit-parallel (Hyyrö 2004): a row of the table is one
    integer."""
    places: dict[str, int] = {}
    for position, lemma in enumerate(one):
        places[lemma] = places.get(lemma, 0) | 1 << position
    full = (1 << len(one)) - 1
    row = full
    for lemma in other:
        matched = row & places.get(lemma, 0)
        row = ((row + matched) | (row - matched)) & full
    return len(one) - row.bit_count()


def _cosine(one: npt.ArrayLike, other: npt.ArrayLike) -> float:
    left, right = np.asarray(one, np.float64), np.asarray(other, np.float64)
    norm = float(np.linalg.norm(left) * np.linalg.norm(right))
    return float(left @ right) / norm if norm else 0.0
