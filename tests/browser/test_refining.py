"""Refine, undo, choose, look back, export: in a real browser, with the bundled model."""

import io

import pytest
from docx import Document
from playwright.async_api import expect

from tests.browser.steps import (
    choose,
    export,
    generate,
    message,
    number_of,
    open_from_history,
    reads,
    shorten,
    text_of,
    walk_back,
)
from tests.browser.test_newcomer import free_port
from tools.chromium import chromium, installed
from tools.newcomer import PATIENCE, Newcomer, bot_with_nothing_configured

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
]


async def test_a_text_is_shortened_brought_back_chosen_found_again_and_exported() -> None:
    async with bot_with_nothing_configured(free_port()) as url, chromium() as browser:
        anna = Newcomer(await browser.new_page())
        await anna.arrive(url)
        await generate(anna)
        parent = message(anna, await number_of(anna, "Вариант 2 из 2"))
        before = await text_of(parent)

        version = await shorten(anna)
        assert await text_of(version) != before
        await walk_back(anna)
        await reads(version, before)
        await choose(anna)

        await reads(version, before)
        folded = anna.page.get_by_test_id("key").filter(has_text="Показать")
        await expect(folded).to_have_count(2, timeout=PATIENCE)
        await folded.first.click()
        await expect(folded).to_have_count(1, timeout=PATIENCE)

        await open_from_history(anna, "заявка")
        name, content = await export(anna, "Word")
        assert name.endswith(".docx")
        tables = Document(io.BytesIO(content)).tables
        exported = ["".join(table.cell(0, 0).text.split()) for table in tables]
        assert "".join(before.split()) in exported
        assert len(exported) == 3
