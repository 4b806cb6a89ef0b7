"""``python -m benchmarks.variants``: four variants, this engine against its rivals.

All sides have the same file, sampling and prompt, and take turns: whatever else the machine does meets all of
them. All have the same threads, too, but the one that shows what a user gets who sets nothing. No prompt is
repeated, so nobody profits from a cache of an earlier round.
"""

import asyncio
import statistics
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from itertools import count

from rich.console import Console
from rich.progress import track

from benchmarks.llama_server import llama_server
from benchmarks.options import Options, options, parser
from benchmarks.results import Bars, Claim, Result, show
from benchmarks.runs import Run, median, timed
from benchmarks.side import Job, Kind, Side, open_side
from benchmarks.workload import cold, request
from inference.contract import Engine

OURS, OURS_ALIKE = "this engine", "this engine, one prompt for all"
THEIRS = "llama-cpp-python, one after another"
AS_IT_COMES = "llama-cpp-python as it comes (its own number of threads)"
SERVER, SERVER_ALIKE = "llama-server, 4 requests at once", "llama-server, n_cmpl"
VARIANTS = 4
WARM_UP = 2  # tokens

Take = Callable[[int, int], Awaitable[Run]]  # a number of its own for the prompt, tokens to write


async def compare(chosen: Options) -> Result:
    """Runs every side once per round, in an order that turns, and compares medians."""
    async with AsyncExitStack() as stack:
        sides = await _sides(chosen, stack)
        reading = await stack.enter_async_context(open_side(Kind.READING, chosen))
        runs: dict[str, list[Run]] = {name: [] for name in sides}
        numbers = count(1)
        for side in sides.values():
            await side(next(numbers), WARM_UP)  # the first run repacks, allocates and compiles
        rates: list[int] = []
        for turn in track(range(chosen.rounds), "rounds", console=Console(stderr=True)):
            names = list(sides)
            for name in names[turn % len(names) :] + names[: turn % len(names)]:
                runs[name].append(await sides[name](next(numbers), chosen.tokens))
            rates.append((await reading.run(Job(0, 0))).prompt)
    return _result({name: median(each) for name, each in runs.items()}, statistics.median(rates))


async def _sides(chosen: Options, stack: AsyncExitStack) -> dict[str, Take]:
    """Every side in a process of its own, as its users would have it: see ``benchmarks.side``."""

    async def apart(kind: Kind) -> Side:
        return await stack.enter_async_context(open_side(kind, chosen))

    ours = await apart(Kind.ENGINE)
    sides = {
        OURS: _in(ours),
        THEIRS: _in(await apart(Kind.BASELINE)),
        AS_IT_COMES: _in(await apart(Kind.UNTOUCHED)),
        OURS_ALIKE: _in(ours, alike=True),
    }
    if chosen.llama_server:
        server = await stack.enter_async_context(
            llama_server(
                chosen.llama_server, chosen.model, threads=chosen.threads, slots=VARIANTS, context=4096
            )
        )
        sides[SERVER] = _through(server, alike=False)
        sides[SERVER_ALIKE] = _through(server, alike=True)
    return sides


def _in(side: Side, *, alike: bool = False) -> Take:
    async def take(number: int, tokens: int) -> Run:
        return await side.run(Job(number, tokens, alike))

    return take


def _through(engine: Engine, *, alike: bool) -> Take:
    async def take(number: int, tokens: int) -> Run:
        return await timed(engine, request(cold(number), tokens=tokens, alike=alike))

    return take


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
