"""The engine protocol over a server somewhere else: a stream per variant, or one for all alike."""

import asyncio
import logging
import math
import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Self

import openai

from inference.contract import Event, GenerationRequest, Message, ModelInfo, Speed, VariantDone
from inference.errors import (
    AdapterError,
    EngineDead,
    EngineError,
    PromptTooLong,
    QueueFull,
    RemoteUnavailable,
    RequestInvalid,
)
from inference.observer import Nobody, Observer, observed
from inference.remote.config import RemoteConfig
from inference.remote.failures import explain
from inference.remote.job import Line, RemoteJob
from inference.remote.pace import Pace
from inference.remote.question import budget
from inference.remote.server import greet
from inference.remote.tokenizer import CHARACTERS_PER_TOKEN, RemoteTokenizer

logger = logging.getLogger(__name__)


class RemoteEngine:
    """Implements ``inference.contract.Engine``. An adapter is a model of its own there."""

    def __init__(self, line: Line, tasks: asyncio.TaskGroup, observer: Observer | None = None) -> None:
        self._line = line
        self._observer = observer or Nobody()
        self._tasks = tasks
        self._tokenizer = RemoteTokenizer(line.client, line.server)
        self._several = line.config.several
        self._jobs: dict[asyncio.Task[None], RemoteJob] = {}
        self._closed = False

    @classmethod
    @asynccontextmanager
    async def open(cls, config: RemoteConfig, observer: Observer | None = None) -> AsyncIterator[Self]:
        """Raises ``RemoteUnavailable`` when the server can't be reached or doesn't serve the model."""
        timeout = openai.Timeout(config.read_timeout, connect=config.connect_timeout)
        key = config.api_key or "none"  # the library insists on one; servers without keys ignore it
        async with openai.AsyncOpenAI(
            base_url=config.base_url, api_key=key, timeout=timeout, max_retries=0
        ) as client:
            server = await greet(client, config)
            logger.info("remote model %s, context %d", server.model, server.context)
            if config.prompt_profile is None:
                profile = await RemoteTokenizer(client, server).profile()
                config = replace(config, prompt_profile=profile)
            slots = asyncio.Semaphore(config.concurrency)
            tasks = asyncio.TaskGroup()
            # Entered by hand: as a ``with`` block it would wrap an error of the caller's body in a group.
            await tasks.__aenter__()
            engine = cls(Line(client, server, config, slots, Pace(time.monotonic)), tasks, observer)
            try:
                yield engine
            finally:
                await engine.aclose()
                await tasks.__aexit__(None, None, None)

    @property
    def info(self) -> ModelInfo:
        server = self._line.server
        return ModelInfo(server.model, self._line.config.prompt_profile or "instruct", server.context)

    def speed(self) -> Speed:
        return self._line.pace.speed(self._waiting)

    async def count(self, messages: tuple[Message, ...]) -> int:
        """The server's own count of the texts plus an upper estimate of its chat template.

        A server without a tokenising endpoint leaves characters / 2.7, which is high for Russian on Qwen.
        """
        try:
            return await self._tokenizer.count(messages)
        except openai.OpenAIError as error:
            raise RemoteUnavailable(explain(error)) from error

    def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        return observed(self._generate(request), self._observer)

    async def _generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        job = await self._accept(request)
        task = self._tasks.create_task(job.run(self._several is not False))
        self._jobs[task] = job
        try:
            left = len(request.tails)
            while left:
                event = await job.events.get()
                if isinstance(event, EngineError):
                    raise event
                left -= isinstance(event, VariantDone)
                yield event
        finally:
            self._several = job.several if self._several is None else self._several
            del self._jobs[task]
            task.cancel()
            await asyncio.wait([task])

    async def aclose(self) -> None:
        """Everything that is being written ends with ``EngineDead``."""
        self._closed = True
        for task, job in list(self._jobs.items()):
            task.cancel()
            job.fail(EngineDead("the engine is closed"))

    async def _accept(self, request: GenerationRequest) -> RemoteJob:
        """Raises what is wrong with the request before anything runs."""
        if self._closed:
            raise EngineDead("the engine is closed")
        _check(request)
        if self._waiting + len(request.tails) > self._line.config.queue_limit:
            raise QueueFull(self._line.config.queue_limit)
        prompt = await self._measure(request)
        try:
            bias = await self._tokenizer.bias(request.logit_bias)
        except openai.OpenAIError as error:
            raise RemoteUnavailable(explain(error)) from error
        return RemoteJob(self._line, request, bias, prompt)

    async def _measure(self, request: GenerationRequest) -> int:
        """Prompt tokens, roughly; raises ``PromptTooLong`` if the server can count and they don't fit."""
        most = max(budget(request, tail) for tail in request.tails)
        longest = max(len(tail.text) for tail in request.tails)
        prompt = self._tokenizer.estimate(request.messages) + math.ceil(longest / CHARACTERS_PER_TOKEN)
        bound = sum(len(m.content.encode()) + 16 for m in request.messages) + 2 * longest
        # A token is at least one byte, so most prompts need not be counted by the server at all.
        if self._tokenizer.exact and bound + most > self._line.server.context:
            prompt = await self.count(request.messages) + math.ceil(longest / CHARACTERS_PER_TOKEN)
            if prompt + most > self._line.server.context:
                raise PromptTooLong(prompt, most, self._line.server.context)
        return prompt

    @property
    def _waiting(self) -> int:
        return sum(job.waiting for job in self._jobs.values())


def _check(request: GenerationRequest) -> None:
    if not request.tails:
        raise RequestInvalid("a request needs at least one tail")
    if not request.messages:
        raise RequestInvalid("a request needs at least one message")
    if min(budget(request, tail) for tail in request.tails) < 1:
        raise RequestInvalid("max_tokens is below 1")
    if request.adapter is not None:
        raise AdapterError("a remote engine has no adapters: the server serves each as a model of its own")
