"""A real database in a real file, with a clock that is set by hand."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import random
from typing import Any

import pytest

from copywriting.angles import plan
from copywriting.brief import AngleSlug, Brief, PlatformSlug, Tone
from copywriting.order import Assignment, Change, Refinement
from copywriting.report import Report
from storage.briefs import Briefs
from storage.database import Database
from storage.history import History
from storage.jobs import Jobs
from storage.opinions import Opinions
from storage.records import ChatId, Job, JobState, MessageId, Role, StoredBrief, UserId, Variant
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
    opinions: Opinions
    history: History

    async def brief(self, user_id: UserId = ANNA, **changes: Any) -> StoredBrief:
        await self.users.ensure_admin(user_id)
        await self.users.set_role(user_id, Role.STAFF)
        return await self.briefs.add(user_id, ChatId(user_id), replace(BRIEF, **changes), 2)

    async def write(self, brief: StoredBrief, *texts: str) -> tuple[Variant, ...]:
        """A job of this brief that has brought these texts to its chat."""
        assignments = plan(len(texts), seed=1)
        job, _ = await self.jobs.submit(brief, assignments, key=f"{brief.id}:{random()}")
        return await self._deliver(job, texts)

    async def refine(self, parent: Variant, text: str, change: Change = Change.SHORTER) -> Variant:
        job = await self.jobs.get(parent.job_id)
        brief = await self.briefs.get(parent.brief_id)
        assert job is not None
        assert brief is not None
        made, _ = await self.jobs.submit(
            replace(brief, brief=job.brief),
            (Assignment(0, parent.angle, 1),),
            key=f"{parent.id}:{random()}",
            refinement=Refinement(parent.text or "", change),
            parent_id=parent.id,
        )
        (variant,) = await self._deliver(made, (text,))
        return variant

    async def again(self, variant: Variant) -> Variant:
        """As it is now."""
        found = await self.variants.get(variant.id)
        assert found is not None
        return found

    async def _deliver(self, job: Job, texts: Sequence[str]) -> tuple[Variant, ...]:
        for variant, text in zip(await self.variants.of_job(job.id), texts, strict=True):
            await self.variants.store(variant.id, text, Report(length=len(text)))
            await self.variants.sent(variant.id, MessageId(variant.id + 1000))
        await self.jobs.finish(job.id, JobState.DONE)
        return await self.variants.of_job(job.id)


def shelf_of(database: Database) -> Shelf:
    return Shelf(
        database,
        Users(database),
        Briefs(database),
        Jobs(database),
        Variants(database),
        Opinions(database),
        History(database),
    )


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
    return shelf_of(database)
