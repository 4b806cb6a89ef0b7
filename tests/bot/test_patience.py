"""A network that is away for a moment when the bot starts costs a pause, not the start."""

import asyncio
import logging

import pytest
from aiogram import Dispatcher

from bot.errors import LATER, CannotStart
from bot.patience import ATTEMPTS
from bot.telegram import Connection, introduce, open_bot
from bot.webhook import Webhook, receive
from sandbox.faults import Fault
from sandbox.server import TOKEN, Sandbox
from tests.bot.test_health import free_port
from tests.bot.waiting import NotingClock

PASSING = [
    Fault("drop", "getMe", times=3),
    Fault("error", "getMe", times=3, code=502, description="Bad Gateway"),
    Fault("error", "deleteWebhook", times=3, code=500),
]


async def introduced(sandbox: Sandbox, clock: NotingClock, token: str = TOKEN) -> str | None:
    connection = Connection(token, sandbox.url)
    async with open_bot(connection, clock) as bot:
        return (await introduce(bot, connection, clock)).username


@pytest.mark.parametrize("fault", PASSING, ids=lambda fault: f"{fault.kind} {fault.method}")
async def test_a_failure_that_passes_is_waited_out(fault: Fault) -> None:
    clock = NotingClock()
    async with Sandbox.open() as sandbox:
        sandbox.faults.add(fault)

        assert await introduced(sandbox, clock)

    assert clock.pauses == [1, 2, 4]


async def test_telegram_says_how_long_to_wait() -> None:
    clock = NotingClock()
    async with Sandbox.open() as sandbox:
        sandbox.faults.add(Fault("flood", "getMe", retry_after=17))

        assert await introduced(sandbox, clock)

    assert clock.pauses == [17]


async def test_each_failed_attempt_is_a_line_without_the_token(caplog: pytest.LogCaptureFixture) -> None:
    async with Sandbox.open() as sandbox:
        sandbox.faults.add(Fault("drop", "getMe", times=2))

        await introduced(sandbox, NotingClock())

        lines = [record.getMessage() for record in caplog.records if record.levelno == logging.WARNING]

    assert [line.rpartition("; ")[2] for line in lines] == [
        "the next attempt is in 1 s",
        "the next attempt is in 2 s",
    ]
    assert all("can't be reached" in line and TOKEN not in line for line in lines)


async def test_a_server_that_stays_away_is_left_to_another_start() -> None:
    clock = NotingClock()
    async with Sandbox.open() as sandbox:
        sandbox.faults.add(Fault("drop", "getMe", times=None))

        with pytest.raises(CannotStart, match="can't be reached") as ended:
            await introduced(sandbox, clock)

    assert ended.value.code == LATER
    assert len(clock.pauses) == ATTEMPTS - 1


async def test_a_refused_token_is_not_tried_again() -> None:
    clock = NotingClock()
    async with Sandbox.open(token=TOKEN) as sandbox:
        with pytest.raises(CannotStart, match="refuses this token") as ended:
            await introduced(sandbox, clock, token="123456:another-token-than-this-one-000000")

    assert ended.value.code == 2
    assert clock.pauses == []


async def test_a_balancer_without_telegram_behind_it_is_waited_out() -> None:
    """Its page is no JSON, but its 502 says enough."""
    clock = NotingClock()

    async def unavailable(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nConnection: close\r\n\r\n<html>Bad Gateway</html>")
        writer.close()

    async with await asyncio.start_server(unavailable, "127.0.0.1", 0) as server:
        connection = Connection(TOKEN, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        async with open_bot(connection, clock) as bot:
            with pytest.raises(CannotStart, match="Bad Gateway") as ended:
                await introduce(bot, connection, clock)

    assert ended.value.code == LATER
    assert len(clock.pauses) == ATTEMPTS - 1


async def test_a_webhook_that_cannot_be_registered_now_is_left_to_another_start() -> None:
    port = free_port()
    webhook = Webhook(f"http://127.0.0.1:{port}/hook", "secret", "127.0.0.1", port)
    async with Sandbox.open() as sandbox, open_bot(Connection(TOKEN, sandbox.url), NotingClock()) as bot:
        sandbox.faults.add(Fault("drop", "setWebhook"))

        with pytest.raises(CannotStart, match="WEBHOOK_URL") as ended:
            async with receive(webhook, bot, Dispatcher()):
                pass

    assert ended.value.code == LATER
