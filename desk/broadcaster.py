"""An announcement on its way to everybody, behind whatever people are waiting for."""

import asyncio
import logging
from contextlib import suppress
from typing import Protocol

from desk.clock import Clock
from desk.courier import Courier, Refused, Unreachable
from desk.presenter import Outgoing
from storage.broadcasts import Broadcast, BroadcastId, Broadcasts, Reach, Receipt
from storage.errors import DatabaseError
from storage.records import ChatId, Role, UserId
from storage.users import Users

log = logging.getLogger(__name__)

PAUSE_SECONDS = 0.1  # between two messages: of Telegram's 30 a second most are left to people's own texts
PROGRESS_SECONDS = 2.0
DATABASE_PAUSE_SECONDS = 5.0
LAST_LOOKS = 10  # attempts at the final state of the progress message
SERVED = (Role.STAFF, Role.ADMIN)


class Announcer(Protocol):
    """What it says, in Russian, comes from ``handlers``."""

    def message(self, broadcast: Broadcast) -> Outgoing: ...

    def progress(self, broadcast: Broadcast, reach: Reach) -> Outgoing:
        """The message by which the author follows it, with a Stop button while it is running."""
        ...


class Broadcaster:
    """Sends every announcement once to each of its users, however often the process dies in between.

    A user whose message was under way then is counted as unsure, and not written to again.
    """

    def __init__(
        self, courier: Courier, announcer: Announcer, clock: Clock, *, broadcasts: Broadcasts, users: Users
    ) -> None:
        self._courier = courier
        self._announcer = announcer
        self._clock = clock
        self._broadcasts = broadcasts
        self._users = users
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """There is a new one."""
        self._wake.set()

    async def run(self) -> None:
        """Serve until cancelled; what is left is sent after the next start."""
        while True:
            self._wake.clear()
            try:
                for broadcast in await self._broadcasts.running():
                    await self._serve(broadcast)
            except DatabaseError as error:
                log.warning("announcements stand still: %s", error)
                await self._clock.sleep(DATABASE_PAUSE_SECONDS)
            else:
                await self._wake.wait()

    async def _serve(self, broadcast: Broadcast) -> None:
        shown_at = self._clock.monotonic()
        while (user_id := await self._broadcasts.next(broadcast.id)) is not None:
            await self._record(broadcast.id, user_id, await self._send(broadcast, user_id))
            if self._clock.monotonic() - shown_at >= PROGRESS_SECONDS:
                shown_at = self._clock.monotonic()
                await self._show(broadcast.id)
            await self._clock.sleep(PAUSE_SECONDS)
        await self._broadcasts.finish(broadcast.id)
        log.info("broadcast %s: over", broadcast.id)
        for _ in range(LAST_LOOKS):
            if await self._show(broadcast.id):
                return
            await self._clock.sleep(PROGRESS_SECONDS)

    async def _send(self, broadcast: Broadcast, user_id: UserId) -> Receipt:
        user = await self._users.get(user_id)
        if user is None or user.role not in SERVED:
            return Receipt.REFUSED
        try:
            await self._courier.send(ChatId(user_id), self._announcer.message(broadcast))
        except Refused:
            return Receipt.REFUSED
        except Unreachable:
            await self._users.mark_reachable(user_id, False)
            return Receipt.UNREACHABLE
        return Receipt.SENT

    async def _record(self, broadcast_id: BroadcastId, user_id: UserId, receipt: Receipt) -> None:
        while True:
            try:
                await self._broadcasts.mark(broadcast_id, user_id, receipt)
            except DatabaseError as error:
                log.warning("broadcast %s: a receipt is not recorded yet: %s", broadcast_id, error)
                await self._clock.sleep(DATABASE_PAUSE_SECONDS)
            else:
                return

    async def _show(self, broadcast_id: BroadcastId) -> bool:
        """Bring the author's message up to date. ``False``: worth another try."""
        broadcast = await self._broadcasts.get(broadcast_id)
        if broadcast is None or broadcast.chat_id is None or broadcast.message_id is None:
            return True
        outgoing = self._announcer.progress(broadcast, await self._broadcasts.reach(broadcast_id))
        with suppress(Unreachable):
            return await self._courier.progress(broadcast.chat_id, broadcast.message_id, outgoing)
        return True
