"""Make the administrator's guide its pictures: ``python -m tools.admin_pictures`` (needs Chromium)."""

import asyncio
import sys
from pathlib import Path

from playwright.async_api import Page

from tools.chromium import chromium, installed
from tools.newcomer import ROOT, Newcomer, bot_with_nothing_configured
from tools.screenshot import PICTURES, seed_from_data

WIDTH, HEIGHT = 1180, 860
PORT = 8191
ADMIN = 100  # of the sandbox's people


async def take(folder: Path) -> None:
    async with bot_with_nothing_configured(PORT) as url, chromium() as browser:
        page = await browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, device_scale_factor=1.5)
        person = Newcomer(page)
        await _one_ad(person, url)
        await _become(page, ADMIN)
        await person.say("/admin")
        await person.press("Модель")
        await person.sees("nano-preview.gguf")
        await person.say("/admin")
        await person.press("Очередь")
        await person.sees("Обновить")
        await person.press("Меню")
        await person.sees("Журнал")
        await page.screenshot(path=folder / "admin.png")
        await person.press("Использование")
        await person.sees("90 дней")
        await page.screenshot(path=folder / "usage.png")


async def _one_ad(person: Newcomer, url: str) -> None:
    """So that there is something to count."""
    await person.arrive(url)
    await person.say(seed_from_data())
    await person.press("Собрать заявки")
    await person.press("Сгенерировать")
    await person.sees("Вариант 4 из 4")
    await person.press("✅ Выбрать")
    await person.sees("Выбрано")


async def _become(page: Page, person_id: int) -> None:
    await page.get_by_test_id(f"chat-{person_id}").click()
    await page.get_by_test_id("start").click()


def main() -> int:
    if installed() is None:
        sys.stderr.write("Chromium is needed: apt-get install chromium\n")
        return 1
    PICTURES.mkdir(parents=True, exist_ok=True)
    asyncio.run(take(PICTURES))
    sys.stdout.write(f"Pictures are in {PICTURES.relative_to(ROOT)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
