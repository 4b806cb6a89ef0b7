"""One rate budget per chat for everything that the bot sends."""

import asyncio
from itertools import islice
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import BaseRequestMiddleware, NextRequestMiddlewareType
from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import (
    EditMessageText,
    GetMe,
    Response,
    SendChatAction,
    SendMessageDraft,
    SendRichMessageDraft,
    TelegramMethod,
)
from aiogram.methods.base import TelegramType

from desk import weather
from desk.clock import Clock
from desk.window import Window, Windows

# Telegram publishes "about" one message a second in a chat (bursts pass), 30 a second overall, 20 a minute in
# a group, edits included; and is known to bear 20 drafts and chat actions in 5 s, 40 in 30 s per peer.
BURST = (6, 6.0)  # a notice, a card and four variants
OVERALL = (28, 1.0)
GROUP = (20, 60.0)
COSMETIC = ((18, 5.0), (38, 30.0))
PROGRESS_SECONDS = 1.5
PROGRESS_SECONDS_IN_GROUP = 3.0

# Places that what may be left out leaves to messages.
KEPT = 1
KEPT_IN_GROUP = 10
KEPT_OVERALL = 10

ATTEMPTS = 5
IDLE_CHATS = 2_000  # chats kept before the quiet ones are forgotten


class ProgressEdit(EditMessageText):
    """An edit that may be left out: the next one, or the final message, makes up for it."""


LEFT_OUT_WHEN_TIGHT = (SendMessageDraft, SendRichMessageDraft, SendChatAction, ProgressEdit)
COUNTED = ("send", "edit", "copy", "forward", "delete", "pin", "unpin")


class _Chat:
    """What one chat has had lately."""

    def __init__(self, *, group: bool) -> None:
        burst = Window(*BURST, kept=KEPT)
        self.messages = Windows(burst, Window(*GROUP, kept=KEPT_IN_GROUP)) if group else Windows(burst)
        self.drafts = Windows(*(Window(*bound) for bound in COSMETIC))
        self.progress = Window(1, PROGRESS_SECONDS_IN_GROUP if group else PROGRESS_SECONDS)
        self.banned_until = 0.0
        self.turn = asyncio.Lock()
        self.waiting = 0
        self.last_call = 0.0


class ChatBudget(BaseRequestMiddleware):
    """Goes around every request: ``bot.session.middleware(ChatBudget(clock))``.

    * Drafts, chat actions and ``ProgressEdit`` are left out when there is no room, when a message waits, or
      while the chat is penalised by a 429; the call then returns ``False``.
    * Other calls to a chat wait their turn, in order. After a 429 they wait as long as told and are made
      again; ``TelegramRetryAfter`` is raised only if that is ``patience`` seconds or more.
    * After a network or server error they are made again a few times, not before Telegram answers a harmless
      question: so a message whose answer was lost is repeated once an outage, not once an attempt.
    * Calls that don't concern a chat (polling, callback answers) pass through.
    """

    def __init__(self, clock: Clock, *, patience: float = 300.0) -> None:
        self._clock = clock
        self._patience = patience
        self._overall = Window(*OVERALL, kept=KEPT_OVERALL)
        self._chats: dict[int | str, _Chat] = {}

    def __len__(self) -> int:
        """How many chats are remembered."""
        return len(self._chats)

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        chat_id = getattr(method, "chat_id", None)
        if chat_id is None or not method.__api_method__.startswith(COUNTED):
            return await make_request(bot, method)
        chat = self._chat(chat_id)
        may_be_left_out = isinstance(method, LEFT_OUT_WHEN_TIGHT)
        if not may_be_left_out:
            return await self._in_turn(make_request, bot, method, chat)
        if not self._fits(chat, method):
            return _left_out()
        try:
            return await make_request(bot, method)
        except TelegramRetryAfter as error:
            self._penalise(chat, error)
            return _left_out()

    def _fits(self, chat: _Chat, method: TelegramMethod[Any]) -> bool:
        """Take a place for a call that may be left out, if there is one nobody else needs."""
        now = self._clock.monotonic()
        if chat.waiting or chat.banned_until > now or self._overall.wait(now, light=True):
            return False
        if not isinstance(method, ProgressEdit):
            if chat.drafts.wait(now):
                return False
            chat.drafts.take(now)
        else:
            if chat.progress.wait(now) or chat.messages.wait(now, light=True):
                return False
            chat.progress.take(now)
            chat.messages.take(now)
        self._overall.take(now)
        return True

    async def _in_turn(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
        chat: _Chat,
    ) -> Response[TelegramType]:
        pauses = islice(weather.pauses(), ATTEMPTS - 1)
        doubtful = False
        while True:
            try:
                if doubtful:
                    await make_request(bot, cast(TelegramMethod[TelegramType], GetMe()))
                    doubtful = False
                await self._turn(chat, method)
                return await make_request(bot, method)
            except TelegramRetryAfter as error:
                self._penalise(chat, error)
                if error.retry_after >= self._patience:
                    raise
            except weather.TRANSIENT as error:
                pause = next(pauses, None)
                if pause is None or not weather.passes(error):
                    raise
                doubtful = True
                await self._clock.sleep(pause)

    async def _turn(self, chat: _Chat, method: TelegramMethod[Any]) -> None:
        """Wait until a message fits. The lock is fair: first come, first served."""
        chat.waiting += 1
        try:
            async with chat.turn:
                while (wait := self._wait(chat)) > 0:
                    if wait >= self._patience:
                        raise TelegramRetryAfter(method, "the chat is still penalised", int(wait))
                    await self._clock.sleep(wait)
                now = self._clock.monotonic()
                chat.messages.take(now)
                self._overall.take(now)
        finally:
            chat.waiting -= 1

    def _wait(self, chat: _Chat) -> float:
        now = self._clock.monotonic()
        return max(chat.banned_until - now, chat.messages.wait(now), self._overall.wait(now))

    def _penalise(self, chat: _Chat, error: TelegramRetryAfter) -> None:
        chat.banned_until = max(chat.banned_until, self._clock.monotonic() + error.retry_after)

    def _chat(self, chat_id: int | str) -> _Chat:
        now = self._clock.monotonic()
        if chat_id not in self._chats and len(self._chats) >= IDLE_CHATS:
            self._forget_idle(now)
        is_group = isinstance(chat_id, str) or chat_id < 0
        chat = self._chats.setdefault(chat_id, _Chat(group=is_group))
        chat.last_call = now
        return chat

    def _forget_idle(self, now: float) -> None:
        """Forget chats whose windows are empty anyway."""
        longest = max(seconds for _, seconds in (GROUP, *COSMETIC))
        self._chats = {
            chat_id: chat
            for chat_id, chat in self._chats.items()
            if chat.waiting or chat.banned_until > now or chat.last_call > now - longest
        }


def _left_out() -> Response[Any]:
    # aiogram declares Response but hands the bare result through; all these methods answer with a bool.
    return cast(Response[Any], False)
