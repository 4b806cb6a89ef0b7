"""The page in a real browser, with a small bot behind it."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from aiogram import Bot
from playwright.async_api import Browser, Locator, Page, expect

from sandbox import Sandbox
from sandbox.model import GROUP
from tests.people import Person, Town
from tests.sandbox.conftest import bot_of
from tests.sandbox.echo import echoing
from tools.chromium import chromium, installed

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(installed() is None, reason="no Chromium on this machine"),
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass(frozen=True, slots=True)
class Stage:
    """Anna's open chat, and who is behind it. All of it lives in the loop of the module's one browser."""

    page: Page
    bot: Bot
    anna: Person
    sandbox: Sandbox


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """Anything that goes wrong in the page's scripts fails the test."""
    complaints: list[str] = []
    context = await browser.new_context(viewport={"width": 1280, "height": 860})
    context.set_default_timeout(10_000)
    page = await context.new_page()
    page.on("pageerror", lambda error: complaints.append(str(error)))
    async with (
        Sandbox.open() as sandbox,
        Town.open(sandbox.url) as town,
        bot_of(sandbox) as bot,
        echoing(bot),
    ):
        await page.goto(sandbox.url)
        await expect(page.get_by_test_id("connection")).to_have_text("на связи")
        yield Stage(page, bot, await town.person("Анна"), sandbox)
        await context.close()
    assert complaints == []


def said(page: Page, text: str) -> Locator:
    """A message of the bot with this text."""
    return page.locator("[data-testid=message][data-sender=bot]").filter(has_text=text)


async def write(page: Page, text: str) -> None:
    await page.get_by_test_id("input").fill(text)
    await page.get_by_test_id("input").press("Enter")


