"""The one message that tells of a job's place and progress and carries its Stop button."""

from contextlib import suppress

from desk.courier import Courier, Refused
from desk.presenter import Outgoing
from storage.jobs import Jobs
from storage.records import Job, MessageId


class Notice:
    """Usually the handler has sent it; where it is needed and there is none, the desk sends one."""

    def __init__(self, job: Job, jobs: Jobs, courier: Courier) -> None:
        self._job = job
        self._jobs = jobs
        self._courier = courier
        self._closed = False
        self.message_id: MessageId | None = job.notice_message_id

    async def open(self, outgoing: Outgoing) -> bool:
        """Send it if there is none yet. Whether it says this now."""
        if self.message_id is None:
            with suppress(Refused):
                await self.take(await self._courier.send(self._job.chat_id, outgoing))
                return True
        return False

    async def take(self, message_id: MessageId) -> None:
        """Make a message the notice; if it comes too late, or there is one already, take it away."""
        if message_id == self.message_id:
            return
        if self._closed or self.message_id is not None:
            await self._courier.delete(self._job.chat_id, message_id)
        else:
            self.message_id = message_id
        await self._jobs.attach_notice(self._job.id, self.message_id)

    async def show(self, outgoing: Outgoing) -> bool:
        """Edit it if there is one and the chat's budget allows. ``False``: worth another try."""
        if self.message_id is None:
            return True
        return await self._courier.progress(self._job.chat_id, self.message_id, outgoing)

    async def close(self) -> None:
        """Take it away: the variants say everything now."""
        self._closed = True
        if self.message_id is not None:
            message_id, self.message_id = self.message_id, None
            await self._courier.delete(self._job.chat_id, message_id)
            await self._jobs.attach_notice(self._job.id, None)
