"""Records of the dataset as the copywriter's briefs."""

from collections.abc import Mapping
from pathlib import Path

from copywriting.brief import Brief, Tone
from copywriting.platforms import Platform, load_platforms
from training.dataset import AdRecord
from training.errors import UnknownPlatform


def dataset_platforms(path: Path) -> Mapping[str, Platform]:
    """The dataset's platform name → the platform; where several share one, the one whose own name it is."""
    found: dict[str, Platform] = {}
    for platform in load_platforms(path):
        if platform.known_as is None:
            found[platform.dataset] = platform
    return found


def to_brief(record: AdRecord, platforms: Mapping[str, Platform], seed: str | None = None) -> Brief:
    """The record's brief in its first wording, or as ``seed`` says it."""
    platform = platforms.get(record.platform)
    if platform is None:
        raise UnknownPlatform(record.platform)
    return Brief(
        seed=seed or record.seed,
        task=record.task,
        platform=platform.slug,
        tone=Tone(record.tone),
        product=record.product,
        audience=record.audience,
    )
