"""A job's life as its user sees it."""

from datetime import timedelta
from pathlib import Path

import pytest

from copywriting.errors import NothingWritten
from copywriting.order import Change, Refinement
from desk.limits import Limits
from inference.errors import EngineDead, PromptTooLong
from sandbox.server import Sandbox
from storage.records import Delivery, Job, JobId, JobState, UserId
from tests.desk.stage import Office, Typist
from tests.people import Person

FOUR = ["1 of 4", "2 of 4", "3 of 4", "4 of 4, last"]


def labels(person: Person) -> list[str]:
    return [label for message in person.said for label in message.labels]


async def state_of(office: Office, job_id: JobId) -> JobState | None:
    job = await office.jobs.get(job_id)
    return None if job is None else job.state


async def written(office: Office, job: Job) -> list[str | None]:
    return [variant.text for variant in await office.variants.of_job(job.id)]


async def test_variants_arrive_each_as_its_own_message(office: Office, anna: Person) -> None:
    async with office.at_work():
        job = await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 4)

    assert [message.text for message in anna.said] == await written(office, job)
    assert labels(anna) == FOUR
    assert await state_of(office, job.id) is JobState.DONE


async def test_variants_arrive_in_order_in_whatever_order_they_are_written(
    office: Office, anna: Person, typist: Typist
) -> None:
    typist.sequence = [2, 3, 1, 0]

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 4)

    assert labels(anna) == FOUR


async def test_a_finished_variant_does_not_wait_for_the_others(
    office: Office, anna: Person, typist: Typist
) -> None:
    typist.hold(1)

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 1)

    assert labels(anna) == ["1 of 4"]


async def test_stop_keeps_what_is_finished_and_ends_the_work(
    office: Office, anna: Person, typist: Typist
) -> None:
    typist.hold(2)
    async with office.at_work():
        job = await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 2)

        assert await office.desk.stop(job.id, UserId(anna.id))
        await anna.sees("stopped at 2 of 4", within=1)

    assert typist.closed == 1
    assert await state_of(office, job.id) is JobState.STOPPED


async def test_telegrams_own_stop_finds_the_job(office: Office, anna: Person, typist: Typist) -> None:
    typist.hold(0)
    async with office.at_work():
        job = await office.submit(anna.id)
        draft = await anna.until(lambda screen: screen.draft)

        assert await office.desk.stop_draft(job.chat_id, draft.id)
        await anna.sees("stopped at 0 of 4")


async def test_nobody_stops_somebody_elses_job(
    office: Office, anna: Person, boris: Person, typist: Typist
) -> None:
    typist.hold(0)
    async with office.at_work():
        job, his = await office.submit(anna.id), await office.submit(boris.id)
        await anna.until(lambda screen: screen.draft)

        assert not await office.desk.stop(job.id, UserId(boris.id))
        assert not await office.desk.stop_draft(his.chat_id, job.id)
        assert await office.desk.stop(his.id, UserId(boris.id))
        typist.release()
        await anna.until(lambda screen: len(screen.said) == 4)

    assert labels(anna) == FOUR


async def test_a_waiting_job_can_be_stopped(
    path: Path, sandbox: Sandbox, typist: Typist, anna: Person, boris: Person
) -> None:
    typist.hold(0)
    async with Office.open(path, sandbox.url, typist=typist, limits=Limits(parallel_jobs=1)) as office:
        await office.submit(anna.id)
        async with office.at_work():
            await anna.until(lambda screen: screen.draft)
            waiting = await office.submit(boris.id)

            assert await office.desk.stop(waiting.id, UserId(boris.id))
            await boris.sees("stopped at 0 of 4")

    assert len(typist.orders) == 1


async def test_a_job_is_stopped_once(office: Office, anna: Person) -> None:
    job = await office.submit(anna.id)

    first = await office.desk.stop(job.id, UserId(anna.id))
    second = await office.desk.stop(job.id, UserId(anna.id))

    assert (first, second) == (True, False)


@pytest.mark.parametrize("error", [PromptTooLong(9, 1, 8), NothingWritten((0,)), ValueError("a bug")])
async def test_a_failure_is_told_and_the_desk_goes_on(
    office: Office, anna: Person, typist: Typist, error: Exception
) -> None:
    typist.errors = [error]
    async with office.at_work():
        job = await office.submit(anna.id)
        await anna.sees(f"failed at 0 of 4: {type(error).__name__}")
        await office.closed(job.id)
        await office.submit(anna.id, key="again")
        await anna.until(lambda screen: len(screen.said) == 5)

    assert await state_of(office, job.id) is JobState.FAILED


async def test_an_engine_that_comes_back_costs_nobody_a_job(
    office: Office, anna: Person, typist: Typist
) -> None:
    typist.errors = [EngineDead("worker died"), EngineDead("worker died")]

    async with office.at_work():
        await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 4)

    assert labels(anna) == FOUR


async def test_an_engine_that_stays_dead_is_told(office: Office, anna: Person, typist: Typist) -> None:
    typist.errors = [EngineDead("worker died")] * 9

    async with office.at_work():
        await office.submit(anna.id)
        await anna.sees("failed at 0 of 4: EngineDead")


async def test_a_job_over_its_time_to_live_is_closed_with_a_word(office: Office, anna: Person) -> None:
    job = await office.submit(anna.id)
    office.clock.jump(timedelta(hours=7))

    async with office.at_work():
        await anna.sees("expired at 0 of 4")
        await office.closed(job.id)

    assert await state_of(office, job.id) is JobState.EXPIRED


async def test_more_variants_bring_new_angles_and_know_the_old_texts(
    office: Office, anna: Person, typist: Typist
) -> None:
    async with office.at_work():
        brief = await office.brief(anna.id, variants=3)
        first = await office.desk.submit(brief, key="1")
        await anna.until(lambda screen: len(screen.said) == 3)
        second = await office.desk.submit(brief, key="2")
        await anna.until(lambda screen: len(screen.said) == 6)

    angles = [one.angle for job in (first, second) for one in await office.variants.of_job(job.id)]
    assert len(set(angles)) == 6
    assert list(typist.orders[1].shown) == await written(office, first)


async def test_a_refinement_is_one_text_from_its_parents_angle(
    office: Office, anna: Person, typist: Typist
) -> None:
    async with office.at_work():
        brief = await office.brief(anna.id, variants=2)
        job = await office.desk.submit(brief, key="1")
        await anna.until(lambda screen: len(screen.said) == 2)
        parent = (await office.variants.of_job(job.id))[1]
        wish = Refinement(parent.text or "", Change.SHORTER)
        await office.desk.submit(brief, key="2", refinement=wish, parent_id=parent.id)
        await anna.until(lambda screen: len(screen.said) == 3)

    order = typist.orders[1]
    assert [one.angle for one in order.assignments] == [parent.angle]
    assert (order.refinement, order.shown) == (wish, ())


async def test_a_brief_deleted_meanwhile_troubles_nobody(
    office: Office, anna: Person, typist: Typist
) -> None:
    typist.hold(0)
    async with office.at_work():
        job = await office.submit(anna.id)
        await anna.until(lambda screen: screen.draft)
        await office.briefs.delete(job.brief_id)
        typist.release()
        again = await office.submit(anna.id, key="again")
        await anna.until(lambda screen: len(screen.said) >= 4)

    assert [one.delivery for one in await office.variants.of_job(again.id)] == [Delivery.SENT] * 4
