"""The real thing, opened once: the bundled model, the catalogue and the rules."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from hypothesis import settings

from bot.model import model_file
from bot.wiring import DATA
from copywriting.library import Knowledge, read_knowledge
from inference.local import LocalConfig, LocalEngine


def pytest_configure() -> None:
    """Examples take as long as they take: a busy machine is no failure."""
    settings.register_profile("unhurried", deadline=None)
    settings.load_profile("unhurried")


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read_knowledge(DATA)


@pytest.fixture(scope="session")
def bundled_model() -> Path:
    return model_file(None)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def model(bundled_model: Path) -> AsyncIterator[LocalEngine]:
    """The engine on the bundled model. It lives on the session's loop: mark its tests with that scope.

    One thread: llama.cpp's threads wait for each other by spinning, which a busy machine punishes.
    """
    async with LocalEngine.open(LocalConfig(bundled_model, threads=1)) as engine:
        yield engine
