"""One streamed answer of the server: retried while nothing has arrived, closed when its reader goes away."""

import asyncio
import itertools
import logging
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any

import openai
from openai.types.chat import ChatCompletionChunk

from inference.remote.config import RemoteConfig
from inference.remote.failures import BrokenOffError, explain, may_pass

LONGEST_WAIT = 30.0  # seconds: a server that asks for more patience is as good as gone for a chat

FAILURES = (openai.OpenAIError, ValueError, BrokenOffError)  # ValueError: a chunk that isn't JSON

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Piece:
    """Text of the answer's choice ``index``. ``finish`` is set on its last piece, which may have no text."""

    index: int
    text: str
    finish: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens of the prompt and of all choices together, from a server that counts."""

    prompt: int
    completion: int


async def ask(
    client: openai.AsyncOpenAI, question: dict[str, Any], config: RemoteConfig
) -> AsyncGenerator[Piece | Usage, None]:
    """Raises one of ``FAILURES``. Closing the generator closes the HTTP stream, which stops a fair server."""
    for attempt in itertools.count():
        begun = False
        try:
            async with await client.chat.completions.create(**question) as stream:
                async for piece in _read(stream):
                    begun = True
                    yield piece
                return
        except FAILURES as error:
            if begun or attempt >= config.retries or not may_pass(error):
                raise
            logger.info("attempt %d: the server %s", attempt + 1, explain(error))
            await asyncio.sleep(_patience(error, config.backoff * 2**attempt))


async def _read(stream: openai.AsyncStream[ChatCompletionChunk]) -> AsyncGenerator[Piece | Usage, None]:
    """The pieces of a stream; raises ``BrokenOffError`` when it ends with a choice unfinished."""
    open_choices: set[int] = set()
    finished = False
    async for chunk in stream:
        for choice in chunk.choices or ():
            text = (choice.delta.content if choice.delta else None) or ""
            if choice.finish_reason:
                open_choices.discard(choice.index)
                finished = True
            else:
                open_choices.add(choice.index)
            if text or choice.finish_reason:
                yield Piece(choice.index, text, choice.finish_reason)
        if chunk.usage:
            yield Usage(chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
    if open_choices or not finished:
        raise BrokenOffError("breaks off its answer")


def _patience(error: BaseException, backoff: float) -> float:
    """The back-off, or what a busy server asks for in ``Retry-After`` (seconds)."""
    asked = error.response.headers.get("retry-after", "") if isinstance(error, openai.APIStatusError) else ""
    return min(LONGEST_WAIT, max(backoff, float(asked) if asked.isdecimal() else 0.0))
