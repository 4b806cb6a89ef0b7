"""What a person does on the page between a seed and a file, a step a function."""

from playwright.async_api import Locator, expect

from tools.newcomer import PATIENCE, Newcomer
from tools.pictures import seed_from_data


async def generate(anna: Newcomer, variants: int = 2) -> None:
    """From a seed with everything in one message to the last variant."""
    await anna.say(f"{seed_from_data()}\nЗадача: собрать заявки\nВариантов: {variants}")
    await anna.press("Сгенерировать")
    await anna.sees(f"Вариант {variants} из {variants}")


async def shorten(anna: Newcomer) -> Locator:
    """The newest text shorter; returns the message of the new version."""
    await anna.press("✂️ Короче")
    await anna.sees("версия 2")
    return message(anna, await number_of(anna, "версия 2"))


async def walk_back(anna: Newcomer) -> None:
    await anna.press("↩︎ Вернуть")
    await anna.sees("↪︎ Версия 2")


async def choose(anna: Newcomer) -> None:
    await anna.press("✅ Выбрать")
    await anna.sees("Выбрано")
    await anna.sees("Показать")


async def open_from_history(anna: Newcomer, words: str) -> None:
    """Find a brief by its words and open it."""
    await anna.say(f"/history {words}")
    found = anna.page.get_by_test_id("message").filter(has_text=f"🔎 {words}").last
    await found.get_by_role("button", name="1", exact=True).click(timeout=PATIENCE)
    await anna.sees("📄 Показать тексты")


async def export(anna: Newcomer, label: str) -> tuple[str, bytes]:
    """The opened brief as a file: its name and what is in it once it is downloaded."""
    await anna.press("📤 Экспорт")
    await anna.press(label)
    file = anna.page.get_by_test_id("document").last
    async with anna.page.expect_download() as started:
        await file.click(timeout=PATIENCE)
    download = await started.value
    return download.suggested_filename, (await download.path()).read_bytes()


def message(anna: Newcomer, number: str) -> Locator:
    return anna.page.locator(f'[data-message-id="{number}"]')


async def number_of(anna: Newcomer, label: str) -> str:
    """Of the newest message with a button that says ``label``."""
    found = anna.page.get_by_test_id("message").filter(has=anna.page.get_by_text(label))
    return str(await found.last.get_attribute("data-message-id", timeout=PATIENCE))


async def text_of(shown: Locator) -> str:
    return await shown.get_by_test_id("text").inner_text()


async def reads(shown: Locator, text: str) -> None:
    await expect(shown.get_by_test_id("text")).to_have_text(text, use_inner_text=True, timeout=PATIENCE)
