"""The scheduler alone: a model of the KV instead of llama.cpp, random lives of jobs."""

from collections.abc import Iterator
from itertools import pairwise

import hypothesis.strategies as st
import pytest
from hypothesis import settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from inference.jobs import Job, JobId, Step
from inference.kv import Limits
from inference.scheduler import Scheduler

LIMITS = Limits(cells=256, sequences=4, cached=3, batch=32, chunk=8, turn=2)
CONTEXT = 200


class FakeKv:
    """What llama.cpp would hold: the tokens of each sequence, checked on every operation."""

    def __init__(self) -> None:
        self.held: dict[int, list[int]] = {}

    def copy(self, source: int, target: int, length: int) -> None:
        assert not self.held.get(target), "a sequence in use was overwritten"
        self.held[target] = self.held[source][:length]

    def trim(self, sequence: int, length: int) -> None:
        del self.held.setdefault(sequence, [])[length:]

    def decode(self, step: Step) -> None:
        for part in step.parts:
            held = self.held.setdefault(part.sequence, [])
            assert len(held) == part.start, "a position was skipped or evaluated twice"
            held.extend(int(token) for token in part.unit.tokens[part.start : part.start + part.count])
            assert held == [int(token) for token in part.unit.tokens[: len(held)]], "foreign tokens in the KV"


class Desk:
    """Drives a scheduler as the worker does; ``outcomes`` counts how each variant ended."""

    def __init__(self, limits: Limits = LIMITS) -> None:
        self.kv = FakeKv()
        self.limits = limits
        self.scheduler = Scheduler(limits, self.kv)
        self.jobs: dict[JobId, Job] = {}
        self.outcomes: dict[tuple[JobId, int], int] = {}
        self.finished: list[tuple[JobId, int]] = []
        self.largest = 0
        self._numbers = iter(range(1, 10**6))

    def submit(self, prompts: list[list[int]], writes: int, *, tenant: int = 0, adapter: str = "") -> Job:
        key = (adapter, 1.0) if adapter else None
        number = JobId(next(self._numbers))
        job = Job.of(number, prompts, [writes] * len(prompts), tenant=tenant, adapter=key)
        self.jobs[number] = job
        self.scheduler.submit(job)
        return job

    def cancel(self, job: Job) -> None:
        for variant in job.variants:
            self.outcomes.setdefault((job.id, variant.index), 1)
        self.scheduler.cancel(job)
        del self.jobs[job.id]

    def step(self, *, fails: bool = False) -> Step | None:
        step = self.scheduler.plan()
        if step is None:
            return None
        assert 0 < sum(part.count for part in step.parts) <= self.limits.batch
        assert {part.unit.adapter for part in step.parts} == {step.adapter}
        self.kv.decode(step)
        self.largest = max(self.largest, sum(part.count for part in step.parts if part.count > 1))
        if fails:
            self.scheduler.failed(step)
            return step
        self.scheduler.completed(step)
        for variant in step.outputs:
            self.scheduler.append(variant, 7)
            if len(variant.tokens) >= variant.limit:
                self._end(variant.job, variant.index)
        return step

    def _end(self, job: Job, index: int) -> None:
        self.scheduler.finish(job.variants[index])
        self.outcomes[job.id, index] = self.outcomes.get((job.id, index), 0) + 1
        self.finished.append((job.id, index))
        if all((job.id, variant.index) in self.outcomes for variant in job.variants):
            del self.jobs[job.id]

    def rows(self) -> int:
        """Tokens evaluated from here to the end."""
        return sum(part.count for step in self.steps() for part in step.parts)

    def drain(self) -> None:
        for _ in range(20_000):
            if self.step() is None:
                return
        pytest.fail("the scheduler never comes to an end")

    def steps(self) -> Iterator[Step]:
        while (step := self.step()) is not None:
            yield step


def prompts(shared: int, tails: list[int], family: int = 0) -> list[list[int]]:
    trunk = [family * 1000 + place for place in range(shared)]
    return [
        [*trunk, *(900_000 + 1000 * number + place for place in range(tail))]
        for number, tail in enumerate(tails)
    ]


