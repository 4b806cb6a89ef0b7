"""``python -m training.costs GGUF``: what a model takes, whatever it writes. Random weights take the same."""

import argparse
import asyncio
import json
import resource
import sys
import time
from collections.abc import Sequence
from contextlib import aclosing, closing
from dataclasses import asdict, dataclass
from pathlib import Path

import llama_cpp

from inference.contract import Engine, GenerationRequest, Message, VariantDone
from inference.local import LocalConfig, LocalEngine
from training.general import read_general

SPEED_TOKENS = 128


@dataclass(frozen=True, slots=True)
class Costs:
    """Of a model by itself, in a process that does nothing else."""

    megabytes: float  # of its file
    megabytes_at_peak: float  # of the process, with Python and a KV cache for ``sequences`` texts
    tokens_per_second: float  # of one text
    vocabulary: int
    characters_per_token: float  # of plain Russian


async def speed(
    engine: Engine, threads: int, adapter: str | None = None, tokens: int = SPEED_TOKENS
) -> float:
    """Tokens of one text a second of processor time and thread, its short prompt counted as nothing.

    Another job's load stretches the wall clock, not this; on a quiet machine it is the wall clock's.
    """
    request = GenerationRequest(
        messages=(Message("user", "Расскажи о себе"),), max_tokens=tokens, adapter=adapter
    )
    began = time.process_time()
    async with aclosing(engine.generate(request)) as events:
        written = sum([event.tokens async for event in events if isinstance(event, VariantDone)])
    return written * threads / (time.process_time() - began)


def megabytes_at_peak() -> float:
    """Of this process so far."""
    kilobyte = 1024 * 1024 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / kilobyte


def measure(path: Path, texts: Sequence[str], tokens: int = SPEED_TOKENS) -> Costs:
    """With one thread, as figures of several don't compare between machines."""
    vocabulary, words = _words(path, texts)
    rate = asyncio.run(_alone(path, tokens))
    return Costs(
        megabytes=path.stat().st_size / 1e6,
        megabytes_at_peak=megabytes_at_peak(),
        tokens_per_second=rate,
        vocabulary=vocabulary,
        characters_per_token=sum(map(len, texts)) / words,
    )


def _words(path: Path, texts: Sequence[str]) -> tuple[int, int]:
    """The size of the vocabulary, and how many tokens ``texts`` are."""
    with closing(llama_cpp.Llama(str(path), vocab_only=True, verbose=False)) as llama:
        count = sum(len(llama.tokenize(text.encode(), add_bos=False, special=False)) for text in texts)
        return llama.n_vocab(), count


async def _alone(path: Path, tokens: int) -> float:
    async with LocalEngine.open(LocalConfig(model=path, threads=1, sequences=4)) as engine:
        return await speed(engine, 1, tokens=tokens)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m training.costs", description=__doc__)
    parser.add_argument("model", type=Path, help="GGUF")
    parser.add_argument("--tokens", type=int, default=SPEED_TOKENS, help="written to measure the speed")
    options = parser.parse_args()
    costs = measure(options.model, read_general().neutral, options.tokens)
    sys.stdout.write(json.dumps(asdict(costs)) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
