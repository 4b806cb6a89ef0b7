"""The Copywriter with the bundled model: real text, real streaming, real checks."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio

from copywriting.brief import Brief, PlatformSlug
from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.copywriter import Copywriter
from copywriting.examples import Record
from copywriting.formats import parse
from copywriting.job import Budget
from copywriting.knowledge import Products
from copywriting.limits import check_limits
from copywriting.order import Change, Growing, Order, Refinement, Written
from copywriting.platforms import Platforms
from copywriting.report import Kind
from inference.errors import PromptTooLong
from inference.local import LocalConfig, LocalEngine
from tests.copywriting.briefs import brief, order, written_for
from tests.copywriting.conftest import DATA

MODEL = Path(__file__).parents[2] / "models" / "nano.gguf"
pytestmark = [pytest.mark.engine, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def engine() -> AsyncIterator[LocalEngine]:
    # One thread: on a busy machine two spend their time waiting for each other.
    async with LocalEngine.open(LocalConfig(MODEL, threads=1)) as engine:
        yield engine


@pytest.fixture(scope="module")
def checker(products: Products) -> Checker:
    return Checker.load(DATA, products, Morphology())


@pytest.fixture
def copywriter(engine: LocalEngine, platforms: Platforms, checker: Checker) -> Copywriter:
    return Copywriter(engine, platforms, checker)


async def written(copywriter: Copywriter, asked: Order) -> list[Written]:
    async with aclosing(copywriter.write(asked)) as steps:
        return [step async for step in steps if isinstance(step, Written)]


def briefs_of(records: tuple[Record, ...], platforms: Platforms) -> list[Brief]:
    """One validation brief for each platform of the dataset."""
    first = {record.platform: record for record in reversed(records)}
    return [
        Brief(record.seed, record.task, written_for(platforms, name).slug, record.tone, record.product)
        for name, record in first.items()
    ]


async def test_every_platform_gets_its_form_and_its_limits(
    copywriter: Copywriter, platforms: Platforms, records: tuple[Record, ...]
) -> None:
    frugal = replace(copywriter, budget=Budget(masked_rewrites=0))
    for asked in briefs_of(records, platforms):
        for ad in await written(frugal, order(asked)):
            findings = check_limits(ad.text, platforms[asked.platform])
            assert not [one for one in findings if one.kind is Kind.LIMIT and one.rule == "max"]
            assert not [one for one in findings if one.kind is Kind.FORM]


async def test_no_reader_sees_a_placeholder_or_a_template_marker(copywriter: Copywriter) -> None:
    async with aclosing(copywriter.write(order(brief("vk_post"), 4))) as steps:
        async for step in steps:
            if isinstance(step, (Growing, Written)):
                assert not {"⟦", "⟧"} & set(step.text)
                assert "<|" not in step.text


async def test_a_variant_ends_as_its_reader_saw_it_grow(copywriter: Copywriter) -> None:
    last: dict[int, str] = {}
    async with aclosing(copywriter.write(order(brief("yandex_direct"), 3))) as steps:
        async for step in steps:
            if isinstance(step, Growing):
                last[step.position] = step.text
            if isinstance(step, Written):
                assert step.text
    assert set(last) == {0, 1, 2}


async def test_the_same_order_is_written_the_same(copywriter: Copywriter) -> None:
    asked = order(brief("sms"))
    assert [ad.text for ad in await written(copywriter, asked)] == [
        ad.text for ad in await written(copywriter, asked)
    ]


async def test_two_orders_are_written_at_the_same_time(copywriter: Copywriter) -> None:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(written(copywriter, order(brief(slug), 2))) for slug in ("push", "banner")]
    assert [len(task.result()) for task in tasks] == [2, 2]


async def test_stopping_an_order_leaves_the_engine_to_others(copywriter: Copywriter) -> None:
    async with aclosing(copywriter.write(order(brief("telegram_post"), 4))) as steps:
        async for step in steps:
            if isinstance(step, Growing):
                break
    assert await written(copywriter, order(brief("sms")))


async def test_a_brief_beyond_the_context_is_refused_with_numbers(copywriter: Copywriter) -> None:
    with pytest.raises(PromptTooLong) as caught:
        await written(copywriter, order(brief(seed="Очень длинная заметка о вебинаре. " * 300)))
    assert caught.value.context == copywriter.engine.info.context


async def test_the_pack_of_a_combinatorial_ad_is_the_learned_one(
    copywriter: Copywriter, platforms: Platforms
) -> None:
    ads = await written(copywriter, order(brief("yandex_direct"), 2))
    for ad in ads:
        labels = [item.label for item in parse(ad.text, platforms[PlatformSlug("yandex_direct")]).items]
        assert labels == ["Заголовок 1", "Заголовок 2", "Текст"]


async def test_one_field_of_a_real_ad_is_written_anew(copywriter: Copywriter) -> None:
    of = brief("yandex_direct")
    (first,) = await written(copywriter, order(of))
    platform = copywriter.platforms[PlatformSlug("yandex_direct")]
    before = parse(first.text, platform).items
    wish = Refinement(first.text, Change.FIELD, before[1].label)

    (second,) = await written(copywriter, order(of, refinement=wish))

    after = parse(second.text, platform).items
    assert [one.value for one in after[:1] + after[2:]] == [one.value for one in before[:1] + before[2:]]
    assert after[1].value != before[1].value
