import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.cleaning import clean, visible
from copywriting.examples import Record

AD = "Датчики говорят.\n\nПриходите: стенд В14."


@pytest.mark.parametrize(
    "answer",
    [
        f"Вот вариант объявления:\n\n{AD}",
        f"Конечно! Вот рекламный текст для Telegram:\n{AD}",
        f"**Вариант 1:**\n{AD}",
        f"```\n{AD}\n```",
        f"Вот текст поста:\n\n```text\n{AD}\n```\n\nНадеюсь, это поможет!",
        f"«{AD}»",
        f'"{AD}"',
        f"{AD}<|im_end|>",
        f"{AD}\n\n(38 знаков)",
        f"{AD}\n\n---\nПримечание: дату уточните.",
        f"  {AD}  \n\n\n",
        AD.replace("Датчики", "**Датчики**"),
        f"## {AD}",
        AD.replace("стенд В14", "стенд  В14 "),
    ],
)
def test_only_the_ad_is_left(answer: str) -> None:
    assert clean(answer) == AD


@pytest.mark.parametrize(
    "ad",
    [
        "Вот что изменилось:\n— стенд;\n— время.",
        "«Логос» считает быстрее. Спросите про «Призму»",
        "«Логос»",
        "Конечно, можно считать и вручную.",
        "Если вы считаете прочность, приходите.",
        "Пост охраны у входа предупреждён.",
        "Плата 3*4*5 мм и __init__",
    ],
)
def test_an_ad_that_looks_like_a_wrapping_stays(ad: str) -> None:
    assert clean(ad) == ad


def test_reference_ads_stay_as_they_are(records: tuple[Record, ...]) -> None:
    for record in records:
        for ad in record.variants:
            assert clean(ad) == ad


def test_doubled_quotes_become_single() -> None:
    assert clean("Пакет ««Логос»» и «»") == "Пакет «Логос» и"


def test_a_preface_is_not_shown_while_it_grows() -> None:
    assert [visible(text) for text in ("Вот", "Вот вариант:", "Вот вариант:\nДа")] == ["", "", "Да"]


@given(st.text(alphabet='Вот вариант:\n«»"*#`_.абв', max_size=80))
def test_no_answer_leaves_blank_space_at_its_ends(text: str) -> None:
    assert clean(text) == clean(text).strip()
