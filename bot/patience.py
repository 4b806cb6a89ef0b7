"""What Telegram is asked first when the bot starts: a failure that passes by itself is waited out."""

import logging
from collections.abc import Awaitable, Callable
from itertools import islice
from typing import TypeVar

from aiogram.exceptions import (
    TelegramAPIError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiohttp_socks import ProxyConnectionError, ProxyTimeoutError

from bot.errors import LATER, CannotStart
from desk import weather
from desk.clock import Clock

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

ATTEMPTS = 7  # with the pauses between them a minute, after which the process is better started anew
# OSError: no answer in time. Left out of ``weather.TRANSIENT`` are a page in place of JSON and a proxy that
# says no: once the bot is up they are hiccups, but where nothing has ever worked a setting is wrong.
MAY_PASS = (
    TelegramNetworkError,
    TelegramServerError,
    TelegramRetryAfter,
    ProxyConnectionError,
    ProxyTimeoutError,
    OSError,
)


async def patiently(
    ask: Callable[[], Awaitable[Answer]], words: Callable[[Exception], str], clock: Clock
) -> Answer:
    """What ``ask`` answers in the end; ``words`` say in a line what a failure means.

    Raises CannotStart: at once and with code 2 for what will not pass, with code ``LATER`` when the attempts
    are used up.
    """
    pauses = islice(weather.pauses(), ATTEMPTS - 1)
    while True:
        try:
            return await ask()
        except MAY_PASS as error:
            pause = next(pauses, None)
            if pause is None:
                raise CannotStart(words(error), code=LATER) from None
            if isinstance(error, TelegramRetryAfter):
                pause = max(pause, error.retry_after)
            log.warning("%s; the next attempt is in %.0f s", words(error), pause)
        except (TelegramAPIError, *weather.TRANSIENT) as error:
            raise CannotStart(words(error)) from None
        await clock.sleep(pause)
