"""The test client against a small real bot: what every conversation test of the project relies on."""

from collections.abc import AsyncIterator

import pytest
from aiogram import Bot

from tests.people import Person, Town, together
from tests.sandbox.echo import echoing


@pytest.fixture(autouse=True)
async def _echo(bot: Bot) -> AsyncIterator[None]:
    async with echoing(bot):
        yield


async def test_a_question_is_answered(anna: Person) -> None:
    answer = await anna.ask("/start")
    assert answer.text == "Здравствуйте! Пришлите текст."
    assert answer.labels == ["✅ Выбрать", "Подробнее", "Удалить"]


async def test_a_click_returns_the_toast_and_the_edit_is_seen(anna: Person) -> None:
    await anna.ask("/start")
    answer = await anna.click("Выбрать")
    assert answer.text == "Выбрано"
    await anna.until(lambda chat: chat.last.labels == ["Выбрано"])
    assert anna.last.button("Выбрано").disabled


async def test_an_alert_is_told_from_a_toast(anna: Person) -> None:
    await anna.ask("/start")
    answer = await anna.click("Подробнее")
    assert answer.show_alert
    assert anna.alerts == ("Проверьте факты и объём",)


async def test_a_missing_button_lists_those_that_are_there(anna: Person) -> None:
    await anna.ask("/start")
    with pytest.raises(AssertionError, match=r"No button «Купить»[\s\S]*\[✅ Выбрать\]"):
        await anna.click("Купить")


async def test_waiting_in_vain_shows_the_transcript(anna: Person) -> None:
    await anna.ask("первый текст")
    with pytest.raises(AssertionError, match=r"Анна did not see «никогда»[\s\S]*Вы прислали: первый текст"):
        await anna.sees("никогда", within=0.05)


async def test_a_draft_grows_and_its_stop_reaches_the_bot(anna: Person) -> None:
    await anna.send("/write")
    await anna.until(lambda chat: chat.draft and chat.draft.text == "Пишу текст объявления")
    await anna.stop()
    await anna.sees("Остановлено: 7")
    assert anna.draft is None


async def test_two_people_have_chats_of_their_own(town: Town, anna: Person) -> None:
    boris = await town.person("Борис", id=102)
    await together(anna.ask("от Анны"), boris.ask("от Бориса"))
    assert anna.last.text == "Вы прислали: от Анны"
    assert boris.last.text == "Вы прислали: от Бориса"


@pytest.mark.parametrize("kind", ["sticker", "voice", "location", "contact", "poll", "dice", "animation"])
async def test_every_kind_of_message_reaches_the_bot(anna: Person, kind: str) -> None:
    sent = await anna.send_kind(kind)
    assert (await anna.reply_after(sent)).text == f"Вы прислали: {kind}"


async def test_documents_go_both_ways(anna: Person) -> None:
    sent = await anna.send_document("текст.txt", "Привет".encode())
    assert (await anna.reply_after(sent)).text == "Вы прислали: document"
    exported = await anna.ask("/export")
    assert (exported.file_name, exported.text) == ("Тексты.txt", "Готово")
    assert await anna.download(exported) == "Тексты".encode()


async def test_a_long_paste_arrives_in_parts(anna: Person) -> None:
    await anna.send("слово " * 1500)
    await anna.until(lambda chat: len(chat.said) == 3)
    assert all(len(message.text) <= 4096 for message in anna.messages if message.mine)


async def test_inline_results_are_posted(anna: Person) -> None:
    query_id, results = await anna.inline("вебинар")
    assert [one["title"] for one in results] == ["Моё объявление"]
    await anna.choose_inline(query_id, "1")
    await anna.until(
        lambda chat: any(one.mine and one.text == "Объявление: вебинар" for one in chat.messages)
    )


async def test_the_group_is_a_chat_too(town: Town, anna: Person) -> None:
    at_work = anna.at(await town.group())
    await at_work.send("просто разговор")
    assert (await at_work.ask("/start")).text.startswith("Здравствуйте")


async def test_silence_is_noticed_and_so_is_its_end(anna: Person) -> None:
    await anna.hears_nothing(within=0.05)
    await anna.send("текст")
    with pytest.raises(AssertionError, match="expected silence"):
        await anna.hears_nothing(within=2)
