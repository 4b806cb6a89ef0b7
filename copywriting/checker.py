"""What the Copywriter needs of the checks."""

from collections.abc import Sequence
from typing import Protocol

from copywriting.brief import Brief
from copywriting.limits import check_limits
from copywriting.platforms import Platform
from copywriting.report import Report

_GRAM = 4


class Checker(Protocol):
    """Both may take up to 50 ms and are called in a thread."""

    def check(self, text: str, *, brief: Brief, platform: Platform) -> Report: ...

    def likeness(self, text: str, others: Sequence[str]) -> float:
        """From 0 to 1: how close ``text`` is to the closest of ``others``."""
        ...


class FormChecker:
    """Form, limits and copied letters only: what can be told without a dictionary."""

    def check(self, text: str, *, brief: Brief, platform: Platform) -> Report:  # noqa: ARG002 - protocol
        return Report(findings=check_limits(text, platform), length=platform.size(text))

    def likeness(self, text: str, others: Sequence[str]) -> float:
        mine = _grams(text)
        return max(
            (len(mine & theirs) / max(1, len(mine | theirs)) for theirs in map(_grams, others)), default=0.0
        )


def _grams(text: str) -> frozenset[str]:
    text = " ".join(text.lower().split())
    return frozenset(text[start : start + _GRAM] for start in range(max(1, len(text) - _GRAM + 1)))
