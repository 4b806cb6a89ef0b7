"""Looking at a chat of the sandbox and waiting for what should happen there."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import aiohttp

from tests.screen import Answer, Draft, Json, Message, Screen, screen_of

PATIENCE = 10.0  # seconds that a person waits by default
T = TypeVar("T")


@dataclass(slots=True)
class Wire:
    """The sandbox's control API."""

    url: str
    http: aiohttp.ClientSession
    patience: float = PATIENCE

    async def call(self, verb: str, path: str, **request: Any) -> Json:
        """One request of the control API; an AssertionError with the reason when it is refused."""
        async with self.http.request(verb, self.url + path, **request) as response:
            body: Json = await response.json()
            if not response.ok:
                reason = f"{verb} {path}: {response.status} {body.get('description')}"
                raise AssertionError(reason)
            return body


@dataclass(slots=True)
class Watcher:
    """Somebody who looks at one chat. What is on the screen is as of the last awaited call."""

    wire: Wire
    id: int
    name: str
    chat_id: int
    screen: Screen = field(default_factory=Screen)

    @property
    def messages(self) -> tuple[Message, ...]:
        return self.screen.messages

    @property
    def said(self) -> tuple[Message, ...]:
        """The bot's messages only."""
        return self.screen.said

    @property
    def last(self) -> Message:
        """The bot's newest message."""
        return self.screen.last

    @property
    def draft(self) -> Draft | None:
        return self.screen.draft

    @property
    def answers(self) -> tuple[Answer, ...]:
        """Toasts and alerts, oldest first."""
        return self.screen.answers

    @property
    def alerts(self) -> tuple[str, ...]:
        """Texts of toasts and alerts that said something, oldest first."""
        return tuple(answer.text for answer in self.screen.answers if answer.text)

    async def look(self) -> Screen:
        """Refresh the screen without waiting."""
        return await self._look(-1, 0)

    async def until(self, condition: Callable[[Screen], T | None], *, within: float | None = None) -> T:
        """Wait until `condition(screen)` is true and return its value; fails with a transcript."""
        seconds = self.wire.patience if within is None else within
        deadline = time.monotonic() + seconds
        screen = await self.look()
        while not (value := condition(screen)):
            left = deadline - time.monotonic()
            if left <= 0:
                waited = f"{self.name} waited {seconds:g} s in vain."
                raise AssertionError(f"{waited} On the screen:\n{screen.transcript()}")
            screen = await self._look(screen.revision, left)
        return value

    async def sees(self, text: str, *, after: Message | None = None, within: float | None = None) -> Message:
        """Wait until a message of the bot contains `text`; the newest one that does."""
        since = 0 if after is None else after.id

        def found(screen: Screen) -> Message | None:
            matching = [one for one in screen.said if text in one.text and one.id > since]
            return matching[-1] if matching else None

        try:
            return await self.until(lambda screen: found(screen), within=within) or self.last
        except AssertionError as error:
            raise AssertionError(f"{self.name} did not see «{text}». {error}") from None

    async def reply_after(self, message: Message, *, within: float | None = None) -> Message:
        """Wait for the first message of the bot that came after this one."""

        def replies(screen: Screen) -> list[Message]:
            return [one for one in screen.said if one.id > message.id]

        return (await self.until(replies, within=within))[0]

    async def hears_nothing(self, *, within: float = 0.5) -> None:
        """The bot neither says, edits nor deletes anything for this long."""
        before, deadline = (await self.look()).said, time.monotonic() + within
        screen = self.screen
        while (left := deadline - time.monotonic()) > 0:
            screen = await self._look(screen.revision, left)
            if screen.said != before:
                raise AssertionError(f"{self.name} expected silence. On the screen:\n{screen.transcript()}")

    async def _look(self, since: int, seconds: float) -> Screen:
        query = {"since": str(since), "timeout": f"{seconds:.3f}"}
        self.screen = screen_of(await self._call("GET", "", params=query), self.id)
        return self.screen

    async def _call(self, verb: str, path: str, **request: Any) -> Json:
        return await self.wire.call(verb, f"/sandbox/users/{self.id}/chats/{self.chat_id}{path}", **request)
