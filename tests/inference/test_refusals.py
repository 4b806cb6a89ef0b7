"""What the engine refuses, and how: the next request is served as if nothing had happened."""

import math
from contextlib import aclosing

import pytest

from inference.contract import Sampling, Tail
from inference.errors import (
    AdapterError,
    PromptTooLong,
    QueueFull,
    RequestInvalid,
)
from inference.local import LocalConfig, LocalEngine
from tests.inference.asking import LONG, events, request, text
from tests.inference.models import NANO

pytestmark = pytest.mark.engine


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


async def test_an_unknown_adapter_is_refused(engine: LocalEngine) -> None:
    with pytest.raises(AdapterError):
        await events(engine, request(adapter="ads"))
