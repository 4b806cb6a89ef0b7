"""aiogram's conversation state in the same database, so that a restart interrupts nobody."""

import json
from collections.abc import Mapping
from typing import Any

from aiogram.exceptions import DataNotDictLikeError
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StateType, StorageKey

from storage.database import Database


class SQLiteStorage(BaseStorage):
    """States and data of conversations. Closing it closes nothing: the database belongs to its opener."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def set_state(self, key: StorageKey, state: StateType = None) -> None:
        name = state.state if isinstance(state, State) else state
        async with self._database.transaction() as tx:
            await tx.execute(
                "INSERT INTO conversation (key, state, changed_at) VALUES (?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET state = excluded.state, changed_at = excluded.changed_at",
                (_text(key), name, self._database.time()),
            )
            await tx.execute(
                "DELETE FROM conversation WHERE key = ? AND state IS NULL AND data = '{}'", (_text(key),)
            )

    async def get_state(self, key: StorageKey) -> str | None:
        row = await self._database.row("SELECT state FROM conversation WHERE key = ?", (_text(key),))
        return None if row is None else row["state"]

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        if not isinstance(data, Mapping):
            raise DataNotDictLikeError(f"conversation data must be a mapping, not {type(data).__name__}")
        async with self._database.transaction() as tx:
            await tx.execute(
                "INSERT INTO conversation (key, data, changed_at) VALUES (?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET data = excluded.data, changed_at = excluded.changed_at",
                (_text(key), json.dumps(dict(data), ensure_ascii=False), self._database.time()),
            )
            await tx.execute(
                "DELETE FROM conversation WHERE key = ? AND state IS NULL AND data = '{}'", (_text(key),)
            )

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        row = await self._database.row("SELECT data FROM conversation WHERE key = ?", (_text(key),))
        return {} if row is None else dict(json.loads(row["data"]))

    async def update_data(self, key: StorageKey, data: Mapping[str, Any]) -> dict[str, Any]:
        """Merge in one transaction: two updates at once lose nothing of each other."""
        async with self._database.transaction() as tx:
            found = list(
                await tx.execute_fetchall("SELECT data FROM conversation WHERE key = ?", (_text(key),))
            )
            merged: dict[str, Any] = {**(json.loads(found[0]["data"]) if found else {}), **data}
            await tx.execute(
                "INSERT INTO conversation (key, data, changed_at) VALUES (?, ?, ?)"
                " ON CONFLICT (key) DO UPDATE SET data = excluded.data, changed_at = excluded.changed_at",
                (_text(key), json.dumps(merged, ensure_ascii=False), self._database.time()),
            )
        return merged

    async def close(self) -> None:
        return None


def _text(key: StorageKey) -> str:
    """Every part of the key, unambiguously."""
    parts = (key.bot_id, key.chat_id, key.user_id, key.thread_id, key.business_connection_id, key.destiny)
    return json.dumps(parts)
