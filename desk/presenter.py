"""What the desk says is decided elsewhere: this is the shape of it, without a word of Russian."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from aiogram.types import InlineKeyboardMarkup

from copywriting.brief import AngleSlug
from copywriting.order import Reading
from storage.records import Job, JobId, Variant


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent. Without ``html`` the text is shown as it is, whatever characters it holds."""

    text: str
    keyboard: InlineKeyboardMarkup | None = None
    html: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """``ahead`` jobs come first; ``eta_seconds`` until this one is written, ``None`` if not measured yet."""

    ahead: int
    eta_seconds: float | None


class Stage(StrEnum):
    WAITING = "waiting"  # no text yet
    GROWING = "growing"
    WRITTEN = "written"  # stored, about to be delivered
    DELIVERED = "delivered"  # a message of its own by now


@dataclass(frozen=True, slots=True)
class Slot:
    """One variant of a job while it is being written; ``position`` counts from 0."""

    position: int
    angle: AngleSlug
    text: str
    stage: Stage


@dataclass(frozen=True, slots=True)
class Growth:
    """A job while it is being written. ``reading`` is set until the first text appears."""

    job: Job
    slots: tuple[Slot, ...]
    reading: Reading | None


class Presenter(Protocol):
    """Called on the event loop, must not wait; what it returns for the same arguments is the same."""

    def queued(self, job: Job, place: Place) -> Outgoing:
        """The notice of a job in the queue, with a Stop button."""
        ...

    def started(self, job: Job, *, total: int) -> Outgoing:
        """The notice of a job being written, with a Stop button."""
        ...

    def progress(self, growth: Growth) -> str:
        """A frame of the live view: plain text, at most 4096 UTF-16 units (the desk cuts the rest)."""
        ...

    def stop_keyboard(self, job_id: JobId) -> InlineKeyboardMarkup:
        """What stands under the live view where Telegram has no Stop button of its own."""
        ...

    def variant(self, variant: Variant, *, last: bool) -> Outgoing:
        """The variant's message; ``last``: nothing of its job comes after it."""
        ...

    def finished(self, job: Job, variants: Sequence[Variant]) -> Outgoing | None:
        """What there is to say when all of a job is written and sent; ``None``: nothing."""
        ...

    def stopped(self, job: Job, *, written: int, total: int) -> Outgoing: ...

    def failed(self, job: Job, error: Exception, *, written: int, total: int) -> Outgoing:
        """``error`` is an EngineError, a CopywritingError, or anything a bug may raise."""
        ...

    def expired(self, job: Job, *, written: int, total: int) -> Outgoing: ...
