import sqlite3
from dataclasses import replace
from datetime import timedelta

import pytest

from copywriting.brief import PlatformSlug, Tone
from storage.records import ChatId, MessageId, Role, Streaming
from storage.updates import Updates
from tests.storage.conftest import ANNA, BORIS, BRIEF, CHAT, TWO, Shelf, Watch


async def test_a_stranger_knocks_once(shelf: Shelf) -> None:
    first = await shelf.users.request_access(ANNA, "Анна")
    second = await shelf.users.request_access(ANNA, "Анна")

    assert (first, second) == (True, False)


async def test_knocking_again_changes_no_role(shelf: Shelf) -> None:
    await shelf.users.ensure_admin(ANNA)

    await shelf.users.request_access(ANNA, "Анна")

    user = await shelf.users.get(ANNA)
    assert user is not None
    assert user.role is Role.ADMIN


async def test_only_admins_are_admins(shelf: Shelf) -> None:
    await shelf.users.request_access(BORIS, "Борис")
    await shelf.users.ensure_admin(ANNA)

    assert [admin.id for admin in await shelf.users.admins()] == [ANNA]


async def test_the_role_of_nobody_cannot_be_set(shelf: Shelf) -> None:
    assert await shelf.users.set_role(ANNA, Role.STAFF) is None


async def test_only_what_is_given_is_remembered(shelf: Shelf) -> None:
    await shelf.users.ensure_admin(ANNA)
    await shelf.users.remember(ANNA, platform=PlatformSlug("sms"), tone=Tone("лаконичный"), variants=3)

    await shelf.users.remember(ANNA, streaming=Streaming.OFF)

    user = await shelf.users.get(ANNA)
    assert user is not None
    assert (user.platform, user.tone, user.variants, user.streaming) == (
        "sms",
        "лаконичный",
        3,
        Streaming.OFF,
    )


async def test_a_brief_comes_back_as_it_was(shelf: Shelf) -> None:
    stored = await shelf.brief()

    assert await shelf.briefs.get(stored.id) == stored
    assert stored.brief == BRIEF


async def test_one_message_makes_one_brief(shelf: Shelf) -> None:
    await shelf.users.ensure_admin(ANNA)

    first = await shelf.briefs.add(ANNA, CHAT, BRIEF, 2, key="101:5")
    second = await shelf.briefs.add(ANNA, CHAT, replace(BRIEF, seed="другой"), 2, key="101:5")

    assert second == first


async def test_parts_of_a_paste_are_joined(shelf: Shelf) -> None:
    stored = await shelf.brief()

    longer = await shelf.briefs.append_seed(stored.id, "вторая часть")

    assert longer is not None
    assert longer.brief.seed == "ЛОГОС\nвторая часть"
    assert await shelf.briefs.get(stored.id) == longer


async def test_a_changed_brief_keeps_its_card(shelf: Shelf) -> None:
    stored = await shelf.brief()
    await shelf.briefs.attach_card(stored.id, MessageId(9))

    changed = await shelf.briefs.change(stored.id, replace(BRIEF, task="пилот"), 4)

    assert changed is not None
    assert (changed.brief.task, changed.variants, changed.card_message_id) == ("пилот", 4, 9)


async def test_a_deleted_brief_is_gone_with_everything(shelf: Shelf) -> None:
    stored = await shelf.brief()
    job, _ = await shelf.jobs.submit(stored, TWO, key="k")

    first, second = await shelf.briefs.delete(stored.id), await shelf.briefs.delete(stored.id)

    assert (first, second) == (True, False)
    assert (await shelf.jobs.get(job.id), await shelf.variants.of_job(job.id)) == (None, ())
    assert await shelf.briefs.change(stored.id, BRIEF, 1) is None


async def test_an_id_is_never_used_again(shelf: Shelf) -> None:
    stored = await shelf.brief()
    await shelf.briefs.delete(stored.id)

    assert (await shelf.brief()).id > stored.id


async def test_a_forgotten_user_takes_his_briefs_along(shelf: Shelf) -> None:
    stored = await shelf.brief()

    await shelf.users.forget(ANNA)

    assert await shelf.briefs.get(stored.id) is None


async def test_a_brief_needs_a_user(shelf: Shelf) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        await shelf.briefs.add(BORIS, ChatId(BORIS), BRIEF, 2)


async def test_the_latest_brief_is_the_users_own(shelf: Shelf) -> None:
    mine = await shelf.brief(ANNA)
    await shelf.brief(BORIS)

    assert await shelf.briefs.latest(ANNA) == mine


async def test_updates_are_remembered_for_as_long_as_telegram_keeps_them(shelf: Shelf, watch: Watch) -> None:
    updates = Updates(shelf.database)
    await updates.mark_handled(1)
    watch.forward(hours=30)
    await updates.mark_handled(2)
    await updates.mark_handled(2)

    await updates.forget_before(watch.time - timedelta(hours=25))

    assert (await updates.was_handled(1), await updates.was_handled(2)) == (False, True)
