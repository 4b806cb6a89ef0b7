"""The buttons of the export: which texts, then which format."""

from collections.abc import Callable
from enum import StrEnum

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardMarkup

from handlers import texts
from handlers.keyboards import button, marked

PERIODS = (7, 30, 90)  # days
EVER = 0


class Format(StrEnum):
    """Values are file name extensions."""

    WORD = "docx"
    EXCEL = "csv"
    JSON = "jsonl"


LABELS = {
    Format.WORD: texts.export.WORD,
    Format.EXCEL: texts.export.EXCEL,
    Format.JSON: texts.export.JSON,
}


class ExportMenu(CallbackData, prefix="export"):
    chosen: bool


class ExportBrief(CallbackData, prefix="export_brief"):
    brief_id: int


class ExportFavourites(CallbackData, prefix="export_stars"):
    pass


class ExportPeriod(CallbackData, prefix="export_days"):
    """``days`` until now, EVER: all; ``chosen`` texts only."""

    days: int
    chosen: bool


class BriefFile(CallbackData, prefix="file_brief"):
    brief_id: int
    format: Format


class FavouritesFile(CallbackData, prefix="file_stars"):
    format: Format


class PeriodFile(CallbackData, prefix="file_days"):
    days: int
    chosen: bool
    format: Format


def menu(*, chosen: bool) -> InlineKeyboardMarkup:
    def period(days: int) -> tuple[str, CallbackData]:
        label = texts.export.days(days) if days else texts.export.EVER
        return label, ExportPeriod(days=days, chosen=chosen)

    return _keyboard(
        [
            (marked(texts.export.ONLY_CHOSEN, current=chosen), ExportMenu(chosen=True)),
            (marked(texts.export.ALL_TEXTS, current=not chosen), ExportMenu(chosen=False)),
        ],
        [period(days) for days in PERIODS],
        [period(EVER)],
        [(texts.export.FAVOURITES, ExportFavourites())],
    )


def formats(file: Callable[[Format], CallbackData], back: CallbackData) -> InlineKeyboardMarkup:
    """``file`` makes the data of a format; ``back`` is where the choice was made."""
    return _keyboard(
        [(LABELS[one], file(one)) for one in (Format.WORD, Format.EXCEL)],
        [(LABELS[Format.JSON], file(Format.JSON))],
        [(texts.card.BACK, back)],
    )


def _keyboard(*rows: list[tuple[str, CallbackData]]) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[[button(label, data) for label, data in row] for row in rows]
    )
