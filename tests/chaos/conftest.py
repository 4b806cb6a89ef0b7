"""A whole bot in front of a sandbox, with a scripted model: what goes wrong here is around it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.wiring import Knowledge
from sandbox.server import Sandbox
from tests.conversation.apprentice import apprentice
from tests.conversation.conftest import Running, bot_at_work
from tests.copywriting.scripted import ScriptedEngine
from tests.people import Person, Town


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest_asyncio.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.open() as opened:
        yield opened


@pytest_asyncio.fixture
async def town(sandbox: Sandbox) -> AsyncIterator[Town]:
    async with Town.open(sandbox.url, patience=60) as opened:
        yield opened


@pytest_asyncio.fixture
async def bot(sandbox: Sandbox, knowledge: Knowledge, path: Path) -> AsyncIterator[Running]:
    async with scripted_bot(sandbox, knowledge, path) as running:
        yield running


@asynccontextmanager
async def scripted_bot(sandbox: Sandbox, knowledge: Knowledge, path: Path) -> AsyncIterator[Running]:
    engine = ScriptedEngine(apprentice)
    async with bot_at_work(sandbox, path, engine, knowledge, Settings(_env_file=None)) as running:
        yield running


@pytest_asyncio.fixture
async def anna(town: Town, bot: Running) -> Person:
    return await town.person("Анна", id=101)


@pytest_asyncio.fixture
async def boris(town: Town, bot: Running) -> Person:
    return await town.person("Борис", id=102)


async def polls_again(sandbox: Sandbox, times: int = 2) -> None:
    """Wait for so many more getUpdates."""
    updates, wanted = sandbox.world.updates, sandbox.world.updates.polls + times
    async with asyncio.timeout(60):
        while updates.polls < wanted:
            await sandbox.world.feed.wait(lambda: updates.polls >= wanted, 0.05)
