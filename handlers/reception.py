"""Take in a text: refuse it with a reason, or open a brief and show its card when all parts are here."""

from collections.abc import Sequence

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers import albums, texts
from handlers.intake import SEED_LIMIT, Intake
from handlers.offers import Offers
from handlers.opening import Asking, Opening, expect_task
from handlers.pastes import SHORTEST_PART, Pastes
from storage.records import BriefId, StoredBrief, User


class Reception:
    def __init__(self, opening: Opening, offers: Offers, pastes: Pastes) -> None:
        self._opening = opening
        self._offers = offers
        self._pastes = pastes

    def read(self, text: str) -> Intake:
        """The seed and the form of a text."""
        return self._opening.read(text)

    def refusal(self, intake: Intake) -> str | None:
        """Why this can't be a seed, as a sentence."""
        return self._opening.refusal(intake)

    async def take(self, message: Message, text: str, author: User, state: FSMContext) -> None:
        """A text that was written or forwarded; the client may have cut it."""
        goes_on = message.text is not None and may_go_on(text)
        brief = await self.open(message, self.read(text), author, state, goes_on=goes_on)
        if brief is not None and goes_on:
            await note_part(state, message, brief.id)

    async def open(
        self,
        message: Message,
        intake: Intake,
        author: User,
        state: FSMContext,
        *,
        notes: Sequence[str] = (),
        goes_on: bool = False,
    ) -> StoredBrief | None:
        """A new seed, also one that comes while a task is awaited: then the older brief keeps its card.

        ``None``: it was refused. When it ``goes_on``, the card waits for the rest.
        """
        if (refusal := self.refusal(intake)) is not None:
            await message.answer(refusal)
            return None
        interrupted = await state.get_state() == Asking.task
        brief = await self._opening.open(author, intake, key=key(message))
        await expect_task(state, brief)
        await albums.note(message, state, brief)
        said = [*notes, *intake.notes, *([texts.seed.SEED_IS_NEW] if interrupted else [])]
        if goes_on:
            self._pastes.expect_more(brief.id, said)
        else:
            await self._offers.card_or_offer(brief, said)
        return brief

    async def take_part(self, message: Message, text: str, brief: StoredBrief, state: FSMContext) -> None:
        """The next part of a split paste."""
        longer = await self._add(message, self.read(text), brief, state)
        if longer is None:
            self._pastes.complete(brief.id)
            return
        await note_part(state, message, longer.id)
        if may_go_on(text):
            self._pastes.expect_more(longer.id)
        else:
            self._pastes.complete(longer.id)

    async def take_file(
        self, message: Message, file: Intake, brief: StoredBrief, state: FSMContext, *, notes: Sequence[str]
    ) -> None:
        """The next file of an album, below those before it."""
        await self._add(message, file, brief, state, separator="\n\n")
        self._pastes.expect_more(brief.id, [*notes, *file.notes])

    def wait_for(self, brief: StoredBrief) -> None:
        """A file of its album is being read."""
        self._pastes.hold(brief.id)

    def wait_no_longer(self, brief: StoredBrief) -> None:
        """It could not be."""
        self._pastes.expect_more(brief.id)

    async def fill(self, message: Message, words: Intake, brief: StoredBrief, state: FSMContext) -> None:
        """The task and the form for a brief that is here already."""
        filled = await self._opening.fill(brief, words)
        if filled is None:
            await message.answer(texts.card.BRIEF_GONE)
            return
        await expect_task(state, filled)
        await self._offers.move_card(filled, words.notes)

    async def _add(
        self, message: Message, part: Intake, brief: StoredBrief, state: FSMContext, *, separator: str = "\n"
    ) -> StoredBrief | None:
        """``None``, and the reason has been said: it is too much, or the brief is gone."""
        if len(brief.brief.seed) + len(part.seed) > SEED_LIMIT:
            await message.answer(texts.seed.paste_too_long(SEED_LIMIT))
            return None
        longer = await self._opening.add_part(brief, part, separator=separator)
        if longer is None:
            await message.answer(texts.card.BRIEF_GONE)
            return None
        await expect_task(state, longer)
        return longer


def may_go_on(text: str) -> bool:
    """Whether a client may have cut a longer paste after this part."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2 >= SHORTEST_PART


async def note_part(state: FSMContext, message: Message, brief_id: BriefId) -> None:
    """Remember the latest part, so that the next message can be told to belong to it."""
    await state.update_data(
        part_of=brief_id,
        part_at=int(message.date.timestamp()),
        part_long=may_go_on(message.text or ""),
        part_forwarded=message.forward_origin is not None,
    )


def key(message: Message) -> str:
    """A message for ever: another bot on the same database counts its messages from 1 again."""
    bot_id = message.bot.id if message.bot is not None else 0
    return f"{bot_id}:{message.chat.id}:{message.message_id}"
