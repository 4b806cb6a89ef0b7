"""Moments as the staff's clocks show them."""

from datetime import datetime, timedelta, tzinfo

from desk.clock import Clock
from handlers import texts


class Moments:
    """``zone`` is where the staff works."""

    def __init__(self, clock: Clock, zone: tzinfo) -> None:
        self._clock = clock
        self._zone = zone

    def now(self) -> datetime:
        return self.local(self._clock.now())

    def ago(self, days: int) -> datetime:
        return self.now() - timedelta(days=days)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone)

    def words(self, moment: datetime) -> str:
        return texts.history.moment_words(self.local(moment), self.now())
