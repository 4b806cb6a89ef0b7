"""SIGTERM at the worst moment, to a process of its own."""

import signal
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.conversation.process import line_with, process, toward
from tests.conversation.steps import form, tap
from tests.people import Town

pytestmark = pytest.mark.engine

LONG = "Расчёт турбины на подробной сетке занимает на рабочей станции одну ночь. " * 20


async def test_in_the_middle_of_a_prompt_and_with_telegram_unreachable_it_ends_in_time(
    sandbox: Sandbox, town: Town, path: Path, tmp_path: Path
) -> None:
    anna = await town.person("Анна", id=101)
    async with process(toward(sandbox, path, 101), tmp_path) as running:
        await line_with("is ready", running)
        await anna.ask(f"{LONG}\n{form('Площадка: пресс-релиз', 'Вариантов: 6')}")
        await tap(anna, "Сгенерировать")
        for method in ("*", "getUpdates"):
            sandbox.faults.add(Fault("hang", method, times=None, seconds=60))
        told = time.monotonic()
        running.send_signal(signal.SIGTERM)

        assert await running.wait() == 0
        assert time.monotonic() - told < 10

    with closing(sqlite3.connect(path)) as left:
        assert left.execute("SELECT count(*) FROM job WHERE state = 'running'").fetchone() == (1,)
