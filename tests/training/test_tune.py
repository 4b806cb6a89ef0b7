"""A few steps of LoRA on a model of seconds."""

import json
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")

import torch
from safetensors.torch import load_file

from tests.training.interrupting import interrupted_at
from training.export import export_lora
from training.manifest import write_lines
from training.recipe import TuneRecipe
from training.tune import Material, tune

RECIPE = TuneRecipe(
    name="tiny",
    steps=4,
    learning_rate=1e-3,
    rank=4,
    alpha=8,
    dropout=0,
    batch=2,
    longest=256,
    evaluate_steps=2,
)


@pytest.fixture(scope="module")
def adapter(checkpoint: Path, small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tune(RECIPE, Material(checkpoint, small_data), tmp_path_factory.mktemp("tuned"))


def test_tuning_lowers_the_unseen_loss(adapter: Path) -> None:
    history = json.loads((adapter.parent / "losses.json").read_text(encoding="utf-8"))

    losses = [entry["eval_loss"] for entry in history if "eval_loss" in entry]
    assert losses[-1] < losses[0]


def test_a_tuned_adapter_says_the_same_in_gguf(
    adapter: Path, checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    parity = export_lora(
        adapter, checkpoint, tmp_path / "tiny.gguf", "tiny", small_data / "validation.jsonl"
    )["parity"]

    assert parity["agreement"] >= 0.99


def test_an_interrupted_tuning_ends_with_the_same_adapter(
    adapter: Path, checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    with interrupted_at("step 3 of"):
        tune(RECIPE, Material(checkpoint, small_data), tmp_path)

    again = tune(RECIPE, Material(checkpoint, small_data), tmp_path)

    whole, resumed = (load_file(one / "adapter_model.safetensors") for one in (adapter, again))
    assert all(torch.equal(whole[name], resumed[name]) for name in whole)
    assert (again.parent / "losses.json").read_text() == (adapter.parent / "losses.json").read_text()


def test_dpo_goes_on_from_an_adapter(
    adapter: Path, checkpoint: Path, small_data: Path, tmp_path: Path
) -> None:
    pairs = [
        {
            "prompt": [{"role": "user", "content": f"Пост номер {number}"}],
            "chosen": [{"role": "assistant", "content": "Приходите на встречу"}],
            "rejected": [{"role": "assistant", "content": "Встреча"}],
        }
        for number in range(12)
    ]
    write_lines(tmp_path / "pairs.jsonl", pairs)
    recipe = RECIPE.model_copy(update={"method": "dpo", "steps": 2})

    tuned = tune(
        recipe, Material(checkpoint, small_data, adapter, tmp_path / "pairs.jsonl"), tmp_path / "dpo"
    )

    assert (tuned / "adapter_model.safetensors").exists()
