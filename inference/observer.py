"""What an engine tells whoever watches over it: counts and durations, no texts."""

import time
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Protocol

from inference.contract import Delta, Event, VariantDone
from inference.errors import EngineError


class Observer(Protocol):
    """Called on the event loop in the middle of a request: quick, and never raises. Times are seconds."""

    def first_text(self, seconds: float) -> None:
        """The first piece of text of a request came so long after the request."""
        ...

    def finished(self, done: VariantDone) -> None: ...

    def generated(self, seconds: float) -> None:
        """All variants of a request are finished."""
        ...

    def engine_failed(self, error: EngineError) -> None: ...


class Nobody:
    """An observer that looks away."""

    def first_text(self, seconds: float) -> None: ...

    def finished(self, done: VariantDone) -> None: ...

    def generated(self, seconds: float) -> None: ...

    def engine_failed(self, error: EngineError) -> None: ...


async def observed(events: AsyncGenerator[Event, None], observer: Observer) -> AsyncGenerator[Event, None]:
    """The same events; a reader that walks away is no failure and no end."""
    begun, has_text = time.perf_counter(), False
    async with aclosing(events):
        try:
            async for event in events:
                if isinstance(event, Delta) and not has_text:
                    has_text = True
                    observer.first_text(time.perf_counter() - begun)
                elif isinstance(event, VariantDone):
                    observer.finished(event)
                yield event
        except EngineError as error:
            observer.engine_failed(error)
            raise
    observer.generated(time.perf_counter() - begun)
