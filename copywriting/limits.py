"""Whether an ad has the form of its platform and fits its limits, counted as the platform counts."""

import unicodedata
from collections.abc import Iterator

from copywriting.formats import Fields, FieldText, label, parse
from copywriting.platforms import Field, Platform
from copywriting.report import Finding, Kind, Severity


def check_limits(text: str, platform: Platform) -> tuple[Finding, ...]:
    """LIMIT and FORM findings. ``Finding.rule`` says which limit: max, max_word, max_punct, variants, total,
    first_line; ``Finding.field`` is the label in the ad («Заголовок 2»)."""
    fields = parse(text, platform)
    return tuple(_findings(fields, platform))


def _findings(fields: Fields, platform: Platform) -> Iterator[Finding]:
    for field in platform.fields:
        items = fields.of(field)
        yield from _counts(field, items, platform)
        for item in items:
            yield from _sizes(item, platform)
    for stray in fields.stray:
        yield Finding(kind=Kind.FORM, severity=Severity.WARN, quote=stray, rule="stray")


def _counts(field: Field, items: tuple[FieldText, ...], platform: Platform) -> Iterator[Finding]:
    filled = sum(1 for item in items if item.value)
    needed = field.min_variants if field.required else 0
    if filled < needed:
        missing = label(field, filled, needed) if field.line else field.label
        yield Finding(
            kind=Kind.FORM, severity=Severity.BLOCK, field=missing, rule="absent", size=filled, limit=needed
        )
    if filled > field.variants:
        yield _over(field.line or field.label, "variants", filled, field.variants)
    total = sum(platform.size(item.value) for item in items)
    if field.total_max and total > field.total_max:
        yield _over(field.line or field.label, "total", total, field.total_max)


def _sizes(item: FieldText, platform: Platform) -> Iterator[Finding]:
    field, place = item.field, {"start": item.start, "end": item.end}
    size = platform.size(item.value)
    if size > field.max:
        yield _over(item.label, "max", size, field.max).model_copy(update=place)
    word = max(item.value.split(), key=len, default="")
    if field.max_word and len(bare := _bare(word)) > field.max_word:
        yield _over(item.label, "max_word", len(bare), field.max_word).model_copy(
            update={"quote": bare, **place}
        )
    if field.max_punct and (marks := _marks(item.value)) > field.max_punct:
        yield _over(item.label, "max_punct", marks, field.max_punct).model_copy(update=place)
    if not field.line_breaks and "\n" in item.value:
        yield Finding(kind=Kind.FORM, severity=Severity.BLOCK, field=item.label, rule="line_breaks", **place)
    heading = item.value.split("\n", 1)[0]
    if field.first_line and platform.size(heading) > field.first_line:
        over = _over(item.label, "first_line", platform.size(heading), field.first_line)
        yield over.model_copy(update={"severity": Severity.WARN, "quote": heading})


def _over(name: str, rule: str, size: int, limit: int) -> Finding:
    return Finding(kind=Kind.LIMIT, severity=Severity.BLOCK, field=name, rule=rule, size=size, limit=limit)


def _marks(text: str) -> int:
    return sum(unicodedata.category(character).startswith("P") for character in text)


def _bare(word: str) -> str:
    return word.strip("«»\"'()[].,;:!?…—–-")
