"""The line as an administrator sees it: numbers and people, never a text."""

from dataclasses import dataclass

from desk.desk import Desk
from desk.models import Models
from handlers import texts
from handlers.moments import Moments
from storage import paging
from storage.jobs import Jobs
from storage.paging import Page
from storage.records import Job
from storage.users import Users

SIZE = 8  # jobs on a page, each with a button


@dataclass(frozen=True, slots=True)
class Waiting:
    """``ahead`` is ``None`` while it is being written."""

    job: Job
    ahead: int | None


class Line:
    def __init__(self, desk: Desk, models: Models, moments: Moments, *, jobs: Jobs, users: Users) -> None:
        self.desk = desk
        self.jobs = jobs
        self._models = models
        self._moments = moments
        self._users = users

    async def page(self, number: int) -> Page[Waiting]:
        """Those being written first, then the others in the order of their turns."""
        turns = {job_id: ahead for ahead, job_id in enumerate(await self.desk.line())}
        listed = [Waiting(job, turns.get(job.id)) for job in await self.jobs.unfinished()]
        listed.sort(key=lambda one: -1 if one.ahead is None else one.ahead)

        async def fetch(limit: int, offset: int) -> list[Waiting]:
            return listed[offset : offset + limit]

        return await paging.page(number, SIZE, len(listed), fetch)

    async def words(self, page: Page[Waiting]) -> str:
        load, speed = await self.desk.load(), self._models.switch.speed()
        measured = texts.admin.speed(
            speed.tokens_per_second, speed.prompt_tokens_per_second, load.seconds_per_job
        )
        lines = [await self._line(one) for one in page.items]
        head = texts.admin.queue(load.writing, load.waiting, load.eta, measured)
        return "\n".join([head, "", *(lines or [texts.admin.NO_JOBS])])

    async def _line(self, one: Waiting) -> str:
        job = one.job
        author = await self._users.get(job.user_id)
        name = texts.admin.name(author) if author else str(job.user_id)
        age = (self._moments.now() - job.created_at).total_seconds()
        return texts.admin.job_line(job.id, name, age, one.ahead)
