"""What is exported, and the words around it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class ExportRow:
    """One text with its brief. ``created`` is written as it is given: convert it to the user's time zone.

    ``platform`` is the name that users see, ``fields`` are (label, value) of a structured platform's text,
    ``rating`` is 1, -1 or ``None`` when nobody has rated it.
    """

    brief_id: int
    created: datetime
    seed: str
    task: str
    platform: str
    tone: str
    angle: str
    text: str
    version: int = 1
    chosen: bool = False
    favourite: bool = False
    rating: int | None = None
    fields: tuple[tuple[str, str], ...] = ()


class Column(StrEnum):
    """The columns of the table, in their order."""

    BRIEF = "brief_id"
    CREATED = "created"
    TASK = "task"
    PLATFORM = "platform"
    TONE = "tone"
    ANGLE = "angle"
    VERSION = "version"
    CHOSEN = "chosen"
    FAVOURITE = "favourite"
    RATING = "rating"
    TEXT = "text"
    SEED = "seed"


@dataclass(frozen=True, slots=True)
class ExportWords:
    """Everything in a file that is not from a row: ``title`` of the document, a heading for each column,
    ``yes`` and ``no`` for the cells."""

    title: str
    columns: Mapping[Column, str]
    yes: str
    no: str
    liked: str = "👍"
    disliked: str = "👎"

    def rating(self, row: ExportRow) -> str:
        if row.rating is None:
            return ""
        return self.liked if row.rating > 0 else self.disliked
