"""What the Copywriter needs of the checks; ``copywriting.checks.checker.Checker`` is the whole of it."""

from collections.abc import Sequence
from typing import Protocol

from copywriting.brief import Brief
from copywriting.limits import check_limits
from copywriting.platforms import Platform
from copywriting.report import Finding, Kind, Report, Severity

_GRAM = 4
_TOO_ALIKE = 0.6  # the dataset's own limit among variants of a brief is 0.5


class Checker(Protocol):
    """Both may take up to 50 ms; they are called in a thread, one at a time."""

    def check(self, text: str, *, brief: Brief, platform: Platform) -> Report: ...

    def alike(self, text: str, others: Sequence[str]) -> Finding | None:
        """A LIKENESS finding if ``text`` nearly repeats one of ``others``."""
        ...


class FormChecker:
    """Form, limits and copied letters only: what can be told without a dictionary."""

    def check(self, text: str, *, brief: Brief, platform: Platform) -> Report:  # noqa: ARG002 - protocol
        return Report(findings=check_limits(text, platform), length=platform.size(text))

    def alike(self, text: str, others: Sequence[str]) -> Finding | None:
        mine = _grams(text)
        closest = max((len(mine & grams) / len(mine | grams) for grams in map(_grams, others)), default=0.0)
        if closest < _TOO_ALIKE:
            return None
        return Finding(kind=Kind.LIKENESS, severity=Severity.BLOCK, size=round(100 * closest))


def _grams(text: str) -> frozenset[str]:
    text = " ".join(text.lower().split())
    return frozenset(text[start : start + _GRAM] for start in range(max(1, len(text) - _GRAM + 1)))
