"""Open a brief from a seed: fill in what the person used last time, ask for what is missing."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.platforms import Platforms
from copywriting.tones import DEFAULT_TONE, TONES
from handlers import texts
from handlers.intake import SEED_LIMIT, Intake, parse, too_short
from storage.briefs import Briefs
from storage.records import BriefId, ChatId, StoredBrief, Streaming, User


class Asking(StatesGroup):
    """What the next message answers. The data holds ``brief_id``."""

    task = State()


@dataclass(frozen=True, slots=True)
class Defaults:
    """What a person begins with who has chosen nothing yet."""

    platform: PlatformSlug
    variants: int
    tone: Tone = DEFAULT_TONE
    streaming: Streaming = Streaming.DRAFT


class Opening:
    """``product_in`` finds the name of a product of the catalogue in a seed, if one is there."""

    def __init__(
        self,
        briefs: Briefs,
        platforms: Platforms,
        defaults: Defaults,
        product_in: Callable[[str], str | None],
    ) -> None:
        self._briefs = briefs
        self._platforms = platforms
        self._defaults = defaults
        self._product_in = product_in

    def read(self, text: str) -> Intake:
        return parse(text, self._platforms, TONES)

    def refusal(self, intake: Intake) -> str | None:
        """Why this can't be a seed, as a sentence."""
        if intake.task and not intake.seed:
            return texts.seed.SEED_EMPTY_FORM
        if too_short(intake.seed):
            return texts.seed.SEED_TOO_SHORT
        if len(intake.seed) > SEED_LIMIT:
            return texts.seed.seed_too_long(len(intake.seed), SEED_LIMIT)
        return None

    async def open(self, author: User, intake: Intake, *, key: str) -> StoredBrief:
        """Store the brief; ``key`` names the message, so that the same message never opens two."""
        remembered = author.platform if author.platform in self._platforms else None
        brief = Brief(
            seed=intake.seed,
            task=intake.task or "",
            platform=intake.platform or remembered or self._defaults.platform,
            tone=intake.tone or author.tone or self._defaults.tone,
            product=await asyncio.to_thread(self._product_in, intake.seed),
        )
        variants = intake.variants or author.variants or self._defaults.variants
        return await self._briefs.add(author.id, ChatId(author.id), brief, variants, key=key)

    async def add_part(
        self, stored: StoredBrief, part: Intake, *, separator: str = "\n"
    ) -> StoredBrief | None:
        """The next part of a split paste or the next file of an album; its form fills the brief's."""
        longer = stored
        if part.seed:
            added = await self._briefs.append_seed(stored.id, part.seed, separator=separator)
            if added is None:
                return None
            product = await asyncio.to_thread(self._product_in, added.brief.seed)
            longer = replace(added, brief=replace(added.brief, product=product))
        return await self.fill(longer, part)

    async def fill(self, stored: StoredBrief, words: Intake) -> StoredBrief | None:
        """The brief with what ``words`` say of it; ``None`` when it is gone."""
        brief = replace(
            stored.brief,
            task=words.task or stored.brief.task,
            platform=words.platform or stored.brief.platform,
            tone=words.tone or stored.brief.tone,
        )
        return await self._briefs.change(stored.id, brief, words.variants or stored.variants)


async def expect_task(state: FSMContext, brief: StoredBrief) -> None:
    """Until it has a task, what the person writes next is the task."""
    if brief.brief.task:
        await state.set_state(None)
    else:
        await state.set_state(Asking.task)
        await state.update_data(brief_id=brief.id)


async def brief_asked_about(state: FSMContext, briefs: Briefs) -> StoredBrief | None:
    brief_id = (await state.get_data()).get("brief_id")
    return await briefs.get(BriefId(brief_id)) if isinstance(brief_id, int) else None
