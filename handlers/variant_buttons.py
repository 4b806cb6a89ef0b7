"""What stands under a variant, and under the desk's notices."""

from collections.abc import Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup

from copywriting.angles import angle
from copywriting.formats import FieldText
from copywriting.report import Report
from handlers import texts
from storage.records import BriefId, JobId, Variant

COPY_LIMIT = 256  # Telegram: copy_text
COPY_COLUMNS = 2

Row = list[InlineKeyboardButton]


class Origin(CallbackData, prefix="origin"):
    variant_id: int


class Checks(CallbackData, prefix="checks"):
    variant_id: int


class Choose(CallbackData, prefix="choose"):
    variant_id: int


class More(CallbackData, prefix="more"):
    """``after`` is the job under whose last variant the button stands: a second press means the same wish."""

    brief_id: int
    after: int


class Reopen(CallbackData, prefix="brief"):
    brief_id: int


class Stop(CallbackData, prefix="stop"):
    job_id: int


class Hide(CallbackData, prefix="hide"):
    pass


def variant(variant: Variant, fields: Iterable[FieldText], *, last: bool) -> InlineKeyboardMarkup:
    """``fields`` of a structured ad get a button each that copies the value."""
    label = texts.variant.variant_label(variant.number, variant.total, angle(variant.angle).name)
    report = variant.report or Report()
    rows = [
        [_button(label, Origin(variant_id=variant.id))],
        [_button(texts.checks.summary(report), Checks(variant_id=variant.id))],
        *_copies(fields),
        [_choice(variant)],
    ]
    return InlineKeyboardMarkup(
        inline_keyboard=[*rows, *([_next(variant.brief_id, variant.job_id)] if last else [])]
    )


def stop(job_id: JobId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[_button(texts.card.STOP, Stop(job_id=job_id), style="danger")]]
    )


def what_next(brief_id: BriefId, job_id: JobId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[_next(brief_id, job_id)])


def only_brief(brief_id: BriefId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[_button(texts.card.BRIEF, Reopen(brief_id=brief_id))]])


def hide() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[_button(texts.card.HIDE, Hide())]])


def offers_more(markup: InlineKeyboardMarkup | None) -> bool:
    """Whether a variant's message was sent as the last of its job."""
    buttons = [button for row in (markup.inline_keyboard if markup else []) for button in row]
    return any((button.callback_data or "").startswith(f"{More.__prefix__}:") for button in buttons)


def _next(brief_id: BriefId, job_id: JobId) -> Row:
    return [
        _button(texts.card.MORE, More(brief_id=brief_id, after=job_id)),
        _button(texts.card.BRIEF, Reopen(brief_id=brief_id)),
    ]


def _choice(variant: Variant) -> InlineKeyboardButton:
    if variant.chosen:
        return InlineKeyboardButton(text=texts.variant.CHOSEN, style="success", disabled=DisabledButton())
    return _button(texts.variant.CHOOSE, Choose(variant_id=variant.id))


def _copies(fields: Iterable[FieldText]) -> list[Row]:
    buttons = [
        InlineKeyboardButton(
            text=texts.variant.copy_button(field.label), copy_text=CopyTextButton(text=field.value)
        )
        for field in fields
        if 0 < len(field.value) <= COPY_LIMIT
    ]
    return [buttons[start : start + COPY_COLUMNS] for start in range(0, len(buttons), COPY_COLUMNS)]


def _button(label: str, data: CallbackData, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=data.pack(), style=style)
