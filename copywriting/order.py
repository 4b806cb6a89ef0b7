"""What the Copywriter is asked to write and what it tells while it writes."""

from dataclasses import dataclass
from enum import StrEnum

from copywriting.brief import AngleSlug, Brief
from copywriting.report import Report


@dataclass(frozen=True, slots=True)
class Assignment:
    """One variant to write: ``position`` counts from 0 in its job and survives a restart."""

    position: int
    angle: AngleSlug
    seed: int


class Change(StrEnum):
    """What a refinement does to its parent's text."""

    SHORTER = "shorter"
    LONGER = "longer"
    TONE = "tone"
    PLATFORM = "platform"
    EDIT = "edit"
    FIELD = "field"  # one field of a structured ad anew, the others as they are


@dataclass(frozen=True, slots=True)
class Refinement:
    """A new version of ``parent``.

    ``instruction`` holds the user's own words for ``Change.EDIT``, and for ``Change.FIELD`` the label of the
    field as ``formats.parse`` names it («Заголовок 2»).
    """

    parent: str
    change: Change
    instruction: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """One job for the Copywriter. ``shown`` are earlier texts of this brief, not to be repeated."""

    brief: Brief
    assignments: tuple[Assignment, ...]
    shown: tuple[str, ...] = ()
    refinement: Refinement | None = None
    tenant: int = 0
    adapter: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The model is reading the prompt: ``evaluated`` of ``total`` tokens."""

    evaluated: int
    total: int


@dataclass(frozen=True, slots=True)
class Growing:
    """The whole text of a variant so far, as the user may see it; it starts anew if rewritten."""

    position: int
    text: str


@dataclass(frozen=True, slots=True)
class Written:
    """A finished, checked variant."""

    position: int
    angle: AngleSlug
    text: str
    report: Report


Progress = Reading | Growing | Written
