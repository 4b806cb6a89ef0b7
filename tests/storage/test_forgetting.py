"""What is deleted is gone: rows, index, conversations, and the bytes in the files."""

from datetime import timedelta
from pathlib import Path

import pytest
from aiogram.fsm.storage.base import StorageKey

from storage.audit import Action, Audit, Deed
from storage.broadcasts import Broadcasts
from storage.fsm import SQLiteStorage
from storage.records import Rating, Role, UserId
from storage.retention import Purged, Retention
from tests.storage.conftest import ANNA, BORIS, BRIEF, CHAT, Shelf, Watch

SECRET = "хризантема"
NAME = "Аннабелла Тайнова"


async def live(shelf: Shelf, user_id: UserId, secret: str) -> None:
    """A user who has left traces everywhere."""
    for number in range(30):
        brief = await shelf.brief(user_id, seed=f"{secret} {number} " * 40, task=f"{secret} анонс")
        if number % 3 == 0:
            texts = [f"{secret} {number}-{one} " * 30 for one in range(3)]
            first, second, _ = await shelf.write(brief, *texts)
            child = await shelf.refine(first, f"{secret} короче " * 20)
            await shelf.variants.choose(child.id, user_id)
            await shelf.opinions.rate(second.id, user_id, Rating.DOWN)
            await shelf.opinions.favour(second.id, user_id, True)
        if number % 4 == 0:
            await shelf.briefs.change(brief.id, BRIEF, 1)
    key = StorageKey(bot_id=1, chat_id=int(user_id), user_id=int(user_id))
    await SQLiteStorage(shelf.database).set_data(key, {"draft": secret * 20})


def bytes_of(path: Path) -> bytes:
    return b"".join(one.read_bytes() for one in path.parent.iterdir() if one.name.startswith(path.name))


def mentions(path: Path, *words: str) -> list[str]:
    """Which of the words stand in the files, as they are or as JSON may escape them."""
    content = bytes_of(path)
    forms = [(word, form) for word in words for form in (word, word.capitalize())]
    return [word for word, form in forms if form.encode() in content or form[1:].encode() in content]


async def test_no_byte_of_a_forgotten_user_is_left_and_none_of_another_lost(shelf: Shelf, path: Path) -> None:
    await live(shelf, ANNA, SECRET)
    await live(shelf, BORIS, "пион")
    await shelf.users.rename(ANNA, NAME)
    assert mentions(path, SECRET, NAME)

    await shelf.users.forget(ANNA)

    assert mentions(path, SECRET, NAME) == []
    assert (await shelf.history.page(BORIS, query="пионы")).total == 25
    assert (await shelf.history.favourites(BORIS)).total == 10


async def test_a_forgotten_user_is_a_stranger(shelf: Shelf) -> None:
    await live(shelf, ANNA, SECRET)

    await shelf.users.forget(ANNA)

    assert await shelf.users.get(ANNA) is None
    for table in ("brief", "job", "variant", "choice", "rating", "favourite", "standing", "search"):
        assert await shelf.database.rows(f"SELECT 1 FROM {table}") == [], table
    assert await shelf.database.rows("SELECT 1 FROM conversation") == []


async def test_the_audit_keeps_what_was_done_but_not_to_whom(shelf: Shelf) -> None:
    audit = Audit(shelf.database)
    await shelf.brief(ANNA)
    await audit.note(Deed(BORIS, Action.APPROVE, user_id=ANNA))

    await shelf.users.forget(ANNA)

    (entry,) = (await audit.page()).items
    assert (entry.actor_id, entry.action, entry.user_id) == (BORIS, Action.APPROVE, None)


async def test_forgetting_a_stranger_is_nothing(shelf: Shelf) -> None:
    await shelf.brief(BORIS)

    await shelf.users.forget(ANNA)

    assert await shelf.users.get(BORIS) is not None


async def test_the_old_button_of_a_forgotten_user_makes_a_new_brief(shelf: Shelf) -> None:
    await shelf.users.ensure_admin(ANNA)
    before = await shelf.briefs.add(ANNA, CHAT, BRIEF, 2, key="101:5")
    await shelf.users.forget(ANNA)
    await shelf.users.ensure_admin(ANNA)

    after = await shelf.briefs.add(ANNA, CHAT, BRIEF, 2, key="101:5")

    assert after.id > before.id


async def test_retention_takes_what_nobody_has_touched_with_all_its_bytes(
    shelf: Shelf, watch: Watch, path: Path
) -> None:
    await live(shelf, ANNA, SECRET)
    watch.forward(days=40)
    await shelf.brief(ANNA, task="новый")

    purged = await Retention(shelf.database).purge(watch.time - timedelta(days=30))

    assert purged.briefs == 30
    assert mentions(path, SECRET) == []
    assert [one.brief.brief.task for one in (await shelf.history.page(ANNA)).items] == ["новый"]
    assert await shelf.users.get(ANNA) is not None


@pytest.mark.parametrize("touch", ["change", "order", "choose"])
async def test_a_brief_in_use_stays(shelf: Shelf, watch: Watch, touch: str) -> None:
    brief = await shelf.brief()
    (text,) = await shelf.write(brief, "Один")
    watch.forward(days=40)
    if touch == "change":
        await shelf.briefs.change(brief.id, BRIEF, 3)
    elif touch == "order":
        await shelf.write(brief, "Два")
    else:
        await shelf.variants.choose(text.id, ANNA)

    assert await Retention(shelf.database).purge(watch.time - timedelta(days=30)) == Purged(0, 0)


async def test_old_traces_of_the_administration_go_too(shelf: Shelf, watch: Watch) -> None:
    broadcasts = Broadcasts(shelf.database)
    await shelf.users.ensure_admin(BORIS)
    await shelf.users.request_access(ANNA, NAME)
    done = await broadcasts.create(BORIS, "Завтра перерыв", [Role.STAFF], key="1")
    await broadcasts.finish(done.id)
    await broadcasts.create(BORIS, "Идёт", [Role.STAFF], key="2")
    watch.forward(days=40)

    purged = await Retention(shelf.database).purge(watch.time - timedelta(days=30))

    assert purged == Purged(briefs=0, others=4)  # two audit entries, one broadcast, one request
    assert [one.text for one in await broadcasts.running()] == ["Идёт"]
