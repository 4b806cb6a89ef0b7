"""What administrators decide while the bot runs: the model in use, and the like."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from storage import audit
from storage.audit import Deed
from storage.database import Database
from storage.records import UserId


class Name(StrEnum):
    MODEL = "model"
    ADAPTER = "adapter"
    PREFERENCE_KEY = "preference_key"  # makes ids of exported briefs unguessable; never shown


@dataclass(frozen=True, slots=True)
class Setting:
    """``revision`` grows with every change, from 1."""

    name: Name
    value: str
    revision: int
    changed_by: UserId | None
    changed_at: datetime


class RuntimeSettings:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def get(self, name: Name) -> Setting | None:
        """``None``: never decided, so what the program was started with holds."""
        row = await self._database.row("SELECT * FROM setting WHERE name = ?", (name,))
        if row is None:
            return None
        changed_by = None if row["changed_by"] is None else UserId(row["changed_by"])
        at = datetime.fromisoformat(row["changed_at"])
        return Setting(name, row["value"], row["revision"], changed_by, at)

    async def change(self, name: Name, value: str, deed: Deed, *, revision: int = 0) -> bool:
        """Decide anew, and note the deed; ``revision`` is what the decision was based on, 0: nothing.

        ``False``: somebody else has decided meanwhile. Look again.
        """
        now = self._database.time()
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "INSERT INTO setting (name, value, changed_by, changed_at)"
                " SELECT ?1, ?2, ?3, ?4 WHERE ?5 = 0 OR EXISTS (SELECT 1 FROM setting WHERE name = ?1)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value, revision = revision + 1,"
                " changed_by = excluded.changed_by, changed_at = excluded.changed_at"
                " WHERE revision = ?5 RETURNING name",
                (name, value, deed.actor_id, now, revision),
            )
            is_changed = bool(list(found))
            if is_changed:
                await audit.write(tx, deed, now)
            return is_changed
