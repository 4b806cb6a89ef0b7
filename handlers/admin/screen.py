"""A section of the administration is one message that changes under the buttons."""

from aiogram.filters.callback_data import CallbackData
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message

from handlers import texts
from handlers.admin.buttons import Menu
from handlers.keyboards import button


def markup(*rows: list[InlineKeyboardButton], back: CallbackData | None = None) -> InlineKeyboardMarkup:
    """Rows without buttons are left out; the last row leads to ``back``, else to the menu."""
    last = button(texts.admin.BACK, back) if back is not None else button(texts.admin.MENU, Menu())
    return InlineKeyboardMarkup(inline_keyboard=[*(row for row in rows if row), [last]])


async def show(
    query: CallbackQuery,
    text: str,
    keyboard: InlineKeyboardMarkup,
    *,
    toast: str | None = None,
    alert: bool = False,
) -> None:
    """In the place of the pressed message, or below it where that is a picture or too old.

    ``toast`` answers the press; as an ``alert`` it has to be closed.
    """
    await query.answer(toast, show_alert=alert)
    if isinstance(query.message, Message) and query.message.text is not None:
        await query.message.edit_text(text, reply_markup=keyboard)
    elif query.bot is not None:
        await query.bot.send_message(query.from_user.id, text, reply_markup=keyboard)
