"""Whether the disk takes what is written."""

from storage.database import Database

PROBE = 0  # Telegram's own update numbers are positive


async def write(database: Database) -> None:
    """Commit a row that means nothing. Raises DatabaseError when that is impossible."""
    async with database.transaction() as tx:
        await tx.execute(
            "INSERT INTO handled_update (update_id, handled_at) VALUES (?, ?)"
            " ON CONFLICT (update_id) DO UPDATE SET handled_at = excluded.handled_at",
            (PROBE, database.time()),
        )
