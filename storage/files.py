"""Uploaded glossaries and catalogues: the one that stands, and all that stood before."""

from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from aiosqlite import Connection

from storage import audit
from storage.audit import Deed
from storage.database import Database
from storage.records import UserId


@dataclass(frozen=True, slots=True)
class FileVersion:
    """``content`` is what was uploaded, validated by then."""

    id: int
    name: str
    content: str
    stored_by: UserId | None
    stored_at: datetime
    standing: bool


class Files:
    """``name`` is a file's role: ``products.yaml``, ``glossary.yaml``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def standing(self, name: str) -> FileVersion | None:
        """``None``: the program's own file holds."""
        row = await self._database.row("SELECT * FROM file_version WHERE name = ? AND standing", (name,))
        return None if row is None else _version(row)

    async def versions(self, name: str, *, limit: int = 10) -> tuple[FileVersion, ...]:
        """Latest first."""
        found = await self._database.rows(
            "SELECT * FROM file_version WHERE name = ? ORDER BY id DESC LIMIT ?", (name, limit)
        )
        return tuple(map(_version, found))

    async def store(self, name: str, content: str, deed: Deed) -> FileVersion:
        """Put a new version in the place of the standing one, which is kept; note the deed."""
        now = self._database.time()
        async with self._database.transaction() as tx:
            await _withdraw(tx, name)
            (row,) = await tx.execute_fetchall(
                "INSERT INTO file_version (name, content, stored_by, stored_at, standing)"
                " VALUES (?, ?, ?, ?, 1) RETURNING *",
                (name, content, deed.actor_id, now),
            )
            await audit.write(tx, deed, now)
            return _version(row)

    async def restore(self, version_id: int, deed: Deed) -> FileVersion | None:
        """Let an earlier version stand again; ``None``: there is none with this id."""
        async with self._database.transaction() as tx:
            found = await tx.execute_fetchall("SELECT name FROM file_version WHERE id = ?", (version_id,))
            for row in found:
                await _withdraw(tx, row["name"])
            restored = await tx.execute_fetchall(
                "UPDATE file_version SET standing = 1 WHERE id = ? RETURNING *", (version_id,)
            )
            for row in restored:
                await audit.write(tx, deed, self._database.time())
                return _version(row)
        return None

    async def withdraw(self, name: str, deed: Deed) -> None:
        """Let the program's own file hold again; the uploaded ones are kept."""
        async with self._database.transaction() as tx:
            await _withdraw(tx, name)
            await audit.write(tx, deed, self._database.time())


async def _withdraw(tx: Connection, name: str) -> None:
    await tx.execute("UPDATE file_version SET standing = 0 WHERE name = ? AND standing", (name,))


def _version(row: Row) -> FileVersion:
    return FileVersion(
        id=row["id"],
        name=row["name"],
        content=row["content"],
        stored_by=None if row["stored_by"] is None else UserId(row["stored_by"]),
        stored_at=datetime.fromisoformat(row["stored_at"]),
        standing=bool(row["standing"]),
    )
