"""One job through an engine, timed."""

import statistics
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import dataclass

from inference.contract import Delta, Engine, Finish, GenerationRequest, Prefill, VariantDone


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds from the request to its first text and to its last; ``tokens`` of all variants.

    ``prompt`` is how many prompt tokens were read, those that variants share counted once; 0 if nobody said.
    """

    first: float
    seconds: float
    tokens: int
    prompt: int = 0

    @property
    def rate(self) -> float:
        return self.tokens / self.seconds


async def timed(engine: Engine, request: GenerationRequest) -> Run:
    """Remote engines may count pieces instead of tokens, but a text of full length has them all."""
    started = time.perf_counter()
    first, tokens, prompt = 0.0, 0, 0
    async with aclosing(engine.generate(request)) as events:
        async for event in events:
            if isinstance(event, Delta) and not first:
                first = time.perf_counter() - started
            elif isinstance(event, Prefill):
                prompt = event.total
            elif isinstance(event, VariantDone):
                tokens += request.max_tokens if event.finish is Finish.LENGTH else event.tokens
    return Run(first, time.perf_counter() - started, tokens, prompt)


def median(runs: Sequence[Run]) -> Run:
    return Run(
        statistics.median(run.first for run in runs),
        statistics.median(run.seconds for run in runs),
        round(statistics.median(run.tokens for run in runs)),
        round(statistics.median(run.prompt for run in runs)),
    )


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which ``share`` of them are, by the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
