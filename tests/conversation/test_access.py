"""Who gets in, and what those get who don't."""

import pytest

from sandbox.server import Sandbox
from storage.audit import Action, Audit
from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running
from tests.conversation.steps import SEED, tap
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_stranger_asks_and_an_admin_lets_him_in(
    stranger: Person, admin: Person, bot: Running
) -> None:
    offer = await stranger.ask("/start")
    assert "Доступ открывает администратор" in offer.text
    assert "103" in offer.text
    answer = await stranger.click("Запросить доступ")
    assert "Заявка отправлена" in answer.text

    request = await admin.sees("Заявка на доступ")
    assert "Незнакомец" in request.text
    await admin.click("Разрешить")

    await admin.sees("Доступ открыт: Незнакомец")
    await stranger.sees("Доступ открыт. Пришлите исходный текст")
    (entry,) = (await Audit(bot.database).page()).items
    assert (entry.action, entry.actor_id, entry.user_id) == (Action.APPROVE, admin.id, stranger.id)
    card = await stranger.ask(SEED)
    assert "Бриф" in card.text


async def test_a_refused_one_is_told_once_and_never_answered_again(stranger: Person, admin: Person) -> None:
    await stranger.ask("/start")
    await tap(stranger, "Запросить доступ")
    await admin.sees("Заявка на доступ")
    await admin.click("Отклонить")
    refused = await stranger.sees("отклонил заявку")

    await stranger.send("Пустите!")

    await stranger.hears_nothing()
    assert stranger.last.id == refused.id


async def test_the_second_admin_learns_that_it_is_decided(
    stranger: Person, admin: Person, anna: Person, bot: Running
) -> None:
    await Users(bot.database).set_role(UserId(anna.id), Role.ADMIN)
    await stranger.ask("/start")
    await tap(stranger, "Запросить доступ")
    await anna.sees("Заявка на доступ")
    await admin.sees("Заявка на доступ")
    await admin.click("Отклонить")
    await stranger.sees("отклонил заявку")

    late = await anna.click("Разрешить")

    assert "Уже решено" in late.text
    assert "закрыт" in late.text
    refused = await Users(bot.database).get(UserId(stranger.id))
    assert refused is not None
    assert refused.role is Role.BLOCKED


async def test_an_admin_who_comes_later_finds_the_requests_that_wait(
    stranger: Person, admin: Person, bot: Running
) -> None:
    await Users(bot.database).request_access(UserId(stranger.id), "Незнакомец")

    await admin.send("/start")
    await admin.sees("Заявка на доступ")
    await admin.click("Разрешить")

    await admin.sees("Доступ открыт: Незнакомец")


async def test_staff_cannot_decide(stranger: Person, anna: Person, bot: Running) -> None:
    await Users(bot.database).request_access(UserId(stranger.id), "Незнакомец")

    answer = await anna.press_data(f"decide:{stranger.id}:1")

    assert answer.text == "Эта кнопка работает только у администраторов."
    pending = await Users(bot.database).get(UserId(stranger.id))
    assert pending is not None
    assert pending.role is Role.PENDING


async def test_a_stranger_is_answered_once_and_not_at_every_message(stranger: Person) -> None:
    await stranger.ask("Здравствуйте")
    await stranger.send("Эй")

    await stranger.hears_nothing()

    assert len(stranger.said) == 1


KINDS = ("photo", "sticker", "voice", "video", "animation", "location", "contact", "poll", "dice")


@pytest.mark.parametrize("kind", KINDS)
async def test_a_stranger_gets_the_request_whatever_he_sends(stranger: Person, kind: str) -> None:
    await stranger.send_kind(kind)

    offer = await stranger.sees("Доступ открывает администратор")

    assert offer.labels == ["Запросить доступ"]


async def test_in_a_group_a_stranger_gets_nothing(stranger: Person, town: Town) -> None:
    there = stranger.at(await town.group())

    await there.send("/start")

    await there.hears_nothing()
    assert there.said == ()


async def test_staff_in_a_group_are_asked_to_write_in_private(anna: Person, town: Town) -> None:
    there = anna.at(await town.group())

    await there.send("/start")

    await there.sees("Я работаю в личных сообщениях")


async def test_inline_queries_of_strangers_find_nothing(stranger: Person) -> None:
    _, results = await stranger.inline("логос")

    assert results == []


async def test_a_name_that_is_markup_is_shown_as_it_is(town: Town, admin: Person, sandbox: Sandbox) -> None:
    mallory = await town.person("<b>Админ</b> & Ко", id=666)
    await mallory.ask("/start")
    await tap(mallory, "Запросить доступ")

    request = await admin.sees("Заявка на доступ")

    assert "<b>Админ</b> & Ко" in request.text


async def test_somebody_who_blocks_the_bot_is_known_as_out_of_reach(anna: Person, bot: Running) -> None:
    users = Users(bot.database)
    await anna.ask("/start")
    await anna.block()
    await anna.block(blocked=False)
    await anna.ask("/start")

    back = await users.get(UserId(anna.id))

    assert back is not None
    assert back.reachable
