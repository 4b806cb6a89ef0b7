"""Conversations with the real engine: streaming, leaving, limits, grammars, adapters."""

import asyncio
import math
import time
from contextlib import aclosing
from itertools import pairwise
from pathlib import Path

import pytest

from inference.contract import Delta, Finish, Message, Sampling, Tail, VariantDone
from inference.local import LocalConfig, LocalEngine, Surroundings
from tests.inference.asking import BRIEF, LONG, done, events, progress, request, text
from tests.inference.models import NANO, adapter

pytestmark = pytest.mark.engine

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
