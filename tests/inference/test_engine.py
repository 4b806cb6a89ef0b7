"""Conversations with the real engine: streaming, leaving, limits, grammars, what is refused and how."""

import asyncio
import math
import threading
import time
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest

from inference.adapters import Adapters
from inference.context import AbortFlag, Decoded, Shape
from inference.contract import Delta, Finish, Message, Sampling, Tail, VariantDone
from inference.errors import (
    AdapterError,
    EngineDead,
    PromptTooLong,
    QueueFull,
    RequestInvalid,
    StepFailed,
)
from inference.jobs import Step
from inference.local import LocalConfig, LocalEngine, Surroundings
from inference.machine import LlamaMachine
from inference.model import Model
from tests.inference.asking import BRIEF, done, events, progress, request, text
from tests.inference.models import NANO, adapter

pytestmark = pytest.mark.engine

LONG = " ".join(["Вебинар для бухгалтеров о сроках и отчётности."] * 40)
WARM = Sampling(temperature=0.7, top_p=0.9)


async def test_variants_stream_together_and_each_ends_once(engine: LocalEngine) -> None:
    seen = await events(engine, request(tails=[Tail(seed=seed) for seed in range(4)], sampling=WARM))

    assert sorted(e.variant for e in seen if isinstance(e, VariantDone)) == [0, 1, 2, 3]
    order = [e.variant for e in seen if isinstance(e, Delta)]
    assert len(set(order[: len(order) // 2])) == 4


async def test_progress_of_reading_comes_before_the_text_and_reaches_the_end(engine: LocalEngine) -> None:
    seen = await events(engine, request(LONG, [Tail(" один"), Tail(" два")], max_tokens=4))

    steps = progress(seen)
    assert all(one.evaluated < other.evaluated for one, other in pairwise(steps))
    assert steps[-1].evaluated == steps[-1].total
    assert seen.index(steps[0]) < next(i for i, e in enumerate(seen) if isinstance(e, Delta))


async def test_a_seed_repeats_its_text_in_other_company(plain: Path) -> None:
    """Llama.cpp rounds otherwise in other company, so a draw between two equally likely tokens may differ."""
    same = 0
    async with LocalEngine.open(LocalConfig(plain, threads=1)) as engine:
        for seed in range(8):
            asked = request(tails=[Tail(seed=seed)], sampling=WARM)
            alone = await text(engine, asked)
            others = [done(engine, request(f"Текст {n}", sampling=WARM)) for n in range(4)]
            among, *_ = await asyncio.gather(text(engine, asked), *others)
            same += among == alone

    assert same >= 6


async def test_seeds_make_different_texts(engine: LocalEngine) -> None:
    variants = await done(engine, request(tails=[Tail(seed=seed) for seed in range(4)], sampling=WARM))

    assert len({variant.text for variant in variants}) == 4


async def test_max_tokens_ends_a_text(engine: LocalEngine) -> None:
    (variant,) = await done(engine, request(max_tokens=5))

    assert (variant.finish, variant.tokens) == (Finish.LENGTH, 5)


async def test_each_tail_may_have_its_own_limit(engine: LocalEngine) -> None:
    variants = await done(engine, request(tails=[Tail(max_tokens=2), Tail(max_tokens=7)]))

    assert [variant.tokens for variant in variants] == [2, 7]


async def test_a_stop_string_ends_a_text_and_stays_out_of_it(engine: LocalEngine) -> None:
    whole = await text(engine, request())
    stop = whole[8:12]

    (variant,) = await done(engine, request(stop=(stop,)))

    assert variant.finish is Finish.STOP
    assert variant.text == whole[: whole.index(stop)]


async def test_leaving_frees_the_engine_for_others(engine: LocalEngine) -> None:
    async with aclosing(engine.generate(request(max_tokens=800))) as stream:
        async for event in stream:
            if isinstance(event, Delta):
                break

    assert (await done(engine, request(max_tokens=3)))[0].tokens == 3
    assert engine.speed().running <= 1


async def test_a_cancelled_reader_leaves_a_long_prompt_unread(engine: LocalEngine) -> None:
    async with asyncio.timeout(30), asyncio.TaskGroup() as tasks:
        reader = tasks.create_task(events(engine, request(LONG[:1500], max_tokens=300)))
        await asyncio.sleep(0)
        reader.cancel()

    assert await text(engine, request(max_tokens=3))


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


async def test_leaving_one_job_leaves_the_other_alone(plain: Path) -> None:
    async with LocalEngine.open(LocalConfig(plain, threads=1)) as engine:
        alone = await text(engine, request())
        async with aclosing(engine.generate(request("Другое", max_tokens=500))) as stream:
            await anext(stream)
            mine = asyncio.create_task(text(engine, request()))
            await anext(stream)

        assert await mine == alone


class Clock:
    """Time that passes when it is read: each look is a second later."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        self.now += 1.0
        return self.now


async def test_a_deadline_ends_a_text_with_what_there_is() -> None:
    async with LocalEngine.open(LocalConfig(NANO, threads=1), Surroundings(monotonic=Clock())) as engine:
        (variant,) = await done(engine, request(max_tokens=500, deadline=20.0, sampling=WARM))

    assert variant.finish is Finish.DEADLINE
    assert 0 < variant.tokens <= 20
    assert variant.text


async def test_a_banned_token_never_comes(engine: LocalEngine) -> None:
    first = await text(engine, request(max_tokens=1))

    (variant,) = await done(engine, request(max_tokens=1, logit_bias=((first, -math.inf),)))

    assert variant.text != first


async def test_a_grammar_is_kept(engine: LocalEngine) -> None:
    grammar = 'root ::= "Заголовок: " [а-я ]{3,12} "\\n" "Текст: " [а-я ]{3,8}'

    variants = await done(
        engine, request(tails=[Tail(seed=s, grammar=grammar) for s in range(3)], sampling=WARM)
    )

    for variant in variants:
        title, body = variant.text.split("\n")
        assert title.startswith("Заголовок: ")
        assert 3 <= len(title.removeprefix("Заголовок: ")) <= 12
        assert 3 <= len(body.removeprefix("Текст: ")) <= 8
        assert variant.finish in (Finish.STOP, Finish.LENGTH)


async def test_texts_have_no_broken_characters(engine: LocalEngine) -> None:
    emoji = "root ::= [😀-😿]{4}"

    seen = await events(engine, request(tails=[Tail(grammar=emoji)], max_tokens=40))

    shown = "".join(event.text for event in seen if isinstance(event, Delta))
    assert "\ufffd" not in shown
    assert all(0x1F600 <= ord(character) <= 0x1F63F for character in shown)
    assert shown


@pytest.mark.parametrize(
    "wrong",
    [
        {"max_tokens": 0},
        {"tails": []},
        {"tails": [Tail(max_tokens=-1)]},
        {"stop": ("",)},
        {"stop": tuple(f"стоп{n}" for n in range(1000))},
        {"logit_bias": (("два слова тут", 1.0),)},
        {"logit_bias": (("а", math.nan),)},
        {"tails": [Tail(grammar="root ::= (")]},
        {"tails": [Tail(grammar="начало ::= [")]},
        {"tails": [Tail(grammar='main ::= "a"')]},
        {"tails": [Tail(grammar="root ::= root")]},
        {"tails": [Tail(grammar="")]},
        {"sampling": Sampling(temperature=-1)},
        {"sampling": Sampling(top_p=0)},
        {"sampling": Sampling(temperature=math.nan)},
    ],
    ids=repr,
)
async def test_a_contradictory_request_is_refused_and_the_next_one_served(
    engine: LocalEngine, wrong: dict[str, object]
) -> None:
    with pytest.raises(RequestInvalid):
        await events(engine, request(**wrong))  # type: ignore[arg-type]  # wrong on purpose

    assert await text(engine, request(max_tokens=2))


async def test_a_prompt_over_the_context_is_refused_with_numbers(engine: LocalEngine) -> None:
    with pytest.raises(PromptTooLong) as refusal:
        await events(engine, request(LONG * 4))

    assert refusal.value.context == 1024
    assert refusal.value.prompt_tokens > 1024


async def test_a_full_queue_refuses_at_once() -> None:
    config = LocalConfig(NANO, threads=1, sequences=1, queue_limit=2)
    async with (
        LocalEngine.open(config) as engine,
        aclosing(engine.generate(request(tails=[Tail()] * 3))) as first,
    ):
        await anext(first)
        with pytest.raises(QueueFull) as refusal:
            await events(engine, request(max_tokens=0))

    assert refusal.value.limit == 2


async def test_two_tenants_share_one_sequence() -> None:
    config = LocalConfig(NANO, threads=1, sequences=1)
    finished: list[int] = []

    async def ask(engine: LocalEngine, tenant: int) -> None:
        async with aclosing(
            engine.generate(request(tails=[Tail()] * 3, max_tokens=4, tenant=tenant))
        ) as stream:
            async for event in stream:
                finished.extend([tenant] * isinstance(event, VariantDone))

    async with LocalEngine.open(config) as engine, asyncio.TaskGroup() as tasks:
        tasks.create_task(ask(engine, 1))
        tasks.create_task(ask(engine, 2))

    assert finished[1:5] in ([2, 1, 2, 1], [1, 2, 1, 2])


async def test_a_warm_prefix_needs_no_reading(engine: LocalEngine) -> None:
    cold = progress(await events(engine, request(LONG[:1200], [Tail(" раз")], max_tokens=1)))
    warm = progress(await events(engine, request(LONG[:1200], [Tail(" два")], max_tokens=1)))

    assert len(cold) >= 1
    assert len(warm) <= len(cold)


async def test_an_unknown_adapter_is_refused(engine: LocalEngine) -> None:
    with pytest.raises(AdapterError):
        await events(engine, request(adapter="ads"))


async def test_an_adapter_may_be_loaded_while_texts_are_written(engine: LocalEngine, tmp_path: Path) -> None:
    async with aclosing(engine.generate(request(max_tokens=200))) as stream:
        await anext(stream)
        await engine.load_adapter("ads", adapter(tmp_path / "ads.gguf"))

    assert engine.info.adapters == ("ads",)
    assert await text(engine, request(adapter="ads")) != await text(engine, request())


async def test_scale_zero_is_the_bare_base(engine: LocalEngine, tmp_path: Path) -> None:
    await engine.load_adapter("ads", adapter(tmp_path / "ads.gguf"))

    assert await text(engine, request(adapter="ads", adapter_scale=0.0)) == await text(engine, request())


async def test_counting_agrees_with_what_is_read(engine: LocalEngine) -> None:
    (variant,) = await done(engine, request(max_tokens=1))

    assert await engine.count((Message("user", BRIEF),)) == variant.prompt_tokens


async def test_two_engines_on_one_file_don_t_disturb_each_other() -> None:
    config = LocalConfig(NANO, threads=1)
    async with LocalEngine.open(config) as one, LocalEngine.open(config) as other:
        texts = await asyncio.gather(text(one, request()), text(other, request()))

    assert texts[0] == texts[1]


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


async def test_the_loop_stays_awake_while_texts_are_written(engine: LocalEngine) -> None:
    lags: list[float] = []
    writing = asyncio.create_task(
        done(engine, request(tails=[Tail(seed=s) for s in range(4)], max_tokens=60, sampling=WARM))
    )
    while not writing.done():
        before = time.thread_time()
        await asyncio.sleep(0)
        lags.append(time.thread_time() - before)
    await writing

    # Time of this thread, not of the clock: the machine is shared, and the loop's own work is bounded.
    assert sorted(lags)[int(len(lags) * 0.99)] < 0.02


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
