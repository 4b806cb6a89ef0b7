"""The rate budget in virtual time: nothing here waits, and nothing goes over a wire."""

import asyncio
import heapq
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Any, cast

from aiogram import Bot
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendMessage, SendMessageDraft, TelegramMethod

from desk.budget import ChatBudget, ProgressEdit
from sandbox.server import TOKEN

ANNA, BORIS, GROUP = 101, 102, -1001


class VirtualClock:
    """Time passes only when everybody sleeps."""

    def __init__(self) -> None:
        self.time = 0.0
        self._sleepers: list[tuple[float, int, asyncio.Event]] = []
        self._count = 0

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.time, UTC)

    def monotonic(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        alarm = asyncio.Event()
        heapq.heappush(self._sleepers, (self.time + seconds, self._count, alarm))
        await alarm.wait()

    async def run(self, *work: Coroutine[Any, Any, Any]) -> list[Any]:
        """The results or exceptions of ``work``, whose time passes at once."""
        tasks = [asyncio.create_task(one) for one in work]
        while not all(task.done() for task in tasks):
            for _ in range(20):  # let everybody run until they wait for the clock
                await asyncio.sleep(0)
            if self._sleepers:
                self.time, _, alarm = heapq.heappop(self._sleepers)
                alarm.set()
        return await asyncio.gather(*tasks, return_exceptions=True)


class Line:
    """Calls the budget as aiogram's session does, notes what goes out, and fails as told."""

    def __init__(self, clock: VirtualClock) -> None:
        self.clock = clock
        self.budget = ChatBudget(clock)
        self.sent: list[tuple[float, TelegramMethod[Any]]] = []
        self.failures: list[Exception] = []
        self._bot = Bot(TOKEN)

    async def call(self, method: TelegramMethod[Any]) -> Any:
        return await self.budget(self._request, self._bot, method)

    async def _request(self, _: Bot, method: TelegramMethod[Any]) -> Any:
        self.sent.append((self.clock.time, method))
        if self.failures:
            raise self.failures.pop(0)
        return cast(Any, True)

    def moments(self, kind: type[TelegramMethod[Any]]) -> list[float]:
        return [moment for moment, method in self.sent if isinstance(method, kind)]


def message(chat_id: int = ANNA) -> SendMessage:
    return SendMessage(chat_id=chat_id, text="x")


def draft(chat_id: int = ANNA) -> SendMessageDraft:
    return SendMessageDraft(chat_id=chat_id, draft_id=1, text="x")


def progress(chat_id: int = ANNA) -> ProgressEdit:
    return ProgressEdit(chat_id=chat_id, message_id=1, text="x")


def flood(seconds: int) -> TelegramRetryAfter:
    return TelegramRetryAfter(message(), "Too Many Requests", seconds)
