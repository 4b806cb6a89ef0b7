"""``python -m benchmarks.side KIND``: one side of a comparison, in a process of its own.

OpenMP counts the threads of all teams in a process. Where another context has left a team behind, even an
idle one, it stops spinning at barriers: a step of four rows took 370 ms instead of 140 (1.5B, two cores). So
no two sides may share a process, as no two would in anybody's product. A job comes in as a line of JSON and
its ``Run`` goes out as one.
"""

import argparse
import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path

from benchmarks.baseline import baseline
from benchmarks.options import Options
from benchmarks.runs import Run, timed
from benchmarks.workload import cold, request
from inference.local import LocalEngine
from inference.model import Model
from inference.tune import bench

CHUNKS = (128, 256, 512)
LINE_LIMIT = 1 << 16


class Kind(StrEnum):
    ENGINE = "engine"
    BASELINE = "baseline"
    UNTOUCHED = "untouched"  # the baseline with the number of threads that it takes by itself
    READING = "reading"  # how fast the machine reads prompts: tokens a second


@dataclass(frozen=True, slots=True)
class Job:
    """``number`` tells its prompt from all others; ``alike``: all variants from one prompt."""

    number: int
    tokens: int
    alike: bool = False


class SideFailed(Exception):
    """The process of a side has ended by itself."""


class Side:
    """The parent's end."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def run(self, job: Job) -> Run:
        """Raises SideFailed."""
        if self._process.stdin is None or self._process.stdout is None:
            raise SideFailed("no pipes")
        self._process.stdin.write(json.dumps(asdict(job)).encode() + b"\n")
        line = await self._process.stdout.readline()
        if not line:
            raise SideFailed(f"a side has ended with code {await self._process.wait()}")
        return Run(**json.loads(line))


@asynccontextmanager
async def open_side(kind: Kind, chosen: Options) -> AsyncIterator[Side]:
    command = [sys.executable, "-m", __name__, kind, "--model", str(chosen.model)]
    command += ["--threads", str(chosen.threads), "--probe", str(chosen.probe)]
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, limit=LINE_LIMIT)
    try:
        yield Side(process)
    finally:
        if process.stdin is not None:
            process.stdin.close()
        await process.wait()


async def _engine(chosen: Options) -> None:
    async with LocalEngine.open(chosen.config()) as engine:
        while (line := await asyncio.to_thread(sys.stdin.readline)) != "":
            job = Job(**json.loads(line))
            _answer(await timed(engine, request(cold(job.number), tokens=job.tokens, alike=job.alike)))


def _baseline(chosen: Options, threads: int | None) -> None:
    with baseline(chosen.model, threads) as theirs:
        for line in sys.stdin:
            job = Job(**json.loads(line))
            _answer(theirs.run(request(cold(job.number), tokens=job.tokens)))


def _reading(chosen: Options) -> None:
    """A run of one second in which as many tokens were read as the machine reads a second."""
    with Model.load(chosen.model) as model, bench(model, chosen.threads) as steps:
        for _ in sys.stdin:
            rate = max(steps.rates((), CHUNKS, budget=chosen.probe).prefill.values())
            _answer(Run(first=0.0, seconds=1.0, tokens=0, prompt=round(rate)))


def _answer(run: Run) -> None:
    print(json.dumps(asdict(run)), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog=f"python -m {__spec__.name}", description=__doc__)
    parser.add_argument("kind", type=Kind, choices=list(Kind))
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--probe", type=float, required=True)
    told = parser.parse_args()
    chosen = Options(told.model, told.threads, probe=told.probe)
    match told.kind:
        case Kind.ENGINE:
            asyncio.run(_engine(chosen))
        case Kind.READING:
            _reading(chosen)
        case _:
            _baseline(chosen, chosen.threads if told.kind is Kind.BASELINE else None)


if __name__ == "__main__":
    main()
