from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.platforms import load_platforms
from copywriting.tones import TONES
from handlers.intake import Intake, clean, find_platform, find_tone, is_task, parse, too_short

DATA = Path(__file__).resolve().parents[2] / "data"
SEED = "Вебинар по «Логосу» 24 апреля в 15:00, участие бесплатное"


PLATFORMS = load_platforms(DATA / "platforms.yaml")


def read(text: str) -> Intake:
    return parse(text, PLATFORMS, TONES)


def test_a_plain_text_is_all_seed() -> None:
    assert read(SEED) == Intake(seed=SEED)


def test_one_message_may_hold_everything() -> None:
    text = f"{SEED}\n\nЗадача: собрать регистрации\nПлощадка: пост ВКонтакте\nТон: дружелюбный\nВариантов: 3"

    found = read(text)

    assert found == Intake(SEED, "собрать регистрации", found.platform, found.tone, 3)
    assert (found.platform, found.tone) == ("vk_post", "дружелюбный")


def test_the_form_may_stand_above_the_seed() -> None:
    found = read(f"ЗАДАЧА :  собрать регистрации\n площадка:тг\n\n{SEED}")

    assert (found.seed, found.task, found.platform) == (SEED, "собрать регистрации", "telegram_post")


def test_a_case_study_keeps_its_own_task_line() -> None:
    seed = "Кейс завода насосов\nЗадача: снизить брак\nРешение: расчёты в «Логосе»"

    assert read(seed) == Intake(seed=seed)


def test_what_was_not_understood_is_said_and_not_guessed() -> None:
    found = read(f"{SEED}\nЗадача: анонс\nПлощадка: голубиная почта\nТон: квадратный\nВариантов: 40")

    assert (found.platform, found.tone, found.variants) == (None, None, None)
    assert len(found.notes) == 3
    assert "голубиная почта" in found.notes[0]


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("тг", "telegram_post"),
        ("Телеграм", "telegram_post"),
        ("директ", "yandex_direct"),
        ("Яндекс.Директ", "yandex_direct"),
        ("ВК", "vk_post"),
        ("VK Реклама", "vk_ads"),
        ("e-mail", "email"),
        ("Пресс-релиз", "press_release"),
        ("пуш", "push"),
        ("telegram_ads", "telegram_ads"),
    ],
)
def test_platforms_are_found_by_what_people_call_them(words: str, slug: str) -> None:
    assert find_platform(words, PLATFORMS) == slug


@pytest.mark.parametrize(
    ("words", "tone"), [("Деловой", "деловой"), ("дружелюбно", "дружелюбный"), ("юмор", None), ("c", None)]
)
def test_tones_are_found_in_any_ending(words: str, tone: str | None) -> None:
    assert find_tone(words, TONES) == tone


@pytest.mark.parametrize("text", ["", "Логос", "🚀🚀🚀", "  \n ", "два слова"])
def test_nothing_can_be_written_from_a_word_or_two(text: str) -> None:
    assert too_short(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("собрать заявки на пилот", True),
        ("12", False),
        ("Длинный пресс-релиз " * 30, False),
        ("а\nб\nв\nг", False),
    ],
)
def test_an_answer_to_which_task_is_short(text: str, expected: bool) -> None:
    assert is_task(text) is expected


def test_overrides_of_direction_are_taken_out_and_right_to_left_text_stays() -> None:
    assert clean("\u202eдом\x00 \u05e9\u05dc\u05d5\u05dd") == "дом \u05e9\u05dc\u05d5\u05dd"


@given(st.text())
def test_nothing_a_person_can_type_breaks_the_reading(text: str) -> None:
    found = read(text)

    found.seed.encode()
    assert found.variants is None or 1 <= found.variants <= 6


@given(st.text(alphabet="абв гд\n", min_size=1), st.sampled_from(TONES))
def test_a_form_is_read_whatever_the_seed_is(seed: str, tone: str) -> None:
    found = read(f"{seed}\nЗадача: анонс\nТон: {tone}")

    assert (found.seed, found.task, found.tone) == (clean(seed), "анонс", tone)
