"""A variant's buttons: where it came from, what the checks found, choosing it, thumbs and stars."""

import html
import re

from aiogram import Router
from aiogram.types import CallbackQuery, Message

from copywriting.platforms import Platforms
from copywriting.report import Report
from handlers import texts, variant_buttons
from handlers.bubbles import Bubbles
from handlers.folding import Folding
from handlers.own import OwnVariant
from handlers.refining import pressed
from handlers.variant_buttons import Checks, Choose, Favour, Hide, Origin, Rate, Show
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.records import Rating, User, Variant
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
    bubbles: Bubbles,
    folding: Folding,
) -> None:
    choice = await variants.choose(variant.id, author.id)
    if choice is None:
        await query.answer(texts.card.VARIANT_GONE, show_alert=True)
        return
    if not choice.changed:
        await query.answer(texts.variant.ALREADY_CHOSEN)
    else:
        await query.answer(texts.variant.CHOICE_MOVED if choice.previous else texts.variant.CHOICE_SAVED)
    message_id = pressed(query)
    await bubbles.refresh(choice.variant, message_id)
    if message_id is not None:
        folding.fold_around(choice.variant, message_id)


async def show(query: CallbackQuery, variant: Variant, bubbles: Bubbles, folding: Folding) -> None:
    await query.answer()
    folding.unfolded(variant)
    if (message_id := pressed(query)) is not None:
        await bubbles.show(variant, message_id)


async def rate(
    query: CallbackQuery,
    callback_data: Rate,
    variant: Variant,
    author: User,
    opinions: Opinions,
    bubbles: Bubbles,
) -> None:
    words = {1: texts.variant.RATED_UP, -1: texts.variant.RATED_DOWN, 0: texts.variant.UNRATED}
    if callback_data.value not in words:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    rating = Rating(callback_data.value) if callback_data.value else None
    rated = await opinions.rate(variant.id, author.id, rating)
    await query.answer(words[callback_data.value] if rated else texts.card.VARIANT_GONE)
    if rated is not None:
        await bubbles.refresh(rated, pressed(query))


async def favour(
    query: CallbackQuery,
    callback_data: Favour,
    variant: Variant,
    author: User,
    opinions: Opinions,
    bubbles: Bubbles,
) -> None:
    favoured = await opinions.favour(variant.id, author.id, callback_data.on)
    words = texts.variant.NOW_FAVOURITE if callback_data.on else texts.variant.NO_FAVOURITE
    await query.answer(words if favoured else texts.card.VARIANT_GONE)
    if favoured is not None:
        await bubbles.refresh(favoured, pressed(query))


async def hide(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.delete()


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
    router.callback_query.register(show, Show.filter())
    router.callback_query.register(rate, Rate.filter())
    router.callback_query.register(favour, Favour.filter())
    return router
