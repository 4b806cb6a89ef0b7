"""What keeps the bot from starting is one line on stderr, never a traceback.

Exit code 2, or LATER where another start may do better.
"""

import asyncio
import logging
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.__main__ import main
from bot.errors import LATER
from bot.settings import Settings
from sandbox.server import TOKEN, Sandbox
from tests.bot.waiting import NotingClock
from tests.conversation.process import process


@pytest.fixture(autouse=True)
def nothing_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.chdir(tmp_path)
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:], root.level = handlers, level  # ``main`` sets up the log of a whole process


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


@pytest.fixture
def closed_port() -> int:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port: int = unused.getsockname()[1]
        return port


def told(code: int, capsys: pytest.CaptureFixture[str], *, expected: int = 2) -> str:
    """The line on stderr, the log's own lines left out."""
    assert code == expected
    lines = [line for line in capsys.readouterr().err.splitlines() if line.startswith("copydesk: ")]
    assert len(lines) == 1
    return lines[0]


def test_a_wrong_setting(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("VARIANTS", "9")

    assert told(main(), capsys).startswith("copydesk: VARIANTS: ")


async def test_a_token_that_the_server_refuses(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Sandbox.open(token=TOKEN) as sandbox:
        monkeypatch.setenv("BOT_TOKEN", "123456:another-token-than-this-one-000000")
        monkeypatch.setenv("TELEGRAM_API_URL", sandbox.url)

        line = told(await asyncio.to_thread(main), capsys)

    assert line.startswith("copydesk: BOT_TOKEN: ")
    assert "another-token" not in line


def test_a_server_that_cannot_be_reached(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], closed_port: int
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{closed_port}")

    line = told(main(clock=NotingClock()), capsys, expected=LATER)

    assert f"http://127.0.0.1:{closed_port} can't be reached" in line
    assert TOKEN not in line


def test_a_proxy_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], closed_port: int
) -> None:
    monkeypatch.setenv("BOT_TOKEN", TOKEN)
    monkeypatch.setenv("PROXY_URL", f"socks5://user:pass-word@127.0.0.1:{closed_port}")

    line = told(main(clock=NotingClock()), capsys, expected=LATER)

    assert line.startswith("copydesk: PROXY_URL: ")
    assert "pass-word" not in line


async def test_a_server_that_answers_with_noise(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The HTTP library's words for that hold the URL, and with it the token."""

    async def noise(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"not HTTP at all\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(noise, "127.0.0.1", 0) as server:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")

        code = await asyncio.to_thread(main, clock=NotingClock())

    said = capsys.readouterr().err
    assert code == LATER
    assert "can't be reached" in said
    assert TOKEN not in said


async def test_a_server_that_does_not_speak_the_bot_api(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Sandbox.open() as sandbox:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", f"{sandbox.url}/page")

        line = told(await asyncio.to_thread(main), capsys)

    assert "/page" in line


def test_a_model_that_is_missing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setenv("MODEL_PATH", "nowhere/model.gguf")

    assert "nowhere/model.gguf: no such file" in told(main(), capsys)


def test_an_embedding_model_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EMBEDDING_MODEL_PATH", "nowhere/embedding.gguf")

    assert "nowhere/embedding.gguf: no such file" in told(main(), capsys)


def test_a_model_that_is_broken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], bundled_model: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.gguf"
    broken.write_bytes(bundled_model.read_bytes()[:100_000])
    monkeypatch.setenv("MODEL_PATH", str(broken))

    assert "broken.gguf: " in told(main(), capsys)


@pytest.mark.parametrize("path", ["no/such/folder/bot.sqlite3", "."])
async def test_a_database_that_cannot_be(
    path: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with Sandbox.open() as sandbox:
        monkeypatch.setenv("DATABASE_PATH", path)
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", sandbox.url)

        line = told(await asyncio.to_thread(main), capsys)

    assert line.startswith(f"copydesk: {path}: ")


async def test_a_database_that_is_damaged_or_of_a_newer_version(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "damaged.sqlite3").write_bytes(b"SQLite format 3\0" + b"\xff" * 4000)
    with sqlite3.connect(tmp_path / "newer.sqlite3") as newer:
        newer.execute("PRAGMA user_version = 9999")
    newer.close()
    async with Sandbox.open() as sandbox:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", sandbox.url)
        for name in ("damaged.sqlite3", "newer.sqlite3"):
            monkeypatch.setenv("DATABASE_PATH", str(tmp_path / name))

            assert name in told(await asyncio.to_thread(main), capsys)


async def test_a_health_port_that_is_taken(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], busy_port: int
) -> None:
    async with Sandbox.open() as sandbox:
        monkeypatch.setenv("BOT_TOKEN", TOKEN)
        monkeypatch.setenv("TELEGRAM_API_URL", sandbox.url)
        monkeypatch.setenv("HEALTH_PORT", str(busy_port))
        monkeypatch.setenv("N_THREADS", "1")

        line = told(await asyncio.to_thread(main), capsys)

    assert line.startswith(f"copydesk: HEALTH_PORT: port {busy_port}")


async def test_as_a_process_of_its_own_it_ends_with_code_two(tmp_path: Path) -> None:
    async with process({"BOT_TOKEN": "nonsense"}, tmp_path) as running:
        assert await running.wait() == 2
