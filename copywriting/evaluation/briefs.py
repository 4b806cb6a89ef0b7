"""Records of the dataset as exam questions: a brief, the facts an ad of it must keep, reference ads."""

import json
from collections.abc import Mapping
from pathlib import Path

from pydantic import ValidationError

from copywriting.brief import Brief
from copywriting.errors import DataFileBroken, UnknownPlatform
from copywriting.examples import Record
from copywriting.platforms import Platform, Platforms


class Case(Record):
    """``facts`` are what the dataset wants in every ad of this brief."""

    facts: tuple[str, ...] = ()


def read_cases(path: Path) -> tuple[Case, ...]:
    """From a JSONL file of the dataset; raises DataFileBroken with the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileBroken(path, None, str(error)) from error
    cases = tuple(_case(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    if not cases:
        raise DataFileBroken(path, None, "holds no briefs")
    return cases


def _case(path: Path, number: int, line: str) -> Case:
    try:
        return Case.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise DataFileBroken(path, number, f"not JSON: {error.msg}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DataFileBroken(path, number, f"{first['loc']}: {first['msg']}") from error


def by_dataset_name(platforms: Platforms) -> Mapping[str, Platform]:
    """The dataset's platform name → the platform; where several share one, the one whose own name it is."""
    return {platform.dataset: platform for platform in platforms if platform.known_as is None}


def to_brief(case: Case, platforms: Mapping[str, Platform]) -> Brief:
    """Raises UnknownPlatform."""
    platform = platforms.get(case.platform)
    if platform is None:
        raise UnknownPlatform(case.platform)
    return Brief(
        seed=case.seed,
        task=case.task,
        platform=platform.slug,
        tone=case.tone,
        product=case.product,
        audience=case.audience,
    )
