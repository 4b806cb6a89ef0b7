"""One job from its turn to its end: write, show, deliver, say how it ended."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress

from desk.board import Board
from desk.courier import Unreachable
from desk.live import Live
from desk.observer import Outcome
from desk.presenter import Outgoing
from desk.tools import Tools
from desk.writing import Writing, planned
from storage.records import ChatId, Delivery, Job, JobState, MessageId, Variant

UNFINISHED = (JobState.QUEUED, JobState.RUNNING)


class JobRun:
    """Serves one job; there is never more than one run of a job.

    ``freed`` is called when nothing is left to write: what remains is delivery, which may take as long as
    Telegram pleases and must keep no other job from being written. ``lost`` is told of a chat that can't be
    reached any more. Cancelling ``run`` leaves the job as it is in the database, to be resumed by the next
    run; ``stop`` ends it for good. The run of a finished job delivers what a crash has left over.
    """

    def __init__(
        self, job: Job, tools: Tools, *, freed: Callable[["JobRun"], None], lost: Callable[[ChatId], None]
    ) -> None:
        self.job = job
        self.seconds: float | None = None  # how long it took to write, if this run wrote all of it
        self._tools = tools
        self._freed = freed
        self._lost = lost
        self._notice = tools.delivery.notice(job)
        self._writing: asyncio.Task[Exception | None] | None = None
        self._news = asyncio.Event()  # something was stored, or the writing is over
        self._is_over = False
        self._is_stopped = False
        self._is_lost = False

    def stop(self) -> None:
        """Write no more; deliver what is finished."""
        self._is_stopped = True
        if self._writing is not None:
            self._writing.cancel()

    def abandon(self) -> None:
        """Write no more and say nothing: nobody is there."""
        self._is_lost = True
        self.stop()

    async def take_notice(self, message_id: MessageId) -> None:
        await self._notice.take(message_id)

    async def run(self) -> None:
        variants = await self._tools.variants.of_job(self.job.id)
        board = Board(self.job, variants)
        live = await self._tools.delivery.live(self.job, board, self._notice, self._tools.limits.streaming)
        is_expired = self._is_expired(variants)
        error: Exception | None = None
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._hand_over(board, live))
            if self.job.state in UNFINISHED and not is_expired and not self._is_stopped:
                error = await self._write(tasks, board, live)
                if error is None and not self._is_stopped:
                    await self._tools.jobs.finish(self.job.id, JobState.DONE)
            self._is_over = True
            self._news.set()
            if not self._is_lost:  # the chat's other jobs are closed first: none of them may be begun now
                self._freed(self)
        if not self._is_lost:
            await self._close(board, error=error, is_expired=is_expired)
        if self._is_lost:
            await self._tools.delivery.give_up(self.job.chat_id, self.job.user_id)
            self._lost(self.job.chat_id)
        self._observe(error, is_expired=is_expired)

    async def fail(self) -> None:
        """Close the job after a bug has ended its run. What was stored is delivered at the next start."""
        variants = await self._tools.variants.of_job(self.job.id)
        await self._tools.jobs.finish(self.job.id, JobState.FAILED)
        self._tools.observer.ended(Outcome.FAILED)
        bug = RuntimeError("a bug ended the run of this job")
        with suppress(Unreachable):
            await self._say_how_it_ended(Board(self.job, variants), bug, is_expired=False)
        await self._notice.close()

    async def _write(self, tasks: asyncio.TaskGroup, board: Board, live: Live) -> Exception | None:
        """Write and show; the error that kept some variants from being written, if any."""
        begun, from_scratch = self._tools.clock.monotonic(), not board.written
        showing = tasks.create_task(self._show(live))
        self._writing = tasks.create_task(Writing(self.job, self._tools, board, self._news.set).run())
        await asyncio.wait({self._writing})
        await live.close()
        showing.cancel()
        if self._writing.cancelled():
            return None
        error = self._writing.result()
        if error is None and from_scratch:
            self.seconds = self._tools.clock.monotonic() - begun
        return error

    async def _show(self, live: Live) -> None:
        try:
            await live.run()
        except Unreachable:
            self.abandon()

    async def _hand_over(self, board: Board, live: Live) -> None:
        """Deliver what is stored, as the database knows it, until the writing is over and nothing is left."""
        while True:
            self._news.clear()
            is_over = self._is_over
            for variant, last in due(await self._tools.variants.of_job(self.job.id), is_over=is_over):
                try:
                    async with live.interrupted():
                        await self._tools.delivery.deliver(variant, last=last)
                except Unreachable:
                    self.abandon()
                    return
                board.delivered(variant.position)
            if is_over or self._is_lost:
                return
            await self._news.wait()

    def _is_expired(self, variants: Sequence[Variant]) -> bool:
        age = self._tools.clock.now() - self.job.created_at
        is_unwritten = self.job.state in UNFINISHED and bool(planned(variants))
        return is_unwritten and age > self._tools.limits.job_ttl

    async def _close(self, board: Board, *, error: Exception | None, is_expired: bool) -> None:
        """Say how it ended, then store it: a crash in between says it twice rather than never.

        That it was stopped has been stored by whoever stopped it: no crash may bring it back.
        """
        try:
            await self._say_how_it_ended(board, error, is_expired=is_expired)
        except Unreachable:
            self.abandon()
            return
        if is_expired or error is not None:
            await self._tools.jobs.finish(self.job.id, JobState.EXPIRED if is_expired else JobState.FAILED)
        await self._notice.close()

    def _observe(self, error: Exception | None, *, is_expired: bool) -> None:
        if self._is_lost:
            outcome = Outcome.UNREACHABLE
        elif self._is_stopped:
            outcome = Outcome.STOPPED
        elif is_expired:
            outcome = Outcome.EXPIRED
        elif error is not None:
            outcome = Outcome.FAILED
        elif self.job.state in UNFINISHED:
            outcome = Outcome.DONE
        else:
            return  # it had ended before, and only something was left to deliver
        self._tools.observer.ended(outcome)

    async def _say_how_it_ended(self, board: Board, error: Exception | None, *, is_expired: bool) -> None:
        presenter, written, total = self._tools.delivery.presenter, board.written, board.total
        outgoing: Outgoing | None
        if self._is_stopped:
            outgoing = presenter.stopped(self.job, written=written, total=total)
        elif is_expired:
            outgoing = presenter.expired(self.job, written=written, total=total)
        elif error is not None:
            outgoing = presenter.failed(self.job, error, written=written, total=total)
        else:
            outgoing = presenter.finished(self.job, await self._tools.variants.of_job(self.job.id))
        if outgoing is not None:
            await self._tools.delivery.say(self.job.chat_id, outgoing)


def due(variants: Sequence[Variant], *, is_over: bool) -> tuple[tuple[Variant, bool], ...]:
    """Which of a job's ``variants`` are to be delivered now, in order, and which is the job's last message.

    Until the writing ``is_over``, none is delivered before an unwritten one of a lower position.
    """
    ready: list[Variant] = []
    for variant in variants:
        if variant.delivery in {Delivery.STORED, Delivery.SENDING}:
            ready.append(variant)
        elif variant.delivery is Delivery.PLANNED and not is_over:
            break
    ends = [one.position for one in variants if one.text is not None or not is_over]
    return tuple((variant, variant.position == max(ends)) for variant in ready)
