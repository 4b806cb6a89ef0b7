"""Sending, editing and deleting, through aiogram's client over HTTP."""

import pytest
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest, TelegramForbiddenError
from aiogram.types import (
    BufferedInputFile,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
    ReplyParameters,
)

from tests.people import Person, Town


def keyboard(*buttons: InlineKeyboardButton) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(inline_keyboard=[list(buttons)])


def refusal(error: pytest.ExceptionInfo[TelegramAPIError]) -> str:
    return error.value.message


async def test_a_message_arrives_formatted(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "Текст <b>готов</b>", parse_mode="HTML")
    seen = await anna.sees("Текст готов")
    assert (seen.id, seen.formatted("bold")) == (sent.message_id, ["готов"])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "Bad Request: message text is empty"),
        (" \n ", "Bad Request: text must be non-empty"),
        ("<b></b>", "Bad Request: text must be non-empty"),
        ("я" * 4097, "Bad Request: message is too long"),
        ("😀" * 2049, "Bad Request: message is too long"),
        ("<b>x", "Bad Request: can't parse entities: Can't find end tag corresponding to start tag \"b\""),
    ],
)
async def test_a_bad_text_is_refused(bot: Bot, text: str, reason: str) -> None:
    with pytest.raises(TelegramBadRequest) as caught:
        await bot.send_message(101, text, parse_mode="HTML")
    assert refusal(caught) == reason


async def test_length_is_counted_after_markup(bot: Bot) -> None:
    sent = await bot.send_message(101, f"<b>{'я' * 4096}</b>", parse_mode="HTML")
    assert len(sent.text or "") == 4096


async def test_an_unknown_parse_mode_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="unsupported parse_mode"):
        await bot.send_message(101, "x", parse_mode="Markdown4")


async def test_link_previews_and_silence_are_accepted(bot: Bot) -> None:
    options = LinkPreviewOptions(is_disabled=True)
    sent = await bot.send_message(101, "x", link_preview_options=options, disable_notification=True)
    assert sent.link_preview_options is not None
    assert sent.link_preview_options.is_disabled


@pytest.mark.parametrize(
    ("button", "reason"),
    [
        (InlineKeyboardButton(text="x", callback_data="я" * 33), "BUTTON_DATA_INVALID"),
        (InlineKeyboardButton(text="x"), "Text buttons are unallowed in the inline keyboard"),
        (InlineKeyboardButton(text=" ", callback_data="x"), "Text must be non-empty"),
        (
            InlineKeyboardButton(text="x", copy_text=CopyTextButton(text="я" * 257)),
            "BUTTON_COPY_TEXT_INVALID",
        ),
        (InlineKeyboardButton(text="x", callback_data="x", style="pink"), "invalid button style"),
        (InlineKeyboardButton(text="x", url="not a link"), "Wrong HTTP URL"),
    ],
)
async def test_a_bad_button_is_refused(bot: Bot, button: InlineKeyboardButton, reason: str) -> None:
    with pytest.raises(TelegramBadRequest, match=reason):
        await bot.send_message(101, "x", reply_markup=keyboard(button))


@pytest.mark.parametrize("rows", [[9], [8] * 13])
async def test_a_keyboard_too_big_is_refused(bot: Bot, rows: list[int]) -> None:
    button = InlineKeyboardButton(text="x", callback_data="x")
    markup = InlineKeyboardMarkup(inline_keyboard=[[button] * count for count in rows])
    with pytest.raises(TelegramBadRequest, match="reply markup is too long"):
        await bot.send_message(101, "x", reply_markup=markup)


async def test_styled_copying_and_disabled_buttons_are_seen(bot: Bot, anna: Person) -> None:
    buttons = [
        InlineKeyboardButton(text="Да", callback_data="yes", style="success"),
        InlineKeyboardButton(text="Скопировать", copy_text=CopyTextButton(text="текст")),
        InlineKeyboardButton(text="Выбрано", disabled={}),  # type: ignore[arg-type]  # as JSON has it
    ]
    await bot.send_message(anna.id, "x", reply_markup=keyboard(*buttons))
    await anna.sees("x")
    assert [(one.style, one.copy_text, one.disabled) for one in anna.last.buttons] == [
        ("success", None, False),
        (None, "текст", False),
        (None, None, True),
    ]
    await anna.click("Скопировать")
    assert anna.clipboard == "текст"


async def test_a_reply_keyboard_appears_and_goes(bot: Bot, anna: Person) -> None:
    shown = ReplyKeyboardMarkup(keyboard=[[KeyboardButton(text="Да"), KeyboardButton(text="Нет")]])
    await bot.send_message(anna.id, "x", reply_markup=shown)
    assert (await anna.look()).reply_keyboard == (("Да", "Нет"),)
    await bot.send_message(anna.id, "y", reply_markup=ReplyKeyboardRemove())
    assert (await anna.look()).reply_keyboard == ()


