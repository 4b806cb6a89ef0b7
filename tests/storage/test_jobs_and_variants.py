import asyncio
import sqlite3

import pytest

from copywriting.brief import AngleSlug
from copywriting.order import Assignment, Change, Refinement
from copywriting.report import Finding, Kind, Report, Severity
from storage.records import ChatId, Delivery, JobState, MessageId, Variant
from tests.storage.conftest import ANNA, BORIS, BRIEF, TWO, Shelf

REPORT = Report(findings=(Finding(kind=Kind.LAW, severity=Severity.WARN, quote="лучший"),), length=4)


async def submitted(shelf: Shelf) -> tuple[Variant, Variant]:
    job, _ = await shelf.jobs.submit(await shelf.brief(), TWO, key="101:5:generate")
    first, second = await shelf.variants.of_job(job.id)
    return first, second


async def test_a_job_comes_with_its_planned_variants(shelf: Shelf) -> None:
    first, second = await submitted(shelf)

    assert [(one.number, one.total, one.angle, one.seed, one.text) for one in (first, second)] == [
        (1, 2, "benefit", 7, None),
        (2, 2, "pain", 8, None),
    ]


async def test_a_double_tap_makes_one_job(shelf: Shelf) -> None:
    brief = await shelf.brief()

    results = await asyncio.gather(*(shelf.jobs.submit(brief, TWO, key="k") for _ in range(5)))

    assert len({job.id for job, _ in results}) == 1
    assert [is_new for _, is_new in results].count(True) == 1


async def test_a_job_without_its_variants_is_never_stored(shelf: Shelf) -> None:
    brief = await shelf.brief()
    twins = (TWO[0], Assignment(0, AngleSlug("pain"), 8))

    with pytest.raises(sqlite3.IntegrityError):
        await shelf.jobs.submit(brief, twins, key="k")

    assert await shelf.jobs.unfinished() == ()


async def test_a_job_keeps_the_brief_as_it_was(shelf: Shelf) -> None:
    brief = await shelf.brief()
    job, _ = await shelf.jobs.submit(brief, TWO, key="k")

    await shelf.briefs.append_seed(brief.id, "ещё")

    again = await shelf.jobs.get(job.id)
    assert again is not None
    assert again.brief == BRIEF


async def test_a_refinement_knows_its_parent(shelf: Shelf) -> None:
    parent, _ = await submitted(shelf)
    wish = Refinement("родитель", Change.EDIT, "короче")

    job, _ = await shelf.jobs.submit(
        await shelf.brief(), TWO[:1], key="k2", refinement=wish, parent_id=parent.id
    )

    (child,) = await shelf.variants.of_job(job.id)
    assert (job.refinement, child.parent_id) == (wish, parent.id)


async def test_a_finished_job_stays_as_it_ended(shelf: Shelf) -> None:
    job_id = (await submitted(shelf))[0].job_id

    first = await shelf.jobs.finish(job_id, JobState.STOPPED)
    second = await shelf.jobs.finish(job_id, JobState.DONE)

    job = await shelf.jobs.get(job_id)
    assert (first, second, job and job.state) == (True, False, JobState.STOPPED)
    assert await shelf.jobs.start(job_id) is None


async def test_a_started_job_is_unfinished(shelf: Shelf) -> None:
    job_id = (await submitted(shelf))[0].job_id

    await shelf.jobs.start(job_id)

    assert [job.state for job in await shelf.jobs.unfinished()] == [JobState.RUNNING]
    assert [job.id for job in await shelf.jobs.waiting_for(ANNA)] == [job_id]
    assert await shelf.jobs.waiting_for(BORIS) == ()


async def test_a_text_is_stored_once(shelf: Shelf) -> None:
    variant, _ = await submitted(shelf)

    first = await shelf.variants.store(variant.id, "текст", REPORT, angle=AngleSlug("news"))
    replay = await shelf.variants.store(variant.id, "другой", Report())

    stored = await shelf.variants.get(variant.id)
    assert stored is not None
    assert (first, replay) == (True, False)
    assert (stored.text, stored.report, stored.angle) == ("текст", REPORT, "news")
    assert stored.delivery is Delivery.STORED


