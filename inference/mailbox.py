"""From the worker thread to the coroutine that reads a request's events."""

import asyncio
from collections import deque
from collections.abc import Iterable

from inference.contract import Event

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


class Post:
    """Letters of one step, brought to the loop in a single call: waking it is dearer than a letter."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._bag: list[tuple[Mailbox, Letter]] = []

    def send(self, mailbox: Mailbox, letter: Letter) -> None:
        self._bag.append((mailbox, letter))

    def deliver(self) -> None:
        if self._bag and not self._loop.is_closed():
            bag, self._bag = self._bag, []
            self._loop.call_soon_threadsafe(_deliver, bag)


def _deliver(bag: Iterable[tuple[Mailbox, Letter]]) -> None:
    for mailbox, letter in bag:
        mailbox.put(letter)
