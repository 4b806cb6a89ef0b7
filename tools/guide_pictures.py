"""Make the staff guide its pictures: ``python -m tools.guide_pictures`` (needs Chromium)."""

import io
import json
import sys
from pathlib import Path

from docx import Document
from playwright.async_api import FilePayload, Page

from tools.newcomer import PATIENCE, ROOT, Newcomer
from tools.pictures import main, newcomer, seed_from_data

HEIGHT = 900
PORT = 8192
TOAST = 6_000  # milliseconds in which a toast is gone
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def take(folder: Path) -> None:
    async with newcomer(PORT, HEIGHT) as anna:
        await _settings(anna, folder)
        await _file(anna, folder)
        await _versions(anna, folder)
        await _choice(anna, folder)
        await _history(anna, folder)
        await _inline(anna, folder)
        await _long_text(anna, folder)


async def _settings(anna: Newcomer, folder: Path) -> None:
    await anna.say("/settings")
    await anna.press("Вариантов")
    await anna.key("2").click()
    await anna.sees("Показ")
    await _picture(anna, folder / "settings.png")


async def _file(anna: Newcomer, folder: Path) -> None:
    await _attach(anna, "пресс-релиз.docx", WORD, _word_file(seed_from_data()), "собрать заявки на участие")
    await anna.sees("✨ Сгенерировать")
    await _picture(anna, folder / "file.png")


async def _versions(anna: Newcomer, folder: Path) -> None:
    await anna.press("✨ Сгенерировать")
    await anna.sees("Вариант 2 из 2")
    await anna.press("✂️ Короче")
    await anna.sees("версия 2")
    await anna.press("☆ В избранное")
    await anna.sees("⭐ В избранном")
    await _picture(anna, folder / "versions.png")


async def _choice(anna: Newcomer, folder: Path) -> None:
    await anna.press("✅ Выбрать")
    await anna.sees("Выбрано")
    await anna.sees("Показать")
    await _picture(anna, folder / "chosen.png")


async def _history(anna: Newcomer, folder: Path) -> None:
    await anna.say("/history заявки")
    found = anna.page.get_by_test_id("message").filter(has_text="🔎").last
    await found.get_by_role("button", name="1", exact=True).click(timeout=PATIENCE)
    await anna.press("📤 Экспорт")
    await anna.press("Word")
    await anna.page.get_by_test_id("toast").wait_for(state="visible", timeout=TOAST)
    await anna.page.get_by_test_id("document").last.wait_for(timeout=PATIENCE)
    await _picture(anna, folder / "history.png")


async def _inline(anna: Newcomer, folder: Path) -> None:
    composer = anna.page.get_by_test_id("input")
    name = await anna.page.evaluate("fetch('/sandbox/state').then(r => r.json()).then(s => s.bot.username)")
    await composer.fill(f"@{name} заявки")
    await anna.page.get_by_test_id("option").first.wait_for(timeout=PATIENCE)
    await _picture(anna, folder / "inline.png")
    await composer.fill("")


async def _long_text(anna: Newcomer, folder: Path) -> None:
    await _attach(anna, "отчёт.txt", "text/plain", _long(), "рассказать о продукте")
    await anna.sees("✂️ Взять сокращённый")
    await _picture(anna, folder / "shortened.png")


async def _attach(anna: Newcomer, name: str, kind: str, content: bytes, caption: str) -> None:
    await anna.page.get_by_test_id("input").fill(caption)
    file = FilePayload(name=name, mimeType=kind, buffer=content)
    await anna.page.get_by_test_id("file").set_input_files(file)


async def _picture(anna: Newcomer, path: Path) -> None:
    await _at_rest(anna.page)
    await anna.page.screenshot(path=path, animations="disabled")


async def _at_rest(page: Page) -> None:
    """No toast over the chat, the newest message in sight."""
    await page.get_by_test_id("toast").wait_for(state="hidden", timeout=TOAST)
    await page.get_by_test_id("message").last.scroll_into_view_if_needed()


def _word_file(text: str) -> bytes:
    document = Document()
    document.add_heading("Пресс-релиз", 1)
    document.add_paragraph(text)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _long() -> bytes:
    """More than the bundled model reads: a dozen seeds one after another."""
    lines = (ROOT / "data" / "validation.jsonl").read_text(encoding="utf-8").splitlines()
    return "\n\n".join(str(json.loads(line)["seed"]) for line in lines[:12]).encode()


if __name__ == "__main__":
    sys.exit(main(take))
