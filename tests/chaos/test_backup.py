"""``python -m bot backup`` under write load, and what ``check`` says of files of all kinds."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from copywriting.brief import Brief, PlatformSlug, Tone
from storage.briefs import Briefs
from storage.database import Database
from storage.records import BriefId, ChatId, UserId
from storage.users import Users

ANNA = UserId(101)
BRIEF = Brief("Вебинар 24 апреля", "Позвать", PlatformSlug("telegram_post"), Tone("деловой"))


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("DATABASE_PATH", str(tmp_path / "bot.sqlite3"))
    return tmp_path / "bot.sqlite3"


@pytest.fixture
async def database(path: Path) -> AsyncIterator[Database]:
    async with Database.open(path) as opened:
        await Users(opened).ensure_admin(ANNA)
        yield opened


async def add(database: Database) -> BriefId:
    return (await Briefs(database).add(ANNA, ChatId(ANNA), BRIEF, 4)).id


async def add_without_end(database: Database) -> None:
    while True:
        await add(database)


async def test_a_backup_under_write_load_is_intact_and_has_every_brief_committed_before_it(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = [tmp_path / f"copy{number}.sqlite3" for number in range(3)]
    committed = []
    async with asyncio.TaskGroup() as tasks:
        writing = tasks.create_task(add_without_end(database))
        for copy in copies:
            committed.append(await add(database))
            assert await asyncio.to_thread(main, ["backup", str(copy)]) == 0
        writing.cancel()

    for copy, brief_id in zip(copies, committed, strict=True):
        with closing(sqlite3.connect(copy)) as opened:
            assert opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ids = {row[0] for row in opened.execute("SELECT id FROM brief")}
        assert ids >= set(range(1, brief_id + 1))
    assert capsys.readouterr().out.count("intact, schema") == 3


async def test_a_restored_backup_is_a_database_to_start_with(
    database: Database, path: Path, tmp_path: Path
) -> None:
    brief_id = await add(database)
    await asyncio.to_thread(main, ["backup", str(tmp_path / "copy.sqlite3")])

    async with Database.open(tmp_path / "copy.sqlite3") as restored:
        assert await Briefs(restored).get(brief_id) is not None


async def test_a_copy_is_one_file_and_nobody_else_may_read_it(database: Database, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    folder.mkdir()
    await asyncio.to_thread(main, ["backup", str(folder / "copy.sqlite3")])
    await asyncio.to_thread(main, ["check", str(folder / "copy.sqlite3")])

    assert [(one.name, one.stat().st_mode & 0o777) for one in folder.iterdir()] == [("copy.sqlite3", 0o600)]


def told(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    assert main(arguments) == 2
    (line,) = capsys.readouterr().err.splitlines()
    return line


def test_there_is_nothing_to_back_up(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "bot.sqlite3: there is no such database" in told(["backup", "copy.sqlite3"], capsys)
    assert list(path.parent.iterdir()) == []


async def test_the_database_is_not_overwritten_by_its_own_backup(
    database: Database, path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "is the database itself" in told(["backup", str(path)], capsys)


async def test_a_backup_into_a_folder_that_is_not_there(
    database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    assert "nowhere/copy.sqlite3: No such file or directory" in told(
        ["backup", "nowhere/copy.sqlite3"], capsys
    )


async def test_a_failed_backup_leaves_the_good_one_of_yesterday(
    database: Database, path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copy = tmp_path / "copy.sqlite3"
    assert await asyncio.to_thread(main, ["backup", str(copy)]) == 0
    before = copy.read_bytes()
    with closing(sqlite3.connect(path)) as other:
        other.execute("PRAGMA user_version = 9999")

    assert "newer version" in told(["backup", str(copy)], capsys)
    assert copy.read_bytes() == before


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no database of this program"),
        (b"%PDF-1.7 " * 200, "not a database"),
        (None, "no such database"),
    ],
)
def test_what_is_no_backup(
    content: bytes | None, said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if content is not None:
        (tmp_path / "file").write_bytes(content)

    assert said in told(["check", str(tmp_path / "file")], capsys)


async def test_a_copy_that_the_disk_has_damaged(
    database: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    await add(database)
    copy = tmp_path / "copy.sqlite3"
    assert await asyncio.to_thread(main, ["backup", str(copy)]) == 0
    damaged = bytearray(copy.read_bytes())
    damaged[4096:-4096] = b"\xff" * (len(damaged) - 8192)
    copy.write_bytes(damaged)

    assert "copy.sqlite3: " in told(["check", str(copy)], capsys)
