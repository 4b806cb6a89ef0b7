"""The sandbox without the wire: ten thousand updates would spend their time in HTTP and the budget."""

import inspect
import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from typing import Any, cast

from aiogram import Bot
from aiogram.methods import GetUpdates, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import InputFile, Update

from bot.session import Line
from sandbox.errors import ApiError
from sandbox.methods import METHODS
from sandbox.params import Params, Upload
from sandbox.world import World


@dataclass(frozen=True, slots=True)
class Said:
    method: str
    chat_id: int
    text: str


@dataclass(slots=True)
class Wall:
    """What the bot has said, newest last."""

    said: list[Said] = field(default_factory=list)


class Direct(Line):
    """Calls the sandbox's methods; answers are read as those of a server."""

    def __init__(self, world: World, wall: Wall) -> None:
        super().__init__()
        self._world = world
        self._wall = wall

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> TelegramType:
        name = method.__api_method__.lower()
        files: dict[str, InputFile] = {}
        dumped = method.model_dump(warnings=False).items()
        values = {key: self.prepare_value(value, bot=bot, files=files) for key, value in dumped}
        given = {key: value for key, value in values.items() if value}
        uploads = {
            key: Upload(file.filename or key, "", await _read(file, bot)) for key, file in files.items()
        }
        params = Params(given, uploads)
        if name.startswith(("send", "edit")):
            self._wall.said.append(Said(name, params.integer("chat_id"), params.text("text")))
        status, content = await self._serve(name, params)
        return cast(TelegramType, self.check_response(bot, method, status, json.dumps(content)).result)

    async def _serve(self, name: str, params: Params) -> tuple[int, dict[str, Any]]:
        try:
            result = METHODS[name](self._world, params)
            return 200, {"ok": True, "result": await result if inspect.isawaitable(result) else result}
        except ApiError as error:
            return error.code, {"ok": False, "error_code": error.code, "description": error.description}

    async def stream_content(self, *_: Any, **__: Any) -> AsyncGenerator[bytes, None]:
        yield "Вебинар 24 апреля, регистрация на сайте".encode()

    def read_updates(self, bot: Bot, raw: list[Any]) -> list[Update]:
        """As an answer to getUpdates would be read, unreadable ones included."""
        content = json.dumps({"ok": True, "result": raw})
        return list(self.check_response(bot, GetUpdates(), 200, content).result or [])


async def _read(file: InputFile, bot: Bot) -> bytes:
    return b"".join([chunk async for chunk in file.read(bot)])
