from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from copywriting.checks.morphology import Morphology
from documents.sentences import join, sentences
from documents.shorten import shorten

WATER = "Мы рады делиться новостями о развитии отрасли и благодарим всех за внимание."
FACTS = (
    "Вебинар пройдёт 15 марта в 11:00.",
    "Звоните: +7 495 123-45-67.",
    "Пишите на logos@example.ru.",
    "Скидка составит 25 %.",
    "Модуль стоит 1500 рублей.",
    "Докладчик — Анна Петрова.",
)
TEXTS = st.lists(st.sampled_from((WATER, *FACTS, "Да!", "\n", "\n\n")), max_size=30).map(" ".join)


@cache
def morphology() -> Morphology:
    return Morphology()


def words(text: str) -> int:
    return len(text.split())


@settings(max_examples=60, deadline=None)
@given(TEXTS | st.text(max_size=300), st.integers(0, 400))
def test_the_result_is_within_the_budget_and_stays_so(text: str, budget: int) -> None:
    short = shorten(text, budget, morphology())

    assert len(short.text) <= budget
    assert shorten(short.text, budget, morphology()).text == short.text


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 60))
def test_the_budget_may_be_counted_in_anything(text: str, budget: int) -> None:
    assert words(shorten(text, budget, morphology(), count=words).text) <= budget


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 400))
def test_the_sentences_keep_their_order(text: str, budget: int) -> None:
    whole = [sentence.text for sentence in sentences(text)]
    short = shorten(text, budget, morphology())
    rest = iter(whole)

    assert all(kept.text in rest for kept in sentences(short.text))
    assert short.kept + short.dropped == len(whole)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.integers(0, 1000))
def test_contacts_and_dates_are_kept_where_they_fit(text: str, budget: int) -> None:
    required = [fact for fact in FACTS[:3] if fact in text]
    short = shorten(text, budget, morphology())

    if sum(len(sentence) + 2 for sentence in required) <= budget:
        assert all(fact in short.text for fact in required)


def test_a_text_that_fits_is_left_as_it_is() -> None:
    text = "  Раз.\n\n\nДва.  "

    assert shorten(text, len(text), morphology()).text == text


def test_facts_win_over_words_without_them() -> None:
    text = "\n\n".join((WATER, *FACTS[:3], WATER, *FACTS[3:], WATER))
    short = shorten(text, sum(len(fact) + 2 for fact in FACTS), morphology())

    assert short.text == "\n\n".join(FACTS)
    assert (short.kept, short.dropped, short.facts_lost) == (6, 3, ())


def test_what_is_lost_is_named_contacts_and_dates_first() -> None:
    short = shorten(" ".join((FACTS[3], FACTS[1], FACTS[0])), 30, morphology())

    assert short.facts_lost[0].startswith(("+7", "15 марта", "11:00"))
    assert "25 %" in short.facts_lost[-1]


def test_a_fact_that_another_sentence_keeps_is_not_lost() -> None:
    text = f"{FACTS[0]} {WATER} Напоминаем: 15 марта в 11:00!"

    assert shorten(text, 40, morphology()).facts_lost == ()


def test_a_text_without_full_stops_is_shortened_too() -> None:
    text = "слово " * 500 + "15 марта " + "слово " * 500

    assert "15 марта" in shorten(text, 1500, morphology()).text


@pytest.mark.parametrize("text", ["Раз. Два.\nТри.\n\n\nЧетыре.", "Один"])
def test_all_sentences_together_are_the_text(text: str) -> None:
    assert join(sentences(text)).split() == text.split()
