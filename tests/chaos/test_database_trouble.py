"""A disk that is full, read-only, busy or broken while the bot runs: it is said, what was stored is safe."""

import asyncio
import os
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, closing
from pathlib import Path

import pytest

from bot.errors import CannotGoOn
from bot.wiring import Knowledge
from sandbox.server import Sandbox
from storage.database import Database
from tests.chaos.conftest import scripted_bot
from tests.conversation.conftest import Running
from tests.conversation.steps import form, tap, variant
from tests.people import Person, Town

NOT_STORED = "Сейчас ничего не могу сохранить"
FORM = form("Вариантов: 1")
LONG = form("Вариантов: 1", *("Очень длинный рассказ о вебинаре. " * 400 for _ in range(3)))

Trouble = Callable[[Running, Path], AbstractAsyncContextManager[None]]


async def pragma(database: Database, statement: str) -> None:
    """Of the connection that writes."""
    async with database.transaction() as tx:
        await tx.execute(f"PRAGMA {statement}")


@asynccontextmanager
async def full_disk(running: Running, path: Path) -> AsyncIterator[None]:
    """No page more than there are: SQLite's own «database or disk is full»."""
    async with running.database.transaction() as tx:
        (pages,) = await tx.execute_fetchall("PRAGMA page_count")
        await tx.execute(f"PRAGMA max_page_count = {pages[0]}")
    yield
    await pragma(running.database, "max_page_count = 1000000")


@asynccontextmanager
async def read_only(running: Running, path: Path) -> AsyncIterator[None]:
    """«attempt to write a readonly database», as of a disk that was remounted after an error. For good."""
    await pragma(running.database, "query_only = ON")
    yield


@asynccontextmanager
async def locked(running: Running, path: Path) -> AsyncIterator[None]:
    """Somebody has opened the file with a tool and writes."""
    await pragma(running.database, "busy_timeout = 20")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@pytest.mark.parametrize("trouble", [full_disk, read_only, locked])
async def test_who_writes_meanwhile_is_told(trouble: Trouble, anna: Person, bot: Running, path: Path) -> None:
    card = await anna.ask(FORM)

    async with trouble(bot, path):
        await anna.send(LONG)
        await anna.sees(NOT_STORED, after=card)


@pytest.mark.parametrize("trouble", [full_disk, locked])
async def test_what_was_there_before_goes_on_after(
    trouble: Trouble, anna: Person, bot: Running, path: Path
) -> None:
    card = await anna.ask(FORM)
    async with trouble(bot, path):
        await anna.send(LONG)
        await anna.sees(NOT_STORED, after=card)

    await tap(anna, "Сгенерировать")
    await variant(anna, "Вариант")


async def test_texts_that_the_disk_refuses_are_written_when_it_takes_them(
    anna: Person, bot: Running, path: Path
) -> None:
    await anna.ask(FORM)
    await tap(anna, "Сгенерировать")
    async with locked(bot, path):
        pass

    await variant(anna, "Вариант")


async def test_a_database_that_breaks_ends_the_bot_with_one_line(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, path: Path
) -> None:
    anna = await town.person("Анна", id=101)

    async def until_it_ends() -> None:
        async with scripted_bot(sandbox, knowledge, path) as running:
            await anna.ask(FORM)
            await damage(running.database, path)
            await anna.send("/start")
            async with asyncio.timeout(60):
                while running.office.watchdog.trouble is None:
                    await sandbox.world.feed.wait(lambda: False, 0.05)

    with pytest.raises(ExceptionGroup) as ended:
        await until_it_ends()

    (trouble,) = causes(ended.value, CannotGoOn)
    assert str(trouble).startswith(str(path))
    assert "restore a backup" in str(trouble)


def causes(error: BaseException, kind: type[Exception]) -> list[Exception]:
    if isinstance(error, BaseExceptionGroup):
        return [cause for inner in error.exceptions for cause in causes(inner, kind)]
    return [error] if isinstance(error, kind) else []


async def damage(database: Database, path: Path) -> None:
    """Overwrite everything but the header, and drop what SQLite has cached of it."""
    async with database.transaction() as tx:
        await tx.execute("PRAGMA shrink_memory")
    await database.scrub()
    with path.open("r+b") as file:
        size = os.fstat(file.fileno()).st_size
        file.seek(4096)
        file.write(b"\xff" * (size - 4096))
    await database.rows("PRAGMA shrink_memory")
