"""A user's briefs and favourites: by the page, by words, and row by row for a file."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from sqlite3 import Row

from copywriting.brief import Brief
from copywriting.order import Change
from storage import paging, rows, words
from storage.database import Database
from storage.paging import Page
from storage.records import BriefId, StoredBrief, UserId, Variant

PAGE = 5
_BATCH = 100  # rows of an export read at once
_FOUND = "(SELECT rowid FROM search WHERE search MATCH ?)"

_PICKED = (
    "variant_card.id IN (SELECT variant_id FROM favourite WHERE user_id = ?"
    " UNION SELECT variant_id FROM choice WHERE user_id = ? AND withdrawn_at IS NULL)"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A brief in the history: how many ``texts`` it has got, and which of them was chosen."""

    brief: StoredBrief
    texts: int
    favourites: int
    chosen: str | None


@dataclass(frozen=True, slots=True)
class Pick:
    """A text that its user singled out, with the task it was written for."""

    variant: Variant
    brief: Brief


@dataclass(frozen=True, slots=True)
class OfBrief:
    """Everything that was written for a brief."""

    brief_id: BriefId


@dataclass(frozen=True, slots=True)
class OfFavourites:
    """The favourites, whenever they were written."""


@dataclass(frozen=True, slots=True)
class OfPeriod:
    """What was written from ``start`` until before ``end``, aware times; or of that what was ``chosen``."""

    start: datetime
    end: datetime
    chosen: bool = False


Scope = OfBrief | OfFavourites | OfPeriod


@dataclass(frozen=True, slots=True)
class ExportRow:
    """A text on its way into a file; ``brief`` is as it was when the text was ordered."""

    brief_id: BriefId
    brief: Brief
    variant: Variant
    written_at: datetime
    change: Change | None  # None: an original, no refinement


class History:
    """Everything here is the user's own; nobody reads anybody else's."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def page(
        self, user_id: UserId, number: int = 1, *, query: str = "", size: int = PAGE
    ) -> Page[Entry]:
        """Newest first. A blank ``query`` finds everything, one without any word finds nothing."""
        condition, values = "user_id = ?", _values(user_id)
        if query.strip():
            expression = words.query(query)
            if expression is None:
                return Page((), 1, 1, 0)
            condition = f"{condition} AND id IN {_FOUND}"
            values.append(expression)
        total = await self._count(f"SELECT count(*) FROM brief WHERE {condition}", values)  # noqa: S608  # literals

        async def fetch(limit: int, offset: int) -> list[Entry]:
            found = await self._database.rows(
                "SELECT brief.*,"  # noqa: S608  # literals
                " (SELECT count(*) FROM variant JOIN job ON job.id = variant.job_id"
                "  WHERE job.brief_id = brief.id AND variant.text IS NOT NULL) AS texts,"
                " (SELECT count(*) FROM favourite JOIN variant ON variant.id = favourite.variant_id"
                "  JOIN job ON job.id = variant.job_id WHERE job.brief_id = brief.id) AS favourites,"
                " (SELECT variant.text FROM choice JOIN variant ON variant.id = choice.variant_id"
                "  WHERE choice.brief_id = brief.id AND choice.withdrawn_at IS NULL) AS chosen"
                f" FROM brief WHERE {condition} ORDER BY id DESC LIMIT ? OFFSET ?",
                [*values, limit, offset],
            )
            return [Entry(rows.brief(row), row["texts"], row["favourites"], row["chosen"]) for row in found]

        return await paging.page(number, size, total, fetch)

    async def favourites(self, user_id: UserId, number: int = 1, *, size: int = PAGE) -> Page[Pick]:
        """The latest star first."""
        total = await self._count("SELECT count(*) FROM favourite WHERE user_id = ?", [user_id])

        async def fetch(limit: int, offset: int) -> list[Pick]:
            found = await self._database.rows(
                "SELECT variant_card.*, job.brief FROM favourite"
                " JOIN variant_card ON variant_card.id = favourite.variant_id"
                " JOIN job ON job.id = variant_card.job_id WHERE favourite.user_id = ?"
                " ORDER BY favourite.added_at DESC, favourite.variant_id DESC LIMIT ? OFFSET ?",
                (user_id, limit, offset),
            )
            return [_pick(row) for row in found]

        return await paging.page(number, size, total, fetch)

    async def picks(
        self, user_id: UserId, query: str = "", *, limit: int = 50, offset: int = 0
    ) -> tuple[Pick, ...]:
        """Favourites and chosen texts for the inline mode, newest first, of briefs that ``query`` finds."""
        condition, values = _PICKED, _values(user_id, user_id)
        if query.strip():
            expression = words.query(query)
            if expression is None:
                return ()
            condition = f"{condition} AND variant_card.brief_id IN {_FOUND}"
            values.append(expression)
        found = await self._database.rows(
            "SELECT variant_card.*, job.brief FROM variant_card"  # noqa: S608  # literals
            " JOIN job ON job.id = variant_card.job_id"
            f" WHERE {condition} ORDER BY variant_card.id DESC LIMIT ? OFFSET ?",
            [*values, limit, offset],
        )
        return tuple(map(_pick, found))

    async def export_rows(self, user_id: UserId, scope: Scope) -> AsyncIterator[ExportRow]:
        """Oldest first, read in batches: what is deleted meanwhile is left out."""
        condition, values = _scoped(scope)
        last = 0
        while True:
            found = await self._database.rows(
                "SELECT variant_card.*, job.brief, job.refinement FROM variant_card"  # noqa: S608  # literals
                " JOIN job ON job.id = variant_card.job_id"
                " WHERE variant_card.user_id = ? AND variant_card.id > ? AND text IS NOT NULL"
                f" AND {condition}"
                " ORDER BY variant_card.id LIMIT ?",
                [user_id, last, *values, _BATCH],
            )
            for row in found:
                yield _export_row(row)
            if len(found) < _BATCH:
                return
            last = found[-1]["id"]

    async def _count(self, query: str, values: list[object]) -> int:
        row = await self._database.row(query, values)
        return 0 if row is None else int(row[0])


def _scoped(scope: Scope) -> tuple[str, list[object]]:
    match scope:
        case OfBrief(brief_id):
            return "variant_card.brief_id = ?", [brief_id]
        case OfFavourites():
            return "favourite", []
        case OfPeriod(start, end, chosen):
            condition = "stored_at >= ? AND stored_at < ?" + (" AND chosen" if chosen else "")
            return condition, [_stored(start), _stored(end)]


def _stored(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds")


def _pick(row: Row) -> Pick:
    return Pick(rows.variant(row), rows.BRIEF.validate_json(row["brief"]))


def _export_row(row: Row) -> ExportRow:
    variant = rows.variant(row)
    if variant.stored_at is None:
        raise ValueError(f"variant {variant.id} has a text and no time")
    refinement = None if row["refinement"] is None else rows.REFINEMENT.validate_json(row["refinement"])
    return ExportRow(
        variant.brief_id,
        rows.BRIEF.validate_json(row["brief"]),
        variant,
        variant.stored_at,
        None if refinement is None else refinement.change,
    )


def _values(*values: object) -> list[object]:
    return list(values)
