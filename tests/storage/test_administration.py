"""What administrators decide, see and upload."""

import asyncio
from datetime import date, timedelta

import pytest

from storage.audit import Action, Audit, Deed
from storage.files import Files
from storage.records import Role, UserId
from storage.settings import Name, RuntimeSettings
from storage.usage import Usage
from tests.storage.conftest import ANNA, BORIS, Shelf, Watch

SWITCH = Deed(ANNA, Action.MODEL, subject="nano")
UPLOAD = Deed(ANNA, Action.FILE, subject="products.yaml")


async def deeds(shelf: Shelf) -> list[tuple[Action, str | None]]:
    return [(one.action, one.subject) for one in (await Audit(shelf.database).page()).items]


async def test_the_audit_tells_who_did_what_to_whom_and_when(shelf: Shelf, watch: Watch) -> None:
    await shelf.users.request_access(BORIS, "Борис")
    deed = Deed(ANNA, Action.APPROVE, user_id=BORIS, details={"role": "staff"})

    await shelf.users.set_role(BORIS, Role.STAFF, deed=deed)

    (entry,) = (await Audit(shelf.database).page()).items
    assert (entry.actor_id, entry.action, entry.user_id, entry.details, entry.at) == (
        ANNA,
        Action.APPROVE,
        BORIS,
        {"role": "staff"},
        watch.time,
    )


async def test_what_was_not_done_is_not_noted(shelf: Shelf) -> None:
    await shelf.users.set_role(BORIS, Role.STAFF, deed=Deed(ANNA, Action.APPROVE, user_id=BORIS))

    assert await deeds(shelf) == []


async def test_nothing_decided_is_nothing(shelf: Shelf) -> None:
    assert await RuntimeSettings(shelf.database).get(Name.MODEL) is None


async def test_a_decision_outdoes_the_one_it_was_based_on(shelf: Shelf) -> None:
    settings = RuntimeSettings(shelf.database)
    await settings.change(Name.MODEL, "nano", SWITCH)
    before = await settings.get(Name.MODEL)
    assert before is not None

    is_changed = await settings.change(Name.MODEL, "big", SWITCH, revision=before.revision)

    after = await settings.get(Name.MODEL)
    assert after is not None
    assert (is_changed, after.value, after.changed_by, len(await deeds(shelf))) == (True, "big", ANNA, 2)


@pytest.mark.parametrize("decided", [False, True])
async def test_of_two_who_decide_at_once_one_is_told_to_look_again(shelf: Shelf, decided: bool) -> None:
    settings = RuntimeSettings(shelf.database)
    if decided:
        await settings.change(Name.MODEL, "first", SWITCH)

    results = await asyncio.gather(
        *(settings.change(Name.MODEL, str(one), SWITCH, revision=int(decided)) for one in range(4))
    )

    standing = await settings.get(Name.MODEL)
    assert sorted(results) == [False, False, False, True]
    assert standing is not None
    assert standing.value == str(results.index(True))
    assert len(await deeds(shelf)) == 1 + decided


async def test_a_new_file_stands_and_the_old_one_is_kept(shelf: Shelf) -> None:
    files = Files(shelf.database)
    first = await files.store("products.yaml", "a: 1", UPLOAD)
    second = await files.store("products.yaml", "a: 2", UPLOAD)

    assert await files.standing("products.yaml") == second
    assert [(one.content, one.standing) for one in await files.versions("products.yaml")] == [
        ("a: 2", True),
        ("a: 1", False),
    ]
    assert await files.standing("glossary.yaml") is None
    assert first.stored_by == ANNA


async def test_an_earlier_file_can_be_put_back_and_our_own_again(shelf: Shelf) -> None:
    files = Files(shelf.database)
    first = await files.store("products.yaml", "a: 1", UPLOAD)
    await files.store("products.yaml", "a: 2", UPLOAD)

    restored = await files.restore(first.id, UPLOAD)
    assert restored is not None
    assert await files.standing("products.yaml") == restored

    await files.withdraw("products.yaml", UPLOAD)
    assert await files.standing("products.yaml") is None
    assert await files.restore(99, UPLOAD) is None


async def test_usage_is_told_by_user_and_day(shelf: Shelf, watch: Watch) -> None:
    first, second = await shelf.write(await shelf.brief(ANNA), "Один", "Два")
    await shelf.variants.choose(second.id, ANNA)
    watch.forward(days=1)
    await shelf.refine(first, "короче")
    await shelf.brief(BORIS)

    days = await Usage(shelf.database).by_day(date(2026, 11, 22), date(2026, 11, 23))

    assert [
        (one.day.day, one.user_id, one.briefs, one.variants, one.refinements, one.chosen) for one in days
    ] == [
        (22, ANNA, 1, 2, 0, 1),
        (23, ANNA, 0, 0, 1, 0),
        (23, BORIS, 1, 0, 0, 0),
    ]
    assert days[0].characters == len("ОдинДва")


async def test_a_day_begins_at_the_peoples_midnight(shelf: Shelf, watch: Watch) -> None:
    watch.forward(hours=11)  # 23:00 UTC, 2:00 in Moscow
    await shelf.brief(ANNA)

    (day,) = await Usage(shelf.database).by_day(
        date(2026, 11, 1), date(2026, 11, 30), utc_offset=timedelta(hours=3)
    )

    assert day.day == date(2026, 11, 23)


async def test_users_come_by_the_page_and_role(shelf: Shelf, watch: Watch) -> None:
    for number in range(1, 6):
        await shelf.users.request_access(UserId(number), str(number))
        watch.forward(minutes=1)
    await shelf.users.set_role(UserId(2), Role.STAFF)

    page = await shelf.users.page([Role.PENDING], 9, size=3)

    assert ([one.id for one in page.items], page.number, page.total) == ([1], 2, 4)


async def test_a_role_is_changed_only_from_what_its_changer_saw(shelf: Shelf) -> None:
    await shelf.users.request_access(BORIS, "Борис")
    approve, block = (Deed(ANNA, action, user_id=BORIS) for action in (Action.APPROVE, Action.BLOCK))

    first = await shelf.users.move(BORIS, Role.PENDING, Role.STAFF, approve)
    second = await shelf.users.move(BORIS, Role.PENDING, Role.BLOCKED, block)

    assert first is not None
    assert (first.role, second) == (Role.STAFF, None)
    assert [action for action, _ in await deeds(shelf)] == [Action.APPROVE]


async def test_nothing_takes_the_last_admin_away(shelf: Shelf) -> None:
    for one in (ANNA, BORIS):
        await shelf.users.ensure_admin(one)

    moved = await asyncio.gather(
        *(
            shelf.users.move(one, Role.ADMIN, Role.STAFF, Deed(one, Action.DEMOTE, user_id=one))
            for one in (ANNA, BORIS)
        )
    )

    assert [one is None for one in moved].count(True) == 1
    assert len(await shelf.users.admins()) == 1
    assert await shelf.users.count() == {Role.ADMIN: 1, Role.STAFF: 1}
