"""PROXY_URL: everything goes through the proxy, and nothing beside it."""

import pytest

from bot.telegram import Connection, introduce, open_bot
from desk.clock import SystemClock
from sandbox.server import TOKEN, Sandbox
from tests.bot.proxies import Greet, http, proxy, socks5
from tests.people import Town


@pytest.mark.parametrize(("scheme", "greet"), [("http", http), ("socks5", socks5)])
async def test_telegram_is_reached_through_the_proxy_alone(scheme: str, greet: Greet) -> None:
    async with Sandbox.open() as sandbox, Town.open(sandbox.url) as town, proxy(greet) as between:
        anna = await town.person("Анна", id=101)
        connection = Connection(TOKEN, sandbox.url, f"{scheme}://anna:word@127.0.0.1:{between.port}")
        clock = SystemClock()
        async with open_bot(connection, clock) as bot:
            await introduce(bot, connection, clock)
            await bot.send_message(anna.id, "Через прокси")
            await anna.sees("Через прокси")

    assert set(between.asked) == {sandbox.url.removeprefix("http://")}
    assert len(between.credentials) == len(between.asked)
