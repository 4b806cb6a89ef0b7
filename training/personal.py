"""Whether a text names a person or carries more contacts than can be masked."""

import re
from functools import cache
from itertools import pairwise
from typing import Any

from copywriting.masking import SLOTS, Masks
from copywriting.normal import neutralise

_CAPITALISED = re.compile(r"\b[А-ЯЁ][а-яё]+(?:-[А-ЯЁ][а-яё]+)?\b")
_INITIALS = re.compile(r"\b[А-ЯЁ]\.\s?(?:[А-ЯЁ]\.\s?)?[А-ЯЁ][а-яё]+|\b[А-ЯЁ][а-яё]+\s[А-ЯЁ]\.")
_NAMES = frozenset({"Name", "Surn", "Patr"})


def is_personal(text: str) -> bool:
    """Errs towards yes: one pair less costs little."""
    return bool(_INITIALS.search(text)) or _names_a_person(text) or _too_many_contacts(text)


def _names_a_person(text: str) -> bool:
    """A patronymic, or a first name beside another capitalised word («Анна Ким»)."""
    for first, second in pairwise([*_CAPITALISED.finditer(text), None]):
        if first is None:
            break
        kinds = _kinds(first[0])
        if "Patr" in kinds:
            return True
        beside = second is not None and text[first.end() : second.start()] == " "
        if beside and second is not None and kinds and ("Name" in kinds | _kinds(second[0])):
            return True
    return False


def _too_many_contacts(text: str) -> bool:
    masks = Masks()
    masks.learn(neutralise(text))
    return sum(token.startswith("⟦U") for token in masks.surfaces) >= SLOTS["U"]


@cache
def _kinds(word: str) -> frozenset[str]:
    """Which kinds of personal name the word's likeliest reading is."""
    return frozenset(kind for kind in _NAMES if kind in _analyzer().parse(word)[0].tag)


@cache
def _analyzer() -> Any:
    from pymorphy3.analyzer import MorphAnalyzer

    return MorphAnalyzer()  # type: ignore[no-untyped-call]
