"""Files as seeds: plain text for now."""

from aiogram import Bot, F, Router
from aiogram.fsm.context import FSMContext
from aiogram.types import Document, Message

from handlers import texts
from handlers.reception import Reception
from handlers.textfile import decode, is_text_name
from storage.records import User

MEGABYTE = 1024 * 1024
DOWNLOAD_LIMIT = 20  # megabytes; Telegram: getFile for bots


async def take_document(
    message: Message, document: Document, author: User, state: FSMContext, bot: Bot, reception: Reception
) -> None:
    if not is_text_name(document.file_name or ""):
        await message.answer(texts.seed.FILE_WRONG_TYPE)
        return
    if (document.file_size or 0) > DOWNLOAD_LIMIT * MEGABYTE:
        await message.answer(texts.seed.file_too_big(DOWNLOAD_LIMIT))
        return
    file = await bot.download(document)
    text = decode(file.read()) if file is not None else None
    if text is None:
        await message.answer(texts.seed.FILE_UNREADABLE)
    elif not text.strip():
        await message.answer(texts.seed.FILE_EMPTY)
    else:
        # A form in the caption («Задача: …») reads as one below the text.
        await reception.take(message, "\n".join(filter(None, (text, message.caption))), author, state)


def routes() -> Router:
    router = Router(name=__name__)
    router.message.register(take_document, F.document.as_("document"))
    return router
