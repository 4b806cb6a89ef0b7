"""/settings: what a new brief begins with, and how texts are shown while they are written."""

from collections.abc import Mapping
from enum import StrEnum

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message
from aiogram.utils.keyboard import InlineKeyboardBuilder

from copywriting.brief import PlatformSlug, Tone
from copywriting.platforms import Platforms
from copywriting.tones import TONES
from handlers import texts
from handlers.errors import is_not_modified
from handlers.intake import MOST_VARIANTS
from handlers.keyboards import button, marked, picker
from handlers.opening import Defaults
from handlers.services import House
from storage.records import Streaming, User
from storage.users import Users

Shown = tuple[str, InlineKeyboardMarkup]


class Preference(StrEnum):
    PLATFORM = "platform"
    TONE = "tone"
    VARIANTS = "variants"
    STREAMING = "streaming"


class Pick(CallbackData, prefix="setting"):
    """Show what ``preference`` can be; ``None`` leads back to all of them."""

    preference: Preference | None = None


class Prefer(CallbackData, prefix="prefer"):
    preference: Preference
    value: str


async def settings(message: Message, author: User, platforms: Platforms, house: House) -> None:
    text, keyboard = _overview(author, platforms, house.defaults)
    await message.answer(text, reply_markup=keyboard)


async def pick(
    query: CallbackQuery, callback_data: Pick, author: User, platforms: Platforms, house: House
) -> None:
    await query.answer()
    if callback_data.preference is None:
        await _turn(query, _overview(author, platforms, house.defaults))
    else:
        await _turn(query, _picker(callback_data.preference, author, platforms, house.defaults))


async def prefer(
    query: CallbackQuery,
    callback_data: Prefer,
    author: User,
    users: Users,
    platforms: Platforms,
    house: House,
) -> None:
    if not await _remember(callback_data, author, users, platforms):
        await query.answer(texts.card.OLD_BUTTON, show_alert=True)
        return
    await query.answer(texts.settings.SAVED)
    await _turn(query, _overview(await users.get(author.id) or author, platforms, house.defaults))


async def _remember(wish: Prefer, author: User, users: Users, platforms: Platforms) -> bool:
    """``False`` when there is no such value, or not any more."""
    match wish.preference:
        case Preference.PLATFORM if wish.value in platforms:
            await users.remember(author.id, platform=PlatformSlug(wish.value))
        case Preference.TONE if wish.value in TONES:
            await users.remember(author.id, tone=Tone(wish.value))
        case Preference.VARIANTS if wish.value in map(str, range(1, MOST_VARIANTS + 1)):
            await users.remember(author.id, variants=int(wish.value))
        case Preference.STREAMING if wish.value in set(Streaming):
            await users.remember(author.id, streaming=Streaming(wish.value))
        case _:
            return False
    return True


async def _turn(query: CallbackQuery, shown: Shown) -> None:
    """Another page of the same message."""
    if not isinstance(query.message, Message):
        return
    text, keyboard = shown
    try:
        await query.message.edit_text(text, reply_markup=keyboard)
    except TelegramBadRequest as error:
        if not is_not_modified(error):
            raise


def _in_use(author: User, platforms: Platforms, defaults: Defaults) -> Defaults:
    """What he has chosen, and the product's own where he hasn't."""
    known = author.platform if author.platform in platforms else None
    return Defaults(
        known or defaults.platform,
        author.variants or defaults.variants,
        author.tone or defaults.tone,
        author.streaming or defaults.streaming,
    )


def _overview(author: User, platforms: Platforms, defaults: Defaults) -> Shown:
    used = _in_use(author, platforms, defaults)
    words = texts.settings
    labels = {
        Preference.PLATFORM: words.PLATFORM,
        Preference.TONE: words.TONE,
        Preference.VARIANTS: words.NUMBER,
        Preference.STREAMING: words.STREAMING,
    }
    keyboard = InlineKeyboardBuilder()
    for preference, label in labels.items():
        keyboard.add(button(label, Pick(preference=preference)))
    keyboard.adjust(2)
    text = words.overview(platforms[used.platform].name, used.tone, used.variants, used.streaming)
    return text, keyboard.as_markup()


def _picker(preference: Preference, author: User, platforms: Platforms, defaults: Defaults) -> Shown:
    used = _in_use(author, platforms, defaults)
    words = texts.settings
    match preference:
        case Preference.PLATFORM:
            names = {str(one.slug): texts.platforms.platform_button(one.slug, one.short) for one in platforms}
            return words.CHOOSE_PLATFORM, _options(preference, names, used.platform, columns=2)
        case Preference.TONE:
            tones = {str(tone): tone.capitalize() for tone in TONES}
            return words.CHOOSE_TONE, _options(preference, tones, used.tone, columns=2)
        case Preference.VARIANTS:
            numbers = {str(number): str(number) for number in range(1, MOST_VARIANTS + 1)}
            return words.CHOOSE_NUMBER, _options(preference, numbers, str(used.variants), columns=3)
        case Preference.STREAMING:
            modes = {str(mode): label for mode, label in words.STREAMING_BUTTONS.items()}
            return words.CHOOSE_STREAMING, _options(preference, modes, used.streaming, columns=1)


def _options(
    preference: Preference, options: Mapping[str, str], current: str, *, columns: int
) -> InlineKeyboardMarkup:
    labelled = (
        (marked(label, current=value == current), Prefer(preference=preference, value=value))
        for value, label in options.items()
    )
    return picker(labelled, Pick(), columns=columns)


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(settings, Command("settings"))
    router.callback_query.register(pick, Pick.filter())
    router.callback_query.register(prefer, Prefer.filter())
    return router
