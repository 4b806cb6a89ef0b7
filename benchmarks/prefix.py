"""``python -m benchmarks.prefix``: how soon a text begins if some of its prompt was read before."""

import asyncio
import statistics
import sys
from itertools import count

from rich.console import Console

from benchmarks.options import Options, options, parser
from benchmarks.results import Bars, Claim, Result, show
from benchmarks.runs import timed
from benchmarks.workload import cold, request, warm
from inference.contract import Message
from inference.local import LocalEngine

ROUNDS = 5  # of each kind per round of the options: a first text is quick


async def compare(chosen: Options) -> Result:
    """Cold and warm take turns. The warm prompts share their rules, not their briefs."""
    numbers = count(1)
    times: dict[str, list[float]] = {"cold": [], "warm": [], "repeated": []}
    async with LocalEngine.open(chosen.config()) as engine:

        async def first(messages: tuple[Message, ...]) -> float:
            return (await timed(engine, request(messages, variants=1, tokens=4))).first

        await first(cold(next(numbers)))
        await first(warm(next(numbers)))
        for _ in range(chosen.rounds * ROUNDS):
            times["cold"].append(await first(cold(next(numbers))))
            brief = warm(next(numbers))
            times["warm"].append(await first(brief))
            times["repeated"].append(await first(brief))
    return _result({name: statistics.median(each) for name, each in times.items()})


def _result(times: dict[str, float]) -> Result:
    meanings = {
        "cold": "nothing of the prompt was read before",
        "warm": "the rules were read before, the brief is new",
        "repeated": "the whole prompt was read before (more variants of a text)",
    }
    return Result(
        key="prefix",
        title="Time to the first text, by what was read before",
        columns=("", "seconds", "against cold"),
        rows=tuple(
            (f"{name}: {meanings[name]}", f"{seconds:.3f}", f"{seconds / times['cold']:.2f}×")
            for name, seconds in times.items()
        ),
        claims=(Claim("Warm against cold", times["warm"] / times["cold"], "≤", 0.5, "×"),),
        bars=(Bars("Seconds to the first text", tuple(times), tuple(times.values()), "s"),),
    )


def main() -> int:
    chosen = options(parser("benchmarks.prefix", __doc__).parse_args())
    show(asyncio.run(compare(chosen)), Console())
    return 0


if __name__ == "__main__":
    sys.exit(main())
