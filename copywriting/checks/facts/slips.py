"""Which fact of the brief a wrong one must have been: one slip of the pen away."""

from collections.abc import Callable, Mapping, Sequence

from copywriting.checks.facts.fact import Fact, FactKind

_MAX_CHANGED_LETTERS = 2


def original(fact: Fact, brief: Sequence[Fact]) -> Fact | None:
    """The brief's fact of the same kind that is nearest, if it is near enough."""
    candidates = [own for own in brief if own.kind is fact.kind and not own.spelled]
    nearest = min(candidates, key=lambda own: distance(value(own), value(fact)), default=None)
    near = _SLIPS.get(fact.kind, _few_letters)
    return nearest if nearest and near(nearest, fact) else None


def value(fact: Fact) -> str:
    return min(fact.keys).partition(":")[2].rstrip("+")


def _few_letters(own: Fact, fact: Fact) -> bool:
    return distance(value(own), value(fact)) <= _MAX_CHANGED_LETTERS


def _one_digit(own: Fact, fact: Fact) -> bool:
    """12 → 13, 120 → 102; a one-digit number has nothing left of the original, but the same thing is
    measured."""
    left, right = value(own), value(fact)
    if own.noun is not None and own.noun == fact.noun:
        return True
    same_length = len(left) == len(right) and len(left) > 1
    return same_length and distance(left, right) <= _MAX_CHANGED_LETTERS - (sorted(left) != sorted(right))


def _same_day_or_month(own: Fact, fact: Fact) -> bool:
    left, right = value(own).split("-"), value(fact).split("-")
    return any(a == b for a, b in zip(left, right, strict=False))


def _any(own: Fact, fact: Fact) -> bool:
    return own.kind is fact.kind


_SLIPS: Mapping[FactKind, Callable[[Fact, Fact], bool]] = {
    FactKind.NUMBER: _one_digit,
    FactKind.MONEY: _one_digit,
    FactKind.PERCENT: _one_digit,
    FactKind.DATE: _same_day_or_month,
    FactKind.WEEKDAY: _any,
    FactKind.MONTH: _any,
    FactKind.TIME: _few_letters,
}


def distance(left: str, right: str) -> int:
    """Levenshtein distance."""
    row: list[int] = [*range(len(right) + 1)]
    for i, a in enumerate(left, 1):
        previous, row[0] = row[0], i
        for j, b in enumerate(right, 1):
            previous, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, previous + (a != b))
    return row[-1]
