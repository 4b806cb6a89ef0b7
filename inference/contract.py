"""What every engine takes and gives: one prompt with a tail per variant, a stream of events."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Literal, Protocol

PromptProfile = Literal["instruct", "masked", "phrases"]
# A vocabulary in which one of these is one token was trained on masked facts; the first that is one decides.
PROFILE_MARKS: tuple[tuple[str, PromptProfile], ...] = (("⟦#⟧", "phrases"), ("⟦Q1⟧", "masked"))


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of the conversation with the model. ``content`` is data: it never becomes control tokens."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is drawn. ``temperature=0`` is greedy; the other defaults switch a filter off."""

    temperature: float = 0.8
    top_k: int = 0
    top_p: float = 1.0
    min_p: float = 0.0
    repeat_penalty: float = 1.0
    repeat_window: int = 64
    dry_multiplier: float = 0.0
    dry_base: float = 1.75
    dry_allowed_length: int = 2


@dataclass(frozen=True, slots=True)
class Tail:
    """What one variant has of its own: ``text`` is appended to the last message, after the shared prefix."""

    text: str = ""
    seed: int = 0
    grammar: str | None = None  # GBNF, root rule "root"
    max_tokens: int | None = None  # None: the request's


@dataclass(frozen=True, slots=True)
class GenerationRequest:
    """One job: ``len(tails)`` variants of an answer to ``messages``.

    ``logit_bias`` names single tokens by their text (``("⟦U1⟧", -inf)`` bans a placeholder). ``tenant`` is
    whom fairness is counted by (a user). ``deadline`` is in seconds from acceptance. ``thinking_tokens``
    bounds a ``<think>`` block, which is never part of the text and not counted in ``max_tokens``.
    """

    messages: tuple[Message, ...]
    tails: tuple[Tail, ...] = (Tail(),)
    max_tokens: int = 512
    sampling: Sampling = field(default_factory=Sampling)
    stop: tuple[str, ...] = ()
    logit_bias: tuple[tuple[str, float], ...] = ()
    adapter: str | None = None
    adapter_scale: float = 1.0
    tenant: int = 0
    deadline: float | None = None
    thinking_tokens: int = 1024


class Finish(StrEnum):
    """Why a variant ended."""

    STOP = "stop"
    LENGTH = "length"
    DEADLINE = "deadline"


@dataclass(frozen=True, slots=True)
class Prefill:
    """``evaluated`` of ``total`` prompt tokens have been read; sent while a prompt is being read."""

    evaluated: int
    total: int


@dataclass(frozen=True, slots=True)
class Delta:
    """More text of variant ``variant`` (an index into ``tails``): whole characters, never empty."""

    variant: int
    text: str


@dataclass(frozen=True, slots=True)
class VariantDone:
    """Variant ``variant`` is finished; ``text`` is the concatenation of its deltas."""

    variant: int
    text: str
    finish: Finish
    prompt_tokens: int
    tokens: int


Event = Prefill | Delta | VariantDone


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What a caller may want to know of the model behind an engine."""

    name: str
    prompt_profile: str  # a PromptProfile, or what the file says
    context: int  # tokens of prompt and answer together
    adapters: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Speed:
    """Measured lately: ``None`` until something was measured."""

    prompt_tokens_per_second: float | None = None
    tokens_per_second: float | None = None  # of all sequences together
    running: int = 0  # sequences being decoded now
    waiting: int = 0  # variants that wait for a sequence
    alive: bool = True  # False: every request will fail
    restarts: int = 0  # how often the engine died and began anew
    step_seconds: float = 0.0  # how long the step under way takes already: many minutes mean that it hangs


class Engine(Protocol):
    """A source of texts. Cancel by closing the generator (``aclosing``) or by cancelling the reading task."""

    @property
    def info(self) -> ModelInfo: ...

    def speed(self) -> Speed: ...

    async def count(self, messages: tuple[Message, ...]) -> int:
        """Tokens of ``messages`` in the model's chat template, with the opening of the answer."""
        ...

    def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        """Decode the variants of ``request``; ends after one ``VariantDone`` per tail.

        Raises an ``inference.errors.EngineError`` subclass; those that concern the request's shape are raised
        before anything runs.
        """
        ...

    async def aclose(self) -> None: ...


class AdaptableEngine(Engine, Protocol):
    """An engine that can take LoRA adapters while it works."""

    async def load_adapter(self, name: str, path: Path) -> None:
        """Raises ``AdapterError``."""
        ...
