"""Steps that make and judge data."""

import argparse
import os
from pathlib import Path

from training.commands.step import Steps, add_step


def _synthesise(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "synthesise", "briefs and ads from a teacher", _run_synthesise)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--base-url", required=True, help="OpenAI-compatible, ends in /v1")


def _run_synthesise(options: argparse.Namespace) -> None:
    from training.recipe import SynthesiseRecipe, read_recipe
    from training.synthesise import Teacher, synthesise

    teacher = Teacher(options.base_url, os.environ.get("OPENAI_API_KEY", "none"))
    synthesise(read_recipe(options.recipe, SynthesiseRecipe), teacher, options.data, options.out)


def _filter(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "filter", "unfit ads and duplicates out", _run_filter)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--source", type=Path, required=True, help="JSONL of records")


def _run_filter(options: argparse.Namespace) -> None:
    from training.filter import run_filter
    from training.recipe import FilterRecipe, read_recipe

    recipe = read_recipe(options.recipe, FilterRecipe)
    run_filter(recipe, options.source, options.data / "platforms.yaml", options.out)


def _calibrate(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "calibrate", "what the filter finds of planted copies", _run_calibrate)
    step.add_argument("--recipe", type=Path, required=True, help="the filter's")
    step.add_argument("--many", type=int, default=0, help="synthetic ads to filter and time (0: none)")


def _run_calibrate(options: argparse.Namespace) -> None:
    from training.calibrate import calibrate
    from training.recipe import FilterRecipe, read_recipe

    recipe = read_recipe(options.recipe, FilterRecipe)
    calibrate(recipe, options.data / "train.jsonl", options.data, options.many, options.out)


def _split(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "split", "train and validation without common products or briefs", _run_split)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--source", type=Path, required=True, help="JSONL of records")


def _run_split(options: argparse.Namespace) -> None:
    from training.recipe import SplitRecipe, read_recipe
    from training.split import run_split

    run_split(read_recipe(options.recipe, SplitRecipe), options.source, options.out)


def _preferences(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "preferences", "chosen/rejected pairs from the bot's database", _run_preferences)
    step.add_argument("--database", type=Path, required=True)
    step.add_argument("--profile", choices=("phrases", "instruct"), default="phrases")


def _run_preferences(options: argparse.Namespace) -> None:
    from training.preferences import export_preferences

    export_preferences(options.database, options.data / "platforms.yaml", options.profile, options.out)


def _describe(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "describe", "the dataset's card", _run_describe)
    step.add_argument("--recipe", type=Path, required=True, help="the filter's")


def _run_describe(options: argparse.Namespace) -> None:
    from training.describe import describe
    from training.recipe import FilterRecipe, read_recipe

    describe(options.data, read_recipe(options.recipe, FilterRecipe), options.out)


STEPS = (_synthesise, _filter, _calibrate, _split, _describe, _preferences)
