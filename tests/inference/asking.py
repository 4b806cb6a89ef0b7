"""Short ways to ask an engine in tests."""

from collections.abc import Sequence
from contextlib import aclosing

from inference.contract import (
    Delta,
    Engine,
    Event,
    GenerationRequest,
    Message,
    Prefill,
    Sampling,
    Tail,
    VariantDone,
)

BRIEF = "Площадка: пост в Telegram\nТон: деловой\nЗадача: Анонсировать вебинар\n\n⟦D1⟧ в ⟦T1⟧ вебинар «⟦Q1⟧»."
LONG = " ".join(["Вебинар для бухгалтеров о сроках и отчётности."] * 40)
GREEDY = Sampling(temperature=0)


def request(text: str = BRIEF, tails: Sequence[Tail] = (Tail(),), **changes: object) -> GenerationRequest:
    given: dict[str, object] = {"max_tokens": 24, "sampling": GREEDY, **changes}
    return GenerationRequest((Message("user", text),), tuple(tails), **given)  # type: ignore[arg-type]  # tests' own


async def events(engine: Engine, asked: GenerationRequest) -> list[Event]:
    async with aclosing(engine.generate(asked)) as stream:
        return [event async for event in stream]


async def done(engine: Engine, asked: GenerationRequest) -> list[VariantDone]:
    """The finished variants in their own order, each equal to the sum of its deltas."""
    seen = await events(engine, asked)
    finished = sorted((e for e in seen if isinstance(e, VariantDone)), key=lambda variant: variant.variant)
    for variant in finished:
        deltas = [e.text for e in seen if isinstance(e, Delta) and e.variant == variant.variant]
        assert "".join(deltas) == variant.text
        assert all(deltas)
    return finished


async def text(engine: Engine, asked: GenerationRequest) -> str:
    (variant,) = await done(engine, asked)
    return variant.text


def progress(seen: Sequence[Event]) -> list[Prefill]:
    return [event for event in seen if isinstance(event, Prefill)]
