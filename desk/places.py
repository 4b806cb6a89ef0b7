"""Keep those who wait informed: their notices tell the place in the queue as it changes."""

from collections.abc import Callable, Sequence
from contextlib import suppress

from desk.courier import Unreachable
from desk.presenter import Place
from desk.tools import Tools
from storage.records import JobId, JobState

TOLD = 20  # whoever is farther back is not told of every step: edits count for Telegram


class Places:
    """``eta`` gives the seconds until a job with so many ahead of it is written."""

    def __init__(self, tools: Tools, eta: Callable[[int], float | None]) -> None:
        self._tools = tools
        self._eta = eta
        self._told: dict[JobId, int] = {}

    async def tell(self, order: Sequence[JobId]) -> None:
        """``order``: the jobs that wait, next one first."""
        self._told = {job_id: ahead for job_id, ahead in self._told.items() if job_id in order}
        for ahead, job_id in enumerate(order[:TOLD]):
            if self._told.get(job_id) != ahead and await self._is_told(job_id, ahead):
                self._told[job_id] = ahead

    async def _is_told(self, job_id: JobId, ahead: int) -> bool:
        job = await self._tools.jobs.get(job_id)
        if job is None or job.state is not JobState.QUEUED or job.notice_message_id is None:
            return False
        outgoing = self._tools.delivery.presenter.queued(job, Place(ahead, self._eta(ahead)))
        with suppress(Unreachable):  # its turn will find that out and deal with it
            return await self._tools.delivery.notice(job).show(outgoing)
        return True
