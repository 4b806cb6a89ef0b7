"""Text files."""

from typing import Final

from documents.encoding import decode
from documents.errors import WrongEncoding
from documents.seedtext import Note, NoteKind, SeedText

_UNREMARKABLE: Final = "utf-"


def read_plain(content: bytes) -> SeedText:
    text, notes = decoded(content, "txt")
    return SeedText(text, "txt", notes=notes)


def decoded(content: bytes, kind: str) -> tuple[str, tuple[Note, ...]]:
    """The text, and a note where its encoding was guessed."""
    found = decode(content)
    if found is None:
        raise WrongEncoding(kind)
    text, encoding = found
    guessed = not encoding.startswith(_UNREMARKABLE)
    return text, (Note(NoteKind.ENCODING, word=encoding),) if guessed else ()
