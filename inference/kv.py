"""Sequences of the unified KV: opened with the longest prefix that is still there, closed, evicted."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np

from inference.cells import Cells, Memory
from inference.jobs import Unit
from inference.prefix_cache import AdapterKey, Entry, PrefixCache, Tokens


@dataclass(frozen=True, slots=True)
class Limits:
    """``cached``: prompts that are kept though nobody waits for them; ``chunk``: prompt tokens a step beside
    running texts; ``batch``: rows of a step; ``turn``: steps an adapter keeps before another one's texts go
    on; ``divisible``: the model's KV can be cut anywhere."""

    cells: int
    sequences: int
    cached: int
    batch: int = 512
    chunk: int = 128
    turn: int = 4
    divisible: bool = True

    @property
    def entries(self) -> int:
        """Most prompts in the cache: idle ones and those that variants wait for. A recurrent model keeps a
        whole state for every sequence, hundreds of megabytes of them, so there it is the idle ones only."""
        return self.cached + self.sequences * self.divisible

    @property
    def ids(self) -> int:
        """Sequences of the KV, those of cache entries included."""
        return self.sequences + self.entries


@dataclass(frozen=True, slots=True)
class Prefix:
    """The best beginning the cache has for some tokens: ``ready`` are evaluated, ``promised`` will be."""

    entry: Entry | None
    ready: int
    promised: int


class SharedKv:
    """``cells`` counts them; sequence ids are lent to running texts and to cache entries alike. The entries
    to ``keep`` are those somebody waits for: the scheduler knows."""

    def __init__(self, limits: Limits, memory: Memory) -> None:
        self.cells = Cells(limits.cells, limits.ids, memory)
        self._cache = PrefixCache(divisible=limits.divisible)
        self._limits = limits
        self._ids = list(range(limits.ids))

    def best(self, tokens: Sequence[int] | Tokens, adapter: AdapterKey) -> Prefix:
        return Prefix(*self._cache.best(np.asarray(tokens, np.int32), adapter))

    def unread(self, unit: Unit) -> int:
        """Tokens of a running unit that no step has evaluated yet."""
        return len(unit.tokens) - self.cells.length(sequence_of(unit))

    def room(self, wanted: int, *, keep: Collection[Entry | None] = ()) -> bool:
        """Evict cached prompts until ``wanted`` cells are free; False if that can't be had."""
        while self.cells.free < wanted:
            entry = self._cache.oldest(lambda e: e not in keep and self.cells.exclusive(e.sequence) > 0)
            if entry is None:
                return False
            self.evict(entry)
        return True

    def open(self, prefix: Prefix, length: int) -> int:
        """A sequence that begins with ``length`` cells of the prefix. The caller knows that an id is left."""
        sequence = self._ids.pop()
        if prefix.entry is not None:
            self._cache.touch(prefix.entry)
            self.cells.share(prefix.entry.sequence, sequence, length)
        return sequence

    def close(self, sequence: int) -> None:
        self.cells.trim(sequence)
        self._ids.append(sequence)

    def open_entry(
        self, prefix: Prefix, tokens: Tokens, adapter: AdapterKey, *, keep: Collection[Entry | None] = ()
    ) -> Entry | None:
        """A cache entry to read ``tokens`` into; ``None`` while all entries are kept or being read."""
        outgoing: Entry | None = None
        if len(self._cache) >= self._limits.entries:
            others = self._cache.oldest(lambda e: e not in keep and e is not prefix.entry)
            outgoing = others or self._cache.oldest(lambda e: e not in keep)
            if outgoing is None:
                return None
        entry = Entry(self.open(prefix, prefix.ready), adapter, tokens, done=prefix.ready)
        if outgoing is not None:  # only now: it may be the prefix itself, whose cells the new entry shares
            self.evict(outgoing)
        self._cache.add(entry)
        return entry

    def entry_read(self, entry: Entry, *, keep: Collection[Entry | None] = ()) -> None:
        """All of the entry is evaluated, or no more of it will be: what it has is a prefix for others."""
        entry.tokens, entry.reading = entry.tokens[: entry.done], False
        for covered in self._cache.covered_by(entry):
            if covered not in keep:
                self.evict(covered)
        if not entry.done or self._cache.covers(entry):
            self.evict(entry)

    def trim_idle(self, *, keep: Collection[Entry | None]) -> None:
        """Evict the least recently used of the prompts nobody waits for, but for ``Limits.cached`` of them:
        without flash attention every row of every step looks at their cells, too."""
        idle = sum(not entry.reading and entry not in keep for entry in self._cache)
        for _ in range(idle - self._limits.cached):
            if (entry := self._cache.oldest(lambda e: e not in keep)) is not None:
                self.evict(entry)

    def evict(self, entry: Entry) -> None:
        self._cache.remove(entry)
        self.close(entry.sequence)

    def forget(self) -> None:
        """Evict every prompt that is not being read."""
        while (entry := self._cache.oldest(lambda _: True)) is not None:
            self.evict(entry)


def sequence_of(unit: Unit) -> int:
    if unit.sequence is None:
        raise LookupError("the unit is not running")
    return unit.sequence
