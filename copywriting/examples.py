"""Reference ads of the training set as few-shot examples, chosen by platform and tone."""

import json
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ValidationError

from copywriting.brief import Brief, PlatformSlug, Tone
from copywriting.errors import DataFileBroken
from copywriting.formats import Fields, parse, render_fields
from copywriting.platforms import Platform


class Record(BaseModel):
    """One brief of the dataset with its reference ads."""

    id: str
    product: str
    platform: str
    task: str
    tone: Tone
    audience: str
    seed: str
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Example:
    brief: Brief
    ad: str

    @property
    def size(self) -> int:
        return len(self.brief.seed) + len(self.brief.task) + len(self.ad)


class Examples:
    """Records by platform; the choice depends on platform and tone alone, so that prompts share a prefix."""

    def __init__(self, records: tuple[Record, ...] = ()) -> None:
        self._by_platform: dict[str, list[Record]] = defaultdict(list)
        for record in records:
            self._by_platform[record.platform].append(record)

    def choose(self, platform: Platform, tone: Tone, *, budget: int, count: int = 2) -> tuple[Example, ...]:
        """At most ``count`` examples of together at most ``budget`` characters, those in ``tone`` first."""
        records = sorted(self._by_platform[platform.dataset], key=lambda record: record.tone != tone)
        chosen: list[Example] = []
        for record in records:
            if len(chosen) == count:
                break
            example = _example(record, platform)
            if example and sum(one.size for one in chosen) + example.size <= budget:
                chosen.append(example)
        return tuple(chosen)


def load_examples(path: Path) -> Examples:
    """From a JSONL file of the dataset; raises DataFileBroken with the line."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise DataFileBroken(path, None, str(error)) from error
    return Examples(
        tuple(_record(path, number, line) for number, line in enumerate(lines, 1) if line.strip())
    )


def _record(path: Path, number: int, line: str) -> Record:
    try:
        return Record.model_validate(json.loads(line))
    except json.JSONDecodeError as error:
        raise DataFileBroken(path, number, f"not JSON: {error.msg}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        raise DataFileBroken(path, number, f"{first['loc']}: {first['msg']}") from error


def _example(record: Record, platform: Platform) -> Example | None:
    ad = _in_form(record, platform)
    if ad is None:
        return None
    brief = Brief(
        seed=record.seed,
        task=record.task,
        platform=PlatformSlug(platform.slug),
        tone=record.tone,
        product=record.product,
        audience=record.audience,
    )
    return Example(brief, ad)


def _in_form(record: Record, platform: Platform) -> str | None:
    """A reference as the platform asks for it, a pack's lines from several ones; None if it lacks some."""
    if all(field.ask == field.min_variants for field in platform.fields):
        return record.variants[0]
    parts = [parse(variant, platform) for variant in record.variants]
    items = []
    for field in platform.fields:
        pack = [item for part in parts for item in part.of(field)]
        if len(pack) < field.ask:
            return None
        items += pack[: field.ask]
    return render_fields(Fields(tuple(items)), platform)
