from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import Sandbox
from tests.desk.counter import Line, VirtualClock
from tests.desk.stage import Office, Typist
from tests.people import Person, Town


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.open() as opened:
        yield opened


@pytest.fixture
async def town(sandbox: Sandbox) -> AsyncIterator[Town]:
    async with Town.open(sandbox.url) as opened:
        yield opened


@pytest.fixture
async def anna(town: Town) -> Person:
    return await town.person("Анна", id=101)


@pytest.fixture
async def boris(town: Town) -> Person:
    return await town.person("Борис", id=102)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "copydesk.sqlite3"


@pytest.fixture
def typist() -> Typist:
    return Typist()


@pytest.fixture
async def office(path: Path, sandbox: Sandbox, typist: Typist) -> AsyncIterator[Office]:
    async with Office.open(path, sandbox.url, typist=typist) as opened:
        yield opened


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def line(clock: VirtualClock) -> Line:
    return Line(clock)
