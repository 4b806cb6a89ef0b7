"""What the law wants said is added by us: no rewriting brings a model to say it."""

from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from copywriting.checks.checker import Checker
from copywriting.checks.morphology import Morphology
from copywriting.copywriter import Copywriter
from copywriting.knowledge import Products
from copywriting.order import Written
from copywriting.platforms import Platforms
from tests.copywriting.briefs import brief, order
from tests.copywriting.conftest import DATA
from tests.copywriting.scripted import ScriptedEngine

SEED = "Аппарат «Тианокс» получает оксид азота из воздуха, ждём реаниматологов на стенде В12"
AD = "Реаниматологам: аппарат «Тианокс» получает оксид азота из воздуха. Он на стенде В12."


async def written(platforms: Platforms, products: Products, platform: str) -> tuple[Written, int]:
    engine = ScriptedEngine(lambda _request, _tail: AD)
    checker = Checker.load(Path(DATA), products, Morphology())
    asked = order(replace(brief(platform), seed=SEED, product="«Тианокс»", task="Позвать на стенд"))
    async with aclosing(Copywriter(engine, platforms, checker).write(asked)) as steps:
        ads = [step async for step in steps if isinstance(step, Written)]
    return ads[0], len(engine.requests)


async def test_a_medical_ad_carries_its_warning(platforms: Platforms, products: Products) -> None:
    ad, requests = await written(platforms, products, "telegram_post")

    assert ad.text.startswith(AD)
    assert "Имеются противопоказания. Необходима консультация специалиста." in ad.text
    assert not ad.report.blocked
    assert requests == 1


async def test_where_there_is_no_room_the_report_tells(platforms: Platforms, products: Products) -> None:
    ad, _ = await written(platforms, products, "telegram_ads")

    assert ad.text == AD
    assert ad.report.blocked
