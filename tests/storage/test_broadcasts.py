"""Announcements: everybody once, and no more."""

import asyncio

from storage.broadcasts import Broadcast, Broadcasts, BroadcastState, Reach, Receipt
from storage.records import Role, UserId
from tests.storage.conftest import ANNA, BORIS, Shelf


async def announced(shelf: Shelf, count: int = 3) -> tuple[Broadcasts, Broadcast]:
    await shelf.users.ensure_admin(ANNA)
    for number in range(1, count + 1):
        await shelf.brief(UserId(number))
    broadcasts = Broadcasts(shelf.database)
    return broadcasts, await broadcasts.create(ANNA, "Завтра перерыв", [Role.STAFF, Role.ADMIN], key="k")


async def test_it_is_for_those_in_the_roles_but_its_author(shelf: Shelf) -> None:
    await shelf.users.request_access(BORIS, "Борис")
    broadcasts, made = await announced(shelf)

    assert await broadcasts.reach(made.id) == Reach(3, 0, 0, 0, 0, 3)


async def test_a_double_tap_announces_once(shelf: Shelf) -> None:
    broadcasts, made = await announced(shelf)

    assert await broadcasts.create(ANNA, "Завтра перерыв", [Role.STAFF], key="k") == made


async def test_nobody_is_taken_twice(shelf: Shelf) -> None:
    broadcasts, made = await announced(shelf)

    taken = await asyncio.gather(*(broadcasts.next(made.id) for _ in range(5)))

    assert sorted(one for one in taken if one is not None) == [1, 2, 3]


async def test_how_far_it_has_come_is_told(shelf: Shelf) -> None:
    broadcasts, made = await announced(shelf, 5)
    for receipt in (Receipt.SENT, Receipt.UNREACHABLE, Receipt.REFUSED):
        user_id = await broadcasts.next(made.id)
        assert user_id is not None
        await broadcasts.mark(made.id, user_id, receipt)
    await broadcasts.next(made.id)

    assert await broadcasts.reach(made.id) == Reach(5, sent=1, unreachable=1, refused=1, unsure=1, waiting=1)


async def test_a_stopped_one_reaches_nobody_else(shelf: Shelf) -> None:
    broadcasts, made = await announced(shelf)
    await broadcasts.next(made.id)

    stops = [await broadcasts.stop(made.id, ANNA) for _ in range(2)]

    after = await broadcasts.get(made.id)
    assert after is not None
    assert (stops, after.state, await broadcasts.next(made.id), await broadcasts.running()) == (
        [True, False],
        BroadcastState.STOPPED,
        None,
        (),
    )


async def test_a_forgotten_user_is_not_written_to(shelf: Shelf) -> None:
    broadcasts, made = await announced(shelf, 2)

    await shelf.users.forget(UserId(1))

    assert (await broadcasts.next(made.id), await broadcasts.next(made.id)) == (2, None)
