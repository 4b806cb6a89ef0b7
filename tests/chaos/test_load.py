"""Two hundred people at once: everybody has his turn, and who wants too much hears when to come back."""

import asyncio
from pathlib import Path

import pytest

from desk.errors import DeskFull, TooManyJobs
from desk.limits import Limits
from handlers.errors import sentence
from sandbox.model import SandboxUser
from sandbox.server import Sandbox
from tests.desk.stage import Office, Typist

PEOPLE = range(1001, 1201)
EAGER = range(1001, 1021)  # they have two jobs each, and have come first


async def test_in_a_burst_nobody_is_served_twice_before_everybody_was_served_once(tmp_path: Path) -> None:
    typist = Typist()
    users = [SandboxUser(user_id, f"Сотрудник {user_id}") for user_id in PEOPLE]
    async with Sandbox.open(users=users) as sandbox:
        limits = Limits(queue_limit=1_000)
        async with Office.open(tmp_path / "bot.sqlite3", sandbox.url, typist=typist, limits=limits) as office:
            for user_id in PEOPLE:
                for number in range(2 if user_id in EAGER else 1):
                    await office.submit(user_id, key=str(number), variants=1)
            async with office.at_work(), asyncio.timeout(300):
                while await office.jobs.unfinished():
                    await sandbox.world.feed.wait(lambda: False, 0.05)
                waiting = (await office.desk.load()).waiting

        served = [order.tenant for order in typist.orders]
        assert (sorted(served[:200]), sorted(served[200:])) == (list(PEOPLE), list(EAGER))
        assert [user_id for user_id in PEOPLE if _texts(sandbox, user_id) != 1 + (user_id in EAGER)] == []
        assert waiting == 0


def _texts(sandbox: Sandbox, user_id: int) -> int:
    posts = sandbox.world.chats[user_id].posts.values()  # type: ignore[index]
    return sum(post.sender_id is None for post in posts)


async def test_who_wants_too_much_hears_when_to_come_back(tmp_path: Path) -> None:
    async with Sandbox.open() as sandbox:
        limits = Limits(queue_limit=2, user_queue_limit=1)
        async with Office.open(tmp_path / "bot.sqlite3", sandbox.url, limits=limits) as office:
            async with office.at_work(), asyncio.timeout(60):
                await office.submit(101, key="measured")
                while await office.jobs.unfinished():
                    await sandbox.world.feed.wait(lambda: False, 0.02)
            await office.submit(101)
            with pytest.raises(TooManyJobs) as greedy:
                await office.submit(101, key="another")
            await office.submit(102)
            with pytest.raises(DeskFull) as late:
                await office.submit(103)

    for refusal in (greedy.value, late.value):
        assert "примерно через" in (sentence(refusal) or "")