async def test_a_conversation_from_start_to_choice(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id("start").click()
    await expect(said(page, "Здравствуйте! Пришлите текст.").locator("b")).to_have_text("Пришлите")
    await page.get_by_role("button", name="Подробнее").click()
    await expect(page.get_by_test_id("alert-text")).to_have_text("Проверьте факты и объём")
    await page.get_by_test_id("alert-ok").click()
    await page.get_by_role("button", name="Выбрать").click()
    await expect(page.get_by_test_id("toast")).to_have_text("Выбрано")
    await expect(page.get_by_role("button", name="Выбрано")).to_be_disabled()


async def test_a_draft_grows_and_is_stopped(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id("start").click()
    await write(page, "/write")
    await expect(page.get_by_test_id("draft-text")).to_have_text("Пишу текст объявления")
    await page.get_by_test_id("draft-stop").click()
    await expect(said(page, "Остановлено: 7")).to_be_visible()
    await expect(page.get_by_test_id("draft")).to_have_count(0)


async def test_files_go_up_and_come_down(stage: Stage, tmp_path: Path) -> None:
    page = stage.page
    await page.get_by_test_id("start").click()
    path = tmp_path / "текст.txt"
    path.write_text("Привет")
    await page.get_by_test_id("file").set_input_files(path)
    await expect(said(page, "Вы прислали: document")).to_be_visible()
    await write(page, "/export")
    async with page.expect_download() as download:
        await said(page, "Готово").get_by_test_id("document").click()
    saved = await (await download.value).path()
    assert (await download.value).suggested_filename == "Тексты.txt"
    assert saved.read_text() == "Тексты"


async def test_files_attached_together_are_an_album_and_may_answer_a_message(
    stage: Stage, tmp_path: Path
) -> None:
    page, paths = stage.page, [tmp_path / "релиз.txt", tmp_path / "программа.txt"]
    await page.get_by_test_id("start").click()
    await said(page, "Здравствуйте").get_by_test_id("text").dblclick()
    await page.get_by_test_id("input").fill("собрать заявки")
    for path in paths:
        path.write_text("Привет")
    await page.get_by_test_id("file").set_input_files(paths)
    await expect(page.get_by_test_id("document")).to_have_count(2)

    await stage.anna.look()

    first, second = [one.raw for one in stage.anna.messages if one.file_name]
    assert first["media_group_id"] == second["media_group_id"]
    assert (first["caption"], second.get("caption")) == ("собрать заявки", None)
    assert "Здравствуйте" in first["reply_to_message"]["text"]


async def test_commands_and_inline_results_are_picked_from_a_list(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id("start").click()
    await page.get_by_test_id("commands").click()
    await expect(page.get_by_test_id("option")).to_have_count(3)
    await page.get_by_test_id("input").fill("/ex")
    await page.get_by_test_id("input").press("Enter")
    await expect(said(page, "Готово")).to_be_visible()
    await page.get_by_test_id("input").fill("@copydesk_sandbox_bot вебинар")
    await page.get_by_test_id("option").filter(has_text="Моё объявление").click()
    await expect(page.locator("[data-sender=me]").filter(has_text="Объявление: вебинар")).to_be_visible()


async def test_a_long_list_of_inline_results_goes_on_and_one_is_posted_to_the_group(stage: Stage) -> None:
    page, options = stage.page, stage.page.get_by_test_id("option")
    await page.get_by_test_id(f"chat-{GROUP}").click()
    await page.get_by_test_id("input").fill("@copydesk_sandbox_bot много")
    await expect(options).to_have_count(3)
    await options.filter(has_text="Показать ещё").click()
    await expect(options).to_have_count(5)
    await options.filter(has_text="Объявление 3").click()
    posted = page.locator("[data-sender=me]")
    await expect(posted.get_by_test_id("text")).to_have_text("Текст 3")
    await expect(posted).to_contain_text("через @copydesk_sandbox_bot")


async def test_the_button_above_inline_results_leads_to_the_bot(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id(f"chat-{GROUP}").click()
    await page.get_by_test_id("input").fill("@copydesk_sandbox_bot пусто")
    await page.get_by_test_id("option").filter(has_text="Открыть бота").click()
    await expect(said(page, "Здравствуйте")).to_be_visible()
    await expect(page.locator("[data-sender=me]")).to_contain_text("/start inline")


async def test_what_the_bot_sends_is_shown_with_name_and_size_or_as_a_picture(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id("start").click()
    await write(page, "/export")
    await expect(said(page, "Готово").get_by_test_id("document")).to_contain_text("Тексты.txt12 Б")
    await write(page, "/picture")
    picture = said(page, "Диаграмма").locator("img.photo")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 1


async def test_each_person_has_a_chat_and_unread_messages_are_counted(stage: Stage) -> None:
    page, bot = stage.page, stage.bot
    await page.get_by_test_id("chat-102").click()
    await bot.send_message(101, "Анне")
    await expect(page.get_by_test_id("chat-101").get_by_test_id("unread")).to_have_text("1")
    await expect(said(page, "Анне")).to_have_count(0)
    await page.get_by_test_id("chat-101").click()
    await expect(said(page, "Анне")).to_be_visible()
    await expect(page.get_by_test_id("unread")).to_have_count(0)


async def test_what_people_and_models_write_never_becomes_markup(stage: Stage) -> None:
    page, anna = stage.page, stage.anna
    nasty = "<img src=x onerror=document.title='взлом'><b>жирно</b>"
    await anna.send(nasty)
    await expect(said(page, nasty)).to_be_visible()
    assert await page.locator(".messages img, .messages .text b").count() == 0
    assert "взлом" not in await page.title()


async def test_replies_edits_and_deletions_work_from_the_menu(stage: Stage) -> None:
    page, anna = stage.page, stage.anna
    await anna.ask("Первое")
    mine = page.locator("[data-sender=me]")
    await mine.get_by_test_id("text").click(button="right")
    await page.get_by_role("menuitem", name="Изменить").click()
    await write(page, "Исправлено")
    await expect(mine).to_contain_text("Исправлено")
    await said(page, "Первое").get_by_test_id("text").click(button="right")
    await page.get_by_role("menuitem", name="Ответить").click()
    await write(page, "Ответ")
    await expect(mine.last.locator(".quoted")).to_contain_text("Вы прислали: Первое")
    await mine.first.get_by_test_id("text").click(button="right")
    await page.get_by_role("menuitem", name="Удалить").click()
    await expect(mine).to_have_count(1)


async def test_shift_enter_breaks_the_line_and_enter_sends(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id("start").click()
    await page.get_by_test_id("input").press_sequentially("раз")
    await page.get_by_test_id("input").press("Shift+Enter")
    await page.get_by_test_id("input").press_sequentially("два")
    await page.get_by_test_id("input").press("Enter")
    await expect(said(page, "Вы прислали: раз").get_by_test_id("text")).to_have_text("Вы прислали: раз\nдва")


async def test_blocking_hides_the_composer_until_it_is_taken_back(stage: Stage) -> None:
    page, anna = stage.page, stage.anna
    await anna.ask("/start")
    await page.get_by_test_id("chat-menu").click()
    await page.get_by_role("menuitem", name="Заблокировать бота").click()
    await expect(page.get_by_test_id("input")).to_be_hidden()
    await page.get_by_test_id("unblock").click()
    await expect(page.get_by_test_id("input")).to_be_visible()


async def test_a_phone_shows_one_column_at_a_time(stage: Stage) -> None:
    page = stage.page
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.get_by_test_id("chat-102").click()
    await expect(page.get_by_test_id("start")).to_be_visible()
    await expect(page.get_by_test_id("people")).to_be_hidden()
    await page.get_by_test_id("back").click()
    await expect(page.get_by_test_id("people")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")


async def test_somebody_new_can_be_added(stage: Stage) -> None:
    page = stage.page
    await page.get_by_test_id("add-user").click()
    await page.get_by_test_id("newcomer-name").fill("Вера")
    await page.get_by_test_id("newcomer-ok").click()
    await expect(page.get_by_test_id("people")).to_contain_text("Вера")
    await page.get_by_test_id("start").click()
    await expect(said(page, "Здравствуйте")).to_be_visible()


async def test_the_page_notices_that_the_server_went_away(stage: Stage) -> None:
    page, sandbox = stage.page, stage.sandbox
    sandbox.world.feed.close()
    await expect(page.get_by_test_id("connection")).to_have_text("соединение…")
