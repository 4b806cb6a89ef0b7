"""A polite answer to everything that is not for us. Comes last."""

from aiogram import F, Router
from aiogram.enums import ContentType
from aiogram.fsm.context import FSMContext
from aiogram.types import CallbackQuery, ChatMemberUpdated, Message

from handlers import albums, texts
from storage.records import User
from storage.users import Users

PICTURES = {ContentType.PHOTO, ContentType.ANIMATION}
RECORDINGS = {ContentType.VOICE, ContentType.AUDIO, ContentType.VIDEO, ContentType.VIDEO_NOTE}
# What happens in a chat rather than is said in it.
EVENTS = {
    ContentType.PINNED_MESSAGE,
    ContentType.MESSAGE_AUTO_DELETE_TIMER_CHANGED,
    ContentType.WRITE_ACCESS_ALLOWED,
    ContentType.CHAT_BACKGROUND_SET,
}


async def other_message(message: Message, state: FSMContext) -> None:
    if message.content_type in EVENTS or await albums.was_seen(message, state):
        return  # of an album one answer will do, and none where its caption was a seed
    await albums.note(message, state)
    await message.answer(_answer(message))


async def edited(message: Message) -> None:
    await message.answer(texts.seed.EDITED)


async def old_button(query: CallbackQuery) -> None:
    await query.answer(texts.card.OLD_BUTTON, show_alert=True)


async def blocked_or_back(event: ChatMemberUpdated, author: User, users: Users) -> None:
    reachable = event.new_chat_member.status == "member"
    if reachable != author.reachable:
        await users.mark_reachable(author.id, reachable)


def _answer(message: Message) -> str:
    if message.content_type in PICTURES:
        return texts.seed.PHOTO
    if message.content_type in RECORDINGS:
        return texts.seed.VOICE
    if message.content_type == ContentType.STICKER:
        return texts.seed.STICKER
    return texts.seed.OTHER_KIND


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(other_message)
    router.edited_message.register(edited, F.text | F.caption)
    router.callback_query.register(old_button)
    router.my_chat_member.register(blocked_or_back, F.chat.type == "private")
    return router
