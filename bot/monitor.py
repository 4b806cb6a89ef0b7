"""All that watches over the bot: made first, before anything can go wrong, and handed to whom it concerns."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from aiogram import Bot, Dispatcher
from aiogram.exceptions import TelegramAPIError

from bot.contact import Contact
from bot.health import Verdict
from bot.metrics import Metrics, Standing
from bot.traffic import ErrorWatch, UpdateWatch
from desk import weather
from desk.clock import Clock
from desk.desk import Desk
from inference.contract import Engine, Speed
from storage import probe
from storage.database import Database
from storage.errors import DatabaseError

UNPOLLED_SECONDS = 120.0  # a poll takes 10 s, aiogram's pause after a failure 5 s
SILENT_SECONDS = 120.0
HANGING_SECONDS = 300.0  # one step of the engine; the longest are a few seconds
PROBE_SECONDS = 10.0  # how long the answer to "is the disk writable" holds
BUSY_SECONDS = 5.0  # how long a probe may wait for its turn to write
LOOK_SECONDS = 1.0
GREETING_SECONDS = 60.0  # of silence, after which Telegram is asked whether it is there
BETWEEN_GREETINGS = 15.0


@dataclass(frozen=True, slots=True)
class Patient:
    """What can be examined once everything is open. ``polled``: updates are fetched rather than brought."""

    database: Database
    engine: Engine
    desk: Desk
    polled: bool


class Monitor:
    """Implements ``health.Examined``. ``monotonic`` is seconds."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.metrics = Metrics()
        self.contact = Contact(monotonic)
        self.monotonic = monotonic
        self._patient: Patient | None = None
        self._serving_since: float | None = None
        self._probed: tuple[float, str | None] | None = None

    def admit(self, patient: Patient) -> None:
        """Everything is open."""
        self._patient = patient
        self.metrics.model(patient.engine.info)

    def serving(self) -> None:
        """People are being answered from now on."""
        self._serving_since = self.monotonic()

    def alive(self) -> Verdict:
        """The event loop is: it is asking."""
        if self._patient is None:
            return {"updates": None, "engine": None}  # still starting
        return {"updates": self._polling(self._patient), "engine": _engine(self._patient.engine.speed())}

    async def ready(self) -> Verdict:
        patient = self._patient
        if patient is None or self._serving_since is None:
            return {"start": "not everything is open yet"}
        return {
            "updates": self._polling(patient),
            "model": _engine(patient.engine.speed()),
            "database": await self._database(patient.database),
            "telegram": self._telegram(),
        }

    async def page(self) -> bytes:
        patient = self._patient
        if patient is None:
            return self.metrics.page(Standing(0, 0, Speed(alive=False), self.contact.silence))
        self.metrics.model(patient.engine.info)
        try:
            load = await patient.desk.load()
        except DatabaseError:  # readyz says so
            return self.metrics.page(Standing(0, 0, patient.engine.speed(), self.contact.silence))
        return self.metrics.page(
            Standing(load.waiting, load.writing, patient.engine.speed(), self.contact.silence)
        )

    def watch(self, dispatcher: Dispatcher) -> None:
        """Count updates and errors; goes before every other middleware."""
        dispatcher.update.outer_middleware(UpdateWatch(self.metrics, self.monotonic))
        dispatcher.errors.outer_middleware(ErrorWatch(self.metrics))

    async def run(self, bot: Bot, clock: Clock, give_up: Callable[[str], None]) -> None:
        """Look around until cancelled. ``give_up`` ends the bot, with the reason."""
        while True:
            begun = clock.monotonic()
            await clock.sleep(LOOK_SECONDS)
            self.metrics.lagged(max(0.0, clock.monotonic() - begun - LOOK_SECONDS))
            if self._patient is not None and not self._patient.engine.speed().alive:
                give_up("the engine died twice; a new process may do better")
            if (self.contact.silence or 0.0) > GREETING_SECONDS:
                await self._greet(bot)
                await clock.sleep(BETWEEN_GREETINGS)

    async def _greet(self, bot: Bot) -> None:
        """Updates that are brought don't say whether calls get through, and at night nobody calls."""
        try:
            await bot.get_me(request_timeout=10)
        except (*weather.TRANSIENT, TelegramAPIError):
            return  # counted where all calls are

    def _polling(self, patient: Patient) -> str | None:
        if not patient.polled or self._serving_since is None:
            return None
        since = self.contact.unpolled
        seconds = self.monotonic() - self._serving_since if since is None else since
        return f"nobody has asked for updates for {seconds:.0f} s" if seconds > UNPOLLED_SECONDS else None

    def _telegram(self) -> str | None:
        silence = self.contact.silence
        if silence is None:
            return "has not answered yet"
        return f"has not answered for {silence:.0f} s" if silence > SILENT_SECONDS else None

    async def _database(self, database: Database) -> str | None:
        now = self.monotonic()
        if self._probed is None or now - self._probed[0] > PROBE_SECONDS:
            self._probed = (now, await _written(database))
        return self._probed[1]


def _engine(speed: Speed) -> str | None:
    if not speed.alive:
        return "the worker is dead"
    if speed.step_seconds > HANGING_SECONDS:
        return f"a step takes {speed.step_seconds:.0f} s"
    return None


async def _written(database: Database) -> str | None:
    try:
        async with asyncio.timeout(BUSY_SECONDS):
            await probe.write(database)
    except TimeoutError:
        return f"a transaction waits for more than {BUSY_SECONDS:.0f} s"
    except DatabaseError as error:
        return f"can't be written: {type(error).__name__}"
    return None
