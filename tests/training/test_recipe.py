from pathlib import Path

import pytest
from pydantic import ValidationError

from training.recipe import (
    FilterRecipe,
    Frozen,
    NanoRecipe,
    SplitRecipe,
    SynthesiseRecipe,
    TuneRecipe,
    read_recipe,
)

RECIPES = Path(__file__).parents[2] / "training" / "recipes"
KINDS: dict[str, type[Frozen]] = {
    "nano-cpu": NanoRecipe,
    "nano-gpu": NanoRecipe,
    "filter": FilterRecipe,
    "split": SplitRecipe,
    "lora-nano": TuneRecipe,
    "lora-instruct": TuneRecipe,
    "dpo": TuneRecipe,
    "synthesise": SynthesiseRecipe,
}


def test_every_recipe_that_ships_is_read_by_its_step() -> None:
    assert {path.stem for path in RECIPES.glob("*.toml")} == set(KINDS)
    for name, kind in KINDS.items():
        read_recipe(RECIPES / f"{name}.toml", kind)


def test_a_misspelt_key_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "recipe.toml"
    path.write_text("similiar = 0.9\n")

    with pytest.raises(ValidationError):
        read_recipe(path, FilterRecipe)


def test_a_stage_without_an_end_is_an_error() -> None:
    text = {"name": "language", "learning_rate": 1e-3, "pair_tokens": 512}

    with pytest.raises(ValidationError, match="steps or minutes"):
        NanoRecipe.model_validate(
            {
                "name": "endless",
                "shape": {"layers": 1, "width": 32, "feed_forward": 32, "heads": 1, "kv_heads": 1},
                "tokenizer": {"vocabulary": 400, "sample_megabytes": 1},
                "stages": [text],
            }
        )
