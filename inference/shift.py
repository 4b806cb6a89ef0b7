"""One life of the worker: plan → decode → draw → tell, one step after another, for the tickets it serves.

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

import time
from collections.abc import Callable

from inference.context import Decoded
from inference.contract import Finish
from inference.errors import EngineDead, EngineError, StepFailed
from inference.jobs import JobId, Step, Variant
from inference.kv import Limits
from inference.machine import Machine
from inference.mailbox import Post
from inference.scheduler import Scheduler
from inference.speed import Speedometer
from inference.ticket import Ticket


class Shift:
    """Everything here is the worker thread's own, but for ``step``, ``counts`` and ``step_began``: those are
    replaced as a whole, and anyone may look. ``clock`` is that of the deadlines."""

    def __init__(
        self,
        machine: Machine,
        limits: Limits,
        post: Post,
        clock: Callable[[], float],
        speedometer: Speedometer,
    ) -> None:
        self._machine = machine
        self._scheduler = Scheduler(limits, machine)
        self._post = post
        self._clock = clock
        self._speedometer = speedometer
        self._tickets: dict[JobId, Ticket] = {}
        self.step: Step | None = None
        self.counts = (0, 0)  # variants that run, that wait
        self.step_began: float | None = None  # by time.perf_counter

    @property
    def idle(self) -> bool:
        return self._scheduler.idle

    def accept(self, ticket: Ticket) -> None:
        self._tickets[ticket.job.id] = ticket
        self._scheduler.submit(ticket.job)

    def drop(self, ticket: Ticket) -> None:
        if ticket.job.id in self._tickets:
            self._scheduler.cancel(ticket.job)
            self._forget(ticket)

    def forget_prompts(self) -> None:
        self._scheduler.forget_prompts()

    def rest(self) -> None:
        """Nobody is served for a while."""
        self.counts = (0, 0)

    def turn(self) -> None:
        """One step, and letters to whom it concerns."""
        self._expire()
        self.step = self._scheduler.plan()
        self.counts = (len(self._scheduler.running), self._scheduler.waiting)
        if self.step is not None:
            self._run(self.step)
        elif not self._scheduler.idle:
            raise RuntimeError("variants wait, but the scheduler has no step for them")
        self.step = None
        self._post.deliver()

    def end(self) -> None:
        """Tell everyone that is served that he won't be."""
        self.step = self.step_began = None
        self.rest()
        for ticket in [*self._tickets.values()]:
            self._post.send(ticket.mailbox, EngineDead("the worker died"))
            self._forget(ticket)
        self._post.deliver()

    def _run(self, step: Step) -> None:
        self.step_began = started = time.perf_counter()
        decoded = self._machine.decode(step)
        self.step_began = None
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
        self.drop(ticket)

    def _fail(self, ticket: Ticket, error: Exception) -> None:
        self._post.send(ticket.mailbox, error)
        self.drop(ticket)

    def _forget(self, ticket: Ticket) -> None:
        del self._tickets[ticket.job.id]
        ticket.close()
