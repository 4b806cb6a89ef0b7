import pytest

from copywriting.brief import PlatformSlug
from copywriting.closing import with_closing_lines
from copywriting.masking import Masks
from copywriting.platforms import Platforms


def closed(platforms: Platforms, seed: str, text: str, platform: str = "telegram_post") -> str:
    masks = Masks()
    masked = masks.learn(seed)
    return with_closing_lines(text, masks, masked, platforms[PlatformSlug(platform)])


@pytest.mark.parametrize(
    ("seed", "lines"),
    [
        ("Вебинар 24 апреля, 15:00, logos.ru/a", "Когда: 24 апреля, 15:00\nПодробности: logos.ru/a"),
        ("Заявки до 24 апреля на mail@logos.ru", "Срок: до 24 апреля\nПочта: mail@logos.ru"),
        ("Звоните +7 831 000-20-45 или @logos_bot", "Телефон: +7 831 000-20-45\nПодробности: @logos_bot"),
        ("Начало в 15:00", "Время: 15:00"),
    ],
)
def test_what_an_ad_forgot_stands_after_it(platforms: Platforms, seed: str, lines: str) -> None:
    assert closed(platforms, seed, "Приходите.") == f"Приходите.\n\n{lines}"


def test_an_ad_that_says_it_all_stays_as_it_is(platforms: Platforms) -> None:
    text = "Вебинар 24 апреля в 15:00: logos.ru/a"
    assert closed(platforms, "Вебинар 24 апреля, 15:00, logos.ru/a", text) == text


def test_one_of_several_dates_is_not_guessed(platforms: Platforms) -> None:
    assert closed(platforms, "Заявки до 2 мая, вебинар 24 мая", "Приходите.") == "Приходите."


def test_where_no_line_may_break_it_stands_in_the_same_line(platforms: Platforms) -> None:
    text = closed(platforms, "Вебинар 24 апреля, 15:00, logos.ru/a", "Приходите.", "telegram_ads")
    assert text == "Приходите. Когда: 24 апреля, 15:00. Подробности: logos.ru/a"


def test_a_form_without_free_text_gets_no_lines(platforms: Platforms) -> None:
    text = "Заголовок: Вебинар\nТекст: Приходите"
    assert closed(platforms, "Вебинар 24 апреля", text, "push") == text


def test_a_line_that_finds_no_room_is_left_out(platforms: Platforms) -> None:
    room = platforms[PlatformSlug("telegram_post")].fields[0].max
    text = "я" * (room - 3)
    assert closed(platforms, "Вебинар 24 апреля", text) == text
