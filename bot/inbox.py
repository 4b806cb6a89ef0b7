"""Each update once, also over a crash; and a way to wait until those at work are through."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import TelegramObject, Update

from storage.updates import Updates

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Inbox(BaseMiddleware):
    """Marks an update when its handler is through: one that a crash cut short comes and is done again."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._at_work = 0
        self._idle = asyncio.Event()
        self._idle.set()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update) or await self._updates.was_handled(event.update_id):
            return None
        self._at_work += 1
        self._idle.clear()
        try:
            result = await handler(event, data)
            await self._updates.mark_handled(event.update_id)
            return result
        finally:
            self._at_work -= 1
            if not self._at_work:
                self._idle.set()

    async def drained(self) -> None:
        """Returns when no update is being handled."""
        await self._idle.wait()
