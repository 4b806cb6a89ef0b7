"""How surprised a GGUF is by ads that people wrote: nats a character, so that tokenizers can be compared."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import llama_cpp
import numpy as np

from training.gguf_adapter_use import applied
from training.pairs import Pair


@dataclass(frozen=True, slots=True)
class Likelihood:
    """``nats`` a character of the answers; ``characters_per_token``: how the tokenizer fares in Russian."""

    nats: float
    characters_per_token: float


def likelihood(
    path: Path, pairs: Sequence[Pair], adapter: Path | None = None, context: int = 1024
) -> Likelihood:
    """Over all answers; pairs that don't fit ``context`` are left out."""
    llama = llama_cpp.Llama(
        str(path), n_ctx=context, n_threads=1, n_threads_batch=1, logits_all=True, verbose=False
    )
    nats, characters, tokens = 0.0, 0, 0
    with closing(llama), applied(llama, adapter):
        for pair in pairs:
            prompt, answer = _ids(llama, pair.prompt), _ids(llama, pair.completion)
            if len(prompt) + len(answer) > context:
                continue
            nats += surprise(llama, prompt, answer)
            characters += pair.characters
            tokens += len(answer)
    return Likelihood(nats / max(1, characters), characters / max(1, tokens))


def _ids(llama: llama_cpp.Llama, text: str) -> list[int]:
    return list(llama.tokenize(text.encode(), add_bos=False, special=True))


def surprise(llama: llama_cpp.Llama, prompt: list[int], answer: list[int]) -> float:
    """Nats of all of ``answer`` after ``prompt``, which has one token at least."""
    llama.reset()  # type: ignore[no-untyped-call]
    llama.eval(prompt + answer)
    scores = np.array(llama.scores[len(prompt) - 1 : len(prompt) + len(answer) - 1], dtype=np.float64)
    top = scores.max(-1)
    normaliser = top + np.log(np.exp(scores - top[:, None]).sum(-1))
    return float((normaliser - scores[np.arange(len(answer)), answer]).sum())
