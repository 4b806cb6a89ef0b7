"""The real engine on the bundled model, on one thread: the machine is shared with other tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from inference.local import LocalConfig, LocalEngine
from tests.inference.models import NANO, rewritten


@pytest.fixture
async def engine() -> AsyncIterator[LocalEngine]:
    async with LocalEngine.open(LocalConfig(NANO, threads=1)) as engine:
        yield engine


@pytest.fixture(scope="session")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bundled model with F32 weights: its logits don't jump when a sum is taken in another order."""
    return rewritten(tmp_path_factory.mktemp("models") / "plain.gguf", plain=True)
