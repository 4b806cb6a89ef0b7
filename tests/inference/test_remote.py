"""The remote engine against llama-cpp-python's own server on the bundled model."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest

from inference.contract import (
    Delta,
    Engine,
    Event,
    Finish,
    GenerationRequest,
    Message,
    Sampling,
    Tail,
    VariantDone,
)
from inference.errors import EngineDead, PromptTooLong, RemoteUnavailable, RequestInvalid
from inference.remote import RemoteConfig, RemoteEngine
from tests.inference.servers import llama_cpp_server

pytestmark = pytest.mark.engine

SEED = (
    Message("user", "Площадка: пост в Telegram\nТон: деловой\nЗадача: Анонсировать вебинар\n\nВебинар ⟦D1⟧"),
)


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with llama_cpp_server() as address:
        yield address


@pytest.fixture
async def engine(url: str) -> AsyncIterator[RemoteEngine]:
    config = RemoteConfig(url, context=1024, prompt_profile="phrases", backoff=0.01)
    async with RemoteEngine.open(config) as opened:
        yield opened


async def collect(engine: Engine, request: GenerationRequest) -> list[Event]:
    return [event async for event in engine.generate(request)]


def texts(events: list[Event]) -> list[str]:
    done = [event for event in events if isinstance(event, VariantDone)]
    return [event.text for event in sorted(done, key=lambda event: event.variant)]


async def test_the_server_tells_its_model(engine: RemoteEngine) -> None:
    assert engine.info.name.endswith("nano.gguf")
    assert engine.info.prompt_profile == "phrases"


async def test_every_tail_gets_its_own_text(engine: RemoteEngine) -> None:
    tails = tuple(Tail(f"\nНачни так: {word}", seed=7) for word in ("выгода", "вопрос", "цифра", "новость"))

    events = await collect(engine, GenerationRequest(SEED, tails, max_tokens=48, sampling=Sampling(1.0)))

    assert len(set(texts(events))) == 4
    assert all(texts(events))


async def test_deltas_add_up_to_the_text(engine: RemoteEngine) -> None:
    events = await collect(engine, GenerationRequest(SEED, (Tail(seed=1), Tail(seed=2)), max_tokens=24))

    for variant, text in enumerate(texts(events)):
        assert text == "".join(e.text for e in events if isinstance(e, Delta) and e.variant == variant)


async def test_variants_alike_differ_by_their_seed_though_the_server_ignores_n(engine: RemoteEngine) -> None:
    tails = tuple(Tail(seed=seed) for seed in range(3))

    events = await collect(engine, GenerationRequest(SEED, tails, max_tokens=24, sampling=Sampling(1.0)))

    assert len(set(texts(events))) == 3


async def test_the_same_seed_writes_the_same_text(engine: RemoteEngine) -> None:
    request = GenerationRequest(SEED, (Tail(seed=5),), max_tokens=24)

    assert texts(await collect(engine, request)) == texts(await collect(engine, request))


async def test_max_tokens_ends_a_text_and_is_counted(engine: RemoteEngine) -> None:
    events = await collect(engine, GenerationRequest(SEED, (Tail(seed=1),), max_tokens=3))

    assert isinstance(events[-1], VariantDone)
    assert events[-1].finish is Finish.LENGTH
    assert events[-1].tokens <= 3


async def test_a_banned_token_is_not_written(engine: RemoteEngine) -> None:
    greedy = GenerationRequest(SEED, (Tail(),), max_tokens=1, sampling=Sampling(temperature=0))
    [first] = texts(await collect(engine, greedy))
    banned = GenerationRequest(
        SEED, (Tail(),), max_tokens=1, sampling=Sampling(temperature=0), logit_bias=((first, float("-inf")),)
    )

    assert texts(await collect(engine, banned)) != [first]


async def test_a_bias_for_something_longer_than_a_token_is_refused(engine: RemoteEngine) -> None:
    request = GenerationRequest(SEED, logit_bias=(("много слов сразу", -1.0),))

    with pytest.raises(RequestInvalid, match="tokens"):
        await collect(engine, request)


async def test_a_grammar_is_obeyed(engine: RemoteEngine) -> None:
    grammar = 'root ::= "да" | "нет"'

    events = await collect(engine, GenerationRequest(SEED, (Tail(grammar=grammar),), max_tokens=8))

    assert texts(events)[0] in ("да", "нет")


async def test_a_stop_string_never_comes_out(engine: RemoteEngine) -> None:
    request = GenerationRequest(SEED, (Tail(seed=3),), max_tokens=24)
    [text] = texts(await collect(engine, request))
    stop = text[5:8]

    [stopped] = texts(await collect(engine, GenerationRequest(SEED, (Tail(seed=3),), 24, stop=(stop,))))

    assert stopped == text[: text.index(stop)]


async def test_a_prompt_over_the_context_is_refused_with_the_numbers(engine: RemoteEngine) -> None:
    request = GenerationRequest((Message("user", "слово " * 900),), max_tokens=512)

    with pytest.raises(PromptTooLong) as refused:
        await collect(engine, request)

    assert refused.value.prompt_tokens > 900
    assert refused.value.context == 1024


async def test_walking_away_frees_the_server(engine: RemoteEngine) -> None:
    long = GenerationRequest(SEED, (Tail(seed=1),), max_tokens=900, sampling=Sampling(1.0))
    async with aclosing(engine.generate(long)) as events:
        await anext(events)

    events_of_next = await collect(engine, GenerationRequest(SEED, (Tail(seed=1),), max_tokens=3))

    assert isinstance(events_of_next[-1], VariantDone)
    assert engine.speed().running == 0


async def test_closing_the_engine_ends_what_is_being_written(engine: RemoteEngine) -> None:
    begun = asyncio.Event()

    async def read() -> None:
        long = GenerationRequest(SEED, (Tail(seed=1),), max_tokens=900, sampling=Sampling(1.0))
        async for _ in engine.generate(long):
            begun.set()

    reader = asyncio.create_task(read())
    await begun.wait()
    await engine.aclose()

    with pytest.raises(EngineDead):
        await reader


async def test_the_count_is_not_below_what_the_server_counts(engine: RemoteEngine) -> None:
    assert await engine.count(SEED) >= 25


async def test_a_model_the_server_does_not_have_is_refused_at_once(url: str) -> None:
    with pytest.raises(RemoteUnavailable, match="no model 'other'"):
        async with RemoteEngine.open(RemoteConfig(url, model="other")):
            pass


async def test_nobody_there_is_one_line() -> None:
    with pytest.raises(RemoteUnavailable, match="can't be reached") as refused:
        async with RemoteEngine.open(RemoteConfig("http://127.0.0.1:9/v1")):
            pass

    assert "\n" not in str(refused.value)
