import asyncio
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from storage.database import Database
from storage.errors import DatabaseBroken, DatabaseError, DatabaseTooNew, DatabaseUnavailable
from storage.updates import Updates


async def mark(database: Database, number: int) -> None:
    await Updates(database).mark_handled(number)


async def marks(database: Database) -> list[int]:
    rows = await database.rows("SELECT update_id FROM handled_update ORDER BY update_id")
    return [row["update_id"] for row in rows]


async def test_a_failed_transaction_leaves_nothing(database: Database) -> None:
    async def fail() -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO handled_update VALUES (1, 'now')")
            raise LookupError

    with pytest.raises(LookupError):
        await fail()

    assert await marks(database) == []


async def test_transactions_take_turns(database: Database) -> None:
    async def slow_failure() -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO handled_update VALUES (1, 'now')")
            await asyncio.sleep(0)
            raise LookupError

    await asyncio.gather(slow_failure(), mark(database, 2), return_exceptions=True)

    assert await marks(database) == [2]


async def test_a_reader_sees_only_what_is_committed_and_does_not_wait(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute("INSERT INTO handled_update VALUES (1, 'now')")
        during = await marks(database)

    assert (during, await marks(database)) == ([], [1])


@pytest.mark.parametrize("steps", range(1, 12))
async def test_a_cancellation_at_any_point_leaves_all_or_nothing_and_a_usable_database(
    database: Database, steps: int
) -> None:
    async def both() -> None:
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO handled_update VALUES (1, 'now')")
            await tx.execute("INSERT INTO handled_update VALUES (2, 'now')")

    task = asyncio.create_task(both())
    for _ in range(steps):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    await mark(database, 3)

    assert await marks(database) in ([3], [1, 2, 3])


async def test_readers_cannot_write(database: Database) -> None:
    with pytest.raises(DatabaseUnavailable):
        await database.rows("DELETE FROM handled_update")


async def test_a_violated_constraint_stays_what_it_is(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction() as tx:
            await tx.execute("INSERT INTO brief VALUES (1, 999, 1, NULL, '{}', 1, NULL, '', '')")


async def test_commits_survive_the_closing_of_the_file(path: Path) -> None:
    async with Database.open(path) as database:
        await mark(database, 1)

    async with Database.open(path) as database:
        assert await marks(database) == [1]


async def test_a_second_owner_is_refused(database: Database, path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="another process is using it"):
        async with Database.open(path):
            pass


async def test_a_killed_owner_leaves_the_file_free_and_its_commits_in_it(path: Path) -> None:
    program = (
        "import asyncio, os, signal, sys\n"
        "from storage.database import Database\n"
        "from storage.updates import Updates\n"
        "async def main():\n"
        "    async with Database.open(sys.argv[1]) as database:\n"
        "        await Updates(database).mark_handled(1)\n"
        "        async with database.transaction() as tx:\n"
        "            await tx.execute(\"INSERT INTO handled_update VALUES (2, 'now')\")\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "asyncio.run(main())\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, str(path), env={**os.environ, "PYTHONPATH": "."}
    )
    await process.wait()

    async with Database.open(path) as database:
        assert await marks(database) == [1]


def write(path: Path, content: bytes, *, at: int = 0) -> None:
    with path.open("r+b" if at else "wb") as file:
        file.seek(at)
        file.write(content)


def size(path: Path) -> int:
    return path.stat().st_size


async def refusal(path: Path) -> DatabaseError:
    with pytest.raises(DatabaseError) as caught:
        async with Database.open(path):
            pass
    return caught.value


@pytest.mark.parametrize("content", [b"not a database at all " * 100, b"SQLite format 3\0" + b"\xff" * 5000])
async def test_a_file_that_is_no_database_is_broken(path: Path, content: bytes) -> None:
    write(path, content)

    assert isinstance(await refusal(path), DatabaseBroken)


async def test_a_damaged_database_is_broken(path: Path) -> None:
    async with Database.open(path) as database, database.transaction() as tx:
        await tx.executemany(
            "INSERT INTO handled_update VALUES (?, ?)", [(n, "x" * 50) for n in range(2_000)]
        )
    write(path, b"\xff" * 20_000, at=size(path) // 2)

    assert isinstance(await refusal(path), DatabaseBroken)


async def test_a_database_from_the_future_is_refused(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 999")

    error = await refusal(path)

    assert isinstance(error, DatabaseTooNew)
    assert (error.version, "newer version" in str(error)) == (999, True)


@pytest.mark.parametrize("place", ["missing/folder/a.sqlite3", "."])
async def test_an_impossible_place_is_unavailable(tmp_path: Path, place: str) -> None:
    assert isinstance(await refusal(tmp_path / place), DatabaseUnavailable)


async def test_a_file_that_is_locked_by_somebody_else_is_unavailable(path: Path) -> None:
    with closing(sqlite3.connect(f"{path}-lock", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")

        assert isinstance(await refusal(path), DatabaseUnavailable)


async def test_errors_are_one_line(path: Path) -> None:
    write(path, b"not a database at all " * 100)

    assert len(str(await refusal(path)).splitlines()) == 1


def mode(path: Path) -> int:
    return path.stat().st_mode


async def test_texts_are_for_their_owners_eyes(database: Database, path: Path) -> None:
    assert mode(path) & 0o077 == 0


async def test_a_backup_holds_what_was_committed(database: Database, tmp_path: Path) -> None:
    await mark(database, 1)

    async with database.transaction() as tx:
        await tx.execute("INSERT INTO handled_update VALUES (2, 'now')")
        await database.backup(tmp_path / "copy.sqlite3")

    async with Database.open(tmp_path / "copy.sqlite3") as copy:
        assert await marks(copy) == [1]
