"""Engines that follow each other: what has begun with one ends with it."""

from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import AsyncExitStack, aclosing, asynccontextmanager
from dataclasses import dataclass, field

from inference.contract import Engine, Event, GenerationRequest, Message, ModelInfo, Speed


@dataclass(slots=True, eq=False)
class _Stay:
    """An engine in the house. ``closing`` closes it, unless it belongs to whoever opened it."""

    engine: Engine
    adapter: str | None = None
    closing: AsyncExitStack = field(default_factory=AsyncExitStack)
    guests: int = 0


@dataclass(frozen=True, slots=True)
class Setup:
    """An engine, with the adapter to be asked of it."""

    engine: Engine
    adapter: str | None


class Switch:
    """Implements ``contract.Engine`` by whichever engine is in use when a request comes.

    ``hold`` keeps one for several requests that belong together. An engine that another one has followed is
    closed as soon as nobody holds it.
    """

    def __init__(
        self, engine: Engine, adapter: str | None = None, closing: AsyncExitStack | None = None
    ) -> None:
        self._current = _Stay(engine, adapter, closing or AsyncExitStack())
        self._stays = [self._current]

    @property
    def setup(self) -> Setup:
        return Setup(self._current.engine, self._current.adapter)

    @property
    def info(self) -> ModelInfo:
        return self._current.engine.info

    def speed(self) -> Speed:
        return self._current.engine.speed()

    @asynccontextmanager
    async def hold(self) -> AsyncIterator[Setup]:
        """What is in use now; it stays open to the end of the block."""
        stay = self._current
        stay.guests += 1
        try:
            yield Setup(stay.engine, stay.adapter)
        finally:
            stay.guests -= 1
            await self._close_if_left(stay)

    async def follow(self, engine: Engine, adapter: str | None, closing: AsyncExitStack) -> None:
        """Take an opened engine into use; ``closing`` closes it when its time is over."""
        old, self._current = self._current, _Stay(engine, adapter, closing)
        self._stays.append(self._current)
        await self._close_if_left(old)

    def use_adapter(self, adapter: str | None) -> None:
        """From now on, on the engine in use, which has loaded it."""
        self._current.adapter = adapter

    async def count(self, messages: tuple[Message, ...]) -> int:
        async with self.hold() as setup:
            return await setup.engine.count(messages)

    async def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        async with self.hold() as setup, aclosing(setup.engine.generate(request)) as events:
            async for event in events:
                yield event

    async def aclose(self) -> None:
        """Every engine that came with its ``closing``, also those still held."""
        for stay in tuple(self._stays):
            await stay.closing.aclose()

    async def _close_if_left(self, stay: _Stay) -> None:
        if stay is not self._current and not stay.guests and stay in self._stays:
            self._stays.remove(stay)
            await stay.closing.aclose()
