"""Rows as values."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import NewType

from copywriting.brief import AngleSlug, Brief, PlatformSlug, Tone
from copywriting.order import Refinement
from copywriting.report import Report

UserId = NewType("UserId", int)
ChatId = NewType("ChatId", int)
MessageId = NewType("MessageId", int)
BriefId = NewType("BriefId", int)
JobId = NewType("JobId", int)
VariantId = NewType("VariantId", int)

NO_PLATFORM = PlatformSlug("")


class Role(StrEnum):
    """What a user may do. A user without a row is a stranger."""

    PENDING = "pending"  # asked for access
    STAFF = "staff"
    ADMIN = "admin"
    BLOCKED = "blocked"  # refused, or blocked later


class Streaming(StrEnum):
    DRAFT = "draft"
    EDIT = "edit"
    OFF = "off"


@dataclass(frozen=True, slots=True)
class User:
    """A person and what he used last. ``None`` means: the product's default."""

    id: UserId
    name: str
    role: Role
    platform: PlatformSlug | None = None
    tone: Tone | None = None
    variants: int | None = None
    streaming: Streaming | None = None
    reachable: bool = True  # False after Telegram said 403: the user blocked the bot
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class StoredBrief:
    """A brief with its card. ``task`` of ``brief`` is empty until the user has named it."""

    id: BriefId
    user_id: UserId
    chat_id: ChatId
    brief: Brief
    variants: int
    card_message_id: MessageId | None
    created_at: datetime


class JobState(StrEnum):
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"  # every variant is written
    STOPPED = "stopped"  # by the user; finished variants are kept
    FAILED = "failed"
    EXPIRED = "expired"  # older than its time-to-live when its turn came


@dataclass(frozen=True, slots=True)
class Job:
    """A request for some texts. ``brief`` is a snapshot: later edits of the card don't change it."""

    id: JobId
    brief_id: BriefId
    user_id: UserId
    chat_id: ChatId
    brief: Brief
    state: JobState
    created_at: datetime
    refinement: Refinement | None = None
    notice_message_id: MessageId | None = (
        None  # the message that shows its place and progress, with the Stop button
    )
    started_at: datetime | None = None


class Delivery(StrEnum):
    """How far a variant is on its way to the chat."""

    PLANNED = "planned"  # no text yet
    STORED = "stored"  # text is safe, not sent
    SENDING = "sending"  # handed to Telegram, answer not stored: the one window where a crash may duplicate
    SENT = "sent"
    UNDELIVERABLE = "undeliverable"  # the user blocked the bot, the chat is gone


class Rating(IntEnum):
    UP = 1
    DOWN = -1


@dataclass(frozen=True, slots=True)
class Variant:
    """One text of a job, ``None`` while planned. ``number`` counts from 1 among its job's ``total``.

    A refined text is a version of its parent's, with a job of its own; ``original_number`` and
    ``original_total`` are what stood over the text that it all began with. All versions of one original are
    a family, known by ``root_id``; one of them is ``current``.
    """

    id: VariantId
    job_id: JobId
    brief_id: BriefId
    user_id: UserId
    chat_id: ChatId
    position: int
    total: int
    angle: AngleSlug
    seed: int
    text: str | None
    report: Report | None
    delivery: Delivery
    message_id: MessageId | None
    parent_id: VariantId | None
    chosen: bool
    platform: PlatformSlug = NO_PLATFORM  # its job's: a structured ad is shown in fields
    version: int = 1  # 1: an original; a refinement's is its parent's + 1
    root_id: VariantId = VariantId(0)
    original_number: int = 1
    original_total: int = 1
    current: bool = True
    rating: Rating | None = None
    favourite: bool = False
    stored_at: datetime | None = None

    @property
    def number(self) -> int:
        return self.position + 1


@dataclass(frozen=True, slots=True)
class Choice:
    """``variant`` stands as its brief's choice; ``previous`` is the variant that no longer is one, if any."""

    variant: Variant
    previous: Variant | None
    changed: bool  # False: it was the choice already


@dataclass(frozen=True, slots=True)
class Step:
    """``variant`` is its family's current version now; ``left`` was it before (the same: nothing changed)."""

    variant: Variant
    left: Variant

    @property
    def changed(self) -> bool:
        return self.variant.id != self.left.id
