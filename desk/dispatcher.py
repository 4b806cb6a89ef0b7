"""Who is being served: takes jobs in their turn and outlives whatever happens to one of them."""

import asyncio
import logging
import traceback
from collections.abc import Coroutine
from contextlib import suppress

from desk.jobrun import UNFINISHED, JobRun
from desk.line import Pace, fair_order
from desk.places import Places
from desk.tools import Tools
from storage.errors import DatabaseError
from storage.records import ChatId, Job, JobId, UserId

log = logging.getLogger(__name__)

DATABASE_PAUSE_SECONDS = 5.0
LOOK_SECONDS = 5.0  # a job whose submitter was cancelled after the commit is found this late


class Dispatcher:
    """The queue is the database; memory only holds what is being served now."""

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._jobs = tools.jobs
        self._runs: dict[JobId, JobRun] = {}
        self._writing: set[JobId] = set()
        self._aside: dict[JobId, bool] = {}  # closed jobs with something left to deliver; True: just stopped
        self._served: dict[UserId, int] = {}
        self._turn = 0
        self._pace = Pace()
        self._wake = asyncio.Event()

    async def run(self) -> None:
        """Serve until cancelled; then messages under way are let through, everything else stays stored."""
        async with asyncio.TaskGroup() as tasks:
            try:
                tasks.create_task(self._look_around())
                await self._dispatch(tasks)
            except asyncio.CancelledError:
                await self._tools.delivery.settle()
                raise

    def wake(self) -> None:
        """There may be something to do."""
        self._wake.set()

    def serving(self, job_id: JobId) -> JobRun | None:
        return self._runs.get(job_id)

    def stopped(self, job_id: JobId) -> None:
        """The job has just been closed by its user."""
        run = self._runs.get(job_id)
        if run is not None:
            run.stop()
        else:
            self._aside[job_id] = True
            self._wake.set()

    async def order(self) -> tuple[JobId, ...]:
        """The jobs that wait, in the order of their turns."""
        line = await self._jobs.line()
        return fair_order((job for job in line if job.id not in self._runs), self._served)

    def eta(self, ahead: int) -> float | None:
        return self._pace.eta(ahead, running=len(self._writing), parallel=self._tools.limits.parallel_jobs)

    def measure_anew(self) -> None:
        self._pace.forget()

    @property
    def seconds_per_job(self) -> float | None:
        return self._pace.seconds_per_job

    @property
    def writing(self) -> int:
        """How many jobs are being written now."""
        return len(self._writing)

    async def _dispatch(self, tasks: asyncio.TaskGroup) -> None:
        is_resumed = False
        while True:
            self._wake.clear()
            try:
                if not is_resumed:
                    await self._find_undelivered()
                    is_resumed = True
                await self._begin_aside(tasks)
                await self._begin_next(tasks)
            except DatabaseError as error:
                log.warning("the queue stands still: %s", error)
                await self._tools.clock.sleep(DATABASE_PAUSE_SECONDS)
            else:
                await self._wake.wait()

    async def _look_around(self) -> None:
        places = Places(self._tools, self.eta)
        while True:
            await self._tools.clock.sleep(LOOK_SECONDS)
            self._wake.set()
            with suppress(DatabaseError):  # the dispatching loop says it
                await places.tell(await self.order())

    async def _find_undelivered(self) -> None:
        for variant in await self._tools.variants.undelivered():
            self._aside.setdefault(variant.job_id, False)

    async def _begin_aside(self, tasks: asyncio.TaskGroup) -> None:
        for job_id in tuple(self._aside):
            job = await self._jobs.get(job_id)
            is_stopped = self._aside.pop(job_id)
            if job_id in self._runs:  # it began between the stop and now
                if is_stopped:
                    self._runs[job_id].stop()
            elif job is not None and job.state not in UNFINISHED:
                self._begin(tasks, job, stopped=is_stopped)

    async def _begin_next(self, tasks: asyncio.TaskGroup) -> None:
        for job_id in await self.order():
            if len(self._writing) >= self._tools.limits.parallel_jobs:
                return
            job = await self._jobs.start(job_id)
            if job is not None:
                self._writing.add(job.id)
                self._turn += 1
                self._served[job.user_id] = self._turn
                self._tools.observer.began((self._tools.clock.now() - job.created_at).total_seconds())
                self._begin(tasks, job)

    def _begin(self, tasks: asyncio.TaskGroup, job: Job, *, stopped: bool = False) -> None:
        run = self._runs[job.id] = JobRun(job, self._tools, freed=self._free, lost=self._lose)
        if stopped:
            run.stop()
        tasks.create_task(self._serve(run))

    async def _serve(self, run: JobRun) -> None:
        try:
            if not await self._survives(run, run.run()):
                await self._survives(run, run.fail())
        finally:
            self._free(run)
            del self._runs[run.job.id]
            self._wake.set()

    async def _survives(self, run: JobRun, work: Coroutine[None, None, None]) -> bool:
        """Whether ``work`` met no bug. Trouble with the database is none: the job is taken up again."""
        try:
            await work
        except Exception as error:  # noqa: BLE001  # the worker loop: a bug costs one job, never the desk
            causes = tuple(_causes(error))
            log.error("job %s: %s", run.job.id, ", ".join(map(_where, causes)))  # noqa: TRY400  # see _where
            if not all(isinstance(cause, DatabaseError) for cause in causes):
                return False
            self._free(run)
            await self._tools.clock.sleep(DATABASE_PAUSE_SECONDS)
            self._aside[run.job.id] = False
        return True

    def _free(self, run: JobRun) -> None:
        """Its place is free for the next job to be written; its messages may still be on their way."""
        if run.job.id not in self._writing:
            return
        self._writing.discard(run.job.id)
        if run.seconds is not None:
            self._pace.measured(run.seconds)
            self._tools.observer.wrote(run.seconds)
        self._wake.set()

    def _lose(self, chat_id: ChatId) -> None:
        for run in self._runs.values():
            if run.job.chat_id == chat_id:
                run.abandon()


def _causes(error: Exception) -> tuple[Exception, ...]:
    if isinstance(error, ExceptionGroup):
        return tuple(cause for inner in error.exceptions for cause in _causes(inner))
    return (error,)


def _where(error: Exception) -> str:
    """Type and place, not the message: a bug's message may quote somebody's text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{place}"
