"""The Copywriter: drives an engine until every variant is written, checked and, if need be, repaired."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from typing import cast

from copywriting.angles import plan
from copywriting.brief import Brief
from copywriting.checker import Checker
from copywriting.drafts import Judge
from copywriting.job import Budget, Job
from copywriting.order import Order, Progress
from copywriting.platforms import Platform, Platforms
from copywriting.prompt import SMALL_CONTEXT, Material, Profile, RenderedPrompt, render
from copywriting.room import Room, longest, measure
from copywriting.streams import Stream
from copywriting.writing import Writing
from inference.contract import Engine, GenerationRequest

_FEWEST_TOKENS = 48  # with less room than this there is nothing to write: let the engine say so


@dataclass(frozen=True, slots=True)
class Copywriter:
    """Writes orders; any number at the same time."""

    engine: Engine
    platforms: Platforms
    checker: Checker
    material: Material = field(default_factory=Material)
    budget: Budget = field(default_factory=Budget)
    checking: asyncio.Lock = field(default_factory=asyncio.Lock)  # one per checker

    async def write(self, order: Order) -> AsyncGenerator[Progress, None]:
        """Ends after one ``Written`` per assignment; close it (``aclosing``) to stop the engine's work.

        Raises UnknownPlatform, inference.errors.EngineError, NothingWritten when the other variants are out.
        """
        platform = self.platforms[order.brief.platform]
        # In a thread: a long seed full of unknown words takes the morphology 100 ms.
        prompt = await asyncio.to_thread(render, order, platform, self._profile, self._material())
        request = await self._fitted(prompt.request(order))
        judge = Judge(self.checker, self.checking, order.brief, platform, order.refinement, prompt.masks)
        writing = Writing(self.engine, Job(order, platform, prompt, request), judge, self.budget)
        async with aclosing(Stream[Progress](writing.run).read()) as progress:
            async for step in progress:
                yield step

    def render(self, order: Order) -> RenderedPrompt:
        """The prompt that ``write`` would use; for evaluation and for people who want to see it."""
        return render(order, self._platform(order), self._profile, self._material())

    async def room(self, brief: Brief) -> Room:
        """How a brief's prompt fits the engine's context. Raises UnknownPlatform, EngineError."""
        order = Order(brief, plan(1, used=(), seed=0))
        prompt = await asyncio.to_thread(self.render, order)
        return await measure(self.engine, prompt.request(order))

    def _platform(self, order: Order) -> Platform:
        return self.platforms[order.brief.platform]

    @property
    def _profile(self) -> Profile:
        return cast(Profile, self.engine.info.prompt_profile)

    def _material(self) -> Material:
        """A small context has no room for examples."""
        small = self.engine.info.context < SMALL_CONTEXT
        return replace(self.material, examples_budget=0) if small else self.material

    async def _fitted(self, request: GenerationRequest) -> GenerationRequest:
        """With ``max_tokens`` that fit the context beside the prompt, if that leaves room to write."""
        room = self.engine.info.context - await self.engine.count(longest(request))
        return (
            replace(request, max_tokens=min(request.max_tokens, room)) if room >= _FEWEST_TOKENS else request
        )
