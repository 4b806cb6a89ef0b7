"""The bot as a process of its own: started, killed, started again."""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from bot.errors import LATER
from bot.settings import Settings
from sandbox.server import Sandbox
from tools.soak.ledger import Ledger
from tools.soak.nursery import Nursery, Process

ROOT = Path(__file__).resolve().parents[2]
LIFE = (0.5, 7.0)  # seconds between the first poll and the kill
START = 120.0  # seconds for a process to begin polling
REFUSED = {2, LATER}  # exit codes of a bot that a fault keeps from starting
GOODBYE = 10.0  # seconds for a process to end after SIGTERM
PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")


class Unwell(Exception):
    """The bot did what no fault explains."""


@dataclass(slots=True)
class Keeper:
    sandbox: Sandbox
    folder: Path
    settings: Mapping[str, str]
    random: Random
    ledger: Ledger
    ends: Counter[str] = field(default_factory=Counter)
    memory: list[tuple[float, int]] = field(default_factory=list)  # seconds, bytes, of the long-lived one
    goodbyes: list[float] = field(default_factory=list)  # seconds from SIGTERM to the end

    @property
    def database(self) -> Path:
        return self.folder / "bot.sqlite3"

    @property
    def log(self) -> Path:
        return self.folder / "bot.log"

    def nursery(self) -> AbstractAsyncContextManager[Nursery]:
        return Nursery.open(self.folder, environment(self.settings), self.log)

    async def be_rough(self, nursery: Nursery, is_over: Callable[[], bool]) -> None:
        """Start it, kill it after a while, mostly by SIGKILL; sometimes while it is still starting."""
        while not is_over():
            await self._live_and_die(await nursery.start())

    async def _live_and_die(self, process: Process) -> None:
        is_starting = self.random.random() < 0.1
        if is_starting:
            await asyncio.sleep(self.random.uniform(0.0, 1.0))
        elif not await self._polls(process):
            return
        else:
            await asyncio.sleep(self.random.uniform(*LIFE))
        end = self._kill if self.random.random() < 0.85 else self._terminate
        await end(process, is_starting=is_starting)

    async def start(self) -> Process:
        """Start it until it polls: faults may keep a process from starting."""
        while True:
            process = await self._run()
            if await self._polls(process):
                return process

    async def weigh(self, process: Process, is_over: Callable[[], bool]) -> None:
        """Sample its resident memory each second."""
        begun = time.monotonic()
        while not is_over():
            await asyncio.sleep(1.0)
            if process.returncode is not None:
                raise Unwell(f"the bot ended with {process.returncode} while nobody had touched it")
            self.memory.append((time.monotonic() - begun, _resident(process.pid)))

    async def end(self, process: Process) -> None:
        await self._terminate(process)

    async def _run(self) -> Process:
        """``python -m bot`` itself."""
        with self.log.open("ab") as log:
            return await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "bot"),
                cwd=self.folder,
                env=environment(self.settings),
                stdout=asyncio.subprocess.DEVNULL,
                stderr=log,
            )

    async def _polls(self, process: Process) -> bool:
        """Wait for its first getUpdates; ``False`` when a fault has made it refuse to start."""
        before, updates = self.sandbox.world.updates.polls, self.sandbox.world.updates
        deadline = time.monotonic() + START
        while updates.polls == before:
            await self.sandbox.world.feed.wait(lambda: updates.polls > before, 0.2)
            if process.returncode is not None:
                if process.returncode not in REFUSED:
                    raise Unwell(f"the bot ended with {process.returncode} when it started")
                self.ends["refused to start"] += 1
                return False
            if time.monotonic() > deadline:
                await self._kill(process)
                raise Unwell(f"the bot did not poll within {START} s")
        return True

    async def _kill(self, process: Process, *, is_starting: bool = False) -> None:
        if is_starting and process.returncode in REFUSED:
            self.ends["refused to start"] += 1
            return
        if process.returncode is not None:
            raise Unwell(f"the bot ended with {process.returncode} by itself")
        process.send_signal(signal.SIGKILL)
        await process.wait()
        self.ends["killed"] += 1
        self.ledger.in_window |= self._in_window()

    async def _terminate(self, process: Process, *, is_starting: bool = False) -> None:
        told = time.monotonic()
        if process.returncode is None:
            process.send_signal(signal.SIGTERM)
        code = await process.wait()
        if is_starting and code in REFUSED:  # a fault was quicker than the signal
            self.ends["refused to start"] += 1
            return
        self.goodbyes.append(time.monotonic() - told)
        self.ledger.in_window |= self._in_window()
        # Before it polls it has nothing to finish: the signal ends it as it ends any process.
        if code not in {0, -signal.SIGTERM}:
            raise Unwell(f"the bot ended with {code} after SIGTERM")
        self.ends["ended by SIGTERM"] += 1

    def _in_window(self) -> set[int]:
        """Of a copy: opening the file itself would do the recovery that the next process is to do."""
        with TemporaryDirectory() as folder:
            copy = Path(folder) / self.database.name
            for suffix in ("", "-wal"):
                if (source := self.database.with_name(self.database.name + suffix)).exists():
                    shutil.copy(source, copy.with_name(copy.name + suffix))
            with closing(sqlite3.connect(copy)) as connection:
                try:
                    found = connection.execute("SELECT id FROM variant WHERE delivery = 'sending'").fetchall()
                except sqlite3.OperationalError:  # killed before the tables were made
                    return set()
            return {row[0] for row in found}


def _resident(pid: int) -> int:
    """Bytes; see proc(5)."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES


def environment(settings: Mapping[str, str]) -> dict[str, str]:
    ours = {name.upper() for name in Settings.model_fields}
    inherited = {name: value for name, value in os.environ.items() if name not in ours}
    return {**inherited, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "N_THREADS": "1", **settings}
