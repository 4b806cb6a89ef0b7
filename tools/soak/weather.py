"""Faults at random: everything that Telegram and the network are known to do to bots."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from sandbox.faults import Fault, Kind
from sandbox.server import Sandbox

BETWEEN = (0.3, 2.0)  # seconds
OUTAGE = (2.0, 8.0)
SOLE: dict[Kind, tuple[str, ...]] = {
    "error": ("*", "getUpdates", "sendMessage"),
    "flood": ("*", "sendMessage", "sendMessageDraft"),
    "hang": ("*", "getUpdates"),
    "slow": ("*", "sendMessage"),
    "drop": ("*", "getUpdates", "sendMessage"),
    "drop_after": ("sendMessage", "editMessageText", "getUpdates"),
    "duplicate": ("getUpdates",),
    "garbage": ("*", "getUpdates"),
}
CODES = (500, 502, 503, 409)


@dataclass(slots=True)
class Weather:
    sandbox: Sandbox
    random: Random
    struck: Counter[str] = field(default_factory=Counter)

    async def rage(self, is_over: Callable[[], bool]) -> None:
        while not is_over():
            await asyncio.sleep(self.random.uniform(*BETWEEN))
            if self.random.random() < 0.04:
                await self._outage()
            else:
                self._arm()
        self.sandbox.faults.remove()

    def _arm(self) -> None:
        kind = self.random.choice(list(SOLE))
        method = self.random.choice(SOLE[kind])
        code = self.random.choice(CODES) if method == "getUpdates" else self.random.choice(CODES[:-1])
        self.sandbox.faults.add(
            Fault(
                kind,
                method,
                times=self.random.randint(1, 2),
                code=code,
                retry_after=self.random.randint(1, 3),
                seconds=self.random.uniform(0.5, 3.0),
            )
        )
        self.struck[kind] += 1

    async def _outage(self) -> None:
        """Nothing gets through for some seconds."""
        faults = self.sandbox.faults
        numbers = [faults.add(Fault("drop", method, times=None)) for method in ("*", "getUpdates")]
        self.struck["outage"] += 1
        await asyncio.sleep(self.random.uniform(*OUTAGE))
        for number in numbers:
            faults.remove(number)
