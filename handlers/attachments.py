"""Fetch a document from Telegram and read it."""

import asyncio

import aiohttp
from aiogram import Bot
from aiogram.exceptions import TelegramAPIError, TelegramBadRequest
from aiogram.types import Document

from documents.errors import TooLarge
from documents.limits import FILE_LIMIT
from documents.safely import SafeReader
from documents.seedtext import SeedText

FETCHING = 120  # seconds: 20 MB over a slow proxy
TOO_BIG = "file is too big"  # Telegram's own wording; there is no code for it


class NotFetched(Exception):  # named for what happened
    """Telegram didn't hand out the file."""


class Attachments:
    """Holds the bytes of ``at_once`` files at a time, so that a burst of them fits the memory."""

    def __init__(self, bot: Bot, reader: SafeReader, *, at_once: int = 4) -> None:
        self._bot = bot
        self._reader = reader
        self._slots = asyncio.Semaphore(at_once)

    async def read(self, document: Document) -> SeedText:
        """Raises a ``documents.errors.DocumentError`` or ``NotFetched``; too large a file isn't fetched."""
        if (document.file_size or 0) > FILE_LIMIT:
            raise TooLarge(document.file_size or 0, FILE_LIMIT)
        async with self._slots:
            content = await self._fetch(document)
            return await self._reader.read(document.file_name or "", content)

    async def _fetch(self, document: Document) -> bytes:
        try:
            file = await self._bot.download(document, timeout=FETCHING)
        except TelegramBadRequest as error:
            if TOO_BIG in error.message.lower():
                raise TooLarge(document.file_size or 0, FILE_LIMIT) from None
            raise NotFetched from error
        except (TelegramAPIError, aiohttp.ClientError, TimeoutError) as error:
            raise NotFetched from error
        if file is None:
            raise NotFetched
        return file.read()
