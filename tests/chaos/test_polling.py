"""Polling never dies silently: whatever getUpdates does, it goes on, or the bot ends with a line."""

import asyncio
from pathlib import Path

import pytest

from bot.errors import CannotGoOn
from bot.wiring import Knowledge
from sandbox.faults import Fault
from sandbox.server import Sandbox
from tests.chaos.conftest import polls_again, scripted_bot
from tests.chaos.test_database_trouble import causes
from tests.conversation.conftest import Running
from tests.conversation.steps import form, labelled, tap
from tests.people import Person, Town

POLL = "getUpdates"
TRANSIENT = [
    Fault("garbage", POLL, times=3),
    Fault("drop", POLL, times=3),
    Fault("drop_after", POLL, times=3),
    Fault("error", POLL, times=3, code=502),
    Fault("error", POLL, times=3, code=409, description="Conflict: terminated by other getUpdates request"),
    Fault("flood", POLL, times=2, retry_after=1),
    Fault("duplicate", POLL, times=3),
]


@pytest.mark.parametrize("fault", TRANSIENT, ids=lambda fault: f"{fault.kind} {fault.code}")
async def test_polling_outlives(fault: Fault, anna: Person, sandbox: Sandbox) -> None:
    sandbox.faults.add(fault)

    await anna.send("/help")

    assert "Пришлите" in (await anna.sees("Пришлите")).text


async def test_an_update_that_cannot_be_read_does_not_hold_up_the_others(
    anna: Person, sandbox: Sandbox
) -> None:
    sandbox.world.updates.put("message", {"message_id": "seven", "chat": {"of": "the future"}})

    await anna.send("/help")

    await anna.sees("Пришлите")
    await polls_again(sandbox)
    assert sandbox.world.updates.pending == 0


async def test_a_token_that_is_revoked_ends_the_bot_with_one_line(
    sandbox: Sandbox, town: Town, knowledge: Knowledge, path: Path
) -> None:
    async def until_it_ends() -> None:
        async with scripted_bot(sandbox, knowledge, path) as running:
            sandbox.faults.add(Fault("error", POLL, times=None, code=401, description="Unauthorized"))
            async with asyncio.timeout(60):
                while running.office.watchdog.trouble is None:
                    await sandbox.world.feed.wait(lambda: False, 0.05)

    with pytest.raises(ExceptionGroup) as ended:
        await until_it_ends()

    (trouble,) = causes(ended.value, CannotGoOn)
    assert str(trouble).startswith("BOT_TOKEN: ")


async def test_what_was_asked_before_the_network_went_away_arrives_once_and_in_order_when_it_is_back(
    anna: Person, sandbox: Sandbox, bot: Running
) -> None:
    await anna.ask(form("Вариантов: 4"))
    await tap(anna, "Сгенерировать")
    numbers = [sandbox.faults.add(Fault("drop", method, times=None)) for method in ("*", POLL)]
    async with asyncio.timeout(60):
        while len(await written(bot)) < 4:
            await sandbox.world.feed.wait(lambda: False, 0.05)
    await bot.means.clock.sleep(180)  # three minutes of the bot's clock

    for number in numbers:
        sandbox.faults.remove(number)
    await anna.until(lambda screen: labelled(screen, "Вариант 4 из 4"), within=60)

    shown = [label[:14] for one in anna.screen.said for label in one.labels if label.startswith("Вариант ")]
    assert [label for label in shown if " из 4" in label] == [
        f"Вариант {number} из 4" for number in range(1, 5)
    ]


async def written(bot: Running) -> list[object]:
    return list(await bot.database.rows("SELECT id FROM variant WHERE text IS NOT NULL"))
