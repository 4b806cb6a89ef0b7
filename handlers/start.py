"""Commands that are about the bot itself."""

from aiogram import Bot, F, Router
from aiogram.enums import ChatType
from aiogram.filters import Command, CommandStart
from aiogram.filters.callback_data import CallbackData
from aiogram.fsm.context import FSMContext
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    Message,
)

from desk.desk import Desk
from handlers import texts
from handlers.access import show_pending
from handlers.keyboards import button
from handlers.roles import is_admin
from storage.jobs import Jobs
from storage.records import User
from storage.users import Users


class NewText(CallbackData, prefix="new"):
    pass


def new_text_button() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.start.NEW_TEXT, NewText())]])


async def start(message: Message, state: FSMContext, author: User, bot: Bot, users: Users) -> None:
    await state.clear()
    await message.answer(texts.start.START, reply_markup=new_text_button())
    if is_admin(author):
        await show_pending(bot, users, author)


async def new(message: Message, state: FSMContext) -> None:
    await state.clear()
    await message.answer(texts.start.SEND_SEED)


async def press_new(query: CallbackQuery, state: FSMContext, bot: Bot, author: User) -> None:
    await query.answer()
    await state.clear()
    await bot.send_message(author.id, texts.start.SEND_SEED)


async def help_(message: Message, bot: Bot) -> None:
    me = await bot.me()
    await message.answer(texts.start.HELP + texts.start.inline_help(me.username or ""))


async def cancel(message: Message, state: FSMContext, author: User, jobs: Jobs, desk: Desk) -> None:
    asked = await state.get_state() is not None
    await state.clear()
    running = await jobs.waiting_for(author.id)
    for job in running:
        await desk.stop(job.id, author.id)
    if running:
        await message.answer(texts.start.stopping(len(running)))
    else:
        await message.answer(texts.start.CANCELLED if asked else texts.start.NOTHING_TO_CANCEL)


async def unknown_command(message: Message) -> None:
    await message.answer(texts.start.UNKNOWN_COMMAND)


async def only_in_private(message: Message) -> None:
    await message.answer(texts.start.PRIVATE_ONLY)


def groups() -> Router:
    """In groups the bot says one thing, and only when it is called."""
    router = Router(name=f"{__name__}.groups")
    router.message.filter(F.chat.type != ChatType.PRIVATE)
    router.message.register(only_in_private, F.text.startswith("/"))
    return router


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(start, CommandStart())
    router.message.register(new, Command("new"))
    router.message.register(help_, Command("help"))
    router.message.register(cancel, Command("cancel"))
    router.message.register(unknown_command, F.text.regexp(r"^/[A-Za-z]"))
    router.callback_query.register(press_new, NewText.filter())
    return router
