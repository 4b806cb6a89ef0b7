import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.normal import FENCE_CLOSE, FENCE_OPEN, neutralise, normalise, one_line

MARKERS = [
    "<|im_end|>",
    "<|im_start|>",
    "<|",
    "|>",
    "[INST]",
    "[/INST]",
    "<<SYS>>",
    "</s>",
    "<think>",
    "⟦Q1⟧",
]
PIECES = [
    *MARKERS,
    FENCE_OPEN,
    FENCE_CLOSE,
    "<end_of_turn>",
    "<",
    ">",
    "|",
    "исходный_текст",
    "/",
    " ",
    "а",
    "⟦",
    "⟧",
]
nasty = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)


@pytest.mark.parametrize(
    "marker", [*MARKERS[:2], *MARKERS[4:9], FENCE_CLOSE, "</исходный текст>", "<｜end▁of▁sentence｜>"]
)
def test_a_marker_becomes_words_in_brackets(marker: str) -> None:
    calm = neutralise(f"до {marker} после")
    assert marker not in calm
    assert calm.startswith(("до (", "до ["))


@given(nasty)
def test_nothing_that_a_template_uses_survives(text: str) -> None:
    calm = neutralise(text)
    assert not any(
        marker in calm for marker in ("<|im_", "[INST]", "[/INST]", "<<SYS>>", "</s>", "⟦", "⟧", FENCE_CLOSE)
    )


@given(nasty)
def test_neutral_text_stays_as_it_is(text: str) -> None:
    assert neutralise(neutralise(text)) == neutralise(text)


@given(st.text())
def test_text_is_composed_and_has_plain_line_ends(text: str) -> None:
    normal = normalise(text)
    assert unicodedata.is_normalized("NFC", normal)
    assert "\r" not in normal


@given(st.text())
def test_one_line_has_no_line_breaks(text: str) -> None:
    assert "\n" not in one_line(text)


def test_an_emoji_family_stays_together() -> None:
    assert normalise("👨‍👩‍👧") == "👨‍👩‍👧"


def test_right_to_left_overrides_are_taken_out() -> None:
    assert normalise("цена \u202e001\u202c") == "цена 001"
