"""The stream from bytes to shown text, cut at every possible place."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inference.errors import RequestInvalid
from inference.stopping import Characters, Reading, StopStrings, Thinking


def cut(text: str, places: list[int]) -> list[str]:
    edges = sorted({0, len(text), *(place % (len(text) + 1) for place in places)})
    return [text[one:other] for one, other in pairwise(edges)]


@given(
    st.text(alphabet="abст", max_size=30),
    st.lists(st.text("abст", min_size=1, max_size=4)),
    st.lists(st.integers(0, 30)),
)
def test_a_stop_string_ends_the_text_wherever_the_stream_is_cut(
    text: str, stops: list[str], places: list[int]
) -> None:
    reading = StopStrings(stops[:8])
    shown = ""
    for piece in cut(text, places):
        shown += reading.feed(piece)
        assert not any(stop in shown for stop in stops[:8])
    shown += reading.close()

    first = min((text.index(stop) for stop in stops[:8] if stop in text), default=len(text))
    assert shown == text[:first] or (reading.stopped and text.startswith(shown))
    assert reading.stopped == any(stop in text for stop in stops[:8])


@given(st.lists(st.integers(0, 60)))
def test_thinking_never_shows_wherever_the_stream_is_cut(places: list[int]) -> None:
    thinking = Thinking()
    shown = "".join(thinking.feed(piece) for piece in cut("<think>про <себя></think>\n\nТекст <b>", places))

    assert shown + thinking.close() == "Текст <b>"


def test_thinking_that_the_template_opened_is_left_out() -> None:
    reading = Reading((), thinking=True)

    assert reading.feed("думаю</think>\n\nТекст".encode()) == "Текст"


@given(st.text(max_size=20), st.lists(st.integers(0, 80)))
def test_characters_come_whole_wherever_the_bytes_are_cut(text: str, places: list[int]) -> None:
    raw = text.encode("utf-8", "ignore")
    edges = sorted({0, len(raw), *(place % (len(raw) + 1) for place in places)})
    characters = Characters()
    shown = [characters.feed(raw[a:b]) for a, b in pairwise(edges)]

    assert "".join(shown) == raw.decode()


def test_bytes_that_are_no_text_are_left_out() -> None:
    assert Characters().feed(b"\xffab\xfe") == "ab"


def test_too_many_stop_strings_are_refused() -> None:
    with pytest.raises(RequestInvalid):
        StopStrings([str(n) for n in range(1000)])
