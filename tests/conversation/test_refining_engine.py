"""New versions by the bundled model itself, and a bot that is killed while it writes one."""

import signal
from pathlib import Path

import pytest

from copywriting.limits import check_limits
from copywriting.report import Severity
from sandbox.server import Sandbox
from storage.records import BriefId
from storage.variants import Variants
from tests.conversation.conftest import Running
from tests.conversation.process import line_with, process, toward
from tests.conversation.steps import form, labelled, now, offers, tap, variant
from tests.people import Person, Town
from tests.screen import Message

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]

CONTACT = "logos-cae.ru/apr24"


async def one_variant(person: Person, *lines: str) -> Message:
    await person.ask(form("Вариантов: 1", *lines))
    await tap(person, "Сгенерировать")
    return await variant(person, "Вариант 1 из 1")


async def versions(person: Person, number: int) -> list[Message]:
    """All versions but the original, as soon as there are so many."""
    await person.until(lambda screen: len(labelled(screen, "версия 2")) == number)
    return labelled(person.screen, "версия 2")


async def test_every_wish_becomes_a_version_of_its_own_within_the_limits(anna: Person, bot: Running) -> None:
    first = await one_variant(anna)

    await anna.click("Короче", of=first)
    (shorter,) = await versions(anna, 1)
    await anna.click("Длиннее", of=now(anna, first))
    await versions(anna, 2)
    await anna.click("Другой тон", of=now(anna, first))
    await offers(anna, first, "С юмором")
    await anna.click("С юмором", of=now(anna, first))
    await versions(anna, 3)
    await anna.click("Другая площадка", of=now(anna, first))
    await offers(anna, first, "SMS")
    await anna.click("SMS", of=now(anna, first))
    sms = (await versions(anna, 4))[-1]

    told = any("Заметно короче не вышло" in one.text for one in anna.said)
    assert len(shorter.text) <= 0.9 * len(first.text) or told
    assert len(sms.text) <= 134
    platforms = bot.office.dispatcher["platforms"]
    for one in await Variants(bot.database).of_brief(BriefId(1)):
        findings = check_limits(one.text or "", platforms[one.platform])
        assert not [found for found in findings if found.severity is Severity.BLOCK]


async def test_one_field_is_written_anew_by_a_model_that_takes_no_orders(anna: Person) -> None:
    ad = await one_variant(anna, "Площадка: директ")

    await anna.click("Одно поле", of=ad)
    await offers(anna, ad, "Назад")
    await anna.click("Заголовок 1", of=now(anna, ad))
    (anew,) = await versions(anna, 1)

    before, after = ad.text.split("\n"), anew.text.split("\n")
    assert after[1:] == before[1:]
    assert after[0].startswith("Заголовок 1: ")


async def test_a_bot_killed_while_it_refines_brings_the_version_after_its_restart_and_once(
    sandbox: Sandbox, town: Town, tmp_path: Path
) -> None:
    settings = toward(sandbox, tmp_path / "bot.sqlite3", 101)
    anna = await town.person("Анна", id=101)
    async with process(settings, tmp_path) as first:
        await line_with("is ready", first)
        text = await one_variant(anna, "Площадка: пресс-релиз")
        await anna.press("Длиннее", of=text)
        await anna.until(lambda screen: screen.answers and "новая версия" in screen.answers[-1].text)
        first.send_signal(signal.SIGKILL)
        await first.wait()

    async with process(settings, tmp_path) as second:
        await line_with("is ready", second)
        longer = await variant(anna, "версия 2")
        await anna.click("Вернуть", of=longer)
        await anna.until(lambda _: now(anna, longer).text == text.text)

    assert len(labelled(anna.screen, "версия 2")) == 0
    assert len(labelled(anna.screen, "Версия 2")) == 1
