"""The command line: which step takes what. Heavy libraries are imported by the step that needs them."""

import argparse
import os
from collections.abc import Callable, Sequence
from pathlib import Path

Run = Callable[[argparse.Namespace], None]


def parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    """The chosen step's options; ``step`` is what runs it."""
    parser = argparse.ArgumentParser(prog="python -m training", description="The training pipeline.")
    steps = parser.add_subparsers(required=True, metavar="STEP")
    for add in (_synthesise, _filter, _split, _pretrain, _tune, _export, _evaluate, _compare, _preferences):
        add(steps)
    return parser.parse_args(arguments)


Steps = argparse._SubParsersAction


def _step(
    steps: "Steps[argparse.ArgumentParser]", name: str, about: str, run: Run
) -> argparse.ArgumentParser:
    step = steps.add_parser(name, help=about)
    step.add_argument(
        "--data", type=Path, default=Path("data"), help="folder of the dataset and platforms.yaml"
    )
    step.add_argument("--out", type=Path, required=True)
    step.set_defaults(step=run)
    return step


def _synthesise(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "synthesise", "briefs and ads from a teacher", _run_synthesise)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--base-url", required=True, help="OpenAI-compatible, ends in /v1")


def _run_synthesise(options: argparse.Namespace) -> None:
    from training.recipe import SynthesiseRecipe, read_recipe
    from training.synthesise import Teacher, synthesise

    teacher = Teacher(options.base_url, os.environ.get("OPENAI_API_KEY", "none"))
    synthesise(read_recipe(options.recipe, SynthesiseRecipe), teacher, options.data, options.out)


def _filter(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "filter", "unfit ads and duplicates out", _run_filter)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--source", type=Path, required=True, help="JSONL of records")


def _run_filter(options: argparse.Namespace) -> None:
    from training.filter import run_filter
    from training.recipe import FilterRecipe, read_recipe

    recipe = read_recipe(options.recipe, FilterRecipe)
    run_filter(recipe, options.source, options.data / "platforms.yaml", options.out)


def _split(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "split", "train and validation without common products or briefs", _run_split)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--source", type=Path, required=True, help="JSONL of records")


def _run_split(options: argparse.Namespace) -> None:
    from training.recipe import SplitRecipe, read_recipe
    from training.split import run_split

    run_split(read_recipe(options.recipe, SplitRecipe), options.source, options.out)


def _pretrain(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "pretrain", "tokenizer and nano model from scratch", _run_pretrain)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--corpus", type=Path, required=True, help="folder with the recipe's text files")


def _run_pretrain(options: argparse.Namespace) -> None:
    from training.pretrain import Inputs, pretrain
    from training.recipe import NanoRecipe, read_recipe

    train, unseen, platforms = _files(options.data)
    inputs = Inputs(options.corpus, train, unseen, platforms)
    pretrain(read_recipe(options.recipe, NanoRecipe), inputs, options.out)


def _tune(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "tune", "LoRA adapter over a checkpoint: SFT on ads, DPO on preferences", _run_tune)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--base", type=Path, required=True, help="checkpoint folder")
    step.add_argument("--adapter", type=Path, help="PEFT folder to go on from")
    step.add_argument("--pairs", type=Path, help="pairs.jsonl of preferences, for DPO")


def _run_tune(options: argparse.Namespace) -> None:
    from training.recipe import TuneRecipe, read_recipe
    from training.tune import Material, tune

    material = Material(options.base, options.data, options.adapter, options.pairs)
    tune(read_recipe(options.recipe, TuneRecipe), material, options.out)


def _export(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "export", "checkpoint → GGUF, compared on token ids and logits", _run_export)
    step.add_argument("--model", type=Path, required=True, help="checkpoint folder")
    step.add_argument("--adapter", type=Path, help="PEFT folder: export this adapter over --model")
    step.add_argument("--kind", choices=("f32", "f16", "q8_0"), default="q8_0")
    step.add_argument("--name", required=True)
    step.add_argument("--profile", choices=("masked", "instruct"), default="masked")


def _run_export(options: argparse.Namespace) -> None:
    from training.export import export_lora, export_model

    texts = options.data / "validation.jsonl"
    if options.adapter:
        export_lora(options.adapter, options.model, options.out, options.name, texts)
    else:
        export_model(options.model, options.out, options.kind, options.name, options.profile, texts)


def _evaluate(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "evaluate", "a GGUF's drafts for unseen briefs, measured", _run_evaluate)
    step.add_argument("--model", type=Path, required=True, help="GGUF")
    step.add_argument("--adapter", type=Path, help="GGUF adapter over it")
    _add_exam(step)


def _add_exam(step: argparse.ArgumentParser) -> None:
    step.add_argument("--count", type=int, default=4, help="drafts of each brief")
    step.add_argument("--limit", type=int, default=0, help="briefs (0: all)")
    step.add_argument("--guarded", action="store_true", help="with the product's grammar and ban on figures")
    step.add_argument("--threads", type=int, default=1)


def _run_evaluate(options: argparse.Namespace) -> None:
    from training.drafts import Draws
    from training.evaluate import Exam, Subject, evaluate

    train, unseen, platforms = _files(options.data)
    draws = Draws(count=options.count, guarded=options.guarded)
    exam = Exam(unseen, train, platforms, draws, options.limit, options.threads)
    evaluate(Subject(options.model, options.adapter), exam, options.out)


def _compare(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "compare", "several GGUFs on the same briefs, as one table", _run_compare)
    step.add_argument("--models", type=Path, nargs="+", required=True)
    _add_exam(step)


def _run_compare(options: argparse.Namespace) -> None:
    from training.compare import compare

    passed = [f"--{name}={getattr(options, name)}" for name in ("data", "count", "limit", "threads")]
    if options.guarded:
        passed.append("--guarded")
    compare(options.models, passed, options.out)


def _preferences(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = _step(steps, "preferences", "chosen/rejected pairs from the bot's database", _run_preferences)
    step.add_argument("--database", type=Path, required=True)
    step.add_argument("--profile", choices=("masked", "instruct"), default="masked")


def _run_preferences(options: argparse.Namespace) -> None:
    from training.preferences import export_preferences

    export_preferences(options.database, options.data / "platforms.yaml", options.profile, options.out)


def _files(data: Path) -> tuple[Path, Path, Path]:
    return data / "train.jsonl", data / "validation.jsonl", data / "platforms.yaml"
