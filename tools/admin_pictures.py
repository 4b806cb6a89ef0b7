"""Make the administrator's guide its pictures: ``python -m tools.admin_pictures`` (needs Chromium)."""

import sys
from pathlib import Path

from playwright.async_api import Page

from tools.newcomer import Newcomer
from tools.pictures import main, newcomer, seed_from_data

HEIGHT = 860
PORT = 8191
ADMIN = 100  # of the sandbox's people


async def take(folder: Path) -> None:
    async with newcomer(PORT, HEIGHT) as person:
        await _one_ad(person)
        await _become(person.page, ADMIN)
        await person.say("/admin")
        await person.press("Модель")
        await person.sees("nano.gguf")
        await person.say("/admin")
        await person.press("Очередь")
        await person.sees("Обновить")
        await person.press("Меню")
        await person.sees("Журнал")
        await person.page.screenshot(path=folder / "admin.png")
        await person.press("Использование")
        await person.sees("90 дней")
        await person.page.screenshot(path=folder / "usage.png")


async def _one_ad(person: Newcomer) -> None:
    """So that there is something to count."""
    await person.say(seed_from_data())
    await person.press("Собрать заявки")
    await person.press("Сгенерировать")
    await person.sees("Вариант 4 из 4")
    await person.press("✅ Выбрать")
    await person.sees("Выбрано")


async def _become(page: Page, person_id: int) -> None:
    await page.get_by_test_id(f"chat-{person_id}").click()
    await page.get_by_test_id("start").click()


if __name__ == "__main__":
    sys.exit(main(take))
