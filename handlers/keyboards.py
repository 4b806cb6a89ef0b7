"""What every keyboard that asks the bot for something is made of."""

from collections.abc import Iterable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup
from aiogram.utils.keyboard import InlineKeyboardBuilder

from handlers import texts


def button(label: str, data: CallbackData, *, style: str | None = None) -> InlineKeyboardButton:
    return InlineKeyboardButton(text=label, callback_data=data.pack(), style=style)


def marked(label: str, *, current: bool) -> str:
    """With a tick, if it is what holds now."""
    return texts.card.chosen(label) if current else label


def picker(
    options: Iterable[tuple[str, CallbackData]], back: CallbackData, *, columns: int = 2
) -> InlineKeyboardMarkup:
    """A button per option, and below them the way ``back``."""
    keyboard = InlineKeyboardBuilder()
    for label, data in options:
        keyboard.add(button(label, data))
    keyboard.adjust(columns)
    keyboard.row(button(texts.card.BACK, back))
    return keyboard.as_markup()
