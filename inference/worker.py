"""The one thread that touches the context: receive → plan → decode → draw → tell, until it is told to stop.

Does the same request with the same seed give the same text, whatever else is in the batch? The draw does: it
has its own random numbers and sees nothing but its logits. The logits do in F32 weights and without flash
attention, up to the last bits (tested against llama-cpp-python token by token). Else they may differ in
company, for two reasons that were measured. The KV cells of a text lie elsewhere in the shared cache, so
attention sums the same numbers in another order; with quantised weights the last bit that changes tips the
rounding of an activation to 8 bits, and the logits move by up to 0.2 (nano, Q8_0). And flash attention has
three kernels (a single row; up to 63 rows, summed in F16; 64 and more), so the size of the batch matters:
of 20 greedy texts in F32 weights one parts from llama-cpp-python's, where two words were within 0.01 of a
logit. A near-tie may then fall the other way; no text becomes better or worse by it.
"""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from inference.context import AbortFlag, Decoded
from inference.contract import Finish, Speed
from inference.errors import EngineDead, EngineError, StepFailed
from inference.jobs import JobId, Step, Variant
from inference.kv import Limits
from inference.machine import Machine
from inference.mailbox import Post
from inference.scheduler import Scheduler
from inference.speed import Speedometer
from inference.ticket import Ticket

logger = logging.getLogger(__name__)

LIVES = 2  # the engine restarts once
Command = Callable[[], None]


