"""What a file says."""

from dataclasses import dataclass
from enum import StrEnum


class NoteKind(StrEnum):
    """What a person should know about how his file was read."""

    ENCODING = "encoding"  # not UTF-8, guessed: ``word`` is its name («cp1251»)
    EMPTY_PAGES = "empty pages"  # ``number`` pages of a PDF have no text layer
    PICTURES = "pictures"  # ``number`` pictures were not read
    MAIN_TEXT = "main text"  # of a web page; menus and the like are left out


@dataclass(frozen=True, slots=True)
class Note:
    kind: NoteKind
    number: int = 0
    word: str = ""


@dataclass(frozen=True, slots=True)
class SeedText:
    """``text`` in the normal form of ``copywriting.normal``; ``pages`` for a PDF only; ``kind`` as in
    ``UnsupportedType.found`` («docx», «pdf», «html», «md», «txt»)."""

    text: str
    kind: str
    pages: int | None = None
    notes: tuple[Note, ...] = ()
