"""``python -m bot`` as its operators run it: a process of its own, started, killed and started again."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from pathlib import Path

from bot.settings import Settings
from sandbox.server import Sandbox

ROOT = Path(__file__).resolve().parents[2]


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    """The caller's own, without settings of a bot that may be there, and with these."""
    ours = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "N_THREADS": "1", **settings}


def toward(sandbox: Sandbox, database: Path, *admins: int) -> dict[str, str]:
    """Settings of a bot that talks to this sandbox."""
    return {
        "BOT_TOKEN": sandbox.token,
        "TELEGRAM_API_URL": sandbox.url,
        "DATABASE_PATH": str(database),
        "ADMIN_IDS": ",".join(map(str, admins)),
    }


@asynccontextmanager
async def process(
    settings: Mapping[str, str], folder: Path, log: Path | None = None
) -> AsyncIterator[asyncio.subprocess.Process]:
    """Runs in ``folder``; killed at the end if it still runs. ``log`` gets what it says on stderr."""
    with ExitStack() as stack:
        stderr = asyncio.subprocess.DEVNULL if log is None else stack.enter_context(log.open("ab")).fileno()
        running = await _started(settings, folder, stderr)
    try:
        yield running
    finally:
        if running.returncode is None:
            running.send_signal(signal.SIGKILL)
        await running.wait()


async def _started(settings: Mapping[str, str], folder: Path, stderr: int) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        cwd=folder,
        env=environment(settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=stderr,
    )


async def line_with(words: str, running: asyncio.subprocess.Process) -> str:
    """Wait for a line on stdout."""
    if running.stdout is None:
        raise AssertionError("stdout is not piped")
    async for line in running.stdout:
        if words in (text := line.decode()):
            return text
    raise AssertionError(f"the bot ended with {await running.wait()} and never said {words!r}")
