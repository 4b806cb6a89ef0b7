"""What would be lost with a sentence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from copywriting.checks.facts.fact import CONTACTS, FactKind
from copywriting.checks.facts.sheet import FactSheet
from copywriting.checks.morphology import Morphology

REQUIRED: Final = CONTACTS | {FactKind.DATE, FactKind.TIME}
_WEIGHTS: Final = {
    FactKind.MONEY: 3,
    FactKind.PERCENT: 3,
    FactKind.NUMBER: 2,
    FactKind.QUOTED: 2,
}
_NAME_WEIGHT: Final = 2
# «Анна Петрова», «А. И. Петрова», «Петрова А. И.», «ВНИИАЭС».
_NAME: Final = re.compile(
    r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?(?:\s[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?){1,2}\b"
    r"|\b[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]+"
    r"|\b[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.(?:\s?[А-ЯЁ]\.)?"
    r"|\b[А-ЯЁ]{2,}\b"
)
_STEM: Final = 5  # letters: «Петрова» and «Петровой» are one person


@dataclass(frozen=True, slots=True)
class Evidence:
    """A fact as something to keep: ``keys`` tell whether another sentence says the same."""

    quote: str
    keys: frozenset[str]
    required: bool
    weight: int


def evidence(sentence: str, morphology: Morphology) -> tuple[Evidence, ...]:
    """The facts of one sentence; contacts, dates and times are required."""
    return (*_facts(sentence, morphology), *_names(sentence))


def _facts(sentence: str, morphology: Morphology) -> Iterator[Evidence]:
    for fact in FactSheet.of(sentence, morphology).facts:
        yield Evidence(fact.quote, fact.keys, fact.kind in REQUIRED, _WEIGHTS.get(fact.kind, 1))


def _names(sentence: str) -> Iterator[Evidence]:
    for match in _NAME.finditer(sentence):
        words = re.findall(r"\w+", match[0].lower())
        yield Evidence(
            match[0], frozenset({"name:" + " ".join(word[:_STEM] for word in words)}), False, _NAME_WEIGHT
        )
