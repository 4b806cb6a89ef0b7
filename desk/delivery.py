"""From a stored text to a message in the chat, never lost."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from aiogram import Bot

from desk.board import Board
from desk.clock import Clock
from desk.courier import Courier, Refused
from desk.live import Live, View
from desk.notice import Notice
from desk.observer import Nobody, Observer
from desk.presenter import Outgoing, Presenter
from storage.errors import DatabaseError
from storage.jobs import Jobs
from storage.records import ChatId, Job, JobState, MessageId, Streaming, UserId, Variant, VariantId
from storage.users import Users
from storage.variants import Variants

log = logging.getLogger(__name__)

GRACE_SECONDS = 5.0  # for messages under way when the program is told to end: it has 10 in all
DATABASE_PAUSE_SECONDS = 5.0


class Delivery:
    """The only sender of what a job brings forth.

    A variant goes STORED, SENDING, SENT, each step committed. Only between SENDING and SENT can a crash, or
    an answer that the network has lost, leave it open whether the message arrived, because Telegram knows no
    idempotency keys: then it is sent again. So no text is ever lost, and only in that window one is doubled.
    """

    def __init__(
        self,
        bot: Bot,
        presenter: Presenter,
        clock: Clock,
        *,
        users: Users,
        jobs: Jobs,
        variants: Variants,
        observer: Observer | None = None,
    ) -> None:
        self.presenter = presenter
        self._bot = bot
        self._clock = clock
        self._users = users
        self._jobs = jobs
        self._variants = variants
        self._courier = Courier(bot, clock, moved=jobs.move)
        self._observer = observer or Nobody()
        self._under_way = 0
        self._idle = asyncio.Event()
        self._open = asyncio.Event()
        self._idle.set()
        self._open.set()

    def notice(self, job: Job) -> Notice:
        return Notice(job, self._jobs, self._courier)

    async def live(self, job: Job, board: Board, notice: Notice, default: Streaming) -> Live:
        """The live view as this user likes it; ``default`` is for those who have not chosen."""
        user = await self._users.get(job.user_id)
        mode = default if user is None or user.streaming is None else user.streaming
        if mode is Streaming.DRAFT and job.chat_id < 0:
            mode = Streaming.EDIT  # drafts exist in private chats only
        return Live(self._bot, self.presenter, self._clock, View(job, board, notice, mode))

    async def say(self, chat_id: ChatId, outgoing: Outgoing) -> None:
        """Send a message that is no variant. Raises Unreachable."""
        with suppress(Refused):
            await self._courier.send(chat_id, outgoing)

    async def deliver(self, variant: Variant, *, last: bool) -> None:
        """Send a stored variant until it is through. Raises Unreachable."""
        outgoing = self.presenter.variant(variant, last=last)
        await self._open.wait()
        with self._counted():
            if not await self._variants.sending(variant.id):
                return  # delivered already, or deleted by its user
            begun = self._clock.monotonic()
            try:
                message_id = await self._courier.send(variant.chat_id, outgoing)
            except Refused:
                log.warning("variant %s: refused in every form", variant.id)
                await self._variants.undeliverable(variant.id)
                self._observer.refused()
                return
            await self._record(variant.id, message_id)
            self._observer.delivered(self._clock.monotonic() - begun)
            log.info("variant %s of job %s: sent", variant.id, variant.job_id)

    async def give_up(self, chat_id: ChatId, user_id: UserId) -> None:
        """Nothing arrives there any more: close what waits for it, so that nobody tries again."""
        log.info("chat %s: unreachable", chat_id)
        await self._variants.undeliverable_in(chat_id)
        await self._jobs.finish_all_in(chat_id, JobState.FAILED)
        if int(chat_id) == int(user_id):  # a private chat
            await self._users.mark_reachable(user_id, False)

    async def settle(self) -> None:
        """Begin no more deliveries, and let those under way end: stopped half-way they would be doubled."""
        self._open.clear()
        with suppress(TimeoutError):
            async with asyncio.timeout(GRACE_SECONDS):
                await self._idle.wait()

    async def _record(self, variant_id: VariantId, message_id: MessageId) -> None:
        """The message is out: no trouble with the disk may send it again."""
        while True:
            try:
                await self._variants.sent(variant_id, message_id)
            except DatabaseError as error:
                log.warning("variant %s: message %s not recorded yet: %s", variant_id, message_id, error)
                await self._clock.sleep(DATABASE_PAUSE_SECONDS)
            else:
                return

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._under_way += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._under_way -= 1
            if not self._under_way:
                self._idle.set()
