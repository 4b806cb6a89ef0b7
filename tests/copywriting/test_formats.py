import pytest
from hypothesis import given
from hypothesis import strategies as st

from copywriting.brief import PlatformSlug
from copywriting.examples import Record
from copywriting.formats import Fields, parse, render_fields
from copywriting.platforms import Platforms
from tests.copywriting.briefs import written_for

DIRECT = PlatformSlug("yandex_direct")
EMAIL = PlatformSlug("email")


def labels(fields: Fields) -> list[tuple[str, str]]:
    return [(item.label, item.value) for item in fields.items]


def test_every_reference_ad_comes_back_as_it_was(platforms: Platforms, records: tuple[Record, ...]) -> None:
    for record in records:
        platform = written_for(platforms, record.platform)
        for ad in record.variants:
            assert render_fields(parse(ad, platform), platform) == ad


@pytest.mark.parametrize(
    "written",
    [
        "Заголовок 1: Раз\nЗаголовок 2: Два\nТекст: Три",
        "**Заголовок 1:** Раз\n**Заголовок 2:** Два\n**Текст:** Три",
        "1. Заголовок: Раз\n2. Заголовок: Два\n3. Текст: Три",
        "- заголовок 1 (до 56): Раз\n- заголовок 2 (до 56): Два\n- текст: Три",
        "Текст: Три\nЗаголовок 1: Раз\nЗаголовок 2: Два",
        "Заголовок 1:\nРаз\nЗаголовок 2:\nДва\nТекст:\nТри",
        "Раз\nДва\nТри",
        'Заголовок 1: "Раз"\n\nЗаголовок 2: «Два»\n\nОписание: Три',
        "### Заголовок №1: Раз\nДополнительный заголовок: Два\nТекст: Три\n\nНадеюсь, подойдёт.",
    ],
)
def test_models_may_label_a_field_as_they_like(platforms: Platforms, written: str) -> None:
    text = render_fields(parse(written, platforms[DIRECT]), platforms[DIRECT])
    assert text.replace("«Два»", "Два") == "Заголовок 1: Раз\nЗаголовок 2: Два\nТекст: Три"


def test_a_pack_has_numbered_lines(platforms: Platforms) -> None:
    written = "Заголовок: А\nЗаголовок: Б\nЗаголовок: В\nТекст: Г\nТекст: Д"
    assert [name for name, _ in labels(parse(written, platforms[DIRECT]))] == [
        *("Заголовок 1", "Заголовок 2", "Заголовок 3"),
        *("Текст 1", "Текст 2"),
    ]


def test_what_stands_outside_the_fields_is_stray(platforms: Platforms) -> None:
    fields = parse("Вот объявление:\nЗаголовок 1: Раз\nЗаголовок 2: Два\nТекст: Три", platforms[DIRECT])
    assert fields.stray == ("Вот объявление:",)


def test_a_letter_may_speak_of_its_subject_in_the_body(platforms: Platforms) -> None:
    letter = "Тема: Раз\nПрехедер: Два\n\nЗдравствуйте!\n\nТема: внутри письма\nКонец"
    assert labels(parse(letter, platforms[EMAIL])) == [
        ("Тема", "Раз"),
        ("Прехедер", "Два"),
        ("Тело письма", "Здравствуйте!\n\nТема: внутри письма\nКонец"),
    ]


def test_a_labelled_body_loses_its_label(platforms: Platforms) -> None:
    letter = "Тема письма: Раз\n**Прехедер:** Два\n\nТело письма:\nЗдравствуйте!"
    assert labels(parse(letter, platforms[EMAIL]))[2] == ("Тело письма", "Здравствуйте!")


@given(st.text(alphabet='Заголвктес:12 \n*«»"-.абв', max_size=120))
def test_offsets_point_at_the_values_of_any_text(platforms: Platforms, text: str) -> None:
    for slug in ("yandex_direct", "email", "banner", "telegram_post"):
        for item in parse(text, platforms[PlatformSlug(slug)]).items:
            assert " ".join(text[item.start : item.end].split()) == " ".join(item.value.split())


@given(st.text(alphabet='Заголвкдптесрхм:12 \n*«»"-.абв', max_size=120))
def test_the_canonical_text_is_a_fixed_point(platforms: Platforms, text: str) -> None:
    for slug in ("yandex_direct", "push"):
        platform = platforms[PlatformSlug(slug)]
        once = render_fields(parse(text, platform), platform)
        assert render_fields(parse(once, platform), platform) == once
