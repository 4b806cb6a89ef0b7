"""The bot as its operators run it behind a reverse proxy: Telegram brings the updates."""

from pathlib import Path

import aiohttp
import pytest

from bot.settings import Settings
from bot.webhook import HEADER
from bot.wiring import Knowledge
from inference.contract import Engine
from sandbox.server import Sandbox
from tests.bot.test_health import free_port
from tests.conversation.conftest import bot_at_work
from tests.conversation.steps import form, labelled, tap, variant
from tests.people import Town

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.engine]


def brought(sandbox: Sandbox, port: int) -> Settings:
    return Settings(
        _env_file=None,
        bot_token=sandbox.token,
        telegram_api_url=sandbox.url,
        webhook_url=f"http://127.0.0.1:{port}/hook",
        webhook_port=port,
    )


async def test_a_whole_conversation_goes_on_after_a_restart_and_nothing_is_lost_between(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    settings, path = brought(sandbox, free_port()), tmp_path / "bot.sqlite3"
    anna = await town.person("Анна", id=101)
    async with bot_at_work(sandbox, path, model, knowledge, settings):
        await anna.ask(form("Вариантов: 1"))
        await tap(anna, "Сгенерировать")
        last = await variant(anna, "Вариант 1 из 1")
        await anna.click("Выбрать", of=last)
        await variant(anna, "Выбрано")
    shown = len(anna.said)
    await anna.send("/new")  # to nobody: it waits at Telegram
    await anna.send(form("Вариантов: 3"))

    async with bot_at_work(sandbox, path, model, knowledge, settings):
        await anna.until(
            lambda screen: [one for one in labelled(screen, "Сгенерировать") if "Вариантов: 3" in one.text]
        )

    assert len(anna.said) > shown
    assert await town.calls("getupdates") == []


async def test_a_forged_update_is_refused_and_does_nothing(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, tmp_path: Path
) -> None:
    port = free_port()
    anna = await town.person("Анна", id=101)
    forged = {
        "update_id": 10**9,
        "message": {
            "message_id": 10**6,
            "date": 0,
            "chat": {"id": anna.id, "type": "private"},
            "from": {"id": anna.id, "is_bot": False, "first_name": "Анна"},
            "text": "/start",
        },
    }
    async with bot_at_work(sandbox, tmp_path / "b.sqlite3", model, knowledge, brought(sandbox, port)):
        async with aiohttp.ClientSession() as http:
            for headers in ({}, {HEADER: "a-guessed-secret"}):
                async with http.post(f"http://127.0.0.1:{port}/hook", json=forged, headers=headers) as answer:
                    assert answer.status == 401

        await anna.ask("/help")

    assert len(anna.said) == 1
