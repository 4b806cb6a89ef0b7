"""``python -m benchmarks``: all of them, and docs/performance.md with its plots."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from benchmarks import loop, memory, prefix, users, variants
from benchmarks.machine import facts
from benchmarks.options import Options, options, parser
from benchmarks.plots import plot
from benchmarks.random_model import random_model
from benchmarks.results import Result, markdown, show
from inference.synthetic.shapes import SHAPES

REPORT = Path("docs/performance.md")
CROWD_TOKENS = 64
BENCHMARKS: dict[str, Callable[[Options], Result]] = {
    "variants": lambda chosen: asyncio.run(variants.compare(chosen)),
    "users": lambda chosen: asyncio.run(users.compare(chosen)),
    "prefix": lambda chosen: asyncio.run(prefix.compare(chosen)),
    "loop": lambda chosen: asyncio.run(loop.measure(chosen)),
    "memory": memory.measure,
}
INTRODUCTION = """# Performance

Made by `make bench`; do not edit. Ratios within one run on one machine are what counts: all sides have the
same file, threads, prompts and sampling and take turns, and the medians of the rounds are compared.
"""


def main() -> int:
    made = parser("benchmarks", __doc__)
    made.add_argument("--only", nargs="+", choices=BENCHMARKS, default=list(BENCHMARKS))
    made.add_argument(
        "--crowd-shape",
        choices=SHAPES,
        default="qwen2.5-0.5b",
        help="of the random model for many users at once; a larger one takes an hour on two cores",
    )
    made.add_argument("--report", type=Path, default=REPORT, help="where to write; plots go beside it")
    arguments = made.parse_args()
    console = Console()
    machine = facts()
    chosen = options(arguments)
    results = []
    for name in arguments.only:
        results.append(BENCHMARKS[name](_scaled(name, chosen, arguments)))
        show(results[-1], console)
        console.print()
    write(arguments.report, machine, results, _command(arguments))
    console.print(f"Written to {arguments.report}")
    return 0 if all(claim.holds for result in results for claim in result.claims) else 1


def _scaled(name: str, chosen: Options, arguments: argparse.Namespace) -> Options:
    """Crowds get a smaller model and shorter texts, or they would take an hour on two cores."""
    if arguments.model or name != "users":
        return chosen
    smaller = random_model(arguments.crowd_shape, arguments.quant, cache=arguments.cache)
    return replace(chosen, model=smaller, tokens=CROWD_TOKENS)


def write(report: Path, machine: tuple[tuple[str, str], ...], results: list[Result], command: str) -> None:
    """The report, and its plots in a folder of the same name."""
    report.parent.mkdir(parents=True, exist_ok=True)
    folder = report.with_suffix("")
    for result in results:
        plot(result, folder)
    table = "".join(f"| {label} | {value} |\n" for label, value in machine)
    parts = [INTRODUCTION, f"| | |\n|---|---|\n{table}| Command | `{command}` |\n", *map(markdown, results)]
    report.write_text("\n".join(parts), encoding="utf-8")


def _command(arguments: argparse.Namespace) -> str:
    server = " --llama-server PATH" if arguments.llama_server else ""
    model = f" --model {arguments.model.name}" if arguments.model else f" --shape {arguments.shape}"
    return (
        f"python -m benchmarks{model} --quant {arguments.quant} --threads {arguments.threads}"
        f" --tokens {arguments.tokens} --rounds {arguments.rounds}{server}"
    )


if __name__ == "__main__":
    sys.exit(main())
