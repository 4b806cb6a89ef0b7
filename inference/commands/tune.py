"""``tune``: which threads, batch, chunk and quantisation are best here, in under a minute."""

import argparse
import os
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from inference import tune
from inference.synthetic.model import build
from inference.synthetic.quantisations import QUANTISATIONS
from inference.synthetic.shapes import SHAPES, Shape
from inference.synthetic.vocabulary import byte_vocabulary
from inference.threads import physical_cores

SLICE = 4  # layers of a random model: each layer costs the same, so the rest is a multiplication
COMPARED = ("Q4_0", "IQ4_NL", "Q4_K_M", "Q8_0")
SECONDS = {"threads": 3.0, "sizes": 10.0, "quantisation": 3.0}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file to measure. ``share`` is how much of the whole model's layers it holds."""

    name: str
    path: Path
    share: float = 1.0


def add(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    parser = commands.add_parser("tune", help="measure this machine and print the settings to use")
    parser.add_argument("--model", type=Path, nargs="+", default=[], metavar="FILE", help="GGUFs to compare")
    parser.add_argument(
        "--shape", choices=SHAPES, default="qwen2.5-1.5b", help="without files: the random models' shape"
    )
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace, console: Console) -> None:
    with tempfile.TemporaryDirectory() as folder, Progress(console=console, transient=True) as progress:
        candidates = [Candidate(path.stem, path) for path in arguments.model] or _slices(
            SHAPES[arguments.shape], Path(folder), progress
        )
        by_threads = _try_threads(candidates[0], progress)
        threads = tune.best_threads(by_threads)
        sizes = _scaled(
            tune.measure(candidates[0].path, threads, budget=SECONDS["sizes"], full=True), candidates[0]
        )
        files = _try_files(candidates, threads, progress)
    _report(console, by_threads, sizes, files)
    if not arguments.model:
        console.print(f"[dim]Layers of {arguments.shape}, without its vocabulary's head; random weights.")
    best = min(files, key=lambda name: files[name].job_seconds())
    console.print(
        f"\nN_THREADS={threads}\nquantisation: {best}\nsequences: {tune.best_sequences(sizes)}"
        f"\nchunk: {tune.best_chunk(sizes)}",
        highlight=False,
    )


def _slices(shape: Shape, folder: Path, progress: Progress) -> list[Candidate]:
    """Random models of a few layers, one for each quantisation."""
    layers = min(SLICE, shape.layers)
    made: list[Candidate] = []
    for name in progress.track(COMPARED, description="Building random models"):
        path = folder / f"{name}.gguf"
        build(path, replace(shape, layers=layers), QUANTISATIONS[name], byte_vocabulary())
        made.append(Candidate(name, path, layers / shape.layers))
    return made


def _try_threads(candidate: Candidate, progress: Progress) -> dict[int, tune.Rates]:
    choices = tune.thread_choices(physical_cores(), os.cpu_count() or 1)
    return {
        count: _scaled(tune.measure(candidate.path, count, budget=SECONDS["threads"]), candidate)
        for count in progress.track(choices, description="Trying numbers of threads")
    }


def _try_files(candidates: Sequence[Candidate], threads: int, progress: Progress) -> dict[str, tune.Rates]:
    return {
        each.name: _scaled(tune.measure(each.path, threads, budget=SECONDS["quantisation"]), each)
        for each in progress.track(candidates, description="Trying quantisations")
    }


def _scaled(rates: tune.Rates, candidate: Candidate) -> tune.Rates:
    share = candidate.share
    return tune.Rates(
        {batch: rate * share for batch, rate in rates.decode.items()},
        {chunk: rate * share for chunk, rate in rates.prefill.items()},
    )


def _report(
    console: Console, threads: dict[int, tune.Rates], sizes: tune.Rates, files: dict[str, tune.Rates]
) -> None:
    console.print(_compared("Threads", threads))
    console.print(_compared("Quantisation", files))
    console.print(_rates("Texts at once", sizes.decode))
    console.print(_rates("Prompt tokens a step", sizes.prefill))


def _compared(title: str, measured: dict[int, tune.Rates] | dict[str, tune.Rates]) -> Table:
    table = Table(title_justify="left")
    for column in (title, "one text", "four texts", "prompt", "a job of four texts"):
        table.add_column(column, justify="right")
    for name, rates in measured.items():
        speeds = (rates.decode[1], rates.decode[tune.VARIANTS], max(rates.prefill.values()))
        table.add_row(str(name), *(f"{speed:.1f} tok/s" for speed in speeds), f"{rates.job_seconds():.1f} s")
    return table


def _rates(title: str, measured: dict[int, float]) -> Table:
    table = Table(title_justify="left")
    table.add_column(title)
    for size in measured:
        table.add_column(str(size), justify="right")
    table.add_row("tok/s", *(f"{rate:.1f}" for rate in measured.values()))
    return table
