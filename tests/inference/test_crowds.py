"""The scheduler with many users at once: what is read how often, and who waits for whom."""

from hypothesis import given
from hypothesis import strategies as st

from inference.jobs import JobId, Trunk
from inference.kv import Limits
from tests.inference.test_scheduler import Desk, prompts

TAIL = 2


@given(
    lengths=st.lists(st.integers(0, 200), min_size=1, max_size=10),
    variants=st.integers(1, 6),
    writes=st.integers(1, 20),
)
def test_every_prompt_of_a_crowd_is_read_once(lengths: list[int], variants: int, writes: int) -> None:
    desk = Desk(Limits(cells=8192, sequences=4, cached=2, batch=64, chunk=16))

    wanted = crowd(desk, lengths, variants, writes)

    assert desk.rows() <= wanted


def test_a_crowd_whose_prompts_do_not_fit_together_reads_each_once_all_the_same() -> None:
    desk = Desk(Limits(cells=512, sequences=4, cached=2, batch=64, chunk=16))

    wanted = crowd(desk, [100] * 8, variants=4, writes=20)

    assert desk.rows() == wanted


def test_prompts_nobody_waits_for_are_kept_up_to_the_limit() -> None:
    desk = Desk(Limits(cells=8192, sequences=4, cached=2, batch=64, chunk=16))
    crowd(desk, [50] * 6, variants=4, writes=3)

    desk.drain()

    assert desk.scheduler.cells_used == 2 * 50


def test_a_prompt_without_room_is_not_overtaken_by_a_later_one() -> None:
    desk = Desk(Limits(cells=256, sequences=2, cached=2, batch=64, chunk=16))
    for user, length in enumerate([60, 100, 20]):
        desk.submit(prompts(length, [TAIL] * 3, family=user + 1), 10, tenant=user)
    first, long, short = desk.jobs

    assert begun(desk) == [first, long, short]


def crowd(desk: Desk, lengths: list[int], variants: int, writes: int) -> int:
    """A user for each length of a prompt; the rows it takes to read each once and to write all texts."""
    for user, length in enumerate(lengths):
        desk.submit(prompts(length, [TAIL] * variants, family=user + 1), writes, tenant=user)
    drawn_last = 1  # the last token of a text is not evaluated
    return sum(job.to_read + variants * (writes - drawn_last) for job in desk.jobs.values())


def begun(desk: Desk) -> list[JobId]:
    """Jobs in the order in which the reading of their prompts began."""
    trunks = [part.unit for step in desk.steps() for part in step.parts if isinstance(part.unit, Trunk)]
    return list(dict.fromkeys(trunk.job.id for trunk in trunks))
