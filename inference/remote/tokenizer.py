"""Token counts and ids from the servers that can tell; an estimate from the others."""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import openai

from inference.contract import PROFILE_MARKS, Message, PromptProfile
from inference.errors import RequestInvalid
from inference.remote.question import chat
from inference.remote.server import Dialect, Server

# Qwen's vocabulary takes 2.9-3.5 characters of Russian per token; the low end errs on the side of "too long".
CHARACTERS_PER_TOKEN = 2.7
TEMPLATE_TOKENS = 8  # what a chat template wraps around one message, at most


class RemoteTokenizer:
    """Asks the server's tokenising endpoint, which lies beside ``/v1`` and has a name per kind of server."""

    def __init__(self, client: openai.AsyncOpenAI, server: Server) -> None:
        root = str(client.base_url).rstrip("/").removesuffix("/v1")
        self._client = client
        self._server = server
        self._url = {
            Dialect.LLAMA_CPP_PYTHON: f"{root}/extras/tokenize",
            Dialect.LLAMA_SERVER: f"{root}/tokenize",
            Dialect.VLLM: f"{root}/tokenize",
        }.get(server.dialect)
        self._ids: dict[str, tuple[int, ...]] = {}

    @property
    def exact(self) -> bool:
        """Whether counts come from the server; the template's share is estimated all the same."""
        return self._url is not None

    def estimate(self, messages: Sequence[Message]) -> int:
        tokens = sum(math.ceil(len(message.content) / CHARACTERS_PER_TOKEN) for message in messages)
        return tokens + TEMPLATE_TOKENS * (len(messages) + 1)

    async def count(self, messages: Sequence[Message]) -> int:
        if self._url is None:
            return self.estimate(messages)
        turns = [turn["content"] for turn in chat(tuple(messages))]
        return len(await self._tokenize("\n".join(turns))) + TEMPLATE_TOKENS * (len(turns) + 1)

    async def profile(self) -> PromptProfile:
        """What the vocabulary gives away, as for a local model; ``instruct`` where nobody can be asked."""
        if self._url is None:
            return "instruct"
        try:
            for mark, profile in PROFILE_MARKS:
                if len(await self._tokenize(mark)) == 1:
                    return profile
        except openai.OpenAIError:
            return "instruct"
        return "instruct"

    async def bias(self, wanted: Sequence[tuple[str, float]]) -> Mapping[int, float]:
        """Ids of the tokens named by their text; raises ``RequestInvalid`` if one is none."""
        if self._url is None and wanted:
            raise RequestInvalid("this server can't name single tokens, so it can't take a logit bias")
        biases: dict[int, float] = {}
        for text, value in wanted:
            ids = self._ids.get(text) or tuple(await self._tokenize(text))
            if len(ids) != 1:
                raise RequestInvalid(f"a logit bias names {text!r}, which is {len(ids)} tokens")
            self._ids[text] = ids
            biases[ids[0]] = value
        return biases

    async def _tokenize(self, text: str) -> list[int]:
        match self._server.dialect:
            case Dialect.LLAMA_CPP_PYTHON:
                body: dict[str, Any] = {"input": text}
            case Dialect.VLLM:
                body = {"model": self._server.model, "prompt": text, "add_special_tokens": False}
            case _:
                body = {"content": text, "add_special": False, "parse_special": True}
        answer = await self._client.post(str(self._url), body=body, cast_to=dict[str, Any])
        return [int(token) for token in answer["tokens"]]
