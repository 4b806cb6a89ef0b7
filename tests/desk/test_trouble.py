"""Bugs of ours and a disk that refuses: one job may suffer, the desk does not."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import pytest

from desk.limits import Limits
from desk.presenter import Growth, Outgoing
from sandbox.server import Sandbox
from storage.errors import DatabaseUnavailable
from storage.records import Delivery, Job, JobState, MessageId, Variant
from tests.desk.stage import Office, Plain, Typist
from tests.people import Person, Town


@asynccontextmanager
async def locked(office: Office, path: Path) -> AsyncIterator[None]:
    """Somebody else holds the file's write lock while the block runs."""
    async with office.database.transaction() as tx:
        await tx.execute("PRAGMA busy_timeout = 10")  # milliseconds; the desk's own patience is long
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


async def pass_time(office: Office, person: Person, seconds: float) -> None:
    begun = office.clock.monotonic()
    while office.clock.monotonic() < begun + seconds:
        await person.look()


class Clumsy(Plain):
    """A presenter with a bug that a first job meets."""

    def __init__(self) -> None:
        self.is_repaired = False

    def progress(self, growth: Growth) -> str:
        if self.is_repaired:
            return super().progress(growth)
        raise KeyError("the seed of somebody")

    def failed(self, job: Job, error: Exception, *, written: int, total: int) -> Outgoing:
        self.is_repaired = True
        return super().failed(job, error, written=written, total=total)


class Mute(Plain):
    """A presenter that can't even say that it failed."""

    def variant(self, variant: Variant, *, last: bool) -> Outgoing:
        if variant.job_id == 1:
            raise KeyError(variant.text)
        return super().variant(variant, last=last)

    def failed(self, job: Job, error: Exception, *, written: int, total: int) -> Outgoing:
        raise KeyError("failed")


async def test_a_bug_costs_its_job_a_word_and_nobody_else_anything(
    path: Path, sandbox: Sandbox, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    async with Office.open(path, sandbox.url, presenter=Clumsy()) as office, office.at_work():
        job = await office.submit(anna.id)
        await anna.sees("failed at 0 of 4: RuntimeError")
        await office.submit(anna.id, key="again")
        await anna.until(lambda screen: len(screen.said) == 5)

        failed = await office.jobs.get(job.id)
    assert failed is not None
    assert failed.state is JobState.FAILED
    assert "seed of somebody" not in caplog.text


async def test_even_a_bug_in_the_apology_stops_nobody(path: Path, sandbox: Sandbox, anna: Person) -> None:
    async with Office.open(path, sandbox.url, presenter=Mute()) as office, office.at_work():
        job = await office.submit(anna.id)
        await office.closed(job.id)
        await office.submit(anna.id, key="again")

        await anna.until(lambda screen: len(screen.said) == 4)


async def test_a_disk_that_refuses_for_a_while_only_delays(
    office: Office, path: Path, anna: Person, typist: Typist
) -> None:
    typist.hold(1)
    async with office.at_work():
        job = await office.submit(anna.id)
        while not await is_sent(office, job):
            continue
        async with locked(office, path):
            typist.release()
            await pass_time(office, anna, 20)
        await anna.until(lambda screen: len(screen.said) == 4)

    labels = [label for message in anna.said for label in message.labels]
    assert labels == ["1 of 4", "2 of 4", "3 of 4", "4 of 4, last"]


async def is_sent(office: Office, job: Job, stage: Delivery = Delivery.SENT) -> bool:
    """Whether the first variant is, or has come as far as ``stage``."""
    return (await office.variants.of_job(job.id))[0].delivery is stage


async def test_a_message_that_cannot_be_recorded_at_once_is_not_sent_again(
    office: Office, path: Path, anna: Person, town: Town
) -> None:
    await town.fault("slow", "sendMessage", seconds=0.2)
    async with office.at_work():
        job = await office.submit(anna.id, variants=1)
        while not await is_sent(office, job, Delivery.SENDING):
            continue
        async with locked(office, path):
            await anna.until(lambda screen: screen.said)
            await pass_time(office, anna, 40)
        while not await is_sent(office, job):
            continue

    assert len(anna.said) == 1


async def test_a_refusing_disk_is_told_to_the_one_who_submits(
    office: Office, path: Path, anna: Person
) -> None:
    brief = await office.brief(anna.id)

    async with locked(office, path):
        with pytest.raises(DatabaseUnavailable):
            await office.desk.submit(brief, key="k")


async def test_those_who_wait_are_told_when_they_move_up(
    path: Path, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    typist = Typist()
    typist.hold(0)
    async with Office.open(path, sandbox.url, typist=typist, limits=Limits(parallel_jobs=1)) as office:
        await office.submit(anna.id)
        async with office.at_work():
            await anna.until(lambda screen: screen.draft)
            job = await office.submit(boris.id)
            message = await office.bot.send_message(boris.chat_id, "9 ahead")
            await office.desk.attach_notice(job.id, MessageId(message.message_id))

            notice = await boris.sees("0 ahead")

    assert notice.labels == ["stop"]
