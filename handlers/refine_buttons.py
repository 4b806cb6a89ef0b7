"""What asks for a new version of a text: the pickers, and what the buttons say to the bot."""

from collections.abc import Iterable
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from copywriting.brief import Tone
from copywriting.formats import FieldText
from copywriting.order import Change
from copywriting.platforms import Platforms
from copywriting.tones import TONES
from handlers import texts
from handlers.keyboards import button, picker
from storage.records import JobId, Variant


class Part(StrEnum):
    TONE = "tone"
    PLATFORM = "platform"
    FIELD = "field"


class Again(CallbackData, prefix="again"):
    """``after`` is the family's latest job when the button was made: a second press is the same wish."""

    variant_id: int
    after: int
    change: Change


class Options(CallbackData, prefix="options"):
    """Show what ``part`` can be, in place of the variant's buttons."""

    variant_id: int
    part: Part


class Buttons(CallbackData, prefix="buttons"):
    """Show the variant's buttons again."""

    variant_id: int


class InTone(CallbackData, prefix="intone"):
    variant_id: int
    after: int
    tone: str


class ForPlatform(CallbackData, prefix="for"):
    variant_id: int
    after: int
    slug: str


class FieldAnew(CallbackData, prefix="field"):
    """``number`` counts the ad's fields from 0: its text never changes."""

    variant_id: int
    after: int
    number: int


class AskEdit(CallbackData, prefix="edit"):
    variant_id: int


class DropEdit(CallbackData, prefix="noedit"):
    variant_id: int


class Back(CallbackData, prefix="undo"):
    """Walk from this version to its parent."""

    variant_id: int


class Forward(CallbackData, prefix="redo"):
    """Walk to this version."""

    variant_id: int


def tones(variant: Variant, after: JobId, current: Tone) -> InlineKeyboardMarkup:
    """The tone it has is left out: it would be no other."""
    return picker(
        [
            (tone.capitalize(), InTone(variant_id=variant.id, after=after, tone=tone))
            for tone in TONES
            if tone != current
        ],
        Buttons(variant_id=variant.id),
    )


def platforms(variant: Variant, after: JobId, known: Platforms) -> InlineKeyboardMarkup:
    return picker(
        [
            (
                texts.platforms.platform_button(platform.slug, platform.short),
                ForPlatform(variant_id=variant.id, after=after, slug=platform.slug),
            )
            for platform in known
            if platform.slug != variant.platform
        ],
        Buttons(variant_id=variant.id),
    )


def fields(variant: Variant, after: JobId, known: Iterable[FieldText]) -> InlineKeyboardMarkup:
    return picker(
        [
            (field.label, FieldAnew(variant_id=variant.id, after=after, number=number))
            for number, field in enumerate(known)
        ],
        Buttons(variant_id=variant.id),
    )


def drop_edit(variant: Variant) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[button(texts.refine.NO_EDIT, DropEdit(variant_id=variant.id))]]
    )
