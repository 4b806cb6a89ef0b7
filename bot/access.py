"""The one door: an outer middleware on every update. Roles mean something here and nowhere else.

Who is not staff reaches no handler, whatever kind of update he sends. What belongs to nobody is dropped.
"""

import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.enums import ChatType
from aiogram.types import TelegramObject, Update
from aiogram.types import User as Person

from handlers import access, texts
from storage.records import Role, User, UserId
from storage.users import Users

log = logging.getLogger(__name__)

ADMITTED = frozenset({Role.STAFF, Role.ADMIN})
REPEAT_AFTER = 600.0  # seconds between two answers to the same stranger
REMEMBERED = 10_000  # strangers; a crowd of them must not fill the memory

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Doorman(BaseMiddleware):
    """Gives handlers ``author``, the person as stored. ``clock`` is monotonic seconds."""

    def __init__(self, users: Users, clock: Callable[[], float]) -> None:
        self._users = users
        self._clock = clock
        self._answered: OrderedDict[tuple[UserId, bool], float] = OrderedDict()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update):
            raise TypeError(f"the door belongs on updates, not on {type(event).__name__}")
        person: Person | None = data.get("event_from_user")
        user_id = _whose(event, person)
        user = await self._users.get(user_id) if user_id is not None else None
        if user is not None and user.role in ADMITTED:
            data["author"] = user if person is None else await self._known_by(user, person)
            return await handler(event, data)
        if person is not None and (user is None or user.role is Role.PENDING):
            await self._turn_away(event, person, data["bot"], asked=user is not None)
        return None

    async def _known_by(self, user: User, person: Person) -> User:
        """Keep up with what changes on Telegram's side; writes only when something did."""
        if (name := access.name_of(person)) != user.name:
            await self._users.rename(user.id, name)
        if not user.reachable:
            await self._users.mark_reachable(user.id, True)
        return user

    async def _turn_away(self, event: Update, person: Person, bot: Bot, *, asked: bool) -> None:
        if event.callback_query is not None:
            if event.callback_query.data == access.AskAccess().pack():
                await access.ask(event.callback_query, bot, self._users)
            else:
                await event.callback_query.answer(texts.access.ACCESS_FIRST, show_alert=True)
        elif event.inline_query is not None:
            await event.inline_query.answer([], is_personal=True, cache_time=0, button=access.way_in())
        elif event.message is not None and event.message.chat.type == ChatType.PRIVATE:
            await self._offer(person, bot, asked=asked)

    async def _offer(self, person: Person, bot: Bot, *, asked: bool) -> None:
        key, now = (UserId(person.id), asked), self._clock()
        if key in self._answered and now - self._answered[key] < REPEAT_AFTER:
            return
        self._answered[key] = now
        self._answered.move_to_end(key)
        if len(self._answered) > REMEMBERED:
            self._answered.popitem(last=False)
        log.info("stranger %s was offered to ask for access", person.id)
        await access.offer(bot, person, asked=asked)


def _whose(event: Update, person: Person | None) -> UserId | None:
    if person is not None:
        return UserId(person.id)
    stopped = event.stopped_message_generation
    if stopped is not None and stopped.chat.type == ChatType.PRIVATE:
        return UserId(stopped.chat.id)  # drafts exist in private chats only, and there the chat is the person
    return None
