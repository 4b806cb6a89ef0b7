"""Disks and files that keep the bot from starting: one line on stderr, exit code 2."""

import asyncio
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.__main__ import main
from sandbox.server import TOKEN
from storage.database import Database
from tests.bot.test_start import nothing_configured as nothing_configured
from tests.bot.test_start import told

NOWHERE = "http://127.0.0.1:9"  # nothing is asked of Telegram before the database is open


@pytest.fixture
def configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", NOWHERE)
    monkeypatch.setenv("DATABASE_PATH", str(tmp_path / "bot.sqlite3"))
    return tmp_path / "bot.sqlite3"


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 KiB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], capture_output=True)
    if mounted.returncode != 0:
        pytest.skip("only root may mount a small disk")
    yield folder
    subprocess.run(["umount", "-l", folder], check=True)


def test_a_directory_as_the_model(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("MODEL_PATH", "folder.gguf")
    Path("folder.gguf").mkdir()

    assert "folder.gguf: " in told(main(), capsys)


async def test_a_database_that_another_bot_uses(configured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    async with Database.open(configured):
        line = told(await asyncio.to_thread(main), capsys)

    assert line == f"copydesk: {configured}: another process is using it"


def test_a_database_that_a_tool_has_locked(configured: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with closing(sqlite3.connect(configured, isolation_level=None)) as tool:
        tool.execute("BEGIN EXCLUSIVE")
        tool.execute("CREATE TABLE taken (by_a_tool)")

        assert told(main(), capsys) == f"copydesk: {configured}: database is locked"


def test_a_disk_that_is_full(
    configured: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_PATH", str(small_disk / "bot.sqlite3"))
    with pytest.raises(OSError, match="No space left"):
        (small_disk / "something").write_bytes(b"x" * 100_000)

    line = told(main(), capsys)

    assert line.startswith(f"copydesk: {small_disk / 'bot.sqlite3'}: ")


def test_a_disk_that_is_read_only(
    configured: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_PATH", str(small_disk / "bot.sqlite3"))
    subprocess.run(["mount", "-o", "remount,ro", small_disk], check=True)

    line = told(main(), capsys)

    assert line.startswith(f"copydesk: {small_disk / 'bot.sqlite3'}: ")
