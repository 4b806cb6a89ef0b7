from pathlib import Path

import pytest

from copywriting.brief import PlatformSlug
from copywriting.errors import DataFileBroken, UnknownPlatform
from copywriting.platforms import Platforms, load_platforms

FILE = Path(__file__).parents[2] / "data" / "platforms.yaml"


def test_every_platform_of_the_dataset_is_there(platforms: Platforms) -> None:
    assert {platform.dataset for platform in platforms} == {
        *("telegram_post", "telegram_ads", "vk_post", "vk_ads", "yandex_direct", "email", "press_release"),
        *("banner", "habr_article", "tenchat", "sms", "push", "leaflet"),
    }


def test_telegram_counts_an_emoji_as_two(platforms: Platforms) -> None:
    assert platforms[PlatformSlug("telegram_post")].size("🍕!") == 3


def test_other_platforms_count_characters(platforms: Platforms) -> None:
    assert platforms[PlatformSlug("vk_post")].size("🍕!") == 2


def test_a_missing_platform_is_told_by_its_slug(platforms: Platforms) -> None:
    with pytest.raises(UnknownPlatform, match="orkut"):
        platforms[PlatformSlug("orkut")]


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("max: 4096", "max: many", "max"),
        ("legal: consent", "legal: perhaps", "legal"),
        ("short: СМС", "schort: СМС", "schort"),
        ("- slug: vk_ads", "- slug: vk_post", "twice"),
        ("structure: [", "structure: [[", "not YAML|expected|did not"),
    ],
)
def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, reason: str) -> None:
    broken = tmp_path / "platforms.yaml"
    broken.write_text(FILE.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(DataFileBroken, match=reason) as caught:
        load_platforms(broken)
    assert caught.value.line


def test_the_line_is_that_of_the_wrong_value(tmp_path: Path) -> None:
    lines = FILE.read_text(encoding="utf-8").splitlines()
    wrong = next(number for number, line in enumerate(lines) if "legal: consent" in line)
    lines[wrong] = "  legal: perhaps"
    broken = tmp_path / "platforms.yaml"
    broken.write_text("\n".join(lines), encoding="utf-8")
    with pytest.raises(DataFileBroken) as caught:
        load_platforms(broken)
    assert caught.value.line == wrong + 1


def test_a_missing_file_is_told_by_its_path(tmp_path: Path) -> None:
    with pytest.raises(DataFileBroken, match=r"nowhere\.yaml"):
        load_platforms(tmp_path / "nowhere.yaml")
