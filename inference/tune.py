"""Measures this machine: threads, batch sizes, prompt chunks and quantisations, on real or random models."""

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from inference.context import AbortFlag, Context, Decoded, Rows, Shape
from inference.errors import EngineDead
from inference.model import Model

PROMPT_TOKENS = 256
VARIANTS = 4  # what a job asks for: the batch that decides
BATCHES = (1, 2, 4, 8, 12, 16)
CHUNKS = (32, 64, 128, 256, 512)
LONGEST_STALL = 0.5  # seconds that running texts may stand still while a chunk of somebody's prompt is read
MOST_STEPS = 50  # of one size
WORTH_IT = 1.1  # more threads or sequences must bring 10 %

Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Rates:
    """Tokens per second. ``decode`` by batch size, all sequences together; ``prefill`` by chunk."""

    decode: dict[int, float]
    prefill: dict[int, float]

    def job_seconds(self, prompt: int = PROMPT_TOKENS, written: int = 100) -> float:
        """Seconds for one job: a prompt and ``VARIANTS`` texts of ``written`` tokens."""
        return prompt / max(self.prefill.values()) + VARIANTS * written / self.decode[VARIANTS]


@contextmanager
def bench(model: Model, threads: int, clock: Clock = time.perf_counter) -> Iterator["Bench"]:
    batch = max(CHUNKS)
    shape = Shape(cells=4096, sequences=max(BATCHES), batch=batch, slice=batch, threads=threads)
    with Context(model, shape, AbortFlag()) as context:
        yield Bench(context, model.vocabulary.size, clock)


class Bench:
    """Times ``llama_decode`` on rows of arbitrary tokens: what they say does not change what they cost."""

    def __init__(self, context: Context, vocabulary: int, clock: Clock) -> None:
        self._context = context
        self._vocabulary = vocabulary
        self._clock = clock

    def rates(self, batches: Sequence[int], chunks: Sequence[int], *, budget: float) -> Rates:
        """Spends about ``budget`` seconds, shared evenly."""
        share = budget / (len(batches) + len(chunks))
        self._context.decode(self._prompt(8))  # the first step allocates and repacks
        return Rates(
            {batch: batch / self._fastest(self._texts, batch, share) for batch in batches},
            {chunk: chunk / self._fastest(self._prompt, chunk, share) for chunk in chunks},
        )

    def _fastest(self, rows: Callable[[int], Rows], count: int, budget: float) -> float:
        """The lower quartile of the seconds a step takes: other programs only ever make it slower."""
        times: list[float] = []
        until = self._clock() + budget
        while not times or (self._clock() < until and len(times) < MOST_STEPS):
            times.append(self._step(rows(count)))
        return min(times) if len(times) < 8 else statistics.quantiles(times, n=4)[0]

    def _step(self, rows: Rows) -> float:
        for sequence in set(rows.sequences):
            self._context.trim(sequence, 0)
        started = self._clock()
        if self._context.decode(rows) is not Decoded.DONE:
            raise EngineDead("llama.cpp failed to decode")
        self._context.logits(len(rows.wanted))
        return self._clock() - started

    def _prompt(self, count: int) -> Rows:
        tokens = [index % self._vocabulary for index in range(count)]
        return Rows(tokens, list(range(count)), [0] * count, [count - 1])

    def _texts(self, count: int) -> Rows:
        tokens = [index % self._vocabulary for index in range(count)]
        return Rows(tokens, [0] * count, list(range(count)), list(range(count)))


def thread_choices(physical: int, logical: int) -> tuple[int, ...]:
    """Numbers of threads worth trying, ascending."""
    return tuple(sorted({1, max(1, physical // 2), physical, logical}))


def best_threads(measured: dict[int, Rates]) -> int:
    """The fewest threads within a tenth of the fastest: the bot and the database want to run, too."""
    fastest = min(rates.job_seconds() for rates in measured.values())
    return min(count for count, rates in measured.items() if rates.job_seconds() <= fastest * WORTH_IT)


def best_chunk(rates: Rates) -> int:
    """The largest chunk that stalls running texts no longer than they may be; the smallest if none does."""
    within = [chunk for chunk, rate in rates.prefill.items() if chunk / rate <= LONGEST_STALL]
    return max(within, default=min(rates.prefill))


def best_sequences(rates: Rates) -> int:
    """The batch beyond which another step up brings less than a tenth."""
    best = min(rates.decode)
    for batch in sorted(rates.decode):
        if rates.decode[batch] >= rates.decode[best] * WORTH_IT:
            best = batch
    return max(best, VARIANTS)


def measure(path: Path, threads: int, *, budget: float, full: bool = False) -> Rates:
    """Rates of the model at ``path``; ``full`` over all batch sizes and chunks, else only what decides."""
    with Model.load(path) as model, bench(model, threads) as timed:
        if full:
            return timed.rates(BATCHES, CHUNKS, budget=budget)
        return timed.rates((1, VARIANTS), (CHUNKS[2],), budget=budget)
