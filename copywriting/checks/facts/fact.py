"""A fact: something exact in a text that must not be invented, lost or changed."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

_MASK = "\ufffc"
_NOT_BREAK = re.compile(r"[^\n]")  # a line break still parts what stands before and after
# The same length on both sides: offsets into the canvas are offsets into the text.
_ALIKE = str.maketrans("\u00a0\u202f\u2009\u2007\u2011\u2212", "    --")


class FactKind(StrEnum):
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MONTH = "month"
    WEEKDAY = "weekday"
    TIME = "time"
    PHONE = "phone"
    EMAIL = "email"
    LINK = "link"
    HANDLE = "handle"
    QUOTED = "quoted"
    LATIN = "latin"


CONTACTS = frozenset({FactKind.PHONE, FactKind.EMAIL, FactKind.LINK, FactKind.HANDLE})
NUMERIC = frozenset(
    {FactKind.NUMBER, FactKind.MONEY, FactKind.PERCENT, FactKind.DATE, FactKind.TIME, FactKind.WEEKDAY}
)


class Shape(StrEnum):
    """How much a number says about what it counts, and so what else it may be equal to."""

    EXACT = "exact"  # with a unit: equal by ``keys`` only
    COUNTED = "counted"  # «30 мест»: equal to the same figure counted or bare
    BARE = "bare"  # «в 15»: equal to the same figure of any kind


@dataclass(frozen=True, slots=True)
class Fact:
    """``keys`` are its normalised meanings (several when the text is ambiguous: «12.03»), ``figures`` the
    numbers as written, ``noun`` the lemma of what is counted. ``spelled``: written in words."""

    kind: FactKind
    quote: str
    start: int
    end: int
    keys: frozenset[str]
    figures: frozenset[str] = frozenset()
    shape: Shape = Shape.EXACT
    noun: str | None = None
    spelled: bool = False

    def same(self, other: "Fact") -> bool:
        """Whether this fact of a variant may be read as ``other`` of its brief. A day without a month may
        be taken from a date, but a date isn't founded on any bare number."""
        if self.keys & other.keys:
            return True
        if not self.figures & other.figures:
            return False
        if self.kind is FactKind.DATE:
            without_month = any(key.startswith("day:") for key in self.keys | other.keys)
            return without_month and other.kind is FactKind.DATE
        shapes = {self.shape, other.shape}
        return Shape.BARE in shapes or shapes == {Shape.COUNTED}


class Canvas:
    """A text of which facts are taken one kind after another; what was taken is hidden from the next
    kinds."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.rest = text.translate(_ALIKE)

    def find(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return pattern.finditer(self.rest)

    def hide(self, spans: Iterable[tuple[int, int]]) -> None:
        for start, end in spans:
            hidden = _NOT_BREAK.sub(_MASK, self.rest[start:end])
            self.rest = self.rest[:start] + hidden + self.rest[end:]

    def fact(
        self, kind: FactKind, span: tuple[int, int], keys: Iterable[str], figures: Iterable[str] = ()
    ) -> Fact:
        start, end = span
        return Fact(kind, self.text[start:end], start, end, frozenset(keys), frozenset(figures))