class Worker:
    """``submit``, ``cancel`` and ``call`` come from the event loop's thread; the rest is the worker's own."""

    def __init__(
        self,
        open_machine: Callable[[AbortFlag], Machine],
        limits: Limits,
        post: Post,
        clock: Callable[[], float],
    ) -> None:
        self._open_machine = open_machine
        self._limits = limits
        self._post = post
        self._clock = clock
        self._inbox: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._abort = AbortFlag()
        self._tickets: dict[JobId, Ticket] = {}
        self._step: Step | None = None
        self._closing = False
        self._counts = (0, 0)
        self._restarts = 0
        self._step_began: float | None = None
        self._speedometer = Speedometer()
        self._thread = threading.Thread(target=self._live, name="inference", daemon=True)
        self._opened: Future[None] = Future()
        self._machine: Machine
        self._scheduler: Scheduler
        self.dead = False

    # called from the event loop's thread

    def start(self) -> "Future[None]":
        """Done when the context is there, or failed with the reason."""
        self._thread.start()
        return self._opened

    def submit(self, ticket: Ticket) -> None:
        """Raises ``EngineDead`` when nobody will serve it."""
        self._inbox.put(lambda: self._accept(ticket))
        if self.dead:
            raise EngineDead("the engine is closed")

    def cancel(self, ticket: Ticket) -> None:
        """The ticket's variants leave within a step; a step that reads its prompt is broken off."""
        self._inbox.put(lambda: self._drop(ticket))
        step = self._step
        if step is not None and (ticket.job.id in step.readers or step.jobs == {ticket.job.id}):
            self._abort.set()

    def call(self, function: Callable[[], Any]) -> "Future[Any]":
        """Run ``function`` on the worker's thread between two steps."""
        future: Future[Any] = Future()
        self._inbox.put(lambda: _settle(future, function))
        if self.dead:
            future.cancel()
        return future

    def forget_prompts(self) -> "Future[Any]":
        """Done when the prefix cache is empty, but for prompts that are being read."""
        return self.call(lambda: self._scheduler.forget_prompts())

    def speed(self) -> Speed:
        began = self._step_began
        return replace(
            self._speedometer.speed(*self._counts),
            alive=not self.dead,
            restarts=self._restarts,
            step_seconds=0.0 if began is None else time.perf_counter() - began,
        )

    def close(self) -> None:
        """Ends the step that runs and the thread; blocks until it is gone."""
        self._closing = True
        self._inbox.put(lambda: None)
        self._abort.set()
        if self._thread.is_alive():
            self._thread.join()

    # the worker's own thread

    def _live(self) -> None:
        for life in range(1, LIVES + 1):
            try:
                self._serve()
            except Exception as error:  # the worker outlives any one failure
                if not self._opened.done():
                    self._opened.set_exception(error)
                    break
                logger.exception("the worker failed (life %d of %d)", life, LIVES)
                self._restarts += life < LIVES
            self._fail_everyone()
            if self._closing:
                break
        self.dead = True
        self._receive_all()
        self._fail_everyone()

    def _serve(self) -> None:
        machine = self._open_machine(self._abort)
        try:
            self._machine, self._scheduler = machine, Scheduler(self._limits, machine)
            if not self._opened.done():
                self._opened.set_result(None)
            while not self._closing:
                self._turn()
        finally:
            machine.close()

    def _turn(self) -> None:
        self._abort.clear()
        if self._scheduler.idle:
            self._counts = (0, 0)
            self._inbox.get()()
        self._receive_all()
        if self._closing:
            return
        self._expire()
        self._step = self._scheduler.plan()
        self._counts = (len(self._scheduler.running), self._scheduler.waiting)
        if self._step is not None:
            self._run(self._step)
        elif not self._scheduler.idle:
            raise RuntimeError("variants wait, but the scheduler has no step for them")
        self._step = None
        self._post.deliver()

    def _receive_all(self) -> None:
        while not self._inbox.empty():
            self._inbox.get()()

    def _run(self, step: Step) -> None:
        self._step_began = started = time.perf_counter()
        decoded = self._machine.decode(step)
        self._step_began = None
        if decoded is Decoded.DONE:
            self._speedometer.measure(step, time.perf_counter() - started)
            self._scheduler.completed(step)
            self._tell_reading(step)
            self._draw(step.outputs)
            return
        self._scheduler.failed(step)
        out_of_cells = decoded is Decoded.NO_CELLS and self._scheduler.pause_newest()
        if decoded is not Decoded.ABORTED and not out_of_cells:
            for job in step.jobs:
                self._fail(self._tickets[job], StepFailed("llama.cpp could not decode the step"))

    def _draw(self, variants: list[Variant]) -> None:
        if not variants:
            return
        for variant, row in zip(variants, self._machine.logits(len(variants)), strict=True):
            ticket = self._tickets.get(variant.job.id)
            if ticket is None:  # a variant before it failed the whole job
                continue
            try:
                taken = ticket.writings[variant.index].take(row)
            except EngineError as error:
                self._fail(ticket, error)
                continue
            for token in taken.tokens:
                self._scheduler.append(variant, token)
            if taken.text:
                self._post.send(ticket.mailbox, ticket.grown(variant, taken.text))
            if taken.finish is not None:
                self._finish(ticket, variant, taken.finish)

    def _tell_reading(self, step: Step) -> None:
        for part in step.parts:
            ticket = self._tickets[part.unit.job.id]
            if (progress := ticket.read(part)) is not None:
                self._post.send(ticket.mailbox, progress)

    def _finish(self, ticket: Ticket, variant: Variant, finish: Finish) -> None:
        self._scheduler.finish(variant)
        self._post.send(ticket.mailbox, ticket.done(variant, finish))
        if not ticket.unfinished:
            self._forget(ticket)

    def _expire(self) -> None:
        timed = [ticket for ticket in self._tickets.values() if ticket.deadline is not None]
        if not timed:
            return
        now = self._clock()
        for ticket in timed:
            if ticket.deadline is not None and now >= ticket.deadline:
                self._end_early(ticket)

    def _end_early(self, ticket: Ticket) -> None:
        for variant in ticket.unfinished:
            if rest := ticket.writings[variant.index].stop():
                self._post.send(ticket.mailbox, ticket.grown(variant, rest))
            self._post.send(ticket.mailbox, ticket.done(variant, Finish.DEADLINE))
        self._drop(ticket)

    def _accept(self, ticket: Ticket) -> None:
        self._tickets[ticket.job.id] = ticket
        if not self.dead:
            self._scheduler.submit(ticket.job)

    def _drop(self, ticket: Ticket) -> None:
        if ticket.job.id in self._tickets:
            self._scheduler.cancel(ticket.job)
            self._forget(ticket)

    def _forget(self, ticket: Ticket) -> None:
        del self._tickets[ticket.job.id]
        ticket.close()

    def _fail(self, ticket: Ticket, error: Exception) -> None:
        self._post.send(ticket.mailbox, error)
        self._drop(ticket)

    def _fail_everyone(self) -> None:
        for ticket in [*self._tickets.values()]:
            self._post.send(ticket.mailbox, EngineDead("the worker died"))
            self._forget(ticket)
        self._post.deliver()


def _settle(future: "Future[Any]", function: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function())
    except EngineError as error:
        future.set_exception(error)
