"""One SQLite file: writes take turns on one connection, reads go through another."""

import asyncio
import sqlite3
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

import aiosqlite

from storage.errors import DatabaseBroken, DatabaseError, DatabaseUnavailable
from storage.migrations import migrate
from storage.search import index_missing

BUSY_MILLISECONDS = 5_000

# FULL, not NORMAL: in WAL mode NORMAL survives kill -9 but a power cut may take back the last commits, and a
# commit is our word to a user that his brief, text or choice is safe. It costs one fsync per commit.
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is deleted is overwritten: its users were promised that it is gone
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",
)

Values = Sequence[object]


def system_time() -> datetime:
    return datetime.now(UTC)


class Database:
    """An open database. Errors of SQLite leave it as ``DatabaseError``, but for violated constraints."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection,
        reader: aiosqlite.Connection,
        now: Callable[[], datetime],
        wrote: Callable[[float], None] | None,
    ) -> None:
        self._path = path
        self._writer = writer
        self._reader = reader
        self._now = now
        self._wrote = wrote
        self._writing = asyncio.Lock()
        self._damage: DatabaseBroken | None = None

    @classmethod
    @asynccontextmanager
    async def open(
        cls,
        path: Path | str,
        *,
        now: Callable[[], datetime] = system_time,
        wrote: Callable[[float], None] | None = None,
    ) -> AsyncIterator[Self]:
        """Take the file for this process alone, migrate it and serve it.

        ``now`` gives aware UTC times. ``wrote`` is told how many seconds each transaction took, its wait for
        its turn included.
        """
        path = Path(path)
        with _owned(path):
            await asyncio.to_thread(_prepare, path)
            async with _connect(path) as writer, _connect(path) as reader:
                await reader.execute("PRAGMA query_only = ON")
                yield cls(path, writer, reader, now, wrote)

    @property
    def damage(self) -> DatabaseBroken | None:
        """Set as soon as SQLite has met pages that can't be right. Nothing here can be relied on then."""
        return self._damage

    @property
    def path(self) -> Path:
        return self._path

    def time(self) -> str:
        """Now, as it is stored: UTC, ISO 8601, sorts as text."""
        return self._now().astimezone(UTC).isoformat(timespec="milliseconds")

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[aiosqlite.Connection]:
        """All or nothing, one at a time, durable when the block has been left.

        aiosqlite hands every call to its thread before it awaits, so after a cancellation at any point the
        rollback still runs before the next transaction begins; a commit under way is not taken back.
        """
        begun = time.perf_counter()
        async with self._writing:
            with self._watched():
                try:
                    await self._writer.execute("BEGIN IMMEDIATE")
                    yield self._writer
                    await self._writer.commit()
                except BaseException:
                    await self._writer.rollback()
                    raise
        if self._wrote is not None:
            self._wrote(time.perf_counter() - begun)

    async def rows(self, query: str, values: Values = ()) -> list[sqlite3.Row]:
        """Read what is committed. Never waits for a writer."""
        with self._watched():
            return list(await self._reader.execute_fetchall(query, values))

    async def row(self, query: str, values: Values = ()) -> sqlite3.Row | None:
        return next(iter(await self.rows(query, values)), None)

    async def scrub(self) -> None:
        """Leave no byte of what was deleted: neither in pages nor in the write-ahead log.

        ``secure_delete`` overwrites deleted cells, but not what moving cells between pages has left behind.
        """
        async with self._writing:
            with self._watched():
                await self._writer.execute("VACUUM")
                await self._writer.execute_fetchall("PRAGMA wal_checkpoint (TRUNCATE)")

    @contextmanager
    def _watched(self) -> Iterator[None]:
        try:
            with _translated(self._path):
                yield
        except DatabaseBroken as error:
            code = getattr(error.__cause__, "sqlite_errorcode", 0)
            if code & 0xFF in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}:
                self._damage = error
            raise

    async def backup(self, target: Path) -> None:
        """Copy everything committed into ``target`` while the work goes on."""
        with _translated(target):
            async with _connect(target) as copy:
                await self._reader.backup(copy)


@asynccontextmanager
async def _connect(path: Path) -> AsyncIterator[aiosqlite.Connection]:
    with _translated(path):
        async with aiosqlite.connect(path, isolation_level=None) as connection:
            connection.row_factory = sqlite3.Row
            for pragma in PRAGMAS:
                await connection.execute(pragma)
            yield connection


@contextmanager
def _owned(path: Path) -> Iterator[None]:
    """Two bots on one file would deliver everything twice: hold a lock that dies with the process.

    The lock is a transaction on an empty database beside the file, which works wherever SQLite does.
    """
    if path.is_dir():
        raise DatabaseUnavailable(path, "is a directory")
    if not path.parent.is_dir():
        raise DatabaseUnavailable(path, "its folder does not exist")
    with _translated(path), closing(sqlite3.connect(f"{path}-lock", timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise DatabaseUnavailable(path, "another process is using it") from error
            raise
        yield


def _prepare(path: Path) -> None:
    """Create the file for its owner's eyes only (its texts are confidential), look for damage, migrate."""
    with suppress(OSError):  # SQLite says it better
        path.touch(mode=0o600)
    with _translated(path), closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for pragma in PRAGMAS:
            connection.execute(pragma)
        verdict: str = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        if verdict != "ok":
            raise DatabaseBroken(path, f"damaged: {' '.join(verdict.split())}")
        migrate(connection, path)
        index_missing(connection)


@contextmanager
def _translated(path: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.IntegrityError, DatabaseError):
        raise
    except sqlite3.OperationalError as error:
        raise DatabaseUnavailable(path, str(error)) from error
    except sqlite3.DatabaseError as error:
        raise DatabaseBroken(path, str(error)) from error
