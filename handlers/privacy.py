"""/privacy and /delete_my_data."""

from datetime import timedelta

from aiogram import Bot, Router
from aiogram.filters import Command
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from desk.desk import Desk
from handlers import texts
from handlers.keyboards import button
from handlers.moments import Moments
from handlers.roles import is_admin
from handlers.services import House
from storage.records import User
from storage.users import Users

VALID = timedelta(hours=1)  # an old question found in the chat must not delete anything


class Forget(CallbackData, prefix="forget"):
    """``asked`` is when, in seconds; ``leave``: the right of access goes, too."""

    asked: int
    leave: bool


class Keep(CallbackData, prefix="keep"):
    pass


async def privacy(message: Message, house: House) -> None:
    words = texts.settings.privacy(local_model=house.local_model, retention_days=house.retention_days)
    await message.answer(words)


async def ask(message: Message, author: User) -> None:
    admin = is_admin(author)
    keyboard = _choices(int(message.date.timestamp()), admin=admin)
    await message.answer(texts.settings.ask_to_forget(admin=admin), reply_markup=keyboard)


async def forget(
    query: CallbackQuery,
    callback_data: Forget,
    author: User,
    state: FSMContext,
    bot: Bot,
    desk: Desk,
    users: Users,
    moments: Moments,
) -> None:
    """An administrator's access is other administrators' business, and so stays."""
    if moments.now().timestamp() - callback_data.asked > VALID.total_seconds():
        await query.answer(texts.settings.OUTDATED, show_alert=True)
        return
    await query.answer()
    leave = callback_data.leave and not is_admin(author)
    await desk.stop_user(author.id)
    await state.clear()
    await users.forget(author.id, keep_access=not leave)
    if isinstance(query.message, Message):
        await query.message.delete_reply_markup()
    await bot.send_message(author.id, texts.settings.GONE if leave else texts.settings.FORGOTTEN)


async def keep(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.edit_text(texts.settings.KEPT)


def _choices(asked: int, *, admin: bool) -> InlineKeyboardMarkup:
    rows = [
        [button(texts.settings.KEEP, Keep())],
        [button(texts.settings.FORGET, Forget(asked=asked, leave=False))],
    ]
    if not admin:
        rows.append([button(texts.settings.FORGET_AND_LEAVE, Forget(asked=asked, leave=True))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(privacy, Command("privacy"))
    router.message.register(ask, Command("delete_my_data"))
    router.callback_query.register(forget, Forget.filter())
    router.callback_query.register(keep, Keep.filter())
    return router
