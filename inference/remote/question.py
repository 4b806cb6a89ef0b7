"""A generation request in the words of a chat-completions call."""

from collections.abc import Mapping
from typing import Any

from inference.contract import GenerationRequest, Message, Sampling, Tail
from inference.remote.server import Dialect, Server

PLAIN_STOPS = 4  # OpenAI's API takes no more; the rest is watched for on our side
STRONGEST_BIAS = 100.0  # OpenAI's API: -100 bans a token; JSON has no infinity
JOINER = "\u2060"  # zero width


def question(
    server: Server, request: GenerationRequest, tail: Tail, *, variants: int, bias: Mapping[int, float]
) -> dict[str, Any]:
    """Arguments of ``client.chat.completions.create`` for ``variants`` answers to one prompt."""
    sampling, extra = request.sampling, _extra(server.dialect, request, tail)
    asked: dict[str, Any] = {
        "model": server.model,
        "messages": chat(request.messages, tail),
        "max_tokens": budget(request, tail),
        "temperature": sampling.temperature,
        "top_p": sampling.top_p,
        "seed": tail.seed,
        "stream": True,
        "stream_options": {"include_usage": True},
    }
    if variants > 1:
        asked["n"] = variants
    if request.stop:
        plain = server.dialect is Dialect.PLAIN
        asked["stop"] = list(request.stop[:PLAIN_STOPS] if plain else request.stop)
    if bias:
        asked["logit_bias"] = {str(token): _bounded(value) for token, value in bias.items()}
    return asked | ({"extra_body": extra} if extra else {})


def budget(request: GenerationRequest, tail: Tail) -> int:
    return request.max_tokens if tail.max_tokens is None else tail.max_tokens


def chat(messages: tuple[Message, ...], tail: Tail | None = None) -> list[dict[str, str]]:
    """The messages, ``tail`` at the end of the last.

    The server renders its own template and takes control tokens for what they are, so those in a content are
    broken up by a zero-width character.
    """
    turns = [{"role": message.role, "content": message.content} for message in messages]
    turns[-1]["content"] += tail.text if tail else ""
    for turn in turns:
        turn["content"] = turn["content"].replace("<|", f"<{JOINER}|")
    return turns


def _bounded(value: float) -> float:
    return max(-STRONGEST_BIAS, min(STRONGEST_BIAS, value))


def _extra(dialect: Dialect, request: GenerationRequest, tail: Tail) -> dict[str, Any]:
    """What the OpenAI API has no word for, in the server's own spelling. A plain server goes without."""
    if dialect is Dialect.PLAIN:
        return {}
    sampling = request.sampling
    repeat = "repetition_penalty" if dialect is Dialect.VLLM else "repeat_penalty"
    extra: dict[str, Any] = {
        "top_k": sampling.top_k,
        "min_p": sampling.min_p,
        repeat: sampling.repeat_penalty,
    }
    match dialect:
        case Dialect.LLAMA_SERVER:
            extra |= _llama_server(sampling)
            extra |= {"grammar": tail.grammar} if tail.grammar else {}
        case Dialect.LLAMA_CPP_PYTHON:
            extra |= {"logit_bias_type": "input_ids"} if request.logit_bias else {}
            extra |= {"grammar": tail.grammar} if tail.grammar else {}
        case Dialect.VLLM:
            extra |= {"structured_outputs": {"grammar": tail.grammar}} if tail.grammar else {}
            extra |= {"chat_template_kwargs": {"enable_thinking": False}}
    return extra


def _llama_server(sampling: Sampling) -> dict[str, Any]:
    return {
        "repeat_last_n": sampling.repeat_window,
        "dry_multiplier": sampling.dry_multiplier,
        "dry_base": sampling.dry_base,
        "dry_allowed_length": sampling.dry_allowed_length,
        "cache_prompt": True,
        "chat_template_kwargs": {"enable_thinking": False},
    }
