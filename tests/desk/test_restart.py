"""Kills and restarts: everything that was ordered arrives, nothing twice but in the named window."""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from pathlib import Path
from random import Random

import pytest

from sandbox.server import Sandbox
from storage.records import Delivery, JobState, UserId, Variant
from tests.desk.stage import Office, Typist
from tests.people import Person, Town

ALL_STEPS = 24  # of two jobs with four variants


async def kill(task: asyncio.Task[None]) -> None:
    """Tear the desk down without any farewell."""
    task.cancel()
    await asyncio.sleep(0)
    task.cancel()  # the second time interrupts its waiting for messages under way: kill -9 waits for nothing
    with suppress(asyncio.CancelledError):
        await task


async def kill_when(office: Office, reached: Callable[[], Awaitable[bool]], *, turns: int = 0) -> None:
    """Run the desk until something is reached, and then for so many turns of the loop."""
    task = asyncio.create_task(office.desk.run())
    while not await reached():
        continue
    for _ in range(turns):
        await asyncio.sleep(0)
    await kill(task)


async def steps(office: Office) -> int:
    """How many steps all variants have taken on their way: three each, from planned to sent."""
    row = await office.database.row(
        "SELECT sum(CASE delivery WHEN 'stored' THEN 1 WHEN 'sending' THEN 2 WHEN 'sent' THEN 3 ELSE 0 END)"
        " AS steps FROM variant"
    )
    return 0 if row is None else int(row["steps"])


async def has_come(office: Office, goal: int) -> bool:
    return await steps(office) >= goal


async def finished(office: Office) -> bool:
    return not await office.jobs.unfinished()


async def written(office: Office) -> bool:
    return bool(await office.variants.undelivered())


async def in_the_window(office: Office) -> list[str | None]:
    return [one.text for one in await office.variants.undelivered() if one.delivery is Delivery.SENDING]


async def all_variants(office: Office) -> list[Variant]:
    rows = await office.database.rows("SELECT id FROM job ORDER BY id")
    return [one for row in rows for one in await office.variants.of_job(row["id"])]


def doubled(person: Person) -> Counter[str]:
    return Counter(message.text for message in person.said) - Counter({one.text for one in person.said})


@pytest.mark.parametrize("seed", range(6))
async def test_kills_at_any_moment_lose_nothing_and_double_only_in_the_window(
    path: Path, sandbox: Sandbox, anna: Person, seed: int
) -> None:
    chance = Random(seed)
    typist = Typist(sequence=chance.sample(range(4), 4))
    window: Counter[str | None] = Counter()
    async with Office.open(path, sandbox.url, typist=typist) as office:
        await office.submit(anna.id, key="1")
        await office.submit(anna.id, key="2")

    for goal in sorted(chance.choices(range(25), k=5)):
        async with Office.open(path, sandbox.url, typist=typist) as office:
            goal_reached = partial(has_come, office, goal)
            await kill_when(office, goal_reached, turns=int(chance.expovariate(1 / 200)))
            window.update(await in_the_window(office))
    async with Office.open(path, sandbox.url, typist=typist) as office:
        async with office.at_work():
            while await steps(office) < ALL_STEPS:
                continue
        variants = await all_variants(office)
    await anna.look()

    assert {one.text for one in variants} == {message.text for message in anna.said}
    assert len(variants) == 8
    assert doubled(anna) <= window


async def test_only_what_is_missing_is_written_again_as_it_was_planned(
    path: Path, sandbox: Sandbox, anna: Person
) -> None:
    typist = Typist()
    typist.hold(2)
    async with Office.open(path, sandbox.url, typist=typist) as office:
        job = await office.submit(anna.id)
        async with office.at_work():
            await anna.until(lambda screen: len(screen.said) == 2)
        planned = [(one.position, one.angle, one.seed) for one in await office.variants.of_job(job.id)]

    again = Typist()
    async with Office.open(path, sandbox.url, typist=again) as office, office.at_work():
        await anna.until(lambda screen: len(screen.said) == 4)

    (order,) = again.orders
    assert [(one.position, one.angle, one.seed) for one in order.assignments] == planned[2:]
    assert list(order.shown) == [message.text for message in anna.said[:2]]


async def test_finished_texts_arrive_after_a_restart_without_the_model(
    path: Path, sandbox: Sandbox, anna: Person, town: Town
) -> None:
    unreachable = await town.fault("drop", "*", times=None)
    async with Office.open(path, sandbox.url) as office:
        job = await office.submit(anna.id)
        await kill_when(office, lambda: finished(office))
    await town.heal(unreachable)

    typist = Typist()
    async with Office.open(path, sandbox.url, typist=typist) as office, office.at_work():
        await anna.until(lambda screen: len(screen.said) == 4)

    assert typist.orders == []
    assert [label for one in anna.said for label in one.labels][-1] == "4 of 4, last"
    assert job.id


async def test_a_stopped_job_does_not_come_back(path: Path, sandbox: Sandbox, anna: Person) -> None:
    typist = Typist()
    typist.hold(1)
    async with Office.open(path, sandbox.url, typist=typist) as office:
        job = await office.submit(anna.id)
        async with office.at_work():
            await anna.until(lambda screen: len(screen.said) == 1)
            await office.desk.stop(job.id, UserId(anna.id))
            await anna.sees("stopped at 1 of 4")

    again = Typist()
    async with Office.open(path, sandbox.url, typist=again) as office:
        async with office.at_work():
            await office.submit(anna.id, key="another")
            await anna.until(lambda screen: len(screen.said) == 6)
        state = await office.jobs.get(job.id)

    assert len(again.orders) == 1
    assert state is not None
    assert state.state is JobState.STOPPED


async def test_an_ancient_job_is_closed_but_its_finished_texts_arrive(
    path: Path, sandbox: Sandbox, anna: Person, town: Town
) -> None:
    typist = Typist()
    typist.hold(1)
    unreachable = await town.fault("drop", "sendMessage", times=None)
    async with Office.open(path, sandbox.url, typist=typist) as office:
        job = await office.submit(anna.id)
        await kill_when(office, lambda: written(office))
    await town.heal(unreachable)

    again = Typist()
    async with Office.open(path, sandbox.url, typist=again) as office:
        office.clock.jump(timedelta(hours=7))
        async with office.at_work():
            await office.closed(job.id)

    await anna.look()
    assert [message.text[:3] for message in anna.said] == ["0: ", "exp"]
    assert again.orders == []
