"""What the client library raises, as this engine's own errors."""

import re

import openai

from inference.errors import EngineError, PromptTooLong, QueueFull, RemoteUnavailable, RequestInvalid

# "maximum context length is 4096 tokens. However, you requested 5000 tokens (4500 in the messages, 500 in …":
# OpenAI, vLLM and llama-cpp-python agree on these words; llama-server has numbers of its own in the body.
LIMIT = re.compile(r"context length is (\d+)", re.IGNORECASE)
ASKED = re.compile(r"(\d+) in (?:the messages|your prompt)|(\d+) input tokens", re.IGNORECASE)
TOO_LONG = ("context_length_exceeded", "exceed_context_size_error")
LONGEST_REASON = 200

BUSY = 429
REFUSED_REQUEST = (400, 413, 422)


def explain(error: BaseException) -> str:
    """One line for a log or a terminal; bodies of unknown size are cut."""
    match error:
        case openai.AuthenticationError() | openai.PermissionDeniedError():
            return f"refuses the key (HTTP {error.status_code})"
        case openai.APIStatusError():
            return f"answers HTTP {error.status_code}: {_line(error.message)}"
        case openai.APITimeoutError():
            return "does not answer in time"
        case openai.APIConnectionError():
            return f"can't be reached: {_line(str(error.__cause__ or error))}"
        case ValueError():
            return "answers something that is not an event stream"
        case _:
            return _line(str(error)) or type(error).__name__


def may_pass(error: BaseException) -> bool:
    """Whether the same request may succeed later."""
    if isinstance(error, openai.APIStatusError):
        return error.status_code in (408, 409, BUSY) or error.status_code >= 500
    return isinstance(error, openai.APIConnectionError | BrokenOffError)


class BrokenOffError(ConnectionError):
    """The stream ended without saying why the text is finished."""


def translate(error: BaseException, *, max_tokens: int, concurrency: int) -> EngineError:
    """The typed error for one that is not going to pass."""
    if isinstance(error, openai.APIStatusError):
        if error.status_code == BUSY:
            return QueueFull(concurrency)
        if error.status_code in REFUSED_REQUEST:
            return _too_long(error, max_tokens) or RequestInvalid(explain(error))
    return RemoteUnavailable(explain(error))


def _too_long(error: openai.APIStatusError, max_tokens: int) -> PromptTooLong | None:
    body = error.body if isinstance(error.body, dict) else {}
    if "n_prompt_tokens" in body:  # llama-server
        return PromptTooLong(int(body["n_prompt_tokens"]), max_tokens, int(body.get("n_ctx", 0)))
    limit = LIMIT.search(error.message)
    if error.code not in TOO_LONG and body.get("type") not in TOO_LONG and limit is None:
        return None
    asked = ASKED.search(error.message)
    prompt = int(asked[1] or asked[2]) if asked else 0
    return PromptTooLong(prompt, max_tokens, int(limit[1]) if limit else 0)


def _line(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_REASON else line[: LONGEST_REASON - 1] + "…"
