from hypothesis import given
from hypothesis import strategies as st

from desk.parts import cut, split, utf16

TEXTS = st.text(alphabet=st.sampled_from("а \n😀x"), max_size=60)
LIMITS = st.integers(2, 20)


@given(st.text())
def test_units_are_those_of_utf16(text: str) -> None:
    assert utf16(text) == len(text.encode("utf-16-le", errors="surrogatepass")) // 2


@given(TEXTS, LIMITS)
def test_a_cut_text_is_the_longest_beginning_that_fits(text: str, limit: int) -> None:
    head = cut(text, limit)

    assert text.startswith(head)
    assert utf16(head) <= limit
    assert head == text or utf16(text[: len(head) + 1]) > limit


@given(TEXTS, LIMITS)
def test_parts_fit_and_lose_nothing_but_space(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(utf16(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())


@given(TEXTS, LIMITS)
def test_only_a_blank_text_has_blank_parts(text: str, limit: int) -> None:
    parts = split(text, limit)

    assert all(part.strip() for part in parts) or not text.strip()


def test_a_text_is_cut_between_paragraphs_first() -> None:
    assert split("один два\n\nтри\nчетыре", 14) == ("один два", "три\nчетыре")
