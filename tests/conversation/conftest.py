"""A whole bot in front of a sandbox: real dispatcher, desk, SQLite, engine. People talk to it over HTTP."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio

from bot import demo
from bot.app import serve, webhook_of
from bot.monitor import Monitor
from bot.settings import Settings
from bot.telegram import Connection, open_bot
from bot.wiring import DATA, Knowledge, Means, Office, open_office
from desk.library import stored_knowledge
from desk.models import Models
from inference.contract import Engine
from inference.switch import Switch
from sandbox.server import Sandbox
from storage.database import Database
from storage.files import Files
from storage.settings import RuntimeSettings
from storage.users import Users
from tests.conversation.overheard import Overheard, overhear
from tests.conversation.turnstile import Turnstile
from tests.people import Person, Town

HURRY = 8.0  # our clock runs that much faster, so that Telegram's rate limits cost the tests little


class HurriedClock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def monotonic(self) -> float:
        return time.monotonic() * HURRY

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / HURRY)


@dataclass(frozen=True, slots=True)
class Running:
    """A bot at work, and what a test may look at beside the chat."""

    office: Office
    means: Means

    @property
    def database(self) -> Database:
        return self.means.database


OpenModels = Callable[[RuntimeSettings], AbstractAsyncContextManager[Models]]


@asynccontextmanager
async def bot_at_work(
    sandbox: Sandbox, path: Path, engine: Engine, knowledge: Knowledge, settings: Settings
) -> AsyncIterator[Running]:
    """On an engine that belongs to the caller."""

    @asynccontextmanager
    async def given(decided: RuntimeSettings) -> AsyncIterator[Models]:
        yield Models(Switch(engine), decided)

    async with bot_with_models(sandbox, path, given, knowledge, settings) as running:
        yield running


@asynccontextmanager
async def bot_with_models(
    sandbox: Sandbox, path: Path, open_models: OpenModels, knowledge: Knowledge, settings: Settings
) -> AsyncIterator[Running]:
    clock, monitor, webhook = HurriedClock(), Monitor(), webhook_of(settings)
    connection = Connection(sandbox.token, sandbox.url, settings.proxy_url, webhook)
    async with (
        Database.open(path, wrote=monitor.metrics.stored) as database,
        open_bot(connection, clock, monitor) as bot,
        open_models(RuntimeSettings(database)) as models,
    ):
        await demo.let_in(Users(database))
        known = await stored_knowledge(knowledge, Files(database), DATA)
        means = Means(bot, database, models, known, clock, monitor)
        office = open_office(settings, means)
        is_up = asyncio.Event()
        office.dispatcher.startup.register(is_up.set)
        async with asyncio.TaskGroup() as tasks:
            serving = tasks.create_task(serve(office, means, until_signal=False, webhook=webhook))
            await is_up.wait()
            try:
                yield Running(office, means)
            finally:
                if webhook is None:
                    await office.dispatcher.stop_polling()
                else:
                    serving.cancel()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.open() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def town(sandbox: Sandbox) -> AsyncIterator[Town]:
    async with Town.open(sandbox.url, patience=60) as opened:
        yield opened


@pytest.fixture
def engine(model: Engine) -> Engine:
    """What the bot writes with; a module may put something else in its place."""
    return model


@pytest_asyncio.fixture(loop_scope="session")
async def turnstile(model: Engine) -> Turnstile:
    """The same, but texts stop growing after a few pieces, until the test lets them."""
    return Turnstile(model, free=40)


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    sandbox: Sandbox, engine: Engine, knowledge: Knowledge, tmp_path: Path
) -> AsyncIterator[Running]:
    async with bot_at_work(
        sandbox, tmp_path / "bot.sqlite3", engine, knowledge, Settings(_env_file=None)
    ) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="session")
async def anna(town: Town, bot: Running) -> Person:
    return await town.person("Анна", id=101)


@pytest_asyncio.fixture(loop_scope="session")
async def boris(town: Town, bot: Running) -> Person:
    return await town.person("Борис", id=102)


@pytest_asyncio.fixture(loop_scope="session")
async def admin(town: Town, bot: Running) -> Person:
    return await town.person("Админ", id=100)


@pytest_asyncio.fixture(loop_scope="session")
async def stranger(town: Town, bot: Running) -> Person:
    return await town.person("Незнакомец", id=103)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def overheard(tmp_path_factory: pytest.TempPathFactory) -> Overheard:
    return await overhear(tmp_path_factory.mktemp("overheard"))
