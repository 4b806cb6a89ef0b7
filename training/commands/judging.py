"""Steps that judge models."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from training.commands.step import Steps, add_step, files

if TYPE_CHECKING:
    from training.evaluate import Exam


def _evaluate(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "evaluate", "a GGUF's drafts for unseen briefs, measured", _run_evaluate)
    step.add_argument("--model", type=Path, required=True, help="GGUF")
    step.add_argument("--adapter", type=Path, help="GGUF adapter over it")
    _add_exam(step)


def _add_exam(step: argparse.ArgumentParser) -> None:
    step.add_argument("--count", type=int, default=4, help="drafts of each brief")
    step.add_argument("--limit", type=int, default=0, help="briefs (0: all)")
    step.add_argument("--platforms", nargs="*", default=[], help="of the dataset (default: all)")
    step.add_argument("--guarded", action="store_true", help="with the product's grammar and ban on figures")
    step.add_argument("--questions", type=int, help="of general ability (default: all)")
    step.add_argument("--threads", type=int, default=1)


def _run_evaluate(options: argparse.Namespace) -> None:
    from training.evaluate import Subject, evaluate

    evaluate(Subject(options.model, options.adapter), exam_of(options), options.out)


def exam_of(options: argparse.Namespace) -> "Exam":
    """What the words of ``_add_exam`` ask for."""
    from training.drafts import Draws
    from training.evaluate import Exam

    train, unseen, platforms = files(options.data)
    return Exam(
        unseen=unseen,
        train=train,
        platforms=platforms,
        draws=Draws(count=options.count, guarded=options.guarded),
        limit=options.limit,
        only=tuple(options.platforms),
        threads=options.threads,
        questions=options.questions,
    )


def _compare(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "compare", "several GGUFs on the same briefs, as one table", _run_compare)
    step.add_argument("--models", type=Path, nargs="+", required=True)
    _add_exam(step)


def _run_compare(options: argparse.Namespace) -> None:
    from training.compare import compare

    passed = {name: getattr(options, name) for name in ("data", "count", "limit", "threads", "questions")}
    words = [f"--{name}={value}" for name, value in passed.items() if value is not None]
    words += ["--guarded"] * options.guarded
    words += ["--platforms", *options.platforms] if options.platforms else []
    compare(options.models, words, options.out)


STEPS = (_evaluate, _compare)
