"""The closing lines of a small model's ad: contacts, the date and the time of the brief that it forgot.

A model of a few million parameters leaves out a fact now and then, and rewriting doesn't always help. What an
ad can't do without is stated after its text then, in words that can't be wrong: nothing is said of a date
that stands beside others, because what it is the date of would have to be guessed.
"""

import re
from collections.abc import Sequence

from copywriting import masked
from copywriting.fitting import overlong
from copywriting.masking import Masks
from copywriting.platforms import Platform

_BEFORE = r"\b(до|с|со|к|ко|после)\s+"


def with_closing_lines(text: str, masks: Masks, masked_brief: str, platform: Platform) -> str:
    """``text`` and what it lacks; as it is where the platform has no free text or no room."""
    body = platform.body
    if body is None:
        return text
    lacking = [finding.expected or "" for finding in masked.missing(masks, text, platform)]
    lines = [*_moment(lacking, masks, masked_brief), *_contacts(lacking, masks)]
    if not lines:
        return text
    longer = f"{text.rstrip()}\n\n" + "\n".join(lines) if body.line_breaks else f"{text} {'. '.join(lines)}"
    return text if overlong(longer, platform) else longer


def _moment(lacking: Sequence[str], masks: Masks, masked_brief: str) -> list[str]:
    """The date and time if the brief has no other, as the brief puts them: «до 24 апреля»."""
    dates, times = _of("D", masks), _of("T", masks)
    time = next(iter(times.values())) if len(times) == 1 else ""
    if len(dates) != 1:
        return [f"Время: {time}"] if not dates and time in lacking and time else []
    token, date = next(iter(dates.items()))
    if date not in lacking and time not in lacking:
        return []
    before = re.search(_BEFORE + re.escape(token), masked_brief, re.IGNORECASE)
    if before:
        return [f"Срок: {before[1].lower()} {date}"] if date in lacking else []
    return [f"Когда: {', '.join(filter(None, (date, time)))}"]


def _contacts(lacking: Sequence[str], masks: Masks) -> list[str]:
    found: dict[str, list[str]] = {}
    for contact in _of("U", masks).values():
        if contact in lacking:
            found.setdefault(_label(contact), []).append(contact)
    return [f"{label}: {', '.join(contacts)}" for label, contacts in found.items()]


def _label(contact: str) -> str:
    if "@" in contact[1:]:
        return "Почта"
    return "Телефон" if contact.startswith(("+7", "8")) and not contact[-1].isalpha() else "Подробности"


def _of(kind: str, masks: Masks) -> dict[str, str]:
    return {token: surface for token, surface in masks.surfaces.items() if token[1] == kind}
