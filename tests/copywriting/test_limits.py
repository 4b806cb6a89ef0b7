import pytest

from copywriting.brief import PlatformSlug
from copywriting.examples import Record
from copywriting.limits import check_limits
from copywriting.platforms import Platforms
from copywriting.report import Kind, Severity
from tests.copywriting.briefs import written_for


def found(
    platforms: Platforms, slug: str, text: str
) -> list[tuple[Kind, str | None, str | None, int | None]]:
    findings = check_limits(text, platforms[PlatformSlug(slug)])
    return [(finding.kind, finding.rule, finding.field, finding.size) for finding in findings]


def test_every_reference_ad_is_within_the_limits(platforms: Platforms, records: tuple[Record, ...]) -> None:
    for record in records:
        platform = written_for(platforms, record.platform)
        for ad in record.variants:
            assert not check_limits(ad, platform)


def pack(title: str = "Раз", text: str = "Три") -> str:
    return f"Заголовок 1: {title}\nЗаголовок 2: Два\nТекст: {text}"


def title(size: int) -> str:
    return ("слово " * 20)[: size - 1] + "я"


@pytest.mark.parametrize(("size", "findings"), [(56, []), (57, [(Kind.LIMIT, "max", "Заголовок 1", 57)])])
def test_a_title_may_have_56_characters_and_not_one_more(
    platforms: Platforms, size: int, findings: list[object]
) -> None:
    assert found(platforms, "yandex_direct", pack(title(size))) == findings


def test_a_word_may_be_too_long_for_a_title(platforms: Platforms) -> None:
    word = "водо" * 6
    assert found(platforms, "yandex_direct", pack(f"«{word}»")) == [
        (Kind.LIMIT, "max_word", "Заголовок 1", 24)
    ]


def test_marks_are_counted(platforms: Platforms) -> None:
    assert found(platforms, "yandex_direct", pack(text="а, " * 16)) == [
        (Kind.LIMIT, "max_punct", "Текст", 16)
    ]


def test_a_pack_may_have_too_many_titles(platforms: Platforms) -> None:
    text = "\n".join(f"Заголовок {number}: Раз" for number in range(1, 9)) + "\nТекст: Три"
    assert found(platforms, "yandex_direct", text) == [(Kind.LIMIT, "variants", "Заголовок", 8)]


def test_a_missing_line_is_named(platforms: Platforms) -> None:
    assert found(platforms, "banner", "Заголовок: Раз\nКнопка: Два") == [
        (Kind.FORM, "absent", "Подзаголовок", 0)
    ]


def test_a_telegram_ad_is_measured_in_utf16_units(platforms: Platforms) -> None:
    assert found(platforms, "telegram_ads", "🍕" * 81) == [(Kind.LIMIT, "max", "Текст объявления", 162)]


def test_a_telegram_ad_is_one_line(platforms: Platforms) -> None:
    assert found(platforms, "telegram_ads", "Раз\nДва") == [
        (Kind.FORM, "line_breaks", "Текст объявления", None)
    ]


def test_a_long_heading_is_a_warning(platforms: Platforms) -> None:
    finding = check_limits("Заголовок " * 13 + "\nТекст", platforms[PlatformSlug("press_release")])[0]
    assert (finding.severity, finding.rule) == (Severity.WARN, "first_line")


def test_a_finding_points_at_the_value(platforms: Platforms) -> None:
    text = pack(title(60))
    finding = check_limits(text, platforms[PlatformSlug("yandex_direct")])[0]
    assert text[finding.start : finding.end] == title(60)
