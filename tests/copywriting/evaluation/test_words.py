"""Counting words."""

import pytest

from copywriting.evaluation.words import foreign_share, repeated_share, unknown_share


def test_product_names_in_latin_are_foreign_words() -> None:
    assert foreign_share("Система AtomMind для цеха") == 0.25


def test_links_and_e_mails_are_no_words() -> None:
    assert foreign_share("Пишите: demo@logos-cae.ru, logos-cae.ru/apr24") == 0.0


def test_words_no_dictionary_has_are_counted_among_plain_words() -> None:
    known = frozenset({"новый", "цех"})
    assert unknown_share("Логос: новый цех зарасывает", known.__contains__) == pytest.approx(1 / 3)


def test_a_text_that_says_everything_twice_repeats_itself() -> None:
    assert repeated_share("станок сам считает станок сам считает") == 0.25
    assert repeated_share("станок сам считает деталь") == 0.0


@pytest.mark.parametrize("text", ["", "🙂", "24.04", "один"])
def test_texts_without_words_have_no_shares(text: str) -> None:
    assert foreign_share(text) == unknown_share(text, lambda _word: True) == repeated_share(text) == 0.0
