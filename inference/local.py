"""The engine in this process: an asyncio face of the worker thread that owns the model."""

import asyncio
import time
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from inference.adapters import Adapters
from inference.clerk import Clerk, check
from inference.context import AbortFlag, Shape
from inference.contract import Event, GenerationRequest, Message, ModelInfo, Speed, VariantDone
from inference.errors import EngineDead, ModelUnsuitable, QueueFull
from inference.kv import Limits
from inference.machine import LlamaMachine, Machine, OpenMachine
from inference.mailbox import Mailbox, Post
from inference.model import Model
from inference.observer import Nobody, Observer, observed
from inference.template import TemplateBroken
from inference.threads import threads_for
from inference.worker import Worker

LONGEST_CONTEXT = 8192  # tokens of one text, unless more is asked for: an ad's brief and ad need far less
CELLS_PER_SEQUENCE = 1024
MOST_KV_BYTES = 512 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class LocalConfig:
    """Sizes, of which 0 means chosen here.

    ``context``: tokens of prompt and answer of one text (0: the model's own, at most 8192). ``cells``:
    tokens of KV all texts share (0: 1024 a sequence, at most half a GiB). ``cached_prompts``: prompts kept
    for the next time; without ``flash_attention`` two are enough, since each lengthens every step. ``chunk``:
    prompt tokens read in a step beside running texts; ``batch``: when no text is running. ``queue_limit``:
    variants that may wait for a sequence.
    """

    model: Path
    context: int = 0
    cells: int = 0
    threads: int | None = None
    sequences: int = 16
    cached_prompts: int = 8
    chunk: int = 128
    batch: int = 512
    flash_attention: bool = True
    queue_limit: int = 64
    adapters: Mapping[str, Path] = field(default_factory=dict)
    prompt_profile: str | None = None


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the engine takes from outside: clocks, the machine that decodes, who is told."""

    monotonic: Callable[[], float] = time.monotonic
    now: Callable[[], datetime] = datetime.now
    machine: OpenMachine = LlamaMachine
    observer: Observer = field(default_factory=Nobody)


class LocalEngine:
    """One model, many requests at once. ``open`` it; consume ``generate`` with ``contextlib.aclosing``."""

    def __init__(self, config: LocalConfig, model: Model, surroundings: Surroundings) -> None:
        self._config = config
        self._model = model
        self._clock = surroundings.monotonic
        self._observer = surroundings.observer
        self._adapters = Adapters(model)
        # Asked of the model here: who looks at the info of a closed engine must find no freed memory.
        self._profile = config.prompt_profile or model.prompt_profile
        self._context = _context(config, model)
        self._clerk = Clerk(model, self._context, surroundings.now)
        self._desk = ThreadPoolExecutor(1, thread_name_prefix="clerk")
        self._in_flight = 0
        self._closed = False
        limits, shape = _limits(config, model, self._context)

        def open_machine(abort: AbortFlag) -> Machine:
            return surroundings.machine(model, self._adapters, shape, abort)

        self._worker = Worker(open_machine, limits, Post(asyncio.get_running_loop()), self._clock)

    @classmethod
    @asynccontextmanager
    async def open(
        cls, config: LocalConfig, surroundings: Surroundings | None = None
    ) -> AsyncIterator["LocalEngine"]:
        """Raises ``ModelMissing``, ``ModelBroken``, ``ModelUnsuitable`` or ``AdapterError``."""
        model = await asyncio.to_thread(Model.load, config.model)
        try:
            engine = cls(config, model, surroundings or Surroundings())
        except TemplateBroken as error:
            model.close()
            raise ModelUnsuitable(config.model, str(error)) from error
        try:
            await asyncio.to_thread(engine._adapters.load_all, config.adapters)
            await asyncio.wrap_future(engine._worker.start())
            yield engine
        finally:
            await engine.aclose()

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(self._model.name, self._profile, self._context, self._adapters.names)

    def speed(self) -> Speed:
        return self._worker.speed()

    async def count(self, messages: tuple[Message, ...]) -> int:
        self._check_open()
        return await asyncio.get_running_loop().run_in_executor(self._desk, self._clerk.count, messages)

    async def load_adapter(self, name: str, path: Path) -> None:
        """Load one more adapter between two steps. Raises ``AdapterError``."""
        self._check_open()
        await asyncio.wrap_future(self._worker.call(lambda: self._adapters.load(name, path)))

    async def forget_prompts(self) -> None:
        """Empty the prefix cache: what comes next is computed as by a fresh engine, to the last bit."""
        self._check_open()
        await asyncio.wrap_future(self._worker.forget_prompts())

    def generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        """See ``contract.Engine``. A full queue is told first, then what is wrong with the request."""
        return observed(self._generate(request), self._observer)

    async def _generate(self, request: GenerationRequest) -> AsyncGenerator[Event, None]:
        self._check_open()
        with self._seats(len(request.tails)):
            mailbox = Mailbox()
            check(request, self._adapters.names)
            ticket = await asyncio.get_running_loop().run_in_executor(
                self._desk, self._clerk.ticket, request, mailbox, self._clock()
            )
            self._worker.submit(ticket)
            left = len(request.tails)
            try:
                while left:
                    event = await mailbox.take()
                    left -= isinstance(event, VariantDone)
                    yield event
            finally:
                if left:
                    self._worker.cancel(ticket)

    async def aclose(self) -> None:
        """Ends the running step and every request; idempotent."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._free)

    def _free(self) -> None:
        self._desk.shutdown(wait=True)
        self._worker.close()
        self._clerk.close()
        self._adapters.close()
        self._model.close()

    def _check_open(self) -> None:
        if self._closed or self._worker.dead:
            raise EngineDead("the engine is closed" if self._closed else "the worker died twice")

    @contextmanager
    def _seats(self, variants: int) -> Iterator[None]:
        """Counts variants from acceptance to the last event; those beyond the sequences are the queue."""
        if self._in_flight + variants > self._config.sequences + self._config.queue_limit:
            raise QueueFull(self._config.queue_limit)
        self._in_flight += variants
        try:
            yield
        finally:
            self._in_flight -= variants


def _context(config: LocalConfig, model: Model) -> int:
    return config.context or min(model.trained_context, LONGEST_CONTEXT)


def _limits(config: LocalConfig, model: Model, context: int) -> tuple[Limits, Shape]:
    """Sizes of the KV, in tokens: at least one text of full length always fits."""
    wanted = min(config.sequences * CELLS_PER_SEQUENCE, MOST_KV_BYTES // model.bytes_per_cell)
    cells = -(-max(context, config.cells or wanted) // 256) * 256  # llama.cpp pads to 256 itself
    limits = Limits(
        cells=cells,
        sequences=config.sequences,
        cached=max(1, config.cached_prompts),  # a prompt is read into a cache entry, so there is always one
        batch=config.batch,
        chunk=config.chunk,
        divisible=model.divisible,
    )
    threads = config.threads or threads_for(config.model.stat().st_size)
    flash = config.flash_attention
    return limits, Shape(
        cells=cells,
        sequences=limits.ids,
        batch=config.batch,
        slice=config.chunk if flash else config.batch,
        threads=threads,
        flash_attention=flash,
    )
