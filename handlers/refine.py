"""New versions of a text: shorter, longer, another tone or platform, one field; and walking back."""

from aiogram import Router
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from copywriting.brief import PlatformSlug, Tone
from copywriting.order import Change
from copywriting.platforms import Platforms
from copywriting.tones import TONES
from desk.wish import Wish
from handlers import refine_buttons, texts
from handlers.bubbles import Bubbles
from handlers.own import OwnVariant
from handlers.presentation import Presentation
from handlers.refine_buttons import (
    Again,
    Back,
    Buttons,
    FieldAnew,
    ForPlatform,
    Forward,
    InTone,
    Options,
    Part,
)
from handlers.refining import Refining, pressed
from storage.jobs import Jobs
from storage.records import Step, User, Variant
from storage.variants import Variants


async def again(query: CallbackQuery, callback_data: Again, variant: Variant, refining: Refining) -> None:
    await refining.press(query, variant, Wish(callback_data.change), after=callback_data.after)


async def show_options(
    query: CallbackQuery,
    callback_data: Options,
    variant: Variant,
    bubbles: Bubbles,
    jobs: Jobs,
    platforms: Platforms,
    presentation: Presentation,
) -> None:
    job = await jobs.get(variant.job_id)
    fields = presentation.fields(variant)
    if job is None or (callback_data.part is Part.FIELD and not fields):
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer()
    after = (await bubbles.spot(variant, None)).after
    pickers: dict[Part, InlineKeyboardMarkup] = {
        Part.TONE: refine_buttons.tones(variant, after, job.brief.tone),
        Part.PLATFORM: refine_buttons.platforms(variant, after, platforms),
        Part.FIELD: refine_buttons.fields(variant, after, fields),
    }
    await bubbles.refresh(variant, pressed(query), pickers[callback_data.part])


async def show_buttons(query: CallbackQuery, variant: Variant, bubbles: Bubbles) -> None:
    await query.answer()
    await bubbles.refresh(variant, pressed(query))


async def in_tone(query: CallbackQuery, callback_data: InTone, variant: Variant, refining: Refining) -> None:
    tone = Tone(callback_data.tone)
    if tone not in TONES:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await refining.press(query, variant, Wish(Change.TONE, tone=tone), after=callback_data.after)


async def for_platform(
    query: CallbackQuery,
    callback_data: ForPlatform,
    variant: Variant,
    refining: Refining,
    platforms: Platforms,
) -> None:
    slug = PlatformSlug(callback_data.slug)
    if slug not in platforms:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await refining.press(query, variant, Wish(Change.PLATFORM, platform=slug), after=callback_data.after)


async def field_anew(
    query: CallbackQuery,
    callback_data: FieldAnew,
    variant: Variant,
    refining: Refining,
    presentation: Presentation,
) -> None:
    fields = presentation.fields(variant)
    if not 0 <= callback_data.number < len(fields):
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    wish = Wish(Change.FIELD, fields[callback_data.number].label)
    await refining.press(query, variant, wish, after=callback_data.after)


async def back(
    query: CallbackQuery, variant: Variant, author: User, variants: Variants, bubbles: Bubbles
) -> None:
    step = await variants.step_back(variant.id, author.id)
    await query.answer(texts.refine.IS_BACK if step else texts.refine.FIRST_VERSION)
    await _walk(query, step, bubbles)


async def forward(
    query: CallbackQuery, variant: Variant, author: User, variants: Variants, bubbles: Bubbles
) -> None:
    step = await variants.make_current(variant.id, author.id)
    await query.answer(texts.refine.IS_FORWARD if step else texts.card.VARIANT_GONE)
    await _walk(query, step, bubbles)


async def _walk(query: CallbackQuery, step: Step | None, bubbles: Bubbles) -> None:
    """The version appears where the button was pressed: that is where the reader is. It moves: what its own
    message says would only be the same again."""
    message_id = pressed(query)
    if step is None or message_id is None:
        return
    await bubbles.show(step.variant, message_id, anew=step.changed)  # a second press sends nothing twice
    if step.changed and step.variant.message_id != message_id:
        await bubbles.fold(step.variant)


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.middleware(OwnVariant())
    router.callback_query.register(again, Again.filter())
    router.callback_query.register(show_options, Options.filter())
    router.callback_query.register(show_buttons, Buttons.filter())
    router.callback_query.register(in_tone, InTone.filter())
    router.callback_query.register(for_platform, ForPlatform.filter())
    router.callback_query.register(field_anew, FieldAnew.filter())
    router.callback_query.register(back, Back.filter())
    router.callback_query.register(forward, Forward.filter())
    return router
