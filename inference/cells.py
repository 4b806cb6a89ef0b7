"""Who holds which cells of the unified KV: llama.cpp's bookkeeping mirrored, so pressure is seen coming."""

from collections.abc import Collection
from typing import Protocol

import numpy as np


class Memory(Protocol):
    """The KV itself; ``context.Context`` is one."""

    def copy(self, source: int, target: int, length: int) -> None: ...

    def trim(self, sequence: int, length: int) -> None: ...


class Cells:
    """A cell may be held by many sequences (a shared prefix); it is free when nobody holds it."""

    def __init__(self, capacity: int, sequences: int, memory: Memory) -> None:
        self.capacity = capacity
        self._memory = memory
        self._holders = np.zeros(capacity, np.int32)
        self._free = list(range(capacity))
        self._held: list[list[int]] = [[] for _ in range(sequences)]

    @property
    def free(self) -> int:
        return len(self._free)

    @property
    def used(self) -> int:
        return self.capacity - self.free

    def length(self, sequence: int) -> int:
        return len(self._held[sequence])

    def grow(self, sequence: int, count: int) -> None:
        """``count`` more tokens of ``sequence`` are about to be evaluated; so many cells must be free."""
        if count > self.free:
            raise ValueError(f"{count} cells wanted, {self.free} free")
        taken = self._free[-count:]
        del self._free[-count:]
        self._holders[taken] = 1
        self._held[sequence] += taken

    def share(self, source: int, target: int, length: int) -> None:
        """Let the empty sequence ``target`` begin with the first ``length`` cells of ``source``."""
        if self._held[target] or length > self.length(source):
            raise ValueError(f"sequence {target} is in use, or {source} is shorter than {length}")
        if length:
            shared = self._held[source][:length]
            self._holders[shared] += 1
            self._held[target] = shared
            self._memory.copy(source, target, length)

    def trim(self, sequence: int, length: int = 0) -> None:
        """Give back all but the first ``length`` cells of ``sequence``."""
        dropped = self._held[sequence][length:]
        if dropped:
            del self._held[sequence][length:]
            self._holders[dropped] -= 1
            self._free += [cell for cell in dropped if not self._holders[cell]]
            self._memory.trim(sequence, length)

    def held_by(self, sequences: Collection[int]) -> int:
        """How many cells these sequences hold together, shared ones counted once."""
        return len(set().union(*(self._held[sequence] for sequence in sequences)))

    def exclusive(self, sequence: int) -> int:
        """How many cells would become free if ``sequence`` were dropped."""
        return int((self._holders[self._held[sequence]] == 1).sum())
