"""Which of Telegram's updates were handled: after a crash it hands out the last ones again."""

from datetime import UTC, datetime

from storage.database import Database


class Updates:
    def __init__(self, database: Database) -> None:
        self._database = database

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

    async def forget_before(self, moment: datetime) -> None:
        """Telegram keeps updates for 24 hours; older marks are of no use."""
        async with self._database.transaction() as tx:
            await tx.execute(
                "DELETE FROM handled_update WHERE handled_at < ?",
                (moment.astimezone(UTC).isoformat(timespec="milliseconds"),),
            )
