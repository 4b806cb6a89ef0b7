"""Processes of the bot that need not import it: forked from one that has.

Importing aiogram takes seconds, which a run that kills every few seconds can't spend. A child does what
``python -m bot`` does from its first line on. Run as a module this is the parent: a line on stdin starts a
child; «started PID» and «ended PID CODE» are told on stdout. Children write their log to stderr's file.
"""

import asyncio
import os
import select
import signal
import sys
import traceback
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

LOOK_SECONDS = 0.02


class Process(Protocol):
    """As much of ``asyncio.subprocess.Process`` as a keeper needs."""

    @property
    def pid(self) -> int: ...

    @property
    def returncode(self) -> int | None: ...

    def send_signal(self, signal: int) -> None: ...

    async def wait(self) -> int: ...


@dataclass(slots=True)
class Child:
    pid: int
    returncode: int | None = None
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    def send_signal(self, signal: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal)

    async def wait(self) -> int:
        await self._ended.wait()
        return self.returncode or 0

    def ended(self, code: int) -> None:
        self.returncode = code
        self._ended.set()


@dataclass(slots=True)
class Nursery:
    parent: asyncio.subprocess.Process
    children: dict[int, Child] = field(default_factory=dict)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    _born: "asyncio.Queue[Child]" = field(default_factory=asyncio.Queue)

    @classmethod
    @asynccontextmanager
    async def open(cls, folder: Path, environment: Mapping[str, str], log: Path) -> AsyncIterator["Nursery"]:
        with log.open("ab") as stderr:
            parent = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tools.soak.nursery"),
                cwd=folder,
                env=environment,
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=stderr,
            )
        nursery = cls(parent)
        async with asyncio.TaskGroup() as tasks:
            listening = tasks.create_task(nursery.listen())
            try:
                await nursery.ready.wait()
                yield nursery
            finally:
                for child in nursery.children.values():
                    if child.returncode is None:
                        child.send_signal(signal.SIGKILL)
                parent.kill()
                await parent.wait()
                listening.cancel()

    async def start(self) -> Child:
        if self.parent.stdin is None:
            raise RuntimeError("the parent was opened with a pipe")
        self.parent.stdin.write(b"start\n")
        return await self._born.get()

    async def listen(self) -> None:
        if self.parent.stdout is None:
            raise RuntimeError("the parent was opened with a pipe")
        async for line in self.parent.stdout:
            what, pid, *code = line.decode().split()
            if what == "ready":
                self.ready.set()
            elif what == "started":
                child = self.children[int(pid)] = Child(int(pid))
                self._born.put_nowait(child)
            elif int(pid) in self.children:
                self.children[int(pid)].ended(int(code[0]))


def serve() -> None:
    """The parent's whole life."""
    import bot.app  # noqa: F401  # what takes so long
    from bot.__main__ import main

    _tell(f"ready {os.getpid()}")
    while True:
        ready, _, _ = select.select([sys.stdin], [], [], LOOK_SECONDS)
        if ready:
            if not sys.stdin.readline():
                return
            pid = os.fork()
            if pid == 0:
                _live(main)
            _tell(f"started {pid}")
        with suppress(ChildProcessError):
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid:
                _tell(f"ended {pid} {os.waitstatus_to_exitcode(status)}")


def _live(main: "Main") -> None:
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    code = 1
    try:
        code = main([])
    except BaseException:
        traceback.print_exc()
        raise
    finally:
        sys.stderr.flush()
        os._exit(code)


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


class Main(Protocol):
    def __call__(self, arguments: list[str]) -> int: ...


if __name__ == "__main__":
    serve()
