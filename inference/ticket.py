"""A request on its way through the worker: its job, its texts, its reader."""

from dataclasses import dataclass, field

from inference.contract import Delta, Event, Finish, Prefill, VariantDone
from inference.jobs import Job, Part, Trunk, Variant
from inference.mailbox import Mailbox
from inference.writing import Writing


@dataclass(slots=True, eq=False)
class Ticket:
    """``writings`` are by variant; ``deadline`` is a moment of the worker's clock."""

    job: Job
    writings: list[Writing]
    mailbox: Mailbox
    deadline: float | None
    trunk_read: int = 0
    tails_read: int = 0
    finished: set[int] = field(default_factory=set)

    @property
    def unfinished(self) -> list[Variant]:
        return [variant for variant in self.job.variants if variant.index not in self.finished]

    def read(self, part: Part) -> Prefill | None:
        """Progress of reading the prompt; ``None`` when the part is no news (or read before a pause)."""
        before = self.trunk_read + self.tails_read
        shared = len(self.job.shared)
        if isinstance(part.unit, Trunk):
            self.trunk_read = max(self.trunk_read, part.start + part.count)
        elif len(part.unit.tokens) == part.unit.prompt:
            self.trunk_read = shared
            self.tails_read += min(part.count, part.start + part.count - shared)
        now = min(self.trunk_read + self.tails_read, self.job.to_read)
        return Prefill(now, self.job.to_read) if now > before else None

    def grown(self, variant: Variant, text: str) -> Event:
        return Delta(variant.index, text)

    def done(self, variant: Variant, finish: Finish) -> Event:
        writing = self.writings[variant.index]
        self.finished.add(variant.index)
        return VariantDone(variant.index, writing.text, finish, variant.prompt, writing.tokens)

    def close(self) -> None:
        for writing in self.writings:
            writing.close()
