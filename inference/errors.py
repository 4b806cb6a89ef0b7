"""What can go wrong in an engine, by type. Callers translate; nobody parses messages."""

from pathlib import Path


class EngineError(Exception):
    """Base of all engine errors."""


class ModelError(EngineError):
    """The model can't be used; the engine doesn't start."""

    def __init__(self, path: Path | str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class ModelMissing(ModelError):
    """No such file, or not a file."""


class ModelBroken(ModelError):
    """Not a GGUF, truncated, or llama.cpp refuses to load it."""


class ModelUnsuitable(ModelError):
    """A GGUF that can't write: an embedding model, an adapter, no chat template, an unknown architecture."""


class ModelTooBig(ModelError):
    """There is not enough memory for it now. Both numbers are bytes."""

    def __init__(self, path: Path | str, needed: int, available: int) -> None:
        super().__init__(path, f"needs {needed / 1e6:.0f} MB of memory, {available / 1e6:.0f} MB are free")
        self.needed = needed
        self.available = available


class AdapterError(EngineError):
    """The LoRA adapter is missing, broken, or made for another base."""


class RequestInvalid(EngineError):
    """The request contradicts itself: no tails, ``max_tokens=0``, too many stop strings, a broken grammar."""


class PromptTooLong(EngineError):
    """Prompt and answer don't fit the context together. All numbers are tokens."""

    def __init__(self, prompt_tokens: int, max_tokens: int, context: int) -> None:
        super().__init__(f"{prompt_tokens} prompt tokens + {max_tokens} to write > context of {context}")
        self.prompt_tokens = prompt_tokens
        self.max_tokens = max_tokens
        self.context = context


class QueueFull(EngineError):
    """The engine's queue holds as many variants as it may."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"the queue holds {limit} variants already")
        self.limit = limit


class EngineDead(EngineError):
    """The worker died, or the engine is closed; every waiting request gets this."""


class StepFailed(EngineError):
    """llama.cpp could not evaluate the step this request was part of; others are not concerned."""


class RemoteUnavailable(EngineError):
    """The OpenAI-compatible server can't be reached, refuses the key, or broke off its answer."""
