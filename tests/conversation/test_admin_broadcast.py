"""An announcement: looked at, sent to everybody who can be reached, followed, stopped."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.wiring import Knowledge
from inference.contract import Engine
from sandbox.server import Sandbox
from storage.audit import Action, Audit
from storage.broadcasts import Broadcasts
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.steps import tap
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

NEWS = "Завтра в 10:00 перерыв на час. <b>Сохраните</b> тексты & приходите позже."


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bot.sqlite3"


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox, model: Engine, knowledge: Knowledge, path: Path) -> AsyncIterator[Running]:
    async with bot_at_work(sandbox, path, model, knowledge, Settings(_env_file=None)) as running:
        yield running


async def write(admin: Person, text: str) -> None:
    await admin.ask("/admin")
    await tap(admin, "Рассылка")
    await admin.sees("Пришлите текст рассылки")
    await admin.send(text)


async def test_everybody_gets_what_the_preview_showed(
    anna: Person, boris: Person, admin: Person, bot: Running
) -> None:
    await write(admin, NEWS)
    asked = await admin.sees("Получателей: 2")
    assert admin.said[-2].text == NEWS
    await anna.hears_nothing()

    await admin.click("Отправить", of=asked)

    assert (await anna.sees("Завтра в 10:00")).text == NEWS
    assert (await boris.sees("Завтра в 10:00")).text == NEWS
    done = await admin.sees("Рассылка закончена")
    assert done.id == asked.id
    assert "Доставлено 2 из 2" in done.text
    assert done.labels == []
    assert [one.action for one in (await Audit(bot.database).page()).items] == [Action.BROADCAST]


async def test_those_who_have_blocked_the_bot_are_counted_and_remembered(
    anna: Person, boris: Person, admin: Person, bot: Running
) -> None:
    await anna.ask("/start")
    await anna.block()
    await write(admin, NEWS)
    await tap(admin, "Отправить")

    done = await admin.sees("Рассылка закончена")

    assert "Доставлено 1 из 2" in done.text
    assert "Заблокировали бота: 1" in done.text
    user = await Users(bot.database).get(UserId(anna.id))
    assert user is not None
    assert not user.reachable


async def test_a_dropped_one_reaches_nobody(anna: Person, admin: Person, bot: Running) -> None:
    await write(admin, NEWS)
    await tap(admin, "Отменить")

    await admin.sees("Рассылка отменена")
    await anna.hears_nothing()
    assert "устарел" in (await admin.press_data("adm_send")).text


async def test_a_picture_is_no_announcement_and_cancel_ends_it(admin: Person, bot: Running) -> None:
    await admin.ask("/admin")
    await tap(admin, "Рассылка")
    await admin.sees("Пришлите текст рассылки")

    await admin.send_photo()
    await admin.sees("Рассылка — это один текст")

    assert "Отменил" in (await admin.ask("/cancel")).text
    assert await Broadcasts(bot.database).running() == ()


async def test_a_second_press_sends_nothing_twice(anna: Person, admin: Person, bot: Running) -> None:
    await write(admin, NEWS)
    asked = await admin.sees("Получателей: 2")
    await admin.press("Отправить", of=asked)
    await admin.press("Отправить", of=asked)

    await admin.sees("Рассылка закончена")

    await anna.look()
    assert [message.text for message in anna.said] == [NEWS]


async def test_a_stopped_one_leaves_the_rest_alone(town: Town, admin: Person, bot: Running) -> None:
    users = Users(bot.database)
    for number in range(300, 360):
        await town.person(f"Сотрудник {number}", id=number)
        await users.request_access(UserId(number), f"Сотрудник {number}")
        await users.set_role(UserId(number), Role.STAFF)
    await write(admin, NEWS)
    await tap(admin, "Отправить")
    await admin.sees("Рассылка идёт")

    answer = await tap(admin, "Остановить рассылку")

    assert "Останавливаю" in answer.text
    stopped = await admin.sees("Рассылка остановлена")
    assert "Не получат" in stopped.text
    assert (await tap_again(admin)) == "Эта рассылка уже закончена."
    done = [one.action for one in (await Audit(bot.database).page()).items]
    assert done == [Action.STOP_BROADCAST, Action.BROADCAST]


async def tap_again(admin: Person) -> str:
    return (await admin.press_data("adm_halt:1")).text


async def test_what_was_left_is_sent_after_a_restart(
    sandbox: Sandbox, town: Town, model: Engine, knowledge: Knowledge, path: Path
) -> None:
    settings = Settings(_env_file=None)
    async with bot_at_work(sandbox, path, model, knowledge, settings) as bot:
        admin = await town.person("Админ", id=100)
        users = Users(bot.database)
        for number in range(300, 330):
            await town.person(f"Сотрудник {number}", id=number)
            await users.request_access(UserId(number), f"Сотрудник {number}")
            await users.set_role(UserId(number), Role.STAFF)
        await write(admin, NEWS)
        await tap(admin, "Отправить")
        await admin.sees("Рассылка идёт")

    async with bot_at_work(sandbox, path, model, knowledge, settings):
        done = await admin.sees("Рассылка закончена")
        assert "из 32" in done.text
        last = await town.person("Сотрудник 329", id=329)
        await last.sees("Завтра в 10:00")
