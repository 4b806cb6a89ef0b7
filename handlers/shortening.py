"""A seed too long for the model: which part of it would be read. Nothing is shortened without a word."""

import asyncio
import logging
from dataclasses import dataclass, replace
from typing import Protocol

from copywriting.brief import Brief
from copywriting.checks.morphology import Morphology
from copywriting.errors import CopywritingError
from copywriting.room import Room
from documents.shorten import Shortened, shorten
from inference.errors import EngineError

log = logging.getLogger(__name__)

ATTEMPTS = 4
SPARE = 0.95  # of the estimate: a dense text takes more tokens for its characters than a loose one
TASK_TOKENS = 100  # what a task may take that is still to be named
_PROBE = 4  # characters of the seed for each token of the context: enough to tell how they relate
_LONGEST_TOKEN = 8  # characters on average that no vocabulary reaches with Russian
_LONG = 20_000  # characters, from which on the engine is asked only for what it may need to read


@dataclass(frozen=True, slots=True)
class Offer:
    """What would be read of a text of ``size`` characters; ``budget`` is how many of them the model takes."""

    shortened: Shortened
    budget: int
    size: int


class Surveyor(Protocol):
    """What is needed of a Copywriter."""

    async def room(self, brief: Brief) -> Room: ...


class Shortening:
    def __init__(self, surveyor: Surveyor, morphology: Morphology) -> None:
        self._surveyor = surveyor
        self._morphology = morphology

    async def offer(self, brief: Brief) -> Offer | None:
        """``None`` when the seed fits as it is, or when nothing can be said: then the engine has the word."""
        try:
            if await self._fits(brief):
                return None
            return await self._fitting(brief)
        except (EngineError, CopywritingError) as error:
            log.warning("could not tell whether a seed fits: %s", type(error).__name__)
            return None

    async def apply(self, brief: Brief, budget: int) -> Brief:
        """With the seed as it was offered for this ``budget``; the seed is empty when it leaves nothing."""
        text = whole(brief)
        shortened = await asyncio.to_thread(shorten, text, budget, self._morphology)
        return replace(brief, seed=shortened.text, original=text)

    async def _fitting(self, brief: Brief) -> Offer | None:
        text = whole(brief)
        budget = await self._first_budget(brief, text)
        for _ in range(ATTEMPTS):
            if budget <= 0:
                break
            shortened = await asyncio.to_thread(shorten, text, budget, self._morphology)
            room = await self._surveyor.room(replace(brief, seed=shortened.text))
            if shortened.kept and room.taken + _spare(brief) <= room.available:
                return Offer(shortened, budget, len(text))
            budget = round(budget * SPARE * room.available / max(room.available, room.taken + _spare(brief)))
        log.info("a seed of %d characters can't be shortened to fit", len(text))
        return None

    async def _first_budget(self, brief: Brief, text: str) -> int:
        """Characters that fit, by what the beginning of the text takes."""
        empty = await self._surveyor.room(replace(brief, seed=""))
        probe = text[: _PROBE * empty.context]
        probed = await self._surveyor.room(replace(brief, seed=probe))
        left = empty.available - empty.taken - _spare(brief)
        return round(SPARE * left * len(probe) / max(1, probed.taken - empty.taken))

    async def _fits(self, brief: Brief) -> bool:
        if len(brief.seed) > _LONG:
            empty = await self._surveyor.room(replace(brief, seed=""))
            if len(brief.seed) > _LONGEST_TOKEN * empty.context:
                return False
        room = await self._surveyor.room(brief)
        return room.taken + _spare(brief) <= room.available


def whole(brief: Brief) -> str:
    """The text as it was sent."""
    return brief.original or brief.seed


def _spare(brief: Brief) -> int:
    return 0 if brief.task else TASK_TOKENS
