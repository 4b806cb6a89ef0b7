"""How updates reach the bot: long polling, its conflicts, webhooks, and every kind of update."""

import asyncio

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramConflictError
from aiogram.types import InlineKeyboardButton, InlineKeyboardMarkup, Update
from aiohttp import web

from sandbox import Sandbox
from tests.people import Person, Town
from tests.sandbox.conftest import bot_of


async def only(bot: Bot) -> Update:
    """The one update that waits; confirms it."""
    (update,) = await bot.get_updates(timeout=3)
    await bot.get_updates(offset=update.update_id + 1)
    return update


async def test_a_waiting_poll_ends_with_the_update(bot: Bot, anna: Person) -> None:
    polling = asyncio.create_task(bot.get_updates(timeout=30))
    await anna.send("привет")
    (update,) = await polling
    assert update.message is not None
    assert update.message.text == "привет"


async def test_updates_repeat_until_they_are_confirmed(bot: Bot, anna: Person) -> None:
    await anna.send("раз")
    await anna.send("два")
    first, second = await bot.get_updates()
    assert [one.update_id for one in await bot.get_updates()] == [first.update_id, second.update_id]
    assert [one.update_id for one in await bot.get_updates(offset=first.update_id + 1)] == [second.update_id]
    assert await bot.get_updates(offset=second.update_id + 1) == []


async def test_limit_and_negative_offset_work_as_documented(bot: Bot, anna: Person) -> None:
    for number in range(3):
        await anna.send(str(number))
    assert len(await bot.get_updates(limit=2)) == 2
    (last,) = await bot.get_updates(offset=-1)
    assert last.message is not None
    assert last.message.text == "2"
    assert len(await bot.get_updates()) == 1


async def test_kinds_that_are_not_allowed_are_not_kept(bot: Bot, anna: Person) -> None:
    await bot.get_updates(allowed_updates=["callback_query"])
    await anna.send("мимо")
    assert await bot.get_updates() == []
    await bot.get_updates(allowed_updates=["message"])
    await anna.send("слышно")
    assert len(await bot.get_updates()) == 1


async def test_a_second_poller_ends_the_first_with_a_conflict(
    bot: Bot, sandbox: Sandbox, anna: Person
) -> None:
    async with bot_of(sandbox) as other:
        first = asyncio.create_task(bot.get_updates(timeout=30))
        await sandbox.world.feed.wait(lambda: sandbox.world.updates.polls == 1, 3)
        second = asyncio.create_task(other.get_updates(timeout=30))
        with pytest.raises(TelegramConflictError, match="terminated by other getUpdates request"):
            await first
        await anna.send("привет")
        assert len(await second) == 1


async def test_a_webhook_stops_polling_and_gets_the_updates(bot: Bot, anna: Person) -> None:
    received: asyncio.Queue[tuple[str, int]] = asyncio.Queue()

    async def hook(request: web.Request) -> web.Response:
        secret = request.headers["X-Telegram-Bot-Api-Secret-Token"]
        await received.put((secret, (await request.json())["update_id"]))
        return web.Response()

    app = web.Application()
    app.add_routes([web.post("/hook", hook)])
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await bot.set_webhook(f"http://127.0.0.1:{runner.addresses[0][1]}/hook", secret_token="s")
    with pytest.raises(TelegramConflictError, match="can't use getUpdates method while webhook is active"):
        await bot.get_updates()
    await anna.send("раз")
    await anna.send("два")
    first, second = [await asyncio.wait_for(received.get(), 3) for _ in range(2)]
    assert (first[0], second[1]) == ("s", first[1] + 1)
    await runner.cleanup()
    await bot.delete_webhook()
    assert (await bot.get_webhook_info()).url == ""


async def test_a_webhook_elsewhere_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="loopback only"):
        await bot.set_webhook("https://example.ru/hook")


async def test_a_press_comes_with_its_message(bot: Bot, anna: Person) -> None:
    markup = InlineKeyboardMarkup(inline_keyboard=[[InlineKeyboardButton(text="Да", callback_data="yes")]])
    sent = await bot.send_message(anna.id, "текст", reply_markup=markup)
    await anna.look()
    await anna.press("Да")
    query = (await only(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert (query.data, query.message.message_id, query.from_user.id) == ("yes", sent.message_id, anna.id)


async def test_a_press_on_a_lost_message_comes_with_an_inaccessible_one(bot: Bot, anna: Person) -> None:
    pressing = asyncio.create_task(anna.press_data("old", message_id=77))
    query = (await only(bot)).callback_query
    assert query is not None
    assert query.message is not None
    assert (type(query.message).__name__, query.message.date) == ("InaccessibleMessage", 0)
    await query.answer("Этой кнопки уже нет")
    assert (await pressing).text == "Этой кнопки уже нет"


async def test_a_query_is_answered_once(bot: Bot, anna: Person) -> None:
    pressing = asyncio.create_task(anna.press_data("x"))
    query = (await only(bot)).callback_query
    assert query is not None
    with pytest.raises(TelegramBadRequest, match="MESSAGE_TOO_LONG"):
        await query.answer("я" * 201)
    await query.answer()
    assert (await pressing).text == ""
    for query_id in (query.id, "unknown"):
        with pytest.raises(TelegramBadRequest, match="query is too old and response timeout expired"):
            await bot.answer_callback_query(query_id)


async def test_an_edit_of_a_person_is_an_update(bot: Bot, anna: Person) -> None:
    message = await anna.send("было")
    await only(bot)
    await anna.edit(message, "стало")
    edited = (await only(bot)).edited_message
    assert edited is not None
    assert edited.text == "стало"


async def test_a_forwarded_post_names_its_channel(bot: Bot, anna: Person) -> None:
    await anna.forward("новость", channel="Росатом")
    message = (await only(bot)).message
    assert message is not None
    assert message.forward_origin is not None
    assert message.forward_origin.model_dump()["chat"]["title"] == "Росатом"


async def test_blocking_is_an_update(bot: Bot, anna: Person) -> None:
    await anna.block()
    changed = (await only(bot)).my_chat_member
    assert changed is not None
    assert (changed.old_chat_member.status, changed.new_chat_member.status) == ("member", "kicked")


async def test_groups_tell_the_bot_only_what_is_meant_for_it(bot: Bot, town: Town, anna: Person) -> None:
    group = anna.at(await town.group())
    own = await bot.send_message(group.chat_id, "от бота")
    await group.send("между собой")
    await group.send("@copydesk_sandbox_bot привет")
    await group.send(
        "ответ", reply_to=next(one for one in (await group.look()).said if one.id == own.message_id)
    )
    texts = [update.message.text for update in await bot.get_updates() if update.message]
    assert texts == ["@copydesk_sandbox_bot привет", "ответ"]
