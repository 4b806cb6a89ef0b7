"""``python -m benchmarks.variants``: four variants, this engine against its rivals.

All sides have the same file, sampling and prompt, and take turns: whatever else the machine does meets all of
them. All have the same threads, too, but the one that shows what a user gets who sets nothing. No prompt is
repeated, so nobody profits from a cache of an earlier round.
"""

import asyncio
import statistics
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from itertools import count

from rich.console import Console

from benchmarks.baseline import Baseline, baseline
from benchmarks.llama_server import llama_server
from benchmarks.options import Options, options, parser
from benchmarks.results import Bars, Claim, Result, show
from benchmarks.runs import Run, median, timed
from benchmarks.workload import cold, request
from inference.contract import Engine
from inference.local import LocalEngine
from inference.model import Model
from inference.tune import Bench, bench

OURS, OURS_ALIKE = "this engine", "this engine, one prompt for all"
THEIRS = "llama-cpp-python, one after another"
AS_IT_COMES = "llama-cpp-python as it comes (its own number of threads)"
SERVER, SERVER_ALIKE = "llama-server, 4 requests at once", "llama-server, n_cmpl"
VARIANTS = 4

Side = Callable[[int], Awaitable[Run]]


async def compare(chosen: Options) -> Result:
    """Runs every side once per round, in an order that turns, and compares medians."""
    async with AsyncExitStack() as stack:
        sides = await _sides(chosen, stack)
        limit = stack.enter_context(_limit(chosen))
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        numbers = count(1)
        for side in sides.values():
            await side(next(numbers))  # the first run repacks, allocates and compiles
        reading: list[float] = []
        for turn in range(chosen.rounds):
            names = list(sides)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                runs[name].append(await sides[name](next(numbers)))
            reading.append(await asyncio.to_thread(_reading_rate, limit, chosen.probe))
    return _result({name: median(each) for name, each in runs.items()}, statistics.median(reading))


async def _sides(chosen: Options, stack: AsyncExitStack) -> dict[str, Side]:
    ours = await stack.enter_async_context(LocalEngine.open(chosen.config()))
    theirs = stack.enter_context(baseline(chosen.model, chosen.threads))
    untouched = stack.enter_context(baseline(chosen.model, None))
    sides = {
        OURS: _through(ours, chosen, alike=False),
        THEIRS: _sequentially(theirs, chosen),
        AS_IT_COMES: _sequentially(untouched, chosen),
        OURS_ALIKE: _through(ours, chosen, alike=True),
    }
    if chosen.llama_server:
        server = await stack.enter_async_context(
            llama_server(
                chosen.llama_server, chosen.model, threads=chosen.threads, slots=VARIANTS, context=4096
            )
        )
        sides[SERVER] = _through(server, chosen, alike=False)
        sides[SERVER_ALIKE] = _through(server, chosen, alike=True)
    return sides


def _through(engine: Engine, chosen: Options, *, alike: bool) -> Side:
    async def side(job: int) -> Run:
        return await timed(engine, request(cold(job), tokens=chosen.tokens, alike=alike))

    return side


def _sequentially(theirs: Baseline, chosen: Options) -> Side:
    async def side(job: int) -> Run:
        return await asyncio.to_thread(theirs.run, request(cold(job), tokens=chosen.tokens))

    return side


@contextmanager
def _limit(chosen: Options) -> Iterator[Bench]:
    with Model.load(chosen.model) as model, bench(model, chosen.threads) as steps:
        yield steps


def _reading_rate(limit: Bench, seconds: float) -> float:
    """How fast this machine multiplies at all: prompt tokens a second, in the chunk it likes best."""
    return max(limit.rates((), (128, 256, 512), budget=seconds).prefill.values())


def _result(runs: dict[str, Run], reading: float) -> Result:
    ours, theirs, untouched = runs[OURS], runs[THEIRS], runs[AS_IT_COMES]
    floor = (ours.prompt + ours.tokens) / reading
    claims = [
        Claim("This engine against llama-cpp-python", theirs.seconds / ours.seconds, "≥", 2.2, "×"),
        Claim("The same, as it comes", untouched.seconds / ours.seconds, "≥", 2.2, "×"),
        Claim("Time against the compute limit", ours.seconds / floor, "≤", 1.4, "×"),
    ]
    if (server := runs.get(SERVER_ALIKE)) is not None:
        alike = runs[OURS_ALIKE]
        claims.append(
            Claim("This engine against llama-server's n_cmpl", server.seconds / alike.seconds, "≥", 1.15, "×")
        )
    return Result(
        key="variants",
        title=f"Four variants of {ours.tokens // VARIANTS} tokens from a prompt of {ours.prompt} tokens",
        columns=("", "seconds", "tokens/s", "first text, s", "against this engine"),
        rows=tuple(_row(name, run, ours) for name, run in runs.items()),
        claims=tuple(claims),
        bars=(Bars("Seconds for four variants", tuple(runs), tuple(r.seconds for r in runs.values()), "s"),),
        notes=(
            f"The compute limit is {floor:.1f} s: all {ours.prompt} + {ours.tokens} tokens at the rate at"
            f" which this machine reads prompts, {reading:.0f} tokens/s. Nothing can be faster with these"
            f" kernels, so no engine is more than {theirs.seconds / floor:.2f}× llama-cpp-python here.",
            *(() if server else ("llama-server was not measured: give its binary by --llama-server.",)),
        ),
    )


def _row(name: str, run: Run, ours: Run) -> tuple[str, ...]:
    ratio = run.seconds / ours.seconds
    return (name, f"{run.seconds:.2f}", f"{run.rate:.1f}", f"{run.first:.2f}", f"{ratio:.2f}×")


def main() -> int:
    chosen = options(parser("benchmarks.variants", __doc__).parse_args())
    result = asyncio.run(compare(chosen))
    show(result, Console())
    return 0 if all(claim.holds for claim in result.claims) else 1


if __name__ == "__main__":
    sys.exit(main())
