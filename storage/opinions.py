"""What users think of texts: thumbs and stars, each with its time."""

from aiosqlite import Connection

from storage import rows
from storage.database import Database
from storage.records import Rating, UserId, Variant, VariantId


class Opinions:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def rate(self, variant_id: VariantId, user_id: UserId, rating: Rating | None) -> Variant | None:
        """Set a rating, or with ``None`` take it back; what stood before stays as history.

        ``None`` comes back when the variant is gone, has no text yet, or is somebody else's.
        """
        async with self._database.transaction() as tx:
            variant = await _own(tx, variant_id, user_id)
            if variant is None or variant.rating is rating:
                return variant
            now = self._database.time()
            await tx.execute(
                "UPDATE rating SET withdrawn_at = ? WHERE variant_id = ? AND withdrawn_at IS NULL",
                (now, variant_id),
            )
            if rating is not None:
                await tx.execute(
                    "INSERT INTO rating (variant_id, user_id, value, rated_at) VALUES (?, ?, ?, ?)",
                    (variant_id, user_id, int(rating), now),
                )
            return await _own(tx, variant_id, user_id)

    async def favour(self, variant_id: VariantId, user_id: UserId, favourite: bool) -> Variant | None:
        """Put a text among the favourites or take it out; ``None`` as in ``rate``."""
        async with self._database.transaction() as tx:
            if await _own(tx, variant_id, user_id) is None:
                return None
            if favourite:
                await tx.execute(
                    "INSERT INTO favourite (variant_id, user_id, added_at) VALUES (?, ?, ?)"
                    " ON CONFLICT DO NOTHING",
                    (variant_id, user_id, self._database.time()),
                )
            else:
                await tx.execute("DELETE FROM favourite WHERE variant_id = ?", (variant_id,))
            return await _own(tx, variant_id, user_id)


async def _own(tx: Connection, variant_id: VariantId, user_id: UserId) -> Variant | None:
    found = await tx.execute_fetchall(
        "SELECT * FROM variant_card WHERE id = ? AND user_id = ? AND text IS NOT NULL", (variant_id, user_id)
    )
    return next(map(rows.variant, found), None)
