"""The worker thread of the real engine: steps broken off, its death, its end."""

import asyncio
import threading
import time
from typing import ClassVar

import pytest

from inference.adapters import Adapters
from inference.context import AbortFlag, Decoded, Shape
from inference.errors import (
    EngineDead,
    StepFailed,
)
from inference.jobs import Step
from inference.local import LocalConfig, LocalEngine, Surroundings
from inference.machine import LlamaMachine
from inference.model import Model
from tests.inference.asking import LONG, events, request, text
from tests.inference.models import NANO

pytestmark = pytest.mark.engine


class Watched(LlamaMachine):
    """Holds its first step until the test has let go, and notes how each step ended."""

    started = threading.Event()
    let_go = threading.Event()
    ends: ClassVar[list[Decoded]] = []

    def decode(self, step: Step) -> Decoded:
        self.started.set()
        self.let_go.wait()
        self.ends.append(super().decode(step))
        return self.ends[-1]


async def test_cancelling_breaks_off_the_step_that_reads_the_prompt() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1), Surroundings(machine=Watched)) as engine:
        reader = asyncio.create_task(events(engine, request(LONG[:1500])))
        await asyncio.to_thread(Watched.started.wait)
        reader.cancel()
        await asyncio.wait([reader])
        Watched.let_go.set()

        assert await text(engine, request(max_tokens=2))

    assert Watched.ends[0] is Decoded.ABORTED
    assert set(Watched.ends[1:]) == {Decoded.DONE}


class Patient(LlamaMachine):
    """Holds its first step until somebody wants it broken off."""

    started = threading.Event()
    ends: ClassVar[list[Decoded]] = []

    def __init__(self, model: Model, adapters: Adapters, shape: Shape, abort: AbortFlag) -> None:
        super().__init__(model, adapters, shape, abort)
        self._abort = abort

    def decode(self, step: Step) -> Decoded:
        self.started.set()
        while not self._abort.callback(self._abort.argument):
            time.sleep(0)
        self.ends.append(super().decode(step))
        return self.ends[-1]


async def test_closing_breaks_off_the_running_step_as_sigterm_needs_it() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1), Surroundings(machine=Patient)) as engine:
        reader = asyncio.create_task(events(engine, request(LONG[:1500])))
        await asyncio.to_thread(Patient.started.wait)
        await engine.aclose()

        with pytest.raises(EngineDead):
            await reader

    assert Patient.ends == [Decoded.ABORTED]


async def test_closing_ends_whoever_is_being_served() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1)) as engine:
        stream = engine.generate(request(max_tokens=900))
        await anext(stream)
        await engine.aclose()

        with pytest.raises(EngineDead):
            async for _ in stream:
                pass
        with pytest.raises(EngineDead):
            await text(engine, request())


async def test_a_closed_engine_still_says_what_it_was() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1)) as engine:
        before = engine.info
    after, speed = engine.info, engine.speed()

    assert after == before
    assert (speed.alive, speed.running) == (False, 0)


class Fragile(LlamaMachine):
    """Breaks when told to: ``raises`` kills the worker, ``refuses`` is llama.cpp refusing a step."""

    raises = 0
    refuses = 0

    def decode(self, step: Step) -> Decoded:
        if type(self).raises:
            type(self).raises -= 1
            raise MemoryError("broken on purpose")
        if type(self).refuses:
            type(self).refuses -= 1
            return Decoded.FAILED
        return super().decode(step)


def fragile(*, raises: int = 0, refuses: int = 0) -> Surroundings:
    machine = type("Machine", (Fragile,), {"raises": raises, "refuses": refuses})
    return Surroundings(machine=machine)


async def test_a_dead_worker_tells_everyone_and_starts_again_once() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1), fragile(raises=1)) as engine:
        answers = await asyncio.gather(
            text(engine, request()), text(engine, request("Другое")), return_exceptions=True
        )
        again = await text(engine, request())

    assert any(isinstance(answer, EngineDead) for answer in answers)
    assert again


async def test_a_worker_that_dies_twice_stays_dead() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1), fragile(raises=2)) as engine:
        for _ in range(3):
            with pytest.raises(EngineDead):
                await text(engine, request())


async def test_a_refused_step_fails_its_requests_only() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1), fragile(refuses=1)) as engine:
        with pytest.raises(StepFailed):
            await text(engine, request())

        assert await text(engine, request())


def test_an_abort_flag_answers_as_llama_cpp_asks() -> None:
    flag = AbortFlag()
    answers = [flag.callback(flag.argument)]
    flag.set()
    answers.append(flag.callback(flag.argument))
    flag.clear()

    assert [*answers, flag.callback(flag.argument)] == [False, True, False]