async def test_a_reply_shows_what_it_answers(bot: Bot, anna: Person) -> None:
    asked = await anna.send("вопрос")
    sent = await bot.send_message(anna.id, "ответ", reply_parameters=ReplyParameters(message_id=asked.id))
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "вопрос"


async def test_a_reply_to_nothing_is_refused_unless_allowed(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="message to be replied not found"):
        await bot.send_message(101, "x", reply_parameters=ReplyParameters(message_id=99))
    lenient = ReplyParameters(message_id=99, allow_sending_without_reply=True)
    assert (await bot.send_message(101, "x", reply_parameters=lenient)).reply_to_message is None


async def test_an_edit_changes_the_text_and_is_marked(bot: Bot, anna: Person) -> None:
    sent = await bot.send_message(anna.id, "было")
    await bot.edit_message_text("стало", chat_id=anna.id, message_id=sent.message_id)
    assert (await anna.sees("стало")).edited


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot) -> None:
    markup = keyboard(InlineKeyboardButton(text="x", callback_data="x"))
    sent = await bot.send_message(101, "текст", reply_markup=markup)
    with pytest.raises(TelegramBadRequest, match="message is not modified: specified new message content"):
        await bot.edit_message_text("текст", chat_id=101, message_id=sent.message_id, reply_markup=markup)


async def test_a_keyboard_can_be_taken_away(bot: Bot, anna: Person) -> None:
    markup = keyboard(InlineKeyboardButton(text="x", callback_data="x"))
    sent = await bot.send_message(anna.id, "текст", reply_markup=markup)
    await bot.edit_message_reply_markup(chat_id=anna.id, message_id=sent.message_id)
    await anna.until(lambda chat: not chat.last.buttons)
    assert not anna.last.edited


async def test_edits_of_what_is_not_there_or_not_ours_are_refused(bot: Bot, anna: Person) -> None:
    theirs = await anna.send("моё")
    with pytest.raises(TelegramBadRequest, match="message to edit not found"):
        await bot.edit_message_text("x", chat_id=anna.id, message_id=99)
    with pytest.raises(TelegramBadRequest, match="message can't be edited"):
        await bot.edit_message_text("x", chat_id=anna.id, message_id=theirs.id)


async def test_deleted_messages_are_gone(bot: Bot, anna: Person) -> None:
    sent = [await bot.send_message(anna.id, str(number)) for number in range(3)]
    await bot.delete_message(anna.id, sent[0].message_id)
    await bot.delete_messages(anna.id, [sent[1].message_id, 99])
    assert [one.text for one in (await anna.look()).said] == ["2"]
    with pytest.raises(TelegramBadRequest, match="message to delete not found"):
        await bot.delete_message(anna.id, sent[0].message_id)


async def test_a_photo_with_a_caption_arrives_and_its_caption_is_edited(bot: Bot, anna: Person) -> None:
    own = await anna.send_photo()
    picture = BufferedInputFile(await anna.download(own), "chart.png")
    sent = await bot.send_photo(anna.id, picture, caption="<i>было</i>", parse_mode="HTML")
    await bot.edit_message_caption(chat_id=anna.id, message_id=sent.message_id, caption="стало")
    assert (await anna.sees("стало")).raw["photo"][0]["width"] == 1


async def test_what_is_no_picture_is_refused(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="IMAGE_PROCESS_FAILED"):
        await bot.send_photo(101, BufferedInputFile(b"text", "chart.png"))


async def test_messages_are_forwarded_and_copied(bot: Bot, anna: Person) -> None:
    own = await anna.send("пост")
    forwarded = await bot.forward_message(102, anna.id, own.id)
    copied = await bot.copy_message(102, anna.id, own.id)
    assert forwarded.forward_origin is not None
    assert copied.message_id == forwarded.message_id + 1


async def test_nobody_can_be_written_to_before_they_write(bot: Bot, town: Town) -> None:
    newcomer = await town.person("Новичок", started=False)
    with pytest.raises(TelegramForbiddenError, match="bot can't initiate conversation with a user"):
        await bot.send_message(newcomer.id, "x")
    await newcomer.send("/start")
    assert await bot.send_message(newcomer.id, "x")


async def test_a_chat_that_does_not_exist_is_not_found(bot: Bot) -> None:
    with pytest.raises(TelegramBadRequest, match="Bad Request: chat not found"):
        await bot.send_message(999_999, "x")


async def test_who_blocks_the_bot_gets_nothing(bot: Bot, anna: Person) -> None:
    await anna.block()
    with pytest.raises(TelegramForbiddenError, match="Forbidden: bot was blocked by the user"):
        await bot.send_message(anna.id, "x")
    await anna.block(blocked=False)
    assert await bot.send_message(anna.id, "x")
