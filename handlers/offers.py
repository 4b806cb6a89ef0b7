"""Show what a long seed would be shortened to, and go on only with what the person agrees to."""

from collections.abc import Sequence
from contextlib import suppress

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import BufferedInputFile, CallbackQuery, InlineKeyboardMarkup, Message

from handlers import texts
from handlers.cards import Cards
from handlers.keyboards import button
from handlers.opening import expect_task
from handlers.own import OwnBrief, PressedCard
from handlers.shortening import Offer, Shortening, whole
from storage.briefs import Briefs
from storage.records import BriefId, MessageId, StoredBrief
from storage.variants import Variants


class Take(CallbackData, prefix="shorter"):
    """``budget`` of the text of ``size`` characters gives the text that was shown, and no other."""

    brief_id: int
    budget: int
    size: int


class Another(CallbackData, prefix="other"):
    brief_id: int


class Offers:
    """The offer stands in the place of the card: taking it turns its message into one."""

    def __init__(self, bot: Bot, briefs: Briefs, cards: Cards, shortening: Shortening) -> None:
        self._bot = bot
        self._briefs = briefs
        self._cards = cards
        self._shortening = shortening

    async def card_or_offer(self, brief: StoredBrief, notes: Sequence[str] = ()) -> None:
        """What follows a seed: its card, or the question what to do about its length."""
        if await self.made(brief, notes):
            return
        if brief.card_message_id is None:
            await self._cards.send(brief, notes)
        else:
            await self._cards.show(brief)

    async def move_card(self, brief: StoredBrief, notes: Sequence[str] = ()) -> None:
        """The same for a brief that has changed: at the end of the chat, where he is."""
        if not await self.made(brief, notes):
            await self._cards.move(brief, notes)

    async def show_new(self, brief_id: BriefId, notes: Sequence[str] = ()) -> None:
        """The same for a brief whose last part has come; nothing when it is gone."""
        brief = await self._briefs.get(brief_id)
        if brief is not None:
            await self.card_or_offer(brief, notes)

    async def made(self, brief: StoredBrief, notes: Sequence[str] = ()) -> bool:
        """Whether the seed is too long: then an offer has been sent."""
        offer = await self._shortening.offer(brief.brief)
        if offer is None:
            return False
        if len(offer.shortened.text) > texts.files.SHORTENED_SHOWN:
            await self._send_whole(brief, offer)
        words = "\n".join([texts.files.offer(offer.shortened, offer.size), *(f"\n⚠️ {one}" for one in notes)])
        message = await self._bot.send_message(brief.chat_id, words, reply_markup=_choices(brief.id, offer))
        await self._briefs.attach_card(brief.id, MessageId(message.message_id))
        if brief.card_message_id is not None:
            with suppress(TelegramBadRequest):  # deleted, or older than the 48 hours that bots may delete
                await self._bot.delete_message(brief.chat_id, brief.card_message_id)
        return True

    async def _send_whole(self, brief: StoredBrief, offer: Offer) -> None:
        content = texts.files.shortened_file(offer.shortened).encode("utf-8-sig")
        file = BufferedInputFile(content, texts.files.SHORTENED_NAME)
        await self._bot.send_document(brief.chat_id, file, caption=texts.files.SHORTENED_WHOLE)


async def take(
    query: CallbackQuery,
    callback_data: Take,
    brief: StoredBrief,
    state: FSMContext,
    briefs: Briefs,
    offers: Offers,
    cards: Cards,
    shortening: Shortening,
) -> None:
    if len(whole(brief.brief)) != callback_data.size:
        await query.answer(texts.files.CHANGED_SINCE, show_alert=True)
        await offers.card_or_offer(brief)
        return
    shorter = await shortening.apply(brief.brief, callback_data.budget)
    changed = await briefs.change(brief.id, shorter, brief.variants) if shorter.seed else None
    if changed is None:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer(texts.files.SHORTENED_TAKEN)
    await expect_task(state, changed)
    await cards.show(changed)


async def another(
    query: CallbackQuery, brief: StoredBrief, state: FSMContext, briefs: Briefs, variants: Variants
) -> None:
    """A brief that nothing was written for goes; one with texts only loses the question."""
    await query.answer()
    await state.set_state(None)
    if not await variants.of_brief(brief.id):
        await briefs.delete(brief.id)
    if isinstance(query.message, Message):
        await query.message.edit_text(texts.files.ANOTHER_AWAITED)


def _choices(brief_id: BriefId, offer: Offer) -> InlineKeyboardMarkup:
    data = Take(brief_id=brief_id, budget=offer.budget, size=offer.size)
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [button(texts.files.TAKE_SHORTENED, data)],
            [button(texts.files.SEND_ANOTHER, Another(brief_id=brief_id))],
        ]
    )


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.middleware(OwnBrief())
    router.callback_query.middleware(PressedCard())
    router.callback_query.register(take, Take.filter())
    router.callback_query.register(another, Another.filter())
    return router
