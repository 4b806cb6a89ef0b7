"""What `make run` leads to with nothing configured, in a real browser."""

import socket
from itertools import pairwise

import pytest
from playwright.async_api import expect

from tests.people import Town
from tools.chromium import chromium, installed
from tools.newcomer import PATIENCE, Newcomer, bot_with_nothing_configured
from tools.pictures import seed_from_data

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def colleagues_at_work(url: str) -> None:
    """The bundled model is done with four texts before a second frame is due: give it more to do."""
    async with Town.open(url, patience=PATIENCE / 1000) as town:
        for name, user_id in (("Борис", 102), ("Админ", 100)):
            colleague = await town.person(name, id=user_id)
            await colleague.ask(f"{seed_from_data()}\nПлощадка: пресс-релиз\nЗадача: новость\nВариантов: 6")
            await colleague.press("Сгенерировать")


async def test_a_newcomer_gets_four_variants_and_chooses_one() -> None:
    async with bot_with_nothing_configured(free_port()) as url, chromium() as browser:
        anna = Newcomer(await browser.new_page())
        await anna.arrive(url)

        await anna.say(f"{seed_from_data()}\nПлощадка: пресс-релиз")
        await anna.press("Собрать заявки")
        await anna.watch_drafts()
        await colleagues_at_work(url)
        await anna.press("Сгенерировать")
        for number in (1, 2, 3, 4):
            await anna.sees(f"Вариант {number} из 4")
        frames = await anna.frames()
        assert any(later > earlier for earlier, later in pairwise(frames)), frames

        await anna.press("✅ Выбрать")

        chosen = anna.page.get_by_test_id("key").filter(has_text="Выбрано")
        await expect(chosen).to_have_count(1, timeout=PATIENCE)
        folded = anna.page.get_by_test_id("key").filter(has_text="Показать")
        await expect(folded).to_have_count(3, timeout=PATIENCE)
