"""Take in a text: refuse it with a reason, or open a brief and show its card when all parts are here."""

from aiogram.fsm.context import FSMContext
from aiogram.types import Message

from handlers import texts
from handlers.cards import Cards
from handlers.intake import SEED_LIMIT
from handlers.opening import Asking, Opening, expect_task
from handlers.pastes import SHORTEST_PART, Pastes
from storage.records import BriefId, StoredBrief, User


class Reception:
    def __init__(self, opening: Opening, cards: Cards, pastes: Pastes) -> None:
        self._opening = opening
        self._cards = cards
        self._pastes = pastes

    async def take(self, message: Message, text: str, author: User, state: FSMContext) -> None:
        """A new seed, also one that comes while a task is awaited: then the older brief keeps its card."""
        intake = self._opening.read(text)
        if (refusal := self._opening.refusal(intake)) is not None:
            await message.answer(refusal)
            return
        interrupted = await state.get_state() == Asking.task
        brief = await self._opening.open(author, intake, key=_key(message))
        await expect_task(state, brief)
        if message.text is not None and may_go_on(text):
            await note_part(state, message, brief.id)
            self._pastes.expect_more(brief.id)
        else:
            await self._cards.send(brief, [*intake.notes, *([texts.seed.SEED_IS_NEW] if interrupted else [])])

    async def take_part(self, message: Message, text: str, brief: StoredBrief, state: FSMContext) -> None:
        """The next part of a split paste."""
        part = self._opening.read(text)
        if len(brief.brief.seed) + len(part.seed) > SEED_LIMIT:
            await message.answer(texts.seed.paste_too_long(SEED_LIMIT))
            self._pastes.complete(brief.id)
            return
        longer = await self._opening.add_part(brief, part)
        if longer is None:
            await message.answer(texts.card.BRIEF_GONE)
            return
        await expect_task(state, longer)
        await note_part(state, message, longer.id)
        if may_go_on(text):
            self._pastes.expect_more(longer.id)
        else:
            self._pastes.complete(longer.id)


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


def _key(message: Message) -> str:
    """A message for ever: another bot on the same database counts its messages from 1 again."""
    bot_id = message.bot.id if message.bot is not None else 0
    return f"{bot_id}:{message.chat.id}:{message.message_id}"
