import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.masking import ALONE, PLACEHOLDERS, Masks, Unmasker, plural_class
from copywriting.normal import neutralise
from copywriting.phrases import phrase
from tests.copywriting.test_masking import texts

BRIEF = "скидка 25% и 60 мин. Цена 12 500 руб., 2 дня, 2 часа, 15 мест, 24 апреля"


@pytest.mark.parametrize(
    ("number", "rest", "text", "left"),
    [
        ("60", " мин. Запись", "60 минут", ". Запись"),
        ("40", " чел. на курсе", "40 человек", " на курсе"),
        ("1", " мин", "1 минута", ""),
        ("3", " мес", "3 месяца", ""),
        ("25", "% скидки", "25 %", " скидки"),
        ("4,9", " млн руб.", "4,9 млн рублей", "."),
        ("230", " тыс. рублей", "230 тысяч рублей", ""),
        ("6 900", " руб/мес", "6 900 рублей в месяц", ""),
        ("12", " новых станков стоят", "12 новых станков", " стоят"),
        ("340", " т/ч", "340 т/ч", ""),
        ("15", " и 20", "15", " и 20"),
        ("7", "\nЕсли", "7", "\nЕсли"),
    ],
)
def test_a_number_takes_along_what_it_counts(number: str, rest: str, text: str, left: str) -> None:
    whole = number + rest
    found = phrase(whole, number, len(number), plural_class(number))
    assert (found.text, whole[found.end :]) == (text, left)


def test_a_brief_shows_the_noun_and_an_answer_means_it() -> None:
    masks = Masks(phrases=True)
    assert masks.learn("За 2 дня и 2 часа") == "За ⟦2-1⟧ дня и ⟦2-2⟧ часа"
    assert masks.apply("Всего 2 часа!") == "Всего ⟦2-2⟧!"
    assert masks.restore("Всего ⟦2-1⟧!") == "Всего 2 дня!"


def test_a_number_with_another_noun_stands_alone() -> None:
    masks = Masks(phrases=True)
    masks.learn("15 мест")
    assert masks.apply("Нас 15 человек") == f"Нас {ALONE}⟦5-1⟧ человек"
    assert masks.restore(f"Нас {ALONE}⟦5-1⟧ человек") == "Нас 15 человек"


@given(texts, st.integers(0, 2**16))
def test_a_masked_answer_says_the_same_facts(text: str, seed: int) -> None:
    masks = Masks(random.Random(seed), phrases=True)
    masks.learn(neutralise(text))
    restored = masks.restore(masks.apply(neutralise(text)))
    again = Masks(phrases=True)
    again.learn(neutralise(text))
    assert restored == again.restore(again.apply(restored))


@given(
    st.lists(st.sampled_from([*PLACEHOLDERS, ALONE, "⟦", "⟧", "слово", " "]), max_size=20),
    st.lists(st.integers(0, 120), max_size=8),
)
def test_a_stream_restores_like_the_whole_wherever_it_is_cut(pieces: list[str], cuts: list[int]) -> None:
    masks = Masks(phrases=True)
    masks.learn(BRIEF)
    masked = "".join(pieces)
    stream, seen, at = Unmasker(masks), "", 0
    for cut in [*sorted(cuts), len(masked)]:
        seen += stream.feed(masked[at:cut])
        at = max(at, cut)
    seen += stream.close()
    assert not set("⟦⟧") & set(seen)
    if not any(one in ("⟦", "⟧") for one in pieces):
        assert seen == masks.restore(masked)
