"""Wait for the parts of a split paste.

Every part is in the database when its handler returns; what waits is only the card. A brief that has no
card when the bot starts gets one then, so a crash in between loses nothing.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from storage.records import BriefId

PAUSE = 2.0  # seconds: clients send the parts of one paste in a row
# UTF-16 units. Clients cut at 4096, or before that where a line or sentence ends, but not before the half.
SHORTEST_PART = 2048

ShowCard = Callable[[BriefId], Awaitable[None]]


class Pastes:
    """``clock`` is monotonic seconds."""

    def __init__(self, show: ShowCard, clock: Callable[[], float], pause: float = PAUSE) -> None:
        self._show = show
        self._clock = clock
        self._pause = pause
        self._due: dict[BriefId, float] = {}
        self._changed = asyncio.Event()

    def expect_more(self, brief_id: BriefId) -> None:
        """Show the card when nothing has been added for a while."""
        self._due[brief_id] = self._clock() + self._pause
        self._changed.set()

    def complete(self, brief_id: BriefId) -> None:
        """No more parts: show the card now."""
        self._due[brief_id] = self._clock()
        self._changed.set()

    async def run(self, left_over: Iterable[BriefId] = ()) -> None:
        """Show cards until cancelled, at first those of ``left_over``."""
        for brief_id in left_over:
            self.complete(brief_id)
        while True:
            for brief_id in [one for one, due in self._due.items() if due <= self._clock()]:
                del self._due[brief_id]
                await self._show(brief_id)
            self._changed.clear()
            await self._wait()

    async def _wait(self) -> None:
        pause = min(self._due.values(), default=None)
        try:
            async with asyncio.timeout(None if pause is None else max(0.0, pause - self._clock())):
                await self._changed.wait()
        except TimeoutError:
            return
