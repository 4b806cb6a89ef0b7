import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from documents.splitting import split, utf16

TEXTS = st.text(alphabet=st.sampled_from("аб. \n😀👍🏽\u200d!»"), max_size=80) | st.text(max_size=80)
LIMITS = st.integers(2, 25)


@settings(deadline=None)
@given(TEXTS, LIMITS)
def test_nothing_is_lost_but_space_at_the_cuts(text: str, limit: int) -> None:
    rest = text
    for part in filter(None, split(text, limit)):
        gap, _, rest = rest.partition(part)
        assert not gap.strip()

    assert not rest.strip()


@settings(deadline=None)
@given(TEXTS, LIMITS)
def test_every_part_fits(text: str, limit: int) -> None:
    assert all(utf16(part) <= limit for part in split(text, limit))


@settings(deadline=None)
@given(TEXTS, LIMITS)
def test_no_part_is_blank_or_ends_in_half_an_emoji(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert len(parts) == 1 or all(part.strip() for part in parts)
    assert all(part.encode("utf-16-le") for part in parts if part)


@settings(deadline=None)
@given(st.text(alphabet="аб ", max_size=40))
def test_a_text_that_fits_is_left_as_it_is(text: str) -> None:
    assert split(text, 40) == (text,)


@pytest.mark.parametrize(
    ("text", "limit", "parts"),
    [
        ("Раз. Два.\n\nТри.\nЧетыре.", 20, ("Раз. Два.", "Три.\nЧетыре.")),
        ("Раз. Два.\nТри четыре.", 16, ("Раз. Два.", "Три четыре.")),
        ("Это раз. «Два три.» Четыре", 20, ("Это раз. «Два три.»", "Четыре")),
        ("один два три", 9, ("один два", "три")),
        ("А\n\nодно длинное предложение", 16, ("А\n\nодно длинное", "предложение")),
        ("слово👍🏽👍🏽", 8, ("слово", "👍🏽👍🏽")),
        ("👩\u200d🔬" * 2, 7, ("👩\u200d🔬", "👩\u200d🔬")),
    ],
)
def test_the_best_seam_is_taken(text: str, limit: int, parts: tuple[str, ...]) -> None:
    assert split(text, limit) == parts


def test_a_limit_below_an_emoji_is_refused() -> None:
    with pytest.raises(ValueError, match="2 units"):
        split("😀😀", 1)
