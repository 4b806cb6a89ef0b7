"""The page's event stream: nothing is missed over a broken connection, and a restart is noticed."""

import json
from typing import Any

import aiohttp
from aiogram import Bot

from sandbox import Sandbox
from tests.people import Person


async def first_event(sandbox: Sandbox, since: str, last_id: str = "") -> tuple[str, dict[str, Any]]:
    """Id and data of the first event of a fresh stream."""
    headers = {"Last-Event-ID": last_id} if last_id else {}
    url = f"{sandbox.url}/sandbox/events"
    async with (
        aiohttp.ClientSession() as http,
        http.get(url, params={"since": since}, headers=headers) as stream,
    ):
        assert stream.content_type == "text/event-stream"
        name = (await stream.content.readline()).decode().removeprefix("id: ").strip()
        data = (await stream.content.readline()).decode().removeprefix("data: ")
        return name, json.loads(data)


async def test_a_stream_goes_on_where_it_broke(sandbox: Sandbox, bot: Bot, anna: Person) -> None:
    cursor = (await anna.wire.call("GET", "/sandbox/state"))["cursor"]
    await bot.send_message(anna.id, "раз")
    newer, event = await first_event(sandbox, cursor)
    assert (event["type"], event["message"]["text"]) == ("message", "раз")
    await bot.send_message(anna.id, "два")
    _, event = await first_event(sandbox, cursor, last_id=newer)
    assert event["message"]["text"] == "два"


async def test_a_cursor_of_another_run_makes_the_page_start_afresh(sandbox: Sandbox) -> None:
    _, event = await first_event(sandbox, "1.1")
    assert event["type"] == "reset"
