"""Refinements, more variants, and a user who leaves while he is served."""

from dataclasses import replace

import pytest

from copywriting.angles import ANGLES
from copywriting.brief import PlatformSlug, Tone
from copywriting.order import Change, Refinement
from desk.wish import Wish
from storage.records import Job, UserId, Variant
from tests.desk.stage import BRIEF, Office, Typist
from tests.people import Person


async def served(office: Office, anna: Person, count: int = 2) -> tuple[Job, tuple[Variant, ...]]:
    job = await office.submit(anna.id, variants=count)
    await anna.until(lambda screen: len(screen.said) == count)
    await office.closed(job.id)
    return job, await office.variants.of_job(job.id)


async def test_a_refinement_is_one_new_version_from_its_parents_side(
    office: Office, anna: Person, typist: Typist
) -> None:
    async with office.at_work():
        _, (_, second) = await served(office, anna)
        job = await office.desk.refine(second, Wish(Change.EDIT, "добавь цену"), key="r")
        assert job is not None
        await anna.until(lambda screen: len(screen.said) == 3)

    order = typist.orders[-1]
    (child,) = await office.variants.of_job(job.id)
    assert order.refinement == Refinement(second.text or "", Change.EDIT, "добавь цену")
    assert [one.angle for one in order.assignments] == [second.angle]
    assert order.shown == ()
    assert (child.parent_id, child.version, child.current) == (second.id, 2, True)


@pytest.mark.parametrize(
    ("wish", "brief"),
    [
        (Wish(Change.TONE, tone=Tone("с юмором")), replace(BRIEF, tone=Tone("с юмором"))),
        (Wish(Change.PLATFORM, platform=PlatformSlug("sms")), replace(BRIEF, platform=PlatformSlug("sms"))),
    ],
)
async def test_another_tone_or_platform_is_for_the_new_version_and_those_after_it(
    office: Office, anna: Person, wish: Wish, brief: object
) -> None:
    async with office.at_work():
        first, (parent, _) = await served(office, anna)
        job = await office.desk.refine(parent, wish, key="r")
        assert job is not None
        await anna.until(lambda screen: len(screen.said) == 3)
    (child,) = await office.variants.of_job(job.id)
    again = await office.desk.refine(child, Wish(Change.SHORTER), key="r2")
    card = await office.briefs.get(first.brief_id)

    assert again is not None
    assert card is not None
    assert (job.brief, again.brief, card.brief) == (brief, brief, BRIEF)


async def test_a_card_changed_since_does_not_change_what_is_refined(office: Office, anna: Person) -> None:
    async with office.at_work():
        first, (parent, _) = await served(office, anna)
    await office.briefs.change(first.brief_id, replace(BRIEF, seed="Другое"), 2)

    job = await office.desk.refine(parent, Wish(Change.SHORTER), key="r")

    assert job is not None
    assert job.brief == BRIEF


async def test_a_double_tap_refines_once(office: Office, anna: Person) -> None:
    async with office.at_work():
        _, (parent, _) = await served(office, anna)
    jobs = [await office.desk.refine(parent, Wish(Change.SHORTER), key="r") for _ in range(2)]

    assert jobs[0] == jobs[1]


async def test_a_deleted_text_is_not_refined(office: Office, anna: Person) -> None:
    async with office.at_work():
        job, (parent, _) = await served(office, anna)
    await office.briefs.delete(job.brief_id)

    assert await office.desk.refine(parent, Wish(Change.SHORTER), key="r") is None


async def test_more_variants_come_from_unused_sides_and_repeat_nothing(
    office: Office, anna: Person, typist: Typist
) -> None:
    async with office.at_work():
        first, (parent, _) = await served(office, anna, 2)
        await office.desk.refine(parent, Wish(Change.SHORTER), key="r")
        await anna.until(lambda screen: len(screen.said) == 3)
        brief = await office.briefs.get(first.brief_id)
        assert brief is not None
        await office.desk.submit(brief, key="more", count=len(ANGLES) - 2)
        await anna.until(lambda screen: len(screen.said) == 1 + len(ANGLES))

    more = typist.orders[-1]
    assert set(more.shown) == {message.text for message in anna.said[:3]}
    used = [one.angle for order in (typist.orders[0], more) for one in order.assignments]
    assert len(set(used)) == len(used) == len(ANGLES)


async def test_a_user_who_is_forgotten_while_he_is_served_costs_nobody_anything(
    office: Office, anna: Person, boris: Person, typist: Typist
) -> None:
    typist.hold(1)
    async with office.at_work():
        job = await office.submit(anna.id)
        await anna.until(lambda screen: len(screen.said) == 1)

        await office.desk.stop_user(UserId(anna.id))
        await office.users.forget(UserId(anna.id))
        typist.release()
        await office.submit(boris.id)
        await boris.until(lambda screen: len(screen.said) == 4)

    assert await office.jobs.get(job.id) is None
    assert [message.text for message in anna.said][1:] in ([], ["stopped at 1 of 4"])
