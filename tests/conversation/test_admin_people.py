"""An administrator decides who may use the bot, and who administers it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.settings import Settings
from bot.wiring import Knowledge
from handlers.admin import buttons
from inference.contract import Engine
from sandbox.server import Sandbox
from storage.audit import Action, Audit
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running, bot_at_work
from tests.conversation.steps import SEED, tap
from tests.people import Person, together

pytestmark = pytest.mark.asyncio(loop_scope="session")

OWNER = 104


@pytest_asyncio.fixture(loop_scope="session")
async def bot(
    sandbox: Sandbox, model: Engine, knowledge: Knowledge, tmp_path: Path
) -> AsyncIterator[Running]:
    """104 is an administrator by the settings."""
    settings = Settings(_env_file=None, admin_ids=frozenset({OWNER}))
    async with bot_at_work(sandbox, tmp_path / "bot.sqlite3", model, knowledge, settings) as running:
        yield running


async def role_of(bot: Running, person: Person) -> Role | None:
    user = await Users(bot.database).get(UserId(person.id))
    return user.role if user is not None else None


async def open_card(admin: Person, kind: str, name: str) -> None:
    await admin.ask("/admin")
    await tap(admin, "Пользователи")
    if "Сотрудники" not in kind:
        await tap(admin, kind)
    await tap(admin, name)
    await admin.sees("Роль:")


async def test_the_menu_tells_how_things_are(admin: Person) -> None:
    menu = await admin.ask("/admin")

    assert "Модель: " in menu.text
    assert "Очередь: пишется 0, ждёт 0" in menu.text
    assert "Пользователей: 3" in menu.text
    assert "📣 Рассылка" in menu.labels


async def test_staff_and_strangers_get_one_sentence(anna: Person, stranger: Person, bot: Running) -> None:
    assert (await anna.ask("/admin")).text == "Этот раздел только для администраторов."
    assert (await anna.press_data(buttons.Menu().pack())).text == (
        "Эта кнопка работает только у администраторов."
    )

    assert "Доступ открывает администратор" in (await stranger.ask("/admin")).text
    assert "Доступ" in (await stranger.press_data(buttons.Menu().pack())).text


async def test_a_request_is_decided_from_the_list(stranger: Person, admin: Person, bot: Running) -> None:
    await stranger.ask("/start")
    await tap(stranger, "Запросить доступ")

    menu = await admin.ask("/admin")
    assert "Заявок на доступ: 1" in menu.text
    await tap(admin, "Пользователи")
    await tap(admin, "Незнакомец")
    await tap(admin, "Разрешить")

    await admin.sees("Роль: сотрудник")
    await stranger.sees("Доступ открыт")
    assert await role_of(bot, stranger) is Role.STAFF


async def test_a_blocked_one_is_told_loses_his_jobs_and_may_come_back(
    anna: Person, admin: Person, bot: Running
) -> None:
    await anna.ask(SEED)
    await open_card(admin, "Сотрудники", "Анна")
    await tap(admin, "Заблокировать")
    await anna.sees("закрыл вам доступ")
    await anna.send("/help")
    await anna.hears_nothing()

    await admin.sees("Роль: доступ закрыт")
    await tap(admin, "Разблокировать")
    await anna.sees("снова открыт")

    assert "Как пользоваться" in (await anna.ask("/help")).text
    done = [entry.action for entry in (await Audit(bot.database).page()).items]
    assert done == [Action.UNBLOCK, Action.BLOCK]


async def test_an_administrator_is_made_and_unmade(anna: Person, admin: Person, bot: Running) -> None:
    await anna.ask("/start")
    await open_card(admin, "Сотрудники", "Анна")
    await tap(admin, "Сделать администратором")
    await anna.sees("Вы теперь администратор")
    assert "Администрирование" in (await anna.ask("/admin")).text

    await tap(admin, "Снять администратора")
    await anna.sees("больше не администратор")

    assert "только для администраторов" in (await anna.ask("/admin")).text


async def test_nobody_unmakes_himself(admin: Person, bot: Running) -> None:
    await admin.ask("/admin")
    forged = buttons.Move(user_id=admin.id, of=Role.ADMIN, to=Role.STAFF)

    answer = await admin.press_data(forged.pack())

    assert "Себя нельзя" in answer.text
    assert await role_of(bot, admin) is Role.ADMIN


async def test_an_administrator_by_the_settings_stays_one(
    sandbox: Sandbox, admin: Person, bot: Running
) -> None:
    await Users(bot.database).ensure_admin(UserId(OWNER), "Владелец")

    answer = await admin.press_data(buttons.Move(user_id=OWNER, of=Role.ADMIN, to=Role.STAFF).pack())

    assert "указан в ADMIN_IDS" in answer.text


async def test_two_who_unmake_each_other_at_once_leave_one(anna: Person, admin: Person, bot: Running) -> None:
    await Users(bot.database).set_role(UserId(anna.id), Role.ADMIN)
    of_anna = buttons.Move(user_id=anna.id, of=Role.ADMIN, to=Role.STAFF).pack()
    of_admin = buttons.Move(user_id=admin.id, of=Role.ADMIN, to=Role.STAFF).pack()

    await together(admin.press_data(of_anna), anna.press_data(of_admin))

    assert [await role_of(bot, one) for one in (anna, admin)].count(Role.ADMIN) == 1


async def test_the_second_of_two_who_decide_learns_what_was_decided(
    anna: Person, admin: Person, bot: Running
) -> None:
    await anna.ask("/start")
    block = buttons.Move(user_id=anna.id, of=Role.STAFF, to=Role.BLOCKED).pack()
    await admin.press_data(block)

    again = await admin.press_data(buttons.Move(user_id=anna.id, of=Role.STAFF, to=Role.ADMIN).pack())

    assert again.text == "Уже решено: Анна (@anna_sandbox) — доступ закрыт."
    assert await role_of(bot, anna) is Role.BLOCKED


async def test_a_forged_promotion_of_somebody_blocked_is_refused(
    anna: Person, admin: Person, bot: Running
) -> None:
    await Users(bot.database).set_role(UserId(anna.id), Role.BLOCKED)

    await admin.press_data(buttons.Move(user_id=anna.id, of=Role.BLOCKED, to=Role.ADMIN).pack())

    assert await role_of(bot, anna) is Role.BLOCKED


async def test_many_people_come_in_pages(admin: Person, bot: Running) -> None:
    users = Users(bot.database)
    for number in range(200, 225):
        await users.request_access(UserId(number), f"Сотрудник {number}")
        await users.set_role(UserId(number), Role.STAFF)
    await admin.ask("/admin")
    await tap(admin, "Пользователи")
    first = await admin.sees("Сотрудники: 27")
    assert "Сотрудник 224" in first.labels

    await admin.click("›")

    await admin.until(lambda screen: "Сотрудник 214" in screen.said[-1].labels)


async def test_every_deed_stands_in_the_journal(anna: Person, admin: Person, bot: Running) -> None:
    await anna.ask("/start")
    await open_card(admin, "Сотрудники", "Анна")
    await tap(admin, "Заблокировать")
    await admin.sees("Роль: доступ закрыт")
    await admin.ask("/admin")

    await tap(admin, "Журнал")

    journal = await admin.sees("Журнал")
    assert "— доступ закрыт: Анна" in journal.text
