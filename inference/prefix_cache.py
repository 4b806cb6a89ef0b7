"""Prompts read lately, kept in the KV: the next prompt with the same beginning need not be read again."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Tokens = npt.NDArray[np.int32]
AdapterKey = tuple[str, float] | None  # the same tokens have other KV under other weights


@dataclass(slots=True, eq=False)
class Entry:
    """``tokens`` as the KV of ``sequence`` holds them; ``reading`` while they are still being evaluated."""

    sequence: int
    adapter: AdapterKey
    tokens: Tokens
    done: int = 0
    reading: bool = True
    used: int = 0


class PrefixCache:
    """Finds the longest common prefix; evicts the least recently used. ``divisible`` is False for recurrent
    models, whose state can't be cut in the middle: there only a whole entry is a prefix."""

    def __init__(self, *, divisible: bool = True) -> None:
        self._divisible = divisible
        self._entries: list[Entry] = []
        self._clock = 0

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries)

    def add(self, entry: Entry) -> None:
        self._entries.append(entry)
        self.touch(entry)

    def touch(self, entry: Entry) -> None:
        self._clock += 1
        entry.used = self._clock

    def remove(self, entry: Entry) -> None:
        self._entries.remove(entry)

    def best(self, tokens: Tokens, adapter: AdapterKey) -> tuple[Entry | None, int, int]:
        """The entry with the longest prefix of ``tokens``, how much of it is evaluated and will be."""
        found: tuple[Entry | None, int, int] = (None, 0, 0)
        for entry in self._entries:
            if entry.adapter == adapter:
                promised = common(entry.tokens, tokens)
                if not self._divisible and promised < len(entry.tokens):
                    continue
                ready = min(promised, entry.done)
                if (promised, ready) > (found[2], found[1]):
                    found = (entry, ready, promised)
        return found

    def oldest(self, fits: Callable[[Entry], bool]) -> Entry | None:
        """The least recently used entry that ``fits``; never one that is being read."""
        by_age = sorted((e for e in self._entries if not e.reading), key=lambda e: e.used)
        return next(filter(fits, by_age), None)

    def covered_by(self, entry: Entry) -> list[Entry]:
        """Other finished entries that are nothing but a beginning of ``entry``."""
        return [other for other in self._others(entry) if _begins(entry, other)]

    def covers(self, entry: Entry) -> bool:
        """Whether ``entry`` is nothing but a beginning of another finished one."""
        return any(_begins(other, entry) for other in self._others(entry))

    def _others(self, entry: Entry) -> list[Entry]:
        same = (other for other in self._entries if other.adapter == entry.adapter)
        return [other for other in same if other is not entry and not other.reading]


def _begins(longer: Entry, shorter: Entry) -> bool:
    return common(longer.tokens, shorter.tokens) == len(shorter.tokens)


def common(one: Tokens, other: Tokens) -> int:
    """Length of the longest common prefix."""
    length = min(len(one), len(other))
    differ = one[:length] != other[:length]
    return int(differ.argmax()) if differ.any() else length
