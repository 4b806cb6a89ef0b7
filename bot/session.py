"""aiogram's HTTP session without its gaps: what a server or a proxy may answer never surprises a caller."""

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import ClientDecodeError, TelegramBadRequest, TelegramRetryAfter
from aiogram.methods import AnswerCallbackQuery, AnswerInlineQuery, GetUpdates, Response, TelegramMethod
from aiogram.methods.base import TelegramType
from aiogram.types import Update
from pydantic import ValidationError

from desk import weather

log = logging.getLogger(__name__)

TOAST_SECONDS = 10.0
TOO_LATE = ("query is too old", "query id is invalid")


class Line(AiohttpSession):
    """Every failure is one of aiogram's exceptions, and none of them quotes what people wrote.

    An update that aiogram can't read does not hold up the others: it arrives empty, with its number only.
    """

    async def make_request(
        self,
        bot: Bot,
        method: TelegramMethod[TelegramType],
        timeout: int | None = None,  # noqa: ASYNC109  # aiogram's signature
    ) -> TelegramType:
        try:
            return await super().make_request(bot, method, timeout)
        except UnicodeDecodeError:
            raise _unreadable() from None

    def check_response(
        self, bot: Bot, method: TelegramMethod[TelegramType], status_code: int, content: str
    ) -> Response[TelegramType]:
        if status_code >= HTTPStatus.BAD_REQUEST:
            content = _completed(status_code, content)
        try:
            return super().check_response(bot, method, status_code, content)
        except ClientDecodeError:
            if isinstance(method, GetUpdates) and status_code == HTTPStatus.OK:
                return cast(Response[TelegramType], _readable(bot, content))
            raise _unreadable() from None


class Toasts(BaseRequestMiddleware):
    """Answers to buttons and typed queries are worth one attempt, and their failure costs nobody more.

    What the button was pressed for is done all the same: after an outage or a restart every answer is late.
    """

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        if not isinstance(method, (AnswerCallbackQuery, AnswerInlineQuery)):
            return await make_request(bot, method)
        try:
            async with asyncio.timeout(TOAST_SECONDS):
                return await make_request(bot, cast(TelegramMethod[TelegramType], method))
        except (TimeoutError, TelegramRetryAfter, *weather.TRANSIENT) as error:
            log.info("a pressed button was not answered: %s", type(error).__name__)
        except TelegramBadRequest as error:
            if not any(words in error.message.lower() for words in TOO_LATE):
                raise
        # aiogram declares Response but hands the bare result through; these methods answer with a bool.
        return cast(Response[Any], False)


def _completed(status_code: int, content: str) -> str:
    """An error as aiogram expects it: with a description, and a 429 with the seconds to wait."""
    try:
        answer = json.loads(content)
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        if status_code < HTTPStatus.INTERNAL_SERVER_ERROR:
            return content
        answer = {}  # a balancer's own page: the status says that nobody is behind it
    if not isinstance(answer.get("description"), str):
        answer["description"] = HTTPStatus(status_code).phrase if status_code in list(HTTPStatus) else ""
    if status_code == HTTPStatus.TOO_MANY_REQUESTS:
        parameters = answer.get("parameters")
        given = parameters.get("retry_after") if isinstance(parameters, dict) else None
        answer["parameters"] = {"retry_after": max(1, given) if isinstance(given, int) else 1}
    return json.dumps({"ok": False, **answer})


def _readable(bot: Bot, content: str) -> Response[list[Update]]:
    """The updates one by one. Raises ClientDecodeError when this is no list of updates at all."""
    try:
        found = [_update(bot, one) for one in json.loads(content)["result"]]
    except (ValueError, LookupError, TypeError):
        raise _unreadable() from None
    return Response[list[Update]](ok=True, result=found)


def _update(bot: Bot, raw: Any) -> Update:
    try:
        return Update.model_validate(raw, context={"bot": bot})
    except ValidationError:
        number = int(raw["update_id"])
        log.error("update %s can't be read: Telegram has a newer format than this aiogram", number)  # noqa: TRY400  # a traceback would quote it
        return Update(update_id=number)


def _unreadable() -> ClientDecodeError:
    return ClientDecodeError("the answer can't be read", ValueError("not the Bot API's JSON"), None)
