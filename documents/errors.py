"""Why a file is no seed, with the numbers that a sentence about it needs. No text of a file is in here."""

from dataclasses import dataclass
from typing import Any, Final


class DocumentError(Exception):
    """Every reason why a file can't be used; ``except DocumentError`` is enough for a reader of seeds."""

    def __str__(self) -> str:
        values = ", ".join(f"{name}={value!r}" for name, value in vars(self).items())
        return f"{type(self).__name__}({values})"


# eq=False keeps the hash of exceptions: a traceback must be able to hold them in a set.
@dataclass(eq=False)
class UnsupportedType(DocumentError):
    """``found`` is the kind of file as people call it, lower case without a dot («doc», «xlsx», «jpeg»);
    empty when it can't be told."""

    found: str


@dataclass(eq=False)
class TooLarge(DocumentError):
    """More bytes than a bot can fetch from Telegram."""

    size: int
    limit: int


@dataclass(eq=False)
class Encrypted(DocumentError):
    """A password is needed."""

    kind: str


@dataclass(eq=False)
class Scanned(DocumentError):
    """A PDF of pictures: no text layer."""

    pages: int


@dataclass(eq=False)
class TooManyPages(DocumentError):
    pages: int
    limit: int


@dataclass(eq=False)
class BrokenFile(DocumentError):
    """Cut off or not what it says it is."""

    kind: str


@dataclass(eq=False)
class WrongEncoding(DocumentError):
    """Bytes that are no text in any encoding known for Russian."""

    kind: str


@dataclass(eq=False)
class NoText(DocumentError):
    """Readable, and there is not a word in it."""

    kind: str


@dataclass(eq=False)
class TooMuchText(DocumentError):
    """``limit``: characters that are read at most; the file has more."""

    limit: int


@dataclass(eq=False)
class Bomb(DocumentError):
    """An archive that says it unpacks to ``unpacked`` bytes in ``entries`` files: more than any document."""

    unpacked: int
    entries: int


@dataclass(eq=False)
class TooSlow(DocumentError):
    """Reading was given up after ``seconds``."""

    seconds: int


@dataclass(eq=False)
class TooGreedy(DocumentError):
    """Reading was given up: it wanted more memory than ``megabytes``."""

    megabytes: int


KINDS: Final[tuple[type[DocumentError], ...]] = (
    UnsupportedType,
    TooLarge,
    Encrypted,
    Scanned,
    TooManyPages,
    BrokenFile,
    WrongEncoding,
    NoText,
    TooMuchText,
    Bomb,
    TooSlow,
    TooGreedy,
)


def as_json(error: DocumentError) -> dict[str, Any]:
    """How an error crosses the border of a process."""
    return {"error": type(error).__name__, **vars(error)}


def from_json(values: dict[str, Any]) -> DocumentError:
    """The error that ``as_json`` wrote; ``KeyError`` or ``TypeError`` for anything else."""
    fields = dict(values)
    kinds = {kind.__name__: kind for kind in KINDS}
    return kinds[fields.pop("error")](**fields)
