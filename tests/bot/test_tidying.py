"""RETENTION_DAYS on a real database, with nights that pass at once."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.tidying import keep_tidy
from copywriting.brief import Brief, PlatformSlug, Tone
from storage.briefs import Briefs
from storage.database import Database
from storage.records import ChatId, Role, UserId
from storage.retention import Retention
from storage.users import Users

ANNA = UserId(101)
BRIEF = Brief("Вебинар 24 апреля", "Позвать", PlatformSlug("telegram_post"), Tone("деловой"))


class Nights:
    """A clock on which a sleep is over at once; cancelled when ``count`` nights have passed."""

    def __init__(self, count: int) -> None:
        self._moment = datetime(2026, 1, 1, tzinfo=UTC)
        self._left = count

    def now(self) -> datetime:
        return self._moment

    def monotonic(self) -> float:
        return self._moment.timestamp()

    async def sleep(self, seconds: float) -> None:
        if self._left == 0:
            raise asyncio.CancelledError
        self._left -= 1
        self._moment += timedelta(seconds=seconds)


@pytest.mark.parametrize(("nights", "kept"), [(29, True), (31, False)])
async def test_a_brief_goes_when_nobody_touched_it_for_so_long(
    tmp_path: Path, nights: int, kept: bool
) -> None:
    clock = Nights(nights)
    async with Database.open(tmp_path / "bot.sqlite3", now=clock.now) as database:
        await Users(database).request_access(ANNA, "Анна")
        await Users(database).set_role(ANNA, Role.STAFF)
        brief = await Briefs(database).add(ANNA, ChatId(ANNA), BRIEF, 4)

        with pytest.raises(asyncio.CancelledError):
            await keep_tidy(Retention(database), clock, days=30)

        assert (await Briefs(database).get(brief.id) is not None) is kept
