"""How Telegram has been answering lately, and what became of each call to it.

Two request middlewares: ``Attempts`` goes inside the chat budget and sees every single request, ``LeftOut``
goes around it and sees what never became one.
"""

from collections.abc import Callable
from typing import Any

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType

from bot.metrics import Metrics
from desk import weather
from desk.budget import LEFT_OUT_WHEN_TIGHT

# What a refused call is counted as; the first that fits.
OUTCOMES: tuple[tuple[type[Exception], str], ...] = (
    (TelegramRetryAfter, "429"),
    (TelegramForbiddenError, "forbidden"),
    (TelegramBadRequest, "bad_request"),
    (TelegramServerError, "server_error"),
    (TelegramNetworkError, "network"),
    (TelegramAPIError, "refused"),
)


class Contact:
    """Moments by ``monotonic``. ``None``: not yet."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._answered: float | None = None
        self._polled: float | None = None

    def answered(self) -> None:
        """Telegram has said something, be it a refusal."""
        self._answered = self._monotonic()

    def polled(self) -> None:
        """An attempt to fetch updates is over, whether it went well or not."""
        self._polled = self._monotonic()

    @property
    def silence(self) -> float | None:
        """Seconds since Telegram last answered anything."""
        return None if self._answered is None else self._monotonic() - self._answered

    @property
    def unpolled(self) -> float | None:
        """Seconds since the last attempt to fetch updates ended. Growing: nobody polls any more."""
        return None if self._polled is None else self._monotonic() - self._polled


class Attempts(BaseRequestMiddleware):
    """Counts requests by method and outcome, and how long they took."""

    def __init__(self, contact: Contact, metrics: Metrics, monotonic: Callable[[], float]) -> None:
        self._contact = contact
        self._metrics = metrics
        self._monotonic = monotonic

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        begun = self._monotonic()
        outcome = "cancelled"
        try:
            response = await make_request(bot, method)
        except (TelegramAPIError, *weather.TRANSIENT) as error:
            outcome = outcome_of(error)
            raise
        else:
            outcome = "ok"
            return response
        finally:
            self._note(method, outcome, self._monotonic() - begun)

    def _note(self, method: TelegramMethod[Any], outcome: str, seconds: float) -> None:
        if outcome not in {"network", "server_error", "cancelled"}:
            self._contact.answered()
        is_poll = isinstance(method, GetUpdates)
        if is_poll:
            self._contact.polled()
        # A poll lasts as long as nobody writes: its time says nothing.
        self._metrics.called(method.__api_method__, outcome, None if is_poll else seconds)


class LeftOut(BaseRequestMiddleware):
    """Counts drafts, chat actions and progress edits that the budget has left out."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        response = await make_request(bot, method)
        # aiogram declares a Response but hands the bare result through; Telegram's is never False here.
        left_out: object = response
        if isinstance(method, LEFT_OUT_WHEN_TIGHT) and left_out is False:
            self._metrics.left_out(method.__api_method__)
        return response


def outcome_of(error: Exception) -> str:
    """A word out of few: it becomes a label."""
    return next((word for kind, word in OUTCOMES if isinstance(error, kind)), "network")
