"""What every benchmark is told: the model, the threads, how long, and the rival."""

import argparse
from dataclasses import dataclass
from pathlib import Path

from benchmarks.random_model import CACHE, random_model
from inference.local import LocalConfig
from inference.synthetic.quantisations import QUANTISATIONS
from inference.synthetic.shapes import SHAPES
from inference.threads import physical_cores

POST = 144  # tokens of Qwen2.5 in the median Telegram post of data/: 351 characters


@dataclass(frozen=True, slots=True)
class Options:
    """``tokens`` are written per variant, ``rounds`` are repetitions, whose medians count."""

    model: Path
    threads: int
    tokens: int = POST
    rounds: int = 3
    jobs: int = 500
    users: tuple[int, ...] = (1, 8, 16)
    llama_server: Path | None = None
    probe: float = 3.0  # seconds to look for the rate at which prompts are read

    def config(self, *, sequences: int = 16) -> LocalConfig:
        """The engine as the bot runs it, with a queue for any number of users."""
        return LocalConfig(
            self.model, context=2048, threads=self.threads, sequences=sequences, queue_limit=10_000
        )


def parser(prog: str, description: str | None) -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog=f"python -m {prog}", description=description)
    made.add_argument("--model", type=Path, metavar="GGUF", help="a real model instead of a random one")
    made.add_argument("--shape", choices=SHAPES, default="qwen2.5-1.5b", help="of the random model")
    made.add_argument("--quant", choices=QUANTISATIONS, default="Q4_0")
    made.add_argument("--cache", type=Path, default=CACHE, help="where random models are kept")
    made.add_argument("--threads", type=int, default=physical_cores())
    made.add_argument("--tokens", type=int, default=POST, help="to write per variant")
    made.add_argument("--rounds", type=int, default=3)
    made.add_argument("--jobs", type=int, default=500, help="of the memory benchmark")
    made.add_argument("--users", type=int, nargs="+", default=[1, 8, 16])
    made.add_argument("--llama-server", type=Path, metavar="PATH", help="the binary to compare with")
    return made


def options(arguments: argparse.Namespace) -> Options:
    """Builds the random model where no real one is given."""
    model = arguments.model or random_model(arguments.shape, arguments.quant, cache=arguments.cache)
    return Options(
        model,
        arguments.threads,
        arguments.tokens,
        arguments.rounds,
        arguments.jobs,
        tuple(arguments.users),
        arguments.llama_server,
    )