async def test_a_replay_cannot_touch_a_delivered_text(shelf: Shelf) -> None:
    variant, _ = await submitted(shelf)
    await shelf.variants.store(variant.id, "текст", REPORT)
    await shelf.variants.sending(variant.id)
    await shelf.variants.sent(variant.id, MessageId(77))

    replays = (
        await shelf.variants.store(variant.id, "другой", REPORT),
        await shelf.variants.sending(variant.id),
        await shelf.variants.sent(variant.id, MessageId(78)),
        await shelf.variants.undeliverable(variant.id),
    )

    sent = await shelf.variants.get(variant.id)
    assert sent is not None
    assert not any(replays)
    assert (sent.text, sent.delivery, sent.message_id) == ("текст", Delivery.SENT, 77)


async def test_an_unwritten_variant_cannot_be_sent(shelf: Shelf) -> None:
    variant, _ = await submitted(shelf)

    assert not await shelf.variants.sending(variant.id)


async def test_what_is_stored_or_being_sent_is_undelivered(shelf: Shelf) -> None:
    first, second = await submitted(shelf)
    await shelf.variants.store(second.id, "б", REPORT)
    await shelf.variants.store(first.id, "а", REPORT)
    await shelf.variants.sending(first.id)

    assert [one.text for one in await shelf.variants.undelivered()] == ["а", "б"]


async def test_a_lost_chat_gives_up_its_jobs_and_texts_only(shelf: Shelf) -> None:
    first, _ = await submitted(shelf)
    await shelf.variants.store(first.id, "а", REPORT)
    other, _ = await shelf.jobs.submit(await shelf.brief(BORIS), TWO, key="other")

    closed = await shelf.jobs.finish_all_in(ChatId(ANNA), JobState.FAILED)
    await shelf.variants.undeliverable_in(ChatId(ANNA))

    assert closed == (first.job_id,)
    assert await shelf.variants.undelivered() == ()
    assert [job.id for job in await shelf.jobs.unfinished()] == [other.id]


async def test_a_choice_moves(shelf: Shelf) -> None:
    first, second = await submitted(shelf)
    for variant in (first, second):
        await shelf.variants.store(variant.id, "текст", REPORT)

    one = await shelf.variants.choose(first.id, ANNA)
    two = await shelf.variants.choose(second.id, ANNA)

    assert one is not None
    assert (one.variant.chosen, one.previous, one.changed) == (True, None, True)
    assert two is not None
    assert two.previous is not None
    assert (two.variant.id, two.previous.id, two.previous.chosen) == (second.id, first.id, False)


async def test_choosing_again_changes_nothing(shelf: Shelf) -> None:
    first, _ = await submitted(shelf)
    await shelf.variants.store(first.id, "текст", REPORT)
    await shelf.variants.choose(first.id, ANNA)

    again = await shelf.variants.choose(first.id, ANNA)

    assert again is not None
    assert (again.changed, again.previous, again.variant.chosen) == (False, None, True)


async def test_withdrawn_choices_are_kept_as_preferences(shelf: Shelf) -> None:
    first, second = await submitted(shelf)
    for variant in (first, second):
        await shelf.variants.store(variant.id, "текст", REPORT)
        await shelf.variants.choose(variant.id, ANNA)

    rows = await shelf.database.rows(
        "SELECT variant_id, withdrawn_at IS NULL AS stands FROM choice ORDER BY id"
    )
    assert [tuple(row) for row in rows] == [(first.id, 0), (second.id, 1)]


async def test_nobody_chooses_for_others_or_what_is_not_written(shelf: Shelf) -> None:
    first, second = await submitted(shelf)
    await shelf.variants.store(first.id, "текст", REPORT)

    assert await shelf.variants.choose(first.id, BORIS) is None
    assert await shelf.variants.choose(second.id, ANNA) is None


async def test_a_group_that_moved_takes_its_jobs_along(shelf: Shelf) -> None:
    first, _ = await submitted(shelf)

    await shelf.jobs.move(ChatId(ANNA), ChatId(-100500))

    moved = await shelf.variants.get(first.id)
    assert moved is not None
    assert moved.chat_id == -100500
