"""The live view of one job: drafts, or edits of its notice, or nothing."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from aiogram import Bot
from aiogram.exceptions import (
    TelegramAPIError,
    TelegramForbiddenError,
    TelegramNetworkError,
    TelegramRetryAfter,
)
from aiogram.methods import SendMessageDraft

from desk import weather
from desk.board import Board
from desk.clock import Clock
from desk.courier import FRAME_TIMEOUT, Unreachable
from desk.notice import Notice
from desk.parts import cut
from desk.presenter import Outgoing, Presenter
from storage.records import Job, Streaming

log = logging.getLogger(__name__)

DRAFT_SECONDS = 1.2  # between two frames; Telegram bears about one a second
# The first frames come faster, so that short texts are seen growing, too; far below 20 calls in 5 s.
OPENING_FRAMES, OPENING_SECONDS = 8, 0.3
EDIT_SECONDS = 1.5
EDIT_SECONDS_IN_GROUP = 3.0
REFRESH_SECONDS = 20.0  # a draft that nobody touches is gone after 30
PATIENCE = 3  # refusals in a row before drafts are given up for edits


@dataclass(frozen=True, slots=True)
class Frame:
    text: str
    at: float  # monotonic


class Live:
    """Shows ``board`` until it is closed. A frame that doesn't get through is replaced by a later one."""

    def __init__(self, bot: Bot, presenter: Presenter, clock: Clock, view: "View") -> None:
        self._bot = bot
        self._presenter = presenter
        self._clock = clock
        self._job = view.job
        self._board = view.board
        self._notice = view.notice
        self._mode = view.mode
        self._shown: Frame | None = None
        self._announced = False
        self._refusals = 0
        self._frames = 0
        self._closed = False
        self._interruptions = 0
        self._calm = asyncio.Event()  # no frame is under way
        self._calm.set()

    async def run(self) -> None:
        """Raises Unreachable as soon as Telegram says so."""
        while not self._closed:
            if self._mode is not Streaming.DRAFT:
                self._announced |= await self._notice.open(self._started())
            await self._show()
            await self._clock.sleep(self._seconds)

    @asynccontextmanager
    async def interrupted(self) -> AsyncIterator[None]:
        """No frame while a variant is sent: one that came after the message would show old text again.

        The message makes the draft vanish, so the next frame is sent even if it is the same.
        """
        self._interruptions += 1
        try:
            await self._calm.wait()
            yield
        finally:
            self._interruptions -= 1
            if self._mode is Streaming.DRAFT:
                self._shown = None

    async def close(self) -> None:
        """No more frames; one that is under way is waited for, ``FRAME_TIMEOUT`` at most."""
        self._closed = True
        await self._calm.wait()

    @property
    def _seconds(self) -> float:
        if self._mode is Streaming.DRAFT:
            return OPENING_SECONDS if self._frames < OPENING_FRAMES else DRAFT_SECONDS
        return EDIT_SECONDS_IN_GROUP if self._job.chat_id < 0 else EDIT_SECONDS

    def _started(self) -> Outgoing:
        return self._presenter.started(self._job, total=self._board.total)

    async def _show(self) -> None:
        if self._closed or self._interruptions:
            return
        self._calm.clear()
        try:
            if self._mode is not Streaming.EDIT:
                await self._announce()
            if self._mode is not Streaming.OFF:
                await self._show_frame()
        finally:
            self._calm.set()

    async def _show_frame(self) -> None:
        text = cut(self._presenter.progress(self._board.growth()))
        now = self._clock.monotonic()
        if self._is_fresh(text, now) and await self._send(text):
            self._shown = Frame(text, now)

    def _is_fresh(self, text: str, now: float) -> bool:
        if self._shown is None or self._shown.text != text:
            return True
        return self._mode is Streaming.DRAFT and now - self._shown.at >= REFRESH_SECONDS

    async def _announce(self) -> None:
        """Tell in the notice, if there is one, that the waiting is over."""
        if self._announced or self._notice.message_id is None:
            return
        self._announced = await self._notice.show(self._started())

    async def _send(self, text: str) -> bool:
        if self._mode is Streaming.EDIT:
            keyboard = self._presenter.stop_keyboard(self._job.id)
            return await self._notice.show(Outgoing(text, keyboard))
        method = SendMessageDraft(
            chat_id=self._job.chat_id, draft_id=self._job.id, text=text, can_stop=True, parse_mode=None
        )
        try:
            is_shown = await self._bot(method, request_timeout=FRAME_TIMEOUT)
        except TelegramForbiddenError as error:
            raise Unreachable(self._job.chat_id) from error
        except TelegramRetryAfter:
            return False
        except (TelegramAPIError, *weather.TRANSIENT) as error:
            self._refused(error)
            return False
        self._refusals = 0
        self._frames += 1
        return is_shown

    def _refused(self, error: Exception) -> None:
        """What the network does says nothing about drafts; what Telegram says does."""
        log.info("job %s: a draft failed: %s", self._job.id, type(error).__name__)
        self._refusals += not isinstance(error, (TelegramNetworkError, OSError))
        if self._refusals >= PATIENCE:
            log.warning("job %s: edits instead of drafts after %s refusals", self._job.id, self._refusals)
            self._mode = Streaming.EDIT
            self._shown = None


@dataclass(frozen=True, slots=True)
class View:
    """What is shown where."""

    job: Job
    board: Board
    notice: Notice
    mode: Streaming
