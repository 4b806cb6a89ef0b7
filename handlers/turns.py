"""One person's updates are handled one after another, but a Stop waits for nobody."""

from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.memory import SimpleEventIsolation
from aiogram.types import TelegramObject, Update

from handlers.variant_buttons import Stop

Handler = Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]]


class Turns(BaseMiddleware):
    """In place of aiogram's own isolation, which knows no update that may go first.

    The parts of a paste, and a task typed while its file is being read, stay in order; reading a file may
    take half a minute, and stopping must take a second.
    """

    def __init__(self) -> None:
        self._isolation = SimpleEventIsolation()

    async def __call__(self, handler: Handler, event: TelegramObject, data: dict[str, Any]) -> Any:
        state: FSMContext | None = data.get("state")
        if state is None or _goes_first(event):
            return await handler(event, data)
        async with self._isolation.lock(state.key):
            data["raw_state"] = await state.get_state()  # the update before may have changed it
            return await handler(event, data)


def _goes_first(event: TelegramObject) -> bool:
    query = event.callback_query if isinstance(event, Update) else None
    return query is not None and (query.data or "").startswith(f"{Stop.__prefix__}:")
