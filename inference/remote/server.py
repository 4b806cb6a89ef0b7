"""Which server this is, found out once at the start: it decides how our extra settings are spelt."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import openai

from inference.errors import RemoteUnavailable
from inference.remote.config import RemoteConfig
from inference.remote.failures import explain

UNKNOWN_CONTEXT = 4096


class Dialect(StrEnum):
    """What ``owned_by`` of ``/models`` gives away; everything else speaks plain OpenAI."""

    LLAMA_SERVER = "llamacpp"
    LLAMA_CPP_PYTHON = "me"
    VLLM = "vllm"
    PLAIN = ""


@dataclass(frozen=True, slots=True)
class Server:
    dialect: Dialect
    model: str
    context: int


async def greet(client: openai.AsyncOpenAI, config: RemoteConfig) -> Server:
    """Ask for the models; raises ``RemoteUnavailable`` when the server, the key or the model is wrong."""
    try:
        models = [model.model_dump() for model in (await client.models.list()).data]
    except openai.OpenAIError as error:
        raise RemoteUnavailable(f"{config.base_url}: {explain(error)}") from error
    chosen = _choose(models, config)
    owner = str(chosen.get("owned_by", ""))
    dialect = Dialect(owner) if owner in set(Dialect) else Dialect.PLAIN
    return Server(dialect, str(chosen["id"]), config.context or _context(chosen))


def _choose(models: list[dict[str, Any]], config: RemoteConfig) -> Mapping[str, Any]:
    wanted = [model for model in models if config.model in ("", model["id"])]
    names = ", ".join(str(model["id"]) for model in models[:5]) or "none"
    if not wanted:
        raise RemoteUnavailable(f"{config.base_url}: no model {config.model!r}; it serves {names}")
    if len(wanted) > 1:
        raise RemoteUnavailable(f"{config.base_url}: serves several models, name one: {names}")
    return wanted[0]


def _context(model: Mapping[str, Any]) -> int:
    """vLLM says ``max_model_len``, llama-server ``meta.n_ctx`` (of one slot)."""
    meta = model.get("meta") or {}
    said = model.get("max_model_len") or meta.get("n_ctx") or meta.get("n_ctx_train")
    return int(said) if said else UNKNOWN_CONTEXT
