"""A variant's buttons: where it came from, what the checks found, choosing it."""

import html
import re

from aiogram import Bot, Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import CallbackQuery, Message

from copywriting.platforms import Platforms
from copywriting.report import Report
from handlers import texts, variant_buttons
from handlers.errors import is_normal
from handlers.own import OwnVariant
from handlers.presentation import Presentation
from handlers.variant_buttons import Checks, Choose, Hide, Origin
from storage.jobs import Jobs
from storage.records import Delivery, User, Variant
from storage.variants import Variants


async def show_origin(query: CallbackQuery, variant: Variant, jobs: Jobs, platforms: Platforms) -> None:
    job = await jobs.get(variant.job_id)
    if job is None:
        await query.answer(texts.card.VARIANT_GONE, show_alert=True)
        return
    await query.answer()
    platform = platforms.get(job.brief.platform)
    name = platform.name if platform else job.brief.platform
    await _reply(query, texts.card.brief_source(job.brief, name))


async def show_checks(query: CallbackQuery, variant: Variant) -> None:
    """Short findings fit the pop-up; long ones need a message."""
    details = texts.checks.details(variant.report or Report())
    plain = html.unescape(re.sub(r"<[^>]+>", "", details))
    if len(plain) <= texts.words.CALLBACK_ANSWER_LIMIT:
        await query.answer(plain, show_alert=True)
        return
    await query.answer()
    await _reply(query, details)


async def choose(
    query: CallbackQuery,
    variant: Variant,
    author: User,
    variants: Variants,
    presentation: Presentation,
    bot: Bot,
) -> None:
    choice = await variants.choose(variant.id, author.id)
    if choice is None:
        await query.answer(texts.card.VARIANT_GONE, show_alert=True)
        return
    if not choice.changed:
        await query.answer(texts.variant.ALREADY_CHOSEN)
    else:
        await query.answer(texts.variant.CHOICE_MOVED if choice.previous else texts.variant.CHOICE_SAVED)
    if isinstance(query.message, Message):
        last = variant_buttons.offers_more(query.message.reply_markup)
        await _mark(bot, choice.variant, presentation, last=last)
    if choice.previous is not None:
        siblings = await variants.of_job(choice.previous.job_id)
        await _mark(bot, choice.previous, presentation, last=_is_last(choice.previous, siblings))


async def hide(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.delete()


async def _mark(bot: Bot, variant: Variant, presentation: Presentation, *, last: bool) -> None:
    """Bring a variant's keyboard up to date."""
    if variant.message_id is None:
        return
    keyboard = presentation.variant(variant, last=last).keyboard
    try:
        await bot.edit_message_reply_markup(
            chat_id=variant.chat_id, message_id=variant.message_id, reply_markup=keyboard
        )
    except TelegramBadRequest as error:
        if not is_normal(error):  # a message deleted by its reader must not keep the other from being marked
            raise


def _is_last(variant: Variant, siblings: tuple[Variant, ...]) -> bool:
    """Whether its message is the last one of its finished job."""
    under_way = (Delivery.PLANNED, Delivery.STORED, Delivery.SENDING)
    if any(sibling.delivery in under_way for sibling in siblings):
        return False
    return variant.message_id == max(sibling.message_id or 0 for sibling in siblings)


async def _reply(query: CallbackQuery, text: str) -> None:
    if isinstance(query.message, Message):
        await query.message.reply(text, reply_markup=variant_buttons.hide())


def routes() -> Router:
    router = Router(name=__name__)
    router.include_router(_of_variants())
    router.callback_query.register(hide, Hide.filter())
    return router


def _of_variants() -> Router:
    router = Router(name=f"{__name__}.own")
    router.callback_query.middleware(OwnVariant())
    router.callback_query.register(show_origin, Origin.filter())
    router.callback_query.register(show_checks, Checks.filter())
    router.callback_query.register(choose, Choose.filter())
    return router
