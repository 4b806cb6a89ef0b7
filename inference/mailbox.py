"""From the worker thread to the coroutine that reads a request's events."""

import asyncio
import time
from collections import deque
from collections.abc import Iterable

from inference.contract import Delta, Event

Letter = Event | Exception


class Mailbox:
    """Filled and read on the event loop; bounded by the request's own ``max_tokens``."""

    def __init__(self) -> None:
        self._letters: deque[Letter] = deque()
        self._arrived = asyncio.Event()

    def put(self, letter: Letter) -> None:
        self._letters.append(letter)
        self._arrived.set()

    async def take(self) -> Event:
        """The next event; raises what the worker sent as an error."""
        while not self._letters:
            self._arrived.clear()
            await self._arrived.wait()
        letter = self._letters.popleft()
        if isinstance(letter, Exception):
            raise letter
        return letter


ROUND = 0.01  # seconds: a tiny model makes a thousand steps a second, and no reader needs as many


class Post:
    """Letters of a step or of several quick ones, brought to the loop in one call: waking it costs."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._bag: list[tuple[Mailbox, Letter]] = []
        self._last = 0.0
        self._urgent = False

    def send(self, mailbox: Mailbox, letter: Letter) -> None:
        self._bag.append((mailbox, letter))
        self._urgent = self._urgent or not isinstance(letter, Delta)

    def deliver(self) -> None:
        """Deltas wait for a round of 10 ms at most; whatever else there is goes at once."""
        if not self._bag or self._loop.is_closed():
            return
        now = time.monotonic()
        if self._urgent or now - self._last >= ROUND:
            bag, self._bag = self._bag, []
            self._last, self._urgent = now, False
            self._loop.call_soon_threadsafe(_deliver, bag)


def _deliver(bag: Iterable[tuple[Mailbox, Letter]]) -> None:
    for mailbox, letter in bag:
        mailbox.put(letter)
