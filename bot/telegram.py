"""The connection to Telegram, or to whatever server speaks its Bot API."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import PRODUCTION, TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramNotFound,
    TelegramUnauthorizedError,
)
from aiogram.types import LinkPreviewOptions, User
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

from bot.contact import Attempts, LeftOut
from bot.monitor import Monitor
from bot.patience import patiently
from bot.session import Line, Toasts
from bot.webhook import Webhook
from desk.budget import ChatBudget
from desk.clock import Clock

FIRST_ANSWER = 15  # seconds to wait for the server when the bot starts


@dataclass(frozen=True, slots=True)
class Connection:
    """``server`` and ``proxy`` are URLs; ``None`` means Telegram's own, and none. No ``webhook``: polling."""

    token: str
    server: str | None = None
    proxy: str | None = None
    webhook: Webhook | None = None


@asynccontextmanager
async def open_bot(
    connection: Connection, clock: Clock, monitor: Monitor | None = None
) -> AsyncIterator[Bot]:
    """A bot whose every request goes through the chat budget; closed at the end. Asks the server nothing."""
    api = TelegramAPIServer.from_base(connection.server) if connection.server else PRODUCTION
    session = Line(proxy=connection.proxy, api=api)
    watch = monitor or Monitor()
    session.middleware(LeftOut(watch.metrics))
    session.middleware(ChatBudget(clock))
    session.middleware(Toasts())
    session.middleware(Attempts(watch.contact, watch.metrics, watch.monotonic))
    # Ads hold links; a preview would stand under the text that is to be copied as it is.
    defaults = DefaultBotProperties(
        parse_mode=ParseMode.HTML, link_preview=LinkPreviewOptions(is_disabled=True)
    )
    async with Bot(connection.token, session=session, default=defaults) as bot:
        yield bot


async def introduce(bot: Bot, connection: Connection, clock: Clock) -> User:
    """Who the bot is. Raises CannotStart when the token is wrong or the server stays out of reach."""
    where = connection.server or "api.telegram.org"

    async def ask() -> User:
        async with asyncio.timeout(FIRST_ANSWER):
            me = await bot.me()  # kept: aiogram's polling asks for it again, and dies when that fails
        if connection.webhook is None:  # polling and a webhook exclude each other
            await bot.delete_webhook(drop_pending_updates=False, request_timeout=FIRST_ANSWER)
        return me

    return await patiently(ask, lambda error: _words(error, where), clock)


def _words(error: Exception, where: str) -> str:
    match error:
        case TelegramUnauthorizedError() | TelegramNotFound():
            return f"BOT_TOKEN: {where} refuses this token; get a valid one from @BotFather"
        case ProxyError() | ProxyConnectionError() | ProxyTimeoutError():
            return f"PROXY_URL: the proxy does not let us through to {where}: {error}"
        case TelegramNetworkError() | OSError():
            reason = str(error).removeprefix("HTTP Client says - ") or "no answer"
            return f"{where} can't be reached ({reason}); check the network, PROXY_URL and TELEGRAM_API_URL"
        case TelegramAPIError():
            return f"{where} answers with an error: {error.message}"
    return f"TELEGRAM_API_URL: {where} does not speak the Bot API"
