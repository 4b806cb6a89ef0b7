"""``/admin``: how things are, and the way to every section."""

from aiogram import Router
from aiogram.filters import Command
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from desk.desk import Desk
from desk.models import Models
from handlers import texts
from handlers.admin import buttons
from handlers.admin.screen import show
from handlers.keyboards import button
from storage.records import Role
from storage.users import Users


async def open_menu(message: Message, state: FSMContext, users: Users, desk: Desk, models: Models) -> None:
    await state.clear()
    await message.answer(await _text(users, desk, models), reply_markup=await _keyboard(users))


async def back_to_menu(
    query: CallbackQuery, state: FSMContext, users: Users, desk: Desk, models: Models
) -> None:
    await state.clear()
    await show(query, await _text(users, desk, models), await _keyboard(users))


async def _text(users: Users, desk: Desk, models: Models) -> str:
    load = await desk.load()
    return texts.admin.menu(models.switch.info.name, load.waiting, load.writing, await users.count())


async def _keyboard(users: Users) -> InlineKeyboardMarkup:
    """Whoever asks for access waits: with requests the people's button leads there."""
    waiting = (await users.count()).get(Role.PENDING, 0)
    people = buttons.People(role=Role.PENDING if waiting else Role.STAFF)
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [button(texts.admin.USERS, people), button(texts.admin.QUEUE, buttons.Queue())],
            [
                button(texts.admin.USAGE, buttons.UsageChart(days=7)),
                button(texts.admin.MODEL, buttons.ModelScreen()),
            ],
            [
                button(texts.admin.FILES, buttons.DataFiles()),
                button(texts.admin.PREFERENCES, buttons.ExportPreferences()),
            ],
            [
                button(texts.admin.BROADCAST, buttons.NewBroadcast()),
                button(texts.admin.JOURNAL, buttons.Journal()),
            ],
        ]
    )


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(open_menu, Command("admin"))
    router.callback_query.register(back_to_menu, buttons.Menu.filter())
    return router
