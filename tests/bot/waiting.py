"""A clock on which every pause is over at once, and noted."""

from dataclasses import dataclass, field

from desk.clock import SystemClock


@dataclass
class NotingClock(SystemClock):
    pauses: list[float] = field(default_factory=list)  # seconds

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
