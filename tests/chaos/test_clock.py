"""The wall clock is set while the bot runs."""

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.tidying import keep_tidy
from copywriting.brief import Brief, PlatformSlug, Tone
from sandbox.server import Sandbox
from storage.briefs import Briefs
from storage.database import Database
from storage.records import ChatId, UserId
from storage.retention import Retention
from storage.users import Users
from tests.desk.stage import Office
from tests.people import Town

ANNA = UserId(101)
BRIEF = Brief("Вебинар 24 апреля", "Позвать", PlatformSlug("telegram_post"), Tone("деловой"))


class Jumping:
    """Nights pass at once; after the first one the wall clock is ``years`` ahead."""

    def __init__(self, years: int) -> None:
        self._ticks = 0.0
        self._years = years

    def now(self) -> datetime:
        jumped = timedelta(days=365 * self._years if self._ticks else 0)
        return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=self._ticks) + jumped

    def monotonic(self) -> float:
        return self._ticks

    async def sleep(self, seconds: float) -> None:
        if self._ticks:
            raise asyncio.CancelledError
        self._ticks += seconds


async def test_a_clock_set_years_ahead_deletes_nothing(tmp_path: Path) -> None:
    clock = Jumping(years=10)
    async with Database.open(tmp_path / "bot.sqlite3", now=clock.now) as database:
        await Users(database).ensure_admin(ANNA)
        brief = await Briefs(database).add(ANNA, ChatId(ANNA), BRIEF, 4)

        with pytest.raises(asyncio.CancelledError):
            await keep_tidy(Retention(database), clock, days=30)

        assert await Briefs(database).get(brief.id) is not None


@pytest.mark.parametrize(
    ("span", "said"), [(timedelta(days=-1), "1 of 1, last"), (timedelta(days=1), "expired at 0 of 1")]
)
async def test_a_job_outlives_a_clock_set_back_and_is_closed_with_a_word_by_one_set_ahead(
    span: timedelta, said: str, tmp_path: Path
) -> None:
    async with Sandbox.open() as sandbox, Town.open(sandbox.url) as town:
        anna = await town.person("Анна", id=101)
        async with Office.open(tmp_path / "bot.sqlite3", sandbox.url) as office:
            await office.submit(anna.id, variants=1)
            office.clock.jump(span)
            async with office.at_work():
                await anna.until(lambda screen: screen.said)

    assert said in {anna.last.text, *anna.last.labels}
