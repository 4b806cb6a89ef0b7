"""Who is an administrator is asked here and nowhere else; who is let in at all, in ``bot/access.py``."""

from collections.abc import Awaitable, Callable, Mapping
from types import MappingProxyType
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import CallbackQuery, Message, TelegramObject

from handlers import texts
from storage.audit import Action
from storage.records import Role, User

# What an administrator may make of whom, and how the journal calls it.
ACTIONS: Mapping[tuple[Role, Role], Action] = MappingProxyType(
    {
        (Role.PENDING, Role.STAFF): Action.APPROVE,
        (Role.PENDING, Role.BLOCKED): Action.REFUSE,
        (Role.STAFF, Role.ADMIN): Action.PROMOTE,
        (Role.STAFF, Role.BLOCKED): Action.BLOCK,
        (Role.ADMIN, Role.STAFF): Action.DEMOTE,
        (Role.BLOCKED, Role.STAFF): Action.UNBLOCK,
    }
)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


def is_admin(user: User) -> bool:
    return user.role is Role.ADMIN


def by_admin(_: TelegramObject, author: User) -> bool:
    """A filter: what administrators are asked for is an ordinary message from anybody else."""
    return is_admin(author)


class AdminsOnly(BaseMiddleware):
    """Others get one sentence. The role is read afresh with every update: buttons outlive it."""

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        author: User = data["author"]
        if is_admin(author):
            return await handler(event, data)
        if isinstance(event, CallbackQuery):
            return await event.answer(texts.access.ADMINS_ONLY, show_alert=True)
        if isinstance(event, Message):
            return await event.answer(texts.admin.ONLY_ADMINS)
        raise TypeError(f"made for messages and buttons, not for {type(event).__name__}")
