"""The queue of updates and its readers: long polling with Telegram's offset and conflict rules."""

import asyncio
from collections import deque
from dataclasses import dataclass
from typing import Any

from sandbox.errors import ApiError
from sandbox.feed import Feed
from sandbox.model import Json

# By default a bot gets every kind of update except these: https://core.telegram.org/bots/api#getupdates
_NOT_BY_DEFAULT = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_LIMIT = 100
MAX_TIMEOUT = 50  # seconds; the Bot API server cuts longer waits

_WEBHOOK_IS_ON = (
    "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)
_OTHER_POLLER = "terminated by other getUpdates request; make sure that only one bot instance is running"


@dataclass(frozen=True, slots=True)
class Poll:
    offset: int = 0
    limit: int = MAX_LIMIT
    timeout: int = 0
    allowed: tuple[str, ...] | None = None


class Updates:
    def __init__(self, feed: Feed, first_id: int) -> None:
        self._feed = feed
        self._next_id = first_id
        self._pending: deque[Json] = deque()
        self._confirmed: deque[Json] = deque(maxlen=MAX_LIMIT)
        self._allowed: frozenset[str] = frozenset()
        self._poller: object = None
        self._repeat = False
        self.polls = 0  # calls of getUpdates so far
        self.webhook: Json = {}

    def put(self, kind: str, payload: Any) -> None:
        if kind not in self._allowed if self._allowed else kind in _NOT_BY_DEFAULT:
            return
        self._pending.append({"update_id": self._next_id, kind: payload})
        self._next_id += 1
        self._feed.ring()

    def allow(self, kinds: list[str] | tuple[str, ...]) -> None:
        self._allowed = frozenset(kinds)

    @property
    def pending(self) -> int:
        return len(self._pending)

    async def poll(self, poll: Poll) -> list[Json]:
        """Unconfirmed updates from the offset on; waits for one up to `timeout`. Raises ApiError 409."""
        if self.webhook.get("url"):
            raise ApiError(409, f"Conflict: {_WEBHOOK_IS_ON}")
        if poll.allowed is not None:
            self.allow(poll.allowed)
        self._confirm(poll.offset)
        self._put_back()
        self.polls += 1
        me = self._poller = object()
        self._feed.ring()  # an older poller wakes up and finds itself replaced
        seconds = min(poll.timeout, MAX_TIMEOUT)
        await self._feed.wait(lambda: bool(self._pending) or self._poller is not me, seconds)
        if self._poller is not me:
            raise ApiError(409, f"Conflict: {_OTHER_POLLER}")
        await asyncio.sleep(0)  # several updates of one action travel together
        limit = poll.limit if 1 <= poll.limit <= MAX_LIMIT else MAX_LIMIT
        return list(self._pending)[:limit]

    def repeat_confirmed(self) -> None:
        """Deliver what was confirmed last once more: the duplicates of a lost confirmation."""
        self._repeat = True

    def forget(self) -> None:
        self._pending.clear()

    def first(self) -> Json | None:
        return self._pending[0] if self._pending else None

    def confirm_first(self) -> None:
        self._confirmed.append(self._pending.popleft())

    def _put_back(self) -> None:
        if self._repeat and self._confirmed:
            self._pending.extendleft(reversed(self._confirmed))
            self._confirmed.clear()
            self._repeat = False

    def _confirm(self, offset: int) -> None:
        if offset < 0:  # "all previous updates will be forgotten"
            while len(self._pending) > -offset:
                self._pending.popleft()
            return
        while self._pending and self._pending[0]["update_id"] < offset:
            self._confirmed.append(self._pending.popleft())
