"""No kind of update and no button lets a stranger in."""

from typing import Any

import pytest
from aiogram import BaseMiddleware
from aiogram.filters.callback_data import CallbackData
from aiogram.types import Update

from storage.records import Role, UserId
from storage.users import Users
from tests.conversation.conftest import Running
from tests.people import Person, Town

pytestmark = pytest.mark.asyncio(loop_scope="session")

STRANGER = {"id": 103, "is_bot": False, "first_name": "Незнакомец"}
CHAT = {"id": 103, "type": "private", "first_name": "Незнакомец"}
CHANNEL = {"id": -1005, "type": "channel", "title": "Канал"}
MESSAGE = {"message_id": 5, "date": 1, "chat": CHAT, "from": STRANGER, "text": "впусти"}
MEMBER = {"status": "member", "user": STRANGER}
REACTION = {"chat": CHAT, "message_id": 5, "date": 1}

UPDATES: dict[str, dict[str, Any]] = {
    "message": {**MESSAGE, "chat": {"id": -7, "type": "group", "title": "Группа"}},
    "edited_message": {**MESSAGE, "edit_date": 2},
    "channel_post": {**MESSAGE, "chat": CHANNEL},
    "edited_channel_post": {**MESSAGE, "chat": CHANNEL, "edit_date": 2},
    "business_message": {**MESSAGE, "business_connection_id": "b"},
    "edited_business_message": {**MESSAGE, "business_connection_id": "b", "edit_date": 2},
    "deleted_business_messages": {"business_connection_id": "b", "chat": CHAT, "message_ids": [5]},
    "guest_message": {**MESSAGE, "guest_query_id": "g"},
    "message_reaction": {**REACTION, "user": STRANGER, "old_reaction": [], "new_reaction": []},
    "message_reaction_count": {**REACTION, "reactions": []},
    "chosen_inline_result": {"result_id": "1", "from": STRANGER, "query": "логос"},
    "shipping_query": {
        "id": "1",
        "from": STRANGER,
        "invoice_payload": "p",
        "shipping_address": {
            "country_code": "RU",
            "state": "",
            "city": "Саров",
            "street_line1": "",
            "street_line2": "",
            "post_code": "",
        },
    },
    "pre_checkout_query": {
        "id": "1",
        "from": STRANGER,
        "currency": "RUB",
        "total_amount": 1,
        "invoice_payload": "p",
    },
    "poll_answer": {"poll_id": "1", "user": STRANGER, "option_ids": [0], "option_persistent_ids": ["a"]},
    "my_chat_member": {
        "chat": CHAT,
        "from": STRANGER,
        "date": 1,
        "old_chat_member": MEMBER,
        "new_chat_member": MEMBER,
    },
    "chat_member": {
        "chat": CHAT,
        "from": STRANGER,
        "date": 1,
        "old_chat_member": MEMBER,
        "new_chat_member": MEMBER,
    },
    "chat_join_request": {"chat": CHANNEL, "from": STRANGER, "user_chat_id": 103, "date": 1},
    "stopped_message_generation": {"chat": CHAT, "draft_id": 1},
}


class Beyond(BaseMiddleware):
    """Stands behind the door and notes what came through."""

    def __init__(self) -> None:
        self.came: list[str] = []

    async def __call__(self, handler: Any, event: Any, data: dict[str, Any]) -> Any:
        self.came.append(event.event_type)
        return await handler(event, data)


@pytest.fixture
def beyond(bot: Running) -> Beyond:
    watcher = Beyond()
    bot.office.dispatcher.update.outer_middleware(watcher)
    return watcher


async def feed(bot: Running, kind: str, number: int = 1) -> None:
    update = Update.model_validate({"update_id": number, kind: UPDATES[kind]}, context={"bot": bot.means.bot})
    await bot.office.dispatcher.feed_update(bot.means.bot, update)


@pytest.mark.parametrize("kind", UPDATES)
async def test_no_kind_of_update_gets_a_stranger_in(
    bot: Running, beyond: Beyond, town: Town, kind: str
) -> None:
    before = len(await town.calls("sendmessage"))

    await feed(bot, kind)

    assert beyond.came == []
    assert len(await town.calls("sendmessage")) == before


@pytest.mark.parametrize("role", [Role.PENDING, Role.BLOCKED])
@pytest.mark.parametrize("kind", ["message", "stopped_message_generation", "my_chat_member"])
async def test_neither_does_having_asked_or_having_been_refused(
    bot: Running, beyond: Beyond, role: Role, kind: str
) -> None:
    users = Users(bot.database)
    await users.request_access(UserId(103), "Незнакомец")
    await users.set_role(UserId(103), role)

    await feed(bot, kind)

    assert beyond.came == []


async def test_staff_do_come_through_so_the_watcher_watches(bot: Running, beyond: Beyond) -> None:
    users = Users(bot.database)
    await users.request_access(UserId(103), "Незнакомец")
    await users.set_role(UserId(103), Role.STAFF)

    await feed(bot, "stopped_message_generation")

    assert beyond.came == ["stopped_message_generation"]


async def test_an_update_that_comes_again_is_not_handled_again(bot: Running, beyond: Beyond) -> None:
    await Users(bot.database).request_access(UserId(103), "Незнакомец")
    await Users(bot.database).set_role(UserId(103), Role.STAFF)

    await feed(bot, "stopped_message_generation", number=77)
    await feed(bot, "stopped_message_generation", number=77)

    assert len(beyond.came) == 1


def every_button() -> list[str]:
    """One of each family, as a modified client would forge it."""
    families = [one for one in CallbackData.__subclasses__() if one.__module__.startswith("handlers")]
    return [
        ":".join([family.__prefix__, *("1" for _ in family.model_fields)])
        for family in families
        if family.__prefix__ != "access"
    ]


async def test_the_buttons_are_all_there() -> None:
    assert {"decide:1:1", "go:1:1", "choose:1", "stop:1", "hide"} <= set(every_button())


async def test_no_button_works_for_a_stranger(stranger: Person, beyond: Beyond) -> None:
    await stranger.ask("/start")

    for data in every_button():
        answer = await stranger.press_data(data)
        assert "Доступ к боту открывает администратор" in answer.text

    assert beyond.came == []
    assert len(stranger.said) == 1
