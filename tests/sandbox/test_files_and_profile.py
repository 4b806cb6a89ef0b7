"""Files both ways, and what the bot says about itself."""

from collections.abc import AsyncIterator
from io import BytesIO

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest, TelegramEntityTooLarge
from aiogram.types import (
    BotCommand,
    BotCommandScopeChat,
    BufferedInputFile,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    MenuButtonCommands,
)

from sandbox import Options, Sandbox
from tests.people import Person, Town, together
from tests.sandbox.conftest import bot_of


async def test_a_document_of_a_person_is_downloaded(bot: Bot, anna: Person) -> None:
    await anna.send_document("Пресс-релиз.docx", b"\x00\xff" * 1000, caption="вот")
    (update,) = await bot.get_updates()
    assert update.message is not None
    document = update.message.document
    assert document is not None
    assert (document.file_name, document.file_size) == ("Пресс-релиз.docx", 2000)
    assert document.mime_type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    content = await bot.download(document)
    assert isinstance(content, BytesIO)
    assert content.read() == b"\x00\xff" * 1000


async def test_a_document_is_sent_again_by_its_id(bot: Bot, anna: Person) -> None:
    sent = await bot.send_document(anna.id, BufferedInputFile("текст".encode(), "a.txt"))
    assert sent.document is not None
    await bot.send_document(102, sent.document.file_id)
    with pytest.raises(TelegramBadRequest, match="wrong file identifier"):
        await bot.send_document(102, "unknown")


@pytest.mark.parametrize(
    ("data", "caption", "reason"),
    [(b"", "", "file must be non-empty"), (b"x", "я" * 1025, "message caption is too long")],
)
async def test_a_bad_document_is_refused(bot: Bot, data: bytes, caption: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_document(101, BufferedInputFile(data, "a.txt"), caption=caption)


@pytest.fixture
async def small() -> AsyncIterator[Sandbox]:
    async with Sandbox.open(options=Options(getfile_limit=10, upload_limit=1000)) as opened:
        yield opened


async def test_sizes_are_limited(small: Sandbox) -> None:
    async with Town.open(small.url) as town, bot_of(small) as bot:
        anna = await town.person("Анна")
        sent = await anna.send_document("a.txt", b"x" * 11)
        with pytest.raises(TelegramBadRequest, match="file is too big"):
            await bot.get_file(sent.file_id)
        with pytest.raises(TelegramEntityTooLarge):
            await bot.send_document(anna.id, BufferedInputFile(b"x" * 2_000_000, "a.txt"))


async def test_commands_are_shown_by_scope(bot: Bot, town: Town, anna: Person) -> None:
    await bot.set_my_commands([BotCommand(command="start", description="Начать")])
    admin_commands = [BotCommand(command="admin", description="Управление")]
    await bot.set_my_commands(admin_commands, scope=BotCommandScopeChat(chat_id=100))
    admin = await town.person("Админ")
    assert (admin.screen.commands, (await anna.look()).commands) == (("admin",), ("start",))
    await bot.delete_my_commands(scope=BotCommandScopeChat(chat_id=100))
    assert (await admin.look()).commands == ("start",)
    assert [one.command for one in await bot.get_my_commands()] == ["start"]


@pytest.mark.parametrize("command", ["Start", "стоп", "a-b", "x" * 33])
async def test_a_bad_command_is_refused(bot: Bot, command: str) -> None:
    with pytest.raises(TelegramBadRequest, match="BOT_COMMAND_INVALID"):
        await bot.set_my_commands([BotCommand(command=command, description="x")])


async def test_the_profile_is_kept(bot: Bot) -> None:
    await bot.set_my_description("Пишу тексты")
    await bot.set_my_short_description("Тексты")
    await bot.set_my_name("Копирайтер")
    await bot.set_chat_menu_button(menu_button=MenuButtonCommands())
    assert (await bot.get_my_description()).description == "Пишу тексты"
    assert (await bot.get_my_short_description()).short_description == "Тексты"
    assert (await bot.get_my_name()).name == (await bot.me()).first_name == "Копирайтер"
    assert (await bot.get_chat_menu_button()).type == "commands"


async def test_chats_and_members_are_known(bot: Bot, anna: Person) -> None:
    assert (await bot.get_chat(anna.id)).first_name == "Анна"
    assert (await bot.get_chat_member(anna.id, anna.id)).status == "member"


async def test_logging_out_and_closing_are_accepted(bot: Bot) -> None:
    assert await bot.log_out()
    assert await bot.close()


async def inline_query_id(bot: Bot) -> str:
    (update,) = await bot.get_updates(timeout=3)
    await bot.get_updates(offset=update.update_id + 1)
    assert update.inline_query is not None
    return update.inline_query.id


def article(result_id: str) -> InlineQueryResultArticle:
    content = InputTextMessageContent(message_text="<b>текст</b>", parse_mode="HTML")
    return InlineQueryResultArticle(id=result_id, title="Название", input_message_content=content)


async def test_inline_results_go_on_from_an_offset_and_have_a_way_to_the_bot(bot: Bot, anna: Person) -> None:
    way = InlineQueryResultsButton(text="Открыть бота", start_parameter="inline")
    wrong = InlineQueryResultsButton(text="Открыть бота", start_parameter="не то")

    async def answer() -> str:
        (update,) = await bot.get_updates(timeout=3)
        assert update.inline_query is not None
        with pytest.raises(TelegramBadRequest, match="START_PARAM_INVALID"):
            await bot.answer_inline_query(update.inline_query.id, [], button=wrong)
        with pytest.raises(TelegramBadRequest, match="NEXT_OFFSET_INVALID"):
            await bot.answer_inline_query(update.inline_query.id, [], next_offset="9" * 65)
        await bot.answer_inline_query(
            update.inline_query.id, [], button=way, next_offset="20", cache_time=0, is_personal=True
        )
        return update.inline_query.offset

    answered, offset = await together(anna.inline_answer("тексты", offset="10"), answer())

    assert offset == "10"
    assert answered["button"] == {"text": "Открыть бота", "start_parameter": "inline"}
    assert (answered["next_offset"], answered["is_personal"], answered["cache_time"]) == ("20", True, 0)


async def test_inline_results_are_checked_and_the_choice_is_told(bot: Bot, anna: Person) -> None:
    async def answer() -> None:
        query_id = await inline_query_id(bot)
        with pytest.raises(TelegramBadRequest, match="RESULT_ID_DUPLICATE"):
            await bot.answer_inline_query(query_id, [article("1"), article("1")])
        with pytest.raises(TelegramBadRequest, match="RESULTS_TOO_MUCH"):
            await bot.answer_inline_query(query_id, [article(str(number)) for number in range(51)])
        await bot.answer_inline_query(query_id, [article("1")])

    (query_id, results), _ = await together(anna.inline("тексты"), answer())
    assert results[0]["title"] == "Название"
    await anna.choose_inline(query_id, "1")
    chosen, posted = await bot.get_updates()
    assert chosen.chosen_inline_result is not None
    assert chosen.chosen_inline_result.query == "тексты"
    assert posted.message is not None
    assert posted.message.via_bot is not None
    assert (posted.message.text, posted.message.via_bot.id) == ("текст", bot.id)
