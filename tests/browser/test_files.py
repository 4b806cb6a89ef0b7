"""A file up and a file down: in a real browser, with the bundled model."""

from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.browser.test_newcomer import free_port
from tests.documents.making import word_file
from tools.chromium import chromium, installed
from tools.newcomer import PATIENCE, Newcomer, bot_with_nothing_configured
from tools.pictures import seed_from_data

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
]

# More than the bundled model reads, in an old encoding.
TABLE = "\n".join(f"{number} МВт дал блок {number}." for number in range(1000, 3000))


async def attach(anna: Newcomer, path: Path, caption: str) -> None:
    await anna.page.get_by_test_id("input").fill(caption)
    await anna.page.get_by_test_id("file").set_input_files(path)


async def test_an_attached_release_becomes_a_brief_and_a_long_report_is_offered_shorter(
    tmp_path: Path,
) -> None:
    release, report = tmp_path / "релиз.docx", tmp_path / "отчёт.txt"
    release.write_bytes(word_file(seed_from_data()))
    report.write_text(TABLE, encoding="cp1251")
    async with bot_with_nothing_configured(free_port()) as url, chromium() as browser:
        anna = Newcomer(await browser.new_page())
        await anna.arrive(url)

        await attach(anna, release, "собрать заявки")
        await anna.sees("✨ Сгенерировать")
        card = anna.page.get_by_test_id("message").filter(has_text="Задача: собрать заявки")
        await expect(card).to_be_visible(timeout=PATIENCE)

        await attach(anna, report, "рассказать о мощности")
        await anna.press("Взять сокращённый")
        taken = anna.page.get_by_test_id("message").filter(has_text="Текст сокращён: было")
        await expect(taken).to_be_visible(timeout=PATIENCE)
