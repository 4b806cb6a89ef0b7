"""The command line: which step takes what. Heavy libraries are imported by the step that needs them."""

import argparse
from collections.abc import Sequence

from training.commands import data, judging, models


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The chosen step's options; ``step`` is what runs it."""
    parser = argparse.ArgumentParser(prog="python -m training", description="The training pipeline.")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    for add in (*data.STEPS, *models.STEPS, *judging.STEPS):
        add(steps)
    return parser.parse_args(arguments)
