"""The webhook's door: who gets in, and what is answered when."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiogram import Bot, Dispatcher
from aiogram.types import Message

from bot.errors import CannotStart
from bot.telegram import Connection, open_bot
from bot.webhook import HEADER, LONGEST_UPDATE, Webhook, receive
from desk.clock import SystemClock
from sandbox.server import TOKEN, Sandbox
from tests.bot.test_health import free_port

SECRET = "a-secret-of-16-or-more"
UPDATE = {
    "update_id": 7,
    "message": {
        "message_id": 1,
        "date": 0,
        "chat": {"id": 101, "type": "private"},
        "from": {"id": 101, "is_bot": False, "first_name": "Анна"},
        "text": "Здравствуйте",
    },
}


@dataclass
class Hall:
    """A listening webhook, and what came through it."""

    url: str
    bot: Bot
    heard: list[str | None] = field(default_factory=list)
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    go_on: asyncio.Event = field(default_factory=asyncio.Event)

    async def post(self, body: object, secret: str | None = SECRET) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {} if secret is None else {HEADER: secret}
        async with aiohttp.ClientSession() as http, http.post(self.url, data=data, headers=headers) as answer:
            return answer.status


@asynccontextmanager
async def hall() -> AsyncIterator[Hall]:
    async with (
        Sandbox.open() as sandbox,
        open_bot(Connection(TOKEN, sandbox.url), SystemClock()) as bot,
    ):
        port = free_port()
        opened = Hall(f"http://127.0.0.1:{port}/hook", bot)
        dispatcher = Dispatcher()
        opened.go_on.set()

        @dispatcher.message()
        async def hear(message: Message) -> None:
            opened.heard.append(message.text)
            opened.arrived.set()
            await opened.go_on.wait()
            if message.text == "Ошибка":
                raise RuntimeError

        async with receive(Webhook(opened.url, SECRET, "127.0.0.1", port), bot, dispatcher):
            yield opened


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "x", "пароль"])
async def test_a_wrong_secret_gets_401_and_nothing_happens(secret: str | None) -> None:
    async with hall() as opened:
        assert await opened.post(UPDATE, secret) == 401
        assert opened.heard == []


async def test_an_update_is_confirmed_when_it_was_handled_and_not_before() -> None:
    async with hall() as opened, asyncio.TaskGroup() as tasks:
        opened.go_on.clear()
        answer = tasks.create_task(opened.post(UPDATE))
        await opened.arrived.wait()
        assert not answer.done()

        opened.go_on.set()

        assert await answer == 200


async def test_an_update_that_fails_is_brought_again() -> None:
    async with hall() as opened:
        broken = UPDATE | {"message": UPDATE["message"] | {"text": "Ошибка"}}  # type: ignore[operator]

        assert await opened.post(broken) == 500


async def test_what_comes_again_while_it_is_handled_waits_for_that() -> None:
    async with hall() as opened, asyncio.TaskGroup() as tasks:
        opened.go_on.clear()
        first = tasks.create_task(opened.post(UPDATE))
        await opened.arrived.wait()
        again = tasks.create_task(opened.post(UPDATE))
        opened.arrived.clear()
        other = tasks.create_task(opened.post(UPDATE | {"update_id": 8}))
        await opened.arrived.wait()
        assert not again.done()

        opened.go_on.set()

        assert [await first, await again, await other] == [200, 200, 200]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"no json", 400),
        (b"[" * 100_000, 400),
        ([1], 400),
        ({"message": {}}, 400),
        ({"update_id": 9, "message": "not a message"}, 200),  # or it would come for ever
        (b" " * (LONGEST_UPDATE + 1), 413),
    ],
    ids=["no json", "nested", "a list", "no number", "unreadable", "too long"],
)
async def test_nonsense_is_answered_and_handled_by_nobody(body: object, status: int) -> None:
    async with hall() as opened:
        assert await opened.post(body) == status
        assert opened.heard == []


async def test_only_the_path_and_the_method_of_the_webhook_are_there() -> None:
    async with hall() as opened, aiohttp.ClientSession() as http:
        async with http.get(opened.url) as answer:
            assert answer.status == 405
        async with http.post(opened.url.replace("/hook", "/")) as answer:
            assert answer.status == 404


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("http://127.0.0.1:{port}/hook", "WEBHOOK_PORT: port {port} on 127.0.0.1 can't be used"),
        ("https://bot.example/hook", "WEBHOOK_URL: Telegram refuses it: Bad Request: bad webhook"),
    ],
)
async def test_what_keeps_it_from_listening_is_one_line(url: str, said: str) -> None:
    async with hall() as opened:
        port = int(opened.url.split(":")[2].split("/")[0]) if "{port}" in url else free_port()
        webhook = Webhook(url.format(port=port), SECRET, "127.0.0.1", port)

        with pytest.raises(CannotStart) as wrong:
            async with receive(webhook, opened.bot, Dispatcher()):
                pass

    assert said.format(port=port) in str(wrong.value)
    assert SECRET not in repr(webhook)
