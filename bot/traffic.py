"""What comes from Telegram, counted; and the ids that everything logged about it has."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import ErrorEvent, TelegramObject, Update
from aiogram.types.update import UpdateTypeLookupError

from bot import logs
from bot.metrics import Metrics
from handlers.errors import is_normal

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class UpdateWatch(BaseMiddleware):
    def __init__(self, metrics: Metrics, monotonic: Callable[[], float]) -> None:
        self._metrics = metrics
        self._monotonic = monotonic

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if not isinstance(event, Update):
            return await handler(event, data)
        author, chat = data.get("event_from_user"), data.get("event_chat")
        ids = {"update": event.update_id}
        ids |= {} if author is None else {"user": author.id}
        ids |= {} if chat is None else {"chat": chat.id}
        begun = self._monotonic()
        with logs.about(**ids):
            try:
                return await handler(event, data)
            finally:
                self._metrics.updated(_kind(event), self._monotonic() - begun)


class ErrorWatch(BaseMiddleware):
    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        if isinstance(event, ErrorEvent) and not is_normal(event.exception):
            self._metrics.failed(event.exception)
        return await handler(event, data)


def _kind(update: Update) -> str:
    try:
        return update.event_type
    except UpdateTypeLookupError:
        return "unknown"
