"""``snapshot``: the best weights so far of a ``pretrain`` that is not done, as a checkpoint folder."""

from pathlib import Path

import torch

from training.checkpoint import load_checkpoint
from training.errors import StepFailed
from training.manifest import Work
from training.model import build_model
from training.pretrain import MODEL, Inputs
from training.recipe import NanoRecipe
from training.tokenizer import load_tokenizer


def snapshot(recipe: NanoRecipe, inputs: Inputs, run: Path, folder: Path) -> Path:
    """Write ``folder/model`` from ``run``'s last checkpoint, which may go on meanwhile. Raises StepFailed."""
    work = Work(folder, "snapshot", recipe, inputs.files(recipe))
    if not work.begin():
        return folder / MODEL
    found = load_checkpoint(run / "checkpoint.pt", torch.device("cpu"))
    if found is None:
        raise StepFailed(f"{run} has no checkpoint yet")
    progress, state = found
    tokenizer = load_tokenizer(run / "tokenizer")
    model = build_model(recipe.shape, tokenizer, recipe.seed)
    model.load_state_dict(state["best"])
    model.save_pretrained(folder / MODEL)
    tokenizer.save_pretrained(folder / MODEL)
    stage = recipe.stages[min(progress.stage, len(recipe.stages) - 1)]
    work.finish(
        (MODEL,),
        tokens=progress.tokens,
        steps=progress.total_steps,
        unseen_nats=progress.best,
        stopped=f"in stage {stage.name}, after {progress.seconds / 60:.1f} CPU minutes of it",
    )
    return folder / MODEL
