"""Who gets a free sequence: round-robin between tenants, then by age, and every prompt is read once."""

from enum import Enum, auto

from inference.jobs import Job, Trunk, Unit
from inference.kv import Limits, SharedKv, sequence_of
from inference.line import Line
from inference.prefix_cache import Entry

HEADROOM = 32  # free cells a new text should find beyond its prompt, or it would be paused at once


class Outcome(Enum):
    """What became of a job's turn. ``WAITS``: for a reading, its own or another's. ``BLOCKED``: its prompt
    has no room beside those that others wait for. ``FULL``: its next text has none."""

    STARTED = auto()
    WAITS = auto()
    BLOCKED = auto()
    FULL = auto()


class Admission:
    """``running`` is the scheduler's list, in the order of admission; who is started is appended."""

    def __init__(self, limits: Limits, kv: SharedKv, line: Line, running: list[Unit]) -> None:
        self._limits = limits
        self._kv = kv
        self._line = line
        self._running = running

    def admit(self) -> None:
        """Give all free sequences away."""
        while len(self._running) < self._limits.sequences and (self._start_one() or self._cleared()):
            pass
        self._kv.trim_idle(keep=self.needed)

    @property
    def needed(self) -> set[Entry | None]:
        """Cached prompts with whose help waiting variants will start: evicted, they would be read again."""
        return {job.prompt for job in self._line}

    def _start_one(self) -> bool:
        """Who doesn't fit stops those behind him, so that nobody is overtaken for ever. Behind a prompt that
        doesn't fit, jobs that have begun go on: they end, and then it fits."""
        blocked = False
        for job in self._line.order():
            if blocked and not job.begun:
                continue
            outcome = self._start_variant(job) if job.begun else self._start_trunk(job)
            if outcome in (Outcome.STARTED, Outcome.FULL):
                return outcome is Outcome.STARTED
            blocked = blocked or outcome is Outcome.BLOCKED
        return False

    def _start_trunk(self, job: Job) -> Outcome:
        if job.trunk is not None:
            return Outcome.WAITS
        prefix = self._kv.best(job.shared, job.adapter)
        if prefix.ready == len(job.shared):
            job.begun, job.prompt = True, prefix.entry
            return Outcome.STARTED
        if prefix.promised > prefix.ready:
            return Outcome.WAITS
        keep = self.needed
        if not self._may_begin(job, prefix.ready) or not self._fits(
            len(job.shared) - prefix.ready, keep | {prefix.entry}
        ):
            return Outcome.BLOCKED
        entry = self._kv.open_entry(prefix, job.shared, job.adapter, keep=keep)
        if entry is None:
            return Outcome.BLOCKED
        job.trunk = Trunk(job, entry)
        self._running.append(job.trunk)
        return Outcome.STARTED

    def _start_variant(self, job: Job) -> Outcome:
        variant = job.waiting[0]
        prefix = self._kv.best(variant.tokens[:-1], job.adapter)
        if prefix.ready < len(job.shared) and len(job.waiting) > 1:
            job.begun, job.prompt = False, None  # evicted meanwhile: read it once again, not once a variant
            return Outcome.STARTED
        to_come = variant.limit - len(variant.tokens)
        headroom = to_come if variant.paused else min(to_come, HEADROOM)
        wanted = len(variant.tokens) - prefix.ready + headroom
        if not self._fits(wanted, self.needed | {prefix.entry}):
            return Outcome.FULL
        variant.sequence = self._kv.open(prefix, prefix.ready)
        variant.paused = False
        job.waiting.pop(0)
        self._line.serve(job.tenant)
        if not job.waiting:
            self._line.leave(job)
        self._running.append(variant)
        return Outcome.STARTED

    def _fits(self, wanted: int, keep: set[Entry | None]) -> bool:
        """Whether ``wanted`` more cells are there beside those the running units still need for reading."""
        return self._kv.room(wanted + sum(map(self._kv.unread, self._running)), keep=keep)

    def _may_begin(self, job: Job, ready: int) -> bool:
        """Prompts that variants wait for get half the KV: with more of them, their texts would have no room
        to run side by side."""
        trunks = [unit for unit in self._running if isinstance(unit, Trunk)]
        sequences = {entry.sequence for entry in self.needed if entry is not None}
        sequences |= {sequence_of(trunk) for trunk in trunks}
        if not sequences:
            return True
        unread = len(job.shared) - ready + sum(map(self._kv.unread, trunks))
        return self._kv.cells.held_by(sequences) + unread <= self._limits.cells // 2

    def _cleared(self) -> bool:
        """With nothing running, cached prompts alone are in the way of those who wait."""
        if self._running or not any(self._line) or not self._kv.cells.used:
            return False
        self._kv.forget()
        return True
