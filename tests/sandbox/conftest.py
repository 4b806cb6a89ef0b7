"""A sandbox, its people, and aiogram's own client as the bot."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from sandbox import Sandbox
from tests.people import Person, Town


@asynccontextmanager
async def bot_of(sandbox: Sandbox, token: str | None = None) -> AsyncIterator[Bot]:
    """aiogram's client, pointed at the sandbox as at any other Bot API server."""
    session = AiohttpSession(api=TelegramAPIServer.from_base(sandbox.url))
    bot = Bot(token or sandbox.token, session=session)
    try:
        yield bot
    finally:
        if session._session is not None:  # its own close() sleeps a quarter of a second
            await session._session.close()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox.open() as opened:
        yield opened


@pytest.fixture
async def town(sandbox: Sandbox) -> AsyncIterator[Town]:
    async with Town.open(sandbox.url, patience=3) as opened:
        yield opened


@pytest.fixture
async def anna(town: Town) -> Person:
    return await town.person("Анна", id=101)


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    async with bot_of(sandbox) as opened:
        yield opened
