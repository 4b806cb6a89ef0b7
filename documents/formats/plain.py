"""Text files."""

from typing import Final

from documents.encoding import decode
from documents.errors import TooMuchText, WrongEncoding
from documents.limits import TEXT_LIMIT
from documents.seedtext import Note, NoteKind, SeedText

_UNREMARKABLE: Final = "utf-"


def read_plain(content: bytes) -> SeedText:
    text, notes = decoded(content, "txt")
    return SeedText(text, "txt", notes=notes)


def decoded(content: bytes, kind: str) -> tuple[str, tuple[Note, ...]]:
    """The text, and a note where its encoding was guessed. A page holds more than its text: only a
    text file is measured here."""
    found = decode(content)
    if found is None:
        raise WrongEncoding(kind)
    text, encoding = found
    if kind in ("txt", "md") and len(text) > TEXT_LIMIT:
        raise TooMuchText(TEXT_LIMIT)
    guessed = not encoding.startswith(_UNREMARKABLE)
    return text, (Note(NoteKind.ENCODING, word=encoding),) if guessed else ()
