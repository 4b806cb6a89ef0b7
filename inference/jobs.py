"""What the scheduler plans: jobs, their variants, the trunk they share, and the step that comes of it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NewType

import numpy as np

from inference.prefix_cache import AdapterKey, Entry, Tokens, common

JobId = NewType("JobId", int)


@dataclass(slots=True, eq=False)
class Variant:
    """One text being written. ``tokens`` are its prompt and what was written so far; ``limit`` their most."""

    job: "Job"
    index: int
    tokens: list[int]
    prompt: int
    limit: int
    sequence: int | None = None
    paused: bool = False

    @property
    def adapter(self) -> AdapterKey:
        return self.job.adapter


@dataclass(slots=True, eq=False)
class Trunk:
    """The shared prefix of a job being read into a cache entry, once for all variants."""

    job: "Job"
    entry: Entry

    @property
    def sequence(self) -> int:
        return self.entry.sequence

    @property
    def tokens(self) -> Tokens:
        return self.entry.tokens

    @property
    def adapter(self) -> AdapterKey:
        return self.job.adapter


Unit = Variant | Trunk


@dataclass(slots=True, eq=False)
class Job:
    """Variants of one request. ``waiting`` have no sequence yet, paused ones first. ``trunk``: its shared
    prefix is being read; ``begun``: that is read, and the cache has it as ``prompt``."""

    id: JobId
    tenant: int
    adapter: AdapterKey
    shared: Tokens
    variants: list[Variant] = field(default_factory=list)
    waiting: list[Variant] = field(default_factory=list)
    trunk: Trunk | None = None
    begun: bool = False
    prompt: Entry | None = None
    arrived: int = 0

    @classmethod
    def of(
        cls,
        job_id: JobId,
        prompts: Sequence[Sequence[int]],
        limits: Sequence[int],
        *,
        tenant: int = 0,
        adapter: AdapterKey = None,
    ) -> "Job":
        """``limits`` are the most tokens each variant may write."""
        job = cls(job_id, tenant, adapter, shared_prefix(prompts))
        for index, (prompt, limit) in enumerate(zip(prompts, limits, strict=True)):
            job.variants.append(Variant(job, index, list(prompt), len(prompt), len(prompt) + limit))
        job.waiting = list(job.variants)
        return job

    @property
    def to_read(self) -> int:
        """Prompt tokens of the job, the shared ones counted once."""
        return len(self.shared) + sum(v.prompt - len(self.shared) for v in self.variants)


def shared_prefix(prompts: Sequence[Sequence[int]]) -> Tokens:
    """What all prompts begin with, short of the last token of each: that one is evaluated for its logits."""
    first, *others = (np.asarray(prompt, np.int32) for prompt in prompts)
    length = min([len(prompt) for prompt in prompts]) - 1
    for other in others:
        length = min(length, common(first, other))
    return first[:length]


@dataclass(frozen=True, slots=True)
class Part:
    """``count`` tokens of ``unit`` from position ``start`` are evaluated; ``complete``: none is left then."""

    unit: Unit
    sequence: int
    start: int
    count: int
    complete: bool

    @property
    def writes(self) -> bool:
        """Whether a token is drawn after it."""
        return self.complete and isinstance(self.unit, Variant)


@dataclass(frozen=True, slots=True)
class Step:
    """One ``llama_decode``: all its parts use the same adapter."""

    adapter: AdapterKey
    parts: tuple[Part, ...]

    @property
    def outputs(self) -> list[Variant]:
        """The variants that get a token from this step, in the order of their logits."""
        return [part.unit for part in self.parts if part.complete and isinstance(part.unit, Variant)]

    @property
    def jobs(self) -> frozenset[JobId]:
        return frozenset(part.unit.job.id for part in self.parts)

    @property
    def readers(self) -> frozenset[JobId]:
        """Jobs whose prompt is read in this step: worth aborting it for, if they are cancelled."""
        return frozenset(part.unit.job.id for part in self.parts if part.count > 1)
