"""What the parsers of all steps share."""

import argparse
from collections.abc import Callable
from pathlib import Path

Run = Callable[[argparse.Namespace], None]
Steps = argparse._SubParsersAction


def add_step(
    steps: "Steps[argparse.ArgumentParser]", name: str, about: str, run: Run
) -> argparse.ArgumentParser:
    """A step's parser with what every step takes: ``--data`` and ``--out``."""
    step = steps.add_parser(name, help=about)
    step.add_argument(
        "--data", type=Path, default=Path("data"), help="folder of the dataset and platforms.yaml"
    )
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(step=run)
    return step


def files(data: Path) -> tuple[Path, Path, Path]:
    """Train, validation, platforms."""
    return data / "train.jsonl", data / "validation.jsonl", data / "platforms.yaml"
