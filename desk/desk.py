"""The desk as handlers see it: hand in a job, ask for its place, stop it."""

import asyncio
import logging
import random
from dataclasses import dataclass

from copywriting.angles import SEED_BITS, plan
from copywriting.order import Assignment, Refinement
from desk.dispatcher import Dispatcher
from desk.errors import DeskFull, TooManyJobs
from desk.jobrun import UNFINISHED
from desk.presenter import Place
from desk.tools import Tools
from desk.wish import Wish
from storage.records import (
    BriefId,
    ChatId,
    Job,
    JobId,
    JobState,
    MessageId,
    StoredBrief,
    UserId,
    Variant,
    VariantId,
)

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Load:
    """How busy the desk is; times are seconds, ``None`` until measured. ``eta``: until a job that were handed
    in now is written."""

    waiting: int
    writing: int
    seconds_per_job: float | None
    eta: float | None = None


class Desk:
    """Takes jobs, serves them under ``run()``, and tells how they stand. ``chance`` seeds the variants."""

    def __init__(self, tools: Tools, chance: random.Random) -> None:
        self._tools = tools
        self._jobs = tools.jobs
        self._limits = tools.limits
        self._chance = chance
        self._dispatcher = Dispatcher(tools)
        self._submitting = asyncio.Lock()

    async def run(self) -> None:
        """Serve until cancelled; then messages under way are let through, everything else stays stored."""
        await self._dispatcher.run()

    async def submit(
        self,
        brief: StoredBrief,
        *,
        key: str,
        count: int | None = None,
        refinement: Refinement | None = None,
        parent_id: VariantId | None = None,
    ) -> Job:
        """Store a job and queue it. The same ``key`` (a message and an action) gets the same job.

        It writes ``count`` variants, else the brief's number; a refinement of ``parent_id`` writes one, from
        its parent's angle. Raises DeskFull or TooManyJobs.
        """
        async with self._submitting:
            existing = await self._jobs.by_key(key)
            if existing is not None:
                return existing
            await self._check_room(brief.user_id)
            assignments = await self._plan(brief, count, parent_id)
            job, _ = await self._jobs.submit(
                brief, assignments, key=key, refinement=refinement, parent_id=parent_id
            )
        log.info("job %s of user %s: queued, %s variants", job.id, job.user_id, len(assignments))
        self._dispatcher.wake()
        return job

    async def refine(self, parent: Variant, wish: Wish, *, key: str) -> Job | None:
        """Queue one new version of ``parent`` for the brief it was written for, as ``wish`` changes that.

        ``None``: the text is gone by now. Raises DeskFull or TooManyJobs.
        """
        job = await self._jobs.get(parent.job_id)
        if job is None or parent.text is None:
            return None
        refinement = Refinement(parent.text, wish.change, wish.instruction)
        brief = StoredBrief(
            job.brief_id, job.user_id, job.chat_id, wish.applied(job.brief), 1, None, job.created_at
        )
        return await self.submit(brief, key=key, refinement=refinement, parent_id=parent.id)

    async def place(self, job_id: JobId) -> Place:
        """Where the job stands; nothing is ahead of one that is being written, or finished."""
        order = await self._dispatcher.order()
        ahead = order.index(job_id) if job_id in order else 0
        return Place(ahead, self._dispatcher.eta(ahead))

    async def load(self) -> Load:
        waiting = len(await self._dispatcher.order())
        eta = self._dispatcher.eta(waiting)
        return Load(waiting, self._dispatcher.writing, self._dispatcher.seconds_per_job, eta)

    def measure_anew(self) -> None:
        """Another model writes from now on: how long a job took before says nothing."""
        self._dispatcher.measure_anew()

    async def line(self) -> tuple[JobId, ...]:
        """The jobs that wait, next one first."""
        return await self._dispatcher.order()

    async def attach_notice(self, job_id: JobId, message_id: MessageId) -> None:
        """Hand over the message that tells the user of this job: kept up to date, removed at the end."""
        job = await self._jobs.attach_notice(job_id, message_id)
        run = self._dispatcher.serving(job_id)
        if run is not None:
            await run.take_notice(message_id)
        elif job is not None and job.state not in UNFINISHED:
            await self._tools.delivery.notice(job).close()

    async def stop(self, job_id: JobId, user_id: UserId) -> bool:
        """End a user's own job: finished variants are delivered, the rest is not written.

        ``False``: it is over already, gone, or somebody else's.
        """
        job = await self._jobs.get(job_id)
        return job is not None and job.user_id == user_id and await self._stop(job_id)

    async def stop_draft(self, chat_id: ChatId, draft_id: int) -> bool:
        """The same for Telegram's own Stop button: it names no user, but drafts are in private chats only."""
        job = await self._jobs.get(JobId(draft_id))
        is_his = job is not None and job.chat_id == chat_id and int(job.user_id) == int(chat_id)
        return is_his and await self._stop(JobId(draft_id))

    async def stop_brief(self, brief_id: BriefId) -> None:
        """End all its jobs; to be called before a brief is deleted."""
        for job in await self._jobs.unfinished():
            if job.brief_id == brief_id:
                await self._stop(job.id)

    async def stop_user(self, user_id: UserId) -> None:
        """End all jobs of a user who is being blocked or forgotten."""
        for job in await self._jobs.waiting_for(user_id):
            await self._stop(job.id)

    async def _stop(self, job_id: JobId) -> bool:
        if not await self._jobs.finish(job_id, JobState.STOPPED):
            return False
        log.info("job %s: stopped", job_id)
        self._dispatcher.stopped(job_id)
        return True

    async def _check_room(self, user_id: UserId) -> None:
        order = await self._dispatcher.order()
        mine = await self._jobs.waiting_for(user_id)
        if len(mine) >= self._limits.user_queue_limit:
            ahead = min(order.index(job.id) if job.id in order else 0 for job in mine)
            raise TooManyJobs(len(mine), self._limits.user_queue_limit, self._dispatcher.eta(ahead))
        if len(order) >= self._limits.queue_limit:
            raise DeskFull(len(order), self._limits.queue_limit, self._dispatcher.eta(0))

    async def _plan(
        self, brief: StoredBrief, count: int | None, parent_id: VariantId | None
    ) -> tuple[Assignment, ...]:
        seed = self._chance.getrandbits(SEED_BITS)
        parent = None if parent_id is None else await self._tools.variants.get(parent_id)
        if parent is not None:
            return (Assignment(0, parent.angle, seed),)
        shown = await self._tools.variants.of_brief(brief.id)
        return plan(count or brief.variants, used=[variant.angle for variant in shown], seed=seed)
