"""The process opens no connection but to the Telegram server that it was told."""

from pathlib import Path
from urllib.parse import urlsplit

import pytest

from sandbox.server import Sandbox
from tests.conversation.overheard import Overheard, hooked
from tests.conversation.process import line_with, process, toward
from tests.inference.servers import Faulty, chunk, says


def heard(overheard: Overheard, what: str) -> set[str]:
    return {line.removeprefix(f"{what} ") for line in overheard.connections if line.startswith(f"{what} ")}


def test_it_connects_to_the_telegram_server_and_nowhere_else(overheard: Overheard) -> None:
    server = urlsplit(overheard.url)

    assert heard(overheard, "connect") == {repr((server.hostname, server.port))}


def test_it_asks_for_no_other_name(overheard: Overheard) -> None:
    server = urlsplit(overheard.url)
    names = {line.split(",")[0].strip("('b") for line in heard(overheard, "resolve")}

    assert names <= {server.hostname}


def test_it_sends_nothing_without_a_connection_and_listens_nowhere(overheard: Overheard) -> None:
    assert heard(overheard, "send") == set()
    assert heard(overheard, "bind") == set()


@pytest.mark.asyncio(loop_scope="session")
async def test_with_a_remote_engine_it_connects_there_too_and_nowhere_else(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    heard = tmp_path / "connections"
    async with Faulty(says(chunk("Текст")), models=("writer",)).running() as url:
        remote = {"ENGINE": "openai", "OPENAI_BASE_URL": url, "OPENAI_MODEL": "writer"}
        settings = toward(sandbox, tmp_path / "bot.sqlite3", 101) | hooked(tmp_path, heard) | remote
        async with process(settings, tmp_path) as running:
            await line_with("is ready", running)

    allowed = {repr(("127.0.0.1", urlsplit(one).port)) for one in (sandbox.url, url)}
    lines = heard.read_text().splitlines()
    assert {line.removeprefix("connect ") for line in lines if line.startswith("connect ")} == allowed
