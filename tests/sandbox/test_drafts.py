"""sendMessageDraft: what grows, how long it lives, and what stops it."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from sandbox import Options, Sandbox
from tests.people import Person, Town
from tests.sandbox.conftest import bot_of


async def test_a_draft_grows_in_place(bot: Bot, anna: Person) -> None:
    for text in ("", "Текст", "Текст растёт"):
        await bot.send_message_draft(anna.id, draft_id=5, text=text)
    draft = await anna.until(lambda chat: chat.draft)
    assert (draft.id, draft.text, draft.can_stop) == (5, "Текст растёт", False)


async def test_a_message_takes_the_drafts_place(bot: Bot, anna: Person) -> None:
    await bot.send_message_draft(anna.id, draft_id=5, text="Текст")
    await bot.send_message(anna.id, "Готово")
    await anna.sees("Готово")
    assert anna.draft is None


@pytest.mark.parametrize(
    ("draft_id", "text", "reason"),
    [
        (0, "x", "draft_id must be non-zero"),
        (1, "я" * 4097, "message is too long"),
        (1, "<b>x", "can't parse entities"),
    ],
)
async def test_a_bad_draft_is_refused(bot: Bot, draft_id: int, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message_draft(101, draft_id=draft_id, text=text, parse_mode="HTML")


async def test_groups_have_no_drafts(bot: Bot, town: Town) -> None:
    with pytest.raises(TelegramBadRequest, match="private chats only"):
        await bot.send_message_draft(await town.group(), draft_id=1, text="x")


async def test_stop_hides_the_preview_and_reaches_the_bot_without_a_user(bot: Bot, anna: Person) -> None:
    await bot.send_message_draft(anna.id, draft_id=5, text="Текст", can_stop=True)
    await anna.stop()
    (update,) = await bot.get_updates()
    stopped = update.stopped_message_generation
    assert stopped is not None
    assert (stopped.chat.id, stopped.draft_id) == (anna.id, 5)
    await bot.send_message_draft(anna.id, draft_id=5, text="Текст дальше", can_stop=True)
    assert (await anna.look()).draft is None


async def test_a_draft_without_can_stop_has_no_stop(bot: Bot, anna: Person) -> None:
    await bot.send_message_draft(anna.id, draft_id=5, text="Текст")
    with pytest.raises(AssertionError, match="There is no draft to stop"):
        await anna.stop()


@pytest.fixture
async def short_lived() -> AsyncIterator[Sandbox]:
    async with Sandbox.open(options=Options(draft_lifetime=0.1)) as opened:
        yield opened


async def test_a_draft_that_is_not_refreshed_disappears(short_lived: Sandbox) -> None:
    async with Town.open(short_lived.url) as town, bot_of(short_lived) as bot:
        anna = await town.person("Анна")
        await bot.send_message_draft(anna.id, draft_id=5, text="Текст")
        await anna.until(lambda chat: chat.draft is None, within=3)


async def test_a_chat_action_is_seen(bot: Bot, anna: Person) -> None:
    await bot.send_chat_action(anna.id, "typing")
    assert await anna.until(lambda chat: chat.action) == "typing"
    with pytest.raises(TelegramBadRequest, match="wrong parameter action in request"):
        await bot.send_chat_action(anna.id, "dancing")
