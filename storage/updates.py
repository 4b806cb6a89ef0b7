"""Updates between Telegram and their handlers: kept while under way, known by their number when handled."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.database import Database


@dataclass(frozen=True, slots=True)
class Kept:
    """An update as JSON. ``attempts``: how many processes have begun to handle it, this one included."""

    update_id: int
    body: str
    attempts: int


class Updates:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def keep(self, updates: Iterable[tuple[int, str]]) -> None:
        """Make updates (numbers and JSON) safe, before Telegram is told that it may forget them."""
        async with self._database.transaction() as tx:
            await tx.executemany(
                "INSERT INTO kept_update (update_id, body, attempts, kept_at) SELECT ?1, ?2, 1, ?3"
                " WHERE NOT EXISTS (SELECT 1 FROM handled_update WHERE update_id = ?1)"
                " ON CONFLICT DO NOTHING",
                [(update_id, body, self._database.time()) for update_id, body in updates],
            )

    async def take_up(self) -> tuple[Kept, ...]:
        """What an earlier process has left, oldest first; each one's attempt now is counted."""
        async with self._database.transaction() as tx:
            await tx.execute("UPDATE kept_update SET attempts = attempts + 1")
            found = await tx.execute_fetchall(
                "SELECT update_id, body, attempts FROM kept_update ORDER BY update_id"
            )
            return tuple(Kept(row["update_id"], row["body"], row["attempts"]) for row in found)

    async def was_handled(self, update_id: int) -> bool:
        row = await self._database.row("SELECT 1 FROM handled_update WHERE update_id = ?", (update_id,))
        return row is not None

    async def mark_handled(self, update_id: int) -> None:
        """Call it when the handler is through: marked earlier, a crash in between would lose the update."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "INSERT INTO handled_update (update_id, handled_at) VALUES (?, ?) ON CONFLICT DO NOTHING",
                (update_id, self._database.time()),
            )
            await tx.execute("DELETE FROM kept_update WHERE update_id = ?", (update_id,))

    async def forget_before(self, moment: datetime) -> None:
        """Telegram keeps updates for 24 hours; older marks are of no use."""
        before = moment.astimezone(UTC).isoformat(timespec="milliseconds")
        async with self._database.transaction() as tx:
            await tx.execute("DELETE FROM handled_update WHERE handled_at < ?", (before,))
            await tx.execute("DELETE FROM kept_update WHERE kept_at < ?", (before,))
