from hypothesis import given
from hypothesis import strategies as st

from copywriting.angles import ANGLES, another, plan
from copywriting.tones import DEFAULT_TONE, TONES, direction

SLUGS = [angle.slug for angle in ANGLES]
seeds = st.integers(0, 2**31 - 1)


def test_there_are_at_least_ten_angles_with_their_own_names() -> None:
    assert len({angle.name for angle in ANGLES}) == len(ANGLES) >= 10


@given(st.integers(1, len(ANGLES)), seeds)
def test_variants_of_one_plan_have_different_angles(count: int, seed: int) -> None:
    assert len({assignment.angle for assignment in plan(count, seed=seed)}) == count


@given(st.integers(1, 20), seeds)
def test_the_same_seed_gives_the_same_plan(count: int, seed: int) -> None:
    assert plan(count, seed=seed) == plan(count, seed=seed)


@given(st.lists(st.sampled_from(SLUGS), unique=True, max_size=len(SLUGS) - 4), seeds)
def test_more_variants_come_from_unused_sides(used: list[str], seed: int) -> None:
    chosen = {assignment.angle for assignment in plan(4, used=[s for s in SLUGS if s in used], seed=seed)}
    assert not chosen & set(used)


@given(st.integers(1, 30), seeds)
def test_positions_count_from_zero(count: int, seed: int) -> None:
    assert [assignment.position for assignment in plan(count, seed=seed)] == list(range(count))


@given(seeds)
def test_a_second_attempt_comes_from_another_side(seed: int) -> None:
    assert another(SLUGS[:-1], seed=seed) == SLUGS[-1]


def test_every_tone_means_something_and_the_default_is_among_them() -> None:
    assert DEFAULT_TONE in TONES
    assert all(direction(tone) for tone in TONES)
