"""``python -m benchmarks.loop``: what generating costs the event loop, and what Python costs a step."""

import asyncio
import statistics
import sys
import time
from collections.abc import Awaitable
from dataclasses import dataclass, field
from itertools import count

from rich.console import Console

from benchmarks.options import Options, options, parser
from benchmarks.results import Claim, Result, show
from benchmarks.runs import percentile, timed
from benchmarks.workload import cold, request
from inference.adapters import Adapters
from inference.context import AbortFlag, Decoded, Shape
from inference.jobs import Step
from inference.local import LocalEngine, Surroundings
from inference.machine import LlamaMachine
from inference.model import Model

TICK = 0.005  # seconds between two looks at the clock
USERS = 4
VARIANTS = 4


@dataclass(slots=True)
class Times:
    """Seconds, of the steps that wrote ``VARIANTS`` tokens and read nothing.

    ``decoding`` is inside ``llama_decode``, ``outside`` from the end of one such step to the next.
    """

    decoding: list[float] = field(default_factory=list)
    outside: list[float] = field(default_factory=list)
    ended: float | None = None  # of the step before, if it was such a step

    def note(self, began: float, ended: float, *, counts: bool) -> None:
        if counts:
            self.decoding.append(ended - began)
            if self.ended is not None:
                self.outside.append(began - self.ended)
        self.ended = ended if counts else None


class TimedMachine(LlamaMachine):
    """The real one, with a clock around ``llama_decode``."""

    def __init__(self, opened: tuple[Model, Adapters, Shape, AbortFlag], times: Times) -> None:
        super().__init__(*opened)
        self._times = times

    def decode(self, step: Step) -> Decoded:
        began = time.perf_counter()
        decoded = super().decode(step)
        counts = len(step.outputs) == len(step.parts) == VARIANTS and not step.readers
        self._times.note(began, time.perf_counter(), counts=counts)
        return decoded


async def measure(chosen: Options) -> Result:
    numbers = count(1)
    times = Times()

    def open_timed(model: Model, adapters: Adapters, shape: Shape, abort: AbortFlag) -> TimedMachine:
        return TimedMachine((model, adapters, shape, abort), times)

    async with LocalEngine.open(chosen.config(), Surroundings(machine=open_timed)) as engine:
        await timed(engine, request(cold(next(numbers)), tokens=8))
        for _ in range(chosen.rounds):
            await timed(engine, request(cold(next(numbers)), tokens=chosen.tokens))
        idle = await _lags(asyncio.sleep(1.0))
        busy = await _lags(
            asyncio.gather(
                *(
                    timed(engine, request(cold(next(numbers)), tokens=chosen.tokens, tenant=user))
                    for user in range(USERS)
                )
            )
        )
    return _result(times, idle, busy)


async def _lags(work: Awaitable[object]) -> list[float]:
    """Seconds by which a task that wants to run every ``TICK`` is late, while ``work`` goes on."""
    lags: list[float] = []
    async with asyncio.TaskGroup() as group:
        done = asyncio.Event()

        async def run() -> None:
            await work
            done.set()

        group.create_task(run())
        while not done.is_set():
            before = time.perf_counter()
            await asyncio.sleep(TICK)
            lags.append(time.perf_counter() - before - TICK)
    return lags


def _result(times: Times, idle: list[float], busy: list[float]) -> Result:
    decoding, outside = statistics.median(times.decoding), statistics.median(times.outside)
    share = 100 * outside / (decoding + outside)
    rows = [
        ("loop lag, idle", *_milliseconds(idle)),
        (f"loop lag, {USERS} users generating", *_milliseconds(busy)),
        ("llama_decode, four rows", *_milliseconds(times.decoding)),
        ("between two decodes: sampling, text, planning, events", *_milliseconds(times.outside)),
    ]
    return Result(
        key="loop",
        title="The event loop and Python",
        columns=("milliseconds", "p50", "p95", "p99"),
        rows=tuple(rows),
        claims=(
            Claim("Loop lag while generating, p99", 1000 * percentile(busy, 0.99), "<", 20, " ms"),
            Claim("Python's share of a decode step, sampling included", share, "<", 3, " %"),
        ),
    )


def _milliseconds(values: list[float]) -> tuple[str, ...]:
    return tuple(f"{1000 * percentile(values, share):.2f}" for share in (0.5, 0.95, 0.99))


def main() -> int:
    chosen = options(parser("benchmarks.loop", __doc__).parse_args())
    show(asyncio.run(measure(chosen)), Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
