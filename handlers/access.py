"""Strangers ask for access, admins decide. Who is let through is decided in ``bot/access.py``."""

import logging

from aiogram import Bot, Router
from aiogram.exceptions import TelegramAPIError
from aiogram.filters.callback_data import CallbackData
from aiogram.types import (
    CallbackQuery,
    InlineKeyboardMarkup,
    InlineQueryResultsButton,
    Message,
)
from aiogram.types import User as Person

from handlers import texts
from handlers.keyboards import button
from handlers.roles import ACTIONS, AdminsOnly
from storage.audit import Deed
from storage.records import Role, User, UserId
from storage.users import Users

log = logging.getLogger(__name__)


class AskAccess(CallbackData, prefix="access"):
    pass


class Decide(CallbackData, prefix="decide"):
    user_id: int
    allow: bool


def ask_button() -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[[button(texts.access.ASK_ACCESS, AskAccess())]])


def way_in() -> InlineQueryResultsButton:
    """What strangers see in inline mode: it leads to the chat where they can ask."""
    return InlineQueryResultsButton(text=texts.access.ASK_ACCESS, start_parameter="access")


def decision(user_id: UserId) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        inline_keyboard=[
            [
                button(texts.access.ALLOW, Decide(user_id=user_id, allow=True), style="success"),
                button(texts.access.REFUSE, Decide(user_id=user_id, allow=False), style="danger"),
            ]
        ]
    )


def name_of(person: Person) -> str:
    """How admins recognise a person; the name is what he calls himself, so the username stands beside it."""
    name = f"{person.full_name} (@{person.username})" if person.username else person.full_name
    # SQLite takes no half of an emoji.
    return name.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


async def offer(bot: Bot, person: Person, *, asked: bool) -> None:
    """All that a stranger ever gets."""
    if asked:
        await bot.send_message(person.id, texts.access.ACCESS_WAITING)
    else:
        await bot.send_message(person.id, texts.access.access_offer(person.id), reply_markup=ask_button())


async def ask(query: CallbackQuery, bot: Bot, users: Users) -> None:
    """A stranger presses «Запросить доступ»: ask every admin, once."""
    person, user_id = query.from_user, UserId(query.from_user.id)
    new = await users.request_access(user_id, name_of(person))
    admins = await users.admins()
    await query.answer(texts.access.ACCESS_ASKED if new and admins else texts.access.ACCESS_WAITING)
    if not new:
        return
    log.info("access requested by %s, %s admins to ask", user_id, len(admins))
    await bot.send_message(
        user_id, texts.access.ACCESS_ASKED if admins else texts.access.access_nobody_decides(user_id)
    )
    for admin in admins:
        await _tell_admin(bot, admin.id, name_of(person), user_id)


async def _tell_admin(bot: Bot, admin_id: UserId, name: str, user_id: UserId) -> None:
    try:
        await bot.send_message(
            admin_id, texts.access.access_request(name, user_id), reply_markup=decision(user_id)
        )
    except (
        TelegramAPIError
    ) as error:  # one admin who has blocked the bot must not keep the others from knowing
        log.warning("admin %s could not be told: %s", admin_id, type(error).__name__)


async def decide(query: CallbackQuery, callback_data: Decide, author: User, bot: Bot, users: Users) -> None:
    """The first of several admins decides; the others learn of it."""
    user_id, to = UserId(callback_data.user_id), Role.STAFF if callback_data.allow else Role.BLOCKED
    deed = Deed(author.id, ACTIONS[Role.PENDING, to], user_id)
    decided = await users.move(user_id, Role.PENDING, to, deed)
    user = decided or await users.get(user_id)
    if user is None:
        await query.answer(texts.access.NO_SUCH_REQUEST, show_alert=True)
        return
    allowed = user.role is not Role.BLOCKED
    if decided is None:
        await query.answer(texts.access.access_already(user.name, allowed=allowed), show_alert=True)
    else:
        await query.answer()
        log.info("admin %s: access of %s %s", author.id, user.id, "granted" if allowed else "refused")
    if isinstance(query.message, Message):
        await query.message.edit_text(texts.access.access_decided(user.name, allowed=allowed))
    if decided is not None:
        await bot.send_message(
            user.id, texts.access.ACCESS_GRANTED if allowed else texts.access.ACCESS_REFUSED
        )


async def show_pending(bot: Bot, users: Users, admin: User) -> None:
    """An admin who has just come gets the requests that were made before him."""
    for user in await users.in_role([Role.PENDING]):
        await _tell_admin(bot, admin.id, user.name, user.id)


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.middleware(AdminsOnly())
    router.callback_query.register(decide, Decide.filter())
    return router
