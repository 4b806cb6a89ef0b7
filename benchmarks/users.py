"""``python -m benchmarks.users``: many users at once, each asking for four variants of a text of his own."""

import asyncio
import statistics
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count

from rich.console import Console

from benchmarks.llama_server import llama_server
from benchmarks.options import Options, options, parser
from benchmarks.results import Bars, Claim, Result, show
from benchmarks.runs import Run, percentile, timed
from benchmarks.workload import cold, request
from inference.contract import Engine
from inference.local import LocalEngine

OURS, SERVER = "this engine", "llama-server"
SLOTS = 16
CELLS = 16_384  # tokens of KV: 1,024 for each slot
NOISE = 0.95  # what "no lower" means for a measurement


@dataclass(frozen=True, slots=True)
class Crowd:
    """``users`` who asked at the same moment; their waiting times are in seconds."""

    users: int
    runs: tuple[Run, ...]
    seconds: float

    @property
    def rate(self) -> float:
        return sum(run.tokens for run in self.runs) / self.seconds

    @property
    def firsts(self) -> list[float]:
        return [run.first for run in self.runs]

    @property
    def completions(self) -> list[float]:
        return [run.seconds for run in self.runs]


async def crowd(engine: Engine, users: int, tokens: int, numbers: "count[int]") -> Crowd:
    started = time.perf_counter()
    async with asyncio.TaskGroup() as group:
        waiting = [
            group.create_task(timed(engine, request(cold(next(numbers)), tokens=tokens, tenant=user)))
            for user in range(users)
        ]
    return Crowd(users, tuple(each.result() for each in waiting), time.perf_counter() - started)


async def compare(chosen: Options) -> Result:
    """Every number of users ``rounds`` times; the crowd of median throughput counts."""
    found: dict[str, dict[int, Crowd]] = {}
    async with LocalEngine.open(chosen.config(sequences=SLOTS)) as engine:
        found[OURS] = await _measured(engine, chosen)
    async with _rival(chosen) as server:
        if server is not None:
            found[SERVER] = await _measured(server, chosen)
    return _result(found)


@asynccontextmanager
async def _rival(chosen: Options) -> AsyncIterator[Engine | None]:
    if chosen.llama_server is None:
        yield None
        return
    binary, threads = chosen.llama_server, chosen.threads
    async with llama_server(binary, chosen.model, threads=threads, slots=SLOTS, context=CELLS) as server:
        yield server


async def _measured(engine: Engine, chosen: Options) -> dict[int, Crowd]:
    numbers = count(1)
    await crowd(engine, 1, chosen.tokens, numbers)  # the first run repacks, allocates and compiles
    crowds: dict[int, list[Crowd]] = {users: [] for users in chosen.users}
    for _ in range(chosen.rounds):
        for users in chosen.users:
            crowds[users].append(await crowd(engine, users, chosen.tokens, numbers))
    return {users: _typical(each) for users, each in crowds.items()}


def _typical(crowds: list[Crowd]) -> Crowd:
    middle = statistics.median_low([each.rate for each in crowds])
    return next(each for each in crowds if each.rate == middle)


def _result(found: dict[str, dict[int, Crowd]]) -> Result:
    ours = found[OURS]
    alone = ours[min(ours)]
    crowded = [each for users, each in ours.items() if users > 1]
    claims = [claim for each in crowded for claim in _claims(each, alone, found.get(SERVER, {}))]
    bars = [
        Bars(
            f"Tokens a second, {name}",
            tuple(f"{users} users" for users in crowds),
            tuple(each.rate for each in crowds.values()),
            "tokens/s",
        )
        for name, crowds in found.items()
    ]
    return Result(
        key="users",
        title="Many users at once, four variants each",
        columns=("", "users", "tokens/s", "first text p50", "p95", "all texts p50", "p95", "last first text"),
        rows=tuple(_row(name, each) for name, crowds in found.items() for each in crowds.values()),
        claims=tuple(claims),
        bars=tuple(bars),
        notes=(
            "Seconds, from the moment at which all asked. One after another, the last of n users waits for"
            " n - 1 whole jobs; in equal shares, everybody's prompt takes n times as long as alone.",
            *(() if SERVER in found else ("llama-server was not measured: give it by --llama-server.",)),
        ),
    )


def _claims(each: Crowd, alone: Crowd, rival: dict[int, Crowd]) -> list[Claim]:
    users, last = each.users, max(each.firsts)
    one_by_one = (users - 1) * alone.seconds + max(alone.firsts)
    equal_shares = users * max(alone.firsts)
    claims = [
        Claim(f"Throughput, {users} users against one", each.rate / alone.rate, "≥", NOISE, "×"),
        Claim(f"Last of {users} users, first text, to one after another", last / one_by_one, "≤", 1, "×"),
        Claim(f"Last of {users} users, first text, to equal shares", last / equal_shares, "≤", 1.1, "×"),
    ]
    if users in rival:
        ratio = each.rate / rival[users].rate
        claims.append(Claim(f"Throughput, {users} users, against llama-server", ratio, "≥", 1, "×"))
    return claims


def _row(name: str, each: Crowd) -> tuple[str, ...]:
    times = [
        percentile(values, share)
        for values, share in (
            (each.firsts, 0.5),
            (each.firsts, 0.95),
            (each.completions, 0.5),
            (each.completions, 0.95),
        )
    ]
    return (name, str(each.users), f"{each.rate:.1f}", *(f"{t:.2f}" for t in [*times, max(each.firsts)]))


def main() -> int:
    chosen = options(parser("benchmarks.users", __doc__).parse_args())
    show(asyncio.run(compare(chosen)), Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
