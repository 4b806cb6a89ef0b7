"""An engine that counts what is asked of it: rewrites and repairs, too, not only what is shown."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass

from inference.contract import Engine, Event, GenerationRequest, Message, ModelInfo, Speed, VariantDone


@dataclass(slots=True)
class Meter:
    """An ``Engine`` in front of another one. ``drafts`` and ``tokens`` are of finished answers."""

    engine: Engine
    drafts: int = 0
    tokens: int = 0

    @property
    def info(self) -> ModelInfo:
        return self.engine.info

    def speed(self) -> Speed:
        return self.engine.speed()

    async def count(self, messages: tuple[Message, ...]) -> int:
        return await self.engine.count(messages)

    async def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        async with aclosing(self.engine.generate(request)) as events:
            async for event in events:
                if isinstance(event, VariantDone):
                    self.drafts += 1
                    self.tokens += event.tokens
                yield event

    async def aclose(self) -> None:
        """The engine belongs to whoever opened it."""
