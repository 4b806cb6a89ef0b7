"""Open a brief from a seed: fill in what the person used last time, ask for what is missing."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State, StatesGroup

from copywriting.brief import Brief, PlatformSlug
from copywriting.platforms import Platforms
from copywriting.tones import DEFAULT_TONE, TONES
from handlers import texts
from handlers.intake import SEED_LIMIT, Intake, parse, too_short
from storage.briefs import Briefs
from storage.records import BriefId, ChatId, StoredBrief, User


class Asking(StatesGroup):
    """What the next message answers. The data holds ``brief_id``."""

    task = State()


@dataclass(frozen=True, slots=True)
class Defaults:
    platform: PlatformSlug
    variants: int


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
            tone=intake.tone or author.tone or DEFAULT_TONE,
            product=self._product_in(intake.seed),
        )
        variants = intake.variants or author.variants or self._defaults.variants
        return await self._briefs.add(author.id, ChatId(author.id), brief, variants, key=key)

    async def add_part(self, stored: StoredBrief, part: Intake) -> StoredBrief | None:
        """The next part of a split paste; its form, if the paste ends with one, fills the brief's."""
        longer = await self._briefs.append_seed(stored.id, part.seed) if part.seed else stored
        if longer is None:
            return None
        brief = replace(
            longer.brief,
            task=part.task or longer.brief.task,
            platform=part.platform or longer.brief.platform,
            tone=part.tone or longer.brief.tone,
            product=self._product_in(longer.brief.seed),
        )
        return await self._briefs.change(longer.id, brief, part.variants or longer.variants)


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
