"""Who may join the queue, and where he stands in it."""

import asyncio
from pathlib import Path

import pytest

from desk.errors import DeskFull, TooManyJobs
from desk.limits import Limits
from sandbox.server import Sandbox
from tests.desk.stage import Office
from tests.people import Person


async def test_a_double_tap_is_one_job(office: Office, anna: Person) -> None:
    brief = await office.brief(anna.id)

    jobs = await asyncio.gather(*(office.desk.submit(brief, key="tap") for _ in range(3)))

    assert len({job.id for job in jobs}) == 1


async def test_a_user_has_so_many_jobs_and_no_more(office: Office, anna: Person) -> None:
    for number in range(3):
        await office.submit(anna.id, key=str(number))

    with pytest.raises(TooManyJobs) as refusal:
        await office.submit(anna.id, key="one too many")

    assert (refusal.value.unfinished, refusal.value.limit) == (3, 3)


async def test_a_full_desk_says_so_with_numbers(path: Path, sandbox: Sandbox) -> None:
    async with Office.open(path, sandbox.url, limits=Limits(queue_limit=2)) as office:
        for user_id in (101, 102):
            await office.submit(user_id)

        with pytest.raises(DeskFull) as refusal:
            await office.submit(103)

    assert (refusal.value.waiting, refusal.value.limit) == (2, 2)


async def test_the_place_in_the_queue_is_fair(office: Office) -> None:
    first, second = await office.submit(101, key="1"), await office.submit(101, key="2")
    other = await office.submit(102)

    places = [(await office.desk.place(job.id)).ahead for job in (first, second, other)]

    assert places == [0, 2, 1]


async def test_the_eta_is_measured_not_guessed(office: Office, anna: Person) -> None:
    first = await office.submit(anna.id)
    before = await office.desk.place(first.id)

    async with office.at_work():
        await anna.until(lambda screen: len(screen.said) == 4)
    second = await office.submit(anna.id, key="2")
    after = await office.desk.place(second.id)

    assert before.eta_seconds is None
    assert after.eta_seconds is not None
    assert after.eta_seconds > 0
