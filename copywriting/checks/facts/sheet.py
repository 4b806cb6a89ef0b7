"""All facts of one text."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from copywriting.checks.facts.calendar import dates, day_evidence, month_evidence, months
from copywriting.checks.facts.clock import times
from copywriting.checks.facts.contacts import contacts, phone_evidence
from copywriting.checks.facts.fact import Canvas, Fact, FactKind
from copywriting.checks.facts.names import latin_names, quoted_names
from copywriting.checks.facts.quantities import quantities
from copywriting.checks.facts.weekdays import weekday_evidence, weekdays
from copywriting.checks.morphology import Morphology


@dataclass(frozen=True)
class FactSheet:
    """``facts`` in the order of the text. ``hints`` are keys the text makes believable without stating
    them."""

    facts: tuple[Fact, ...]
    hints: frozenset[str]
    wording: "Wording"

    @classmethod
    def of(cls, text: str, morphology: Morphology, *, hidden: Sequence[tuple[int, int]] = ()) -> Self:
        """``hidden`` spans (field labels) hold no facts."""
        canvas = Canvas(text)
        canvas.hide(hidden)
        found = contacts(canvas)
        found += quoted_names(canvas, morphology)
        found += dates(canvas)
        found += months(canvas)
        found += weekdays(canvas)
        hints = weekday_evidence(canvas) | day_evidence(text) | month_evidence(canvas) | phone_evidence(text)
        found += times(canvas)
        found += latin_names(canvas)
        found += quantities(canvas, morphology)
        found.sort(key=lambda fact: (fact.start, fact.end))
        return cls(tuple(found), hints, Wording.of(text, morphology))

    def of_kind(self, *kinds: FactKind) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.facts if fact.kind in kinds)

    @cached_property
    def keys(self) -> frozenset[str]:
        return frozenset(key for fact in self.facts for key in fact.keys) | self.hints

    def has(self, fact: Fact) -> bool:
        if fact.keys & self.keys or any(fact.same(own) for own in self.facts):
            return True
        return fact.kind is FactKind.DATE and any(f"day:{figure}" in self.hints for figure in fact.figures)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of a text with all their lemmas, to look names up in: «Гринатом» may be read as a form of
    «гринат», so two words are the same when they share a lemma."""

    words: tuple[frozenset[str], ...]
    places: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, text: str, morphology: Morphology) -> Self:
        words = tuple(morphology.readings(text[word.start : word.end]) for word in morphology.words(text))
        places: dict[str, list[int]] = {}
        for position, lemmas in enumerate(words):
            for lemma in lemmas:
                places.setdefault(lemma, []).append(position)
        return cls(words, {lemma: tuple(where) for lemma, where in places.items()})

    def has(self, phrase: "Wording") -> bool:
        if not phrase.words:
            return False
        starts = {place for lemma in phrase.words[0] for place in self.places.get(lemma, ())}
        size = len(phrase.words)
        return any(
            start + size <= len(self.words)
            and all(own & asked for own, asked in zip(self.words[start:], phrase.words, strict=False))
            for start in starts
        )
