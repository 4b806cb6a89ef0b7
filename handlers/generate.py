"""Order variants, ask for more, stop."""

from aiogram import Router
from aiogram.types import CallbackQuery, Message, MessageGenerationStopped

from desk.desk import Desk
from handlers import texts
from handlers.card_buttons import Generate
from handlers.cards import Cards
from handlers.offers import Offers
from handlers.orders import Orders, is_active
from handlers.own import OwnBrief, PressedCard
from handlers.variant_buttons import More, Reopen, Stop
from storage.jobs import Jobs
from storage.records import ChatId, JobId, StoredBrief, User


async def generate(
    query: CallbackQuery,
    callback_data: Generate,
    brief: StoredBrief,
    orders: Orders,
    cards: Cards,
    offers: Offers,
) -> None:
    """One press, one job: the key says which press it is, so a second one finds the first one's job."""
    if not brief.brief.task:
        await query.answer(texts.card.NO_TASK_YET, show_alert=True)
    elif await orders.is_being_written(brief):
        await query.answer(texts.card.ALREADY_WRITING)
    elif await offers.made(brief):
        await query.answer(texts.files.TOO_LONG)
        return
    else:
        order = await orders.place(brief, key=f"go:{brief.id}:{callback_data.after}")
        await query.answer(texts.card.ACCEPTED if is_active(order) else texts.card.ALREADY_WRITTEN)
        await orders.announce(order)
    await cards.show(brief)  # a fresh button, for the next job


async def more(query: CallbackQuery, callback_data: More, brief: StoredBrief, orders: Orders) -> None:
    if await orders.is_being_written(brief):
        await query.answer(texts.card.ALREADY_WRITING)
        return
    order = await orders.place(brief, key=f"more:{brief.id}:{callback_data.after}")
    await query.answer(texts.card.MORE_ACCEPTED if is_active(order) else texts.card.MORE_WRITTEN)
    await orders.announce(order)


async def reopen(query: CallbackQuery, brief: StoredBrief, cards: Cards) -> None:
    await query.answer()
    await cards.move(brief)


async def stop(query: CallbackQuery, callback_data: Stop, author: User, desk: Desk, jobs: Jobs) -> None:
    job = await jobs.get(JobId(callback_data.job_id))
    if job is not None and job.user_id != author.id:
        await query.answer(texts.card.NOT_YOURS, show_alert=True)
    elif await desk.stop(JobId(callback_data.job_id), author.id):
        await query.answer(texts.card.STOPPED)
    else:
        await query.answer(texts.card.ALREADY_STOPPED, show_alert=True)
        if isinstance(query.message, Message):
            await query.message.delete()  # a notice that a crash has orphaned


async def stop_draft(event: MessageGenerationStopped, desk: Desk) -> None:
    """The native Stop of a draft. It names no user; drafts exist in private chats only."""
    await desk.stop_draft(ChatId(event.chat.id), event.draft_id)


def routes() -> Router:
    router = Router(name=__name__)
    router.include_routers(_of_briefs(), _of_cards())
    router.callback_query.register(stop, Stop.filter())
    router.stopped_message_generation.register(stop_draft)
    return router


def _of_cards() -> Router:
    router = Router(name=f"{__name__}.cards")
    router.callback_query.middleware(OwnBrief())
    router.callback_query.middleware(PressedCard())
    router.callback_query.register(generate, Generate.filter())
    return router


def _of_briefs() -> Router:
    router = Router(name=f"{__name__}.briefs")
    router.callback_query.middleware(OwnBrief())
    router.callback_query.register(more, More.filter())
    router.callback_query.register(reopen, Reopen.filter())
    return router
