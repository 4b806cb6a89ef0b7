"""Change notices: what the page and the tests wait for instead of asking again and again."""

import asyncio
from collections import deque
from collections.abc import Callable

from sandbox.model import ChatId, Json

KEPT = 5000  # events; a page that was away for longer reads its chat afresh


class Feed:
    """A numbered log of events and a bell that rings at each of them."""

    def __init__(self) -> None:
        self.revision = 0
        self.closed = False
        self._events: deque[Json] = deque(maxlen=KEPT)
        self._touched: dict[int, int] = {}
        self._bell = asyncio.Event()

    def emit(self, kind: str, chat_id: int, **payload: object) -> None:
        self.revision += 1
        self._touched[chat_id] = self.revision
        self._events.append({"revision": self.revision, "type": kind, "chat_id": chat_id, **payload})
        self.ring()

    def touched(self, chat_id: ChatId) -> int:
        """The revision of the newest event in this chat."""
        return self._touched.get(chat_id, 0)

    def after(self, revision: int) -> list[Json] | None:
        """Events newer than `revision`; None when some of them are already forgotten."""
        if not 0 <= revision <= self.revision or (
            self._events and revision < self._events[0]["revision"] - 1
        ):
            return None
        return [event for event in self._events if event["revision"] > revision]

    def ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()

    def close(self) -> None:
        self.closed = True
        self.ring()

    async def news(self, seen: int, seconds: float) -> bool:
        """Wait for an event newer than the revision `seen`."""
        return await self.wait(lambda: self.revision > seen, seconds)

    async def wait(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Wait until `ready()`; False after `seconds` or when the sandbox closes."""
        try:
            async with asyncio.timeout(seconds):
                while not ready():
                    if self.closed:
                        return False
                    await self._bell.wait()
        except TimeoutError:
            return ready()
        return True
