"""Updates that Telegram brings, instead of being asked for them.

A request is answered with 200 when its update was handled; anything else makes Telegram bring it again, so a
restart loses none. TLS ends at a reverse proxy in front of this listener.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import Update
from aiohttp import web
from pydantic import ValidationError

from bot.errors import LATER, CannotStart
from bot.health import PortBusy, listening
from bot.patience import MAY_PASS
from desk import weather

log = logging.getLogger(__name__)

HEADER = "X-Telegram-Bot-Api-Secret-Token"
LONGEST_UPDATE = 1024 * 1024  # bytes; the largest that were seen have some 20 kB
CONNECTIONS = 40  # Telegram's default: so many updates of different chats come at once


@dataclass(frozen=True, slots=True)
class Webhook:
    """``url`` is where Telegram brings updates, ``host`` and ``port`` where this process waits for them."""

    url: str
    secret: str = field(repr=False)
    host: str
    port: int

    @property
    def path(self) -> str:
        return urlsplit(self.url).path or "/"


@asynccontextmanager
async def receive(webhook: Webhook, bot: Bot, dispatcher: Dispatcher) -> AsyncIterator[None]:
    """Take updates while the block runs; then those at work are handled and answered.

    The webhook stays registered: updates wait at Telegram for the next start. Raises CannotStart.
    """
    app = web.Application(client_max_size=LONGEST_UPDATE)
    app.router.add_post(webhook.path, Receiver(webhook.secret, bot, dispatcher).take)
    async with AsyncExitStack() as stack:
        try:
            await stack.enter_async_context(listening(app, webhook.host, webhook.port))
        except PortBusy as error:
            raise CannotStart(f"WEBHOOK_PORT: {error}") from None
        await _register(webhook, bot, dispatcher)
        yield


class Receiver:
    """Only Telegram knows the secret; whoever else comes leaves no trace but a line in the log."""

    def __init__(self, secret: str, bot: Bot, dispatcher: Dispatcher) -> None:
        self._secret = secret.encode()
        self._bot = bot
        self._dispatcher = dispatcher
        self._at_work: dict[int, asyncio.Lock] = {}
        self._refused = 0

    async def take(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._secret):
            self._refuse()
            return web.Response(status=401)
        try:
            raw = json.loads(await request.read())
            number = int(raw["update_id"])
        except (ValueError, LookupError, TypeError, RecursionError):
            return web.Response(status=400)
        try:
            update = Update.model_validate(raw, context={"bot": self._bot})
        except ValidationError:  # refused, it would come again and again and hold up those behind it
            log.error("update %s can't be read: Telegram has a newer format than this aiogram", number)  # noqa: TRY400  # a traceback would quote it
            return web.Response()
        return web.Response(status=200 if await self._handled(update) else 500)

    def _refuse(self) -> None:
        """The 1st, 2nd, 4th, 8th … are told: whoever tries for days must not fill the disk."""
        self._refused += 1
        if self._refused.bit_count() == 1:
            log.warning("%d requests to the webhook without the right secret so far", self._refused)

    async def _handled(self, update: Update) -> bool:
        """One that comes again while it is being handled waits, and is found to be handled already."""
        lock = self._at_work.setdefault(update.update_id, asyncio.Lock())
        try:
            async with lock:
                await self._dispatcher.feed_update(self._bot, update)
        except Exception:  # the last handler of an update, as in aiogram's polling
            log.exception("update %s: not handled, it will be brought again", update.update_id)
            return False
        finally:
            if not lock.locked():
                self._at_work.pop(update.update_id, None)
        return True


async def _register(webhook: Webhook, bot: Bot, dispatcher: Dispatcher) -> None:
    """Tell Telegram where to bring updates; those that wait there are kept."""
    try:
        await bot.set_webhook(
            webhook.url,
            secret_token=webhook.secret,
            allowed_updates=dispatcher.resolve_used_update_types(),
            max_connections=CONNECTIONS,
            drop_pending_updates=False,
        )
    except TelegramBadRequest as error:
        raise CannotStart(f"WEBHOOK_URL: Telegram refuses it: {error.message}") from None
    except (*weather.TRANSIENT, TelegramAPIError) as error:
        # No patience here: signals are heeded only when this is over, and a stop must take seconds.
        code = LATER if isinstance(error, MAY_PASS) else 2
        raise CannotStart(f"WEBHOOK_URL: can't be registered ({type(error).__name__})", code=code) from None
