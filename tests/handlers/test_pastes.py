import asyncio
from collections.abc import Sequence

from aiogram.exceptions import TelegramForbiddenError
from aiogram.methods import SendMessage

from handlers.pastes import Pastes
from storage.records import BriefId

ONE, TWO = BriefId(1), BriefId(2)


class Shown:
    """Collects what was shown, and lets a test wait for it."""

    def __init__(self) -> None:
        self.ids: asyncio.Queue[BriefId] = asyncio.Queue()
        self.notes: list[str] = []

    async def show(self, brief_id: BriefId, notes: Sequence[str]) -> None:
        self.notes.extend(notes)
        await self.ids.put(brief_id)


async def test_a_card_is_shown_when_the_parts_stop_coming() -> None:
    shown = Shown()
    pastes = Pastes(shown.show, asyncio.get_running_loop().time, pause=0.01)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pastes.run())
        pastes.expect_more(ONE)

        assert await shown.ids.get() == ONE
        running.cancel()


async def test_another_part_puts_the_card_off_and_the_last_part_brings_it() -> None:
    shown = Shown()
    pastes = Pastes(shown.show, asyncio.get_running_loop().time, pause=3600)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pastes.run())
        pastes.expect_more(ONE)
        pastes.expect_more(TWO)
        pastes.complete(ONE)

        assert await shown.ids.get() == ONE
        assert shown.ids.empty()
        running.cancel()


async def test_what_a_crash_left_over_is_shown_at_the_start() -> None:
    shown = Shown()
    pastes = Pastes(shown.show, asyncio.get_running_loop().time, pause=3600)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pastes.run([ONE, TWO]))

        assert [await shown.ids.get(), await shown.ids.get()] == [ONE, TWO]
        running.cancel()


async def test_the_card_comes_with_the_notes_of_all_its_parts() -> None:
    shown = Shown()
    pastes = Pastes(shown.show, asyncio.get_running_loop().time, pause=3600)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pastes.run())
        pastes.expect_more(ONE, ["one"])
        pastes.hold(ONE)
        pastes.complete(ONE, ["two"])

        assert await shown.ids.get() == ONE
        assert shown.notes == ["one", "two"]
        running.cancel()


async def test_a_user_who_has_blocked_the_bot_keeps_no_card_of_others_back() -> None:
    shown = Shown()

    async def show(brief_id: BriefId, notes: Sequence[str]) -> None:
        if brief_id == ONE:
            raise TelegramForbiddenError(SendMessage(chat_id=1, text=""), "bot was blocked by the user")
        await shown.show(brief_id, notes)

    pastes = Pastes(show, asyncio.get_running_loop().time, pause=3600)
    async with asyncio.timeout(5), asyncio.TaskGroup() as tasks:
        running = tasks.create_task(pastes.run([ONE, TWO]))

        assert await shown.ids.get() == TWO
        running.cancel()
