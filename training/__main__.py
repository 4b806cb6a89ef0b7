"""``python -m training STEP …``: every step reads files and writes files, and goes on where it was interrupted."""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from training.interruption import Interrupted

INTERRUPTED = 130  # as a shell reports SIGINT


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one step; imports of the heavy libraries happen inside it."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    try:
        options.step(options)
    except Interrupted as interrupted:
        logging.getLogger(__name__).warning("interrupted: %s", interrupted)
        return INTERRUPTED
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m training", description=__doc__)
    steps = parser.add_subparsers(required=True, metavar="STEP")
    step = steps.add_parser("pretrain", help="tokenizer and nano model from scratch")
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--corpus", type=Path, required=True, help="folder with the recipe's text files")
    step.add_argument("--data", type=Path, default=Path("data"))
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(step=_pretrain)
    return parser


def _pretrain(options: argparse.Namespace) -> None:
    from training.pretrain import Inputs, pretrain
    from training.recipe import NanoRecipe, read_recipe

    data: Path = options.data
    inputs = Inputs(options.corpus, data / "train.jsonl", data / "validation.jsonl", data / "platforms.yaml")
    pretrain(read_recipe(options.recipe, NanoRecipe), inputs, options.out)


if __name__ == "__main__":
    raise SystemExit(main())
