"""The profiles of models that read masked facts: their prompt, and what they must not write."""

import math

from copywriting.brief import Brief
from copywriting.masking import ALONE, Masks
from copywriting.normal import neutralise, one_line
from copywriting.order import Change, Refinement
from copywriting.platforms import Platform
from copywriting.report import Finding, Kind, Severity

_WANTED = frozenset("UDT")  # contacts, dates, times: an ad without them can't be acted upon
_NAME_WORDS = 3


def brief_text(brief: Brief, platform: Platform, refinement: Refinement | None = None) -> str:
    """The user message before masking; training renders its records by the same function."""
    rows = [f"Площадка: {platform.model_name}"]
    if brief.tone:
        rows.append(f"Тон: {one_line(brief.tone)}")
    rows.append(f"Задача: {_task(brief, refinement)}")
    if brief.product:
        rows.append(f"Продукт: {_quoted(one_line(brief.product))}")
    return "\n".join([*rows, "", neutralise(brief.seed).strip()])


def bans(masked_text: str, masks: Masks, platform: Platform) -> tuple[tuple[str, float], ...]:
    """Placeholders that stand for nothing and digits that nobody gave: so no figure is invented."""
    labels = "12" if any(field.line and field.min_variants > 1 for field in platform.fields) else ""
    outside = masked_text
    for token in masks.surfaces:
        outside = outside.replace(token, "")
    digits = sorted(set("0123456789") - set(outside) - set(labels))
    alone = (ALONE,) if masks.phrases and ALONE not in masked_text else ()  # a number keeps its noun
    return tuple((token, -math.inf) for token in (*masks.unused, *digits, *alone))


def missing(masks: Masks, text: str, platform: Platform) -> tuple[Finding, ...]:
    """Contacts, dates and times of the brief that ``text`` lacks; numbers and names may be left out."""
    return tuple(
        Finding(kind=Kind.FACT_MISSING, severity=Severity.WARN, expected=surface)
        for token, surface in masks.surfaces.items()
        if token[1] in _WANTED and (token[1] != "U" or platform.contacts) and surface not in text
    )


def _task(brief: Brief, refinement: Refinement | None) -> str:
    """An edit in the user's own words is the nearest thing to an instruction that these models know."""
    if refinement and refinement.change is Change.EDIT and refinement.instruction:
        return f"{one_line(brief.task)}. {one_line(refinement.instruction)}"
    return one_line(brief.task)


def _quoted(product: str) -> str:
    """A bare name gets its quotes, so that it is masked wherever the seed has it."""
    named = product[:1].isupper() and len(product.split()) <= _NAME_WORDS and "«" not in product
    return f"«{product}»" if named else product
