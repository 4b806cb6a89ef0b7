"""What `make run` leads to with nothing configured, in a real browser."""

import socket

import pytest
from playwright.async_api import expect

from tools.chromium import chromium, installed
from tools.newcomer import PATIENCE, Newcomer, bot_with_nothing_configured
from tools.screenshot import seed_from_data

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def test_a_newcomer_gets_four_variants_and_chooses_one() -> None:
    async with bot_with_nothing_configured(free_port()) as url, chromium() as browser:
        anna = Newcomer(await browser.new_page())
        await anna.arrive(url)

        await anna.say(seed_from_data())
        await anna.press("Собрать заявки")
        await anna.press("Сгенерировать")
        await anna.watches_drafts_grow()
        for number in (1, 2, 3, 4):
            await anna.sees(f"Вариант {number} из 4")

        await anna.press("✅ Выбрать")

        chosen = anna.page.get_by_test_id("key").filter(has_text="Выбрано")
        await expect(chosen).to_have_count(1, timeout=PATIENCE)
        await expect(anna.page.get_by_test_id("key").filter(has_text="✅ Выбрать")).to_have_count(3)
