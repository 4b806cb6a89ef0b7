"""kill -9 in the middle, and SIGTERM as it should be."""

import signal
import time
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from storage.database import Database
from storage.jobs import Jobs
from tests.conversation.process import line_with, process, toward
from tests.conversation.steps import form, labelled, tap, variant
from tests.people import Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

NUMBERS = [f"Вариант {number} из 6" for number in range(1, 7)]


async def test_a_killed_bot_delivers_every_variant_after_its_restart_and_none_twice(
    sandbox: Sandbox, town: Town, tmp_path: Path
) -> None:
    settings = toward(sandbox, tmp_path / "bot.sqlite3", 101)
    anna = await town.person("Анна", id=101)
    async with process(settings, tmp_path) as first:
        await anna.ask(form("Площадка: пресс-релиз", "Вариантов: 6"))
        await tap(anna, "Сгенерировать")
        await anna.until(lambda screen: labelled(screen, "Остановить"))
        first.send_signal(signal.SIGKILL)
        await first.wait()
    assert len(labelled(await anna.look(), "Вариант ")) < 6

    async with process(settings, tmp_path):
        last = await variant(anna, NUMBERS[-1])
        shown = [one for number in NUMBERS for one in labelled(anna.screen, number)]
        assert [one.labels[0][:14] for one in shown] == NUMBERS

        await anna.click("Выбрать", of=shown[0])
        await anna.until(lambda screen: labelled(screen, "Выбрано"))
        await tap(anna, "Площадка")
        await anna.until(lambda screen: labelled(screen, "TenChat"))
        assert last.text


async def test_sigterm_ends_the_bot_within_ten_seconds_and_its_job_waits(
    sandbox: Sandbox, town: Town, tmp_path: Path
) -> None:
    database = tmp_path / "bot.sqlite3"
    anna = await town.person("Анна", id=101)
    async with process(toward(sandbox, database, 101), tmp_path) as first:
        await line_with("is ready", first)
        await anna.ask(form("Площадка: пресс-релиз", "Вариантов: 6"))
        await tap(anna, "Сгенерировать")
        await anna.until(lambda screen: labelled(screen, "Остановить"))
        told = time.monotonic()
        first.send_signal(signal.SIGTERM)

        assert await first.wait() == 0
        assert time.monotonic() - told < 10

    async with Database.open(database) as left:
        assert len(await Jobs(left).unfinished()) == 1


async def test_with_nothing_configured_it_shows_the_address_of_a_chat_that_works(tmp_path: Path) -> None:
    async with process({"SANDBOX_PORT": "18080"}, tmp_path) as running:
        address = (await line_with("http://127.0.0.1:", running)).strip(" │\n")
        async with Town.open(address, patience=60) as town:
            anna = await town.person("Анна", id=101)

            card = await anna.ask(form())

            assert "Сгенерировать" in str(card.labels)
