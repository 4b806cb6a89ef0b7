"""Who used the bot how much, by the day. It counts what is there: what was deleted counts no more."""

from dataclasses import dataclass
from datetime import date, timedelta

from storage.database import Database
from storage.records import UserId

_QUERY = """
WITH event (user_id, day, kind, size) AS (
    SELECT user_id, date(created_at, ?1), 'brief', 0 FROM brief
    UNION ALL
    SELECT job.user_id, date(variant.stored_at, ?1),
           CASE WHEN variant.parent_id IS NULL THEN 'variant' ELSE 'refinement' END, length(variant.text)
    FROM variant JOIN job ON job.id = variant.job_id WHERE variant.text IS NOT NULL
    UNION ALL
    SELECT user_id, date(chosen_at, ?1), 'choice', 0 FROM choice WHERE withdrawn_at IS NULL
)
SELECT event.day, event.user_id, user.name,
       count(*) FILTER (WHERE kind = 'brief') AS briefs,
       count(*) FILTER (WHERE kind = 'variant') AS variants,
       count(*) FILTER (WHERE kind = 'refinement') AS refinements,
       count(*) FILTER (WHERE kind = 'choice') AS chosen,
       sum(size) AS characters
FROM event JOIN user ON user.id = event.user_id
WHERE event.day BETWEEN ?2 AND ?3
GROUP BY event.day, event.user_id
ORDER BY event.day, event.user_id
"""


@dataclass(frozen=True, slots=True)
class DayOfUse:
    """One user's day. ``characters`` is the size of all his texts of that day."""

    day: date
    user_id: UserId
    name: str
    briefs: int
    variants: int
    refinements: int
    chosen: int
    characters: int


class Usage:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_day(
        self, first: date, last: date, *, utc_offset: timedelta = timedelta()
    ) -> tuple[DayOfUse, ...]:
        """From ``first`` to ``last``, both included; days without use are left out.

        ``utc_offset`` is that of the people's clocks: days begin at their midnight.
        """
        shift = f"{int(utc_offset.total_seconds()):+d} seconds"
        found = await self._database.rows(_QUERY, (shift, first.isoformat(), last.isoformat()))
        return tuple(
            DayOfUse(
                date.fromisoformat(row["day"]),
                UserId(row["user_id"]),
                row["name"],
                row["briefs"],
                row["variants"],
                row["refinements"],
                row["chosen"],
                row["characters"],
            )
            for row in found
        )
