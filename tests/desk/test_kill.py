"""kill -9 on a real process, in the middle of a delivery."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sandbox.server import Sandbox
from tests.desk.stage import Office
from tests.people import Person, Town

PATIENCE = 60.0  # seconds for a Python process to start on a busy machine


@asynccontextmanager
async def process(path: Path, sandbox: Sandbox) -> AsyncIterator[None]:
    """The desk serves in another process, which is killed when the block ends."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.desk.process", str(path), sandbox.url
    )
    try:
        yield
    finally:
        child.kill()
        await child.wait()


async def test_a_killed_process_is_continued_by_the_next_one(
    path: Path, sandbox: Sandbox, anna: Person, town: Town
) -> None:
    async with Office.open(path, sandbox.url) as office:
        await office.submit(anna.id)
    await town.fault("flood", "sendMessage", after=2, retry_after=100_000, times=None)

    async with process(path, sandbox):
        await anna.until(lambda screen: len(screen.said) == 2, within=PATIENCE)
        async with asyncio.timeout(PATIENCE):
            while len(await town.calls("sendmessage")) < 3:  # the second one is recorded before the third
                continue
    await town.heal()
    # The next process is this one: starting Python anew costs ten seconds and proves nothing more.
    async with Office.open(path, sandbox.url) as office, office.at_work():
        await anna.until(lambda screen: len(screen.said) == 4)

    labels = [label for message in anna.said for label in message.labels]
    assert labels == ["1 of 4", "2 of 4", "3 of 4", "4 of 4, last"]
