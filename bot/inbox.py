"""Each update once, also over a crash and a failing network; and a way to wait for those at work."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter
from aiogram.types import TelegramObject, Update
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from desk import weather
from desk.clock import Clock
from storage.errors import DatabaseError
from storage.updates import Kept, Updates

log = logging.getLogger(__name__)

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]

LARGEST = 2**63 - 1  # SQLite's integers; Telegram's numbers are far below
ATTEMPTS = 5  # at one update in bad weather; every call in it has been tried several times by then
# Processes that may end while handling one update. One that kills them all must not keep the bot from living;
# a bot that somebody else kills every few seconds must not lose it.
LIVES = 20


class Inbox(BaseMiddleware):
    """Marks an update when its handler is through: one that a crash cut short comes and is done again.

    A handler that Telegram or the network fails is called again when Telegram answers, with the
    conversation's state as it was: handlers do what they do once, by the keys of what they store.
    """

    def __init__(self, updates: Updates, clock: Clock) -> None:
        self._updates = updates
        self._clock = clock
        self._at_work: set[asyncio.Task[Any]] = set()
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update) or await self._updates.was_handled(event.update_id):
            return None
        async with self._counted():
            try:
                result = await self._through_weather(handler, event, data)
            except DatabaseError:
                raise  # its person is told that nothing was stored
            except Exception:
                await self._updates.mark_handled(event.update_id)  # it would fail again after every start
                raise
            await self._updates.mark_handled(event.update_id)
            return result

    async def keep(self, updates: list[Update]) -> None:
        """Make them safe before Telegram forgets them. Raises DatabaseError."""
        known = [one for one in updates if 0 < one.update_id <= LARGEST]
        bodies = [(one.update_id, body) for one in known if (body := _body(one)) is not None]
        if bodies:
            await self._updates.keep(bodies)

    async def left_over(self, bot: Bot) -> tuple[Update, ...]:
        """What an earlier process was handling when it ended, oldest first."""
        found = []
        for kept in await self._updates.take_up():
            if (update := _revived(kept, bot)) is not None:
                found.append(update)
            else:
                await self._updates.mark_handled(kept.update_id)
        return tuple(found)

    async def drained(self) -> None:
        """Returns when no update is being handled."""
        await self._idle.wait()

    async def abandon(self) -> None:
        """Let go of what is still being handled; the next process takes it up."""
        tasks = tuple(self._at_work)
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _through_weather(self, handler: Handler, event: Update, data: dict[str, Any]) -> Any:
        for _ in range(ATTEMPTS - 1):
            try:
                return await handler(event, data)
            except TelegramRetryAfter as error:
                await self._clock.sleep(error.retry_after)
            except weather.TRANSIENT as error:
                if not weather.passes(error):
                    raise
                log.info("update %s: once more after %s", event.update_id, type(error).__name__)
                await self._until_telegram_answers(data["bot"])
        return await handler(event, data)

    async def _until_telegram_answers(self, bot: Bot) -> None:
        for pause in weather.pauses():
            await self._clock.sleep(pause)
            try:
                await bot.get_me()
            except (*weather.TRANSIENT, TelegramAPIError):
                continue
            return

    @asynccontextmanager
    async def _counted(self) -> AsyncIterator[None]:
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("updates are handled in tasks")
        self._at_work.add(task)
        self._idle.clear()
        try:
            yield
        finally:
            self._at_work.discard(task)
            if not self._at_work:
                self._idle.set()


def _body(update: Update) -> str | None:
    """As Telegram has sent it. What was not in there may be a default that only a bot can fill in."""
    try:
        return update.model_dump_json(exclude_unset=True, by_alias=True)
    except PydanticSerializationError:
        log.warning("update %s can't be kept: a crash now would lose it", update.update_id)
        return None


def _revived(kept: Kept, bot: Bot) -> Update | None:
    if kept.attempts > LIVES:
        log.error("update %s: left out, %s processes ended while handling it", kept.update_id, LIVES)
        return None
    try:
        return Update.model_validate_json(kept.body, context={"bot": bot})
    except ValidationError:
        log.error("update %s: left out, it was kept by another version", kept.update_id)  # noqa: TRY400  # a traceback would quote it
        return None
