"""How near a text comes to reference ads, by chrF."""

from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

from copywriting.evaluation.errors import PackageMissing

Resemblance = Callable[[str, Sequence[str]], float]


def load_chrf() -> Resemblance:
    """chrF2 of sacrebleu, 0 … 100, to the nearest reference. Raises PackageMissing."""
    try:
        metrics: Any = import_module("sacrebleu.metrics")
    except ImportError as error:
        raise PackageMissing("sacrebleu") from error
    chrf = metrics.CHRF()

    def nearest(text: str, references: Sequence[str]) -> float:
        return float(chrf.sentence_score(text, list(references)).score)

    return nearest
