"""An announcement to everybody: once each, past those who have blocked the bot, over a crash."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from desk.broadcaster import Broadcaster
from desk.courier import Courier
from desk.presenter import Outgoing
from sandbox.server import Sandbox
from storage.broadcasts import Broadcast, Broadcasts, BroadcastState, Reach
from storage.records import ChatId, MessageId, Role, UserId
from tests.desk.stage import Office
from tests.people import Person, Town

ADMIN = UserId(1)


class Plain:
    def message(self, broadcast: Broadcast) -> Outgoing:
        return Outgoing(broadcast.text)

    def progress(self, broadcast: Broadcast, reach: Reach) -> Outgoing:
        return Outgoing(f"{broadcast.state}: {reach.sent} of {reach.total}, {reach.unreachable} unreachable")


@asynccontextmanager
async def at_work(office: Office) -> AsyncIterator[Broadcaster]:
    courier = Courier(office.bot, office.clock, moved=office.jobs.move)
    broadcasts = Broadcasts(office.database)
    broadcaster = Broadcaster(courier, Plain(), office.clock, broadcasts=broadcasts, users=office.users)
    task = asyncio.create_task(broadcaster.run())
    try:
        yield broadcaster
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def announced(office: Office, *people: Person) -> Broadcast:
    for one in people:
        await office.users.ensure_admin(UserId(one.id))
        await office.users.set_role(UserId(one.id), Role.STAFF)
    return await Broadcasts(office.database).create(ADMIN, "Завтра перерыв", [Role.STAFF], key="k")


async def over(office: Office, made: Broadcast) -> Reach:
    broadcasts = Broadcasts(office.database)
    async with asyncio.timeout(10):
        while await broadcasts.running():
            continue
    return await broadcasts.reach(made.id)


async def test_everybody_gets_it_and_its_author_sees_how_far_it_is(
    office: Office, anna: Person, boris: Person, town: Town
) -> None:
    author = await town.person("Вера", id=int(ADMIN))
    made = await announced(office, anna, boris)
    message = await office.bot.send_message(author.chat_id, "0 of 2")
    await Broadcasts(office.database).attach(made.id, ChatId(author.chat_id), MessageId(message.message_id))

    async with at_work(office):
        await author.sees("done: 2 of 2, 0 unreachable")

    await anna.sees("Завтра перерыв")
    await boris.sees("Завтра перерыв")


async def test_who_has_blocked_the_bot_holds_up_nobody(
    office: Office, anna: Person, boris: Person, town: Town
) -> None:
    await town.fault(
        "error",
        "sendMessage",
        chat_id=anna.chat_id,
        times=None,
        code=403,
        description="Forbidden: bot was blocked by the user",
    )
    made = await announced(office, anna, boris)

    async with at_work(office):
        reach = await over(office, made)

    user = await office.users.get(UserId(anna.id))
    assert (reach.sent, reach.unreachable) == (1, 1)
    assert user is not None
    assert not user.reachable


async def test_who_was_blocked_meanwhile_gets_nothing(office: Office, anna: Person, boris: Person) -> None:
    made = await announced(office, anna, boris)
    await office.users.set_role(UserId(anna.id), Role.BLOCKED)

    async with at_work(office):
        reach = await over(office, made)

    await anna.look()
    assert (reach.sent, reach.refused, anna.said) == (1, 1, ())


async def test_a_crash_repeats_nothing_and_leaves_nobody_out(
    path: Path, sandbox: Sandbox, anna: Person, boris: Person
) -> None:
    async with Office.open(path, sandbox.url) as office:
        made = await announced(office, anna, boris)
        taken = await Broadcasts(office.database).next(made.id)

    async with Office.open(path, sandbox.url) as office, at_work(office):
        reach = await over(office, made)

    await anna.look()
    await boris.sees("Завтра перерыв")
    assert (taken, reach.sent, reach.unsure, anna.said) == (anna.id, 1, 1, ())


async def test_a_new_one_wakes_it(office: Office, anna: Person) -> None:
    async with at_work(office) as broadcaster:
        await asyncio.sleep(0)
        made = await announced(office, anna)
        broadcaster.wake()
        await over(office, made)
    state = await Broadcasts(office.database).get(made.id)

    assert state is not None
    assert state.state is BroadcastState.DONE
