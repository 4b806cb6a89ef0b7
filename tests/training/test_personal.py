import pytest

from training.personal import is_personal


@pytest.mark.parametrize(
    "text",
    [
        "На встречу придёт Анна Ким",
        "Звоните: Иван Петрович расскажет",
        "Спикер А. В. Иванов",
        "a@b.ru, c@d.ru, e@f.ru, vk.cc/abc",
    ],
)
def test_people_and_many_contacts_are_personal(text: str) -> None:
    assert is_personal(text)


@pytest.mark.parametrize("text", ["Нижний Новгород ждёт гостей", "Росатом и партнёры", "Запись: vk.cc/abc"])
def test_places_and_companies_are_not(text: str) -> None:
    assert not is_personal(text)
