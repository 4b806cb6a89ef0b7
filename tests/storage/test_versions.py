"""Refined texts, walking back, thumbs and stars."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from copywriting.report import Report
from storage.records import Rating, UserId, Variant
from tests.storage.conftest import ANNA, BORIS, TWO, Shelf


async def original(shelf: Shelf) -> Variant:
    """The second text of two."""
    _, second = await shelf.write(await shelf.brief(), "Первый", "Второй")
    return second


async def current(shelf: Shelf, variant: Variant) -> str | None:
    found = await shelf.variants.current(variant.id)
    assert found is not None
    return found.text


async def test_an_original_is_version_one_of_itself(shelf: Shelf) -> None:
    first = await original(shelf)

    assert (first.version, first.root_id, first.current) == (1, first.id, True)
    assert await shelf.variants.lineage(first.id) == (first,)


async def test_a_refined_text_is_the_next_version_and_stands(shelf: Shelf) -> None:
    first = await original(shelf)

    third = await shelf.refine(await shelf.refine(first, "короче"), "ещё короче")

    assert (third.version, third.root_id, third.current) == (3, first.id, True)
    assert [one.text for one in await shelf.variants.lineage(third.id)] == ["Второй", "короче", "ещё короче"]
    assert not (await shelf.again(first)).current


async def test_it_remembers_where_it_began(shelf: Shelf) -> None:
    third = await shelf.refine(await shelf.refine(await original(shelf), "короче"), "ещё короче")

    assert (third.original_number, third.original_total, third.number, third.total) == (2, 2, 1, 1)


async def test_a_version_that_is_only_planned_does_not_stand(shelf: Shelf) -> None:
    first = await original(shelf)
    brief = await shelf.briefs.get(first.brief_id)
    assert brief is not None
    job, _ = await shelf.jobs.submit(brief, TWO[:1], key="k", parent_id=first.id)

    assert await current(shelf, first) == "Второй"
    (planned,) = await shelf.variants.of_job(job.id)
    await shelf.variants.store(planned.id, "готов", Report())
    assert await current(shelf, first) == "готов"


async def test_walking_back_deletes_nothing(shelf: Shelf) -> None:
    first = await original(shelf)
    second = await shelf.refine(first, "короче")

    step = await shelf.variants.step_back(second.id, ANNA)

    assert step is not None
    assert (step.variant.text, step.left.text, step.changed) == ("Второй", "короче", True)
    assert await current(shelf, second) == "Второй"
    assert (await shelf.again(second)).text == "короче"


async def test_walking_back_twice_from_the_same_text_is_walking_once(shelf: Shelf) -> None:
    first = await original(shelf)
    third = await shelf.refine(await shelf.refine(first, "2"), "3")

    await shelf.variants.step_back(third.id, ANNA)
    again = await shelf.variants.step_back(third.id, ANNA)

    assert again is not None
    assert (again.variant.text, again.changed) == ("2", False)


async def test_refining_after_walking_back_begins_a_branch(shelf: Shelf) -> None:
    first = await original(shelf)
    await shelf.variants.step_back((await shelf.refine(first, "короче")).id, ANNA)

    branch = await shelf.refine(first, "веселее")

    assert branch.version == 2
    assert [one.text for one in await shelf.variants.family(first.id)] == ["Второй", "короче", "веселее"]
    assert [one.text for one in await shelf.variants.lineage(branch.id)] == ["Второй", "веселее"]


async def test_any_version_can_be_made_current(shelf: Shelf) -> None:
    first = await original(shelf)
    second = await shelf.refine(first, "короче")
    await shelf.variants.step_back(second.id, ANNA)

    step = await shelf.variants.make_current(second.id, ANNA)

    assert step is not None
    assert (step.variant.text, step.variant.current) == ("короче", True)


@pytest.mark.parametrize("user_id", [ANNA, BORIS])
async def test_there_is_no_way_back_from_an_original_or_by_a_stranger(shelf: Shelf, user_id: UserId) -> None:
    first = await original(shelf)
    second = await shelf.refine(first, "короче")

    pressed = first if user_id == ANNA else second

    assert await shelf.variants.step_back(pressed.id, user_id) is None
    assert await current(shelf, first) == "короче"


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(["refine", "back", "stand"]), st.integers(0, 20)), max_size=8))
async def test_whatever_is_pressed_one_version_stands_and_none_is_lost(
    shelf: Shelf, moves: list[tuple[str, int]]
) -> None:
    root = await original(shelf)  # every example has its own
    family = [root]
    for what, number in moves:
        chosen = family[number % len(family)]
        if what == "refine":
            family.append(await shelf.refine(chosen, f"{len(family)}"))
        elif what == "back":
            await shelf.variants.step_back(chosen.id, ANNA)
        else:
            await shelf.variants.make_current(chosen.id, ANNA)

    found = await shelf.variants.family(root.id)
    versions = {one.id: one.version for one in found}
    assert [one.id for one in found] == [one.id for one in family]
    assert sum(one.current for one in found) == 1
    assert all(one.parent_id is None or versions[one.parent_id] + 1 == one.version for one in found)


async def test_a_rating_can_be_changed_and_taken_back(shelf: Shelf) -> None:
    first = await original(shelf)
    ratings = []
    for rating in (Rating.UP, Rating.DOWN, Rating.DOWN, None):
        rated = await shelf.opinions.rate(first.id, ANNA, rating)
        ratings.append(rated and rated.rating)

    assert ratings == [Rating.UP, Rating.DOWN, Rating.DOWN, None]


async def test_every_change_of_mind_is_kept_with_its_time_and_user(shelf: Shelf) -> None:
    first = await original(shelf)
    await shelf.opinions.rate(first.id, ANNA, Rating.UP)
    await shelf.opinions.rate(first.id, ANNA, Rating.DOWN)

    found = await shelf.database.rows(
        "SELECT user_id, value, rated_at IS NOT NULL AS timed, withdrawn_at IS NULL AS stands FROM rating"
    )
    assert [tuple(row) for row in found] == [(ANNA, 1, 1, 0), (ANNA, -1, 1, 1)]


async def test_a_star_is_there_until_it_is_taken_away(shelf: Shelf) -> None:
    first = await original(shelf)
    stars = []
    for favourite in (True, True, False, False):
        starred = await shelf.opinions.favour(first.id, ANNA, favourite)
        stars.append(starred and starred.favourite)

    assert stars == [True, True, False, False]


async def test_nobody_has_an_opinion_on_somebody_elses_text(shelf: Shelf) -> None:
    first = await original(shelf)

    assert await shelf.opinions.rate(first.id, BORIS, Rating.UP) is None
    assert await shelf.opinions.favour(first.id, BORIS, True) is None
    assert ((await shelf.again(first)).rating, (await shelf.again(first)).favourite) == (None, False)
