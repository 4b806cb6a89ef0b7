"""The real engine behind a turnstile, so that a test can act in the middle of a generation."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

from inference.contract import Delta, Engine, Event, GenerationRequest, Message, ModelInfo, Speed


class Turnstile:
    """Lets ``free`` pieces of text of each request through, then holds the rest until it is opened."""

    def __init__(self, engine: Engine, free: int) -> None:
        self._engine = engine
        self._free = free
        self._opened = asyncio.Event()
        self.left: list[int] = []  # tenants whose requests were walked away from before their end

    def open(self) -> None:
        self._opened.set()

    @property
    def info(self) -> ModelInfo:
        return self._engine.info

    def speed(self) -> Speed:
        return self._engine.speed()

    async def count(self, messages: tuple[Message, ...]) -> int:
        return await self._engine.count(messages)

    async def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        pieces = 0
        try:
            async with aclosing(self._engine.generate(request)) as events:
                async for event in events:
                    pieces += isinstance(event, Delta)
                    if pieces > self._free:
                        await self._opened.wait()
                    yield event
        except (GeneratorExit, asyncio.CancelledError):
            self.left.append(request.tenant)
            raise

    async def aclose(self) -> None:
        """The engine belongs to its opener."""
