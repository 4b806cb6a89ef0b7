"""Hand a brief to the desk and tell its author where it stands."""

from dataclasses import replace

from aiogram import Bot
from aiogram.enums import ParseMode

from desk.desk import Desk
from handlers.presentation import Presentation
from storage.jobs import Jobs
from storage.records import Job, JobState, MessageId, StoredBrief
from storage.users import Users

ACTIVE = (JobState.QUEUED, JobState.RUNNING)


class Orders:
    def __init__(self, bot: Bot, desk: Desk, jobs: Jobs, users: Users, presentation: Presentation) -> None:
        self._bot = bot
        self._desk = desk
        self._jobs = jobs
        self._users = users
        self._presentation = presentation

    async def place(self, brief: StoredBrief, *, key: str) -> Job:
        """The job of this ``key``, also if it exists already. Raises DeskFull or TooManyJobs.

        Jobs hold a copy of their brief; what was left out of a long text is for the brief alone.
        """
        job = await self._desk.submit(replace(brief, brief=replace(brief.brief, original=None)), key=key)
        used = brief.brief
        await self._users.remember(
            brief.user_id, platform=used.platform, tone=used.tone, variants=brief.variants
        )
        return job

    async def announce(self, job: Job) -> None:
        """Send the notice with the place in the queue and a Stop button; the desk takes it over."""
        if not is_active(job) or job.notice_message_id is not None:
            return
        outgoing = self._presentation.queued(job, await self._desk.place(job.id))
        message = await self._bot.send_message(
            job.chat_id,
            outgoing.text,
            reply_markup=outgoing.keyboard,
            parse_mode=ParseMode.HTML if outgoing.html else None,
        )
        await self._desk.attach_notice(job.id, MessageId(message.message_id))

    async def is_being_written(self, brief: StoredBrief) -> bool:
        """A refinement under way keeps nobody from wishing for other variants."""
        waiting = await self._jobs.waiting_for(brief.user_id)
        return any(job.brief_id == brief.id and job.refinement is None for job in waiting)


def is_active(job: Job) -> bool:
    return job.state in ACTIVE