class Life(RuleBasedStateMachine):
    """Random arrivals, lengths, cancels and failures."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk()
        self.submitted = 0

    @rule(
        shared=st.integers(0, 90),
        tails=st.lists(st.integers(1, 20), min_size=1, max_size=6),
        writes=st.integers(1, 80),
        tenant=st.integers(0, 3),
        family=st.integers(0, 2),
        adapter=st.sampled_from(["", "", "ads"]),
    )
    def arrives(
        self, shared: int, tails: list[int], writes: int, tenant: int, family: int, adapter: str
    ) -> None:
        self.desk.submit(prompts(shared, tails, family), writes, tenant=tenant, adapter=adapter)
        self.submitted += len(tails)

    @precondition(lambda self: self.desk.jobs)
    @rule(data=st.data())
    def walks_away(self, data: st.DataObject) -> None:
        self.desk.cancel(self.desk.jobs[data.draw(st.sampled_from(sorted(self.desk.jobs)))])

    @rule(count=st.integers(1, 30))
    def goes_on(self, count: int) -> None:
        for _ in range(count):
            self.desk.step()

    @rule()
    def fails(self) -> None:
        self.desk.step(fails=True)

    @rule()
    def runs_out_of_cells(self) -> None:
        self.desk.scheduler.pause_newest()

    @invariant()
    def no_sequence_has_two_owners(self) -> None:
        units = [*self.desk.scheduler.running]
        trunks = [job.trunk for job in self.desk.jobs.values() if job.trunk is not None]
        ids = [*(unit.sequence for unit in units), *(trunk.sequence for trunk in trunks)]
        assert len(ids) == len(set(ids))
        assert len(units) + len(trunks) <= LIMITS.sequences

    @invariant()
    def cells_are_within_capacity(self) -> None:
        assert 0 <= self.desk.scheduler.cells_used <= LIMITS.cells

    def teardown(self) -> None:
        self.desk.drain()
        assert self.desk.scheduler.idle
        assert len(self.desk.outcomes) == self.submitted
        assert set(self.desk.outcomes.values()) <= {1}
        self.desk.scheduler.forget_prompts()
        assert self.desk.scheduler.cells_used == 0
        assert not any(self.desk.kv.held.values())


Life.TestCase.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)
TestLife = Life.TestCase


def test_a_shared_prefix_is_evaluated_once() -> None:
    desk = Desk()
    desk.submit(prompts(50, [3, 3, 3, 3]), writes=1)

    assert desk.rows() == 50 + 4 * 3


def test_a_prompt_read_before_is_not_read_again() -> None:
    desk = Desk()
    desk.submit(prompts(50, [3]), writes=1)
    desk.drain()
    desk.submit(prompts(50, [3]), writes=1)

    assert desk.rows() == 1


def test_two_jobs_with_the_same_beginning_read_it_once_even_when_they_come_together() -> None:
    desk = Desk()
    desk.submit(prompts(60, [2]), writes=1, tenant=1)
    desk.submit(prompts(60, [5]), writes=1, tenant=2)

    assert desk.rows() == 60 + 2 + 5 - 1  # their tails begin with the same token, too


def test_adapters_never_share_a_prefix() -> None:
    desk = Desk()
    desk.submit(prompts(50, [3]), writes=1)
    desk.submit(prompts(50, [3]), writes=1, adapter="ads")

    assert desk.rows() == 2 * 53


def test_a_long_prompt_is_read_in_chunks_beside_running_texts() -> None:
    desk = Desk()
    desk.submit(prompts(4, [2]), writes=60)
    for _ in range(5):
        desk.step()
    desk.largest = 0
    desk.submit(prompts(90, [2], family=1), writes=1)

    desk.drain()

    assert 0 < desk.largest <= LIMITS.chunk


def test_a_free_sequence_goes_to_the_next_variant_at_once() -> None:
    desk = Desk(Limits(cells=256, sequences=1, cached=2, batch=32, chunk=8))
    desk.submit(prompts(10, [2, 2]), writes=3)

    writing = [step for step in desk.steps() if step.outputs]

    assert [step.outputs[0].index for step in writing] == [0, 0, 0, 1, 1, 1]


def test_the_only_cached_prompt_gives_way_to_the_next_that_begins_like_it() -> None:
    desk = Desk(Limits(cells=256, sequences=4, cached=1, batch=32, chunk=8))
    for _ in range(3):
        desk.submit(prompts(10, [2, 2]), writes=3)
    desk.submit(prompts(14, [2, 2]), writes=3)

    desk.drain()

    assert len(desk.finished) == 8


def test_two_tenants_take_turns_though_one_came_first_with_much_more() -> None:
    desk = Desk(Limits(cells=4096, sequences=1, cached=3, batch=64, chunk=16))
    greedy = [desk.submit(prompts(5, [2, 2]), writes=2, tenant=1) for _ in range(4)]
    modest = desk.submit(prompts(5, [3, 3], family=1), writes=2, tenant=2)

    desk.drain()

    order = [job for job, _ in desk.finished]
    assert order.index(modest.id) <= 1
    assert [job for job in order if job == modest.id or job == greedy[0].id][:4].count(modest.id) == 2


def test_when_the_kv_is_full_the_newest_text_is_paused_and_finishes_later() -> None:
    desk = Desk(Limits(cells=128, sequences=4, cached=2, batch=64, chunk=32))
    job = desk.submit(prompts(20, [2, 2, 2, 2]), writes=50)
    paused = False
    for _ in desk.steps():
        paused = paused or any(variant.paused for variant in job.variants)

    assert paused
    assert len(desk.finished) == 4


def test_texts_with_the_same_adapter_go_together_and_groups_take_turns() -> None:
    desk = Desk(Limits(cells=1024, sequences=8, cached=4, batch=64, chunk=16, turn=3))
    for adapter in ("a", "b", "a", "b"):
        desk.submit(prompts(4, [2]), writes=30, adapter=adapter)

    adapters = [step.adapter for step in desk.steps() if len(step.outputs) == 2]

    runs = [1]
    for one, other in pairwise(adapters):
        runs = [*runs[:-1], runs[-1] + 1] if one == other else [*runs, 1]
    assert max(runs) <= 3
    assert len(set(adapters)) == 2


def test_cancelling_keeps_what_was_read_for_the_next_one() -> None:
    desk = Desk()
    job = desk.submit(prompts(80, [2]), writes=5)
    desk.step()
    desk.cancel(job)
    desk.submit(prompts(80, [2]), writes=1)

    assert desk.rows() == 82 - LIMITS.batch
