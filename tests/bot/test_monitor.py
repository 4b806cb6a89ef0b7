"""What counts as alive and what as ready, with time that is set."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot import monitor as watching
from bot.contact import Attempts
from bot.monitor import Monitor, Patient
from inference.contract import ModelInfo, Speed
from sandbox.server import Sandbox
from tests.copywriting.scripted import ScriptedEngine
from tests.desk.stage import Office


@dataclass
class Watch:
    now: float = 1000.0

    def __call__(self) -> float:
        return self.now


class Engine(ScriptedEngine):
    said = Speed()

    def speed(self) -> Speed:
        return self.said


@dataclass
class Ward:
    monitor: Monitor
    time: Watch
    engine: Engine
    office: Office
    path: Path


@asynccontextmanager
async def ward(folder: Path, *, polled: bool = True) -> AsyncIterator[Ward]:
    time, path, engine = Watch(), folder / "bot.sqlite3", Engine(lambda request, tail: "")
    monitor = Monitor(time)
    async with Sandbox.open() as sandbox, Office.open(path, sandbox.url) as office:
        monitor.admit(Patient(office.database, engine, office.desk, polled=polled))
        monitor.serving()
        monitor.contact.answered()
        monitor.contact.polled()
        yield Ward(monitor, time, engine, office, path)


async def test_before_everything_is_open_it_is_alive_and_not_ready() -> None:
    monitor = Monitor()

    assert not any(monitor.alive().values())
    assert any((await monitor.ready()).values())
    assert b"copydesk_engine_alive 0.0" in await monitor.page()


async def test_all_is_well(tmp_path: Path) -> None:
    async with ward(tmp_path) as well:
        assert not any(well.monitor.alive().values())
        assert not any((await well.monitor.ready()).values())


async def test_when_nobody_asks_for_updates_any_more_a_restart_would_help(tmp_path: Path) -> None:
    async with ward(tmp_path) as ill:
        ill.time.now += watching.UNPOLLED_SECONDS + 1

        assert ill.monitor.alive()["updates"] == "nobody has asked for updates for 121 s"


async def test_with_a_webhook_nobody_asks(tmp_path: Path) -> None:
    async with ward(tmp_path, polled=False) as well:
        well.time.now += watching.UNPOLLED_SECONDS + 1

        assert well.monitor.alive()["updates"] is None


async def test_failing_polls_are_alive_but_not_ready(tmp_path: Path) -> None:
    async with ward(tmp_path) as ill:
        ill.time.now += watching.SILENT_SECONDS + 1
        ill.monitor.contact.polled()

        assert not any(ill.monitor.alive().values())
        assert (await ill.monitor.ready())["telegram"] == "has not answered for 121 s"


@pytest.mark.parametrize(
    ("speed", "said"),
    [(Speed(alive=False), "the worker is dead"), (Speed(step_seconds=301.0), "a step takes 301 s")],
)
async def test_an_engine_that_died_or_hangs(tmp_path: Path, speed: Speed, said: str) -> None:
    async with ward(tmp_path) as ill:
        ill.engine.said = speed

        assert ill.monitor.alive()["engine"] == said
        assert (await ill.monitor.ready())["model"] == said


async def test_a_dead_engine_ends_the_bot_so_that_it_is_started_again(tmp_path: Path) -> None:
    reasons: asyncio.Queue[str] = asyncio.Queue()
    async with ward(tmp_path) as ill, asyncio.TaskGroup() as tasks:
        ill.engine.said = Speed(alive=False)
        looking = tasks.create_task(ill.monitor.run(ill.office.bot, ill.office.clock, reasons.put_nowait))

        assert "engine died twice" in await reasons.get()

        looking.cancel()


async def test_a_silent_telegram_is_greeted_and_heard(tmp_path: Path) -> None:
    async with ward(tmp_path) as ill, asyncio.TaskGroup() as tasks:
        ill.office.bot.session.middleware(Attempts(ill.monitor.contact, ill.monitor.metrics, ill.time))
        ill.time.now += watching.GREETING_SECONDS + 1
        looking = tasks.create_task(ill.monitor.run(ill.office.bot, ill.office.clock, lambda why: None))
        while ill.monitor.contact.silence:
            await ill.office.jobs.line()

        looking.cancel()


async def test_a_database_that_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watching, "BUSY_SECONDS", 0.05)
    async with ward(tmp_path) as ill:
        with closing(sqlite3.connect(ill.path, isolation_level=None)) as somebody:
            somebody.execute("BEGIN IMMEDIATE")

            assert "transaction waits" in str((await ill.monitor.ready())["database"])

        ill.time.now += watching.PROBE_SECONDS + 1
        assert (await ill.monitor.ready())["database"] is None


async def test_the_model_in_use_is_the_one_that_is_told(tmp_path: Path) -> None:
    async with ward(tmp_path) as well:
        await well.monitor.page()
        well.engine.profile = "masked"

        page = (await well.monitor.page()).decode()

    assert ModelInfo("script", "masked", 8192) == well.engine.info
    assert 'copydesk_model_info{model="script",profile="masked"} 1.0' in page
    assert 'profile="instruct"' not in page
