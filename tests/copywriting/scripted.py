"""An engine that answers from a script: for answers that no real model gives on demand."""

import asyncio
import math
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field

from inference.contract import (
    Delta,
    Event,
    Finish,
    GenerationRequest,
    Message,
    ModelInfo,
    Prefill,
    Speed,
    VariantDone,
)
from inference.errors import EngineError

Script = Callable[[GenerationRequest, int], str]
_PIECE = 7  # characters a delta


@dataclass
class ScriptedEngine:
    """``script(request, tail)`` is the answer to one tail; ``finish`` says how every variant ends."""

    script: Script
    profile: str = "instruct"
    context: int = 8192
    finish: Finish = Finish.STOP
    fails_with: EngineError | None = None
    stalls: bool = False
    requests: list[GenerationRequest] = field(default_factory=list)
    closed: int = 0

    @property
    def info(self) -> ModelInfo:
        return ModelInfo("script", self.profile, self.context)

    def speed(self) -> Speed:
        return Speed()

    async def count(self, messages: tuple[Message, ...]) -> int:
        return math.ceil(sum(len(message.content) for message in messages) / 3)

    async def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        if self.fails_with:
            raise self.fails_with
        answers = [self.script(request, index) for index in range(len(request.tails))]
        try:
            yield Prefill(1, 1)
            for start in range(0, max(map(len, answers), default=0), _PIECE):
                for index, answer in enumerate(answers):
                    if piece := answer[start : start + _PIECE]:
                        yield Delta(index, piece)
                        await asyncio.sleep(0)
            while self.stalls:
                await asyncio.Event().wait()
            for index, answer in enumerate(answers):
                yield VariantDone(index, answer, self.finish, 1, len(answer))
        finally:
            self.closed += 1

    async def aclose(self) -> None:
        return None
