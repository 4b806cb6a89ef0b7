"""The written form of structured ads: lines «Заголовок: …», after them free text if the platform has any."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from copywriting.platforms import Field, Platform

# What models put around a label: list marks and numbers, Markdown headings, bold, a length in brackets.
_BEFORE = r"[ \t]*(?:(?:[-*•–—]|\d{1,2}[.)])[ \t]+)?(?:#{1,4}[ \t]*)?(?:\*\*|__)?"
_AFTER = r"(?:[ \t]*№?[ \t]*\d{1,2})?(?:[ \t]*\([^)\n]{0,40}\))?(?:\*\*|__)?[ \t]*:(?:\*\*|__)?[ \t]*"
_WRAPPING = (("**", "**"), ("__", "__"), ('"', '"'), ("“", "”"), ("`", "`"))


@dataclass(frozen=True, slots=True)
class FieldText:
    """A field as it stands in an ad; ``start`` and ``end`` are offsets of ``value`` into the ad's text."""

    field: Field
    label: str
    value: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Fields:
    """An ad in parts, in the order of its text; ``stray`` is what stands outside every field."""

    items: tuple[FieldText, ...]
    stray: tuple[str, ...] = ()

    def of(self, field: Field) -> tuple[FieldText, ...]:
        return tuple(item for item in self.items if item.field.name == field.name)


def label(field: Field, number: int, count: int) -> str:
    """The label of field ``number`` (from 0) of ``count``: «Заголовок 2», but «Текст» if it is alone."""
    name = field.line or field.label
    return f"{name} {number + 1}" if max(count, field.min_variants) > 1 else name


def parse(text: str, platform: Platform) -> Fields:
    """Reads bold, numbered, misplaced and missing labels, too; unstructured ads are one field."""
    if not platform.structured:
        return _whole(text, platform.fields[0])
    rows = list(_rows(text, platform))
    if all(row.field is None for row in rows) and platform.body is None:
        rows = _guess(rows, platform)
    items, stray = _collect(text, rows, platform)
    return Fields(_numbered(items), tuple(stray))


def named(text: str, name: str, platform: Platform) -> FieldText | None:
    """The field with this label; the first one if none has it, None if there are no fields at all."""
    items = parse(text, platform).items
    return next((item for item in items if item.label == name), next(iter(items), None))


def render_fields(fields: Fields, platform: Platform) -> str:
    """The canonical text: fields in the platform's order, stray text left out."""
    lines: list[str] = []
    for field in platform.fields:
        items = [item for item in fields.of(field) if item.value]
        if field.line is None:
            lines += [*([""] if lines else []), *(item.value for item in items)]
        else:
            lines += [f"{label(field, i, len(items))}: {item.value}" for i, item in enumerate(items)]
    return "\n".join(lines).rstrip("\n")


@dataclass(frozen=True, slots=True)
class _Row:
    """A line of the ad: where its value starts, and of which field it is if it says so."""

    field: Field | None
    start: int
    end: int
    value: str


def _rows(text: str, platform: Platform) -> Iterator[_Row]:
    """Lines with their labels; the first line of a free text after them ends the search for labels."""
    patterns = [(field, _pattern(field)) for field in platform.fields if field.line]
    position, labelled, in_body = 0, False, False
    for line in text.split("\n"):
        found = None if in_body else _labelled(line, patterns)
        labelled = labelled or found is not None
        in_body = in_body or (platform.body is not None and labelled and found is None and bool(line.strip()))
        field, offset = found or (None, 0)
        yield _Row(field, position + offset, position + len(line), line[offset:])
        position += len(line) + 1


def _pattern(field: Field) -> re.Pattern[str]:
    names = sorted({field.line or "", field.label, *field.also}, key=len, reverse=True)
    return re.compile(f"{_BEFORE}(?:{'|'.join(map(re.escape, names))}){_AFTER}", re.IGNORECASE)


def _labelled(line: str, patterns: list[tuple[Field, re.Pattern[str]]]) -> tuple[Field, int] | None:
    for field, pattern in patterns:
        if match := pattern.match(line):
            return field, match.end()
    return None


def _guess(rows: list[_Row], platform: Platform) -> list[_Row]:
    """Lines without any label are the fields in their order, if there are as many as fields are required."""
    needed = [field for field in platform.fields if field.required for _ in range(field.min_variants)]
    filled = [row for row in rows if row.value.strip()]
    if len(filled) != len(needed):
        return rows
    return [_Row(field, row.start, row.end, row.value) for field, row in zip(needed, filled, strict=True)]


def _collect(text: str, rows: list[_Row], platform: Platform) -> tuple[list[FieldText], list[str]]:
    items: list[FieldText] = []
    stray: list[str] = []
    adjacent = False
    for index, row in enumerate(rows):
        if row.field:
            items.append(_item(text, row.field, row.start, row.end))
            adjacent = True
        elif not row.value.strip():
            adjacent = adjacent and not items[-1].value
        elif platform.body and items:
            items.append(_body(text, platform.body, rows[index:]))
            break
        elif adjacent:  # the value, or its rest, stands under its label
            start = items[-1].start if items[-1].value else row.start
            items[-1] = _item(text, items[-1].field, start, row.end)
        else:
            stray.append(row.value.strip())
    if platform.body and not items:
        return list(_whole(text, platform.body).items), []
    return items, stray


def _item(text: str, field: Field, start: int, end: int) -> FieldText:
    start, end = _unwrapped(text, *_trimmed(text, start, end))
    return FieldText(field, field.line or field.label, " ".join(text[start:end].split()), start, end)


def _body(text: str, field: Field, rows: list[_Row]) -> FieldText:
    start, end = rows[0].start, rows[-1].end
    if match := _pattern(field).match(text[start:end]):
        start += match.end()
    start, end = _trimmed(text, start, end)
    return FieldText(field, field.label, text[start:end], start, end)


def _whole(text: str, field: Field) -> Fields:
    start, end = _trimmed(text, 0, len(text))
    return Fields((FieldText(field, field.label, text[start:end], start, end),))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return end - len(piece.lstrip()), max(start + len(piece.rstrip()), end - len(piece.lstrip()))


def _unwrapped(text: str, start: int, end: int) -> tuple[int, int]:
    """Without bold marks or foreign quotes around the whole value; «ёлочки» are part of names and stay."""
    for left, right in _WRAPPING:
        inner = text[start + len(left) : end - len(right)]
        if text.startswith(left, start) and text[start:end].endswith(right) and inner and left not in inner:
            return start + len(left), end - len(right)
    return start, end


def _numbered(items: list[FieldText]) -> tuple[FieldText, ...]:
    counts: dict[str, int] = {}
    for item in items:
        counts[item.field.name] = counts.get(item.field.name, 0) + 1
    seen: dict[str, int] = {}
    result = []
    for item in items:
        number = seen.get(item.field.name, 0)
        seen[item.field.name] = number + 1
        name = label(item.field, number, counts[item.field.name]) if item.field.line else item.field.label
        result.append(FieldText(item.field, name, item.value, item.start, item.end))
    return tuple(result)
