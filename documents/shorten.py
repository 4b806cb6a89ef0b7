"""A seed too long for the model, cut down to the sentences that carry its facts."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import Final

from copywriting.checks.morphology import Morphology
from documents.evidence import Evidence, evidence
from documents.sentences import Sentence, join, sentences

_SEAM: Final = "\n\n"  # the longest there is between two sentences


@dataclass(frozen=True, slots=True)
class Shortened:
    """``kept`` and ``dropped`` count sentences. ``facts_lost`` quotes the facts that ``text`` no longer has,
    the required ones (contacts, dates, times) first."""

    text: str
    kept: int
    dropped: int
    facts_lost: tuple[str, ...]


def shorten(
    text: str, budget: int, morphology: Morphology, *, count: Callable[[str], int] = len
) -> Shortened:
    """At most ``budget`` of what ``count`` counts, sentences in their order; a text that fits stays as it is.

    First come the sentences with contacts, dates and times, then the first sentence, then those that say most
    facts for their length, then the rest from the beginning. The same text always gives the same result.
    It takes 1 to 3 s for 60,000 characters: call it off the event loop.
    """
    whole = tuple(sentences(text))
    if count(text) <= budget:
        return Shortened(text, len(whole), 0, ())
    choice = _Choice(whole, tuple(evidence(sentence.text, morphology) for sentence in whole), budget, count)
    choice.take_required()
    choice.take(0)
    choice.take_richest()
    for index in range(len(whole)):
        choice.take(index)
    return choice.result()


class _Choice:
    """Which sentences are kept, and what they cost together."""

    def __init__(
        self,
        whole: Sequence[Sentence],
        facts: Sequence[tuple[Evidence, ...]],
        budget: int,
        count: Callable[[str], int],
    ) -> None:
        self._whole = whole
        self._facts = facts
        self._costs = [count(sentence.text + _SEAM) for sentence in whole]
        self._count = count
        self._budget = budget
        self._left = budget
        self._taken: dict[int, None] = {}  # in the order of taking
        self._covered: set[str] = set()

    def take(self, index: int) -> None:
        if index >= len(self._whole) or index in self._taken or self._costs[index] > self._left:
            return
        self._taken[index] = None
        self._left -= self._costs[index]
        self._covered.update(*(fact.keys for fact in self._facts[index]))

    def take_required(self) -> None:
        for index, facts in enumerate(self._facts):
            if any(fact.required for fact in self._missing(facts)):
                self.take(index)

    def take_richest(self) -> None:
        """By new facts for the cost. A gain only falls while others are taken, so one that still leads
        after it was counted again is the largest."""
        queue = [(-self._gain(index), index) for index in range(len(self._whole)) if self._facts[index]]
        heapify(queue)
        while queue:
            before, index = heappop(queue)
            gain = self._gain(index)
            if gain > 0 and -before > gain:
                heappush(queue, (-gain, index))
            elif gain > 0:
                self.take(index)

    def result(self) -> Shortened:
        """``count`` of the whole may be more than the sum of its sentences; then the last taken go again."""
        text = self._text()
        while self._taken and self._count(text) > self._budget:
            self._taken.popitem()
            text = self._text()
        dropped = len(self._whole) - len(self._taken)
        return Shortened(text, len(self._taken), dropped, tuple(self._lost()))

    def _text(self) -> str:
        return join(self._whole[index] for index in sorted(self._taken))

    def _gain(self, index: int) -> float:
        return sum(fact.weight for fact in self._missing(self._facts[index])) / max(1, self._costs[index])

    def _missing(self, facts: Iterable[Evidence]) -> list[Evidence]:
        return [fact for fact in facts if not fact.keys <= self._covered]

    def _lost(self) -> dict[str, None]:
        self._covered = {key for index in self._taken for fact in self._facts[index] for key in fact.keys}
        dropped = [facts for index, facts in enumerate(self._facts) if index not in self._taken]
        lost: dict[frozenset[str], Evidence] = {}
        for fact in self._missing(fact for facts in dropped for fact in facts):
            lost.setdefault(fact.keys, fact)
        return dict.fromkeys(fact.quote for fact in sorted(lost.values(), key=lambda fact: not fact.required))
