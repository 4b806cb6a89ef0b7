"""Who of the administrators did what, and when. Numbers and names of things, never anybody's texts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from sqlite3 import Row

from aiosqlite import Connection

from storage import paging
from storage.database import Database
from storage.paging import Page
from storage.records import UserId

PAGE = 10


class Action(StrEnum):
    APPROVE = "approve"
    REFUSE = "refuse"
    BLOCK = "block"
    UNBLOCK = "unblock"
    PROMOTE = "promote"
    DEMOTE = "demote"
    STOP_JOB = "stop_job"
    MODEL = "model"
    ADAPTER = "adapter"
    FILE = "file"  # a glossary or catalogue was replaced
    RESTORE = "restore"  # an earlier one put back
    EXPORT = "export"  # of preferences
    BROADCAST = "broadcast"
    STOP_BROADCAST = "stop_broadcast"


@dataclass(frozen=True, slots=True)
class Deed:
    """``user_id`` is the person it was done to, ``subject`` the thing; ``details`` must be fit for JSON."""

    actor_id: UserId
    action: Action
    user_id: UserId | None = None
    subject: str | None = None
    details: Mapping[str, str | int | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditEntry:
    id: int
    actor_id: UserId | None
    action: Action
    user_id: UserId | None
    subject: str | None
    details: Mapping[str, str | int | None]
    at: datetime


class Audit:
    def __init__(self, database: Database) -> None:
        self._database = database

    async def note(self, deed: Deed) -> None:
        async with self._database.transaction() as tx:
            await write(tx, deed, self._database.time())

    async def page(self, number: int = 1, *, size: int = PAGE) -> Page[AuditEntry]:
        """Latest first."""
        row = await self._database.row("SELECT count(*) AS total FROM audit")

        async def fetch(limit: int, offset: int) -> list[AuditEntry]:
            found = await self._database.rows(
                "SELECT * FROM audit ORDER BY id DESC LIMIT ? OFFSET ?", (limit, offset)
            )
            return [_entry(one) for one in found]

        return await paging.page(number, size, 0 if row is None else row["total"], fetch)


async def write(tx: Connection, deed: Deed, at: str) -> None:
    """Note a deed in the transaction that does it."""
    await tx.execute(
        "INSERT INTO audit (actor_id, action, user_id, subject, details, at) VALUES (?, ?, ?, ?, ?, ?)",
        (
            deed.actor_id,
            deed.action,
            deed.user_id,
            deed.subject,
            json.dumps(dict(deed.details), ensure_ascii=False),
            at,
        ),
    )


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        id=row["id"],
        actor_id=None if row["actor_id"] is None else UserId(row["actor_id"]),
        action=Action(row["action"]),
        user_id=None if row["user_id"] is None else UserId(row["user_id"]),
        subject=row["subject"],
        details=json.loads(row["details"]),
        at=datetime.fromisoformat(row["at"]),
    )
