"""Getting one message through, however long it takes."""

import logging
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from html import unescape

from aiogram import Bot
from aiogram.enums import ParseMode
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramMigrateToChat,
    TelegramRetryAfter,
)
from aiogram.types import Message

from desk import weather
from desk.budget import ProgressEdit
from desk.clock import Clock
from desk.parts import MESSAGE_LIMIT, split, utf16
from desk.presenter import Outgoing
from storage.records import ChatId, MessageId

log = logging.getLogger(__name__)

FRAME_TIMEOUT = 10  # seconds for one request that a later one makes up for

# What Telegram says with 400 when nothing will ever arrive in this chat.
NO_CHAT = ("chat not found", "deactivated", "peer_id_invalid", "not enough rights", "have no rights")


class Unreachable(Exception):
    """The user has blocked the bot, or the chat is gone."""

    def __init__(self, chat_id: ChatId) -> None:
        super().__init__(f"chat {chat_id} can't be reached")
        self.chat_id = chat_id


class Refused(Exception):
    """Telegram takes this message in no form."""


class Courier:
    """``moved`` is told when a group has become a supergroup with another id."""

    def __init__(self, bot: Bot, clock: Clock, *, moved: Callable[[ChatId, ChatId], Awaitable[None]]) -> None:
        self._bot = bot
        self._clock = clock
        self._moved = moved

    async def send(self, chat_id: ChatId, outgoing: Outgoing) -> MessageId:
        """Send until it is through and return the (last) message's id; raises Unreachable or Refused.

        A text over Telegram's limit becomes several messages, the last one with the keyboard. A message that
        Telegram refuses is sent plainer. Where an answer was lost, nobody can tell whether the message has
        arrived: it is sent again.
        """
        for form in _forms(outgoing):
            *heads, tail = split(form.text)
            try:
                for part in heads:
                    await self._through(chat_id, Outgoing(part))
                return await self._through(chat_id, Outgoing(tail, form.keyboard, html=form.html))
            except TelegramBadRequest as error:
                if _names_no_chat(error):
                    raise Unreachable(chat_id) from error
                reason = error.message.partition('"')[0]  # what Telegram quotes may be a piece of the text
                log.warning("chat %s: a message was refused: %s", chat_id, reason)
        raise Refused

    async def progress(self, chat_id: ChatId, message_id: MessageId, outgoing: Outgoing) -> bool:
        """An edit that is left out when the chat's budget is tight. Raises Unreachable.

        ``False``: worth another try. That the message is gone, or the same already, is not.
        """
        method = ProgressEdit(
            chat_id=chat_id,
            message_id=message_id,
            text=outgoing.text,
            reply_markup=outgoing.keyboard,
            parse_mode=_parse_mode(outgoing),
        )
        try:
            edited: Message | bool = await self._bot(method, request_timeout=FRAME_TIMEOUT)
        except TelegramForbiddenError as error:
            raise Unreachable(chat_id) from error
        except TelegramBadRequest:
            return True
        except (*weather.TRANSIENT, TelegramAPIError) as error:
            log.info("chat %s: no progress edit: %s", chat_id, type(error).__name__)
            return False
        return bool(edited)

    async def delete(self, chat_id: ChatId, message_id: MessageId) -> None:
        """Once, in its turn. That the message is gone already is normal."""
        with _tolerance("delete", chat_id):
            await self._bot.delete_message(chat_id, message_id)

    async def _through(self, chat_id: ChatId, outgoing: Outgoing) -> MessageId:
        while True:
            try:
                message = await self._bot.send_message(
                    chat_id,
                    outgoing.text,
                    reply_markup=outgoing.keyboard,
                    parse_mode=_parse_mode(outgoing),
                )
                return MessageId(message.message_id)
            except TelegramBadRequest:
                raise
            except TelegramForbiddenError as error:
                raise Unreachable(chat_id) from error
            except TelegramRetryAfter as error:
                await self._clock.sleep(error.retry_after)
            except TelegramMigrateToChat as error:
                await self._moved(chat_id, ChatId(error.migrate_to_chat_id))
                chat_id = ChatId(error.migrate_to_chat_id)
            except (*weather.TRANSIENT, TelegramAPIError) as error:
                log.warning("chat %s: a message will be sent again after %s", chat_id, type(error).__name__)
                await self._until_telegram_answers()

    async def _until_telegram_answers(self) -> None:
        """Ask a harmless question: every attempt at the message whose answer is lost may double it."""
        for pause in weather.pauses():
            await self._clock.sleep(pause)
            with suppress(*weather.TRANSIENT, TelegramAPIError):
                await self._bot.get_me()
                return


@contextmanager
def _tolerance(what: str, chat_id: ChatId) -> Iterator[None]:
    """For calls whose failure costs nobody a text."""
    try:
        yield
    except (*weather.TRANSIENT, TelegramAPIError) as error:
        log.info("chat %s: no %s: %s", chat_id, what, type(error).__name__)


def _parse_mode(outgoing: Outgoing) -> ParseMode | None:
    return ParseMode.HTML if outgoing.html else None


def _names_no_chat(error: TelegramBadRequest) -> bool:
    return any(words in error.message.lower() for words in NO_CHAT)


def _forms(outgoing: Outgoing) -> Iterator[Outgoing]:
    """The message, then without markup (also if a seam would cut it in half), then without buttons."""
    if not outgoing.html or utf16(outgoing.text) <= MESSAGE_LIMIT:
        yield outgoing
    text = unescape(re.sub(r"<[^<>]*>", "", outgoing.text)) if outgoing.html else outgoing.text
    if outgoing.html:
        yield Outgoing(text, outgoing.keyboard)
    if outgoing.keyboard is not None:
        yield Outgoing(text)
