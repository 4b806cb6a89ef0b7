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
    step = steps.add_parser("export", help="checkpoint → GGUF, compared on token ids and logits")
    step.add_argument("--model", type=Path, required=True, help="checkpoint folder")
    step.add_argument("--adapter", type=Path, help="PEFT folder: export this adapter over --model")
    step.add_argument("--kind", choices=("f32", "f16", "q8_0"), default="q8_0")
    step.add_argument("--name", required=True)
    step.add_argument("--profile", choices=("masked", "instruct"), default="masked")
    step.add_argument("--data", type=Path, default=Path("data"))
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(step=_export)
    return parser


def _export(options: argparse.Namespace) -> None:
    from training.export import export_lora, export_model

    texts = options.data / "validation.jsonl"
    if options.adapter:
        export_lora(options.adapter, options.model, options.out, options.name, texts)
    else:
        export_model(options.model, options.out, options.kind, options.name, options.profile, texts)


def _pretrain(options: argparse.Namespace) -> None:
    from training.pretrain import Inputs, pretrain
    from training.recipe import NanoRecipe, read_recipe

    data: Path = options.data
    inputs = Inputs(options.corpus, data / "train.jsonl", data / "validation.jsonl", data / "platforms.yaml")
    pretrain(read_recipe(options.recipe, NanoRecipe), inputs, options.out)


if __name__ == "__main__":
    raise SystemExit(main())
