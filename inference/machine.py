"""Model, adapters and context as the worker uses them: steps in, logits out."""

from collections.abc import Callable
from typing import Protocol

from inference.adapters import Adapters
from inference.cells import Memory
from inference.context import AbortFlag, Context, Decoded, Logits, Rows, Shape
from inference.jobs import Step
from inference.model import Model
from inference.prefix_cache import AdapterKey


class Machine(Memory, Protocol):
    """What decodes. ``LlamaMachine`` is the one; tests break theirs on purpose."""

    def decode(self, step: Step) -> Decoded: ...

    def logits(self, count: int) -> Logits: ...

    def close(self) -> None: ...


OpenMachine = Callable[[Model, Adapters, Shape, AbortFlag], Machine]


class LlamaMachine:
    """A llama.cpp context, with the adapter of the last step switched on."""

    def __init__(self, model: Model, adapters: Adapters, shape: Shape, abort: AbortFlag) -> None:
        self._adapters = adapters
        self._adapter: AdapterKey = None
        self._context = Context(model, shape, abort)

    def copy(self, source: int, target: int, length: int) -> None:
        self._context.copy(source, target, length)

    def trim(self, sequence: int, length: int) -> None:
        self._context.trim(sequence, length)

    def decode(self, step: Step) -> Decoded:
        if step.adapter != self._adapter:
            name, scale = step.adapter or (None, 0.0)
            self._context.use_adapter(None if name is None else self._adapters[name], scale)
            self._adapter = step.adapter
        return self._context.decode(rows_of(step))

    def logits(self, count: int) -> Logits:
        return self._context.logits(count)

    def close(self) -> None:
        self._context.close()


def rows_of(step: Step) -> Rows:
    """The batch of a step: each part's tokens at their positions, logits after the last of a variant."""
    rows = Rows([], [], [], [])
    for part in step.parts:
        end = part.start + part.count
        rows.tokens.extend(part.unit.tokens[part.start : end])
        rows.positions += range(part.start, end)
        rows.sequences += [part.sequence] * part.count
        if part.writes:
            rows.wanted.append(len(rows.tokens) - 1)
    return rows
