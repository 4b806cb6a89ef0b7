"""Which failures pass by themselves, and how long to wait for that."""

from collections.abc import Iterator

from aiogram.exceptions import (
    ClientDecodeError,
    TelegramEntityTooLarge,
    TelegramNetworkError,
    TelegramServerError,
)
from aiohttp_socks import ProxyConnectionError, ProxyError, ProxyTimeoutError

# ClientDecodeError: a page of a proxy or balancer in place of Telegram's JSON. OSError: a proxy out of reach.
TRANSIENT = (
    TelegramNetworkError,
    TelegramServerError,
    ClientDecodeError,
    ProxyError,
    ProxyConnectionError,
    ProxyTimeoutError,
    OSError,
)


def passes(error: Exception) -> bool:
    """Whether it is worth trying again."""
    return isinstance(error, TRANSIENT) and not isinstance(error, TelegramEntityTooLarge)


def pauses(first: float = 1.0, longest: float = 30.0) -> Iterator[float]:
    """Seconds to wait before the next attempt, doubling, without end."""
    pause = first
    while True:
        yield pause
        pause = min(pause * 2, longest)
