"""Recipes: TOML files that say everything a step does besides its input and output paths."""

import tomllib
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Frozen(BaseModel):
    """A recipe's part: a misspelt key is an error, not a default."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Shape(Frozen):
    """Dimensions of a Qwen2 model with tied embeddings."""

    layers: int = Field(gt=0)
    width: int = Field(gt=0, multiple_of=32)  # Q8_0 quantises blocks of 32
    feed_forward: int = Field(gt=0, multiple_of=32)
    heads: int = Field(gt=0)
    kv_heads: int = Field(gt=0)
    context: int = Field(default=1024, gt=0)


class TokenizerRecipe(Frozen):
    """Byte-level BPE: ``vocabulary`` counts everything, placeholders too; megabytes are of raw UTF-8."""

    vocabulary: int = Field(ge=384)
    sample_megabytes: float = Field(gt=0)


class CorpusFile(Frozen):
    """One ``.txt`` or ``.txt.xz`` of the corpus folder: how much of it is used and how often it is drawn."""

    name: str
    weight: float = Field(gt=0)
    megabytes: float = Field(gt=0)


class Stage(Frozen):
    """A part of training with its own schedule; it ends after ``steps`` or ``minutes``, what comes first.

    Minutes are of CPU time, of all threads together: other people's load doesn't shorten the training.
    A stage limited by ``steps`` alone gives the same weights however often it was interrupted.
    """

    name: str
    steps: int | None = Field(default=None, gt=0)
    minutes: float | None = Field(default=None, gt=0)
    learning_rate: float = Field(gt=0)
    final_share: float = Field(default=0.05, ge=0, le=1)  # of the learning rate at the end
    warmup_steps: int = Field(default=20, ge=0)
    corpus_tokens: int = Field(default=0, ge=0)  # of each step
    pair_tokens: int = Field(default=0, ge=0)
    window: int = Field(default=256, gt=1)
    pair_weight: float = Field(default=1.0, gt=0)
    loss_on_ad_only: bool = True
    raw_share: float = Field(default=0.0, ge=0, le=1)  # of briefs shown with their facts unmasked
    substitute_share: float = Field(default=0.0, ge=0, le=1)  # of these: with other facts

    @model_validator(mode="after")
    def _ends_and_eats(self) -> Self:
        if self.steps is None and self.minutes is None:
            raise ValueError(f"stage {self.name}: give steps or minutes")
        if not self.corpus_tokens and not self.pair_tokens:
            raise ValueError(f"stage {self.name}: give corpus_tokens or pair_tokens")
        return self


class OptimizerRecipe(Frozen):
    """Muon for hidden matrices, AdamW for the rest."""

    weight_decay: float = Field(default=0.1, ge=0)
    momentum: float = Field(default=0.95, gt=0, lt=1)
    newton_schulz_steps: int = Field(default=5, gt=0)
    clip: float = Field(default=1.0, gt=0)
    average_decay: float = Field(default=0.98, ge=0, lt=1)  # of the moving average that is validated and kept


class NanoRecipe(Frozen):
    """A model from scratch."""

    name: str
    seed: int = 1
    shape: Shape
    tokenizer: TokenizerRecipe
    corpus: tuple[CorpusFile, ...] = ()
    stages: tuple[Stage, ...] = Field(min_length=1)
    optimizer: OptimizerRecipe = OptimizerRecipe()
    threads: int = Field(default=1, gt=0)
    checkpoint_minutes: float = Field(default=3, gt=0)
    validate_steps: int = Field(default=150, gt=0)
    validation_pairs: int = Field(default=119, gt=0)


class TuneRecipe(Frozen):
    """LoRA over any causal model. ``only`` limits it to platforms of the dataset (empty: all)."""

    name: str
    method: Literal["sft", "dpo"] = "sft"
    profile: Literal["phrases", "instruct"] = "phrases"
    only: tuple[str, ...] = ()
    substitutions: int = Field(default=0, ge=0)  # of each training brief: copies with other facts
    seed: int = 1
    epochs: float = Field(default=2, gt=0)
    steps: int = -1  # more than epochs, if positive
    learning_rate: float = Field(default=1e-4, gt=0)
    beta: float = Field(default=0.1, gt=0)  # of DPO: how close to stay to the reference
    rank: int = Field(default=16, gt=0)
    alpha: float = Field(default=32, gt=0)
    dropout: float = Field(default=0.05, ge=0, lt=1)
    rank_stabilised: bool = False
    batch: int = Field(default=8, gt=0)
    accumulate: int = Field(default=1, gt=0)
    longest: int = Field(default=1024, gt=0)  # tokens
    evaluate_steps: int = Field(default=50, gt=0)
    patience: int = Field(default=3, gt=0)  # evaluations without progress
    four_bit: bool = False  # QLoRA; needs a GPU and bitsandbytes
    threads: int = Field(default=1, gt=0)


class SynthesiseRecipe(Frozen):
    """Briefs and ads from a teacher. Prices are per million tokens, in any currency."""

    teacher: str
    briefs: int = Field(gt=0)
    seed: int = 1
    ads: int = Field(default=3, ge=2, le=4)  # of each brief
    wordings: int = Field(default=2, ge=1, le=3)
    platforms: tuple[str, ...] = ()  # of the dataset (empty: all)
    tasks: tuple[str, ...] = Field(min_length=1)
    audiences: tuple[str, ...] = Field(min_length=1)
    temperature: float = Field(default=0.9, ge=0)
    longest: int = Field(default=2000, gt=0)  # tokens of an answer
    # How the server is told the answer's schema: OpenAI's and vLLM's way, or llama_cpp.server's.
    structured: Literal["json_schema", "json_object"] = "json_schema"
    concurrency: int = Field(default=8, gt=0)
    requests_per_minute: float = Field(default=600, gt=0)
    retries: int = Field(default=5, ge=0)
    timeout: float = Field(default=120, gt=0)  # seconds
    price_read: float = Field(default=0, ge=0)
    price_written: float = Field(default=0, ge=0)


class FilterRecipe(Frozen):
    """What is unfit. ``similar`` is a cosine of ``encoder`` ("characters" or "gguf:PATH") and of no other."""

    encoder: str = "characters"
    prefix: str = ""  # before every text, for encoders that want one
    similar: float = Field(default=0.65, gt=0, le=1)
    margin: float = Field(default=0.08, ge=0, lt=1)  # on both sides of it a pair is a close call
    cyrillic_share: float = Field(default=0.6, ge=0, le=1)
    exact_below: int = Field(default=200_000, ge=0)  # ads: more are compared through an ANN index
    seed: int = 0


class SplitRecipe(Frozen):
    """``unseen_share`` of the records, whole groups of them: a product's briefs stand on one side."""

    unseen_share: float = Field(default=0.1, gt=0, lt=1)
    leak: FilterRecipe = FilterRecipe()
    seed: int = 1


R = TypeVar("R", bound=Frozen)


def read_recipe(path: Path, kind: type[R]) -> R:
    """Read and validate a recipe; raises ``pydantic.ValidationError`` or ``tomllib.TOMLDecodeError``."""
    with path.open("rb") as file:
        return kind.model_validate(tomllib.load(file))
