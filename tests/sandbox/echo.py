"""A small bot on aiogram that answers everything: what the people and the page are tested with."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot, Dispatcher, F, Router
from aiogram.enums import ContentType
from aiogram.filters import Command, CommandStart
from aiogram.types import (
    BotCommand,
    BufferedInputFile,
    CallbackQuery,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
    MessageGenerationStopped,
)

from sandbox.contents import PIXEL

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="✅ Выбрать", callback_data="choose", style="success")],
        [
            InlineKeyboardButton(text="Подробнее", callback_data="alert"),
            InlineKeyboardButton(text="Удалить", callback_data="delete", style="danger"),
        ],
    ]
)


async def start(message: Message) -> None:
    await message.answer("Здравствуйте! <b>Пришлите</b> текст.", parse_mode="HTML", reply_markup=KEYBOARD)


async def write(message: Message, bot: Bot) -> None:
    """Show two frames of a draft and leave it unfinished until somebody stops it."""
    for text in ("", "Пишу текст", "Пишу текст объявления"):
        await bot.send_message_draft(message.chat.id, draft_id=7, text=text, can_stop=True)


async def stopped(event: MessageGenerationStopped, bot: Bot) -> None:
    await bot.send_message(event.chat.id, f"Остановлено: {event.draft_id}")


async def export(message: Message) -> None:
    await message.answer_document(BufferedInputFile("Тексты".encode(), "Тексты.txt"), caption="Готово")


async def echo(message: Message) -> None:
    await message.answer(f"Вы прислали: {(message.text or ContentType(message.content_type).value)[:200]}")


async def choose(query: CallbackQuery) -> None:
    await query.answer("Выбрано")
    if isinstance(query.message, Message):
        await query.message.edit_reply_markup(
            reply_markup=InlineKeyboardMarkup(
                inline_keyboard=[[InlineKeyboardButton(text="Выбрано", disabled={})]]  # type: ignore[arg-type]
            )
        )


async def alert(query: CallbackQuery) -> None:
    await query.answer("Проверьте факты и объём", show_alert=True)


async def delete(query: CallbackQuery) -> None:
    await query.answer()
    if isinstance(query.message, Message):
        await query.message.delete()


async def inline(query: InlineQuery) -> None:
    content = InputTextMessageContent(message_text=f"Объявление: {query.query}")
    article = InlineQueryResultArticle(id="1", title="Моё объявление", input_message_content=content)
    await query.answer([article], is_personal=True, cache_time=0)


async def long_list(query: InlineQuery) -> None:
    """Ten results, two at a time."""
    first = int(query.offset or 0)

    def article(number: int) -> InlineQueryResultArticle:
        content = InputTextMessageContent(message_text=f"Текст {number}")
        return InlineQueryResultArticle(
            id=str(number), title=f"Объявление {number}", input_message_content=content
        )

    next_offset = str(first + 2) if first < 8 else ""
    await query.answer([article(first), article(first + 1)], cache_time=0, next_offset=next_offset)


async def way_in(query: InlineQuery) -> None:
    button = InlineQueryResultsButton(text="Открыть бота", start_parameter="inline")
    await query.answer([], cache_time=0, button=button)


async def picture(message: Message) -> None:
    await message.answer_photo(BufferedInputFile(PIXEL, "chart.png"), caption="Диаграмма")


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(start, CommandStart())
    router.message.register(write, Command("write"))
    router.message.register(export, Command("export"))
    router.message.register(picture, Command("picture"))
    router.message.register(echo)
    router.callback_query.register(choose, F.data == "choose")
    router.callback_query.register(alert, F.data == "alert")
    router.callback_query.register(delete, F.data == "delete")
    router.inline_query.register(long_list, F.query == "много")
    router.inline_query.register(way_in, F.query == "пусто")
    router.inline_query.register(inline)
    router.stopped_message_generation.register(stopped)
    return router


@asynccontextmanager
async def echoing(bot: Bot) -> AsyncIterator[None]:
    """Poll until the block ends."""
    dispatcher = Dispatcher()
    dispatcher.include_router(routes())
    await bot.set_my_commands(
        [
            BotCommand(command="start", description="Начать"),
            BotCommand(command="write", description="Написать текст"),
            BotCommand(command="export", description="Выгрузить тексты"),
        ]
    )
    started = asyncio.Event()

    async def note_start() -> None:
        started.set()

    dispatcher.startup.register(note_start)
    polling = asyncio.create_task(
        dispatcher.start_polling(bot, handle_signals=False, close_bot_session=False, polling_timeout=5)
    )
    await started.wait()
    try:
        yield
    finally:
        await dispatcher.stop_polling()
        await polling
