"""Nothing ends silently: polling that hangs or is refused, a database that breaks."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    TelegramConflictError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update

from bot.errors import CannotGoOn
from desk.clock import Clock
from storage.errors import DatabaseBroken, DatabaseError

log = logging.getLogger(__name__)

Keep = Callable[[list[Update]], Awaitable[None]]

LATE_SECONDS = 20.0  # an answer to getUpdates may come so much later than the long poll ends
SILENT_SECONDS = 300.0  # without a getUpdates being made: a new process may do better
LOOK_SECONDS = 10.0
CONFLICT_SECONDS = 60.0  # between two lines about another instance
TOLD_SECONDS = 600.0  # between two lines about a database that does not take updates


class Watchdog(BaseRequestMiddleware):
    """Goes around every ``getUpdates``, and asks for an end where going on would only look alive.

    ``keep`` makes updates safe: aiogram's next request tells Telegram to forget them. If it can't, they are
    handled all the same, and their authors are told that nothing was stored. ``damage`` tells of a database
    that is broken: every further write might lose more.
    """

    def __init__(self, keep: Keep, clock: Clock, damage: Callable[[], DatabaseBroken | None]) -> None:
        self.trouble: CannotGoOn | None = None
        self._keep = keep
        self._damage = damage
        self._clock = clock
        self._asked_at: float | None = None
        self._heard_at: float | None = None
        self._conflict_at = float("-inf")
        self._refused_at = float("-inf")
        self._is_over = asyncio.Event()

    def silence(self) -> float | None:
        """Seconds since Telegram last answered a ``getUpdates``; ``None`` when it never has."""
        return None if self._heard_at is None else self._clock.monotonic() - self._heard_at

    def give_up(self, trouble: CannotGoOn) -> None:
        """Have the bot end with this line; the first one counts."""
        if self.trouble is None:
            log.critical("%s", trouble)
            self.trouble = trouble
        self._is_over.set()

    async def run(self, stop: Callable[[], Awaitable[None]]) -> None:
        """Watch until cancelled; ``stop`` is awaited when the bot can't go on."""
        while not self._is_over.is_set():
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self._is_over.wait()
            except TimeoutError:
                self._look()
        await stop()

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if not isinstance(method, GetUpdates):
            return await make_request(bot, method)
        self._asked_at = self._clock.monotonic()
        try:
            async with asyncio.timeout((method.timeout or 0) + LATE_SECONDS):
                answer: object = await make_request(bot, cast(TelegramMethod[TelegramType], method))
        except TimeoutError:
            raise TelegramNetworkError(method=method, message="getUpdates hangs") from None
        except (TelegramUnauthorizedError, TelegramNotFound):
            self.give_up(CannotGoOn("BOT_TOKEN: Telegram refuses this token since now; it was revoked"))
            raise
        except TelegramConflictError:
            self._conflict()
            raise
        self._heard_at = self._clock.monotonic()
        await self._safely(cast(list[Update], answer))
        return cast(Response[TelegramType], answer)

    async def _safely(self, updates: list[Update]) -> None:
        try:
            await self._keep(updates)
        except DatabaseError as error:
            if self._clock.monotonic() - self._refused_at > TOLD_SECONDS:
                self._refused_at = self._clock.monotonic()
                log.error("updates can't be kept, people are told so: %s", error)  # noqa: TRY400  # one line says it

    def _look(self) -> None:
        if (damage := self._damage()) is not None:
            self.give_up(CannotGoOn(f"{damage}; restore a backup: python -m bot check FILE"))
        if self._asked_at is not None and self._clock.monotonic() - self._asked_at > SILENT_SECONDS:
            self.give_up(CannotGoOn(f"polling has stood still for {SILENT_SECONDS:.0f} s", code=1))

    def _conflict(self) -> None:
        """Not fatal: in an upgrade the old process may live on for some seconds."""
        if self._clock.monotonic() - self._conflict_at > CONFLICT_SECONDS:
            self._conflict_at = self._clock.monotonic()
            log.error("another process polls with this BOT_TOKEN; only one may, so updates wait")
