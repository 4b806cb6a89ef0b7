"""The row under every list that comes in pages: ‹ 2 из 7 ›."""

from collections.abc import Callable

from aiogram.filters.callback_data import CallbackData
from aiogram.types import DisabledButton, InlineKeyboardButton

from handlers import texts
from handlers.keyboards import button


def row(number: int, pages: int, to: Callable[[int], CallbackData]) -> list[InlineKeyboardButton]:
    """``to`` makes the data of a page's number; a single page needs no row. At the ends the arrow rests."""

    def arrow(sign: str, target: int) -> InlineKeyboardButton:
        if 1 <= target <= pages:
            return button(sign, to(target))
        return InlineKeyboardButton(text=sign, disabled=DisabledButton())

    if pages == 1:
        return []
    label = texts.history.page_label(number, pages)
    return [
        arrow("‹", number - 1),
        InlineKeyboardButton(text=label, disabled=DisabledButton()),
        arrow("›", number + 1),
    ]
