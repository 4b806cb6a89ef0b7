"""Plans each step: who gets a sequence, what is evaluated, who gives way when the KV is full.

Pure bookkeeping, no llama.cpp: the KV is behind ``cells.Memory``. One step takes the next token of every
running text and a bounded chunk of the prompts being read. A job's shared prefix (its trunk) is read once
into a cache entry; each variant shares those cells and reads only its own tail. The entry stays while
variants of its job wait. When no cell is free the least recently used of the other entries goes, then the
newest unit is paused: it gives its cells back and later reads its tokens again. The oldest unit is never
paused, therefore something always moves forward.
"""

from inference.admission import Admission
from inference.cells import Memory
from inference.jobs import Job, Part, Step, Trunk, Unit, Variant
from inference.kv import Limits, SharedKv, sequence_of
from inference.line import Line
from inference.prefix_cache import AdapterKey
from inference.shares import share_out

ROWS = (
    4  # repacked kernels take rows by four, a rest goes row by row: three rows of a rest are as dear as four
)


class Scheduler:
    """Use: ``submit`` and ``cancel`` at any time; then ``plan`` → decode → ``completed`` or ``failed``; then
    ``append`` or ``finish`` for each output."""

    def __init__(self, limits: Limits, memory: Memory) -> None:
        self._limits = limits
        self._kv = SharedKv(limits, memory)
        self._line = Line()
        self._running: list[Unit] = []
        self._admission = Admission(limits, self._kv, self._line, self._running)
        self._adapter: AdapterKey = None
        self._turn_left = 0
        self._clock = 0

    @property
    def idle(self) -> bool:
        """Nothing runs and nothing waits."""
        return not self._running and not any(self._line)

    @property
    def running(self) -> list[Variant]:
        return [unit for unit in self._running if isinstance(unit, Variant)]

    @property
    def waiting(self) -> int:
        return sum(len(job.waiting) for job in self._line)

    @property
    def cells_used(self) -> int:
        return self._kv.cells.used

    def submit(self, job: Job) -> None:
        self._clock += 1
        job.arrived = self._clock
        self._line.join(job)

    def cancel(self, job: Job) -> None:
        """Forget the job; what was read of its prompt stays in the cache."""
        job.waiting.clear()
        self._line.leave(job)
        if job.trunk is not None:
            self._end_trunk(job.trunk)
        for variant in job.variants:
            self.finish(variant)

    def finish(self, variant: Variant) -> None:
        """The variant needs no more tokens; its sequence is free for the next one."""
        if variant.sequence is not None:
            self._running.remove(variant)
            self._kv.close(variant.sequence)
            variant.sequence = None
        if variant in variant.job.waiting:
            variant.job.waiting.remove(variant)
            if not variant.job.waiting:
                self._line.leave(variant.job)

    def append(self, variant: Variant, token: int) -> None:
        """The next step evaluates ``token`` after what the variant has."""
        variant.tokens.append(token)

    def plan(self) -> Step | None:
        """The next step, its cells already taken; ``None`` when there is nothing to do."""
        self._admission.admit()
        if not self._running:
            return None
        self._take_turns()
        parts = self._parts()
        for part in parts:
            self._kv.cells.grow(part.sequence, part.count)
        return Step(self._adapter, tuple(parts))

    def completed(self, step: Step) -> None:
        for part in step.parts:
            if isinstance(part.unit, Trunk):
                part.unit.entry.done = part.start + part.count
                if part.complete:
                    self._end_trunk(part.unit)
                    self._begin(part.unit.job)

    def failed(self, step: Step) -> None:
        """The step left nothing behind; its cells are given back and it may be planned again."""
        for part in step.parts:
            self._kv.cells.trim(part.sequence, part.start)
        if not self._limits.divisible:
            for part in step.parts:
                self._restart(part.unit)

    def pause_newest(self) -> bool:
        """Make room by force; False if there is but one unit, which must go on."""
        if len(self._running) < 2:
            return False
        self._pause(self._running[-1])
        return True

    def forget_prompts(self) -> None:
        """Empty the prefix cache, but for prompts that are being read."""
        self._kv.forget()

    # planning

    def _end_trunk(self, trunk: Trunk) -> None:
        self._running.remove(trunk)
        trunk.job.trunk = None
        self._kv.entry_read(trunk.entry, keep=self._admission.needed)

    def _begin(self, job: Job) -> None:
        """Its trunk is read; another's longer prompt may be the entry that has it."""
        job.begun, job.prompt = True, self._kv.best(job.shared, job.adapter).entry

    def _pause(self, unit: Unit) -> None:
        if isinstance(unit, Trunk):
            self._end_trunk(unit)
        else:
            self.finish(unit)
            unit.paused = True
            unit.job.waiting.insert(0, unit)
            self._line.join(unit.job)

    def _restart(self, unit: Unit) -> None:
        """After a failed step a state that can't be cut is worth nothing."""
        if isinstance(unit, Trunk):
            unit.entry.done = 0
        self._pause(unit)

    def _take_turns(self) -> None:
        groups = list(dict.fromkeys(unit.adapter for unit in self._running))
        self._turn_left -= 1
        if self._adapter in groups and (self._turn_left > 0 or len(groups) == 1):
            return
        place = groups.index(self._adapter) + 1 if self._adapter in groups else 0
        self._adapter = groups[place % len(groups)]
        self._turn_left = self._limits.turn

    def _parts(self) -> list[Part]:
        while True:
            units = [unit for unit in self._running if unit.adapter == self._adapter]
            writers = [unit for unit in units if self._kv.unread(unit) == 1]
            readers = [unit for unit in units if self._kv.unread(unit) > 1]
            least = len(writers) + sum(min(self._kv.unread(u), self._limits.chunk) for u in readers[:1])
            if self._kv.room(least, keep=self._admission.needed):
                break
            if not self.pause_newest():
                self._kv.forget()
                break
            if not any(unit.adapter == self._adapter for unit in self._running):
                self._take_turns()
        chunk = self._limits.chunk if writers else self._limits.batch
        budget = min(chunk, self._limits.batch - len(writers), self._kv.cells.free - len(writers))
        if sum(map(self._kv.unread, readers)) > budget >= ROWS:
            budget -= budget % ROWS
        shares = share_out([self._kv.unread(unit) for unit in readers], budget)
        rows = [*zip(readers, shares, strict=True), *((unit, 1) for unit in writers)]
        return [self._part(unit, count) for unit, count in rows if count]

    def _part(self, unit: Unit, count: int) -> Part:
        sequence = sequence_of(unit)
        return Part(unit, sequence, self._kv.cells.length(sequence), count, self._kv.unread(unit) == count)
