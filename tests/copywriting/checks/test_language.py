import pytest

from copywriting.checks.language import check_language


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Платформа для 工程师 и технологов", "foreign_script"),
        ("This advertisement was written for engineers of the plant.", "not_russian"),
        ("Ждём ⟦Q1⟧ на встрече", "leftover"),
        ("Ждём вас <|im_end|>", "leftover"),
        ("Запишитесь: [ССЫЛКА]", "leftover"),
        ("Плaтформа роботизации", "mixed_alphabets"),
        ("мы считаем быстро и точно всегда. " * 3, "loop"),
        ("очень очень очень хорошо", "repeated_word"),
        ("Приходите на встречу и", "unfinished"),
        ("Приходите на «Атомную", "unfinished"),
    ],
)
def test_a_spoilt_text_is_told(text: str, rule: str) -> None:
    assert rule in {finding.rule for finding in check_language(text)}


@pytest.mark.parametrize(
    "text",
    [
        "Плотность от 200 г/м², AtomMind следит за линией. Подробности: rosatom.ru",
        "Регистрация открыта 🎲",
        "IT-отдел, α-распад и CO₂ — в программе",
        "Скорость 2,6 м/с² вместо 1,5",
    ],
)
def test_a_finished_text_is_clean(text: str) -> None:
    assert not [*check_language(text)]
