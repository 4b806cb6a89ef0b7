"""What the desk works with in tests: real SQLite, real HTTP, a scripted Copywriter, quick time."""

import asyncio
import random
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Self

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.order import Assignment, Growing, Order, Progress, Reading, Written
from copywriting.report import Report
from desk.budget import ChatBudget
from desk.clock import Clock
from desk.delivery import Delivery
from desk.desk import Desk
from desk.limits import Limits
from desk.presenter import Growth, Outgoing, Place, Presenter
from desk.tools import Tools, Writer
from sandbox.server import TOKEN
from storage.briefs import Briefs
from storage.database import Database
from storage.jobs import Jobs
from storage.records import ChatId, Job, JobId, StoredBrief, UserId, Variant
from storage.users import Users
from storage.variants import Variants

SPEED = 100.0  # seconds of the desk in one of ours
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
BRIEF = Brief("ЛОГОС", "анонс", PlatformSlug("telegram_post"), Tone("деловой"))


class QuickClock:
    """Time that runs ``SPEED`` times as fast. It may be set forward, as a clock that jumps."""

    def __init__(self) -> None:
        self._start = asyncio.get_running_loop().time()
        self._jumped = timedelta()

    def now(self) -> datetime:
        return START + timedelta(seconds=self.monotonic()) + self._jumped

    def monotonic(self) -> float:
        return (asyncio.get_running_loop().time() - self._start) * SPEED

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / SPEED)

    def jump(self, span: timedelta) -> None:
        self._jumped += span


class Plain:
    """A presenter of few words."""

    def queued(self, job: Job, place: Place) -> Outgoing:
        return Outgoing(f"{place.ahead} ahead", self.stop_keyboard(job.id))

    def started(self, job: Job, *, total: int) -> Outgoing:
        return Outgoing(f"writing {total}", self.stop_keyboard(job.id))

    def progress(self, growth: Growth) -> str:
        if growth.reading is not None:
            return "reading"
        return "\n".join(f"{slot.position + 1} {slot.stage}: {slot.text}" for slot in growth.slots)

    def stop_keyboard(self, job_id: JobId) -> InlineKeyboardMarkup:
        button = InlineKeyboardButton(text="stop", callback_data=f"stop:{job_id}")
        return InlineKeyboardMarkup(inline_keyboard=[[button]])

    def variant(self, variant: Variant, *, last: bool) -> Outgoing:
        label = f"{variant.number} of {variant.total}{', last' if last else ''}"
        button = InlineKeyboardButton(text=label, callback_data=f"variant:{variant.id}")
        return Outgoing(variant.text or "", InlineKeyboardMarkup(inline_keyboard=[[button]]))

    def finished(self, job: Job, variants: Sequence[Variant]) -> Outgoing | None:
        return None

    def stopped(self, job: Job, *, written: int, total: int) -> Outgoing:
        return Outgoing(f"stopped at {written} of {total}")

    def failed(self, job: Job, error: Exception, *, written: int, total: int) -> Outgoing:
        return Outgoing(f"failed at {written} of {total}: {type(error).__name__}")

    def expired(self, job: Job, *, written: int, total: int) -> Outgoing:
        return Outgoing(f"expired at {written} of {total}")


def words(assignment: Assignment) -> str:
    """What the typist writes for it: the same every time."""
    return f"{assignment.position}: {assignment.angle} {assignment.seed}"


@dataclass(slots=True)
class Typist:
    """A Copywriter that writes ``words`` in ``sequence``, raises ``errors`` first, waits where it is held."""

    orders: list[Order] = field(default_factory=list)
    errors: list[Exception] = field(default_factory=list)
    sequence: Sequence[int] = ()
    closed: int = 0  # how many writings have been ended by the desk
    _gates: dict[int, asyncio.Event] = field(default_factory=dict)

    def hold(self, position: int) -> None:
        """Let nothing be finished from this position on, until ``release``."""
        self._gates[position] = asyncio.Event()

    def release(self, *positions: int) -> None:
        """Let these positions be finished, or all of them."""
        for position in positions or self._gates:
            self._gates[position].set()

    async def write(self, order: Order) -> AsyncGenerator[Progress, None]:
        self.orders.append(order)
        try:
            yield Reading(1, 2)
            if self.errors:
                raise self.errors.pop(0)
            for one in self._in_sequence(order.assignments):
                text = words(one)
                yield Growing(one.position, text[: len(text) // 2])
                if one.position in self._gates:
                    await self._gates[one.position].wait()
                yield Growing(one.position, text)
                yield Written(one.position, one.angle, text, Report(length=len(text)))
        finally:
            self.closed += 1

    def _in_sequence(self, assignments: Sequence[Assignment]) -> list[Assignment]:
        places = {position: place for place, position in enumerate(self.sequence)}
        return sorted(assignments, key=lambda one: places.get(one.position, one.position))


@dataclass(slots=True)
class Office:
    """One process of the bot as far as the desk is concerned."""

    database: Database
    bot: Bot
    clock: QuickClock
    users: Users
    briefs: Briefs
    jobs: Jobs
    variants: Variants
    delivery: Delivery
    desk: Desk

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        path: Path,
        url: str,
        *,
        typist: Writer | None = None,
        limits: Limits | None = None,
        presenter: Presenter | None = None,
    ) -> AsyncIterator[Self]:
        clock = QuickClock()
        async with Database.open(path, now=clock.now) as database, connected(url, clock) as bot:
            users, briefs = Users(database), Briefs(database)
            jobs, variants = Jobs(database), Variants(database)
            delivery = Delivery(bot, presenter or Plain(), clock, users=users, jobs=jobs, variants=variants)
            tools = Tools(jobs, variants, typist or Typist(), delivery, limits or Limits(), clock)
            desk = Desk(tools, random.Random(1))
            yield cls(database, bot, clock, users, briefs, jobs, variants, delivery, desk)

    async def brief(self, user_id: int, *, chat_id: int | None = None, variants: int = 4) -> StoredBrief:
        await self.users.ensure_admin(UserId(user_id))
        chat = ChatId(user_id if chat_id is None else chat_id)
        return await self.briefs.add(UserId(user_id), chat, BRIEF, variants)

    async def submit(self, user_id: int, *, key: str = "k", variants: int = 4) -> Job:
        return await self.desk.submit(await self.brief(user_id, variants=variants), key=f"{user_id}:{key}")

    async def closed(self, job_id: JobId) -> None:
        """Wait until the job is over in the database."""
        async with asyncio.timeout(10):
            while any(job.id == job_id for job in await self.jobs.unfinished()):
                continue

    @asynccontextmanager
    async def at_work(self) -> AsyncIterator[None]:
        """The desk serves while the block runs; then it is told to end, as by SIGTERM."""
        task = asyncio.create_task(self.desk.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class PlainSession(AiohttpSession):
    """aiogram's own waits a quarter of a second for TLS to end; there is none here."""

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


@asynccontextmanager
async def connected(url: str, clock: Clock) -> AsyncIterator[Bot]:
    session = PlainSession(api=TelegramAPIServer.from_base(url))
    session.middleware(ChatBudget(clock))
    bot = Bot(TOKEN, session=session)
    try:
        yield bot
    finally:
        await session.close()
