"""Rows into records; briefs and reports lie in the database as JSON, so that new fields need no migration."""

from datetime import datetime
from sqlite3 import Row

from pydantic import TypeAdapter

from copywriting.brief import AngleSlug, Brief, PlatformSlug, Tone
from copywriting.order import Refinement
from copywriting.report import Report
from storage.records import (
    BriefId,
    ChatId,
    Delivery,
    Job,
    JobId,
    JobState,
    MessageId,
    Rating,
    Role,
    StoredBrief,
    Streaming,
    User,
    UserId,
    Variant,
    VariantId,
)

BRIEF = TypeAdapter(Brief)
REFINEMENT = TypeAdapter(Refinement)


def dump_brief(brief: Brief) -> str:
    return BRIEF.dump_json(brief).decode()


def dump_refinement(refinement: Refinement | None) -> str | None:
    return None if refinement is None else REFINEMENT.dump_json(refinement).decode()


def user(row: Row) -> User:
    return User(
        id=UserId(row["id"]),
        name=row["name"],
        role=Role(row["role"]),
        platform=None if row["platform"] is None else PlatformSlug(row["platform"]),
        tone=None if row["tone"] is None else Tone(row["tone"]),
        variants=row["variants"],
        streaming=None if row["streaming"] is None else Streaming(row["streaming"]),
        reachable=bool(row["reachable"]),
        created_at=datetime.fromisoformat(row["created_at"]),
    )


def brief(row: Row) -> StoredBrief:
    return StoredBrief(
        id=BriefId(row["id"]),
        user_id=UserId(row["user_id"]),
        chat_id=ChatId(row["chat_id"]),
        brief=BRIEF.validate_json(row["brief"]),
        variants=row["variants"],
        card_message_id=_message_id(row["card_message_id"]),
        created_at=datetime.fromisoformat(row["created_at"]),
    )


def job(row: Row) -> Job:
    return Job(
        id=JobId(row["id"]),
        brief_id=BriefId(row["brief_id"]),
        user_id=UserId(row["user_id"]),
        chat_id=ChatId(row["chat_id"]),
        brief=BRIEF.validate_json(row["brief"]),
        state=JobState(row["state"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        refinement=None if row["refinement"] is None else REFINEMENT.validate_json(row["refinement"]),
        notice_message_id=_message_id(row["notice_message_id"]),
        started_at=None if row["started_at"] is None else datetime.fromisoformat(row["started_at"]),
    )


def variant(row: Row) -> Variant:
    """``row`` is one of the view ``variant_card``."""
    return Variant(
        id=VariantId(row["id"]),
        job_id=JobId(row["job_id"]),
        brief_id=BriefId(row["brief_id"]),
        user_id=UserId(row["user_id"]),
        chat_id=ChatId(row["chat_id"]),
        position=row["position"],
        total=row["total"],
        angle=AngleSlug(row["angle"]),
        seed=row["seed"],
        text=row["text"],
        report=None if row["report"] is None else Report.model_validate_json(row["report"]),
        delivery=Delivery(row["delivery"]),
        message_id=_message_id(row["message_id"]),
        parent_id=None if row["parent_id"] is None else VariantId(row["parent_id"]),
        chosen=bool(row["chosen"]),
        platform=PlatformSlug(row["platform"]),
        version=row["version"],
        root_id=VariantId(row["root_id"]),
        original_number=row["original_position"] + 1,
        original_total=row["original_total"],
        current=bool(row["current"]),
        rating=None if row["rating"] is None else Rating(row["rating"]),
        favourite=bool(row["favourite"]),
        stored_at=None if row["stored_at"] is None else datetime.fromisoformat(row["stored_at"]),
    )


def _message_id(number: int | None) -> MessageId | None:
    return None if number is None else MessageId(number)
