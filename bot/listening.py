"""Two ways of hearing from Telegram: asking for updates, and having them brought."""

import asyncio
import signal
from typing import Protocol

from aiogram import Bot, Dispatcher

from bot.webhook import Webhook, receive


class Ear(Protocol):
    async def listen(self, *, until_signal: bool) -> None:
        """Hand updates to the dispatcher until stopped, or until SIGTERM or SIGINT if so wished."""
        ...

    async def stop(self) -> None: ...


class Polling:
    def __init__(self, dispatcher: Dispatcher, bot: Bot) -> None:
        self._dispatcher = dispatcher
        self._bot = bot

    async def listen(self, *, until_signal: bool) -> None:
        await self._dispatcher.start_polling(self._bot, handle_signals=until_signal, close_bot_session=False)

    async def stop(self) -> None:
        await self._dispatcher.stop_polling()


class Bringing:
    def __init__(self, dispatcher: Dispatcher, bot: Bot, webhook: Webhook) -> None:
        self._dispatcher = dispatcher
        self._bot = bot
        self._webhook = webhook
        self._is_over = asyncio.Event()

    async def listen(self, *, until_signal: bool) -> None:
        """Raises CannotStart."""
        if until_signal:
            loop = asyncio.get_running_loop()
            for number in (signal.SIGTERM, signal.SIGINT):
                loop.add_signal_handler(number, self._is_over.set)
        try:
            async with receive(self._webhook, self._bot, self._dispatcher):
                await self._dispatcher.emit_startup(bot=self._bot, **self._dispatcher.workflow_data)
                await self._is_over.wait()
        finally:
            await self._dispatcher.emit_shutdown(bot=self._bot, **self._dispatcher.workflow_data)

    async def stop(self) -> None:
        self._is_over.set()
