"""Steps that make models."""

import argparse
from pathlib import Path

from training.commands.step import Steps, add_step, files


def _pretrain(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "pretrain", "tokenizer and nano model from scratch", _run_pretrain)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--corpus", type=Path, required=True, help="folder with the recipe's text files")


def _run_pretrain(options: argparse.Namespace) -> None:
    from training.pretrain import Inputs, pretrain
    from training.recipe import NanoRecipe, read_recipe

    inputs = Inputs(options.corpus, *files(options.data))
    pretrain(read_recipe(options.recipe, NanoRecipe), inputs, options.out)


def _snapshot(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "snapshot", "the best weights so far of an unfinished pretrain", _run_snapshot)
    step.add_argument("--recipe", type=Path, required=True)
    step.add_argument("--corpus", type=Path, required=True, help="folder with the recipe's text files")
    step.add_argument("--run", type=Path, required=True, help="folder that pretrain writes into")


def _run_snapshot(options: argparse.Namespace) -> None:
    from training.pretrain import Inputs
    from training.recipe import NanoRecipe, read_recipe
    from training.snapshot import snapshot

    inputs = Inputs(options.corpus, *files(options.data))
    snapshot(read_recipe(options.recipe, NanoRecipe), inputs, options.run, options.out)


def _tune(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "tune", "LoRA over a checkpoint: SFT on ads, DPO on preferences", _run_tune)
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
    step = add_step(
        steps, "export", "checkpoint → GGUF with its card, compared on ids and logits", _run_export
    )
    step.add_argument("--model", type=Path, required=True, help="checkpoint folder")
    step.add_argument("--adapter", type=Path, help="PEFT folder: export this adapter over --model")
    step.add_argument("--kind", choices=("f32", "f16", "q8_0"), default="q8_0")
    step.add_argument("--name", required=True)
    step.add_argument("--profile", choices=("phrases", "instruct"), default="phrases")


def _run_export(options: argparse.Namespace) -> None:
    from training.card import card_path, write_card
    from training.export import Named, export_lora, export_model

    texts, out = options.data / "validation.jsonl", options.out
    out.parent.mkdir(parents=True, exist_ok=True)
    if options.adapter:
        export_lora(options.adapter, options.model, out, options.name, texts)
    else:
        export_model(options.model, out, options.kind, Named(options.name, options.profile), texts)
    write_card(out, None, card_path(out))


def _card(steps: "Steps[argparse.ArgumentParser]") -> None:
    step = add_step(steps, "card", "the model card again, with an evaluation's figures", _run_card)
    step.add_argument("--model", type=Path, required=True, help="GGUF that export wrote")
    step.add_argument("--evaluation", type=Path, required=True, help="folder that evaluate wrote")


def _run_card(options: argparse.Namespace) -> None:
    from training.card import write_card

    write_card(options.model, options.evaluation, options.out)


STEPS = (_pretrain, _snapshot, _tune, _export, _card)
