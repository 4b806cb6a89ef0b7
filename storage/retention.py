"""Nothing is kept for ever: what was not touched since a moment goes, favourites and choices included."""

from dataclasses import dataclass
from datetime import UTC, datetime

from storage import search
from storage.database import Database

_BATCH = 100  # briefs deleted in one transaction: nobody waits long for his turn to write


@dataclass(frozen=True, slots=True)
class Purged:
    """How much has gone."""

    briefs: int
    others: int  # conversations, audit entries, broadcasts, requests for access that nobody answered


class Retention:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def purge(self, before: datetime) -> Purged:
        """Delete every brief with no order, change or choice since ``before``, and all else that is older.

        Everything goes with its brief: texts, stars, choices, ratings. A brief being written stays.
        """
        moment = before.astimezone(UTC).isoformat(timespec="milliseconds")
        briefs = 0
        while gone := await self._briefs(moment):
            briefs += gone
        others = await self._others(moment)
        if briefs or others:
            async with self._database.transaction() as tx:
                await search.compact(tx)
            await self._database.scrub()
        return Purged(briefs, others)

    async def _briefs(self, moment: str) -> int:
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "DELETE FROM brief WHERE id IN ("
                " SELECT id FROM brief WHERE changed_at < ?1"
                " AND NOT EXISTS (SELECT 1 FROM job WHERE job.brief_id = brief.id"
                "  AND (job.created_at >= ?1 OR job.state IN ('queued', 'running')))"
                " AND NOT EXISTS (SELECT 1 FROM choice WHERE choice.brief_id = brief.id"
                "  AND choice.chosen_at >= ?1)"
                " LIMIT ?2) RETURNING id",
                (moment, _BATCH),
            )
            return len(list(found))

    async def _others(self, moment: str) -> int:
        statements = (
            "DELETE FROM conversation WHERE changed_at < ? RETURNING 1",
            "DELETE FROM audit WHERE at < ? RETURNING 1",
            "DELETE FROM broadcast WHERE created_at < ? AND state <> 'running' RETURNING 1",
            "DELETE FROM user WHERE created_at < ? AND role = 'pending' RETURNING 1",
        )
        count = 0
        async with self._database.transaction() as tx:
            for statement in statements:
                count += len(list(await tx.execute_fetchall(statement, (moment,))))
        return count
