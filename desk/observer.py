"""What the desk tells whoever watches over it: counts and durations, no ids, no texts."""

from enum import StrEnum
from typing import Protocol


class Outcome(StrEnum):
    """How a job ended."""

    DONE = "done"
    STOPPED = "stopped"
    EXPIRED = "expired"
    FAILED = "failed"
    UNREACHABLE = "unreachable"


class Observer(Protocol):
    """Called on the event loop in the middle of things: quick, and never raises. All times are seconds."""

    def began(self, waited: float) -> None:
        """A job's turn has come, so long after it was handed in."""
        ...

    def wrote(self, seconds: float) -> None:
        """All variants of a job were written in one go."""
        ...

    def ended(self, outcome: Outcome) -> None: ...

    def delivered(self, seconds: float) -> None:
        """A variant is in the chat, so long after its turn to be sent had come."""
        ...

    def refused(self) -> None:
        """Telegram took a variant in no form at all."""
        ...


class Nobody:
    """An observer that looks away."""

    def began(self, waited: float) -> None: ...

    def wrote(self, seconds: float) -> None: ...

    def ended(self, outcome: Outcome) -> None: ...

    def delivered(self, seconds: float) -> None: ...

    def refused(self) -> None: ...
