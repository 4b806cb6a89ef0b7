"""The buttons of the brief card. Callback data names rows and choices; the database knows the rest."""

from collections.abc import Iterable, Iterator
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup
from aiogram.utils.keyboard import InlineKeyboardBuilder

from copywriting.platforms import Platforms
from copywriting.tones import TONES
from handlers import texts
from handlers.intake import MOST_VARIANTS
from handlers.keyboards import button, marked, picker
from storage.records import StoredBrief


class Part(StrEnum):
    TASK = "task"
    PLATFORM = "platform"
    TONE = "tone"
    VARIANTS = "variants"


class Change(CallbackData, prefix="change"):
    """Show what ``part`` can be."""

    brief_id: int
    part: Part


class Back(CallbackData, prefix="back"):
    brief_id: int


class OwnWords(CallbackData, prefix="words"):
    brief_id: int


class ToggleFacts(CallbackData, prefix="facts"):
    brief_id: int


class SetTask(CallbackData, prefix="task"):
    brief_id: int
    number: int


class SetPlatform(CallbackData, prefix="platform"):
    brief_id: int
    slug: str


class SetTone(CallbackData, prefix="tone"):
    brief_id: int
    tone: str


class SetVariants(CallbackData, prefix="variants"):
    brief_id: int
    number: int


class Generate(CallbackData, prefix="go"):
    """``after`` is the brief's latest job when the button was made: a second press means the same job."""

    brief_id: int
    after: int


def card(brief: StoredBrief, *, after: int) -> InlineKeyboardMarkup:
    """The card's own keyboard; without a task its first rows are the tasks to choose from."""
    keyboard = InlineKeyboardBuilder()
    if not brief.brief.task:
        keyboard.add(*(button(label, data) for label, data in _tasks(brief)))
    else:
        keyboard.add(button(texts.card.CHANGE_TASK, Change(brief_id=brief.id, part=Part.TASK)))
    keyboard.add(button(texts.card.CHANGE_PLATFORM, Change(brief_id=brief.id, part=Part.PLATFORM)))
    keyboard.add(button(texts.card.CHANGE_TONE, Change(brief_id=brief.id, part=Part.TONE)))
    keyboard.add(
        button(texts.card.variants_button(brief.variants), Change(brief_id=brief.id, part=Part.VARIANTS))
    )
    keyboard.adjust(2)
    if brief.brief.product:
        label = texts.card.FACTS_ON if brief.brief.use_product_facts else texts.card.FACTS_OFF
        keyboard.row(button(label, ToggleFacts(brief_id=brief.id)))
    if brief.brief.task:
        keyboard.row(button(texts.card.GENERATE, Generate(brief_id=brief.id, after=after)))
    return keyboard.as_markup()


def task_picker(brief: StoredBrief) -> InlineKeyboardMarkup:
    return picker(_tasks(brief), Back(brief_id=brief.id))


def platform_picker(brief: StoredBrief, platforms: Platforms) -> InlineKeyboardMarkup:
    options = [
        (
            texts.platforms.platform_button(platform.slug, platform.short),
            SetPlatform(brief_id=brief.id, slug=platform.slug),
            platform.slug == brief.brief.platform,
        )
        for platform in platforms
    ]
    return _options(brief, options, columns=2)


def tone_picker(brief: StoredBrief) -> InlineKeyboardMarkup:
    options = [
        (tone.capitalize(), SetTone(brief_id=brief.id, tone=tone), tone == brief.brief.tone) for tone in TONES
    ]
    return _options(brief, options, columns=2)


def variants_picker(brief: StoredBrief) -> InlineKeyboardMarkup:
    options = [
        (str(number), SetVariants(brief_id=brief.id, number=number), number == brief.variants)
        for number in range(1, MOST_VARIANTS + 1)
    ]
    return _options(brief, options, columns=3)


def _tasks(brief: StoredBrief) -> Iterator[tuple[str, CallbackData]]:
    for number, task in enumerate(texts.card.TASK_PRESETS):
        yield task, SetTask(brief_id=brief.id, number=number)
    yield texts.card.OWN_WORDS, OwnWords(brief_id=brief.id)


def _options(
    brief: StoredBrief, options: Iterable[tuple[str, CallbackData, bool]], *, columns: int
) -> InlineKeyboardMarkup:
    labelled = ((marked(label, current=current), data) for label, data, current in options)
    return picker(labelled, Back(brief_id=brief.id), columns=columns)
