"""The one thread that touches the context: receive → a turn of the shift, until it is told to stop."""

import logging
import queue
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from inference.context import AbortFlag
from inference.contract import Speed
from inference.errors import EngineDead, EngineError
from inference.kv import Limits
from inference.machine import Machine
from inference.mailbox import Post
from inference.shift import Shift
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
        self._closing = False
        self._restarts = 0
        self._speedometer = Speedometer()
        self._thread = threading.Thread(target=self._live, name="inference", daemon=True)
        self._opened: Future[None] = Future()
        self._shift: Shift | None = None
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
        step = None if self._shift is None else self._shift.step
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
        return self.call(self._forget_prompts)

    def speed(self) -> Speed:
        shift = self._shift
        counts, began = ((0, 0), None) if shift is None else (shift.counts, shift.step_began)
        return replace(
            self._speedometer.speed(*counts),
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
            if self._closing:
                break
        self.dead = True
        self._receive_all()

    def _serve(self) -> None:
        machine = self._open_machine(self._abort)
        shift = self._shift = Shift(machine, self._limits, self._post, self._clock, self._speedometer)
        try:
            if not self._opened.done():
                self._opened.set_result(None)
            while not self._closing:
                self._turn(shift)
        finally:
            self._shift = None
            shift.end()
            machine.close()

    def _turn(self, shift: Shift) -> None:
        self._abort.clear()
        if shift.idle:
            shift.rest()
            self._inbox.get()()
        self._receive_all()
        if not self._closing:
            shift.turn()

    def _receive_all(self) -> None:
        while not self._inbox.empty():
            self._inbox.get()()

    def _accept(self, ticket: Ticket) -> None:
        if self._shift is not None:
            self._shift.accept(ticket)
            return
        self._post.send(ticket.mailbox, EngineDead("the worker died"))
        self._post.deliver()
        ticket.close()

    def _drop(self, ticket: Ticket) -> None:
        if self._shift is not None:
            self._shift.drop(ticket)

    def _forget_prompts(self) -> None:
        if self._shift is not None:
            self._shift.forget_prompts()


def _settle(future: "Future[Any]", function: Callable[[], Any]) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(function())
    except EngineError as error:
        future.set_exception(error)
