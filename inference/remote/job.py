"""One request on its way: its streams, merged into one queue of events."""

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass

import openai

from inference.contract import Delta, Event, Finish, GenerationRequest, Tail, VariantDone
from inference.errors import EngineError
from inference.remote.answer import FAILURES, Usage, ask
from inference.remote.config import RemoteConfig
from inference.remote.failures import translate
from inference.remote.pace import Pace
from inference.remote.question import budget, question
from inference.remote.server import Server
from inference.remote.variant import RemoteVariant

UNREAD = 256  # events a slow reader may be behind before the server is no longer read from


@dataclass(frozen=True, slots=True)
class Line:
    """The way to the server: shared by all jobs of an engine."""

    client: openai.AsyncOpenAI
    server: Server
    config: RemoteConfig
    slots: asyncio.Semaphore
    pace: Pace


class RemoteJob:
    """Runs as one task. ``events`` ends with the last ``VariantDone``, or with an error."""

    def __init__(
        self, line: Line, request: GenerationRequest, bias: Mapping[int, float], prompt: int
    ) -> None:
        self.events: asyncio.Queue[Event | EngineError] = asyncio.Queue(UNREAD)
        self.several: bool | None = None
        self._line = line
        self._request = request
        self._bias = bias
        self._variants = [RemoteVariant(index, request, prompt) for index in range(len(request.tails))]
        self._deadline = asyncio.get_running_loop().time() + request.deadline if request.deadline else None
        self.waiting = len(request.tails)

    async def run(self, several: bool) -> None:
        """``several``: try to get alike variants from one request."""
        groups = alike(self._request.tails) if several else [[index] for index in range(len(self._variants))]
        try:
            async with asyncio.TaskGroup() as streams:
                for group in groups:
                    streams.create_task(self._stream(group, streams))
        except* EngineError as failed:
            await self.events.put(_first(failed))

    def fail(self, error: EngineError) -> None:
        """For a job whose task is cancelled from outside: its reader must learn of it, whatever is unread."""
        while self.events.full():
            self.events.get_nowait()
        self.events.put_nowait(error)

    async def _stream(self, group: list[int], streams: asyncio.TaskGroup) -> None:
        """One HTTP stream for the variants of ``group``; those left out get streams of their own."""
        async with self._line.slots:
            self.waiting -= len(group)
            self._line.pace.start()
            try:
                async with asyncio.timeout_at(self._deadline):
                    await self._follow(group)
            except TimeoutError:
                for index in group:
                    await self._finish(index, Finish.DEADLINE)
            except FAILURES as error:
                raise self._translated(error, group) from error
            finally:
                self._line.pace.stop(sum(self._variants[index].tokens for index in group))
        unanswered = [index for index in group if not self._variants[index].done]
        if len(group) > 1:
            self.several = not unanswered
        for index in unanswered:
            self.waiting += 1
            streams.create_task(self._stream([index], streams))

    async def _follow(self, group: list[int]) -> None:
        line, tail = self._line, self._request.tails[group[0]]
        asked = question(line.server, self._request, tail, variants=len(group), bias=self._bias)
        async with aclosing(ask(line.client, asked, line.config)) as answer:
            async for piece in answer:
                if isinstance(piece, Usage):
                    for index in group:
                        self._variants[index].count(piece, alone=len(group) == 1)
                elif piece.index < len(group):
                    await self._write(group[piece.index], piece.text, piece.finish)
                if all(self._variants[index].stopped for index in group):
                    break  # a stop string of ours: closing the stream stops the server
        for index in group:
            if (finish := self._variants[index].finish) is not None:
                await self._finish(index, finish)

    async def _write(self, index: int, text: str, finish: str | None) -> None:
        if fresh := self._variants[index].feed(text, finish):
            await self.events.put(Delta(index, fresh))

    async def _finish(self, index: int, finish: Finish) -> None:
        variant = self._variants[index]
        if not variant.done:
            variant.done = True
            if rest := variant.rest():
                await self.events.put(Delta(index, rest))
            await self.events.put(
                VariantDone(index, variant.text, finish, variant.prompt_tokens, variant.tokens)
            )

    def _translated(self, error: Exception, group: list[int]) -> EngineError:
        most = budget(self._request, self._request.tails[group[0]])
        return translate(error, max_tokens=most, concurrency=self._line.config.concurrency)


def alike(tails: tuple[Tail, ...]) -> list[list[int]]:
    """Indices of tails that differ in nothing but their seed, together."""
    groups: dict[tuple[str, str | None, int | None], list[int]] = {}
    for index, tail in enumerate(tails):
        groups.setdefault((tail.text, tail.grammar, tail.max_tokens), []).append(index)
    return list(groups.values())


def _first(failed: BaseExceptionGroup[EngineError]) -> EngineError:
    error = failed.exceptions[0]
    return _first(error) if isinstance(error, BaseExceptionGroup) else error
