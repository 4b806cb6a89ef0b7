"""Telegram's flood control, as far as it is known from outside. Off unless opened with `limits`."""

import math
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.errors import too_many_requests

# https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this and measured by others:
# about 1 message a second in a chat with short bursts, 20 a minute in a group, 30 a second overall;
# edits count.
# Drafts and chat actions together: about 20 in 5 s and 40 in 30 s per peer.
_SENDING = frozenset(
    {
        "sendmessage",
        "senddocument",
        "sendphoto",
        "copymessage",
        "forwardmessage",
        "editmessagetext",
        "editmessagereplymarkup",
        "editmessagecaption",
    }
)
_COSMETIC = frozenset({"sendmessagedraft", "sendchataction"})


@dataclass(frozen=True, slots=True)
class Rate:
    calls: int
    seconds: float


PRIVATE = (Rate(5, 3.0), Rate(35, 30.0))
GROUP = (Rate(5, 3.0), Rate(20, 60.0))
OVERALL = (Rate(30, 1.0),)
COSMETIC = (Rate(20, 5.0), Rate(40, 30.0))


@dataclass(slots=True)
class FloodControl:
    clock: Callable[[], float]
    _calls: dict[tuple[str, int], deque[float]] = field(default_factory=lambda: defaultdict(deque))
    _banned_until: dict[tuple[str, int], float] = field(default_factory=dict)

    def check(self, method: str, chat_id: int | None) -> None:
        """Count a call (`method` in lower case); raises ApiError 429 with `retry_after`."""
        if method in _COSMETIC and chat_id is not None:
            self._count(("cosmetic", chat_id), COSMETIC)
        elif method in _SENDING and chat_id is not None:
            self._count(("sending", 0), OVERALL)
            self._count(("sending", chat_id), PRIVATE if chat_id > 0 else GROUP)

    def _count(self, key: tuple[str, int], rates: tuple[Rate, ...]) -> None:
        now, calls = self.clock(), self._calls[key]
        waits = [self._banned_until.get(key, now) - now, *(_wait(calls, rate, now) for rate in rates)]
        if (longest := max(waits)) > 0:
            # Calls inside the penalty prolong it a little, which is what hurts bots that retry at once.
            self._banned_until[key] = now + longest + 0.5
            raise too_many_requests(math.ceil(longest))
        calls.append(now)
        while calls[0] <= now - max(rate.seconds for rate in rates):
            calls.popleft()


def _wait(calls: deque[float], rate: Rate, now: float) -> float:
    recent = [moment for moment in calls if moment > now - rate.seconds]
    return recent[-rate.calls] + rate.seconds - now if len(recent) >= rate.calls else 0.0
