"""A few steps of LoRA on a model of seconds."""

import json
from pathlib import Path

import pytest

pytest.importorskip("trl", reason="the training extra is not installed")
pytest.importorskip("peft", reason="the training extra is not installed")

from tests.training.tiny import tiny_recipe
from training.export import export_lora
from training.manifest import write_lines
from training.pretrain import Inputs, pretrain
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
def base(small_data: Path, small_corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ("train.jsonl", "validation.jsonl", "platforms.yaml")
    inputs = Inputs(small_corpus, *(small_data / name for name in names))
    return pretrain(tiny_recipe(), inputs, tmp_path_factory.mktemp("base"))


@pytest.fixture(scope="module")
def adapter(base: Path, small_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tune(RECIPE, Material(base, small_data), tmp_path_factory.mktemp("tuned"))


def test_tuning_lowers_the_unseen_loss(adapter: Path) -> None:
    history = json.loads((adapter.parent / "losses.json").read_text(encoding="utf-8"))

    losses = [entry["eval_loss"] for entry in history if "eval_loss" in entry]
    assert losses[-1] < losses[0]


def test_a_tuned_adapter_says_the_same_in_gguf(
    adapter: Path, base: Path, small_data: Path, tmp_path: Path
) -> None:
    parity = export_lora(adapter, base, tmp_path / "tiny.gguf", "tiny", small_data / "validation.jsonl")

    assert parity.agreement >= 0.99


def test_dpo_goes_on_from_an_adapter(adapter: Path, base: Path, small_data: Path, tmp_path: Path) -> None:
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

    tuned = tune(recipe, Material(base, small_data, adapter, tmp_path / "pairs.jsonl"), tmp_path / "dpo")

    assert (tuned / "adapter_model.safetensors").exists()
