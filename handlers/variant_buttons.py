"""What stands under a variant, and under the desk's notices."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CopyTextButton, DisabledButton, InlineKeyboardButton, InlineKeyboardMarkup

from copywriting.angles import angle
from copywriting.formats import FieldText
from copywriting.order import Change
from copywriting.report import Report
from handlers import texts
from handlers.keyboards import button
from handlers.refine_buttons import Again, AskEdit, Back, Forward, Options, Part
from storage.records import BriefId, JobId, Rating, Variant

COPY_LIMIT = 256  # Telegram: copy_text
COPY_COLUMNS = 2
COLUMNS = 3  # with more, telephones cut the words

Row = list[InlineKeyboardButton]


class Origin(CallbackData, prefix="origin"):
    variant_id: int


class Checks(CallbackData, prefix="checks"):
    variant_id: int


class Choose(CallbackData, prefix="choose"):
    variant_id: int


class Show(CallbackData, prefix="show"):
    """Unfold a variant that was folded when another one was chosen."""

    variant_id: int


class Rate(CallbackData, prefix="rate"):
    """``value`` is what the rating is to be, 0 for none: a second press changes nothing."""

    variant_id: int
    value: int


class Favour(CallbackData, prefix="favour"):
    variant_id: int
    on: bool


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


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a variant's buttons stand.

    ``home`` is the version whose message it is, another one after walking back; ``after`` the family's latest
    job, by which a second press of «shorter» is told from a second wish; ``last``: nothing of the job's comes
    after this message.
    """

    home: Variant
    after: JobId
    last: bool


def variant(variant: Variant, fields: tuple[FieldText, ...], spot: Spot) -> InlineKeyboardMarkup:
    """``fields`` of a structured ad get a button each that copies the value."""
    name = angle(variant.angle).name
    label = texts.variant.variant_label(
        variant.original_number, variant.original_total, name, variant.version
    )
    report = variant.report or Report()
    rows = [
        [button(label, Origin(variant_id=variant.id))],
        [button(texts.checks.summary(report), Checks(variant_id=variant.id))],
        *_copies(fields),
        [_choice(variant), _favourite(variant)],
        *_refinements(variant, spot, structured=bool(fields)),
    ]
    if spot.last:
        rows.append(_next(variant.brief_id, spot.home.job_id))
    return InlineKeyboardMarkup(inline_keyboard=rows)


def folded(variant: Variant) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.variant.SHOW, Show(variant_id=variant.id))]])


def stop(job_id: JobId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[button(texts.card.STOP, Stop(job_id=job_id), style="danger")]]
    )


def what_next(brief_id: BriefId, job_id: JobId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[_next(brief_id, job_id)])


def only_brief(brief_id: BriefId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.card.BRIEF, Reopen(brief_id=brief_id))]])


def hide() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.card.HIDE, Hide())]])


def _next(brief_id: BriefId, job_id: JobId) -> Row:
    return [
        button(texts.card.MORE, More(brief_id=brief_id, after=job_id)),
        button(texts.card.BRIEF, Reopen(brief_id=brief_id)),
    ]


def _choice(variant: Variant) -> InlineKeyboardButton:
    if variant.chosen:
        return InlineKeyboardButton(text=texts.variant.CHOSEN, style="success", disabled=DisabledButton())
    return button(texts.variant.CHOOSE, Choose(variant_id=variant.id))


def _favourite(variant: Variant) -> InlineKeyboardButton:
    label = texts.variant.FAVOURED if variant.favourite else texts.variant.FAVOUR
    return button(label, Favour(variant_id=variant.id, on=not variant.favourite))


def _refinements(variant: Variant, spot: Spot, *, structured: bool) -> Iterator[Row]:
    yield [_again(variant, spot, Change.SHORTER), _again(variant, spot, Change.LONGER)]
    yield [
        button(texts.refine.TONE, Options(variant_id=variant.id, part=Part.TONE)),
        button(texts.refine.PLATFORM, Options(variant_id=variant.id, part=Part.PLATFORM)),
    ]
    edit = [button(texts.refine.EDIT, AskEdit(variant_id=variant.id))]
    if structured:
        edit.append(button(texts.refine.FIELD, Options(variant_id=variant.id, part=Part.FIELD)))
    thumbs = [_thumb(variant, Rating.UP), _thumb(variant, Rating.DOWN)]
    yield from _packed(edit, _walk(variant, spot), thumbs)


def _packed(*groups: Row) -> list[Row]:
    """As few rows as possible, no group torn apart."""
    rows: list[Row] = [[]]
    for group in groups:
        if len(rows[-1]) + len(group) > COLUMNS:
            rows.append([])
        rows[-1] += group
    return rows


def _again(variant: Variant, spot: Spot, change: Change) -> InlineKeyboardButton:
    label = texts.refine.SHORTER if change is Change.SHORTER else texts.refine.LONGER
    return button(label, Again(variant_id=variant.id, after=spot.after, change=change))


def _walk(variant: Variant, spot: Spot) -> Row:
    row = []
    if variant.parent_id is not None:
        row.append(button(texts.refine.BACK, Back(variant_id=variant.id)))
    if spot.home.id != variant.id:
        row.append(button(texts.refine.forward(spot.home.version), Forward(variant_id=spot.home.id)))
    return row


def _thumb(variant: Variant, rating: Rating) -> InlineKeyboardButton:
    given = variant.rating is rating
    plain = texts.variant.LIKE if rating is Rating.UP else texts.variant.DISLIKE
    marked = texts.variant.LIKED if rating is Rating.UP else texts.variant.DISLIKED
    value = 0 if given else int(rating)
    style = ("success" if rating is Rating.UP else "danger") if given else None
    return button(marked if given else plain, Rate(variant_id=variant.id, value=value), style=style)


def _copies(fields: Iterable[FieldText]) -> list[Row]:
    buttons = [
        InlineKeyboardButton(
            text=texts.variant.copy_button(field.label), copy_text=CopyTextButton(text=field.value)
        )
        for field in fields
        if 0 < len(field.value) <= COPY_LIMIT
    ]
    return [buttons[start : start + COPY_COLUMNS] for start in range(0, len(buttons), COPY_COLUMNS)]
