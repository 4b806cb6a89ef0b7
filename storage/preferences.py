"""What staff's picks are worth: pairs of a better and a worse text for the same brief."""

import hashlib
import secrets
from collections.abc import AsyncIterator
from dataclasses import dataclass
from enum import StrEnum
from sqlite3 import Row

from copywriting.brief import AngleSlug, Brief
from copywriting.order import Change
from storage import rows
from storage.database import Database
from storage.settings import Name

_WINDOW = 500  # variants looked at in one query: no long read holds back the log's checkpoints


class Kind(StrEnum):
    CHOSEN = "chosen"  # the standing choice, or what it was refined from, against those shown with it
    REFINED = "refined"  # a version against its parent; walked back from: the parent against it
    RATED = "rated"  # thumbs up against thumbs down, for the same brief


@dataclass(frozen=True, slots=True)
class Pair:
    """``brief_hash`` is the same for all pairs of a brief and says nothing else.

    ``brief`` is as both texts answer it; ``change`` is what was asked for, of a refinement.
    """

    kind: Kind
    brief_hash: str
    brief: Brief
    chosen: str
    rejected: str
    chosen_angle: AngleSlug
    rejected_angle: AngleSlug
    change: Change | None = None


# Each query looks at the texts with an id in a window. ``job`` is the one whose brief both texts answer.
# Texts that were not delivered were not seen, so they are no rejections.
_COLUMNS = """
job.brief, job.brief_id, job.refinement, better.text AS chosen, better.angle AS chosen_angle,
worse.text AS rejected, worse.angle AS rejected_angle
"""
_CHOSEN = f"""
SELECT {_COLUMNS}
FROM variant AS worse
JOIN job ON job.id = worse.job_id
JOIN choice ON choice.brief_id = job.brief_id AND choice.withdrawn_at IS NULL
JOIN variant AS better ON better.id = choice.variant_id
JOIN variant AS original ON original.id = coalesce(better.root_id, better.id)
JOIN job AS writing ON writing.id = better.job_id AND writing.brief = job.brief
WHERE worse.id > ? AND worse.id <= ? AND worse.delivery = 'sent'
  AND worse.job_id = original.job_id AND worse.id <> original.id AND better.text <> worse.text
ORDER BY worse.id
"""  # noqa: S608  # literals
_REFINED = f"""
WITH RECURSIVE kept (id) AS (
    SELECT variant_id FROM standing
    UNION
    SELECT variant.parent_id FROM kept JOIN variant ON variant.id = kept.id
    WHERE variant.parent_id IS NOT NULL
)
SELECT {_COLUMNS}
FROM variant AS child
JOIN variant AS better ON better.id = CASE WHEN child.id IN kept THEN child.id ELSE child.parent_id END
JOIN variant AS worse ON worse.id = CASE WHEN child.id IN kept THEN child.parent_id ELSE child.id END
JOIN job ON job.id = child.job_id
WHERE child.id > ? AND child.id <= ? AND child.delivery = 'sent' AND better.text <> worse.text
  AND (child.id IN kept OR json_extract(job.refinement, '$.change') NOT IN ('tone', 'platform'))
ORDER BY child.id
"""  # noqa: S608  # literals
_RATED = f"""
SELECT {_COLUMNS}
FROM variant AS worse
JOIN rating AS down ON down.variant_id = worse.id AND down.withdrawn_at IS NULL AND down.value = -1
JOIN job AS writing ON writing.id = worse.job_id
JOIN job ON job.brief_id = writing.brief_id AND job.brief = writing.brief
JOIN variant AS better ON better.job_id = job.id
JOIN rating AS up ON up.variant_id = better.id AND up.withdrawn_at IS NULL AND up.value = 1
WHERE worse.id > ? AND worse.id <= ? AND better.text <> worse.text
ORDER BY worse.id, better.id
"""  # noqa: S608  # literals
_QUERIES = ((Kind.CHOSEN, _CHOSEN), (Kind.REFINED, _REFINED), (Kind.RATED, _RATED))


class Preferences:
    """No user, name, chat or message leaves here. Seeds and texts do: they are what is learnt from."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def pairs(self) -> AsyncIterator[Pair]:
        """All pairs there are, read in windows: what is deleted meanwhile is left out."""
        key = await self._key()
        row = await self._database.row("SELECT max(id) AS last FROM variant")
        last = 0 if row is None else row["last"] or 0
        for kind, query in _QUERIES:
            for start in range(0, last, _WINDOW):
                for found in await self._database.rows(query, (start, min(start + _WINDOW, last))):
                    yield _pair(kind, found, key)

    async def _key(self) -> bytes:
        """This database's own: ids are small numbers, whose plain hashes anybody could look up."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall(
                "INSERT INTO setting (name, value, changed_at) VALUES (?, ?, ?)"
                " ON CONFLICT (name) DO UPDATE SET name = excluded.name RETURNING value",
                (Name.PREFERENCE_KEY, secrets.token_hex(16), self._database.time()),
            )
            (row,) = found
            return bytes.fromhex(row["value"])


def _pair(kind: Kind, row: Row, key: bytes) -> Pair:
    refinement = None if row["refinement"] is None else rows.REFINEMENT.validate_json(row["refinement"])
    brief_hash = hashlib.blake2b(str(row["brief_id"]).encode(), key=key, digest_size=8).hexdigest()
    return Pair(
        kind=kind,
        brief_hash=brief_hash,
        brief=rows.BRIEF.validate_json(row["brief"]),
        chosen=row["chosen"],
        rejected=row["rejected"],
        chosen_angle=AngleSlug(row["chosen_angle"]),
        rejected_angle=AngleSlug(row["rejected_angle"]),
        change=refinement.change if kind is Kind.REFINED and refinement is not None else None,
    )
