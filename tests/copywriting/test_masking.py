import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.examples import Record
from copywriting.masking import PLACEHOLDERS, SLOTS, Masks, Unmasker, plural_class
from copywriting.normal import neutralise

FACTS = [
    "24 апреля",
    "15:00",
    "«Логос»",
    "Логос",
    "logos-cae.ru/apr24",
    "+7 831 000-20-45",
    "@logos_bot",
    "1 400",
    "60",
]
WORDS = [
    "вебинар",
    "по",
    "за",
    "минут",
    ",",
    ".",
    "\n",
    "«5-14»",
    "5-14",
    "⟦5-14⟧",
    "⟦",
    "⟧",
    "2,5",
    "3",
    "«",
    "»",
    "а1",
]
texts = st.lists(st.sampled_from(FACTS + WORDS), max_size=30).map(" ".join) | st.text(max_size=200)


@given(texts)
def test_restoring_what_was_masked_gives_the_text_back(text: str) -> None:
    masks = Masks()
    masked = masks.learn(neutralise(text))
    assert masks.restore(masked) == neutralise(text)


@given(texts, st.lists(st.integers(0, 300), max_size=10))
def test_a_stream_restores_like_the_whole_wherever_it_is_cut(text: str, cuts: list[int]) -> None:
    masks = Masks()
    masked = masks.learn(neutralise(text))
    stream, pieces, at = Unmasker(masks), [], 0
    for cut in [*sorted(cuts), len(masked)]:
        pieces.append(stream.feed(masked[at:cut]))
        at = max(at, cut)
    assert "".join(pieces) + stream.close() == masks.restore(masked)


@given(
    st.lists(
        st.sampled_from([*PLACEHOLDERS, "⟦", "⟧", "Q1", "слово", " ", "⟦Q99⟧", "⟦длинное⟧"]), max_size=20
    )
)
def test_no_reader_ever_sees_a_placeholder(pieces: list[str]) -> None:
    stream = Unmasker(Masks())
    seen = "".join(stream.feed(piece) for piece in pieces) + stream.close()
    assert not set("⟦⟧") & set(seen)
    assert not any(token in seen for token in PLACEHOLDERS)


def test_facts_are_masked_by_kind_and_repeat_under_one_placeholder() -> None:
    masked = Masks().learn(
        "«Логос»: 24 апреля в 15:00, 60 минут, ещё раз «Логос» и Логос. 1 рубль, 2 рубля. logos.ru"
    )
    assert masked == "«⟦Q1⟧»: ⟦D1⟧ в ⟦T1⟧, ⟦5-1⟧ минут, ещё раз «⟦Q1⟧» и ⟦Q1⟧. ⟦1-1⟧ рубль, ⟦2-1⟧ рубля. ⟦U1⟧"


@pytest.mark.parametrize(
    ("number", "noun"),
    [
        ("1", "1"),
        ("21", "1"),
        ("11", "5"),
        ("3", "2"),
        ("112", "5"),
        ("5", "5"),
        ("2,5", "2"),
        ("1 400", "5"),
    ],
)
def test_a_number_is_known_by_the_noun_form_it_takes(number: str, noun: str) -> None:
    assert plural_class(number) == noun


def test_facts_beyond_the_slots_stay_as_they_are() -> None:
    names = [f"«Имя {letter}»" for letter in "абвгде"]
    masked = Masks().learn(" ".join(names))
    assert masked.endswith(" ".join(names[SLOTS["Q"] :]))


def test_placeholders_that_stand_for_nothing_are_listed() -> None:
    masks = Masks()
    masks.learn("24 апреля")
    assert set(PLACEHOLDERS) - set(masks.unused) == {"⟦D1⟧"}


def test_applying_learns_nothing_new() -> None:
    masks = Masks()
    masks.learn("24 апреля")
    assert masks.apply("24 апреля, 15:00") == "⟦D1⟧, 15:00"


def test_training_may_number_facts_at_random() -> None:
    numbered = {Masks(random.Random(seed)).learn("15:00") for seed in range(30)}
    assert numbered == {f"⟦T{number}⟧" for number in range(1, SLOTS["T"] + 1)}


def test_a_half_placeholder_at_the_end_is_dropped() -> None:
    stream = Unmasker(Masks())
    assert stream.feed("конец ⟦Q") + stream.close() == "конец "


def test_every_validation_brief_comes_back_whole(records: tuple[Record, ...]) -> None:
    for record in records:
        masks = Masks()
        assert masks.restore(masks.learn(neutralise(record.seed))) == neutralise(record.seed)
