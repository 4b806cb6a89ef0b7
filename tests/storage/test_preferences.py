"""What staff's picks say about texts, and nothing about staff."""

from dataclasses import replace

import pytest

from copywriting.brief import Tone
from copywriting.order import Change
from storage.preferences import Kind, Pair, Preferences
from storage.records import Rating, StoredBrief, Variant
from tests.storage.conftest import ANNA, BORIS, Shelf


async def pairs(shelf: Shelf, kind: Kind) -> list[tuple[str, str]]:
    return [
        (one.chosen, one.rejected) async for one in Preferences(shelf.database).pairs() if one.kind is kind
    ]


async def started(shelf: Shelf, *texts: str) -> tuple[Variant, ...]:
    return await shelf.write(await shelf.brief(), *texts)


async def test_a_choice_is_better_than_what_was_shown_with_it(shelf: Shelf) -> None:
    _, second, _ = await started(shelf, "Один", "Два", "Три")
    await shelf.variants.choose(second.id, ANNA)

    assert await pairs(shelf, Kind.CHOSEN) == [("Два", "Один"), ("Два", "Три")]


async def test_only_the_standing_choice_counts(shelf: Shelf) -> None:
    first, second = await started(shelf, "Один", "Два")
    await shelf.variants.choose(second.id, ANNA)
    await shelf.variants.choose(first.id, ANNA)

    assert await pairs(shelf, Kind.CHOSEN) == [("Один", "Два")]


async def test_a_choice_says_nothing_of_texts_of_other_jobs(shelf: Shelf) -> None:
    brief = await shelf.brief()
    first, _ = await shelf.write(brief, "Один", "Два")
    await shelf.write(brief, "Три")
    await shelf.variants.choose(first.id, ANNA)

    assert await pairs(shelf, Kind.CHOSEN) == [("Один", "Два")]


async def test_a_chosen_version_is_better_than_what_its_original_was_shown_with(shelf: Shelf) -> None:
    first, _ = await started(shelf, "Один", "Два")
    short = await shelf.refine(first, "короче")
    await shelf.variants.choose(short.id, ANNA)

    assert await pairs(shelf, Kind.CHOSEN) == [("короче", "Два")]


async def test_a_text_that_nobody_has_seen_is_no_rejection(shelf: Shelf) -> None:
    first, second = await started(shelf, "Один", "Два")
    await shelf.variants.choose(first.id, ANNA)
    async with shelf.database.transaction() as tx:
        await tx.execute("UPDATE variant SET delivery = 'undeliverable' WHERE id = ?", (second.id,))

    assert await pairs(shelf, Kind.CHOSEN) == []


async def test_a_refinement_is_better_than_its_parent_unless_it_was_undone(shelf: Shelf) -> None:
    (first,) = await started(shelf, "Один")
    second = await shelf.refine(first, "короче")
    third = await shelf.refine(second, "ещё короче")
    await shelf.variants.step_back(third.id, ANNA)

    assert await pairs(shelf, Kind.REFINED) == [("короче", "Один"), ("короче", "ещё короче")]


@pytest.mark.parametrize("change", [Change.TONE, Change.PLATFORM])
async def test_a_change_of_brief_that_was_undone_says_nothing(shelf: Shelf, change: Change) -> None:
    (first,) = await started(shelf, "Один")
    second = await shelf.refine(first, "веселее", change)
    await shelf.variants.step_back(second.id, ANNA)

    assert await pairs(shelf, Kind.REFINED) == []


async def test_thumbs_up_are_better_than_thumbs_down_for_the_same_brief(shelf: Shelf) -> None:
    brief = await shelf.brief()
    first, second = await shelf.write(brief, "Один", "Два")
    (third,) = await shelf.write(brief, "Три")
    (other,) = await shelf.write(await with_tone(shelf, brief), "Другой тон")
    for one, rating in ((first, Rating.UP), (second, Rating.DOWN), (third, Rating.UP), (other, Rating.UP)):
        await shelf.opinions.rate(one.id, ANNA, rating)

    assert await pairs(shelf, Kind.RATED) == [("Один", "Два"), ("Три", "Два")]


async def with_tone(shelf: Shelf, brief: StoredBrief) -> StoredBrief:
    changed = await shelf.briefs.change(brief.id, replace(brief.brief, tone=Tone("с юмором")), 2)
    assert changed is not None
    return changed


async def test_a_pair_names_nobody(shelf: Shelf) -> None:
    first, _ = await started(shelf, "Один", "Два")
    await shelf.variants.choose(first.id, ANNA)

    found = [one async for one in Preferences(shelf.database).pairs()]

    assert {
        field for field in Pair.__slots__ if "user" in field or "chat" in field or "message" in field
    } == set()
    assert [one for one in found if str(ANNA) in str(one) or one.brief_hash == str(first.brief_id)] == []


async def test_a_brief_has_one_hash_and_another_brief_another(shelf: Shelf) -> None:
    for user_id in (ANNA, BORIS):
        first, *_ = await shelf.write(await shelf.brief(user_id), "Один", "Два", "Три")
        await shelf.variants.choose(first.id, user_id)

    hashes = [[one.brief_hash async for one in Preferences(shelf.database).pairs()] for _ in range(2)]

    assert hashes[0] == hashes[1]
    assert len(hashes[0]) == 4
    assert len(set(hashes[0])) == 2
