"""An order is written with what is in use when it begins."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, aclosing
from dataclasses import replace
from pathlib import Path

import pytest

from copywriting.angles import plan
from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.library import Knowledge
from copywriting.order import Order, Written
from copywriting.workshop import Workshop
from inference.local import LocalConfig, LocalEngine
from inference.switch import Switch
from tests.inference.models import adapter, rewritten

pytestmark = pytest.mark.engine

BRIEF = Brief(
    "Бесплатный вебинар по пакету «Логос» 24 апреля в 15:00, регистрация: logos-cae.ru/apr24",
    "собрать регистрации",
    PlatformSlug("vk_post"),
    Tone("деловой"),
)
ORDER = Order(BRIEF, plan(1, used=(), seed=11))


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[LocalEngine]:
    exact = rewritten(tmp_path / "exact.gguf", plain=True)  # a prompt read from the cache rounds differently
    async with LocalEngine.open(LocalConfig(exact, threads=1)) as opened:
        await opened.load_adapter("ads", adapter(tmp_path / "ads.gguf"))
        yield opened


async def written(workshop: Workshop, order: Order = ORDER) -> str:
    async with aclosing(workshop.write(order)) as steps:
        (text,) = [step.text async for step in steps if isinstance(step, Written)]
        return text


async def test_the_adapter_in_use_writes_and_its_absence_too(
    engine: LocalEngine, knowledge: Knowledge
) -> None:
    switch = Switch(engine)
    workshop = Workshop(switch, knowledge)
    bare = await written(workshop)

    switch.use_adapter("ads")
    adapted = await written(workshop)
    switch.use_adapter(None)

    assert adapted != bare
    assert await written(workshop) == bare
    assert await written(workshop, replace(ORDER, adapter="ads")) == adapted


async def test_an_order_at_work_ends_on_the_engine_it_began_with(
    engine: LocalEngine, knowledge: Knowledge, tmp_path: Path
) -> None:
    switch, following = Switch(engine), AsyncExitStack()
    workshop = Workshop(switch, knowledge)
    expected = await written(workshop)
    second = rewritten(tmp_path / "second.gguf", change={"general.name": "Second"})

    async with aclosing(workshop.write(ORDER)) as steps:
        await anext(steps)
        new = await following.enter_async_context(LocalEngine.open(LocalConfig(second, threads=1)))
        await switch.follow(new, None, following)
        texts = [step.text async for step in steps if isinstance(step, Written)]

    assert texts == [expected]
    assert switch.info.name == "Second"
    await switch.aclose()
