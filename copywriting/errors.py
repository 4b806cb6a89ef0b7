"""What can go wrong in copywriting, by type."""

from dataclasses import dataclass
from pathlib import Path


class CopywritingError(Exception):
    """Base of all errors of this package."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a data file. ``where`` is the way to the value, «terms.3.right», ``kind`` pydantic's
    name of the fault, or ``yaml``, ``encoding``, ``example``, ``alias``, ``depth``."""

    line: int | None
    where: str
    kind: str
    message: str


class DataFileBroken(CopywritingError):
    """A data file is missing or says something impossible; ``line`` counts from 1. ``problems`` are all that
    were found, the first of them told in the message."""

    def __init__(self, path: Path, line: int | None, reason: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(f"{path}:{line}: {reason}" if line else f"{path}: {reason}")
        self.path = path
        self.line = line
        self.reason = reason
        self.problems = problems or (Problem(line, "", "", reason),)


class UnknownPlatform(CopywritingError):
    """The order names a platform that data/platforms.yaml doesn't have (any more)."""

    def __init__(self, slug: str) -> None:
        super().__init__(f"no platform {slug!r}")
        self.slug = slug


class NothingWritten(CopywritingError):
    """The model's answer was empty, also when asked again; ``positions`` are the variants concerned."""

    def __init__(self, positions: tuple[int, ...]) -> None:
        super().__init__(f"the model wrote nothing for variants {positions}")
        self.positions = positions
