"""Who may use the bot, and who administers it."""

import logging
from contextlib import suppress

from aiogram import Bot, Router
from aiogram.types import CallbackQuery, InlineKeyboardButton

from desk.courier import Courier, Refused, Unreachable
from desk.desk import Desk
from desk.presenter import Outgoing
from handlers import commands, paging_buttons, texts
from handlers.admin import buttons
from handlers.admin.screen import markup, show
from handlers.keyboards import button
from handlers.moments import Moments
from handlers.roles import ACTIONS
from handlers.services import House
from storage.audit import Deed
from storage.records import ChatId, Role, User, UserId
from storage.users import Users

log = logging.getLogger(__name__)

ROLES = (Role.PENDING, Role.STAFF, Role.ADMIN, Role.BLOCKED)


async def people(query: CallbackQuery, callback_data: buttons.People, users: Users) -> None:
    role = callback_data.role
    page = await users.page([role], callback_data.number)
    counts = await users.count()
    tabs = [
        button(texts.admin.kind(one, counts.get(one, 0)), buttons.People(role=one))
        for one in ROLES
        if one is not role
    ]
    rows = [[_named(user)] for user in page.items]
    paging = paging_buttons.row(
        page.number, page.pages, lambda number: buttons.People(role=role, number=number)
    )
    keyboard = markup(*rows, paging, *([tab] for tab in tabs))
    await show(query, texts.admin.people(role, page.total), keyboard)


async def person(
    query: CallbackQuery, callback_data: buttons.OnePerson, users: Users, moments: Moments
) -> None:
    user = await users.get(UserId(callback_data.user_id))
    if user is None:
        await query.answer(texts.admin.USER_GONE, show_alert=True)
    else:
        await _show(query, user, moments)


async def move(
    query: CallbackQuery,
    callback_data: buttons.Move,
    author: User,
    bot: Bot,
    users: Users,
    desk: Desk,
    house: House,
    moments: Moments,
    courier: Courier,
) -> None:
    user_id, of, to = UserId(callback_data.user_id), callback_data.of, callback_data.to
    if (of, to) not in ACTIONS:
        await query.answer(texts.admin.FROM_MENU, show_alert=True)
        return
    if refusal := _refusal(author, user_id, of, house):
        await query.answer(refusal, show_alert=True)
        return
    moved = await users.move(user_id, of, to, Deed(author.id, ACTIONS[of, to], user_id))
    if moved is None:
        await _not_moved(query, await users.get(user_id), of, moments)
        return
    log.info("admin %s: user %s is %s now", author.id, user_id, to)
    if to is Role.BLOCKED:
        await desk.stop_user(user_id)
    await _show(query, moved, moments, toast=texts.admin.moved(moved))
    await commands.for_role(bot, user_id, to)
    with suppress(Unreachable, Refused):
        await courier.send(ChatId(user_id), Outgoing(texts.admin.told(of, to)))


def _refusal(author: User, user_id: UserId, of: Role, house: House) -> str | None:
    if user_id == author.id:
        return texts.admin.NOT_YOURSELF
    if of is Role.ADMIN and user_id in house.owners:
        return texts.admin.OWNER
    return None


async def _not_moved(query: CallbackQuery, user: User | None, of: Role, moments: Moments) -> None:
    if user is None:
        await query.answer(texts.admin.USER_GONE, show_alert=True)
    elif user.role is of:
        await query.answer(texts.admin.LAST_ADMIN, show_alert=True)
    else:
        await _show(query, user, moments, toast=texts.admin.decided_already(user), alert=True)


async def _show(
    query: CallbackQuery, user: User, moments: Moments, *, toast: str | None = None, alert: bool = False
) -> None:
    since = moments.local(user.created_at) if user.created_at else None
    rows = [
        [button(texts.admin.move_button(of, to), buttons.Move(user_id=user.id, of=of, to=to))]
        for of, to in ACTIONS
        if of is user.role
    ]
    keyboard = markup(*rows, back=buttons.People(role=user.role))
    await show(query, texts.admin.person(user, since), keyboard, toast=toast, alert=alert)


def _named(user: User) -> InlineKeyboardButton:
    return button(texts.admin.name_button(user), buttons.OnePerson(user_id=user.id))


def routes() -> Router:
    router = Router(name=__name__)
    router.callback_query.register(people, buttons.People.filter())
    router.callback_query.register(person, buttons.OnePerson.filter())
    router.callback_query.register(move, buttons.Move.filter())
    return router
