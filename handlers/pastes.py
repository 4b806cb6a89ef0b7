"""Wait for the parts of a split paste, and for the files of an album.

Every part is in the database when its handler returns; what waits is only the card. A brief that has no
card when the bot starts gets one then, so a crash in between loses nothing.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable, Sequence

from aiogram.exceptions import TelegramAPIError, TelegramRetryAfter

from desk import weather
from storage.errors import DatabaseError
from storage.records import BriefId

log = logging.getLogger(__name__)

PUT_OFF = 10.0  # seconds until a card that Telegram or the disk refused is tried again
PAUSE = 2.0  # seconds: clients send the parts of one paste in a row
# UTF-16 units. Clients cut at 4096, or before that where a line or sentence ends, but not before the half.
SHORTEST_PART = 2048

Show = Callable[[BriefId, Sequence[str]], Awaitable[None]]


class Pastes:
    """``clock`` is monotonic seconds. ``show`` gets a brief with the notes that its parts came with."""

    def __init__(self, show: Show, clock: Callable[[], float], pause: float = PAUSE) -> None:
        self._show = show
        self._clock = clock
        self._pause = pause
        self._due: dict[BriefId, float] = {}
        self._notes: dict[BriefId, list[str]] = {}
        self._changed = asyncio.Event()

    def expect_more(self, brief_id: BriefId, notes: Sequence[str] = ()) -> None:
        """Show the card when nothing has been added for a while."""
        self._set(brief_id, self._clock() + self._pause, notes)

    def complete(self, brief_id: BriefId, notes: Sequence[str] = ()) -> None:
        """No more parts: show the card now."""
        self._set(brief_id, self._clock(), notes)

    def hold(self, brief_id: BriefId) -> None:
        """A part is being read, which may take longer than the pause: ``expect_more`` follows."""
        self._due.pop(brief_id, None)

    async def run(self, left_over: Iterable[BriefId] = ()) -> None:
        """Show cards until cancelled, at first those of ``left_over``."""
        for brief_id in left_over:
            self.complete(brief_id)
        async with asyncio.TaskGroup() as shows:
            while True:
                for brief_id in [one for one, due in self._due.items() if due <= self._clock()]:
                    del self._due[brief_id]
                    shows.create_task(self._show_one(brief_id, self._notes.pop(brief_id, [])))
                self._changed.clear()
                await self._wait()

    async def _show_one(self, brief_id: BriefId, notes: Sequence[str]) -> None:
        try:
            await self._show(brief_id, notes)
        except (*weather.TRANSIENT, TelegramRetryAfter, DatabaseError) as error:
            log.info("brief %s: its card is put off, %s", brief_id, type(error).__name__)
            self._set(brief_id, self._clock() + PUT_OFF, notes)
        except TelegramAPIError as error:  # he has blocked the bot meanwhile; the other cards are still due
            log.warning("brief %s: its card could not be shown, %s", brief_id, type(error).__name__)

    def _set(self, brief_id: BriefId, due: float, notes: Sequence[str]) -> None:
        self._due[brief_id] = due
        self._notes.setdefault(brief_id, []).extend(notes)
        self._changed.set()

    async def _wait(self) -> None:
        pause = min(self._due.values(), default=None)
        try:
            async with asyncio.timeout(None if pause is None else max(0.0, pause - self._clock())):
                await self._changed.wait()
        except TimeoutError:
            return
