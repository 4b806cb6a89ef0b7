"""The card's buttons: what to change, and the changes."""

from dataclasses import replace

from aiogram import Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup

from copywriting.brief import PlatformSlug, Tone
from copywriting.platforms import Platforms
from copywriting.tones import TONES
from handlers import card_buttons, texts
from handlers.card_buttons import (
    Back,
    Change,
    OwnWords,
    Part,
    SetPlatform,
    SetTask,
    SetTone,
    SetVariants,
    ToggleFacts,
)
from handlers.cards import Cards
from handlers.intake import MOST_VARIANTS
from handlers.opening import Asking
from handlers.own import OwnBrief, PressedCard
from storage.briefs import Briefs
from storage.records import StoredBrief


async def set_task(brief: StoredBrief, task: str, briefs: Briefs) -> StoredBrief | None:
    return await briefs.change(brief.id, replace(brief.brief, task=task), brief.variants)


async def show_options(
    query: CallbackQuery, callback_data: Change, brief: StoredBrief, cards: Cards, platforms: Platforms
) -> None:
    await query.answer()
    await cards.show(brief, _picker(callback_data.part, brief, platforms))


async def show_card(query: CallbackQuery, brief: StoredBrief, cards: Cards) -> None:
    await query.answer()
    await cards.show(brief)


async def ask_own_words(query: CallbackQuery, brief: StoredBrief, state: FSMContext) -> None:
    await query.answer(texts.card.ASK_TASK_WORDS, show_alert=True)
    await state.set_state(Asking.task)
    await state.update_data(brief_id=brief.id)


async def choose_task(
    query: CallbackQuery,
    callback_data: SetTask,
    brief: StoredBrief,
    briefs: Briefs,
    cards: Cards,
    state: FSMContext,
) -> None:
    if not 0 <= callback_data.number < len(texts.card.TASK_PRESETS):
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer()
    changed = await set_task(brief, texts.card.TASK_PRESETS[callback_data.number], briefs)
    await state.set_state(None)
    await cards.show(changed or brief)


async def choose_platform(
    query: CallbackQuery,
    callback_data: SetPlatform,
    brief: StoredBrief,
    briefs: Briefs,
    cards: Cards,
    platforms: Platforms,
) -> None:
    slug = PlatformSlug(callback_data.slug)
    if slug not in platforms:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer()
    changed = await briefs.change(brief.id, replace(brief.brief, platform=slug), brief.variants)
    await cards.show(changed or brief)


async def choose_tone(
    query: CallbackQuery, callback_data: SetTone, brief: StoredBrief, briefs: Briefs, cards: Cards
) -> None:
    tone = Tone(callback_data.tone)
    if tone not in TONES:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer()
    changed = await briefs.change(brief.id, replace(brief.brief, tone=tone), brief.variants)
    await cards.show(changed or brief)


async def choose_number(
    query: CallbackQuery, callback_data: SetVariants, brief: StoredBrief, briefs: Briefs, cards: Cards
) -> None:
    if not 1 <= callback_data.number <= MOST_VARIANTS:
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer()
    changed = await briefs.change(brief.id, brief.brief, callback_data.number)
    await cards.show(changed or brief)


async def toggle_facts(query: CallbackQuery, brief: StoredBrief, briefs: Briefs, cards: Cards) -> None:
    await query.answer()
    turned = replace(brief.brief, use_product_facts=not brief.brief.use_product_facts)
    changed = await briefs.change(brief.id, turned, brief.variants)
    await cards.show(changed or brief)


def _picker(part: Part, brief: StoredBrief, platforms: Platforms) -> InlineKeyboardMarkup:
    match part:
        case Part.TASK:
            return card_buttons.task_picker(brief)
        case Part.PLATFORM:
            return card_buttons.platform_picker(brief, platforms)
        case Part.TONE:
            return card_buttons.tone_picker(brief)
        case Part.VARIANTS:
            return card_buttons.variants_picker(brief)


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.middleware(OwnBrief())
    router.callback_query.middleware(PressedCard())
    router.callback_query.register(show_options, Change.filter())
    router.callback_query.register(show_card, Back.filter())
    router.callback_query.register(ask_own_words, OwnWords.filter())
    router.callback_query.register(choose_task, SetTask.filter())
    router.callback_query.register(choose_platform, SetPlatform.filter())
    router.callback_query.register(choose_tone, SetTone.filter())
    router.callback_query.register(choose_number, SetVariants.filter())
    router.callback_query.register(toggle_facts, ToggleFacts.filter())
    return router
