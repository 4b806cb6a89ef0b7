"""``tune``: a LoRA adapter over any Hugging Face causal model, on ads (SFT) or on preferences (DPO)."""

import logging
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import torch
from datasets import Dataset
from peft import LoraConfig, PeftModel
from transformers import (
    AutoModelForCausalLM,
    BitsAndBytesConfig,
    EarlyStoppingCallback,
    PreTrainedModel,
    Trainer,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from transformers.trainer_utils import get_last_checkpoint
from trl import DPOConfig, DPOTrainer, SFTConfig, SFTTrainer

from training.briefs import dataset_platforms
from training.conversations import conversations, with_substitutions
from training.curves import plot_losses
from training.dataset import read_records
from training.errors import BadRecipe, Interrupted
from training.interruption import Interruption
from training.manifest import Work, write_json
from training.recipe import TuneRecipe
from training.tokenizer import load_tokenizer

log = logging.getLogger(__name__)
ADAPTER = "adapter"


@dataclass(frozen=True, slots=True)
class Material:
    """What ``tune`` learns from: ``adapter`` (PEFT) goes on from an earlier tuning; ``pairs`` are DPO's."""

    base: Path
    data: Path
    adapter: Path | None = None
    pairs: Path | None = None

    @property
    def files(self) -> list[Path]:
        data = [self.data / name for name in ("train.jsonl", "validation.jsonl", "platforms.yaml")]
        return [path for path in (self.base, self.adapter, self.pairs, *data) if path]


def tune(recipe: TuneRecipe, material: Material, folder: Path) -> Path:
    """Write ``folder/adapter`` (PEFT), losses.json and losses.png; the best by unseen loss is kept.

    Raises Interrupted after saving a checkpoint; started again, it goes on from the last one.
    """
    out = folder / ADAPTER
    work = Work(folder, "tune", recipe, material.files)
    if not work.begin():
        return out
    torch.set_num_threads(recipe.threads)
    checkpoints = folder / "checkpoints"
    checkpoints.mkdir(parents=True, exist_ok=True)
    with Interruption() as asked:
        trainer = _trainer(recipe, material, checkpoints)
        trainer.add_callback(_StopWhenAsked(asked))
        trainer.train(resume_from_checkpoint=get_last_checkpoint(checkpoints))
        if asked.stop:
            raise Interrupted(f"step {trainer.state.global_step}")
    trainer.model.save_pretrained(out)
    history = [
        {key: entry[key] for key in ("step", "loss", "eval_loss") if key in entry}
        for entry in trainer.state.log_history
        if "loss" in entry or "eval_loss" in entry
    ]
    write_json(folder / "losses.json", history)
    plot_losses(history, folder / "losses.png", recipe.name)
    best = trainer.state.best_metric
    work.finish((ADAPTER,), unseen_loss=best)
    log.info("unseen loss %.4f", best if best is not None else float("nan"))
    return out


class _StopWhenAsked(TrainerCallback):
    """After a step; what was learned is saved, also between two evaluations."""

    def __init__(self, asked: Interruption) -> None:
        self._asked = asked

    def on_step_end(
        self, _args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any
    ) -> TrainerControl:
        log.info("step %d of %d", state.global_step, state.max_steps)
        if self._asked.stop:
            control.should_save = True
            control.should_training_stop = True
        return control


def _trainer(recipe: TuneRecipe, material: Material, checkpoints: Path) -> Trainer:
    model = _model(recipe, material)
    common = {
        "args": _arguments(recipe, checkpoints),
        "processing_class": load_tokenizer(material.base),
        "peft_config": None if material.adapter else _lora(recipe),
        "callbacks": [EarlyStoppingCallback(recipe.patience)],
    }
    if recipe.method == "dpo":
        if material.pairs is None:
            raise BadRecipe("DPO learns from preference pairs: give --pairs")
        halves = Dataset.from_json(str(material.pairs)).train_test_split(0.1, seed=recipe.seed)
        return DPOTrainer(model, train_dataset=halves["train"], eval_dataset=halves["test"], **common)
    platforms = dataset_platforms(material.data / "platforms.yaml")
    train, unseen = (read_records(material.data / f"{side}.jsonl") for side in ("train", "validation"))
    taught = with_substitutions(train, recipe.substitutions, recipe.seed)
    rows = [Dataset.from_list(conversations(side, platforms, recipe)) for side in (taught, unseen)]
    return SFTTrainer(model, train_dataset=rows[0], eval_dataset=rows[1], **common)


def _model(recipe: TuneRecipe, material: Material) -> PreTrainedModel | PeftModel:
    """In float32 on a CPU, in bfloat16 on a GPU, in four bits for QLoRA."""
    gpu = torch.cuda.is_available()
    options: dict[str, Any] = {"dtype": torch.bfloat16 if gpu else torch.float32}
    if recipe.four_bit:
        options["quantization_config"] = BitsAndBytesConfig(
            load_in_4bit=True, bnb_4bit_quant_type="nf4", bnb_4bit_compute_dtype=torch.bfloat16
        )
    model = AutoModelForCausalLM.from_pretrained(material.base, **options)
    if material.adapter:
        return PeftModel.from_pretrained(model, material.adapter, is_trainable=True)
    return model


def _lora(recipe: TuneRecipe) -> LoraConfig:
    """Nothing that llama.cpp's adapters can't hold: no DoRA, no bias, no whole modules."""
    return LoraConfig(
        r=recipe.rank,
        lora_alpha=recipe.alpha,
        lora_dropout=recipe.dropout,
        use_rslora=recipe.rank_stabilised,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def _arguments(recipe: TuneRecipe, checkpoints: Path) -> SFTConfig | DPOConfig:
    gpu = torch.cuda.is_available()
    common: dict[str, Any] = {
        "output_dir": str(checkpoints),
        "seed": recipe.seed,
        "num_train_epochs": recipe.epochs,
        "max_steps": recipe.steps,
        "learning_rate": recipe.learning_rate,
        "lr_scheduler_type": "cosine",
        "warmup_steps": 0.03,
        "per_device_train_batch_size": recipe.batch,
        "per_device_eval_batch_size": recipe.batch,
        "gradient_accumulation_steps": recipe.accumulate,
        "max_length": recipe.longest,
        "eval_strategy": "steps",
        "eval_steps": recipe.evaluate_steps,
        "save_strategy": "steps",
        "save_steps": recipe.evaluate_steps,
        "save_total_limit": 2,
        "load_best_model_at_end": True,
        "metric_for_best_model": "eval_loss",
        "logging_steps": 1,  # a mean over several steps would be another one after an interruption
        "report_to": "tensorboard" if find_spec("tensorboard") else "none",
        # TRL's defaults are a GPU's
        "use_cpu": not gpu,
        "bf16": gpu,
        "gradient_checkpointing": gpu,
    }
    if recipe.method == "dpo":
        return DPOConfig(beta=recipe.beta, **common)
    return SFTConfig(completion_only_loss=True, packing=False, **common)
