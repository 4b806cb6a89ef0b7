"""What a user would take instead: llama-cpp-python's ``create_completion``, one text after another."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import llama_cpp
from llama_cpp.llama_chat_format import Jinja2ChatFormatter

from benchmarks.runs import Run
from inference.contract import GenerationRequest


class Baseline:
    """``Llama`` with the same sampling. It keeps the common beginning of two prompts."""

    def __init__(self, llama: llama_cpp.Llama) -> None:
        self._llama = llama
        self._chat = Jinja2ChatFormatter(
            template=llama.metadata["tokenizer.chat_template"], eos_token="", bos_token=""
        )

    def run(self, request: GenerationRequest) -> Run:
        started = time.perf_counter()
        first, tokens = 0.0, 0
        for tail in request.tails:
            for chunk in self._write(request, tail.text, tail.seed):
                first = first or time.perf_counter() - started
                reason = chunk["choices"][0]["finish_reason"]
                tokens += request.max_tokens if reason == "length" else 0
        return Run(first, time.perf_counter() - started, tokens)

    def _write(self, request: GenerationRequest, tail: str, seed: int) -> Iterator[Any]:
        """The chunks of one text; the last one says why it ended."""
        last = request.messages[-1]
        messages: list[Any] = [{"role": last.role, "content": last.content + tail}]
        prompt = self._llama.tokenize(
            self._chat(messages=messages).prompt.encode(), add_bos=False, special=True
        )
        sampling = request.sampling
        yield from self._llama.create_completion(
            prompt,
            max_tokens=request.max_tokens,
            temperature=sampling.temperature,
            top_k=sampling.top_k,
            top_p=sampling.top_p,
            min_p=sampling.min_p,
            repeat_penalty=1.0,
            seed=seed,
            stream=True,
        )


@contextmanager
def baseline(model: Path, threads: int | None, *, context: int = 2048) -> Iterator[Baseline]:
    """``threads=None`` leaves it what it takes by itself: half of the cores to write, all of them to read."""
    llama = llama_cpp.Llama(
        str(model), n_ctx=context, n_threads=threads, n_threads_batch=threads, n_batch=512, verbose=False
    )
    try:
        yield Baseline(llama)
    finally:
        llama.close()
