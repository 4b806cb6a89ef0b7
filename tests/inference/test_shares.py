"""How the rows of a step are shared between prompts that are being read."""

from hypothesis import given
from hypothesis import strategies as st

from inference.shares import share_out

LENGTHS = st.lists(st.integers(1, 600), max_size=20)


@given(pending=LENGTHS, budget=st.integers(0, 512))
def test_all_of_the_budget_is_used_and_nobody_gets_more_than_he_has_left(
    pending: list[int], budget: int
) -> None:
    shares = share_out(pending, budget)

    assert sum(shares) == min(budget, sum(pending))
    assert all(0 <= share <= left for share, left in zip(shares, pending, strict=True))


@given(pending=LENGTHS.filter(bool), budget=st.integers(0, 512))
def test_the_oldest_gets_half_at_least(pending: list[int], budget: int) -> None:
    assert share_out(pending, budget)[0] >= min(pending[0], budget // 2)


def test_a_short_prompt_is_not_stuck_behind_a_long_one() -> None:
    assert share_out([500, 40, 300], 128) == [64, 40, 24]


def test_of_equal_prompts_the_first_is_read_first() -> None:
    assert share_out([332, 332, 332], 512) == [332, 180, 0]
