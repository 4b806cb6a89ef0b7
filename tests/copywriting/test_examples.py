from pathlib import Path

import pytest

from copywriting.brief import PlatformSlug, Tone
from copywriting.errors import DataFileBroken
from copywriting.examples import Examples, Record, load_examples
from copywriting.limits import check_limits
from copywriting.platforms import Platforms

BUDGET = 2400


def test_examples_have_the_form_that_is_asked_for(examples: Examples, platforms: Platforms) -> None:
    for platform in platforms:
        for example in examples.choose(platform, Tone("деловой"), budget=BUDGET):
            assert not check_limits(example.ad, platform)


def test_examples_of_the_tone_come_first(examples: Examples, platforms: Platforms) -> None:
    chosen = examples.choose(platforms[PlatformSlug("vk_post")], Tone("с юмором"), budget=BUDGET)
    assert [example.brief.tone for example in chosen] == ["с юмором", "с юмором"]


def test_a_combinatorial_ad_is_shown_as_a_pack(examples: Examples, platforms: Platforms) -> None:
    example = examples.choose(platforms[PlatformSlug("yandex_direct")], Tone("деловой"), budget=BUDGET)[0]
    assert [line.split(":")[0] for line in example.ad.splitlines()] == [
        *("Заголовок 1", "Заголовок 2", "Заголовок 3", "Заголовок 4"),
        *("Текст 1", "Текст 2"),
    ]


@pytest.mark.parametrize("budget", [0, 500, 1500, 3000])
def test_examples_stay_within_the_budget(examples: Examples, platforms: Platforms, budget: int) -> None:
    chosen = examples.choose(platforms[PlatformSlug("telegram_post")], Tone("деловой"), budget=budget)
    assert sum(example.size for example in chosen) <= budget


def test_no_example_is_of_the_validation_part(
    examples: Examples, platforms: Platforms, records: tuple[Record, ...]
) -> None:
    held_out = {record.seed for record in records}
    for platform in platforms:
        assert not held_out & {
            one.brief.seed for one in examples.choose(platform, Tone("деловой"), budget=BUDGET)
        }


def test_a_broken_line_is_told_by_its_number(tmp_path: Path) -> None:
    broken = tmp_path / "train.jsonl"
    broken.write_text('\n{"id": 1}\n', encoding="utf-8")
    with pytest.raises(DataFileBroken, match=r":2: "):
        load_examples(broken)
