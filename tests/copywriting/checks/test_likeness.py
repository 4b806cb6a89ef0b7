import pytest

from copywriting.checks.likeness import Likeness, Sense
from copywriting.checks.morphology import Morphology

FIRST = "Кадровик на связи. Отвечает про отпуск и больничный. В пилоте закрыл 70% типовых вопросов за неделю."
COPY = "Кадровик на связи. Отвечает про справки и больничный. В пилоте решил 70% обычных вопросов за неделю."
OTHER = "Сколько раз спросят про отпуск? Пусть отвечает бот: 70% типовых вопросов без кадровика."


@pytest.fixture(scope="module")
def likeness(morphology: Morphology) -> Likeness:
    return Likeness(morphology)


def test_a_text_is_wholly_like_itself(likeness: Likeness) -> None:
    assert likeness(FIRST, FIRST) == 1


def test_likeness_has_no_direction(likeness: Likeness) -> None:
    assert likeness(FIRST, OTHER) == pytest.approx(likeness(OTHER, FIRST))


def test_three_changed_words_make_a_near_copy(likeness: Likeness) -> None:
    assert likeness.too_alike(FIRST, COPY)


def test_another_ad_of_the_brief_is_no_copy(likeness: Likeness) -> None:
    assert not likeness.too_alike(FIRST, OTHER)


def test_sentences_in_another_order_make_a_near_copy(likeness: Likeness) -> None:
    *head, tail = FIRST.split(". ")
    assert likeness.too_alike(FIRST, ". ".join([tail.rstrip("."), *head]) + ".")


def test_field_labels_make_nothing_alike(likeness: Likeness) -> None:
    assert likeness("Заголовок: Лёд\nТекст: Карта", "Заголовок: Пар\nТекст: Тепло") == 0


def test_an_embedding_function_may_find_the_same_meaning(morphology: Morphology) -> None:
    assert Likeness(morphology, Sense(lambda text: (1.0, 0.0))).too_alike(FIRST, OTHER)
