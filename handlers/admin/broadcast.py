"""An announcement: written, looked at, sent to everybody, followed, stopped."""

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message

from desk.broadcaster import SERVED, Broadcaster
from handlers import texts
from handlers.admin import buttons
from handlers.admin.announcing import Announcements
from handlers.admin.asking import AdminAsking, no_command
from handlers.keyboards import button
from handlers.roles import by_admin
from storage.broadcasts import BroadcastId, Broadcasts
from storage.records import ChatId, MessageId, User
from storage.users import Users

TEXT, PREVIEW = "broadcast", "broadcast_preview"  # in the conversation's data


async def ask(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
    await query.answer()
    await state.set_state(AdminAsking.broadcast)
    await bot.send_message(query.from_user.id, texts.broadcast.ASK)


async def preview(message: Message, author: User, state: FSMContext, users: Users) -> None:
    """As they will see it, then what is asked: nothing is sent before «Отправить»."""
    people = [user for user in await users.in_role(SERVED) if user.id != author.id]
    await state.set_state(None)
    if not people:
        await message.answer(texts.broadcast.NOBODY)
        return
    text = message.text or ""
    await message.answer(text, parse_mode=None)
    asked = await message.answer(texts.broadcast.preview(len(people)), reply_markup=_question())
    await state.update_data({TEXT: text, PREVIEW: asked.message_id})


async def expect_text(message: Message) -> None:
    await message.answer(texts.broadcast.ONLY_TEXT)


async def send(
    query: CallbackQuery,
    author: User,
    state: FSMContext,
    broadcasts: Broadcasts,
    broadcaster: Broadcaster,
) -> None:
    """The question becomes the message that shows how far it is."""
    data = await state.get_data()
    if not isinstance(query.message, Message) or data.get(PREVIEW) != query.message.message_id:
        await query.answer(texts.broadcast.PREVIEW_LOST, show_alert=True)
        return
    chat_id, message_id = ChatId(query.message.chat.id), MessageId(query.message.message_id)
    key = f"{query.bot.id if query.bot else 0}:{chat_id}:{message_id}"
    made = await broadcasts.create(author.id, data[TEXT], SERVED, key=key)
    await broadcasts.attach(made.id, chat_id, message_id)
    await query.answer()
    progress = Announcements().progress(made, await broadcasts.reach(made.id))
    await query.message.edit_text(progress.text, reply_markup=progress.keyboard)
    broadcaster.wake()
    await state.update_data({TEXT: None, PREVIEW: None})


async def drop(query: CallbackQuery, state: FSMContext) -> None:
    await query.answer()
    await state.update_data({TEXT: None, PREVIEW: None})
    if isinstance(query.message, Message):
        await query.message.edit_text(texts.broadcast.DROPPED)


async def stop(
    query: CallbackQuery, callback_data: buttons.StopBroadcast, author: User, broadcasts: Broadcasts
) -> None:
    broadcast_id = BroadcastId(callback_data.broadcast_id)
    is_stopped = await broadcasts.stop(broadcast_id, author.id)
    await query.answer(texts.broadcast.STOPPING if is_stopped else texts.broadcast.OVER)
    broadcast = await broadcasts.get(broadcast_id)
    if broadcast is not None and isinstance(query.message, Message):
        progress = Announcements().progress(broadcast, await broadcasts.reach(broadcast_id))
        await query.message.edit_text(progress.text, reply_markup=progress.keyboard)


def _question() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                button(texts.broadcast.SEND, buttons.SendBroadcast(), style="success"),
                button(texts.broadcast.DROP, buttons.DropBroadcast()),
            ]
        ]
    )


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(ask, buttons.NewBroadcast.filter())
    router.callback_query.register(send, buttons.SendBroadcast.filter())
    router.callback_query.register(drop, buttons.DropBroadcast.filter())
    router.callback_query.register(stop, buttons.StopBroadcast.filter())
    router.message.register(preview, AdminAsking.broadcast, F.text, no_command, by_admin)
    router.message.register(expect_text, AdminAsking.broadcast, no_command, by_admin)
    return router
