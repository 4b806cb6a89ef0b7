from pathlib import Path

from training.briefs import dataset_platforms
from training.dataset import AdRecord
from training.faults import bare, faults

CYRILLIC = 0.6


def record(ad: str) -> AdRecord:
    return AdRecord(
        id="1",
        product="«Сервис»",
        platform="sms",
        task="Пригласить на встречу",
        tone="деловой",
        audience="инженеры",
        seed="встреча 6 декабря, 40 мест, запись vk.cc/abc",
        facts=("6 декабря", "vk.cc/abc"),
        variants=(ad,),
    )


def reasons(ad: str, platforms_file: Path) -> list[str]:
    return list(faults(record(ad), ad, dataset_platforms(platforms_file)["sms"], CYRILLIC))


def test_an_ad_that_keeps_to_its_brief_is_fit(platforms_file: Path) -> None:
    assert reasons("Встреча инженеров 6 декабря, мест 40: vk.cc/abc", platforms_file) == []


def test_a_figure_that_nobody_gave_is_a_fault(platforms_file: Path) -> None:
    assert reasons("Встреча 6 декабря, мест 45: vk.cc/abc", platforms_file) == ["figure invented"]


def test_a_missing_fact_is_a_fault(platforms_file: Path) -> None:
    assert reasons("Встреча 6 декабря, ждём всех", platforms_file) == ["fact missing"]


def test_a_placeholder_is_a_fault(platforms_file: Path) -> None:
    assert "marker" in reasons("Встреча ⟦D1⟧ 6 декабря: vk.cc/abc", platforms_file)


def test_a_foreign_text_is_a_fault(platforms_file: Path) -> None:
    assert "language" in reasons("Meet us, dear engineers, on 6 декабря: vk.cc/abc", platforms_file)


def test_copies_that_differ_in_marks_are_equal() -> None:
    assert bare("Приходите — 6 декабря!") == bare("приходите, 6 декабря")
