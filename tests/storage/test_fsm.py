import asyncio
from pathlib import Path

import pytest
from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State, StatesGroup
from aiogram.fsm.storage.base import StorageKey

from storage.database import Database
from storage.fsm import SQLiteStorage

KEY = StorageKey(bot_id=1, chat_id=2, user_id=3)


class Asking(StatesGroup):
    task = State()


@pytest.fixture
def storage(database: Database) -> SQLiteStorage:
    return SQLiteStorage(database)


async def test_a_conversation_begins_blank(storage: SQLiteStorage) -> None:
    assert (await storage.get_state(KEY), await storage.get_data(KEY)) == (None, {})


async def test_state_and_data_are_kept_apart(storage: SQLiteStorage) -> None:
    await storage.set_state(KEY, Asking.task)
    await storage.set_data(KEY, {"brief": 5, "слова": ["да"]})

    assert await storage.get_state(KEY) == "Asking:task"
    assert await storage.get_data(KEY) == {"brief": 5, "слова": ["да"]}


async def test_it_outlives_a_restart(path: Path) -> None:
    async with Database.open(path) as database:
        await SQLiteStorage(database).set_state(KEY, "asking")

    async with Database.open(path) as database:
        assert await SQLiteStorage(database).get_state(KEY) == "asking"


@pytest.mark.parametrize(
    "other",
    [
        StorageKey(bot_id=9, chat_id=2, user_id=3),
        StorageKey(bot_id=1, chat_id=9, user_id=3),
        StorageKey(bot_id=1, chat_id=2, user_id=9),
        StorageKey(bot_id=1, chat_id=2, user_id=3, thread_id=9),
        StorageKey(bot_id=1, chat_id=2, user_id=3, business_connection_id="9"),
        StorageKey(bot_id=1, chat_id=2, user_id=3, destiny="9"),
    ],
)
async def test_every_part_of_the_key_counts(storage: SQLiteStorage, other: StorageKey) -> None:
    await storage.set_state(KEY, "asking")

    assert await storage.get_state(other) is None


async def test_a_finished_conversation_leaves_no_row(storage: SQLiteStorage, database: Database) -> None:
    await storage.set_state(KEY, Asking.task)
    await storage.set_data(KEY, {"brief": 5})

    await storage.set_state(KEY, None)
    await storage.set_data(KEY, {})

    assert await database.rows("SELECT * FROM conversation") == []


async def test_updates_at_once_lose_nothing_of_each_other(storage: SQLiteStorage) -> None:
    await asyncio.gather(*(storage.update_data(KEY, {str(number): number}) for number in range(10)))

    assert await storage.get_data(KEY) == {str(number): number for number in range(10)}


async def test_data_must_be_a_mapping(storage: SQLiteStorage) -> None:
    with pytest.raises(DataNotDictLikeError):
        await storage.set_data(KEY, [1])  # type: ignore[arg-type]
