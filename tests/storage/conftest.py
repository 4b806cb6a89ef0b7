"""A real database in a real file, with a clock that is set by hand."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from copywriting.brief import AngleSlug, Brief, PlatformSlug, Tone
from copywriting.order import Assignment
from storage.briefs import Briefs
from storage.database import Database
from storage.jobs import Jobs
from storage.records import ChatId, Role, StoredBrief, UserId
from storage.users import Users
from storage.variants import Variants

ANNA = UserId(101)
BORIS = UserId(102)
CHAT = ChatId(101)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
BRIEF = Brief(seed="ЛОГОС", task="анонс", platform=PlatformSlug("telegram_post"), tone=Tone("деловой"))
TWO = (Assignment(0, AngleSlug("benefit"), 7), Assignment(1, AngleSlug("pain"), 8))


@dataclass(slots=True)
class Watch:
    time: datetime = field(default=NOON)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **span: float) -> None:
        self.time += timedelta(**span)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Everything that is kept."""

    database: Database
    users: Users
    briefs: Briefs
    jobs: Jobs
    variants: Variants

    async def brief(self, user_id: UserId = ANNA) -> StoredBrief:
        await self.users.ensure_admin(user_id)
        await self.users.set_role(user_id, Role.STAFF)
        return await self.briefs.add(user_id, ChatId(user_id), BRIEF, 2)


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "copydesk.sqlite3"


@pytest.fixture
async def database(path: Path, watch: Watch) -> AsyncIterator[Database]:
    async with Database.open(path, now=watch) as opened:
        yield opened


@pytest.fixture
def shelf(database: Database) -> Shelf:
    return Shelf(database, Users(database), Briefs(database), Jobs(database), Variants(database))
